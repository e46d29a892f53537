"""Kernels of non-negative matrix factorization by coordinate descent (Cichocki and Phan 2009; Hsieh and Dhillon 2011).

Factors are padded to a multiple of 8 with columns of zero. Rows do not depend on each other, and every sum runs in
a fixed order.
"""

import numpy as np
import numpy.typing as npt
from numba import float32, int64

from reportnlp.jit import kernel, part
from reportnlp.topics.kernels.lanes import LANES, add, load, multiply, spread, store

__all__ = ["add_products", "add_row", "descend"]

Floats = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]


@part
def add_row(rows: Floats, row: int, by: float, out: Floats, to: int, n: int) -> None:
    """Add `by` times a row of `n` values to the row `to` of `out`."""
    factor = spread(by)
    for k in range(0, n, LANES):
        store(out, to * n + k, add(load(out, to * n + k), multiply(load(rows, row * n + k), factor)))


@kernel
def add_products(first: int, last: int, factors: Floats, out: Floats) -> None:
    """Add to `out` the products of each two columns of rows `first` to `last`, summed up.

    Parameters
    ----------
    factors : ndarray of float32, shape (rows, k)
        Factors of the rows.
    out : ndarray of float32, shape (k, k)
        Added to.
    """
    n = int64(factors.shape[1]) // LANES * LANES
    for i in range(first, last):
        for t in range(n):
            if factors[i, t] != 0:
                add_row(factors, i, factors[i, t], out, t, n)


@kernel
def descend(
    first: int,
    last: int,
    indptr: Int32s,
    indices: Int32s,
    values: Floats,
    others: Floats,
    products: Floats,
    factors: Floats,
) -> None:
    """Bring each factor of rows `first` to `last`, one after the other, to where the squared error is least.

    Parameters
    ----------
    indptr, indices, values : ndarray of int32, int32 and float32
        CSR of the matrix.
    others : ndarray of float32, shape (columns, k)
        Factors of the columns.
    products : ndarray of float32, shape (k, k)
        Products of each two columns of `others`, summed up.
    factors : ndarray of float32, shape (rows, k)
        Changed.
    """
    n = int64(factors.shape[1]) // LANES * LANES
    slope = np.empty(n, np.float32)
    for i in range(first, last):
        slope[:] = 0
        for j in range(indptr[i], indptr[i + 1]):
            add_row(others, indices[j], -values[j], slope, 0, n)
        for t in range(n):
            if factors[i, t] != 0:
                add_row(products, t, factors[i, t], slope, 0, n)
        for t in range(n):
            if products[t, t] == 0:
                continue
            old = factors[i, t]
            new = max(old - slope[t] / products[t, t], float32(0))
            if new != old:  # most are 0 and stay so
                factors[i, t] = new
                add_row(products, t, new - old, slope, 0, n)
