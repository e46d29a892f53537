"""The engines to choose from: this library's, and two others behind the same protocol."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from reportnlp.errors import ArgumentError
from reportnlp.segmentation.cut import Engine, fill_one_by_one
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.fast import FastEngine
from reportnlp.segmentation.source import load_words
from reportnlp.segmentation.splits import Splits

Points = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int32]

__all__ = ["ENGINES", "JiebaEngine", "RjiebaEngine"]


class JiebaEngine:
    """jieba with a dictionary of its own, apart from the global one that scripts share and change."""

    most_threads = 1

    def __init__(self, dictionary: Dictionary, splits: Splits, *, hmm: bool) -> None:
        import jieba

        self._hmm, self._splits = hmm, splits
        self._tokenizer = jieba.Tokenizer()
        # Filled here rather than by jieba, which would read a cache from the shared temporary folder,
        # where anyone may have put one.
        words = load_words()
        self._tokenizer.FREQ = _with_prefixes({**words.frequencies, **dictionary.added})
        self._tokenizer.total = words.total
        self._tokenizer.initialized = True

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        words: list[str] = self._tokenizer.lcut(text, HMM=self._hmm)
        return self._splits.divide(words) if self._splits else words

    def workspace(self, size: int) -> None:
        """Return that nothing else is needed."""

    def fill(self, texts: Sequence[str], points: Points, ids: Ids, starts: Ids, workspace: None) -> int:
        """Write starts of the tokens, and return their number."""
        return fill_one_by_one(self.cut, texts, ids, starts)


class RjiebaEngine:
    """jieba's algorithm in Rust, with the dictionary that it brings along."""

    most_threads = 1

    def __init__(self, dictionary: Dictionary, splits: Splits, *, hmm: bool) -> None:
        try:
            import rjieba
        except ModuleNotFoundError as error:
            raise ArgumentError(
                "engine: 'rjieba' is not installed; pip install 'reportnlp[rjieba]', or choose 'fast'"
            ) from error
        self._hmm, self._splits = hmm, splits
        self._tokenizer = rjieba.Jieba()
        for term, frequency in dictionary.added.items():
            self._tokenizer.add_word(term, frequency, None)

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        try:
            words: list[str] = self._tokenizer.cut(text, self._hmm)
        except UnicodeEncodeError as error:
            raise ArgumentError(
                f"text: has half a surrogate pair at character {error.start}, which 'rjieba' cannot take; "
                "replace it, or choose the engine 'fast'"
            ) from error
        return self._splits.divide(words) if self._splits else words

    def workspace(self, size: int) -> None:
        """Return that nothing else is needed."""

    def fill(self, texts: Sequence[str], points: Points, ids: Ids, starts: Ids, workspace: None) -> int:
        """Write starts of the tokens, and return their number."""
        return fill_one_by_one(self.cut, texts, ids, starts)


ENGINES: dict[str, Callable[..., Engine]] = {"fast": FastEngine, "jieba": JiebaEngine, "rjieba": RjiebaEngine}


def _with_prefixes(frequencies: dict[str, int]) -> dict[str, int]:
    """Add the prefixes of every word with frequency 0: jieba's form of a trie."""
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies
