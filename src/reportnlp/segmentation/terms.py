"""Terms of a lexicon in the dictionary, each with the weight that keeps it whole."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from reportnlp.errors import LexiconError
from reportnlp.lexicon import Term
from reportnlp.points import points_of, read_only
from reportnlp.segmentation.dictionary import Dictionary, log_probabilities
from reportnlp.segmentation.growth import Entries, empty_trie, grown
from reportnlp.segmentation.kernels.interning import insertion_ranks
from reportnlp.segmentation.kernels.trie import UNKNOWN, cut_weights

__all__ = ["term_frequencies", "with_terms"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]

#: So many terms get a trie in which all words are placed anew, by weight: an eighth of a second more to get ready,
#: unless they are those that are kept ready, and half of what the terms cost in every text. Fewer go into the trie
#: there is.
MANY = 4096
#: What a count of a term is worth beside one of jieba's: those are of 60 million words of all kinds, while ours are of
#: three million words of reports, which is what will be cut.
SCALE = 40


def term_frequencies(terms: Iterable[str], base: Dictionary) -> dict[str, int]:
    """Return the smallest frequency with which each term beats its best cut into base words.

    The most probable cut of a term by base words has the probability p; the frequency is
    floor(p · total) + 1, and never below the term's own in the base. Each term is weighed against the
    base alone, and the total stays the base's, so the weight of a term depends on no other term, and
    adding terms changes the cut of no text in which they do not occur.
    """
    chosen = list(terms)
    points, offsets = points_of(chosen)
    logs, classes = np.empty(len(chosen)), np.zeros(len(chosen), np.int32)
    longest = int(np.diff(offsets).max(initial=0))
    cut_weights(base.trie, points, offsets, np.empty(longest + 1), logs, classes)
    own = base.frequencies[classes].tolist()
    cuts = (int(math.exp(log) * base.total) + 1 for log in logs.tolist())
    return dict(zip(chosen, map(max, cuts, own), strict=True))


def with_terms(base: Dictionary, terms: Sequence[Term], splits: Sequence[str] = ()) -> Dictionary:
    """Return a dictionary that has further words and lacks some; the base stays as it is.

    Parameters
    ----------
    base : Dictionary
    terms : sequence of Term
        In code-point order; those with a character that words cannot hold are left out.
    splits : sequence of str
        Phrases that have a number but no weight, so that no path goes through them and whoever guesses
        one can see that it is no word; those with a character that words cannot hold are left out.

    Returns
    -------
    Dictionary

    Raises
    ------
    LexiconError
        If there are more terms than a trie can hold.
    """
    base = _without(base, splits)
    unweighted = {phrase for phrase, number in zip(splits, base.find(*points_of(splits)), strict=True) if number < 0}
    entries = _usable(base, sorted([*terms, *map(Term, unweighted)], key=lambda entry: entry.term))
    if not entries:
        return base
    weights = term_frequencies((entry.term for entry in entries), base)
    weights |= {phrase: 0 for phrase in weights if phrase in unweighted}
    points, offsets = points_of(list(weights))
    new, ranks, numbers = _placed(base, points, offsets)
    counts = np.fromiter(weights.values(), np.int64, len(weights))
    classes = np.zeros(len(counts), np.int32)
    frequencies, classes[counts > 0] = _classes(base.frequencies, counts[counts > 0])
    # A word moves up by the number of new terms that stand before it.
    moved = (np.arange(len(base)) + np.cumsum(np.bincount(ranks, minlength=len(base) + 1))[:-1]).astype(np.int32)
    numbers = np.where(new, numbers, moved[np.where(new, 0, numbers)])
    all_points, all_offsets = _inserted(base, ranks, points[np.repeat(new, np.diff(offsets))], np.diff(offsets)[new])
    # Where a term was met often it will be again, whatever the weight that keeps it whole.
    met = SCALE * np.array([entry.count or 0 for entry in entries])
    added = Entries(base.trie.codes[points], offsets, np.maximum(met, counts), classes, numbers)
    logs = log_probabilities(frequencies, base.total)
    try:
        if len(entries) < MANY:
            words = np.where(base.trie.words > 0, moved[base.trie.words - 1] + 1, 0).astype(np.int32)
            trie = grown(base.trie._replace(words=words, logs=logs), added)
        else:
            everything = _with_words(base, added, moved, frequencies, (all_points, all_offsets))
            trie = grown(empty_trie(base.trie.codes, logs), everything)
    except OverflowError as error:
        raise LexiconError(f"lexicon: {error}; split the lexicon") from error
    tag_names = tuple(dict.fromkeys([*base.tag_names, *(entry.tag for entry in entries)]))
    number_of = {name: number for number, name in enumerate(tag_names)}
    tags = np.insert(base.tags, ranks, 0)
    tags[numbers] = [number_of[entry.tag] for entry in entries]
    return Dictionary(trie, base.hmm, all_points, all_offsets, frequencies, base.total, tags, tag_names,
                      added={**base.added, **weights})  # fmt: skip


def _with_words(
    base: Dictionary, added: Entries, moved: Int32s, frequencies: Int64s, words: tuple[Points, Int64s]
) -> Entries:
    """Return the entries of all words: those that are added, and those of the base with their new numbers."""
    points, offsets = words
    slots = np.flatnonzero(base.trie.words)
    classes = np.zeros(len(offsets) - 1, np.int32)
    classes[moved[base.trie.words[slots] - 1]] = base.trie.nodes[slots] & 0xFFFF
    classes[added.numbers] = added.classes
    weights = np.where(classes > 0, frequencies[classes], 0)
    weights[added.numbers] = np.maximum(weights[added.numbers], added.weights)
    return Entries(base.trie.codes[points], offsets, weights, classes, np.arange(len(classes), dtype=np.int32))


def _without(base: Dictionary, splits: Sequence[str]) -> Dictionary:
    """Return a dictionary in which the phrases are no more than the beginnings of words."""
    numbers = base.find(*points_of(splits))
    known = [phrase for phrase, number in zip(splits, numbers.tolist(), strict=True) if number >= 0]
    if not known:
        return base
    nodes = base.trie.nodes.copy()
    slots = np.flatnonzero(np.isin(base.trie.words, numbers[numbers >= 0] + 1))
    nodes[slots] &= 0xFFFF0000  # class 0, as of a prefix
    return replace(base, trie=base.trie._replace(nodes=nodes), added=dict.fromkeys(known, 0))


def _usable(base: Dictionary, terms: Sequence[Term]) -> list[Term]:
    """Return the terms all of whose characters can be part of a word."""
    if not terms:
        return []
    points, offsets = points_of([entry.term for entry in terms])
    lost = np.logical_or.reduceat(base.trie.codes[points] == 0, offsets[:-1])
    return [entry for entry, is_lost in zip(terms, lost.tolist(), strict=True) if not is_lost]


def _placed(base: Dictionary, points: Points, offsets: Int64s) -> tuple[npt.NDArray[np.bool_], Int64s, Int32s]:
    """Tell which terms are new, how many words stand before each new one, and each term's number.

    That of a new term is its final one, that of a word of the base the one it has there.
    """
    numbers = base.find(points, offsets)
    new = numbers < 0
    ranks = np.empty(len(numbers), np.int64)
    insertion_ranks(base.points, base.offsets, points, offsets, ranks)
    numbers[new] = ranks[new] + np.arange(np.count_nonzero(new))
    return new, ranks[new], numbers


def _inserted(base: Dictionary, ranks: Int64s, points: Points, lengths: Int64s) -> tuple[Points, Int64s]:
    """Return code points and offsets of all words, with new ones before the words of these numbers."""
    offsets = np.zeros(len(base) + len(ranks) + 1, np.int64)
    np.cumsum(np.insert(np.diff(base.offsets), ranks, lengths), out=offsets[1:])
    return read_only(np.insert(base.points, np.repeat(base.offsets[ranks], lengths), points)), offsets


def _classes(
    known: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the frequencies of all classes, new ones at the end, and the class of each count.

    Sixteen bits hold them all: a cut of two words weighs less than the heavier word squared over the
    total, so new frequencies of terms are few and small.
    """
    class_of: dict[Any, int] = {frequency: k for k, frequency in enumerate(known.tolist()) if k > UNKNOWN}
    for count in np.unique(counts).tolist():
        class_of.setdefault(count, len(class_of) + UNKNOWN + 1)
    frequencies = np.array([*known[: UNKNOWN + 1].tolist(), *class_of], np.int64)
    return frequencies, np.fromiter(map(class_of.__getitem__, counts.tolist()), np.int32, len(counts))
