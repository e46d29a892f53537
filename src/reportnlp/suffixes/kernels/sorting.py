"""Kernels that sort suffixes by their first symbols, in time linear in the text.

First all suffixes are sorted by two symbols, then those that are still the same by the next few, as many as fit into
one number, until they differ, end, or are deep enough: radix sort from the highest digit down, P. M. McIlroy, K. Bostic
and M. D. McIlroy (1993), Engineering radix sort, Computing Systems 6 (1), 5–27. What is sorted at once has two symbols
in common, so that it lies within the cache though the text does not.

Arrays, n the number of symbols:

``codes``, int32[n]
    Symbols; what stands behind a zero does not count, and two zeros are never the same.
``order``, int64[n]
    Positions by what begins there; equals stand in the order of the text.
``shared``, int32[n]
    How many symbols each suffix shares with the one before it in ``order``; 0 for the first.
"""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, lean_kernel, part

__all__ = ["DIGIT", "by_two", "divide"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Bits of a key that one pass sorts by; fewer keys than these are sorted by insertion.
DIGIT, FEW = 8, 24


@part
def _begins(codes: Int32s, n_codes: int) -> Int64s:
    """Return where each code begins if all are sorted, and their number."""
    begins = np.zeros(n_codes + 1, np.int64)
    for code in codes:
        begins[code + 1] += 1
    for code in range(n_codes):
        begins[code + 1] += begins[code]
    return begins


@kernel
def by_two(codes: Int32s, n_codes: int) -> tuple[Int64s, Int32s]:
    """Return ``order`` and ``shared`` to a depth of two.

    Parameters
    ----------
    codes : ndarray of int32, shape (n,)
        See the module; n is below 2**31.
    n_codes : int
        One more than the largest code.
    """
    n = codes.size
    second = np.zeros(n, np.int32)
    for i in range(n - 1):
        if codes[i] > 0:
            second[i] = codes[i + 1]
    begins = _begins(second, n_codes)
    ends, by_second = begins.copy(), np.empty(n, np.int64)
    for i in range(n):
        place = ends[second[i]]
        ends[second[i]] = place + 1
        by_second[place] = np.int64(codes[i]) << 32 | i
    ends, last = _begins(codes, n_codes), np.full(n_codes, -1, np.int64)
    order, shared = np.empty(n, np.int64), np.empty(n, np.int32)
    for symbol in range(n_codes):
        for k in range(begins[symbol], begins[symbol + 1]):
            code = by_second[k] >> 32
            place = ends[code]
            ends[code] = place + 1
            order[place] = by_second[k] & 0xFFFFFFFF
            shared[place] = 0 if code == 0 or last[code] < 0 else 1 + (0 < symbol == last[code])
            last[code] = symbol
    return order, shared


@part
def _key(codes: Int32s, start: int, width: int, bits: int) -> int:
    """Return the `width` symbols from `start` on as one number, zeros in place of all that is behind a zero."""
    key, k = 0, 0
    while k < width and start + k < codes.size and codes[start + k] > 0:
        key = key << bits | codes[start + k]
        k += 1
    return key << bits * (width - k)


@part
def _insert(keys: Int64s, order: Int64s, n: int) -> None:
    """Sort the first `n` keys and what belongs to them by insertion."""
    for i in range(1, n):
        key, own, k = keys[i], order[i], i
        while k > 0 and keys[k - 1] > key:
            keys[k], order[k] = keys[k - 1], order[k - 1]
            k -= 1
        keys[k], order[k] = key, own


@part
def _pass(keys: Int64s, order: Int64s, to_keys: Int64s, to_order: Int64s, n: int, shift: int, ends: Int64s) -> None:
    """Write the first `n` keys and what belongs to them elsewhere, sorted by one digit."""
    mask = (1 << DIGIT) - 1
    for digit in range(mask + 2):
        ends[digit] = 0
    for i in range(n):
        ends[((keys[i] >> shift) & mask) + 1] += 1
    for digit in range(mask + 1):
        ends[digit + 1] += ends[digit]
    for i in range(n):
        digit = (keys[i] >> shift) & mask
        place = ends[digit]
        ends[digit] = place + 1
        to_keys[place], to_order[place] = keys[i], order[i]


@lean_kernel
def divide(
    codes: Int32s, order: Int64s, shared: Int32s, done: int, width: int, bits: int,
    keys: Int64s, other_keys: Int64s, other: Int64s, ends: Int64s
) -> None:  # fmt: skip
    """Sort what shares `done` symbols by the next `width`, and write what is shared then.

    Parameters
    ----------
    codes, order, shared
        See the module; the last two are those of a depth of `done`, and are changed to those of `done` + `width`.
    done, width, bits : int
        `width` symbols of `bits` bits fit into 63 bits.
    keys, other_keys, other : ndarray of int64
        Room for the largest group of suffixes that are the same so far.
    ends : ndarray of int64, shape (2**DIGIT + 1,)
        Room for the digits.
    """
    n, first = codes.size, 0
    while first < n:
        end = first + 1
        while end < n and shared[end] >= done:
            end += 1
        size = end - first
        if size > 1:
            own = order[first:end]
            for i in range(size):
                keys[i] = _key(codes, own[i] + done, width, bits)
            if size < FEW:
                _insert(keys, own, size)
            else:  # there and back; digits beyond the key are zeros
                for shift in range(0, width * bits, 2 * DIGIT):
                    _pass(keys, own, other_keys, other, size, shift, ends)
                    _pass(other_keys, other, keys, own, size, shift + DIGIT, ends)
            for i in range(1, size):
                same, shift = 0, bits * (width - 1)
                differ = keys[i - 1] ^ keys[i]
                while same < width and not differ >> shift and keys[i] >> shift & ((1 << bits) - 1):
                    same += 1
                    shift -= bits
                shared[first + i] = done + same
        first = end
