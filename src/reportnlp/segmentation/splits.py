"""Splits: guesses of the hidden Markov model that are no words."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from reportnlp.points import points_of
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels.runs import FIRST_OF_PHRASE, FIRST_OF_TWO, LAST_OF_PHRASE, LAST_OF_TWO

__all__ = ["Splits"]


class Splits:
    """What a lexicon says is never one word, however the model guesses.

    Parameters
    ----------
    dictionary : Dictionary
        In which the phrases have no weight.
    splits : sequence of str
        Phrases; and of the form 更* and *则 what begins or ends a guess of two characters that is none:
        a function word that the hidden Markov model has joined to its neighbour.

    Attributes
    ----------
    loose : ndarray of uint8, shape (65536,)
        The patterns as `Guesses` wants them.
    """

    def __init__(self, dictionary: Dictionary, splits: Sequence[str]) -> None:
        self._dictionary = dictionary
        self._phrases = frozenset(splits)
        self.loose: npt.NDArray[np.uint8] = np.zeros(1 << 16, np.uint8)
        for split in splits:
            if split[1:] == "*":
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
        apart = self._apart(words)
        return [part for word in words for part in (word if word in apart else (word,))]

    def _apart(self, words: Iterable[str]) -> frozenset[str]:
        loose = [word for word in set(words) if len(word) == 2 and self._is_loose(word)]
        known = self._dictionary.find(*points_of(loose)) >= 0
        guessed = (word for word, is_known in zip(loose, known.tolist(), strict=True) if not is_known)
        return self._phrases.intersection(words).union(guessed)

    def _is_loose(self, word: str) -> bool:
        first, last = (int(self.loose[ord(letter)]) if ord(letter) < len(self.loose) else 0 for letter in word)
        return bool(first & FIRST_OF_TWO or last & LAST_OF_TWO)
