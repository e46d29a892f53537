"""Where the terms of a dictionary stand, and which of them a context excludes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.kernels.phrases import find_overlapping
from reportnlp.lexicon import AttentionDictionary
from reportnlp.matching import Matches, find_terms
from reportnlp.points import points_of
from reportnlp.tokens import Tokens

__all__ = ["Located", "locate"]

Ints = npt.NDArray[np.int64]


class Located(NamedTuple):
    """The terms found, and for each the number of the exclusion that it overlaps, or -1."""

    hits: Matches
    excluded: Ints

    @property
    def counted(self) -> Matches:
        """The hits that no exclusion overlaps."""
        return self.hits.take(self.excluded < 0)


def locate(tokens: Tokens, dictionary: AttentionDictionary) -> Located:
    """Find the terms of a dictionary, and the exclusions that overlap them.

    Exclusions are looked for in the text as it stands, however it was cut into tokens. One that lies
    inside a longer term does not exclude it: 数字生态文明 is a term although 数字生态 is an exclusion.
    """
    hits = find_terms(tokens, dictionary.terms)
    if not dictionary.exclusions or not len(hits.term):
        return Located(hits, np.full(len(hits.term), -1, np.int64))
    spans = (hits.doc, hits.start, hits.end, hits.first, hits.last)
    around = (tokens.ids, tokens.starts, tokens.ends, tokens.indptr)
    phrases = points_of(dictionary.exclusions)
    return Located(hits, find_overlapping(spans, *around, *tokens.vocabulary.points, *phrases))
