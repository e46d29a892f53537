"""Kernel of the lattice: the most probable path through all dictionary words of a stretch of text.

As jieba does it (a dynamic programme from the end of each block to its start; of two equally probable
paths the one with the longer word), but over a trie in arrays. The scores are added up in jieba's order,
so that the sums, and with them the ties, are the same to the last bit.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import part
from reportnlp.segmentation.trie import NOBODY, UNKNOWN, Trie

__all__ = ["WINDOW", "Scratch", "Spans", "best_path", "stretch_end"]

Int32s = npt.NDArray[np.int32]
Points = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

#: Characters that are looked up at a time: few enough for the first-level cache.
WINDOW = 1024
CR, LF = 13, 10


class Spans(NamedTuple):
    """Spans that come out as one token each, whatever is in them: blocks of their own in the lattice.

    Parameters
    ----------
    starts, ends : ndarray of int32, shape (m,)
        Ascending, without overlap, none empty; in code points of the document.
    """

    starts: Int32s
    ends: Int32s


class Scratch(NamedTuple):
    """Working memory of one window, made once for many stretches.

    Parameters
    ----------
    codes : ndarray of int32, shape (w + reach + 3,)
        Codes of the characters of the window and of those that a word could reach into; 0 is a barrier.
    pairs, triples : ndarray of int32, shape (w,)
        Nodes of the two and three characters from a place on, 0 if there are none.
    ones, twos, threes : ndarray of float64, shape (w,)
        Log-probability of the words of one, two and three characters.
    deep : ndarray of bool, shape (w,)
        Whether longer words may begin here.
    scores : ndarray of float64, shape (w + reach + 3,)
        Of the best path from each place to the end of its block.
    states : ndarray of uint8, shape of the longest document
        Of the hidden Markov model.
    """

    codes: Int32s
    pairs: Int32s
    triples: Int32s
    ones: Floats
    twos: Floats
    threes: Floats
    deep: npt.NDArray[np.bool_]
    scores: Floats
    states: npt.NDArray[np.uint8]


@part
def first_after(ends: Int32s, place: int) -> int:
    """Return the number of the first span that ends after `place`."""
    low, high = 0, ends.size
    while low < high:
        middle = (low + high) >> 1
        if ends[middle] > place:
            high = middle
        else:
            low = middle + 1
    return low


@part
def stretch_end(points: Points, start: int, codes: npt.NDArray[np.uint16], spans: Spans) -> int:
    """Return where the stretch of text from `start` ends: at a place that no word or span can cross.

    About `WINDOW` characters on, just behind a character that is no part of words; further only if
    there is none.
    """
    n = points.size
    if n - start <= WINDOW:
        return n
    end = start + WINDOW
    while end > start and codes[points[end - 1]] != 0:
        end -= 1
    if end == start:
        end = start + WINDOW
        while end < n and codes[points[end - 1]] != 0:
            end += 1
    if points[end - 1] == CR and end < n and points[end] == LF:
        end += 1
    k = first_after(spans.ends, end)
    if k < spans.ends.size and spans.starts[k] < end:
        end = spans.ends[k]
    return end


@part
def best_path(
    points: Points, start: int, end: int, trie: Trie, spans: Spans, scratch: Scratch, nodes: Int32s, lengths: Int32s
) -> None:
    """Write, for each place of a stretch, the word that the best path takes from there.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the document.
    start, end : int
        The stretch; see `stretch_end`.
    trie : Trie
    spans : Spans
        Of the document.
    scratch : Scratch
    nodes, lengths : ndarray of int32, shape (end - start,)
        Filled with the node and the length of the word; node 0 is a character that is no part of words,
        or a span.
    """
    width = scratch.pairs.size
    reach = scratch.codes.size - width - 3
    scores = scratch.scores
    stop = end
    has_return = False
    while stop > start:
        begin = max(start, stop - width)
        n = stop - begin
        # What was the front of the window to the right is now behind this one.
        for k in range(reach + 2, -1, -1):
            scores[n + k] = scores[k] if stop < end else 0.0
        has_return |= _look_up(points, begin, stop, end, trie, spans, scratch)
        _score(n, trie, scratch, nodes[begin - start : stop - start], lengths[begin - start : stop - start])
        stop = begin
    if has_return:
        for k in range(end - start - 1):
            if points[start + k] == CR and points[start + k + 1] == LF:
                lengths[k] = 2
    for k in range(first_after(spans.ends, start), spans.ends.size):
        if spans.starts[k] >= end:
            break
        place = spans.starts[k] - start
        lengths[place] = spans.ends[k] - spans.starts[k]
        if place > 0 and nodes[place - 1] == 0 and points[start + place - 1] == CR:
            lengths[place - 1] = 1


@part
def _look_up(points: Points, begin: int, stop: int, end: int, trie: Trie, spans: Spans, scratch: Scratch) -> bool:
    """Find the words of up to three characters at each place; tell whether there is a carriage return.

    Three plain loops, so that the processor can wait for many reads of the trie at once.
    """
    n = stop - begin
    codes, pairs, triples, deep = scratch.codes, scratch.pairs, scratch.triples, scratch.deep
    ones, twos, threes = scratch.ones, scratch.twos, scratch.threes
    reach = codes.size - pairs.size - 3
    ahead = min(end - begin, n + reach)
    has_return = False
    for k in range(ahead):
        point = points[begin + k]
        codes[k] = trie.codes[point]
        has_return |= point == CR
    codes[ahead] = codes[ahead + 1] = codes[ahead + 2] = 0
    for s in range(first_after(spans.ends, begin), spans.ends.size):
        if spans.starts[s] >= begin + ahead:
            break
        for k in range(max(spans.starts[s] - begin, 0), min(spans.ends[s] - begin, ahead)):
            codes[k] = 0
    for k in range(n):
        node = int64(codes[k])
        entry = trie.nodes[node]
        slot = (entry >> 40) + codes[k + 1]
        below = trie.nodes[slot]
        there = (below >> 16) & NOBODY == node
        pairs[k] = slot if there else 0
        ones[k] = trie.logs[entry & 0xFFFF]
        twos[k] = trie.logs[below & 0xFFFF if there else 0]
    for k in range(n):
        node = int64(pairs[k])
        slot = (trie.nodes[node] >> 40) + codes[k + 2]
        below = trie.nodes[slot]
        there = (below >> 16) & NOBODY == node
        triples[k] = slot if there else 0
        threes[k] = trie.logs[below & 0xFFFF if there else 0]
        deep[k] = there and below >> 40 != 0
    return has_return


@part
def _score(n: int, trie: Trie, scratch: Scratch, nodes: Int32s, lengths: Int32s) -> None:
    """Choose the best word at each place of a window, from its end to its start."""
    codes, scores = scratch.codes, scratch.scores
    ones, twos, threes = scratch.ones, scratch.twos, scratch.threes
    one, two, three = scores[n], scores[n + 1], scores[n + 2]
    unknown = trie.logs[UNKNOWN]
    for k in range(n - 1, -1, -1):
        code = int64(codes[k])
        best = threes[k] + three
        length = 3
        node = int64(scratch.triples[k])
        score = twos[k] + two
        longer = best >= score
        best = best if longer else score
        length = length if longer else 2
        node = node if longer else int64(scratch.pairs[k])
        score = ones[k] + one
        longer = best >= score
        best = best if longer else score
        length = length if longer else 1
        node = node if longer else code
        if scratch.deep[k]:
            below = int64(scratch.triples[k])
            ahead = k + 3
            while True:
                slot = (trie.nodes[below] >> 40) + codes[ahead]
                entry = trie.nodes[slot]
                if (entry >> 16) & NOBODY != below:
                    break
                below = slot
                ahead += 1
                score = trie.logs[entry & 0xFFFF] + scores[ahead]
                if score >= best:
                    best = score
                    length = ahead - k
                    node = below
        if best == -np.inf:  # no word begins here, so the character stands alone
            best = unknown + one
            length = 1
            node = code
        barrier = code == 0
        best = 0.0 if barrier else best
        length = 1 if barrier else length
        node = 0 if barrier else node
        scores[k] = best
        nodes[k] = node
        lengths[k] = length
        three, two, one = two, one, best
