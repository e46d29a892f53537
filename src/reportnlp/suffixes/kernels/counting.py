"""Kernels that sort suffixes and count what begins them, each in time linear in the text."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["common_lengths", "entropies_at", "repeated", "stable_order"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Bits of a key that one pass sorts by.
DIGIT = 11


@kernel
def stable_order(keys: Int64s) -> Int64s:
    """Return what ``numpy.argsort(keys, kind="stable")`` would, by a radix sort from the lowest digit up: int64[n].

    Parameters
    ----------
    keys : ndarray of int64, shape (n,)
        Not negative.
    """
    n = keys.size
    order = np.arange(n)
    ahead = np.empty(n, np.int64)
    sorted_keys = keys.copy()
    ahead_keys = np.empty(n, np.int64)
    ends = np.empty((1 << DIGIT) + 1, np.int64)
    mask = (1 << DIGIT) - 1
    for shift in range(0, 63, DIGIT):
        ends[:] = 0
        for i in range(n):
            ends[((sorted_keys[i] >> shift) & mask) + 1] += 1
        if n == 0 or ends.max() == n:  # all keys have the same digit
            continue
        for digit in range(1 << DIGIT):
            ends[digit + 1] += ends[digit]
        for i in range(n):
            digit = (sorted_keys[i] >> shift) & mask
            to = ends[digit]
            ends[digit] = to + 1
            ahead[to] = order[i]
            ahead_keys[to] = sorted_keys[i]
        order, ahead = ahead, order
        sorted_keys, ahead_keys = ahead_keys, sorted_keys
    return order


@kernel
def common_lengths(codes: Int32s, order: Int64s, depth: int) -> Int32s:
    """Return how many symbols each suffix shares with the one before it, `depth` at most; 0 for the first: int32[n].

    Parameters
    ----------
    codes : ndarray of int32, shape (n,)
        Symbols; two zeros are never the same.
    order : ndarray of int64, shape (n,)
        The suffix array.
    depth : int
        Where to stop.
    """
    n = codes.size
    shared = np.zeros(n, np.int32)
    for i in range(1, n):
        one, other = order[i - 1], order[i]
        limit = min(depth, n - max(one, other))
        k = 0
        while k < limit and codes[one + k] == codes[other + k] and codes[one + k] > 0:
            k += 1
        shared[i] = k
    return shared


@kernel
def repeated(
    order: Int64s, shared: Int32s, space: Int64s, before: Int64s, length: int, min_count: int
) -> tuple[Int64s, Int64s, Int64s, Floats]:
    """Return the n-grams of one length that occur `min_count` times or more.

    Parameters
    ----------
    order, shared : ndarray of int64 and int32, shape (n,)
        The suffix array, and what each suffix shares with the one before it, to `length` + 1 at least.
    space : ndarray of int64, shape (n,)
        Length of the longest n-gram that fits at each position of the text.
    before : ndarray of int64, shape (n,)
        For each place in `order` the one before it that is of the same text, -1 if there is none.
    length, min_count : int
        The length, and the fewest occurrences.

    Returns
    -------
    tuple of ndarray, each of shape (c,)
        Where the occurrences begin in `order`, their number, the number of texts with one (int64), and the entropy in
        nats of the symbol behind (float64): ln n - (1 / n) sum of c ln c over the n-grams of one symbol more. An
        occurrence is the first of its text in its group if the one before it of the text lies before the group: S.
        Muthukrishnan (2002), Efficient algorithms for document retrieval problems, Proceedings of SODA, 657-666.
    """
    n = order.size
    firsts = np.empty(n // min_count + 1, np.int64)
    counts = np.empty(n // min_count + 1, np.int64)
    texts = np.empty(n // min_count + 1, np.int64)
    entropies = np.empty(n // min_count + 1, np.float64)
    found = 0
    first = 0
    while first < n:
        end = first + 1
        while end < n and shared[end] >= length:
            end += 1
        size = end - first
        if size >= min_count and space[order[first]] >= length:
            n_texts, run, total = 0, 0, 0.0
            for i in range(first, end):
                n_texts += before[i] < first
                run += 1
                if i + 1 == end or shared[i + 1] <= length:
                    if run > 1:
                        total += run * np.log(run)
                    run = 0
            firsts[found], counts[found], texts[found] = first, size, n_texts
            entropies[found] = max(np.log(size) - total / size, 0.0)
            found += 1
        first = end
    return firsts[:found].copy(), counts[:found].copy(), texts[:found].copy(), entropies[:found].copy()


@kernel
def entropies_at(order: Int64s, firsts: Int64s, counts: Int64s, entropies: Floats, at: Floats) -> None:
    """Write the entropy of each n-gram to every position where it begins.

    Parameters
    ----------
    order : ndarray of int64, shape (n,)
        The suffix array.
    firsts, counts, entropies : ndarray, shape (c,)
        As `repeated` returns them.
    at : ndarray of float64, shape (n,)
        Filled where an n-gram begins, and left as it is elsewhere.
    """
    for k in range(firsts.size):
        for i in range(firsts[k], firsts[k] + counts[k]):
            at[order[i]] = entropies[k]
