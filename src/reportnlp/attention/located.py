"""Where the terms of a dictionary stand, and which of them a context excludes."""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.lexicon import AttentionDictionary
from reportnlp.matching import Matches, find_terms
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
    excluded = np.full(len(hits.term), -1, np.int64)
    if not dictionary.exclusions:
        return Located(hits, excluded)
    number = {phrase: k for k, phrase in enumerate(dictionary.exclusions)}
    longest_first = sorted(number, key=len, reverse=True)
    # A look-ahead finds phrases that overlap one another.
    search = re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))").finditer
    reach = len(longest_first[0]) - 1
    text, places = _joined(tokens, hits, reach)
    starts = places[hits.first] + hits.start - tokens.starts[hits.first]
    spans = zip(starts.tolist(), (starts + hits.end - hits.start).tolist(), strict=True)
    for k, (start, end) in enumerate(spans):
        begin = max(start - reach, 0)
        for match in search(text[begin : end + reach]):
            left, right = begin + match.start(1), begin + match.end(1)
            if left < end and right > start and not (start <= left and right <= end):
                excluded[k] = number[match.group(1)]
                break
    return Located(hits, excluded)


def _joined(tokens: Tokens, hits: Matches, reach: int) -> tuple[str, npt.NDArray[np.int64]]:
    """Return the texts around the hits in one, and where each token begins in it; ``…`` stands where some are left out.

    No token is shorter than a character, so as many of them as `reach` has are enough.
    """
    n = len(tokens)
    steps = np.zeros(n + 1, np.int64)
    np.add.at(steps, np.maximum(hits.first - reach, 0), 1)
    np.add.at(steps, np.minimum(hits.last + reach, n), -1)
    near = np.flatnonzero(np.cumsum(steps[:-1]))
    starts, ends = tokens.starts[near], tokens.ends[near]
    types = tokens.vocabulary.types
    words = [types[k] for k in tokens.ids[near].tolist()]
    apart = np.zeros(len(near), np.int64)
    apart[1:] = (np.diff(near) > 1) | (starts[1:] != ends[:-1]) | (np.diff(tokens.doc_of[near]) > 0)
    for k in np.flatnonzero(apart).tolist():
        words[k] = "…" + words[k]
    places = np.zeros(n, np.int64)
    places[near] = np.cumsum(ends - starts + apart) - (ends - starts)
    return "".join(words), places
