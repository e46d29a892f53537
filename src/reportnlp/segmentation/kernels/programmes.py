"""Kernel of the programmes: where the name of one begins that a report announces (实施|就业稳岗扩容提质行动)."""

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import callee
from reportnlp.segmentation.kernels.rules import ANNOUNCES, HEAD, HOST, OPEN, Lists, kinds_of

__all__ = ["LONGEST_PROGRAMME", "SHORTEST_PROGRAMME", "first_of_programme"]

#: Characters of a programme's name.
SHORTEST_PROGRAMME: Final = 5
LONGEST_PROGRAMME: Final = 16


@callee
def first_of_programme(
    codes: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int32],
    flags: npt.NDArray[np.uint16],
    last: int,
    free: int,
    end: int,
    lists: Lists,
) -> int:
    """Return the token with which the name of a programme begins that ends with the token `last`, -1 if none does.

    Parameters
    ----------
    codes : ndarray of uint32
        Code points of a document.
    starts : ndarray of int32
        Where its tokens start.
    flags : ndarray of uint16
        `flags_of` each.
    last : int
        The head, with the flag `HEAD`: 工程, 专项行动.
    free : int
        The first token behind the name before, -1 if there is none.
    end : int
        Where `last` ends.
    lists : Lists

    Notes
    -----
    The words between a verb that announces (实施, 开展) and the head are the name, however they are put together, if
    none of them is a function word, a numeral, a single character, another such verb or another head; but an open
    modifier behind the verb (新一轮, 省级) is no part of it.
    """
    low, at = max(free, 0), last
    while at > low and flags[at - 1] & HEAD == HOST and end - starts[at] <= LONGEST_PROGRAMME:
        if kinds_of(lists, codes, int64(starts[at - 1]), int64(starts[at])) & ANNOUNCES:
            while at < last and kinds_of(lists, codes, int64(starts[at]), int64(starts[at + 1])) & OPEN:
                at += 1
            return at if at < last and end - starts[at] >= SHORTEST_PROGRAMME else int64(-1)
        at -= 1
    return -1
