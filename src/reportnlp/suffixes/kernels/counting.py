"""Kernels that count n-grams and what stands beside them, in time linear in the n-grams and in what is counted.

The occurrences of an n-gram are an interval of the suffix array. As long as a longer one has the same interval, all
but the symbol behind it is the same too, and is not counted again: M. I. Abouelhoda, S. Kurtz and E. Ohlebusch (2004),
Replacing suffix trees with enhanced suffix arrays, Journal of Discrete Algorithms 2 (1), 53–86.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import kernel, lean_kernel, part
from reportnlp.kernels.fetching import fetch

__all__ = ["repeated", "sorted_by"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Numbers = npt.NDArray[Any]

#: Counts whose logarithms are made once, and numbers that are sorted by insertion.
LOGS, FEW = 1024, 24
#: How many n-grams ahead what is far away is fetched.
AHEAD = 16


@part
def _fits(codes: Int32s, start: int, length: int) -> bool:
    """Tell whether an n-gram of some length can begin at a position."""
    k = start
    while k < min(start + length, codes.size) and codes[k] > 0:
        k += 1
    return k == start + length


@part
def _c_ln_c(c: int, logs: Floats) -> float:
    """Return c ln c; `logs` has ln 0, which is not used, ln 1, ln 2 and so on."""
    return c * (logs[c] if c < logs.size else np.log(c))


@part
def _entropy(total: float, size: int, logs: Floats) -> float:
    """Return the entropy in nats of `size` neighbours of which the sum of c ln c is `total`, c the count of each."""
    return max((logs[size] if size < logs.size else np.log(size)) - total / size, 0.0)


@part
def _right(shared: Int32s, first: int, end: int, length: int, logs: Floats) -> tuple[float, int]:
    """Return the entropy of the symbol behind, which stands side by side, and the length that all occurrences share."""
    begin, total, least = first, 0.0, int64(2**31 - 1)
    for i in range(first + 1, end):
        same = int64(shared[uint64(i)])
        least = min(least, same)
        if same <= length:
            if i - begin > 1:
                total += _c_ln_c(i - begin, logs)
            begin = i
    if end - begin > 1:
        total += _c_ln_c(end - begin, logs)
    return _entropy(total, end - first, logs), least


@part
def _ascend(numbers: Int64s, n: int) -> None:
    """Sort the first `n`, mostly a few."""
    if n > FEW:
        numbers[:n].sort()
        return
    for i in range(1, n):
        number, k = numbers[i], i
        while k > 0 and numbers[k - 1] > number:
            numbers[k] = numbers[k - 1]
            k -= 1
        numbers[k] = number


@part
def _before(
    beside: Numbers, bits: int, first: int, end: int, stamps: Int64s, counts: Int32s, often: Int64s, logs: Floats
) -> tuple[int, float]:
    """Return the number of texts with an occurrence, and the entropy of the symbol before.

    `stamps` has the group in which each text was seen last; all `counts` are zero, before and after.
    """
    n_texts, n, total, mask = 0, 0, 0.0, (1 << bits) - 1
    for i in range(first, end):
        own = int64(beside[uint64(i)])
        text, symbol = uint64(own >> bits), uint64(own & mask)
        n_texts += stamps[text] != first
        stamps[text] = first
        counts[symbol] += 1
        if counts[symbol] == 2 and symbol > 0:
            often[n] = symbol
            n += 1
    _ascend(often, n)  # a sum in one order is rounded in one way
    for k in range(n):
        total += _c_ln_c(counts[often[k]], logs)
    for i in range(first, end):
        counts[uint64(beside[uint64(i)] & mask)] = 0
    return n_texts, _entropy(total, end - first, logs)


@lean_kernel
def sorted_by(order: Int32s, own: Numbers, beside: Numbers) -> None:
    """Write to `beside` the numbers of `own` at the positions `order`, both int32 or int64."""
    for i in range(order.size):
        beside[i] = own[order[i]]


@kernel
def repeated(
    codes: Int32s, order: Int32s, shared: Int32s, beside: Numbers, bits: int, length: int, min_count: int, n_texts: int,
    n_codes: int, firsts: Int64s, sizes: Int64s, texts: Int64s, left: Floats, least: Int32s, to_firsts: Int64s,
    to_sizes: Int64s, to_texts: Int64s, to_left: Floats, to_least: Int32s, to_right: Floats
) -> int:  # fmt: skip
    """Find the n-grams of one length that occur `min_count` times or more, and return how many there are.

    Parameters
    ----------
    codes : ndarray of int32, shape (n,)
        Symbols.
    order, shared : ndarray of int32, shape (n,)
        The suffix array, and what each suffix shares with the one before it, to `length` + 1 at least.
    beside : ndarray of int32 or int64, shape (n,)
        For each place in `order` the text, times 2**bits, plus the symbol before.
    bits : int
        Bits of a symbol.
    length, min_count : int
        The length, and the fewest occurrences.
    n_texts, n_codes : int
        Texts, and one more than the largest symbol.
    firsts, sizes, texts, left, least : ndarray, shape (g,)
        Stretches of `order` that hold all of them, the n-grams of one symbol less, and what is known of these, as
        below; `least` of 0 where nothing is.
    to_firsts, to_sizes, to_texts, to_left, to_least, to_right : ndarray, shape (c,)
        Changed to where the occurrences begin in `order`, their number and the number of texts with one (int64), the
        entropy in nats of the symbol before (float64), how many symbols all of them share (int32), and the entropy
        of the symbol behind (float64). Entropies are ln n - (1 / n) sum of c ln c over the counts of the different
        symbols, each zero one of its own.
    """
    logs, stamps = np.log(np.maximum(np.arange(LOGS), 1)), np.full(n_texts, -1, np.int64)
    counts, often = np.zeros(n_codes, np.int32), np.empty(n_codes, np.int64)
    found = 0
    for k in range(firsts.size):
        if k + AHEAD < firsts.size:
            fetch(shared, firsts[k + AHEAD])
            fetch(beside, firsts[k + AHEAD])
        first, stop = firsts[k], firsts[k] + sizes[k]
        while first < stop:
            whole = least[k] >= length
            end = stop if whole else first + 1
            while end < stop and shared[uint64(end)] >= length:
                end += 1
            # What shares so much fits; what stands alone need not.
            if end - first >= min_count and (end - first > 1 or _fits(codes, order[first], length)):
                to_firsts[found], to_sizes[found] = first, end - first
                if whole:
                    to_texts[found], to_left[found], to_least[found] = texts[k], left[k], least[k]
                else:
                    to_texts[found], to_left[found] = _before(beside, bits, first, end, stamps, counts, often, logs)
                if whole and least[k] > length:
                    to_right[found] = _entropy(_c_ln_c(end - first, logs), end - first, logs)
                else:
                    to_right[found], to_least[found] = _right(shared, first, end, length, logs)
                found += 1
            first = end
    return found
