"""Kernel of the lattice: the most probable path through all dictionary words of a stretch of text.

As jieba does it (a dynamic programme from the end of each block to its start; of two equally probable
paths the one with the longer word), but over a trie in arrays. The scores are added up in jieba's order,
so that the sums, and with them the ties, are the same to the last bit.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import callee, part
from reportnlp.segmentation.kernels.trie import UNKNOWN, Trie, child, may_have

__all__ = ["LONG", "STEP_BITS", "WINDOW", "Scratch", "best_path", "stretch_end"]

Int32s = npt.NDArray[np.int32]
Points = npt.NDArray[np.uint32]
UInt32s = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

#: Characters that are looked up at a time: few enough for the first-level cache.
WINDOW = 2048
#: A step of the best path is one number: the length of the word in these lower bits, its node above them.
STEP_BITS = 7
#: Length that stands for all that do not fit; the node tells how long such a word is.
LONG = (1 << STEP_BITS) - 1
CR, LF = 13, 10


class Scratch(NamedTuple):
    """Working memory of one window, made once for many stretches.

    Places in other arrays are unsigned, which spares the look for negative ones.

    Parameters
    ----------
    codes : ndarray of uint16, shape (w + reach + 5,)
        Codes of the characters of the window and of those that a word could reach into; 0 is a barrier.
    pairs, triples : ndarray of uint32, shape (w,)
        Nodes of two and three characters from each place on, 0 if there is none.
    quads, fours : ndarray of uint32, shape (w,)
        Nodes of four characters from each of the places that are left then, and what `Trie.nodes` has of them.
    twos, threes : ndarray of float64, shape (w,)
        Log-probabilities of the words there.
    opens : ndarray of uint32, shape (w,)
        Places from which the search for longer words goes on.
    places, lengths, nodes : ndarray of uint32, shape (m + 1,)
    logs : ndarray of float64, shape (m + 1,)
        Place, length, node and log-probability of each word of four characters or more, from the last place to
        the first, of one place the shorter one first; m is as many as there are at most.
    scores : ndarray of float64, shape (w + reach + 5,)
        Of the best path from each place to the end of its block.
    states : ndarray of uint8, shape of the text
        Of the hidden Markov model.
    """

    codes: npt.NDArray[np.uint16]
    pairs: UInt32s
    triples: UInt32s
    quads: UInt32s
    fours: UInt32s
    twos: Floats
    threes: Floats
    opens: UInt32s
    places: UInt32s
    lengths: UInt32s
    nodes: UInt32s
    logs: Floats
    scores: Floats
    states: npt.NDArray[np.uint8]


@part
def stretch_end(points: Points, start: int, codes: npt.NDArray[np.uint16]) -> int:
    """Return where the stretch of text from `start` ends: at a place that no word can cross.

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
    return end


@part
def best_path(points: Points, start: int, end: int, trie: Trie, scratch: Scratch, path: Int32s) -> None:
    """Write, for each place of a stretch, the word that the best path takes from there.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the text.
    start, end : int
        The stretch; see `stretch_end`.
    trie : Trie
    scratch : Scratch
    path : ndarray of int32, shape (end - start,)
        Filled with ``node << STEP_BITS | length``; node 0 is a character that is no part of words, or a
        carriage return with its line feed.
    """
    width = scratch.opens.size
    reach = scratch.codes.size - width - 5
    scores = scratch.scores
    stop = end
    has_return = False
    while stop > start:
        begin = max(start, stop - width)
        n = stop - begin
        # What was the front of the window to the right is now behind this one.
        for k in range(reach + 4, -1, -1):
            scores[n + k] = scores[k] if stop < end else 0.0
        has_return |= _look_up(points, begin, stop, end, trie, scratch)
        _score(n, trie, scratch, path[begin - start : stop - start])
        stop = begin
    if has_return:
        for k in range(end - start - 1):
            if points[start + k] == CR and points[start + k + 1] == LF:
                path[k] = 2


@callee
def _look_up(points: Points, begin: int, stop: int, end: int, trie: Trie, scratch: Scratch) -> bool:
    """Find the words at each place; tell whether there is a carriage return.

    One plain loop for each number of characters up to four, over the places where such words can begin, so that
    the processor can wait for many reads of the trie at once; then one for all longer words.
    """
    n = stop - begin
    codes, pairs, triples, opens = scratch.codes, scratch.pairs, scratch.triples, scratch.opens
    twos, threes = scratch.twos, scratch.threes
    reach = codes.size - opens.size - 5
    ahead = min(end - begin, n + reach)
    has_return = False
    for k in range(ahead):
        point = points[begin + k]
        codes[k] = trie.codes[point]
        has_return |= point == CR
    for k in range(ahead, ahead + 5):
        codes[k] = 0
    for k in range(n):  # nothing but the reads that have to wait for memory
        following = int64(codes[k + 1])
        slot = int64(trie.bases[codes[k]]) + following
        pairs[k] = slot if trie.labels[slot] == following else 0
    for k in range(n):
        triples[k] = 0
        threes[k] = -np.inf
    n_open = 0
    for k in range(n):
        entry = trie.nodes[pairs[k]]
        twos[k] = trie.logs[entry & 0xFFFF]
        opens[n_open] = k
        n_open += may_have(entry, int64(codes[k + 2]))
    n_deep = 0
    for i in range(n_open):
        k = int64(opens[i])
        slot = child(trie, int64(pairs[k]), int64(codes[k + 2]))
        entry = trie.nodes[uint64(slot)]
        triples[k] = slot
        threes[k] = trie.logs[entry & 0xFFFF]
        opens[n_deep] = k
        n_deep += may_have(entry, int64(codes[k + 3]))
    quads, fours = scratch.quads, scratch.fours
    for i in range(n_deep):
        k = int64(opens[i])
        slot = child(trie, int64(triples[k]), int64(codes[k + 3]))
        quads[i] = slot
        fours[i] = trie.nodes[uint64(slot)]
    n_long = int64(0)
    for i in range(n_deep - 1, -1, -1):
        k = int64(opens[i])
        slot, entry, ahead = int64(quads[i]), fours[i], k + 4
        while True:
            scratch.places[n_long] = k
            scratch.lengths[n_long] = ahead - k
            scratch.nodes[n_long] = slot
            scratch.logs[n_long] = trie.logs[entry & 0xFFFF]
            n_long += int64(entry & 0xFFFF != 0)
            if not may_have(entry, int64(codes[ahead])):
                break
            code = int64(codes[ahead])
            slot = int64(trie.bases[uint64(slot)]) + code
            entry = trie.nodes[uint64(slot)]  # before it is known to be a child, so as not to wait twice
            if trie.labels[uint64(slot)] != code:
                break
            ahead += 1
    scratch.places[n_long] = n  # an end, which is no place
    return has_return


@callee
def _score(n: int, trie: Trie, scratch: Scratch, path: Int32s) -> None:
    """Choose the best word at each place of a window, from its end to its start.

    What is chosen is computed, not branched to: hardly any choice could be foreseen. Each score has to
    wait for one sum and one comparison of the score behind it.
    """
    codes, pairs, triples, scores = scratch.codes, scratch.pairs, scratch.triples, scratch.scores
    one, two, three = scores[n], scores[n + 1], scores[n + 2]
    long = int64(0)
    for k in range(n - 1, -1, -1):
        code = int64(codes[k])
        with_three = scratch.threes[k] + three
        with_two = scratch.twos[k] + two
        with_one = trie.logs[trie.nodes[code] & 0xFFFF] + one
        best = with_three if with_three > with_two else with_two
        floor = 0.0 if code == 0 else -np.inf  # a barrier has no word, and the sums begin anew
        best = best if best > floor else floor
        best = best if best > with_one else with_one
        three_wins = int64(with_three >= best)
        two_wins = int64(with_two >= best) & (1 - three_wins)
        length = 1 + two_wins + 2 * three_wins
        one_wins = 1 - two_wins - three_wins
        node = (-three_wins & int64(triples[k])) | (-two_wins & int64(pairs[k])) | (-one_wins & code)
        while scratch.places[uint64(long)] == k:
            ahead = int64(scratch.lengths[uint64(long)])
            score = scratch.logs[uint64(long)] + scores[k + ahead]
            if score >= best:
                best = score
                length = ahead
                node = int64(scratch.nodes[uint64(long)])
            long += 1
        # No word begins here, so the character stands alone. A loop, though it runs at most once: an `if`
        # would be computed like the choices above, and every score would wait for it.
        while best == -np.inf:
            best = trie.logs[UNKNOWN] + one
            length = 1
            node = code
        scores[k] = best
        path[k] = node << STEP_BITS | min(length, LONG)
        three, two, one = two, one, best
