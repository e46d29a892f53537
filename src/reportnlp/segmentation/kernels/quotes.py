"""Kernel of the quotation marks: where the name in them begins, which authors make up and put there."""

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import callee
from reportnlp.segmentation.kernels.rules import BREAK, HAN, HOST, NUMERIC, PIECE, Rules, flags_at, longest

__all__ = ["LONGEST_PAIR", "LONGEST_QUOTED", "opening_of"]

#: Characters of a name in quotation marks.
LONGEST_QUOTED: Final = 6
#: Those of one that is two halves of the same length (“千村示范引领、万村共富共美”), with what stands between them.
LONGEST_PAIR: Final = 15

_SIGNS = tuple(ord(character) for character in "+＋·.")
_BETWEEN = tuple(ord(character) for character in "·、，")


@callee
def opening_of(
    codes: npt.NDArray[np.uint32], starts: npt.NDArray[np.int32], flags: npt.NDArray[np.uint16], last: int, rules: Rules
) -> int:
    """Return the token that opens the quotation which the token `last` closes, -1 if what is quoted is no name.

    Parameters
    ----------
    codes : ndarray of uint32
        Code points of a document.
    starts : ndarray of int32
        Where its tokens start.
    flags : ndarray of uint16
        `flags_of` each.
    last : int
        A closing quotation mark.
    rules : Rules

    Notes
    -----
    A name has two words or more and 2 to 6 characters, which are letters, figures, ``+``, ``·`` or a point, or it is
    two halves of the same length, of up to 7 such characters, with ``·``, ``、`` or ``，`` between them. None of the
    words is a particle, pronoun, conjunction or preposition, for these make a clause; one is no number or adverb,
    and they are not a number and its measure (“30条”). Each opening mark is one code point before what closes it.
    """
    end, named = int64(starts[last]), int64(0)
    at = last - 1
    while at >= 0 and end - starts[at] <= LONGEST_PAIR:
        if codes[starts[at]] == codes[end] - 1:
            break
        if flags[at] & BREAK:
            return -1
        named |= flags[at] & (HOST | PIECE)
        at -= 1
    if at < 0 or at > last - 3 or codes[starts[at]] != codes[end] - 1:
        return -1
    first = int64(starts[at]) + 1
    counts = 48 <= codes[first] <= 57 or flags_at(rules.classes, codes[first]) & NUMERIC
    if counts and at == last - 3 and longest(rules.measures, codes, int64(starts[last - 1]), end)[0] == end:
        return -1
    middle = (first + end) // 2 if (end - first) % 2 else end
    halved = end - first > LONGEST_QUOTED and middle < end and codes[middle] in _BETWEEN
    if end - first > LONGEST_QUOTED and not halved:
        return -1
    for k in range(first, end):
        if halved and k == middle:
            continue
        code = codes[k]
        plain = code < 128 or 0xFF10 <= code <= 0xFF5A
        code = code - 0xFEE0 if code >= 0xFF10 and plain else code
        letter = plain and (48 <= code <= 57 or 65 <= (code & ~32) <= 90)
        named |= code > 57 and letter
        if not (letter or codes[k] in _SIGNS or flags_at(rules.classes, codes[k]) & HAN):
            return -1
    return at if named else int64(-1)
