"""Types that are no word, cut wherever they occur."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from reportnlp.segmentation.cut import Cut
from reportnlp.segmentation.dictionary import Dictionary, points_of
from reportnlp.segmentation.fast import FastEngine

__all__ = ["Splits", "split_types"]


class Splits:
    """What a lexicon says is never one word, and how each such type is cut.

    Parameters
    ----------
    dictionary : Dictionary
        In which the phrases have no weight.
    splits : sequence of str
        Phrases; and of the form 更* and *则 what begins or ends a guess of two characters that is none:
        a function word that the hidden Markov model has joined to its neighbour.
    """

    def __init__(self, dictionary: Dictionary, splits: Sequence[str]) -> None:
        self._dictionary = dictionary
        self._phrases = frozenset(splits)
        self._first = frozenset(split[0] for split in splits if split[1:] == "*")
        self._last = frozenset(split[1] for split in splits if split[0] == "*")

    def parts(self, types: Iterable[str]) -> dict[str, list[str]]:
        """Return what becomes of those types that are to be split: guesses of the hidden Markov model."""
        if not self._phrases:
            return {}
        distinct = set(types)
        loose = [t for t in distinct if len(t) == 2 and (t[0] in self._first or t[1] in self._last)]
        guessed = self._dictionary.find(*points_of(loose)) < 0
        found = {t for t, is_guess in zip(loose, guessed.tolist(), strict=True) if is_guess}
        found |= self._phrases & distinct
        if not found:
            return {}
        plain = FastEngine(self._dictionary, hmm=False)
        return {type_: plain.cut(type_) for type_ in found}


def split_types(cut: Cut, parts: Mapping[str, Sequence[str]], dictionary: Dictionary) -> Cut:
    """Return a cut in which some types are divided.

    Parameters
    ----------
    cut : Cut
    parts : mapping of str to sequence of str
        Types of the cut, and what becomes of each: words that put together are the type again.
    dictionary : Dictionary
        It numbers the parts.

    Returns
    -------
    Cut
    """
    if not parts:
        return cut
    pieces = [list(parts.get(type_, (type_,))) for type_ in cut.types]
    types = sorted({piece for each in pieces for piece in each})
    number_of = {type_: k for k, type_ in enumerate(types)}
    flat = np.fromiter((number_of[piece] for each in pieces for piece in each), np.int32)
    sizes = np.fromiter((len(piece) for each in pieces for piece in each), np.int32)
    counts = np.fromiter(map(len, pieces), np.int64, len(pieces))
    firsts = np.cumsum(counts) - counts
    copies = counts[cut.ids]
    stops = np.append(0, np.cumsum(copies))
    within = np.arange(stops[-1]) - np.repeat(stops[:-1], copies)  # place of each part among those of its type
    which = np.repeat(firsts[cut.ids], copies) + within
    before = np.cumsum(sizes) - sizes  # characters in front of each part, those of all types in one row
    starts = np.repeat(cut.starts - before[firsts[cut.ids]], copies) + before[which]
    ids, starts = flat[which], starts.astype(np.int32)
    forms = np.zeros(len(types), np.uint8)
    forms[flat[firsts[counts == 1]]] = cut.forms[counts == 1]
    return Cut(types, dictionary.find(*points_of(types)), forms, ids, starts, starts + sizes[which], stops[cut.indptr])
