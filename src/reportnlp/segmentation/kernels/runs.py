"""Kernels that turn the best path into tokens: runs of single characters are joined or guessed."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import callee, part
from reportnlp.segmentation.kernels.hmm import FIRST, LAST, Hmm, guess_states
from reportnlp.segmentation.kernels.lattice import LONG, STEP_BITS
from reportnlp.segmentation.kernels.trie import Trie, child

__all__ = [
    "FIRST_OF_PHRASE", "FIRST_OF_TWO", "LAST_OF_PHRASE", "LAST_OF_TWO", "NO_FIRST_OF_STEM", "NO_LAST_OF_STEM",
    "OF_TWO", "Guesses", "write_tokens",
]  # fmt: skip

Int32s = npt.NDArray[np.int32]
Points = npt.NDArray[np.uint32]
States = npt.NDArray[np.uint8]

#: Bits of a character that no guess of two characters begins with, or ends with; of one that a phrase without
#: weight begins with, or ends with; of those of which no guess of two characters is made but stems of names; and of
#: one that no such stem begins with, or ends with.
FIRST_OF_TWO, LAST_OF_TWO, FIRST_OF_PHRASE, LAST_OF_PHRASE, OF_TWO = 1, 2, 4, 8, 16
NO_FIRST_OF_STEM, NO_LAST_OF_STEM = 32, 64


class Guesses(NamedTuple):
    """How the hidden Markov model is used.

    Parameters
    ----------
    allowed : bool
        Whether runs of single characters are handed to the model; else only letters and digits are joined.
    checked : bool
        Whether some guesses are no words: those with a number but no weight in the trie, and those of two
        characters that `loose` speaks of. They stay single characters, as in jieba's forced splits.
    loose : ndarray of uint8, shape (65536,)
        Bits of each character of the basic plane.
    heads : ndarray of int32, shape (h,)
        Numbers of the words that names end with, ascending.
    """

    allowed: bool
    checked: bool
    loose: npt.NDArray[np.uint8]
    heads: Int32s


@part
def is_alphanumeric(point: int) -> bool:
    """Tell whether a code point is an ASCII letter or digit."""
    return 48 <= point <= 57 or 65 <= point <= 90 or 97 <= point <= 122


@part
def is_han(point: int) -> bool:
    """Tell whether a code point is a character of the hidden Markov model."""
    return FIRST <= point <= LAST


@callee
def write_tokens(
    points: Points,
    start: int,
    end: int,
    trie: Trie,
    hmm: Hmm,
    guesses: Guesses,
    ids: Int32s,
    starts: Int32s,
    n: int,
    states: States,
) -> int:
    """Write the tokens of a stretch behind the `n` tokens there are, and return how many there are then.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the text.
    start, end : int
        The stretch.
    trie : Trie
    hmm : Hmm
    guesses : Guesses
    ids, starts : ndarray of int32
        Filled behind the tokens there are; an id is the node of its token, `NO_ID` if it has none.
        `starts` holds the best path from `start` on: a token covers a
        character at least, so it never lands on a part of the path that is still to be read.
    n : int
        Tokens so far, ``n <= start``.
    states : ndarray of uint8, as long as the text
        Working memory.
    """
    use_hmm = guesses.allowed
    place = start
    before = False  # whether the token before could begin a run
    while place < end:
        step = int64(starts[uint64(place)])
        length, node = step & LONG, step >> STEP_BITS
        point = int64(points[uint64(place)])
        single = length == 1
        joins = single & (node != 0) & (use_hmm | is_alphanumeric(point))
        if joins & before:
            stop = place + 1
            while (
                stop < end
                and starts[uint64(stop)] & LONG == 1
                and starts[uint64(stop)] != 1
                and (use_hmm or is_alphanumeric(int64(points[uint64(stop)])))
            ):
                stop += 1
            n -= 1
            if use_hmm:
                n = _guess(points, place - 1, stop, trie, hmm, guesses, ids, starts, n, states)
            else:
                ids[n] = 0
                starts[n] = place - 1
                n += 1
            place = stop
            before = False
            continue
        ids[uint64(n)] = node
        starts[uint64(n)] = place
        n += 1
        before = joins
        place += length if length < LONG else _length(points, place, trie, node)
    return n


@part
def _length(points: Points, start: int, trie: Trie, node: int) -> int:
    """Return the length of the word at `start` that ends in `node`."""
    at = int64(trie.codes[points[uint64(start)]])
    length = 1
    while at != node:
        at = child(trie, at, int64(trie.codes[points[uint64(start + length)]]))
        length += 1
    return length


@part
def _guess(
    points: Points,
    start: int,
    end: int,
    trie: Trie,
    hmm: Hmm,
    guesses: Guesses,
    ids: Int32s,
    starts: Int32s,
    n: int,
    states: States,
) -> int:
    """Write the tokens of a run of single characters, as jieba's `finalseg` does."""
    node = int64(trie.codes[points[uint64(start)]])
    for k in range(start + 1, end):
        node = child(trie, node, int64(trie.codes[points[uint64(k)]]))
    if trie.nodes[uint64(node)] & 0xFFFF != 0:  # a word that lost against its characters stays apart
        for k in range(start, end):
            ids[n] = int64(trie.codes[points[uint64(k)]])
            starts[n] = k
            n += 1
        return n
    while start < end:
        stop = start + 1
        han = is_han(points[uint64(start)])
        while stop < end and is_han(points[uint64(stop)]) == han:
            stop += 1
        if han:
            n = _guess_han(points, start, stop, trie, hmm, guesses, ids, starts, n, states)
        else:
            n = _split_ascii(points, start, stop, trie, ids, starts, n)
        start = stop
    return n


@part
def _put(points: Points, start: int, end: int, trie: Trie, ids: Int32s, starts: Int32s, n: int) -> int:
    """Write one token, of no node if it is longer than a character."""
    ids[n] = int64(trie.codes[points[uint64(start)]]) if end - start == 1 else 0
    starts[n] = start
    return n + 1


@part
def _guess_han(
    points: Points,
    start: int,
    end: int,
    trie: Trie,
    hmm: Hmm,
    guesses: Guesses,
    ids: Int32s,
    starts: Int32s,
    n: int,
    states: States,
) -> int:
    guess_states(points, start, end, hmm, states)
    # A word ends where the state is END or SINGLE, both odd; the next one begins behind it.
    begin = start
    for k in range(end - start):
        ends = states[k] & 1
        ids[uint64(n)] = int64(trie.codes[points[uint64(begin)]]) if begin == start + k else 0
        starts[uint64(n)] = begin
        n += ends
        if (
            ends
            and guesses.checked
            and begin < start + k
            and _is_apart(points, begin, start + k + 1, end, trie, guesses, starts, states[k + 1 : end - start])
        ):
            n -= 1
            for place in range(begin, start + k + 1):
                ids[uint64(n)] = int64(trie.codes[points[uint64(place)]])
                starts[uint64(n)] = place
                n += 1
        begin = start + k + 1 if ends else begin
    return n


@part
def _is_apart(
    points: Points, start: int, end: int, stop: int, trie: Trie, guesses: Guesses, path: Int32s, states: States
) -> bool:
    """Tell whether a guess of two characters or more is no word; hardly any has to be looked up for that.

    What follows it decides on some: `states` are those of the characters from `end` to `stop`, and from there on
    `path` tells the words.
    """
    first, last = guesses.loose[points[uint64(start)]], guesses.loose[points[uint64(end - 1)]]
    two = end - start == 2
    loose = two and ((first & FIRST_OF_TWO) | (last & LAST_OF_TWO)) != 0
    of_two = two and first & last & OF_TWO != 0
    if not (loose or of_two or (first & FIRST_OF_PHRASE and last & LAST_OF_PHRASE)):
        return False
    node = _node_of(points, start, end, trie)
    if node != 0 and trie.words[uint64(node)] > 0:
        return trie.nodes[uint64(node)] & 0xFFFF == 0
    if loose or not of_two or first & NO_FIRST_OF_STEM or last & NO_LAST_OF_STEM or end == points.size:
        return loose or of_two
    following = int64(path[uint64(stop)]) >> STEP_BITS if end == stop else int64(0)
    if end < stop:
        length = 1
        while states[length - 1] & 1 == 0:
            length += 1
        following = _node_of(points, end, end + length, trie)
    return not _is_head(int64(trie.words[uint64(following)]) - 1, guesses.heads)


@part
def _node_of(points: Points, start: int, end: int, trie: Trie) -> int:
    node = int64(trie.codes[points[uint64(start)]])
    for k in range(start + 1, end):
        node = child(trie, node, int64(trie.codes[points[uint64(k)]]))
    return node


@part
def _is_head(number: int, heads: Int32s) -> bool:
    """Tell whether the head of a name has this number, by halving."""
    low, high = 0, heads.size
    while low < high:
        middle = (low + high) >> 1
        if heads[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low < heads.size and heads[low] == number


@part
def _split_ascii(points: Points, start: int, end: int, trie: Trie, ids: Int32s, starts: Int32s, n: int) -> int:
    """Write letters and digits with decimals and a percent sign as one token, what is between as another."""
    while start < end:
        stop = start
        if is_alphanumeric(int64(points[start])):
            while stop < end and is_alphanumeric(int64(points[stop])):
                stop += 1
            if stop + 1 < end and points[stop] == 46 and 48 <= points[stop + 1] <= 57:  # a point and a digit
                stop += 1
                while stop < end and 48 <= points[stop] <= 57:
                    stop += 1
            if stop < end and points[stop] == 37:  # a percent sign
                stop += 1
        else:
            while stop < end and not is_alphanumeric(int64(points[stop])):
                stop += 1
        n = _put(points, start, stop, trie, ids, starts, n)
        start = stop
    return n
