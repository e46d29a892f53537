"""Splits: guesses of the hidden Markov model that are no words."""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from reportnlp.points import points_of
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels.hmm import FIRST, LAST
from reportnlp.segmentation.kernels.runs import (
    FIRST_OF_PHRASE,
    FIRST_OF_TWO,
    LAST_OF_PHRASE,
    LAST_OF_TWO,
    NO_FIRST_OF_STEM,
    NO_LAST_OF_STEM,
    OF_TWO,
)
from reportnlp.segmentation.rules import heads_of_names, stem_ends

__all__ = ["Splits"]


@cache
def _simplified() -> npt.NDArray[np.uint32]:
    """Return the characters of GB 2312: no dictionary has words of others, so that what is guessed of them stays."""
    return points_of([letter for letter in map(chr, range(FIRST, LAST + 1)) if letter.encode("gb2312", "ignore")])[0]


class Splits:
    """What a lexicon says is never one word, however the model guesses.

    Parameters
    ----------
    dictionary : Dictionary
        In which the phrases have no weight.
    splits : sequence of str
        Phrases; and of the form 更* and *则 what begins or ends a guess of two characters that is none:
        a function word that the hidden Markov model has joined to its neighbour; or ** for all guesses of
        two simplified characters but those before the head of a name (词林|社区, 津石|高速).

    Attributes
    ----------
    loose : ndarray of uint8, shape (65536,)
    heads : ndarray of int32, shape (h,)
        The patterns, and the heads of names, as `Guesses` wants them.
    """

    def __init__(self, dictionary: Dictionary, splits: Sequence[str]) -> None:
        self._dictionary = dictionary
        self._phrases = frozenset(splits)
        self.loose: npt.NDArray[np.uint8] = np.zeros(1 << 16, np.uint8)
        heads = sorted(heads_of_names())
        numbers = dictionary.find(*points_of(heads))
        self.heads: npt.NDArray[np.int32] = np.sort(numbers[numbers >= 0])
        self._heads = {head for head, number in zip(heads, numbers.tolist(), strict=True) if number >= 0}
        for split in splits:
            if split == "**":
                self.loose[_simplified()] |= OF_TWO
                for letters, bit in zip(stem_ends(), (NO_FIRST_OF_STEM, NO_LAST_OF_STEM), strict=True):
                    self.loose[[*map(ord, letters)]] |= bit
            elif split[1:] == "*":
                self._mark(split[0], FIRST_OF_TWO)
            elif split[0] == "*":
                self._mark(split[1], LAST_OF_TWO)
            else:
                self._mark(split[0], FIRST_OF_PHRASE)
                self._mark(split[-1], LAST_OF_PHRASE)

    def _mark(self, letter: str, bit: int) -> None:
        if ord(letter) < len(self.loose):  # no guess has others
            self.loose[ord(letter)] |= bit

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def divide(self, words: Sequence[str]) -> list[str]:
        """Return words with those that are none as single characters, for an engine that does not know them."""
        apart, before_heads = self._apart(words)
        return [
            part
            for word, following in zip(words, [*words[1:], ""], strict=False)
            for part in (word if word in (before_heads if following in self._heads else apart) else (word,))
        ]

    def _apart(self, words: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Return which of these words are none, and which are none even before the head of a name."""
        phrases = self._phrases.intersection(words)
        pairs = [word for word in set(words) if len(word) == 2]
        known = self._dictionary.find(*points_of(pairs)) >= 0
        guesses = [word for word, is_known in zip(pairs, known.tolist(), strict=True) if not is_known]
        loose = phrases.union(word for word in guesses if self._is_loose(word))
        return loose.union(word for word in guesses if self._is_of_two(word)), loose.union(
            word for word in guesses if self._is_of_two(word) and not self._may_be_stem(word)
        )

    def _bits(self, word: str) -> tuple[int, int]:
        first, last = (int(self.loose[ord(letter)]) if ord(letter) < len(self.loose) else 0 for letter in word)
        return first, last

    def _is_loose(self, word: str) -> bool:
        first, last = self._bits(word)
        return bool(first & FIRST_OF_TWO or last & LAST_OF_TWO)

    def _is_of_two(self, word: str) -> bool:
        first, last = self._bits(word)
        return bool(first & last & OF_TWO)

    def _may_be_stem(self, word: str) -> bool:
        first, last = self._bits(word)
        return not (first & NO_FIRST_OF_STEM or last & NO_LAST_OF_STEM)
