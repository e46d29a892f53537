"""Texts as code points, which kernels read; arrays that nobody can change."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Offsets", "Points", "points_of", "read_only"]

Points = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]
Array = TypeVar("Array", bound=npt.NDArray[Any])


def points_of(texts: Sequence[str]) -> tuple[Points, Offsets]:
    """Return the code points of texts, one text after another, and where each begins; read-only.

    Examples
    --------
    >>> from reportnlp.points import points_of
    >>> points_of(["民生", "a"])[0].tolist(), points_of(["民生", "a"])[1].tolist()
    ([27665, 29983, 97], [0, 2, 3])
    """
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
    # Half of a surrogate pair is a code point like any other here.
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32), offsets


def read_only(array: Array) -> Array:
    """Close an array to changes, as those of `points_of` are, and return it."""
    array.flags.writeable = False
    return array
