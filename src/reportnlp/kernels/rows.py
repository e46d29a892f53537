"""Kernels of the rows of counts: sums of documents, the first terms of each, and how unevenly terms are spread."""

import numpy as np
import numpy.typing as npt
from numba.cpython.unsafe.numbers import trailing_zeros

from reportnlp.jit import kernel

__all__ = ["add_rows", "differences", "first_of_rows"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


@kernel
def add_rows(
    counts: _Ids, columns: _Ids, indptr: _Numbers, rows: _Numbers, bounds: _Numbers, n_columns: int
) -> tuple[_Ids, _Ids, _Numbers]:
    """Add up the rows of each group, with ascending columns; one row of sums is all that it takes.

    Parameters
    ----------
    counts, columns : ndarray of int32, shape (nnz,)
        The counts of row i, each with its column, are those from ``indptr[i]`` to ``indptr[i + 1]``.
    indptr : ndarray of int64, shape (d + 1,)
    rows : ndarray of int64, shape (d,)
        The rows, those of a group together.
    bounds : ndarray of int64, shape (g + 1,)
        The rows of group j are ``rows[bounds[j]:bounds[j + 1]]``.
    n_columns : int

    Returns
    -------
    counts, columns : ndarray of int32
    indptr : ndarray of int64, shape (g + 1,)
        The same of the groups.
    """
    sums, one = np.zeros(n_columns, np.int32), np.uint64(1)
    # A bit for each column that a group has, and one for each 64 of these bits: they tell the columns in order.
    marks = np.zeros((n_columns >> 6) + 1, np.uint64)
    blocks = np.zeros((n_columns >> 12) + 1, np.uint64)
    found, at, ends, size = np.empty_like(counts), np.empty_like(columns), np.zeros(len(bounds), np.int64), 0
    for group in range(1, len(bounds)):
        for row in range(bounds[group - 1], bounds[group]):
            for k in range(indptr[rows[row]], indptr[rows[row] + 1]):
                column = columns[k]
                sums[column] += counts[k]
                marks[column >> 6] |= one << np.uint64(column & 63)
                blocks[column >> 12] |= one << np.uint64(column >> 6 & 63)
        for block in range(len(blocks)):
            while blocks[block]:
                place = block << 6 | trailing_zeros(blocks[block])
                blocks[block] &= blocks[block] - one  # without its lowest bit
                bits, marks[place] = marks[place], 0
                while bits:
                    column = place << 6 | trailing_zeros(bits)
                    bits &= bits - one
                    found[size], at[size], sums[column] = sums[column], column, 0
                    size += 1
        ends[group] = size
    return found[:size].copy(), at[:size].copy(), ends


@kernel
def first_of_rows(values: _Floats, indptr: _Numbers, top: int) -> _Numbers:
    """Return the places of the `top` smallest values of each row, smallest first and ties in order; for small `top`.

    Parameters
    ----------
    values : ndarray of float64, shape (nnz,)
        Those of row i are ``values[indptr[i]:indptr[i + 1]]``.
    indptr : ndarray of int64, shape (d + 1,)
    top : int

    Returns
    -------
    ndarray of int64
        Places in `values`, row after row.
    """
    places, size = np.empty(min(len(values), top * (len(indptr) - 1)), np.int64), 0
    for row in range(len(indptr) - 1):
        begin, most = size, size + min(top, indptr[row + 1] - indptr[row])
        for k in range(indptr[row], indptr[row + 1]):
            if size == most:
                if values[k] >= values[places[size - 1]]:
                    continue
                size -= 1
            at = size
            while at > begin and values[k] < values[places[at - 1]]:
                places[at] = places[at - 1]
                at -= 1
            places[at] = k
            size += 1
    return places[:size].copy()


@kernel
def differences(
    counts: _Ids, columns: _Ids, indptr: _Numbers, lengths: _Numbers | _Floats, totals: _Numbers | _Floats,
    words: np.int64 | np.float64,
) -> _Numbers | _Floats:  # fmt: skip
    """Return the sum over the rows with a column of abs(n W - l N) - l N, for each column.

    Parameters
    ----------
    counts, columns, indptr
        As for `add_rows`: n.
    lengths : ndarray of int64 or float64, shape (d,)
        Words of each row: l.
    totals : ndarray of the same dtype, shape (v,)
        Sum of each column: N.
    words : a number of the same dtype
        Words of all rows: W.

    Returns
    -------
    ndarray of the same dtype, shape (v,)
        Added up in the order of the rows.
    """
    sums = np.zeros_like(totals)
    for row in range(len(indptr) - 1):
        for k in range(indptr[row], indptr[row + 1]):
            by_length = lengths[row] * totals[columns[k]]
            sums[columns[k]] += abs(counts[k] * words - by_length) - by_length
    return sums
