"""Kernel of the hidden Markov model with which jieba guesses words that no dictionary has.

A character begins a word, ends it, stands inside it or is a word: states 0 to 3, in the order of the
letters B, E, M, S, because jieba breaks ties by the higher letter. The numbers of the model are jieba's.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.jit import part

__all__ = ["BEGIN", "END", "FIRST", "LAST", "SINGLE", "Hmm", "guess_states"]

Floats = npt.NDArray[np.float64]

BEGIN, END, SINGLE = 0, 1, 3
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
    step = hmm.step
    row = points[start] - FIRST
    begin = hmm.start[0] + hmm.emit[row, 0]
    finish = hmm.start[1] + hmm.emit[row, 1]
    middle = hmm.start[2] + hmm.emit[row, 2]
    single = hmm.start[3] + hmm.emit[row, 3]
    for k in range(1, end - start):
        row = points[start + k] - FIRST
        # The two states that may come before each; the one with the higher letter wins a tie.
        e, s = finish + step[1, 0] + hmm.emit[row, 0], single + step[3, 0] + hmm.emit[row, 0]
        to_begin, from_begin = (s, 3) if s >= e else (e, 1)
        b, m = begin + step[0, 1] + hmm.emit[row, 1], middle + step[2, 1] + hmm.emit[row, 1]
        to_finish, from_finish = (m, 2) if m >= b else (b, 0)
        b, m = begin + step[0, 2] + hmm.emit[row, 2], middle + step[2, 2] + hmm.emit[row, 2]
        to_middle, from_middle = (m, 2) if m >= b else (b, 0)
        e, s = finish + step[1, 3] + hmm.emit[row, 3], single + step[3, 3] + hmm.emit[row, 3]
        to_single, from_single = (s, 3) if s >= e else (e, 1)
        begin, finish, middle, single = to_begin, to_finish, to_middle, to_single
        states[k] = from_begin | (from_finish << 2) | (from_middle << 4) | (from_single << 6)
    state = 3 if single >= finish else 1
    for k in range(end - start - 1, -1, -1):
        came_from = states[k]
        states[k] = state
        if k > 0:
            state = (came_from >> (2 * state)) & 3
