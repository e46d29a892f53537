"""Suffix arrays over code points: how often each n-gram of many texts occurs, and how freely it goes on.

Plain arrays throughout; n is the number of characters, one more for the end of each text, below 2**31.

``codes``, int32[n]
    1 or more for a character that may stand in an n-gram, 0 for one that no n-gram may cross. Two zeros
    are never the same symbol.
``order``, int32[n]
    The suffix array: positions sorted by what begins there.
``shared``, int32[n]
    How many symbols each suffix has in common with the one before it in ``order``.
``starts``, int64[m + 1]
    Where each of m groups begins in ``order``, and n. A group of length k holds the occurrences of one
    k-gram; a position where no k-gram fits is a group of its own.

The arrays are those of U. Manber and G. Myers (1993), Suffix arrays: a new method for on-line string searches,
SIAM Journal on Computing 22 (5), but sorted by radix and only to the length of the longest n-gram asked for: time and
memory are linear in n.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reportnlp.suffixes.kernels.counting import sorted_by
from reportnlp.suffixes.kernels.sorting import STACK, by_first, divide

__all__ = [
    "cohesion",
    "counts_at",
    "encode",
    "groups",
    "members",
    "not_inside",
    "room",
    "suffix_order",
    "symbols",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Follows each text; one more than the last code point.
END = 0x110000


def encode(texts: Sequence[str]) -> tuple[Int32s, Int32s]:
    """Return the code points of all texts, an `END` after each, and the number of the text that each is of.

    Both are int32[n].
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    ends = np.cumsum(lengths)
    points = np.full(lengths.sum(), END, np.int32)
    for text, length, end in zip(texts, lengths.tolist(), ends.tolist(), strict=True):
        points[end - length : end - 1] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    return points, np.repeat(np.arange(len(texts), dtype=np.int32), lengths)


def symbols(points: Int32s) -> Int32s:
    """Return codes: 0 for what is no letter or digit, else the rank of the code point among those that occur."""
    occurring = np.flatnonzero(np.bincount(points, minlength=END + 1)[:END])
    letters = [point for point in occurring.tolist() if chr(point).isalnum()]
    code = np.zeros(END + 1, np.int32)
    code[letters] = np.arange(1, len(letters) + 1)
    codes = np.empty(len(points), np.int32)
    sorted_by(points, code, codes)  # ``code[points]`` would make 64 bits of each point once more
    return codes


def suffix_order(codes: Int32s, depth: int) -> tuple[Int32s, Int32s]:
    """Return the order of the suffixes by their first `depth` symbols, 2 or more, and how many of them they share.

    What stands behind a zero does not count, and equals stand in the order of the text. A suffix shares `depth` symbols
    with the one before it at most, the first one none.
    """
    last, n = int(codes.max(initial=0)), len(codes)
    bits = max(last.bit_length(), 1)
    most = 63 // bits
    # Large arrays are made here: those that a kernel makes have small pages of the system, which take longer.
    keys, order, shared = np.empty(n, np.int64), *np.empty((2, n), np.int32)
    begins = np.zeros(last + 2, np.int64)
    by_first(codes, begins, most, bits, bits * max(most - depth + 1, 0), keys, order, shared)
    sizes = np.diff(begins[1:])
    room = int(sizes.max(initial=0))
    rooms = np.empty(room, np.int64), np.empty(room, np.int32), *np.empty((2, STACK), np.int64)
    bounds = np.stack((begins[1:-1], begins[2:]), axis=1).astype(np.int32)
    groups, found = bounds[sizes > 1].ravel(), np.empty((2, n + 1), np.int32)
    for turn, done in enumerate(range(1, depth, most)):
        width, more = min(most, depth - done), found[turn % 2]
        n_more = divide(codes, order, shared, groups, done, width, bits, keys, more, *rooms)
        groups = more[:n_more]
    return order, shared


def groups(shared: Int32s, length: int) -> Int64s:
    """Return the starts of the groups of n-grams of `length`."""
    return np.append(np.flatnonzero(shared < length), len(shared)).astype(np.int64)


def counts_at(order: Int32s, starts: Int64s) -> Int32s:
    """Return, for each position of the text, the size of the group of what begins there: int32[n]."""
    sizes = np.diff(starts).astype(np.int32)
    counts = np.empty(len(order), np.int32)
    counts[order] = np.repeat(sizes, sizes)
    return counts


def room(codes: Int32s) -> Int64s:
    """Return, for each position, the length of the longest n-gram that fits there: int64[n], 0 on a zero."""
    n = len(codes)
    here = np.arange(n)
    next_zero = np.minimum.accumulate(np.where(codes == 0, here, n)[::-1])[::-1]
    return (next_zero - here).astype(np.int64)


def cohesion(order: Int32s, shared: Int32s, start: Int64s, length: Int64s, *, n_symbols: int) -> Floats:
    """Return the smallest pointwise mutual information in nats over the cuts of each n-gram into two: float64[c].

    For the cut into a and b it is ln(n(ab) n_symbols / (n(a) n(b))). `start` and `length`, int64[c], name each
    n-gram by one of its positions; it has two symbols or more.
    """
    longest = int(length.max(initial=2))
    heads, tails = np.zeros((2, longest + 1, len(start)))  # ln n of the first and of the last k symbols
    for k in range(1, longest + 1):
        counts = counts_at(order, groups(shared, k))
        fits = length >= k
        heads[k, fits] = np.log(counts[start[fits]])
        tails[k, fits] = np.log(counts[(start + length)[fits] - k])
    each = np.arange(len(start))
    parts = np.full(len(start), -np.inf)
    for k in range(1, longest):
        cut = length > k
        parts[cut] = np.maximum(parts[cut], (heads[k] + tails[length - k, each])[cut])
    whole = heads[length, each]
    found: Floats = whole + np.log(max(n_symbols, 1)) - parts
    return found


def members(first: Int64s, n: Int64s) -> tuple[Int64s, Int64s]:
    """Return the ranges ``first : first + n`` one after the other, and the number of the range of each."""
    which = np.repeat(np.arange(len(first)), n)
    within = np.arange(len(which)) - np.repeat(np.cumsum(n) - n, n)
    return which, first[which] + within


def not_inside(order: Int32s, shared: Int32s, start: Int64s, length: Int64s, n: Int64s, *, share: float) -> Bools:
    """Tell which n-grams occur so often that no longer one reaches `share` of that: bool[c].

    A longer one counts if it is kept itself.
    """
    kept = np.ones(len(start), np.bool_)
    lengths = np.unique(length)[::-1]
    for k in lengths.tolist():
        group_at = np.empty(len(order), np.int64)
        group_at[order] = np.cumsum(shared < k) - 1
        inside = np.zeros(len(order), np.int64)  # occurrences of the most frequent longer n-gram, by group
        for longer in lengths[lengths > k].tolist():
            hosts = np.flatnonzero(kept & (length == longer))
            for offset in range(longer - k + 1):
                np.maximum.at(inside, group_at[start[hosts] + offset], n[hosts])
        mine = length == k
        kept[mine] = inside[group_at[start[mine]]] < share * n[mine]
    return kept
