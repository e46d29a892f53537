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


@part
def _hashed(phrases: _Points, indptr: _Longs) -> Any:
    """Return a table of the phrases by their hashes, int64[m], m a power of two; the hashes; lengths by first pairs.

    A length is that of the longest phrase that begins with a pair of the hash, 0 if there is none.
    """
    size = 16
    while size < 4 * len(indptr):
        size *= 2
    table = np.full(size, -1, np.int64)
    hashes = np.zeros(len(indptr), np.uint64)
    heads = np.zeros(size, np.int64)
    for p in range(len(indptr) - 1):
        h = np.uint64(0)
        for k in range(indptr[p], indptr[p + 1]):
            h = h * _BASE + np.uint64(phrases[k] + 1)
            if k == indptr[p] + 1:
                head = _place(h, size - 1)
                heads[head] = max(heads[head], indptr[p + 1] - indptr[p])
        hashes[p] = h
        place = _place(h, size - 1)
        while table[place] >= 0:
            place = (place + 1) & (size - 1)
        table[place] = p
    return table, hashes, heads


@part
def _number(
    points: _Points, start: int, end: int, h: Any, phrases: _Points, indptr: _Longs, table: _Longs, hashes: Any
) -> int:
    """Return the number of the phrase that stands at [start, end) and has the hash `h`, -1 if there is none."""
    mask = len(table) - 1
    place = _place(h, mask)
    while table[place] >= 0:
        p = table[place]
        if hashes[p] == h and indptr[p + 1] - indptr[p] == end - start:
            same = True
            for j in range(end - start):
                same = same and phrases[indptr[p] + j] == points[start + j]
            if same:
                return int(p)
        place = (place + 1) & mask
    return -1


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
    table, hashes, heads = _hashed(phrases, indptr)
    mask = len(table) - 1
    room = 1024
    found, numbers = np.empty(room, np.int64), np.empty(room, np.int64)
    count = 0
    for start in starts:
        if start + 1 >= len(points):
            continue
        h = np.uint64(points[start] + 1)
        pair = h * _BASE + np.uint64(points[start + 1] + 1)
        for k in range(start + 1, min(start + heads[_place(pair, mask)], len(points))):
            h = h * _BASE + np.uint64(points[k] + 1)
            p = _number(points, start, k + 1, h, phrases, indptr, table, hashes) if edges[k + 1] else -1
            if p >= 0:
                if count == room:
                    room *= 2
                    found, numbers = _longer(found, room), _longer(numbers, room)
                found[count], numbers[count] = start, p
                count += 1
    return found[:count].copy(), numbers[:count].copy()


@part
def _longer(array: _Longs, size: int) -> _Longs:
    longer = np.empty(size, np.int64)
    longer[: len(array)] = array
    return longer
