"""Growing a trie: sorted words become a tree, and the tree's nodes get slots in the double array."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.segmentation.trie import FREE, MAX_SLOTS, NOBODY, UNKNOWN, place_families

__all__ = ["Entries", "grown"]

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
    ends : ndarray of int64, shape (w,)
        Node of each word.
    """

    parents: Int64s
    codes: Codes
    slots: Int64s
    weights: Int64s
    ends: Int64s


def grown(nodes: Int64s, words: Int32s, n_codes: int, entries: Entries) -> tuple[Int64s, Int32s]:
    """Return a trie with further words: an empty one becomes a dictionary, a full one gets new terms.

    Families (the children of one node) are placed heaviest first, so that the nodes that text visits
    most share cache lines.

    Parameters
    ----------
    nodes : ndarray of int64, shape (s,)
    words : ndarray of int32, shape (s,)
        The trie, which stays as it is.
    n_codes : int
        Highest code of a character.
    entries : Entries
        The words.

    Returns
    -------
    nodes : ndarray of int64
    words : ndarray of int32
        The trie.

    Raises
    ------
    OverflowError
        If the words need more slots than a trie can have.
    """
    tree = _tree(nodes, entries)
    first_child = np.searchsorted(tree.parents, np.arange(len(tree.parents) + 1))
    parents = np.flatnonzero(np.diff(first_child))[1:]  # the root's children are in their slots
    order = parents[np.argsort(-tree.weights[parents], kind="stable")]
    kin_bounds, kin = _kin(nodes, tree)
    room = 2 * len(tree.parents) + 4 * n_codes
    while True:
        size = len(nodes) + room
        if size > MAX_SLOTS:
            raise OverflowError(f"{len(entries.numbers)} words are more than one trie can hold")
        more_nodes = np.concatenate([nodes, np.full(room, FREE)])
        more_words = np.concatenate([words, np.zeros(room, np.int32)])
        bounds = np.concatenate([kin_bounds, np.full(room, kin_bounds[-1])])
        free = _free(more_nodes, n_codes)
        hints = np.full(64, n_codes >> 6)
        family = np.empty(n_codes + 1, np.int64)
        slots = tree.slots.copy()
        top = place_families(
            more_nodes, more_words, free, hints, n_codes, order, first_child, tree.codes, slots, bounds, kin, family
        )
        if top >= 0:
            break
        room *= 2
    first = more_nodes[1 : n_codes + 1]
    prefix = (first & 0xFFFF == UNKNOWN) & (first >> 40 != 0)
    first[prefix] &= ~0xFFFF  # a prefix that is no word does not stand for itself, as in jieba
    ends = slots[tree.ends]
    more_nodes[ends] = more_nodes[ends] & ~0xFFFF | entries.classes
    more_words[ends] = entries.numbers + 1
    # Any code may be added to any base, so the last base needs slots for all of them.
    size = top + n_codes + 2
    return more_nodes[:size].copy(), more_words[:size].copy()


def _tree(nodes: Int64s, entries: Entries) -> Tree:
    flat, offsets, weights = entries.flat, entries.offsets, entries.weights
    n = len(offsets) - 1
    lengths = np.diff(offsets)
    at = np.zeros(n, np.int64)  # node of the prefix of each word so far
    root = np.zeros(1, np.int64)
    parents, codes, slots, sums = [root - 1], [root.astype(np.uint16)], [root], [root]
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
        slots.append(_slots_below(nodes, slot_of[parent[begin]], code[begin], depth))
        slot_of = np.concatenate([slot_of, slots[-1]])
        n_nodes += len(begin)
    return Tree(np.concatenate(parents), np.concatenate(codes), slot_of, np.concatenate(sums), at)


def _slots_below(nodes: Int64s, slots: Int64s, codes: Codes, depth: int) -> Int64s:
    """Return the slot of the child of each slot for a code, 0 if there is none."""
    if depth == 0:
        return codes.astype(np.int64)
    target = (nodes[slots] >> 40) + codes
    return np.where((nodes[target] >> 16 & NOBODY == slots) & (slots > 0), target, 0)


def _kin(nodes: Int64s, tree: Tree) -> tuple[Int64s, Int64s]:
    """Return the children of each slot that gets new ones, and of these children, as bounds and slots."""
    n = len(nodes)
    owner = nodes >> 16 & NOBODY
    owner[owner == NOBODY] = n
    touched = np.zeros(n + 1, bool)
    touched[tree.slots[tree.parents[1:][tree.slots[1:] == 0]]] = True
    touched[0] = False
    children = np.flatnonzero(touched[owner])
    touched[children] = True
    kin = np.flatnonzero(touched[owner])
    kin = kin[np.argsort(owner[kin], kind="stable")]
    bounds = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(owner[kin], minlength=n), out=bounds[1:])
    return bounds, kin


def _free(nodes: Int64s, n_codes: int) -> npt.NDArray[np.uint64]:
    """Return a bit for each slot, set if it is free; the first level never is."""
    free = np.zeros(-(-len(nodes) // 64) * 64, bool)
    free[n_codes + 1 : len(nodes)] = nodes[n_codes + 1 :] == FREE
    return np.packbits(free, bitorder="little").view(np.uint64)
