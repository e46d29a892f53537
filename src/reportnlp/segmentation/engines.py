"""Engines: what cuts a text into words."""

from collections.abc import Mapping
from typing import Protocol

import jieba

from reportnlp.segmentation.dictionary import load_base

__all__ = ["Engine", "JiebaEngine"]


class Engine(Protocol):
    """Anything that cuts a text into words which, put together, are the text again."""

    name: str

    def cut(self, text: str) -> list[str]:
        """Return the words of `text` in order; nothing is left out."""
        ...


class JiebaEngine:
    """jieba with a dictionary of its own, apart from the global one that scripts share and change.

    Parameters
    ----------
    terms : mapping of str to int
        Further words with their frequencies.
    hmm : bool
        Whether runs of single characters are joined to new words by jieba's hidden Markov model.
    """

    name = "jieba"

    def __init__(self, terms: Mapping[str, int], *, hmm: bool) -> None:
        self._hmm = hmm
        self._tokenizer = jieba.Tokenizer()
        # Filled here rather than by jieba, which would read a cache from the shared temporary folder,
        # where anyone may have put one.
        base = load_base()
        self._tokenizer.FREQ = _with_prefixes({**base.frequencies, **terms})
        self._tokenizer.total = base.total
        self._tokenizer.initialized = True

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        words: list[str] = self._tokenizer.lcut(text, HMM=self._hmm)
        return words


def _with_prefixes(frequencies: dict[str, int]) -> dict[str, int]:
    """Add the prefixes of every word with frequency 0: jieba's form of a trie."""
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies
