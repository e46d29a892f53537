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
#: Factors that begin with less begin with nothing.
NONE = 1e-6


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


def _parts(left: Floats, values: Doubles, right: Floats) -> list[Doubles]:
    """Return of each pair of vectors what is above or what is below zero, whichever makes up more of their product."""
    sides = [[np.maximum(sign * each, 0).astype(np.float64) for each in (left, right)] for sign in (1, -1)]
    sizes = np.array([[np.sqrt((part * part).sum(axis=0)) for part in side] for side in sides])  # (sides, 2, n)
    weights = sizes[:, 0] * sizes[:, 1]
    above = weights[0] >= weights[1]
    shared = np.sqrt(values * np.where(above, *weights))
    return [
        np.where(above, *parts) * (shared / np.maximum(np.where(above, *lengths), 1e-30))
        for parts, lengths in zip(zip(*sides, strict=True), sizes.swapaxes(0, 1), strict=True)
    ]


def _improve(matrix: sparse.csr_array, others: Floats, factors: Floats, run: Mapper) -> None:
    """Improve the factors of the rows of a matrix by one pass."""
    given = others, products(others, run).astype(np.float32), factors
    parts = matrix.indptr, matrix.indices, matrix.data
    run(lambda first, last: descend(first, last, *parts, *given), blocks(matrix.indptr))


def _padded(factors: Doubles, least: float) -> Floats:
    padded = np.zeros((len(factors), -(-factors.shape[1] // 8) * 8), np.float32)
    padded[:, : factors.shape[1]] = np.where(factors < NONE, least, factors)
    return padded
