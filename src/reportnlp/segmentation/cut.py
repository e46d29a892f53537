"""Cut: what becomes of texts, and Engine: what cuts them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from reportnlp.segmentation.kernels.interning import NO_ID

__all__ = ["Cut", "Engine", "fill_one_by_one", "joined_points"]

Points = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The words of texts as integers.

    Parameters
    ----------
    types : list of str, length v
        Distinct words in code-point order.
    numbers : ndarray of int32, shape (v,)
        Number of each type in the dictionary, -1 if it is no word of it.
    forms : ndarray of uint8, shape (v,)
        As in `Numbering`.
    ids, starts : ndarray of int32, shape (n,)
    indptr : ndarray of int64, shape (d + 1,)
        As in `Tokens`.
    """

    types: list[str]
    numbers: Ids
    forms: npt.NDArray[np.uint8]
    ids: Ids
    starts: Ids
    indptr: npt.NDArray[np.int64]


class Engine(Protocol):
    """Anything that cuts a text into words which, put together, are the text again."""

    @property
    def most_threads(self) -> int:
        """How many threads may call `fill` at once."""
        ...

    def cut(self, text: str) -> list[str]:
        """Return the words of `text` in order; nothing is left out."""
        ...

    def workspace(self, size: int) -> Any:
        """Return what `fill` needs beside its arguments, for up to `size` characters."""
        ...

    def fill(self, texts: Sequence[str], points: Points, ids: Ids, starts: Ids, workspace: Any) -> int:
        """Cut texts, and the character between each two as a token of its own.

        Parameters
        ----------
        texts : sequence of str
        points : ndarray of uint32, shape (n,)
            `joined_points` of them.
        ids, starts : ndarray of int32, shape (n or more,)
            Filled from the front: provisional ids (see `interning`), `NO_ID` where one has to be looked up,
            and where each token starts in `points`.
        workspace
            What `workspace` returned; no other thread has it.

        Returns
        -------
        int
            Number of tokens.
        """
        ...


def joined_points(texts: Sequence[str]) -> Points:
    """Return the code points of texts, with a zero between each two: nothing reaches across it."""
    # Half of a surrogate pair is a code point like any other here.
    return np.frombuffer("\0".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


def fill_one_by_one(cut: Callable[[str], list[str]], texts: Sequence[str], ids: Ids, starts: Ids) -> int:
    """Do what `Engine.fill` does, for an engine that can only cut one text into strings."""
    lengths = [length for text in texts for length in (*map(len, cut(text)), 1)]
    n = len(lengths) - 1  # without a character behind the last text
    starts[:n] = np.cumsum([0, *lengths])[:n]
    ids[:n] = NO_ID
    return n
