"""Kernel of the hidden Markov model with which jieba guesses words that no dictionary has.

A character begins a word, ends it, stands inside it or is a word: states 0 to 3, in the order of the
letters B, E, M, S, because jieba breaks ties by the higher letter. The numbers of the model are jieba's.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import uint64

from reportnlp.jit import part

__all__ = ["FIRST", "LAST", "Hmm", "guess_states"]

Floats = npt.NDArray[np.float64]

#: First and last code point of the characters that the model knows.
FIRST, LAST = 0x4E00, 0x9FD5


class Hmm(NamedTuple):
    """Log-probabilities of the model.

    Parameters
    ----------
    start : ndarray of float64, shape (4,)
    step : ndarray of float64, shape (4, 4)
        From the state of the row to that of the column.
    emit : ndarray of float64, shape (20950, 4)
        Of each character from `FIRST` to `LAST`, by state.
    """

    start: Floats
    step: Floats
    emit: Floats


@part
def guess_states(points: npt.NDArray[np.uint32], start: int, end: int, hmm: Hmm, states: npt.NDArray[np.uint8]) -> None:
    """Write the most probable state of each of the characters ``points[start:end]`` (Viterbi 1967).

    Parameters
    ----------
    points : ndarray of uint32
        Code points, all from `FIRST` to `LAST` between `start` and `end`.
    start, end : int
        ``end > start``.
    hmm : Hmm
    states : ndarray of uint8, at least ``end - start`` long
        Filled from the front.
    """
    emit = hmm.emit
    row = uint64(points[uint64(start)] - FIRST)
    begin = hmm.start[0] + emit[row, 0]
    finish = hmm.start[1] + emit[row, 1]
    middle = hmm.start[2] + emit[row, 2]
    single = hmm.start[3] + emit[row, 3]
    for k in range(1, end - start):
        row = uint64(points[uint64(start + k)] - FIRST)
        # Two states may come before each; of equal ones the one with the higher letter counts.
        from_finish = finish + hmm.step[1, 0] + emit[row, 0]
        from_single = single + hmm.step[3, 0] + emit[row, 0]
        from_begin = begin + hmm.step[0, 1] + emit[row, 1]
        from_middle = middle + hmm.step[2, 1] + emit[row, 1]
        begin_on = begin + hmm.step[0, 2] + emit[row, 2]
        middle_on = middle + hmm.step[2, 2] + emit[row, 2]
        finish_off = finish + hmm.step[1, 3] + emit[row, 3]
        single_off = single + hmm.step[3, 3] + emit[row, 3]
        states[k] = (
            (3 if from_single >= from_finish else 1)
            | (8 if from_middle >= from_begin else 0)
            | (32 if middle_on >= begin_on else 0)
            | (192 if single_off >= finish_off else 64)
        )
        begin = max(from_finish, from_single)
        finish = max(from_begin, from_middle)
        middle = max(begin_on, middle_on)
        single = max(finish_off, single_off)
    state = 3 if single >= finish else 1
    for k in range(end - start - 1, -1, -1):
        came_from = states[k]
        states[k] = state
        if k > 0:
            state = (came_from >> (2 * state)) & 3
