"""Kernels of the dictionary: a trie in a double array (Aoe 1989), filled family by family.

A node is a slot. Its child for the character code q is slot ``base + q`` if that slot has the label q; no
two nodes have one base, so the label says whose child it is. Labels are small and stand by themselves,
because most steps fail there; so do bases, because most words that are found end without a step further.
What else belongs to a node is one 32-bit integer:

=========  ====================================================================
bits       content of ``nodes[slot]``
=========  ====================================================================
0 to 15    class of the weight, an index into `Trie.logs`; 0 if this is no word
16 to 31   a bit for each remainder of a child's code by 16: a step whose bit is
           not set fails without a look at its label
=========  ====================================================================

Slot 0 stands for "no node", slots 1 to `n_codes` for the characters themselves: the first level needs no
search.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import lean_kernel, part

__all__ = [
    "MAX_SLOTS",
    "NO_LABEL",
    "UNKNOWN",
    "Trie",
    "child",
    "cut_weights",
    "find_words",
    "may_have",
    "place_families",
]

Codes = npt.NDArray[np.uint16]
Int32s = npt.NDArray[np.int32]
UInt32s = npt.NDArray[np.uint32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]

#: Label of a free slot and of the first level; no code is as high.
NO_LABEL = 0xFFFF
MAX_SLOTS = 1 << 24
#: Class of a character that no dictionary has: jieba counts it once.
UNKNOWN = 1


class Trie(NamedTuple):
    """A compiled dictionary as arrays.

    Parameters
    ----------
    codes : ndarray of uint16, shape (0x110000,)
        Code of each code point, frequent characters first; 0 if it cannot be part of a word.
    labels : ndarray of uint16, shape (s,)
        Code by which each slot is reached.
    nodes : ndarray of uint32, shape (s,)
        Class and children's bits of each slot.
    bases : ndarray of int32, shape (s,)
        Base of the children of each slot; 0 if it has none.
    words : ndarray of int32, shape (s,)
        Number of the word that ends at a slot, plus 1; 0 if none does.
    logs : ndarray of float64, shape (c,)
        Log-probability of each class of weight; minus infinity for class 0.
    """

    codes: Codes
    labels: Codes
    nodes: UInt32s
    bases: Int32s
    words: Int32s
    logs: Floats


@part
def may_have(entry: int, code: int) -> int:
    """Return 0 if the node with this entry has no child for `code`, 1 if it may have one."""
    return (int64(entry) >> (16 + (code & 15))) & 1


@part
def child(trie: Trie, node: int, code: int) -> int:
    """Return the child of `node` for `code`, or 0."""
    # Unsigned, here and elsewhere: to be asked whether a place is negative would cost a tenth of all time.
    slot = int64(trie.bases[uint64(node)]) + code
    return slot if trie.labels[uint64(slot)] == code else 0


@part
def _shifted(bits: Bits, place: int) -> Bits:
    """Return the 64 bits from `place` on."""
    block, shift = place >> 6, uint64(place & 63)
    found = bits[block] >> shift
    if shift != 0:
        found |= bits[block + 1] << (uint64(64) - shift)
    return found


@part
def _find_base(free: Bits, unused: Bits, hints: Int64s, family: Int64s, size: int, n_codes: int) -> int:
    """Return the first base, from a hint on, with a free slot for each code; -1 if there is none.

    64 bases are tried at once: each code masks those out at which its slot is taken; ``family[0]`` is the
    lowest. Families of one size take up the search where the last one ended it.
    """
    hint = min(size, hints.size - 1)
    for block in range(hints[hint], free.size - (n_codes >> 6) - 2):
        first = (block << 6) - family[0]
        fits = free[block] & _shifted(unused, first)
        k = 1
        while fits != 0 and k < size:
            fits &= _shifted(free, first + family[k])
            k += 1
        if fits != 0:
            hints[hint] = block
            while fits & uint64(1) == 0:
                fits >>= uint64(1)
                first += 1
            return first
    return -1


@part
def _flip(bits: Bits, place: int) -> None:
    bits[place >> 6] ^= uint64(1) << uint64(place & 63)


@lean_kernel
def place_families(
    labels: Codes,
    nodes: UInt32s,
    bases: Int32s,
    words: Int32s,
    free: Bits,
    unused: Bits,
    hints: Int64s,
    n_codes: int,
    order: Int64s,
    first_child: Int64s,
    codes: Codes,
    slots: Int64s,
    family: Int64s,
) -> int:
    """Give every node of a tree a slot, one family (the children of one node) after another.

    A family of which some have slots already gets the others beside them, or else moves as a whole.

    Parameters
    ----------
    labels : ndarray of uint16, shape (s,)
    nodes : ndarray of uint32, shape (s,)
    bases, words : ndarray of int32, shape (s,)
        The trie, which is added to.
    free, unused : ndarray of uint64, shape (s / 64 + 1,)
        A bit for each slot, set if it is free, and for each base, set if no node has it.
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
    family : ndarray of int64, shape (n_codes + 1,)
        Working memory.

    Returns
    -------
    int
        The last slot taken, or -1 if there are too few.
    """
    top = n_codes
    highest = 0  # code of a child so far
    for slot in range(nodes.size):
        if labels[slot] != NO_LABEL:
            top = max(top, slot)
            highest = max(highest, int64(labels[slot]))
    for u in order:
        slot = slots[u]
        base = int64(bases[slot])
        size = int64(0)  # a plain 0 would be compiled as a case of its own
        fits = base != 0
        for c in range(first_child[u], first_child[u + 1]):
            if slots[c] == 0:
                family[size] = codes[c]
                size += 1
                fits = fits and base + codes[c] > n_codes and labels[base + codes[c]] == NO_LABEL
        if size > 0 and not fits:
            if base != 0:
                for code in range(1, highest + 1):
                    if labels[base + code] == code:
                        family[size] = code
                        size += 1
                _flip(unused, base)
            for k in range(1, size):
                if family[k] < family[0]:
                    family[0], family[k] = family[k], family[0]
            moved = _find_base(free, unused, hints, family, size, n_codes)
            if moved < 0:
                return -1
            _flip(unused, moved)
            for k in range(size):
                old, new = base + family[k], moved + family[k]
                if base != 0 and labels[old] == family[k]:
                    labels[new], nodes[new], bases[new], words[new] = labels[old], nodes[old], bases[old], words[old]
                    labels[old], nodes[old], bases[old], words[old] = NO_LABEL, 0, 0, 0
                    _flip(free, old)
                    _flip(free, new)
                    top = max(top, new)
            for c in range(first_child[u], first_child[u + 1]):
                if slots[c] != 0:
                    slots[c] += moved - base
            base = moved
            bases[slot] = base
        for c in range(first_child[u], first_child[u + 1]):
            if slots[c] == 0:
                slots[c] = base + codes[c]
                labels[slots[c]] = codes[c]
                highest = max(highest, int64(codes[c]))
                nodes[slot] |= int64(1) << (16 + (int64(codes[c]) & 15))
                _flip(free, slots[c])
                top = max(top, slots[c])
    return top


@lean_kernel
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
            node = child(trie, node, int64(trie.codes[points[k]]))
        found[w] = trie.words[node] - 1


@lean_kernel
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
                node = child(trie, node, int64(trie.codes[points[begin + end]]))
                end += 1
        logs[w] = best[0]
