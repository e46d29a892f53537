"""Statistics of the n-grams of texts: occurrences, texts with one, and how freely they go on to both sides."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.suffixes.kernels.counting import repeated, sorted_by

__all__ = ["NGrams", "ngrams"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Numbers = npt.NDArray[Any]

#: Of the columns of `repeated`.
KINDS = (np.int64, np.int64, np.int64, np.float64, np.int32, np.float64)


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


def ngrams(codes: Int32s, text_of: Int32s, order: Int32s, shared: Int32s, *, longest: int, min_count: int) -> NGrams:
    """Return the n-grams of 2 to `longest` symbols that occur `min_count` times or more, by length, then in `order`.

    `order` and `shared` must reach to `longest` + 1. The entropies are those of the symbol behind and before each
    n-gram; zeros are never the same, so every occurrence beside a zero has a neighbour of its own.
    """
    n_texts, n_codes = (int(numbers.max(initial=-1)) + 1 for numbers in (text_of, codes))
    bits = max(n_codes - 1, 0).bit_length()
    # In half of the memory if they fit.
    beside = _beside(codes, text_of, order, bits, np.int32 if n_texts << bits < 2**31 else np.int64)
    # First what begins nowhere, of which all are, then the n-grams of each length behind those of one less.
    found: list[Any] = [np.empty(1 + len(order) // min_count, kind) for kind in KINDS]
    for column, value in zip(found, (0, len(order), 0, 0, 0, 0), strict=True):
        column[0] = value
    begin, ends = 0, [1]
    for length in range(2, longest + 1):
        known = [column[begin : ends[-1]] for column in found]
        found = [_longer(column, ends[-1] + int(known[1].sum()) // min_count) for column in found]
        behind = [column[ends[-1] :] for column in found]
        n = repeated(codes, order, shared, beside, bits, length, min_count, n_texts, n_codes, *known[:-1], *behind)
        begin = ends[-1]
        ends.append(begin + n)
    lengths = np.repeat(np.arange(2, longest + 1), np.diff(ends))
    group, sizes, texts, left, _, right = (column[1 : ends[-1]] for column in found)
    return NGrams(order[group].astype(np.int64), lengths, group, sizes, texts, left, right)


def _beside(codes: Int32s, text_of: Int32s, order: Int32s, bits: int, kind: type[np.signedinteger[Any]]) -> Numbers:
    """Return text and symbol before of each place in `order`, as `repeated` takes them.

    Before the first there is the zero that closes all.
    """
    own: Numbers = np.left_shift(text_of, bits, dtype=kind)
    own[1:] |= codes[:-1]
    beside = np.empty_like(own)
    sorted_by(order, own, beside)
    return beside


def _longer(column: Numbers, n: int) -> Numbers:
    """Return a column with room for `n` numbers."""
    return column if len(column) >= n else np.append(column, np.empty(n - len(column), column.dtype))
