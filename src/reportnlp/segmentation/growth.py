"""Growing a trie: sorted words become a tree, and the tree's nodes get slots in the double array."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.segmentation.kernels.trie import MAX_SLOTS, NO_LABEL, UNKNOWN, Trie, place_families

__all__ = ["Entries", "empty_trie", "grown"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint16]


class Entries(NamedTuple):
    """Words to put into a trie.

    Parameters
    ----------
    flat : ndarray of uint16
        Codes of all words, one word after another; words that share a prefix are neighbours.
    offsets : ndarray of int64, shape (w + 1,)
        Where each word begins in `flat`.
    weights : ndarray of int64, shape (w,)
        How often each word is to be expected.
    classes, numbers : ndarray of int32, shape (w,)
        Class of weight and number of each word.
    """

    flat: Codes
    offsets: Int64s
    weights: Int64s
    classes: Int32s
    numbers: Int32s


class Tree(NamedTuple):
    """Words as a tree; node 0 is the root, nodes are numbered level by level, so parents never descend.

    Parameters
    ----------
    parents : ndarray of int64, shape (t,)
        Of the root, -1.
    codes : ndarray of uint16, shape (t,)
        Code of the last character of each node.
    slots : ndarray of int64, shape (t,)
        Slot that a node has in the trie already, 0 if it is new.
    weights : ndarray of int64, shape (t,)
        Sum of the weights of all words below.
    firsts : ndarray of int64, shape (t,)
        The first of these words.
    ends : ndarray of int64, shape (w,)
        Node of each word.
    """

    parents: Int64s
    codes: Codes
    slots: Int64s
    weights: Int64s
    firsts: Int64s
    ends: Int64s


def empty_trie(codes: Codes, logs: npt.NDArray[np.float64]) -> Trie:
    """Return a trie in which each character stands alone."""
    n_codes = int(codes.max())
    size = 2 * n_codes + 2
    nodes = np.zeros(size, np.uint32)
    nodes[1 : n_codes + 1] = UNKNOWN
    nothing = np.zeros(size, np.int32)
    return Trie(codes, np.full(size, NO_LABEL, np.uint16), nodes, nothing, nothing.copy(), logs)


def grown(trie: Trie, entries: Entries) -> Trie:
    """Return a trie with further words: an empty one becomes a dictionary, a full one gets new terms.

    Families (the children of one node) are placed heaviest first and behind all that is there, so that the
    nodes that text visits most share cache lines, and of equal ones those of a word one after another, so that
    the rest of a long word is in one place; scattered over the gaps that are left, terms would cost a
    third of the time of cutting instead of a fifth.

    Parameters
    ----------
    trie : Trie
        It stays as it is.
    entries : Entries
        The words.

    Returns
    -------
    Trie

    Raises
    ------
    OverflowError
        If the words need more slots than a trie can have.
    """
    tree = _tree(trie, entries)
    n_codes = int(trie.codes.max())
    first_child = np.searchsorted(tree.parents, np.arange(len(tree.parents) + 1))
    parents = np.flatnonzero(np.diff(first_child))[1:]  # the root's children are in their slots
    order = parents[np.lexsort((tree.firsts[parents], -tree.weights[parents]))]
    last = len(trie.labels) - n_codes - 2  # behind it stands what any base needs, see the end
    room = 2 * len(tree.parents) + 16 * n_codes  # large families that move leave gaps
    while True:
        size = len(trie.nodes) + room
        if size > MAX_SLOTS:
            raise OverflowError(f"{len(entries.numbers)} words are more than one trie can hold")
        labels = np.concatenate([trie.labels, np.full(room, NO_LABEL, np.uint16)])
        nodes = np.concatenate([trie.nodes, np.zeros(room, np.uint32)])
        bases, words = (np.concatenate([array, np.zeros(room, np.int32)]) for array in (trie.bases, trie.words))
        free = labels == NO_LABEL
        free[: n_codes + 1] = False
        unused = np.ones(size, bool)
        unused[bases] = False
        hints, family = np.full(64, (last >> 6) + 1), np.empty(n_codes + 1, np.int64)
        slots = tree.slots.copy()
        arrays = (labels, nodes, bases, words, _bits(free), _bits(unused))
        top = place_families(*arrays, hints, n_codes, order, first_child, tree.codes, slots, family)
        if top >= 0:
            break
        room *= 2
    first = nodes[1 : n_codes + 1]
    prefix = (first & 0xFFFF == UNKNOWN) & (bases[1 : n_codes + 1] != 0)
    first[prefix] &= 0xFFFF0000  # a prefix that is no word does not stand for itself, as in jieba
    ends = slots[tree.ends]
    nodes[ends] = nodes[ends] & 0xFFFF0000 | entries.classes.astype(np.uint32)
    words[ends] = entries.numbers + 1
    # Any code may be added to any base, so the last base needs slots for all of them.
    size = top + n_codes + 2
    kept = {"labels": labels, "nodes": nodes, "bases": bases, "words": words}
    return trie._replace(**{name: array[:size].copy() for name, array in kept.items()})


def _tree(trie: Trie, entries: Entries) -> Tree:
    flat, offsets, weights = entries.flat, entries.offsets, entries.weights
    n = len(offsets) - 1
    lengths = np.diff(offsets)
    at = np.zeros(n, np.int64)  # node of the prefix of each word so far
    root = np.zeros(1, np.int64)
    parents, codes, sums, firsts = [root - 1], [root.astype(np.uint16)], [root], [root]
    slot_of = root
    n_nodes = 1
    rows = np.arange(n)
    for depth in range(int(lengths.max(initial=0))):
        rows = rows[lengths[rows] > depth]
        parent, code = at[rows], flat[offsets[rows] + depth]
        new = np.ones(len(rows), bool)
        new[1:] = (parent[1:] != parent[:-1]) | (code[1:] != code[:-1])
        begin = np.flatnonzero(new)
        at[rows] = n_nodes - 1 + np.cumsum(new)
        parents.append(parent[begin])
        codes.append(code[begin])
        sums.append(np.add.reduceat(weights[rows], begin))
        firsts.append(rows[begin])
        slot_of = np.concatenate([slot_of, _slots_below(trie, slot_of[parent[begin]], code[begin], depth)])
        n_nodes += len(begin)
    return Tree(
        np.concatenate(parents), np.concatenate(codes), slot_of, np.concatenate(sums), np.concatenate(firsts), at
    )


def _slots_below(trie: Trie, slots: Int64s, codes: Codes, depth: int) -> Int64s:
    """Return the slot of the child of each slot for a code, 0 if there is none."""
    if depth == 0:
        return codes.astype(np.int64)
    target = trie.bases[slots] + codes
    return np.where((trie.labels[target] == codes) & (slots > 0), target, 0)


def _bits(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Return flags as bits, 64 to an integer."""
    padded = np.zeros(-(-len(flags) // 64) * 64, bool)
    padded[: len(flags)] = flags
    return np.packbits(padded, bitorder="little").view(np.uint64)
