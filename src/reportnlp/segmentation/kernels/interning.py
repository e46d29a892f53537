"""Kernels that give types their ids: met in any order, numbered in code-point order.

A token that is a word of the dictionary, or a single character that can be part of one, has its node in the trie.
Any other single character has its code point behind the nodes. Only what is left, guessed words and runs of
letters and digits, goes through a hash table, one a chunk of documents; `numbering` merges all three.
"""

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import lean_kernel, part
from reportnlp.segmentation.kernels.trie import Trie, child

__all__ = [
    "NO_ID", "N_POINTS", "finish_documents", "hash_of", "id_of", "insertion_ranks", "intern_rest", "marked",
    "merge_types", "order_types", "renumber", "slot_of",
]  # fmt: skip

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]

N_POINTS = 0x110000
#: Provisional id of a token that must be looked up.
NO_ID = 0


@part
def compare(left: Points, a: int, a_end: int, right: Points, b: int, b_end: int) -> int:
    """Compare two pieces of text by code point: below, at or above 0 as the left one is less, equal or more."""
    while a < a_end and b < b_end:
        if left[a] != right[b]:
            return -1 if left[a] < right[b] else 1
        a += 1
        b += 1
    return (a_end - a) - (b_end - b)


@lean_kernel
def insertion_ranks(points: Points, offsets: Int64s, new_points: Points, new_offsets: Int64s, ranks: Int64s) -> None:
    """Write how many of a dictionary's words stand before each new word.

    Parameters
    ----------
    points, new_points : ndarray of uint32
        Code points of the words, one word after another.
    offsets : ndarray of int64, shape (w + 1,)
    new_offsets : ndarray of int64, shape (m + 1,)
        Where each word begins; both lists are in code-point order.
    ranks : ndarray of int64, shape (m,)
        Filled.
    """
    for k in range(ranks.size):
        low, high = 0, offsets.size - 1
        while low < high:
            middle = (low + high) >> 1
            sign = compare(points, offsets[middle], offsets[middle + 1], new_points, new_offsets[k], new_offsets[k + 1])
            if sign < 0:
                low = middle + 1
            else:
                high = middle
        ranks[k] = low


@part
def hash_of(points: Points, start: int, end: int) -> np.uint64:
    """FNV-1a over code points, with a shift that carries high bits down."""
    value = uint64(14695981039346656037)
    for k in range(start, end):
        value = (value ^ uint64(points[uint64(k)])) * uint64(1099511628211)
        value ^= value >> uint64(29)
    return value


@part
def slot_of(
    table: Int32s, hashes: Hashes, kept: Points, bounds: Int64s, value: np.uint64, points: Points, start: int, end: int
) -> int:
    """Return the slot of the type ``points[start:end]`` in an open hash table, or the free slot where it belongs.

    `bounds` holds start and end of each type of the table in `kept`, one after the other.
    """
    mask = table.size - 1
    slot = int64(value & uint64(mask))
    while table[slot] >= 0:
        k = table[slot]
        if hashes[k] == value and compare(kept, bounds[2 * k], bounds[2 * k + 1], points, start, end) == 0:
            break
        slot = (slot + 1) & mask
    return slot


@part
def id_of(points: Points, start: int, end: int, trie: Trie) -> int:
    """Return the provisional id of the token ``points[start:end]``; all further types share one."""
    node = int64(trie.codes[points[uint64(start)]])
    for k in range(start + 1, end):
        node = child(trie, node, int64(trie.codes[points[uint64(k)]]))
    single = end - start == 1
    other = trie.labels.size + (int64(points[uint64(start)]) if single else N_POINTS)
    return node if node > 0 and (single or trie.words[uint64(node)] > 0) else other


@part
def marked(id_: int, used: npt.NDArray[np.uint8], met: Int32s, n: int) -> int:
    """Note an id that has not been met yet behind the `n` that were, and return how many there are then.

    To look first keeps the threads from writing all the time to what the others read.
    """
    bits, bit = int64(used[uint64(id_ >> 3)]), int64(1) << (id_ & 7)
    if bits & bit == 0:
        used[uint64(id_ >> 3)] = bits | bit
        met[uint64(n)] = id_
        n += 1
    return n


@lean_kernel
def finish_documents(
    points: Points,
    bounds: Int64s,
    ids: Int32s,
    starts: Int32s,
    counts: Int64s,
    trie: Trie,
    used: npt.NDArray[np.uint8],
    met: Int32s,
) -> tuple[int, int]:
    """Part the tokens of a chunk into documents, look up those without an id, and note what is used.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the chunk: its documents with one character between each two.
    bounds : ndarray of int64, shape (d + 1,)
        Where each document begins; the last one ends one character before the last bound.
    ids, starts : ndarray of int32, shape (n,)
        Tokens of the whole chunk; on return, in front, those of the documents, with starts in their document.
        What is no word and longer than a character has the id ``n_nodes + N_POINTS``.
    counts : ndarray of int64, shape (d,)
        Filled with the number of tokens of each document.
    trie : Trie
        Of `n_nodes` slots.
    used : ndarray of uint8, shape ((n_nodes + N_POINTS) / 8 + 1,)
        The bit of each node and each single character that occurs is set.
    met : ndarray of int32, shape (n,)
        Filled from the front with those ids whose bit was not set before. With several threads the same id may be
        noted more than once.

    Returns
    -------
    int
        Number of tokens that are no word and longer than a character.
    int
        Number of ids in `met`.
    """
    known = trie.labels.size + N_POINTS
    n_rest, n_met, n_kept = int64(0), int64(0), int64(0)
    t = 0
    for doc in range(counts.size):
        begin, stop = bounds[doc], bounds[doc + 1] - 1
        first = n_kept
        while t < ids.size and starts[uint64(t)] < stop:
            id_ = int64(ids[uint64(t)])
            start = int64(starts[uint64(t)])
            t += 1
            if id_ == NO_ID:
                id_ = id_of(points, start, int64(starts[uint64(t)]) if t < ids.size else stop, trie)
            if id_ < known:
                n_met = marked(id_, used, met, n_met)
            else:
                n_rest += 1
            ids[uint64(n_kept)] = id_
            starts[uint64(n_kept)] = start - begin
            n_kept += 1
        counts[doc] = n_kept - first
        t += 1  # the character between
    return n_rest, n_met


@lean_kernel
def intern_rest(
    points: Points,
    bounds: Int64s,
    ids: Int32s,
    starts: Int32s,
    counts: Int64s,
    known: int,
    table: Int32s,
    types: Int64s,
    hashes: Hashes,
    named: npt.NDArray[np.uint8],
) -> int:
    """Give numbers to the types of a chunk that are neither words nor single characters, as they are met.

    Parameters
    ----------
    points, bounds, ids, starts, counts
        As `finish_documents` leaves them; type k gets the id ``known + k``.
    known : int
        ``n_nodes + N_POINTS``.
    table : ndarray of int32, shape (2 m,)
        All -1, m a power of two: the hash table.
    types : ndarray of int64, shape (2 m,)
        Filled with start and end of an occurrence of each type in `points`.
    hashes : ndarray of uint64, shape (m,)
        Filled with the hash of each type.
    named : ndarray of uint8, shape (m,)
        Filled with 1 for each type that is a joined name somewhere, 2 for one in quotation marks, 3 for both, else 0.

    Returns
    -------
    int
        Number of types, or -1 if there are more than m: to be called again with larger arrays.
    """
    n_types = 0
    t = 0
    for doc in range(counts.size):
        stop = t + counts[doc]
        while t < stop:
            if ids[uint64(t)] >= known:
                start = bounds[doc] + starts[t]
                end = bounds[doc] + starts[t + 1] if t + 1 < stop else bounds[doc + 1] - 1
                value = hash_of(points, start, end)
                slot = slot_of(table, hashes, points, types, value, points, start, end)
                if table[slot] < 0:
                    if n_types == hashes.size:
                        for k in range(t):  # as it was
                            if ids[k] >= known:
                                ids[k] = known + named[ids[k] - known]
                        return -1
                    table[slot] = n_types
                    types[2 * n_types] = start
                    types[2 * n_types + 1] = end
                    hashes[n_types] = value
                    named[n_types] = 0
                    n_types += 1
                named[table[slot]] |= ids[t] - known
                ids[t] = known + table[slot]
            t += 1
    return n_types


@lean_kernel
def merge_types(
    points: Points, types: Int64s, hashes: Hashes, table: Int32s, distinct: Int64s, kept: Hashes, numbers: Int32s
) -> int:
    """Find the types of all chunks that are the same.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the corpus.
    types : ndarray of int64, shape (2 k,)
    hashes : ndarray of uint64, shape (k,)
        What `intern_rest` found in each chunk, one chunk after another.
    table : ndarray of int32
        All -1, its size a power of two above k: the hash table.
    distinct : ndarray of int64, shape (2 k,)
    kept : ndarray of uint64, shape (k,)
        Filled with the distinct types and their hashes.
    numbers : ndarray of int32, shape (k,)
        Filled with the number of each type among the distinct ones.

    Returns
    -------
    int
        Number of distinct types.
    """
    n = 0
    for k in range(hashes.size):
        start, end = types[2 * k], types[2 * k + 1]
        slot = slot_of(table, kept, points, distinct, hashes[k], points, start, end)
        if table[slot] < 0:
            table[slot] = n
            distinct[2 * n] = start
            distinct[2 * n + 1] = end
            kept[n] = hashes[k]
            n += 1
        numbers[k] = table[slot]
    return n


@lean_kernel
def order_types(points: Points, bounds: Int64s, keys: Int64s, order: Int64s, spare: Int64s) -> None:
    """Write the order by code point of sorted words and of other types, which are in any order.

    Parameters
    ----------
    points : ndarray of uint32
        Code points.
    bounds : ndarray of int64, shape (2 (w + m),)
        Start and end in `points` of each word, in order, and then of each other type.
    keys : ndarray of int64, shape (m,)
        Ascends with the first characters of the other types; it settles most comparisons.
    order : ndarray of int64, shape (w + m,)
        Filled.
    spare : ndarray of int64, shape (2 m,)
        Working memory.

    Notes
    -----
    Merge sort from the bottom up, then one merge with the words.
    """
    n = keys.size
    n_words = order.size - n
    source, target = 0, n
    for k in range(n):
        spare[k] = n_words + k
    width = 1
    while width < n:
        for low in range(0, n, 2 * width):
            middle = min(low + width, n)
            high = min(low + 2 * width, n)
            i, j = low, middle
            for k in range(low, high):
                first = i < middle
                if i < middle and j < high:
                    a, b = spare[source + i], spare[source + j]
                    sign = keys[a - n_words] - keys[b - n_words]
                    if sign == 0:
                        sign = compare(
                            points, bounds[2 * a], bounds[2 * a + 1], points, bounds[2 * b], bounds[2 * b + 1]
                        )
                    first = sign <= 0
                if first:
                    spare[target + k] = spare[source + i]
                    i += 1
                else:
                    spare[target + k] = spare[source + j]
                    j += 1
        source, target = target, source
        width *= 2
    i, j = 0, 0
    for k in range(n_words + n):
        first = i < n_words
        if i < n_words and j < n:
            b = spare[source + j]
            first = compare(points, bounds[2 * i], bounds[2 * i + 1], points, bounds[2 * b], bounds[2 * b + 1]) < 0
        if first:
            order[k] = i
            i += 1
        else:
            order[k] = spare[source + j]
            j += 1


@lean_kernel
def renumber(ids: Int32s, table: Int32s, of_types: Int32s) -> None:
    """Replace the provisional ids of a chunk by the final ones.

    Parameters
    ----------
    ids : ndarray of int32
        Overwritten.
    table : ndarray of int32, shape (n_nodes + N_POINTS,)
        Final id of each node and code point.
    of_types : ndarray of int32
        Final id of each further type of the chunk.
    """
    for t in range(ids.size):
        k = int64(ids[t])
        ids[t] = table[uint64(k)] if k < table.size else of_types[k - table.size]
