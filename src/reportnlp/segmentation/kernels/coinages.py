"""Kernel that tells whether what looks like an abbreviation with numerals is one, and no quantity."""

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import callee
from reportnlp.segmentation.kernels.rules import GUARD, NUMERIC, OFFICE, REGION, Rules, flags_at, longest
from reportnlp.segmentation.number_forms import COINED, ONES

__all__ = ["is_coined"]

#: Measures up to this strength are counted by any numeral or by most.
_MEASURE = 2
_GREAT = ord("大")  # a measure before a noun, and a word of its own in 四大双千


@callee
def _is_whole(
    starts: npt.NDArray[np.int32], flags: npt.NDArray[np.uint16], start: int, end: int, stop: int, token: int, most: int
) -> bool:
    """Tell whether tokens make up [start, end), more than one, none a word longer than `most`, the first no place.

    `token` holds `start`; the last token of all ends at `stop`.
    """
    first, at = token, start
    if flags[first] & REGION:  # 四川|十大
        return False
    while at < end and starts[token] == at:
        at = int64(starts[token + 1]) if token + 1 < len(starts) else stop
        if flags[token] & GUARD and at - starts[token] > most:
            return False
        token += 1
    return at == end and token > first + 1


@callee
def _counts(codes: npt.NDArray[np.uint32], end: int, rules: Rules) -> bool:
    """Tell whether a numeral ends at `end` and a measure or another numeral follows it."""
    if end == len(codes) or not flags_at(rules.classes, codes[end - 1]) & NUMERIC:
        return False
    behind = longest(rules.measures, codes, end, len(codes))[0]
    return behind > end or flags_at(rules.classes, codes[end]) & NUMERIC != 0


@callee
def is_coined(
    codes: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int32],
    flags: npt.NDArray[np.uint16],
    start: int,
    end: int,
    label: int,
    token: int,
    rules: Rules,
) -> bool:
    """Tell whether [start, end), which has the label of an abbreviation, is one.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n,)
        Code points of a document.
    starts : ndarray of int32, shape (m,)
    flags : ndarray of uint16, shape (m,)
        Its tokens, and `flags_of` each.
    start, end, label : int
    token : int
        The token that holds `start`.
    rules : Rules

    Notes
    -----
    Tokens begin and end where it does. No word of it is cut; the first is no measure (两家三级), and
    neither are all of them measures or administrative units (两省三市). What ends with a numeral has no
    measure or further numeral behind it.
    """
    length = label - COINED + 1
    most = end - start if label == ONES else length + 1
    if not _is_whole(starts, flags, start, end, len(codes), token, most) or _counts(codes, end, rules):
        return False
    if label == ONES:
        return True
    if codes[start] == codes[start + length + 1] and codes[start + 1] == codes[start + length + 2]:
        return False  # 一步一步
    n_counted = int64(0)
    for at in range(start + 1, end, length + 1):
        stop, strength, _, _ = longest(rules.measures, codes, at, at + length)
        is_measure = stop == at + length and strength <= _MEASURE
        if is_measure and at == start + 1 and codes[at] != _GREAT:
            return False
        n_counted += is_measure or (length == 1 and flags_at(rules.classes, codes[at]) & OFFICE != 0)
        while starts[token] <= at:
            token += 1
            if token == len(starts):
                break
        if token < len(starts) and starts[token] < at + length:
            return False
    return n_counted < (end - start) // (length + 1)
