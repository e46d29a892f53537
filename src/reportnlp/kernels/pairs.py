"""Kernel of the pairs: how often two types stand near each other."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["count_pairs"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]


@kernel
def count_pairs(
    ids: _Ids, left: _Ids, right: _Ids, n_types: int, min_count: int, node: int
) -> tuple[_Numbers, _Numbers]:
    """Count the pairs of types that stand near each other, type after type, so that one row of counts is all it takes.

    Parameters
    ----------
    ids : ndarray of int32, shape (n,)
        Types of the tokens.
    left, right : ndarray of int32, shape (n,)
        Token k is near the tokens ``left[k]:right[k]``, itself among them.
    n_types : int
    min_count : int
        Fewest times that a pair must stand to be returned.
    node : int
        The type that every pair must have; -1 for any.

    Returns
    -------
    pairs : ndarray of int64, shape (m,)
        first * v + second, first <= second, ascending; with a node, it comes first.
    counts : ndarray of int64, shape (m,)
    """
    # The tokens of each type, one type after the other: a counting sort.
    indptr = np.zeros(n_types + 2, np.int64)
    for id_ in ids:
        indptr[id_ + 2] += 1
    indptr = np.cumsum(indptr)
    places = np.empty(len(ids), np.int32)
    for k in range(len(ids)):
        places[indptr[ids[k] + 1]] = k
        indptr[ids[k] + 1] += 1
    row, near = np.zeros(n_types, np.int32), np.empty(n_types, np.int32)
    pairs, counts, size = np.empty(1024, np.int64), np.empty(1024, np.int64), 0
    for term in range(n_types) if node < 0 else range(node, node + 1):
        # Each pair once: with its first type, or with the node; and a type with itself from the left.
        least, found, first = 0 if node >= 0 else term, 0, size
        for at in range(indptr[term], indptr[term + 1]):
            k = places[at]
            for other in range(left[k], right[k]):
                second = ids[other]
                if second < least or (second == term and other <= k):
                    continue
                if row[second] == 0:
                    near[found] = second
                    found += 1
                row[second] += 1
        for second in near[:found]:
            if row[second] >= min_count:
                if size == len(pairs):
                    pairs, counts = np.append(pairs, np.empty_like(pairs)), np.append(counts, np.empty_like(counts))
                pairs[size], counts[size] = term * n_types + second, row[second]
                size += 1
            row[second] = 0
        order = np.argsort(pairs[first:size])
        pairs[first:size], counts[first:size] = pairs[first:size][order], counts[first:size][order]
    return pairs[:size], counts[:size]
