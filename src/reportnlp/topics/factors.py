"""Non-negative factors of a matrix that a start is made of, with kernels that threads share."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from reportnlp.topics.kernels.factors import descend
from reportnlp.topics.threads import Mapper, blocks
from reportnlp.topics.vectors import products, singular_vectors

__all__ = ["row_factors"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

#: Passes over rows and columns.
PASSES = 20
#: Factors that would begin with less begin with the mean of the matrix.
LEAST = 1e-6


def row_factors(matrix: sparse.csr_array, n_factors: int, run: Mapper) -> Floats:
    """Return the factors of rows, float32 of shape (rows, n_factors), the same for any number of threads.

    They begin with NNDSVDa (Boutsidis and Gallopoulos 2008), and improve by coordinate descent, as scikit-learn's do.
    """
    whole, turned = matrix.tocsr(), matrix.T.tocsr()
    left, values, right = singular_vectors(whole, turned, n_factors, run)
    mean = whole.data.sum(dtype=np.float64) / (whole.shape[0] * whole.shape[1])
    rows, columns = (_padded(each, mean) for each in _parts(left, values, right))
    for _ in range(PASSES):
        _improve(whole, columns, rows, run)
        _improve(turned, rows, columns, run)
    return rows[:, :n_factors]


def _parts(left: Floats, values: Doubles, right: Floats) -> tuple[Doubles, Doubles]:
    """Return of each pair of vectors what is above or what is below zero, whichever makes up more of their product."""
    (left_above, left_below), (right_above, right_below) = _sides(left), _sides(right)
    above, below = _lengths(left_above) * _lengths(right_above), _lengths(left_below) * _lengths(right_below)
    rows, columns = np.where(above >= below, left_above, left_below), np.where(above >= below, right_above, right_below)
    shared = np.sqrt(values * np.maximum(above, below))
    rows *= shared / np.maximum(_lengths(rows), 1e-30)
    columns *= shared / np.maximum(_lengths(columns), 1e-30)
    return rows, columns


def _sides(vectors: Floats) -> tuple[Doubles, Doubles]:
    return np.maximum(vectors, 0).astype(np.float64), np.maximum(-vectors, 0).astype(np.float64)


def _lengths(vectors: Doubles) -> Doubles:
    lengths: Doubles = np.sqrt((vectors * vectors).sum(axis=0))
    return lengths


def _improve(matrix: sparse.csr_array, others: Floats, factors: Floats, run: Mapper) -> None:
    """Improve the factors of the rows of a matrix by one pass."""
    given = others, products(others, run).astype(np.float32), factors
    parts = matrix.indptr, matrix.indices, matrix.data
    run(lambda first, last: descend(first, last, *parts, *given), blocks(matrix.indptr))


def _padded(factors: Doubles, mean: float) -> Floats:
    padded = np.zeros((len(factors), -(-factors.shape[1] // 8) * 8), np.float32)
    padded[:, : factors.shape[1]] = np.where(factors < LEAST, mean, factors)
    return padded
