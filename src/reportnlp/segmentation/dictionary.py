"""The base dictionary: jieba's words with their frequencies and parts of speech, and weights for terms."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["BaseDictionary", "load_base", "term_frequencies"]


@dataclass(frozen=True, slots=True)
class BaseDictionary:
    """Words of the installed jieba.

    Parameters
    ----------
    frequencies : mapping of str to int
        Occurrences in jieba's corpus.
    tags : mapping of str to str
        Part of speech.
    total : int
        Sum of all rows' frequencies, as jieba counts it: a word that stands in two rows counts twice.
    """

    frequencies: Mapping[str, int]
    tags: Mapping[str, str]
    total: int


@cache
def load_base() -> BaseDictionary:
    """Read the dictionary of the installed jieba, once a process."""
    text = (files("jieba") / "dict.txt").read_text(encoding="utf-8")
    rows = [line.split(" ") for line in text.splitlines()]
    frequencies = {row[0]: int(row[1]) for row in rows}
    tags = {row[0]: row[2] for row in rows}
    return BaseDictionary(frequencies, tags, sum(int(row[1]) for row in rows))


def term_frequencies(terms: Iterable[str], base: BaseDictionary) -> dict[str, int]:
    """Return the smallest frequency with which each term beats its best cut into base words.

    The most probable cut of a term by base words has the probability p; the frequency is
    floor(p · total) + 1, and never below the term's own in the base. Each term is weighed against the
    base alone, and the total stays the base's, so the weight of a term depends on no other term, and
    adding terms changes the cut of no text in which they do not occur.
    """
    return {
        term: max(int(math.exp(_best_cut(term, base)) * base.total) + 1, base.frequencies.get(term, 0))
        for term in terms
    }


def _best_cut(term: str, base: BaseDictionary) -> float:
    """Return the log-probability of the most probable cut of `term` into two or more base words."""
    log_total = math.log(base.total)
    best = [0.0] * (len(term) + 1)
    for start in range(len(term) - 1, -1, -1):
        cuts = (
            math.log(frequency) - log_total + best[end]
            for end, frequency in _words_at(term, start, base)
            if end - start < len(term)
        )
        best[start] = max(cuts, default=-math.inf)  # a single character has no cut
    return best[0]


def _words_at(term: str, start: int, base: BaseDictionary) -> Iterator[tuple[int, int]]:
    """Yield end and frequency of the base words at `start`; an unknown character counts once."""
    yield start + 1, base.frequencies.get(term[start], 0) or 1
    for end in range(start + 2, len(term) + 1):
        frequency = base.frequencies.get(term[start:end], 0)
        if frequency:
            yield end, frequency
