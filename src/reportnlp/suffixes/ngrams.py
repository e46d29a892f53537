"""Statistics of the n-grams of texts: occurrences, texts with one, and how freely they go on to both sides."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.suffixes.arrays import room, shared_prefixes, suffix_order
from reportnlp.suffixes.kernels.counting import entropies_at, repeated, stable_order

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
    space, before = room(codes), _before_in_text(order, text_of)
    backwards = np.ascontiguousarray(codes[::-1])
    order_back = suffix_order(backwards, longest + 1)
    shared_back = shared_prefixes(backwards, order_back, longest + 1)
    space_back = room(backwards)
    before_back = np.full(len(codes), -1, np.int64)  # nobody asks for the texts a second time
    at = np.empty(len(codes))
    found = []
    for length in range(2, longest + 1):
        group, n, n_texts, right = repeated(order, shared, space, before, length, min_count)
        group_back, n_back, _, left = repeated(order_back, shared_back, space_back, before_back, length, min_count)
        entropies_at(order_back, group_back, n_back, left, at)
        start = order[group]
        lengths = np.full(len(start), length, np.int64)
        found.append((start, lengths, group, n, n_texts, at[len(codes) - start - length], right))
    return NGrams(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _before_in_text(order: Int64s, text_of: Int32s) -> Int64s:
    """Return for each place in `order` the one before it that is of the same text, -1 if there is none."""
    text = text_of[order]
    place = stable_order(text.astype(np.int64))
    before = np.full(len(order), -1, np.int64)
    same = text[place[1:]] == text[place[:-1]]
    before[place[1:][same]] = place[:-1][same]
    return before
