"""Kernel that counts n-grams and what stands beside them, in time linear in the occurrences of those that repeat."""

from typing import Any

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["repeated"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@part
def _fits(codes: Int32s, start: int, length: int) -> bool:
    """Tell whether an n-gram of some length can begin at a position."""
    k = start
    while k < min(start + length, codes.size) and codes[k] > 0:
        k += 1
    return k == start + length


@part
def _n_texts(beside: Int64s, first: int, end: int, stamps: Int64s) -> int:
    """Return the number of texts with an occurrence; `stamps` has the group in which each text was seen last."""
    n = 0
    for i in range(first, end):
        text = beside[i] >> 32
        n += stamps[text] != first
        stamps[text] = first
    return n


@part
def _entropy(total: float, size: int) -> float:
    """Return the entropy in nats of `size` neighbours of which the sum of c ln c is `total`, c the count of each."""
    return max(np.log(size) - total / size, 0.0)


@part
def _right_entropy(shared: Int32s, first: int, end: int, length: int) -> float:
    """Return the entropy of the symbol behind: what shares it stands side by side."""
    run, total = 0, 0.0
    for i in range(first + 1, end + 1):
        run += 1
        if i == end or shared[i] <= length:
            if run > 1:
                total += run * np.log(run)
            run = 0
    return _entropy(total, end - first)


@part
def _left_entropy(beside: Int64s, first: int, end: int, counts: Int64s, often: Int64s) -> float:
    """Return the entropy of the symbol before; all `counts` are zero, before and after."""
    n, total = 0, 0.0
    for i in range(first, end):
        symbol = beside[i] & 0xFFFFFFFF
        if symbol > 0:
            counts[symbol] += 1
            if counts[symbol] == 2:
                often[n] = symbol
                n += 1
    if n > 1:
        often[:n].sort()  # a sum in one order is rounded in one way
    for symbol in often[:n]:
        total += counts[symbol] * np.log(counts[symbol])
    for i in range(first, end):
        counts[beside[i] & 0xFFFFFFFF] = 0
    return _entropy(total, end - first)


@kernel
def repeated(
    codes: Int32s, order: Int64s, shared: Int32s, beside: Int64s, firsts: Int64s, sizes: Int64s,
    length: int, min_count: int, n_texts: int, n_codes: int
) -> tuple[Int64s, Int64s, Int64s, Floats, Floats]:  # fmt: skip
    """Return the n-grams of one length that occur `min_count` times or more.

    Parameters
    ----------
    codes : ndarray of int32, shape (n,)
        Symbols.
    order, shared : ndarray of int64 and int32, shape (n,)
        The suffix array, and what each suffix shares with the one before it, to `length` + 1 at least.
    beside : ndarray of int64, shape (n,)
        For each place in `order` the text, times 2**32, plus the symbol before.
    firsts, sizes : ndarray of int64, shape (g,)
        Stretches of `order` that hold all of them: the n-grams of one symbol less.
    length, min_count : int
        The length, and the fewest occurrences.
    n_texts, n_codes : int
        Texts, and one more than the largest symbol.

    Returns
    -------
    tuple of ndarray, each of shape (c,)
        Where the occurrences begin in `order`, their number, the number of texts with one (int64), and the entropies
        in nats of the symbol before and of that behind (float64): ln n - (1 / n) sum of c ln c over the counts of the
        different symbols, each zero one of its own.
    """
    room = sizes.sum() // min_count
    found_at, found_sizes = np.empty(room, np.int64), np.empty(room, np.int64)
    texts, left, right = np.empty(room, np.int64), np.empty(room, np.float64), np.empty(room, np.float64)
    stamps, counts = np.full(n_texts, -1, np.int64), np.zeros(n_codes, np.int64)
    often: Any = np.empty(n_codes, np.int64)
    found = 0
    for k in range(firsts.size):
        first, stop = firsts[k], firsts[k] + sizes[k]
        while first < stop:
            end = first + 1
            while end < stop and shared[end] >= length:
                end += 1
            # What shares so much fits; what stands alone need not.
            if end - first >= min_count and (end - first > 1 or _fits(codes, order[first], length)):
                found_at[found], found_sizes[found] = first, end - first
                texts[found] = _n_texts(beside, first, end, stamps)
                left[found] = _left_entropy(beside, first, end, counts, often)
                right[found] = _right_entropy(shared, first, end, length)
                found += 1
            first = end
    ends = found_at[:found].copy(), found_sizes[:found].copy(), texts[:found].copy()
    return ends[0], ends[1], ends[2], left[:found].copy(), right[:found].copy()
