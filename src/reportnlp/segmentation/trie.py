"""Kernels of the dictionary: a trie in a double array (Aoe 1989), grown family by family.

A node is a slot of the array `nodes`; its child for the character code q is slot ``base + q`` if that
slot names the node as its owner. Base, owner and class of the word's weight share one 64-bit integer,
so that a step through the trie costs one read:

=========  ====================================================================
bits       content of a slot
=========  ====================================================================
40 to 62   base of the node's children; 0 if it has none
16 to 39   slot of the owner; `NOBODY` in a free slot and in the first level
0 to 15    class of the weight, an index into `Trie.logs`; 0 if this is no word
=========  ====================================================================

Slot 0 stands for "no node", slots 1 to `n_codes` for the characters themselves: the first level needs no
search.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import kernel, part

__all__ = ["FREE", "MAX_SLOTS", "NOBODY", "UNKNOWN", "Trie", "child", "cut_weights", "find_words", "place_families"]

Codes = npt.NDArray[np.uint16]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]

NOBODY = 0xFFFFFF
FREE = NOBODY << 16
MAX_SLOTS = 1 << 23  # what 23 bits of base can reach
#: Class of a character that no dictionary has: jieba counts it once.
UNKNOWN = 1


class Trie(NamedTuple):
    """A compiled dictionary as arrays.

    Parameters
    ----------
    codes : ndarray of uint16, shape (0x110000,)
        Code of each code point, frequent characters first; 0 if it cannot be part of a word.
    nodes : ndarray of int64, shape (s,)
        The double array.
    words : ndarray of int32, shape (s,)
        Number of the word that ends at a slot, plus 1; 0 if none does.
    logs : ndarray of float64, shape (c,)
        Log-probability of each class of weight; minus infinity for class 0.
    """

    codes: Codes
    nodes: Int64s
    words: Int32s
    logs: npt.NDArray[np.float64]


@part
def child(nodes: Int64s, node: int, code: int) -> int:
    """Return the child of `node` for `code`, or 0."""
    slot = (nodes[node] >> 40) + code
    return slot if (nodes[slot] >> 16) & NOBODY == node else 0


@part
def _find_base(free: Bits, hints: Int64s, family: Int64s, size: int) -> int:
    """Return the first base, from a hint on, with a free slot for each code; ``family[0]`` is the lowest.

    64 bases are tried at once: shifted by its distance from the lowest, each code masks those out at
    which its slot is taken. Families of one size take up the search where the last one ended it.
    """
    hint = min(size, hints.size - 1)
    block = hints[hint]
    while True:
        fits = free[block]
        k = 1
        while fits != 0 and k < size:
            distance = family[k] - family[0]
            there = block + (distance >> 6)
            shift = uint64(distance & 63)
            bits = free[there] >> shift
            if shift != 0:
                bits |= free[there + 1] << (uint64(64) - shift)
            fits &= bits
            k += 1
        if fits != 0:
            hints[hint] = block
            slot = block << 6
            while fits & uint64(1) == 0:
                fits >>= uint64(1)
                slot += 1
            return slot - family[0]
        block += 1


@part
def _flip(free: Bits, slot: int) -> None:
    free[slot >> 6] ^= uint64(1) << uint64(slot & 63)


@kernel
def place_families(
    nodes: Int64s,
    words: Int32s,
    free: Bits,
    hints: Int64s,
    n_codes: int,
    order: Int64s,
    first_child: Int64s,
    codes: Codes,
    slots: Int64s,
    kin_bounds: Int64s,
    kin: Int64s,
    family: Int64s,
) -> int:
    """Give every node of a tree a slot, one family (the children of one node) after another.

    A family of which some have slots already gets the others beside them, or else moves as a whole.

    Parameters
    ----------
    nodes : ndarray of int64, shape (s,)
    words : ndarray of int32, shape (s,)
        The double array; both are filled.
    free : ndarray of uint64, shape (s / 64 + 1,)
        A bit for each slot, set if it is free.
    hints : ndarray of int64
        Where in `free` the search begins, by size of family.
    n_codes : int
        Highest code of a character.
    order : ndarray of int64
        Nodes of the tree, parents before their children.
    first_child : ndarray of int64, shape (t + 1,)
        Children of node u are the nodes ``first_child[u]:first_child[u + 1]``.
    codes : ndarray of uint16, shape (t,)
        Code by which each node is reached.
    slots : ndarray of int64, shape (t,)
        Slot of each node, 0 if it is new; filled.
    kin_bounds : ndarray of int64, shape (s + 1,)
    kin : ndarray of int64
        Children, before anything moves, of the slots whose families may move and of these families.
    family : ndarray of int64, shape (n_codes + 1,)
        Working memory.

    Returns
    -------
    int
        The last slot taken, or -1 if there are too few.
    """
    top = nodes.size - 1
    while nodes[top] == FREE and top > n_codes:
        top -= 1
    origins = slots.copy()
    for u in order:
        slot, base = slots[u], nodes[slots[u]] >> 40
        n_new = 0
        fits = base != 0
        for c in range(first_child[u], first_child[u + 1]):
            if slots[c] == 0:
                family[n_new] = codes[c]
                n_new += 1
                fits = fits and nodes[base + codes[c]] == FREE and base + codes[c] > n_codes
        if n_new > 0 and not fits:
            if top + 2 * n_codes + 128 > nodes.size:
                return -1
            size = n_new
            begin, stop = kin_bounds[origins[u]], kin_bounds[origins[u] + 1]
            if origins[u] == 0:
                stop = begin
            for k in range(begin, stop):
                family[size] = kin[k] - base
                size += 1
            for k in range(1, size):
                if family[k] < family[0]:
                    family[0], family[k] = family[k], family[0]
            moved = _find_base(free, hints, family, size) - base
            for k in range(begin, stop):
                old, new = kin[k], kin[k] + moved
                nodes[new], words[new] = nodes[old], words[old]
                nodes[old], words[old] = FREE, 0
                _flip(free, old)
                _flip(free, new)
                for j in range(kin_bounds[old], kin_bounds[old + 1]):
                    nodes[kin[j]] = (nodes[kin[j]] & ~FREE) | (new << 16)
                top = max(top, new)
            for c in range(first_child[u], first_child[u + 1]):
                if slots[c] != 0:
                    slots[c] += moved
            base += moved
            nodes[slot] = (base << 40) | (nodes[slot] & ((1 << 40) - 1))
        for c in range(first_child[u], first_child[u + 1]):
            if slots[c] == 0:
                slots[c] = base + codes[c]
                nodes[slots[c]] = slot << 16
                _flip(free, slots[c])
                top = max(top, slots[c])
    return top


@kernel
def find_words(trie: Trie, points: npt.NDArray[np.uint32], offsets: Int64s, found: Int32s) -> None:
    """Write the number of each word in the trie, -1 if it is not there.

    Parameters
    ----------
    trie : Trie
    points : ndarray of uint32
        Code points of the words, one word after another.
    offsets : ndarray of int64, shape (w + 1,)
        Where each word begins.
    found : ndarray of int32, shape (w,)
        Filled.
    """
    for w in range(offsets.size - 1):
        node = int64(trie.codes[points[offsets[w]]])
        for k in range(offsets[w] + 1, offsets[w + 1]):
            node = child(trie.nodes, node, int64(trie.codes[points[k]]))
        found[w] = trie.words[node] - 1


@kernel
def cut_weights(
    trie: Trie, points: npt.NDArray[np.uint32], offsets: Int64s, best: Floats, logs: Floats, classes: Int32s
) -> None:
    """Write the log-probability of the best cut of each term into two or more words, and its own class.

    Parameters
    ----------
    trie : Trie
        The base dictionary. A character that it does not have counts once.
    points : ndarray of uint32
        Code points of the terms, one term after another.
    offsets : ndarray of int64, shape (w + 1,)
        Where each term begins.

    best : ndarray of float64, longer than the longest term
        Working memory.
    logs : ndarray of float64, shape (w,)
        Filled; minus infinity for a single character, which has no cut.
    classes : ndarray of int32, shape (w,)
        All 0; filled with the class of weight of those terms that are words of `trie`.
    """
    for w in range(offsets.size - 1):
        begin = offsets[w]
        length = offsets[w + 1] - begin
        best[length] = 0.0
        for start in range(length - 1, -1, -1):
            node = int64(trie.codes[points[begin + start]])
            end = start + 1
            best[start] = -np.inf
            while node != 0:
                weight = trie.nodes[node] & 0xFFFF
                if end - start == 1 and weight == 0:
                    weight = UNKNOWN
                if end - start == length:
                    classes[w] = weight
                elif weight != 0:
                    best[start] = max(best[start], trie.logs[weight] + best[end])
                if end == length:
                    break
                node = child(trie.nodes, node, int64(trie.codes[points[begin + end]]))
                end += 1
        logs[w] = best[0]
