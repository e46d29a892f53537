"""The dictionary: words and a model as arrays."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from reportnlp.points import Offsets, Points
from reportnlp.segmentation.kernels.hmm import Hmm
from reportnlp.segmentation.kernels.trie import Trie, find_words

__all__ = ["Dictionary", "log_probabilities"]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Dictionary:
    """Everything that cutting needs, as arrays; never changed once made.

    Parameters
    ----------
    trie : Trie
        The words, numbered in code-point order.
    hmm : Hmm
        The model that guesses words.
    points : ndarray of uint32
    offsets : ndarray of int64, shape (w + 1,)
        Code points of the words, one word after another, and where each begins.
    frequencies : ndarray of int64, shape (c,)
        Frequency of each class of weight.
    total : int
        Sum of jieba's frequencies; terms do not add to it.
    tags : ndarray of uint16, shape (w,)
        Part of speech of each word, as an index into `tag_names`.
    tag_names : tuple of str
        The first one is empty.
    added : mapping of str to int
        The terms of a lexicon with their frequencies, and with 0 the words that are split.

    Attributes
    ----------
    letters : ndarray of uint32
        Code point of each code of a character, the inverse of `Trie.codes`.
    """

    trie: Trie
    hmm: Hmm
    points: Points
    offsets: Offsets
    frequencies: npt.NDArray[np.int64]
    total: int
    tags: npt.NDArray[np.uint16]
    tag_names: tuple[str, ...]
    added: Mapping[str, int] = field(default_factory=dict)
    letters: Points = field(init=False)

    def __post_init__(self) -> None:
        points = np.flatnonzero(self.trie.codes)
        letters = np.zeros(int(self.trie.codes.max()) + 1, np.uint32)
        letters[self.trie.codes[points]] = points
        object.__setattr__(self, "letters", letters)

    def __len__(self) -> int:
        return len(self.tags)

    @property
    def reach(self) -> int:
        """Length of the longest word."""
        return int(np.diff(self.offsets).max(initial=1))

    @property
    def n_long(self) -> int:
        """How many words of four characters or more can begin at one place of a text: one of each length."""
        lengths = np.diff(self.offsets)
        return len(np.unique(lengths[lengths > 3]))

    def find(self, points: Points, offsets: Offsets) -> npt.NDArray[np.int32]:
        """Return the number of each word of a list as `points_of` makes it, -1 if it is not here."""
        found = np.empty(len(offsets) - 1, np.int32)
        find_words(self.trie, points, offsets, found)
        return found


def log_probabilities(frequencies: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.float64]:
    """Return the logarithm of each class's frequency over the total; that of class 0 is minus infinity."""
    # math.log, because NumPy's may differ in the last bit from what jieba computes.
    log_total = math.log(total)
    return np.array([-math.inf, *(math.log(frequency) - log_total for frequency in frequencies[1:].tolist())])
