"""Cut: what an engine makes of texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from reportnlp.progress import track
from reportnlp.segmentation.dictionary import Dictionary, points_of

__all__ = ["Cut", "Engine", "cut_one_by_one"]

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
    ids, starts, ends : ndarray of int32, shape (n,)
    indptr : ndarray of int64, shape (d + 1,)
        As in `Tokens`.
    """

    types: list[str]
    numbers: Ids
    ids: Ids
    starts: Ids
    ends: Ids
    indptr: npt.NDArray[np.int64]


class Engine(Protocol):
    """Anything that cuts a text into words which, put together, are the text again."""

    def cut(self, text: str) -> list[str]:
        """Return the words of `text` in order; nothing is left out."""
        ...

    def cut_all(self, texts: Sequence[str], n_threads: int) -> Cut:
        """Return the words of all texts as integers, the same for any number of threads."""
        ...


def cut_one_by_one(cut: Callable[[str], list[str]], texts: Sequence[str], dictionary: Dictionary) -> Cut:
    """Return the words of all texts, for an engine that can only cut one into strings."""
    met: dict[str, int] = {}  # ids in the order in which types are met
    none = np.zeros(0, np.int32)
    ids, starts, ends = [none], [none], [none]
    for text in track(texts, "segment"):
        words = cut(text)
        lengths = np.fromiter(map(len, words), np.int32, len(words))
        ids.append(np.fromiter((met.setdefault(word, len(met)) for word in words), np.int32, len(words)))
        ends.append(np.cumsum(lengths, dtype=np.int32))
        starts.append(ends[-1] - lengths)
    types = sorted(met)
    canonical = np.empty(len(types), np.int32)
    canonical[[met[type_] for type_ in types]] = np.arange(len(types))
    return Cut(
        types,
        dictionary.find(*points_of(types)),
        canonical[np.concatenate(ids)],
        np.concatenate(starts),
        np.concatenate(ends),
        np.cumsum([0, *map(len, ids[1:])]),
    )
