"""Kernels that sort suffixes by their first symbols, in time linear in the text.

First all suffixes are sorted by one symbol, and with each goes a key, the next few symbols, as many as fit into one
number. Then what has the same symbol is sorted by key, and what is still the same by the next few symbols, until they
differ, end, or are deep enough: radix sort from the highest digit down, P. M. McIlroy, K. Bostic and M. D. McIlroy
(1993), Engineering radix sort, Computing Systems 6 (1), 5–27. What is sorted at once has a symbol in common, and its
keys beside it, so that all lies within the cache though the text does not.

Arrays, n the number of symbols:

``codes``, int32[n]
    Symbols; what stands behind a zero does not count, and two zeros are never the same.
``order``, int32[n]
    Positions by what begins there; equals stand in the order of the text.
``shared``, int32[n]
    How many symbols each suffix shares with the one before it in ``order``; 0 for the first.
"""

import numpy as np
import numpy.typing as npt
from numba import int64
from numba.cpython.unsafe.numbers import leading_zeros

from reportnlp.jit import lean_kernel, part
from reportnlp.kernels.fetching import fetch

__all__ = ["STACK", "by_first", "divide"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Most bits of a key that one pass sorts by; fewer keys than these are sorted by insertion.
DIGIT, FEW = 11, 24
#: Room for what is still to be sorted, both ends of each group: five passes by digits of 11 bits leave that many groups
#: at most beside each other, and what is left of 63 bits fewer; less than 2,048 keys have no room for 86 groups of FEW.
STACK = 2 * 6 << DIGIT
#: How many groups ahead what is far away is fetched.
AHEAD = 8
#: How many places on a symbol's part of ``order`` is fetched, to be written to: a line of memory.
NEXT = 16


@lean_kernel
def by_first(
    codes: Int32s, begins: Int64s, width: int, bits: int, spare: int, keys: Int64s, order: Int32s, shared: Int32s
) -> None:
    """Write ``order`` to a depth of one, what is shared then, and the key of what is behind each.

    Parameters
    ----------
    codes, order, shared
        See the module; n is below 2**31.
    begins : ndarray of int64, shape (s + 1,)
        Zeros, one more than the symbols; changed to where those of each begin in ``order``.
    width, bits, spare : int
        `width` symbols of `bits` bits fit into 63 bits; of the keys the last `spare` bits are left out.
    keys : ndarray of int64, shape (n,)
        Changed to the `width` symbols behind each as one number, in the order of ``order``; zeros stand in place of all
        that is behind a zero.
    """
    n, top = codes.size, bits * (width - 1)
    for code in codes:
        begins[code + 1] += 1
    for code in range(begins.size - 1):
        begins[code + 1] += begins[code]
    ahead = 0
    for i in range(n - 1, -1, -1):  # begins[c + 1] is where those of c end, and goes down to where they begin
        code = codes[i]
        place = begins[code + 1] - 1
        begins[code + 1] = place
        order[place], keys[place] = i, ahead >> spare
        fetch(keys, place - NEXT)  # what comes there later; before the first there is nothing, which does no harm
        fetch(order, place - NEXT)
        ahead = code << top | ahead >> bits if code > 0 else 0
    for code in range(begins.size - 1):
        begins[code] = begins[code + 1]
    begins[begins.size - 1] = n
    for i in range(n):
        shared[i] = i >= begins[1]
    for code in range(begins.size - 1):
        if begins[code] < begins[code + 1]:
            shared[begins[code]] = 0


@part
def _insert(keys: Int64s, order: Int32s, begin: int, end: int) -> None:
    """Sort some keys and what belongs to them by insertion."""
    for i in range(begin + 1, end):
        key, own, k = keys[i], order[i], i
        while k > begin and keys[k - 1] > key:
            keys[k], order[k] = keys[k - 1], order[k - 1]
            k -= 1
        keys[k], order[k] = key, own


@part
def _pass(keys: Int64s, order: Int32s, begin: int, end: int, to_keys: Int64s, to_order: Int32s, ends: Int64s) -> int:
    """Sort some keys and what belongs to them by their highest digit that differs; return how many digits there are.

    There are no more than keys, and none if all are equal. `ends` has then where each ends, counted from `begin`.
    """
    differ = 0
    for i in range(begin + 1, end):
        differ |= keys[i] ^ keys[begin]
    if differ == 0:
        return 0
    width = min(63 - int64(leading_zeros(end - begin)), DIGIT)
    mask, shift = (1 << width) - 1, max(64 - int64(leading_zeros(differ)) - width, 0)
    for digit in range(mask + 2):
        ends[digit] = 0
    for i in range(begin, end):
        ends[((keys[i] >> shift) & mask) + 1] += 1
    for digit in range(mask + 1):
        ends[digit + 1] += ends[digit]
    for i in range(begin, end):
        digit = (keys[i] >> shift) & mask
        place = ends[digit]
        ends[digit] = place + 1
        to_keys[place], to_order[place] = keys[i], order[i]
    for i in range(end - begin):
        keys[begin + i], order[begin + i] = to_keys[i], to_order[i]
    return mask + 1


@part
def _sort(
    keys: Int64s, order: Int32s, begin: int, end: int, to_keys: Int64s, to_order: Int32s, ends: Int64s, stack: Int64s
) -> None:
    """Sort some keys and what belongs to them; equals stay as they are."""
    stack[0], stack[1], n = begin, end, 2
    while n > 0:
        n -= 2
        low, high = stack[n], stack[n + 1]
        if high - low < FEW:
            _insert(keys, order, low, high)
        else:
            before = 0
            for digit in range(_pass(keys, order, low, high, to_keys, to_order, ends)):
                size = ends[digit] - before
                if size >= FEW:
                    stack[n], stack[n + 1], n = low + before, low + ends[digit], n + 2
                elif size > 1:
                    _insert(keys, order, low + before, low + ends[digit])
                before = ends[digit]


@part
def _key(codes: Int32s, place: int, width: int, bits: int) -> int:
    """Return the `width` symbols from a place on as one number, zeros in place of all that is behind a zero.

    What is left out is computed, not branched to: it could not be foreseen.
    """
    key, kept = 0, -1
    for k in range(place, place + width):
        code = codes[min(k, codes.size - 1)]
        kept &= -((code > 0) & (k < codes.size))
        key = key << bits | code & kept
    return key


@lean_kernel
def divide(
    codes: Int32s, order: Int32s, shared: Int32s, groups: Int32s, done: int, width: int, bits: int,
    keys: Int64s, to_groups: Int32s, to_keys: Int64s, to_order: Int32s, ends: Int64s, stack: Int64s
) -> int:  # fmt: skip
    """Sort what shares `done` symbols by the next `width`, and write what is shared then.

    Parameters
    ----------
    codes, order, shared
        See the module; those of a depth of `done`, changed to those of `done` + `width`.
    groups : ndarray of int32, shape (2 g,)
        Where in ``order`` each group of two or more that shares `done` symbols begins and ends.
    done, width, bits : int
        `width` symbols of `bits` bits fit into 63 bits.
    keys : ndarray of int64, shape (n,)
        Those of `by_first` if `done` is 1. Changed.
    to_groups : ndarray of int32, shape (n + 1,)
        Changed from the front to the groups that share `done` + `width` symbols.
    to_keys, to_order : ndarray of int64 and of int32
        Room for the largest group of suffixes that are the same so far.
    ends, stack : ndarray of int64, shape (STACK,)
        Room for the digits, and for what is still to be sorted.

    Returns
    -------
    int
        How much of `to_groups` is filled.
    """
    found = 0
    for group in range(0, groups.size, 2):
        first, end = groups[group], groups[group + 1]
        if done > 1 and group + 2 * AHEAD < groups.size:
            for i in range(groups[group + 2 * AHEAD], groups[group + 2 * AHEAD + 1]):
                fetch(codes, order[i] + done)
                fetch(codes, order[i] + done + width - 1)
        for i in range(first, end if done > 1 else first):
            keys[i] = _key(codes, order[i] + done, width, bits)
        _sort(keys, order, first, end, to_keys, to_order, ends, stack)
        for i in range(first + 1, end + 1):
            same, shift = 0, bits * (width - 1)
            if i < end:
                differ = keys[i - 1] ^ keys[i]
                while same < width and not differ >> shift and keys[i] >> shift & ((1 << bits) - 1):
                    same += 1
                    shift -= bits
                shared[i] = done + same
            if same < width:
                to_groups[found], to_groups[found + 1] = first, i
                found += 2 * (i - first > 1)
                first = i
    return found
