"""Kernels of the pairs: how often two types stand near each other."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["count_near", "count_pairs", "count_right", "put_right", "words_with_windows"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]


@kernel
def words_with_windows(
    ids: _Ids, sentence: _Numbers, is_word: npt.NDArray[np.bool_], window: int
) -> tuple[_Ids, _Ids, _Ids, _Numbers]:
    """Leave out what is no word, and say which of the others are near each one.

    Parameters
    ----------
    ids : ndarray of int32, shape (n,)
        Types of the tokens.
    sentence : ndarray of int64, shape (n,)
        The same for the words of one sentence, which follow each other.
    is_word : ndarray of bool, shape (v,)
    window : int
        How many words apart two words may stand.

    Returns
    -------
    words : ndarray of int32, shape (m,)
        Types of the words.
    left, right : ndarray of int32, shape (m,)
        Word k is near the words ``left[k]:right[k]``, itself among them.
    margins : ndarray of int64, shape (v,)
        How many words stand near those of each type.
    """
    words, at, size = np.empty(len(ids), np.int32), np.empty(len(ids), np.int64), 0
    for k in range(len(ids)):
        words[size], at[size] = ids[k], sentence[k]
        size += is_word[ids[k]]
    words = words[:size].copy()
    left, right, margins = np.empty(size, np.int32), np.empty(size, np.int32), np.zeros(len(is_word), np.int64)
    begin, end = 0, size
    for k in range(size):
        if k and at[k] != at[k - 1]:
            begin = k
        left[k] = max(begin, k - window)
    for k in range(size - 1, -1, -1):
        if k + 1 < size and at[k] != at[k + 1]:
            end = k + 1
        right[k] = min(end, k + window + 1)
        margins[words[k]] += right[k] - left[k] - 1
    return words, left, right, margins


@kernel
def count_near(words: _Ids, left: _Ids, right: _Ids, n_types: int, node: int) -> _Numbers:
    """Return how often each type stands near the type `node`, int64, shape (n_types,); two of the node are one pair."""
    row = np.zeros(n_types, np.int64)
    for k in range(len(words)):
        if words[k] == node:
            for other in range(left[k], right[k]):
                row[words[other]] += 1
            row[node] -= 1
    row[node] //= 2
    return row


@kernel
def count_right(words: _Ids, right: _Ids, begin: int, end: int, n_types: int) -> _Numbers:
    """Return in how many pairs each type is the lower one, int64, shape (n_types,), of pairs that begin in some places.

    A pair begins at one of the words ``begin:end``, and with one of those that are near it on its right.
    """
    sizes = np.zeros(n_types, np.int64)
    for k in range(begin, end):
        for other in range(k + 1, right[k]):
            sizes[min(words[k], words[other])] += 1
    return sizes


@kernel
def put_right(words: _Ids, right: _Ids, begin: int, end: int, next_: _Numbers, beside: _Ids) -> None:
    """Put the higher type of each pair down beside its lower one: a counting sort.

    Parameters
    ----------
    words, right
        As `words_with_windows` returns them.
    begin, end : int
        As for `count_right`.
    next_ : ndarray of int64, shape (n_types,)
        Where the first of these beside each lower type goes; counted on.
    beside : ndarray of int32
        Filled.
    """
    for k in range(begin, end):
        for other in range(k + 1, right[k]):
            lower, higher = min(words[k], words[other]), max(words[k], words[other])
            beside[next_[lower]] = higher
            next_[lower] += 1


@kernel
def count_pairs(beside: _Ids, bounds: _Numbers, begin: int, end: int, least: int) -> tuple[_Ids, _Ids, _Numbers]:
    """Count the pairs with some lower types; one row of counts is all that it takes.

    Parameters
    ----------
    beside : ndarray of int32
        The higher types of all pairs, as `put_right` puts them.
    bounds : ndarray of int64, shape (n_types + 1,)
        Those beside type t are ``beside[bounds[t]:bounds[t + 1]]``.
    begin, end : int
        The lower types: ``begin:end``.
    least : int
        Fewest times that a pair must stand to be returned.

    Returns
    -------
    lower, higher : ndarray of int32, shape (r,)
        The types of each pair; the lower ones ascend.
    counts : ndarray of int64, shape (r,)
    """
    row = np.zeros(len(bounds) - 1, np.int32)
    often = np.empty(np.diff(bounds).max() + 1 if len(bounds) > 1 else 1, np.int32)
    first, second, counts, size = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024, np.int64), 0
    for lower in range(begin, end):
        if bounds[lower + 1] - bounds[lower] < least:
            continue
        # Each is put down when it has been met often enough; a branch here would be guessed wrong too often.
        found = 0
        for higher in beside[bounds[lower] : bounds[lower + 1]]:
            row[higher] += 1
            often[found] = higher
            found += row[higher] == least
        while size + found > len(counts):
            first, second = np.append(first, np.empty_like(first)), np.append(second, np.empty_like(second))
            counts = np.append(counts, np.empty_like(counts))
        for higher in often[:found]:
            first[size], second[size], counts[size] = lower, higher, row[higher]
            size += 1
        for higher in beside[bounds[lower] : bounds[lower + 1]]:
            row[higher] = 0
    return first[:size], second[:size], counts[:size]
