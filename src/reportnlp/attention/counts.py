"""Hits and sizes by paragraph, from which every index is a sum."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.kernels.units import size_paragraphs
from reportnlp.matching import Matches
from reportnlp.rates import Rates, rates_of_groups
from reportnlp.tokens import Tokens

__all__ = ["DENOMINATORS", "NUMERATORS", "Denominator", "Groups", "Numerator", "Paragraphs", "grouped", "paragraphs_of"]

Ints = npt.NDArray[np.int64]
Numerator = Literal["hits", "sentences", "paragraphs"]
Denominator = Literal["tokens", "characters", "sentences", "paragraphs"]
NUMERATORS: tuple[Numerator, ...] = get_args(Numerator)
DENOMINATORS: tuple[Denominator, ...] = get_args(Denominator)

#: Coarser units later: of a unit that is no finer there is at most one in each unit of the denominator.
_COARSENESS = {"characters": 0, "tokens": 0, "sentences": 1, "paragraphs": 2}


class Paragraphs(NamedTuple):
    """The paragraphs and sentences of tokens, and the sizes of the paragraphs."""

    paragraph: Ints
    sentence: Ints
    doc: Ints
    sizes: dict[str, Ints]

    def hit(self, hits: Matches, numerator: str) -> Ints:
        """Return for each paragraph the hits in it, its sentences with a hit, or whether it has one."""
        first = hits.first
        if numerator == "sentences":
            first = first[np.unique(self.sentence[first], return_index=True)[1]]
        n = np.bincount(self.paragraph[first], minlength=len(self.doc))
        return np.minimum(n, 1) if numerator == "paragraphs" else n


class Groups(NamedTuple):
    """The number of the group of each document, -1 for none, and the columns that make the groups."""

    of_doc: Ints
    keys: pd.DataFrame

    def rates(self, paragraphs: Paragraphs, hit: Ints, numerator: str, denominator: str) -> Rates:
        """Return the rates of the groups that have a size, the paragraphs as clusters."""
        group, size = self.of_doc[paragraphs.doc], paragraphs.sizes[denominator]
        parts = (hit, hit**2, hit * size, size, size**2, (size > 0).astype(np.int64))
        # Whole numbers this small are exact as floats, which is what bincount adds; number 0 is of no group.
        sums = [np.bincount(group + 1, part, len(self.keys) + 1)[1:].astype(np.int64) for part in parts]
        once = numerator != "hits" and _COARSENESS[numerator] >= _COARSENESS[denominator]
        return rates_of_groups(*sums, alpha=0.05, at_most_one=once)


def paragraphs_of(tokens: Tokens) -> Paragraphs:
    """Count the words, characters and sentences of each paragraph."""
    paragraph, sentence = tokens.paragraphs_and_sentences()
    spans = (tokens.ids, tokens.starts, tokens.ends, tokens.indptr)
    doc, words, characters, sentences = size_paragraphs(*spans, paragraph, sentence, tokens.vocabulary.is_word)
    ones = np.ones(len(doc), np.int64)
    sizes = {"tokens": words, "characters": characters, "sentences": sentences, "paragraphs": ones}
    return Paragraphs(paragraph, sentence, doc, sizes)


def grouped(docs: pd.DataFrame, names: Sequence[str]) -> Groups:
    """Group documents by columns, in ascending order; a missing value is a value."""
    of_doc = docs.groupby(list(names), sort=True, dropna=False).ngroup().to_numpy()
    order = np.unique(of_doc, return_index=True)[1]
    return Groups(np.asarray(of_doc, np.int64), docs.iloc[order][list(names)].reset_index(drop=True))
