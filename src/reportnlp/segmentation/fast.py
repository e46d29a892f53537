"""The engine of this library: jieba's answer by kernels on arrays."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reportnlp.segmentation.cut import joined_points
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels.documents import cut_text
from reportnlp.segmentation.kernels.lattice import WINDOW, Scratch
from reportnlp.segmentation.kernels.runs import Guesses
from reportnlp.segmentation.splits import Splits

__all__ = ["FastEngine"]

Int32s = npt.NDArray[np.int32]
Points = npt.NDArray[np.uint32]


class FastEngine:
    """Cuts as jieba does, with a compiled dictionary.

    Parameters
    ----------
    dictionary : Dictionary
        With the terms of the lexicon.
    hmm : bool
        Whether runs of single characters are joined to new words by jieba's hidden Markov model.
    splits : Splits
        Which of its guesses are no words.
    """

    most_threads = 1 << 16

    def __init__(self, dictionary: Dictionary, splits: Splits, *, hmm: bool) -> None:
        self._dictionary = dictionary
        self._guesses = Guesses(hmm, bool(splits), splits.loose, splits.heads)
        self._reach, self._n_long = dictionary.reach, dictionary.n_long

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        size = len(text)
        ids, starts = np.empty(size, np.int32), np.empty(size, np.int32)
        n = self.fill([text], joined_points([text]), ids, starts, self.workspace(size))
        return [text[start:end] for start, end in pairwise([*starts[:n].tolist(), size])]

    def workspace(self, size: int) -> Scratch:
        """Return working memory for texts of up to `size` characters."""
        width = max(WINDOW, self._reach + 5)
        most = width * self._n_long + 1  # hardly any of it is ever touched, and so takes no memory
        return Scratch(
            codes=np.empty(width + self._reach + 5, np.uint16),
            pairs=np.empty(width, np.uint32),
            triples=np.empty(width, np.uint32),
            quads=np.empty(width, np.uint32),
            fours=np.empty(width, np.uint32),
            twos=np.empty(width),
            threes=np.empty(width),
            opens=np.empty(width, np.uint32),
            places=np.empty(most, np.uint32),
            lengths=np.empty(most, np.uint32),
            nodes=np.empty(most, np.uint32),
            logs=np.empty(most),
            scores=np.empty(width + self._reach + 5),
            states=np.empty(size, np.uint8),
        )

    def fill(self, texts: Sequence[str], points: Points, ids: Int32s, starts: Int32s, workspace: Scratch) -> int:
        """Write starts and provisional ids of the tokens, and return their number."""
        dictionary = self._dictionary
        n: int = cut_text(points, dictionary.trie, dictionary.hmm, self._guesses, ids, starts, workspace)
        return n
