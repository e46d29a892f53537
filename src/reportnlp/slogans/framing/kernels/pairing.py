"""Kernel that finds the rarest pairs of words of each clause that another clause has too.

``words``, int32[w], and ``frame``, bool[w], are those of all clauses, and ``indptr``, int64[d + 1], is where the words
of each begin. A pair is two words that follow each other in a clause, at any distance, of which one is no subject
matter or the second is the last of its clause. Pairs are counted in hash tables with open addressing (D. E. Knuth, The
Art of Computer Programming, volume 3, section 6.4), since to sort them all takes longer.
"""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["rarest_pairs"]

Bools = npt.NDArray[np.bool_]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@part
def _hash(key: int) -> int:
    return key * 0x9E3779B97F4A7C1 >> 29


@part
def _pairs(words: Int32s, frame: Bools, first: int, last: int, longest: int, keys: Int64s) -> int:
    """Write the pairs of the clause of words [first, last) into `keys`, and return how many there are."""
    stop, n = min(last, first + longest), 0
    for i in range(first, stop):
        for j in range(i + 1, stop):
            if frame[i] or frame[j] or j == last - 1:
                keys[n] = np.int64(words[i]) << 32 | np.int64(words[j])
                n += 1
    return n


@part
def _room(n: int) -> int:
    """Return the least power of two that is twice as large as a number."""
    size = 1024
    while size < 2 * n:
        size *= 2
    return size


@part
def _slot(table: Int64s, key: int) -> int:
    """Return where a key stands in a table, or is to stand."""
    mask = table.size - 1
    place = _hash(key) & mask
    while table[place] != -1 and table[place] != key:
        place = (place + 1) & mask
    return int(place)


@kernel
def rarest_pairs(words: Int32s, frame: Bools, indptr: Int64s, longest: int, most: int) -> tuple[Int64s, Int64s]:
    """Return the rarest pairs of each clause that another one has too, by number, and their clauses, which ascend.

    Of pairs that equally many clauses have, the one with the smaller words comes first.

    Parameters
    ----------
    words, frame, indptr : ndarray
        See above.
    longest, most : int
        Words of a clause that are looked at, and pairs of each that are kept.

    Returns
    -------
    numbers, clauses : ndarray of int64, shape (k,)
    """
    d = indptr.size - 1
    keys = np.empty(longest * longest, np.int64)
    total = 0
    for c in range(d):
        total += _pairs(words, frame, indptr[c], indptr[c + 1], longest, keys)
    # Most pairs stand but once: those whose hash no other has need no place in the table of pairs.
    times = np.zeros(_room(total), np.uint8)
    again = 0
    for c in range(d):
        for k in range(_pairs(words, frame, indptr[c], indptr[c + 1], longest, keys)):
            place = _hash(keys[k]) & (times.size - 1)
            again += times[place] > 0
            times[place] += times[place] < 2
    table = np.full(_room(again), -1, np.int64)  # of those that are left each stands twice, or has a twin
    having, last = np.zeros(table.size, np.int32), np.full(table.size, -1, np.int32)
    slots, ends, n = np.empty(2 * again, np.int32), np.empty(d, np.int64), 0
    for c in range(d):
        for k in range(_pairs(words, frame, indptr[c], indptr[c + 1], longest, keys)):
            if times[_hash(keys[k]) & (times.size - 1)] > 1:
                slot = _slot(table, keys[k])
                table[slot] = keys[k]
                if last[slot] != c:
                    last[slot] = c
                    having[slot] += 1
                    slots[n] = slot
                    n += 1
        ends[c] = n
    numbers, clauses, size, n = np.empty(d * most, np.int64), np.empty(d * most, np.int64), 0, 0
    for c in range(d):
        begin = size
        for k in range(n, ends[c]):
            slot = slots[k]
            if having[slot] < 2:
                continue
            # Those found so far are sorted: the new one moves down to its place, if it has one.
            at = size
            while at > begin and (
                having[numbers[at - 1]] > having[slot]
                or (having[numbers[at - 1]] == having[slot] and table[numbers[at - 1]] > table[slot])
            ):
                if at < begin + most:
                    numbers[at] = numbers[at - 1]
                at -= 1
            if at < begin + most:
                numbers[at] = slot
                size = min(size + 1, begin + most)
        clauses[begin:size] = c
        n = ends[c]
    return numbers[:size].copy(), clauses[:size].copy()
