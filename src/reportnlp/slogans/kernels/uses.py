"""Kernel that finds phrases in a text, by the rolling hash of R. M. Karp and M. O. Rabin (1987).

Efficient randomized pattern-matching algorithms, IBM Journal of Research and Development 31 (2), 249–260; what has the
hash of a phrase is compared with it, so that the result does not hang on chance.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["phrase_uses"]

_Points = npt.NDArray[np.int32]
_Longs = npt.NDArray[np.int64]

_BASE, _MIX, _29 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(29)


@part
def _place(h: Any, mask: int) -> int:
    h = (h ^ (h >> _29)) * _MIX
    return int(np.int64(h >> _29) & mask)


@kernel
def phrase_uses(
    points: _Points, edges: npt.NDArray[np.uint8], starts: npt.NDArray[Any], phrases: _Points, indptr: _Longs
) -> tuple[_Longs, _Longs]:
    """Return where phrases stand that cut no token, by start and then by length; they may overlap.

    Parameters
    ----------
    points : ndarray of int32, shape (n,)
        Code points of the text.
    edges : ndarray of uint8, shape (n + 1,)
        1 where a token begins or ends.
    starts : ndarray of int32 or int64, shape (m,)
        Where the tokens begin.
    phrases : ndarray of int32, indptr : ndarray of int64, shape (p + 1,)
        Code points of the distinct phrases, each of two or more.

    Returns
    -------
    starts, numbers : ndarray of int64
        Where each use begins, and the number of its phrase.
    """
    size = 16
    while size < 4 * len(indptr):
        size *= 2
    mask = size - 1
    table = np.full(size, -1, np.int64)  # phrases by their hash
    hashes = np.zeros(len(indptr), np.uint64)
    heads = np.zeros(size, np.bool_)  # of the first two characters
    longest = 0
    for p in range(len(indptr) - 1):
        h = np.uint64(0)
        for k in range(indptr[p], indptr[p + 1]):
            h = h * _BASE + np.uint64(phrases[k] + 1)
            if k == indptr[p] + 1:
                heads[_place(h, mask)] = True
        longest = max(longest, indptr[p + 1] - indptr[p])
        hashes[p] = h
        place = _place(h, mask)
        while table[place] >= 0:
            place = (place + 1) & mask
        table[place] = p
    room = 1024
    found, numbers = np.empty(room, np.int64), np.empty(room, np.int64)
    count = 0
    for start in starts:
        h = np.uint64(0)
        for k in range(start, min(start + longest, len(points))):
            h = h * _BASE + np.uint64(points[k] + 1)
            if k == start:
                continue
            if k == start + 1 and not heads[_place(h, mask)]:
                break
            if not edges[k + 1]:
                continue
            place = _place(h, mask)
            while table[place] >= 0:
                p = table[place]
                n = indptr[p + 1] - indptr[p]
                if hashes[p] == h and n == k + 1 - start:
                    same = True
                    for j in range(n):
                        same = same and phrases[indptr[p] + j] == points[start + j]
                    if same:
                        if count == room:
                            room *= 2
                            found, numbers = _longer(found, room), _longer(numbers, room)
                        found[count], numbers[count] = start, p
                        count += 1
                        break
                place = (place + 1) & mask
    return found[:count].copy(), numbers[:count].copy()


@part
def _longer(array: _Longs, size: int) -> _Longs:
    longer = np.empty(size, np.int64)
    longer[: len(array)] = array
    return longer
