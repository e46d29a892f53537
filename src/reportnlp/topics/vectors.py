"""Leading singular vectors of a sparse matrix, the same to the bit whatever library of linear algebra NumPy has."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from reportnlp.topics.kernels.factors import add_products
from reportnlp.topics.kernels.vectors import diagonalize, inverse_root, project, rotate
from reportnlp.topics.threads import Mapper, blocks

__all__ = ["products", "singular_vectors"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

#: Vectors beyond those that are asked for, and rounds: as many as make those that are asked for good.
BEYOND, ROUNDS = 10, 7
#: Rows in a block, and blocks that are summed up apart at most: each needs room for a sum.
BLOCK, APART = 1024, 32


def singular_vectors(
    whole: sparse.csr_array, turned: sparse.csr_array, n: int, run: Mapper
) -> tuple[Floats, Doubles, Floats]:
    """Return the first `n` left singular vectors, singular values and right singular vectors, about.

    A space of some vectors more is multiplied with the matrix and its transpose, in turn, until it holds them (Halko,
    Martinsson and Tropp 2011). It starts from numbers as good as random, but always the same. In float32, values below
    a thousandth of the first are not told from none.

    Parameters
    ----------
    whole, turned : scipy.sparse.csr_array of float32, of shape (rows, columns) and (columns, rows)
        The matrix and its transpose.
    n : int
        Number of vectors, not more than rows or columns.
    run : Mapper
        Runs over blocks.

    Returns
    -------
    tuple of ndarray
        Left vectors, float32 of shape (rows, n); values, float64, descending; right vectors, of shape (columns, n).
    """
    width = -(-(n + BEYOND) // 8) * 8
    right = np.random.default_rng(0).random((whole.shape[1], width), np.float32) - np.float32(0.5)
    for _ in range(ROUNDS):
        left = _orthonormal(_product(whole, right, run), run)
        right = _orthonormal(_product(turned, left, run), run)
    left = _orthonormal(_orthonormal(_product(whole, right, run), run), run)
    right = _product(turned, left, run)
    squares = products(right, run)
    vectors = diagonalize(squares)
    order = np.argsort(-squares.diagonal(), kind="stable")[:n]
    values = np.sqrt(np.maximum(squares.diagonal()[order], 0))
    turn = np.zeros((width, -(-n // 8) * 8))
    turn[:, :n] = vectors[order].T
    of_right = turn / np.maximum(np.append(values, np.ones(turn.shape[1] - n)), 1e-30)
    return _rotated(left, turn, run)[:, :n], values, _rotated(right, of_right, run)[:, :n]


def products(rows: Floats, run: Mapper) -> Doubles:
    """Return the products of each two columns of some rows, summed up, float64."""
    sums = np.zeros((rows.shape[1], rows.shape[1]))
    blocks_each = -(-len(rows) // (APART * BLOCK))
    for part in run(lambda first, last: _products(rows, first, last), _even(len(rows), blocks_each * BLOCK)):
        sums += part
    return sums


def _products(rows: Floats, first: int, last: int) -> Doubles:
    """Return the products in some rows: float32 in each block, which is exact enough for so few."""
    sums = np.zeros((rows.shape[1], rows.shape[1]))
    for begin, end in _even(last - first, BLOCK):
        out = np.zeros(sums.shape, np.float32)
        add_products(first + begin, first + end, rows, out)
        sums += out
    return sums


def _product(matrix: sparse.csr_array, others: Floats, run: Mapper) -> Floats:
    out = np.zeros((matrix.shape[0], others.shape[1]), np.float32)
    parts = matrix.indptr, matrix.indices, matrix.data, others, out
    run(lambda first, last: project(first, last, *parts), blocks(matrix.indptr))
    return out


def _orthonormal(rows: Floats, run: Mapper) -> Floats:
    """Return columns of length 1 that are at right angles and make up the same space."""
    return _rotated(rows, inverse_root(products(rows, run)), run)


def _rotated(rows: Floats, by: Doubles, run: Mapper) -> Floats:
    out, narrow = np.zeros((len(rows), by.shape[1]), np.float32), by.astype(np.float32)
    run(lambda first, last: rotate(first, last, rows, narrow, out), _even(len(rows), BLOCK))
    return out


def _even(n: int, size: int) -> list[tuple[int, int]]:
    return [(k, min(k + size, n)) for k in range(0, n, size)]
