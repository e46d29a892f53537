"""Statistics of the n-grams of texts: occurrences, texts with one, and how freely they go on to both sides."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.suffixes.kernels.counting import repeated

__all__ = ["NGrams", "ngrams"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class NGrams(NamedTuple):
    """Statistics of n-grams: one of the positions of each, its length, its occurrences and the texts with one.

    ``group`` is where its occurrences begin in the suffix array. The entropies are in nats. All are arrays of shape
    (c,).
    """

    start: Int64s
    length: Int64s
    group: Int64s
    n: Int64s
    n_texts: Int64s
    left_entropy: Floats
    right_entropy: Floats


def ngrams(codes: Int32s, text_of: Int32s, order: Int64s, shared: Int32s, *, longest: int, min_count: int) -> NGrams:
    """Return the n-grams of 2 to `longest` symbols that occur `min_count` times or more, by length, then in `order`.

    `order` and `shared` must reach to `longest` + 1. The entropies are those of the symbol behind and before each
    n-gram; zeros are never the same, so every occurrence beside a zero has a neighbour of its own.
    """
    n_texts, n_codes = (int(numbers.max(initial=-1)) + 1 for numbers in (text_of, codes))
    before = np.append(codes[-1:], codes[:-1]) | text_of.astype(np.int64) << 32  # what closes the array is a zero
    beside = before[order]
    group, n = np.zeros(1, np.int64), np.array([len(order)])
    found = []
    for length in range(2, longest + 1):
        group, n, *others = repeated(codes, order, shared, beside, group, n, length, min_count, n_texts, n_codes)
        start = order[group]
        found.append((start, np.full(len(start), length, np.int64), group, n, *others))
    return NGrams(*(np.concatenate(column) for column in zip(*found, strict=True)))
