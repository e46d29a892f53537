"""Ids for the types of a corpus, in code-point order."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.points import read_only
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels.interning import merge_types, order_types
from reportnlp.segmentation.kernels.rules import Rules, label_types

__all__ = ["NAME", "QUOTED", "Numbering", "Types", "number_types", "places"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint8]

#: Form of a type that is a joined name and no number expression.
NAME = 255
#: Form of a type that is a name in quotation marks and neither of these.
QUOTED = 254

#: Code points that mark the ends of types while they become strings: no characters, but a text may hold them.
MARKS = range(0xFFF0, 0x10000)


class Types(NamedTuple):
    """Types of a chunk that are neither words nor single characters.

    Parameters
    ----------
    points : ndarray of uint32
        Their code points, one type after another.
    lengths : ndarray of int64, shape (k,)
    hashes : ndarray of uint64, shape (k,)
        Length and hash of each type.
    named : ndarray of uint8, shape (k,)
        1 for each that is a joined name somewhere, 2 for one in quotation marks, 3 for both.
    """

    points: Points
    lengths: Int64s
    hashes: npt.NDArray[np.uint64]
    named: Flags


class Numbering(NamedTuple):
    """The types of a corpus.

    Parameters
    ----------
    types : list of str, length v
        In code-point order.
    numbers : ndarray of int32, shape (v,)
        Number of each type in the dictionary, -1 if it is no word of it.
    forms : ndarray of uint8, shape (v,)
        Label of each number expression that is no word of the dictionary, `NAME` for a joined name,
        `QUOTED` for one in quotation marks, else 0.
    met, of_met : ndarray of int32
        Nodes that are tokens, and ``n_nodes + p`` for each code point p that is one, and their ids.
    of_types : ndarray of int32
        Id of each further type, chunk after chunk.
    """

    types: list[str]
    numbers: Int32s
    forms: Flags
    met: Int32s
    of_met: Int32s
    of_types: Int32s


def number_types(met: Int32s, types: Sequence[Types], dictionary: Dictionary, rules: Rules | None) -> Numbering:
    """Give ids to all types of a corpus, in code-point order.

    Parameters
    ----------
    met : ndarray of int32
        As in `Numbering`, in any order; some may be there more than once.
    types : sequence of Types
        Further types, chunk by chunk.
    dictionary : Dictionary
    rules : Rules, optional
        What numbers and names were joined by, if they were.

    Returns
    -------
    Numbering
    """
    numbers, rest, starts, ends, named = _merged(types)
    met, words, single = _parted(met, dictionary)
    # All are spelt out one after another: words in their order, single characters, and then the rest.
    firsts, lasts = dictionary.offsets[words], dictionary.offsets[words + 1]
    pieces = dictionary.points[places(firsts, lasts)], single, rest[places(starts, ends)]
    points = read_only(np.concatenate(pieces))
    stops = np.cumsum(np.concatenate([lasts - firsts, np.ones(len(single), np.int64), ends - starts]))
    bounds = np.zeros(2 * len(stops), np.int64)
    bounds[1::2], bounds[2::2] = stops, stops[:-1]
    others = bounds[2 * len(words) :]
    keys = _keys(points, others[0::2], others[1::2])
    order = np.empty(len(stops), np.int64)
    order_types(points, bounds, keys, order, np.empty(len(others), np.int64))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    number = np.full(len(order), -1, np.int32)
    number[rank[: len(words)]] = words
    forms = np.zeros(len(order), np.uint8)
    if rules is not None:
        labels = np.empty(len(keys), np.uint8)
        label_types(rules.numbers, points, others, labels)
        joined = np.array([0, NAME, QUOTED, NAME], np.uint8)[named]
        labels[len(single) :] = np.where(labels[len(single) :] == 0, joined, labels[len(single) :])
        forms[rank[len(words) :]] = labels
    return Numbering(
        _spelt(points, bounds[0::2][order], stops[order]),
        number,
        forms,
        met,
        rank[: len(met)],
        rank[len(met) :][numbers],
    )


def _parted(met: Int32s, dictionary: Dictionary) -> tuple[Int32s, Int32s, Points]:
    """Return what was met in another order, words first, by number; their numbers; and the points of the others."""
    n_nodes = len(dictionary.trie.words)
    nodes, others = met[met < n_nodes], np.unique(met[met >= n_nodes])
    keys = dictionary.trie.words[nodes].astype(np.int64) << 32 | nodes
    keys.sort()
    keys = keys[np.diff(keys, prepend=-1) > 0]
    nodes, words = keys.astype(np.int32), (keys >> 32).astype(np.int32)  # the lower half, and the upper one
    n_alone = np.searchsorted(words, 1)  # characters that are parts of words, but none
    single = np.concatenate([dictionary.letters[nodes[:n_alone]], (others - n_nodes).astype(np.uint32)])
    return np.concatenate([nodes[n_alone:], nodes[:n_alone], others]), words[n_alone:] - 1, single


def _spelt(points: Points, starts: Int64s, ends: Int64s) -> list[str]:
    """Return pieces of text as strings: split at a mark that none has, which takes half the time of slices."""
    taken = set(points[points >= MARKS[0]].tolist())
    mark = next((point for point in MARKS if point not in taken), None)
    if mark is None:
        return _sliced(points, starts, ends)
    lengths = ends - starts
    marked = np.full(len(lengths) + lengths.sum(), mark, np.uint32)
    marked[np.arange(lengths.sum()) + np.repeat(np.arange(len(lengths)), lengths)] = points[places(starts, ends)]
    return marked.tobytes().decode("utf-32-le", "surrogatepass").split(chr(mark))[:-1]


def _sliced(points: Points, starts: Int64s, ends: Int64s) -> list[str]:
    text = points.tobytes().decode("utf-32-le", "surrogatepass")
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _merged(types: Sequence[Types]) -> tuple[Int32s, Points, Int64s, Int64s, Flags]:
    """Return the number of each chunk's type among the distinct ones, where these are, and what names they are."""
    points = read_only(np.concatenate([np.empty(0, np.uint32), *(chunk.points for chunk in types)]))
    stops = np.cumsum(np.concatenate([np.zeros(1, np.int64), *(chunk.lengths for chunk in types)]))
    bounds = np.stack([stops[:-1], stops[1:]], axis=1).ravel()
    hashes = np.concatenate([np.empty(0, np.uint64), *(chunk.hashes for chunk in types)])
    numbers, distinct = np.empty(len(hashes), np.int32), np.empty(len(bounds), np.int64)
    table = np.full(1 << (2 * len(hashes)).bit_length(), -1, np.int32)
    n = merge_types(points, bounds, hashes, table, distinct, np.empty_like(hashes), numbers)
    named = np.zeros(n, np.uint8)
    np.bitwise_or.at(named, numbers, np.concatenate([np.empty(0, np.uint8), *(chunk.named for chunk in types)]))
    return numbers, points, distinct[: 2 * n : 2], distinct[1 : 2 * n : 2], named


def places(starts: Int64s, ends: Int64s) -> Int64s:
    """Return the places of many pieces, one piece after another."""
    lengths = ends - starts
    stops = np.cumsum(lengths)
    places: Int64s = np.arange(stops[-1] if len(stops) else 0) + np.repeat(starts - stops + lengths, lengths)
    return places


def _keys(points: Points, starts: Int64s, stops: Int64s) -> Int64s:
    """Return integers that ascend with the first three characters of each piece; a missing one is lowest."""
    keys = np.zeros(len(starts), np.int64)
    for k in range(3):
        there = starts + k < stops
        keys = keys << 21
        keys[there] += points[starts[there] + k] + np.int64(1)
    return keys
