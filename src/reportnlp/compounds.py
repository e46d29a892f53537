"""Compounds: runs of words that name one thing, such as 人才住房保障体系."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.tokens import Tokens

__all__ = ["TAG", "Compounds", "find_compounds"]

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


def find_compounds(tokens: Tokens) -> Compounds:
    """Find the compounds of two to four words that occur at least twice.

    A compound is a run of adjacent words of fitting parts of speech. Its cohesion is the normalized pointwise
    mutual information of its k words, (ln p(c) - sum of ln p(w)) / (-(k - 1) ln p(c)), with p the shares of all
    tokens: 0 if they meet by chance, 1 if none occurs without the others (G. Bouma 2009, Normalized (pointwise)
    mutual information in collocation extraction; for k words as in T. Van de Cruys 2011, Two multivariate
    generalizations of pointwise mutual information).
    """
    n, types = len(tokens), tokens.vocabulary.types
    body, head = (_has_tag(tokens, letters) for letters in (_BODIES, _HEADS))
    adjacent = np.zeros(n, bool)
    adjacent[1:] = (tokens.starts[1:] == tokens.ends[:-1]) & (np.diff(tokens.doc_of) == 0)
    log_share = np.log(np.bincount(tokens.ids, minlength=len(types)) / max(n, 1))
    # Of each run so far: its first token, its number among the runs of this length, the sum of ln p(w).
    first = np.flatnonzero(body[tokens.ids])
    run = tokens.ids[first].astype(np.int64)
    by_chance = log_share[run]
    found: list[tuple[str, _Ids]] = []
    for length in range(2, MOST_WORDS + 1):
        last = first + length - 1
        goes_on = last < n
        goes_on[goes_on] = adjacent[last[goes_on]] & body[tokens.ids[last[goes_on]]]
        first, last, by_chance = first[goes_on], last[goes_on], by_chance[goes_on]
        keys = run[goes_on] * len(types) + tokens.ids[last]
        often = _may_repeat(keys)
        first, last, by_chance, keys = first[often], last[often], by_chance[often], keys[often]
        _, places, run, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        by_chance = by_chance + log_share[tokens.ids[last]]
        share = np.log(counts / max(n, 1))
        cohesion = (share - by_chance[places]) / (-(length - 1) * share)
        fits = (counts >= MIN_COUNT) & (cohesion >= MIN_COHESION) & head[tokens.ids[last[places]]]
        order = np.argsort(run, kind="stable")
        members = np.split(first[order], np.cumsum(counts)[:-1])
        found += [
            ("".join(types[tokens.ids[k]] for k in range(members[c][0], members[c][0] + length)), members[c])
            for c in np.flatnonzero(fits).tolist()
        ]
    return _numbered(found)


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


def _numbered(found: list[tuple[str, _Ids]]) -> Compounds:
    """Put the compounds in order; one text that was cut in two ways is one compound."""
    texts = tuple(sorted({text for text, _ in found}))
    number = {text: k for k, text in enumerate(texts)}
    which = np.array([number[text] for text, _ in found], np.int64)
    sizes = np.array([len(first) for _, first in found], np.int64)
    first = np.concatenate([np.zeros(0, np.int64), *(first for _, first in found)])
    return Compounds(texts, np.repeat(which, sizes), first)
