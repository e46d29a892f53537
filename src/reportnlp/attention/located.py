"""Where the terms of a dictionary stand, and which of them a context excludes."""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.lexicon import AttentionDictionary
from reportnlp.matching import Matches, find_terms
from reportnlp.tokens import Tokens

__all__ = ["Located", "Texts", "locate", "texts_of"]

Ints = npt.NDArray[np.int64]
# What cannot stand in a term, so that no phrase reaches from one document into the next.
_BETWEEN = "\n"


class Texts(NamedTuple):
    """The texts of all documents in one, and where each begins in it."""

    text: str
    begins: Ints


class Located(NamedTuple):
    """The terms found, and for each the number of the exclusion that it overlaps, or -1."""

    hits: Matches
    excluded: Ints

    @property
    def counted(self) -> Matches:
        """The hits that no exclusion overlaps."""
        return self.hits.take(self.excluded < 0)


def texts_of(tokens: Tokens) -> Texts:
    """Put the texts together from their tokens, with ``…`` where tokens have been dropped."""
    types = tokens.vocabulary.types
    points = np.frombuffer("".join(types).encode("utf-32-le"), np.uint32)
    # Documents end where their last token does, and one more character keeps them apart.
    sizes = np.ones(len(tokens.docs), np.int64)
    has = np.flatnonzero(np.diff(tokens.indptr))
    sizes[has] += tokens.ends[tokens.indptr[has + 1] - 1]
    begins = np.cumsum(sizes) - sizes
    text = np.full(int(sizes.sum()), ord("…"), np.uint32)
    text[begins + sizes - 1] = ord(_BETWEEN)
    lengths = tokens.ends - tokens.starts
    before = np.cumsum(lengths, dtype=np.int64) - lengths
    every = np.arange(int(lengths.sum()))
    to = every + np.repeat(begins[tokens.doc_of] + tokens.starts - before, lengths)
    type_starts = np.cumsum([0, *map(len, types)])[:-1]
    text[to] = points[every + np.repeat(type_starts[tokens.ids] - before, lengths)]
    return Texts(text.tobytes().decode("utf-32-le"), begins)


def locate(tokens: Tokens, texts: Texts, dictionary: AttentionDictionary) -> Located:
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
    begin = texts.begins[hits.doc]
    for k, (start, end) in enumerate(zip((begin + hits.start).tolist(), (begin + hits.end).tolist(), strict=True)):
        first = max(start - reach, 0)
        window = texts.text[first : end + reach]
        for match in search(window):
            left, right = first + match.start(1), first + match.end(1)
            if left < end and right > start and not (start <= left and right <= end):
                excluded[k] = number[match.group(1)]
                break
    return Located(hits, excluded)
