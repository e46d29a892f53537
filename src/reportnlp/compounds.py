"""Compounds: runs of words that name one thing, such as 人才住房保障体系."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.tokens import Tokens

__all__ = ["TAG", "Compounds", "Runs", "cohere", "find_compounds", "numbered", "runs_of"]

_Ids = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]

#: Part of speech of a compound in a vocabulary; no word of a dictionary has it.
TAG = "np"
#: Most words, fewest occurrences and least cohesion of a compound.
MOST_WORDS, MIN_COUNT, MIN_COHESION = 4, 2, 0.2

# First letters of the parts of speech that a compound is made of, and of those that can end it: nouns, verbs,
# abbreviations, set phrases, and words that no dictionary has (most are names); before the end also adjectives,
# distinguishing words and times.
_HEADS = tuple("nvjl")
_BODIES = (*_HEADS, *"abit")
# Adverbial and bare verbal morphemes begin with v but name nothing.
_NEITHER = ("vd", "vg")


class Compounds(NamedTuple):
    """Compounds and where they stand; they overlap each other and the words they are made of.

    Parameters
    ----------
    texts : tuple of str, length m
        Ascending by code point.
    which : ndarray of int64, shape (n,)
        Number of the compound of each occurrence.
    first : ndarray of int64, shape (n,)
        The token that each occurrence begins with.
    """

    texts: tuple[str, ...]
    which: _Ids
    first: _Ids


class Runs(NamedTuple):
    """The runs of one number of words, those that end like a compound.

    Parameters
    ----------
    words : ndarray of int64, shape (m, k)
        Ids of the words of each.
    counts : ndarray of int64, shape (m,)
        How often each occurs.
    first : ndarray of int64, shape (n,)
        The token that each occurrence begins with, by run.
    """

    words: _Ids
    counts: _Ids
    first: _Ids

    def take(self, kept: _Bools) -> "Runs":
        """Return some of the runs with their occurrences."""
        return Runs(self.words[kept], self.counts[kept], self.first[np.repeat(kept, self.counts)])


def find_compounds(tokens: Tokens) -> Compounds:
    """Find the compounds of two to four words that occur at least twice.

    A compound is a run of adjacent words of fitting parts of speech. Its cohesion is the normalized pointwise
    mutual information of its k words, (ln p(c) - sum of ln p(w)) / (-(k - 1) ln p(c)), with p the shares of all
    tokens: 0 if they meet by chance, 1 if none occurs without the others (G. Bouma 2009, Normalized (pointwise)
    mutual information in collocation extraction; for k words as in T. Van de Cruys 2011, Two multivariate
    generalizations of pointwise mutual information).
    """
    counts = np.bincount(tokens.ids, minlength=len(tokens.vocabulary))
    every = runs_of(tokens, _may_repeat)
    return numbered(tokens.vocabulary.types, [runs.take(cohere(runs.words, runs.counts, counts)) for runs in every])


def cohere(words: _Ids, counts: _Ids, of_word: _Ids) -> _Bools:
    """Tell which runs of k words, ids of shape (m, k), occur often enough and cohere.

    Parameters
    ----------
    words : ndarray of int64, shape (m, k)
        Ids of the words of each.
    counts : ndarray of int64, shape (m,)
        How often each occurs.
    of_word : ndarray of int64, shape (v,)
        How often each word does: together all tokens.
    """
    n, length = max(int(of_word.sum()), 1), words.shape[1]
    by_chance = np.zeros(len(words))
    for k in range(length):
        by_chance += np.log(of_word[words[:, k]] / n)
    share = np.log(counts / n)
    fits: _Bools = (counts >= MIN_COUNT) & ((share - by_chance) / (-(length - 1) * share) >= MIN_COHESION)
    return fits


def runs_of(tokens: Tokens, may_count: Callable[[_Ids], _Bools]) -> Iterator[Runs]:
    """Yield the runs of two words, of three, and of four.

    `may_count` tells by the keys of all runs of one length, equal for equal runs, which are gone on with.
    """
    n, n_types = len(tokens), len(tokens.vocabulary)
    body, head = (_has_tag(tokens, letters) for letters in (_BODIES, _HEADS))
    adjacent = np.zeros(n, bool)
    adjacent[1:] = (tokens.starts[1:] == tokens.ends[:-1]) & (np.diff(tokens.doc_of) == 0)
    # Of each run so far: its first token, and its number among the runs of this length.
    first = np.flatnonzero(body[tokens.ids])
    run = tokens.ids[first].astype(np.int64)
    for length in range(2, MOST_WORDS + 1):
        last = first + length - 1
        goes_on = last < n
        goes_on[goes_on] = adjacent[last[goes_on]] & body[tokens.ids[last[goes_on]]]
        first, last = first[goes_on], last[goes_on]
        keys = run[goes_on] * n_types + tokens.ids[last]
        counted = may_count(keys)
        first, last, keys = first[counted], last[counted], keys[counted]
        _, places, run, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        words = tokens.ids[first[places][:, None] + np.arange(length)].astype(np.int64)
        by_run = first[np.argsort(run, kind="stable")]
        yield Runs(words, counts, by_run).take(head[words[:, -1]])


def _has_tag(tokens: Tokens, letters: tuple[str, ...]) -> _Bools:
    """Tell which types have a part of speech that begins with one of the letters, or an unknown one."""
    known = zip(tokens.vocabulary.tags, tokens.vocabulary.kinds, strict=True)
    return np.array(
        [kind == "word" and tag not in _NEITHER and (not tag or tag.startswith(letters)) for tag, kind in known], bool
    )


def _may_repeat(keys: _Ids) -> _Bools:
    """Tell which keys may occur twice: those that share a bucket, which all that do occur twice share."""
    buckets = (keys * -7046029254386353131) >> 42 & (1 << 22) - 1
    shared: _Bools = np.bincount(buckets, minlength=1 << 22)[buckets] >= MIN_COUNT
    return shared


def numbered(types: Sequence[str], found: Sequence[Runs]) -> Compounds:
    """Return runs as compounds, in order; one text that was cut in two ways is one compound."""
    texts = ["".join(types[k] for k in run) for runs in found for run in runs.words.tolist()]
    ordered = tuple(sorted(set(texts)))
    number = {text: k for k, text in enumerate(ordered)}
    which = np.array([number[text] for text in texts], np.int64)
    nothing = np.zeros(0, np.int64)
    sizes = np.concatenate([nothing, *(runs.counts for runs in found)])
    return Compounds(ordered, np.repeat(which, sizes), np.concatenate([nothing, *(runs.first for runs in found)]))
