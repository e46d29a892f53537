"""Non-negative factors of a matrix that a start is made of: what scikit-learn finds in its first pass, improved."""

import warnings

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from reportnlp.topics.kernels.factors import add_products, descend
from reportnlp.topics.threads import Mapper, blocks

__all__ = ["row_factors"]

Floats = npt.NDArray[np.float32]

#: Passes over rows and columns.
PASSES = 20


def row_factors(matrix: sparse.csr_matrix, n_factors: int, run: Mapper) -> Floats:
    """Return the factors of rows, float32 of shape (rows, n_factors), the same for any number of threads.

    The first pass is scikit-learn's, from NNDSVDa (Boutsidis and Gallopoulos 2008). The others do the same by
    coordinate descent, with kernels that threads share.
    """
    # Where documents are all alike, rounding makes scikit-learn's error the root of a number below 0.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        nmf = NMF(n_factors, init="nndsvda", max_iter=1, random_state=0)
        rows, columns = _padded(nmf.fit_transform(matrix)), _padded(nmf.components_.T)
    whole, turned = matrix.tocsr(), matrix.T.tocsr()
    for _ in range(PASSES - 1):
        _improve(whole, columns, rows, run)
        _improve(turned, rows, columns, run)
    return rows[:, :n_factors]


def _improve(matrix: sparse.csr_matrix, others: Floats, factors: Floats, run: Mapper) -> None:
    """Improve the factors of the rows of a matrix by one pass."""
    sums = np.zeros((others.shape[1], others.shape[1]))
    for part in run(lambda first, last: _products(others[first:last]), _even(len(others))):
        sums += part
    products, rows = sums.astype(np.float32), blocks(matrix.indptr)
    parts = matrix.indptr, matrix.indices, matrix.data
    run(lambda first, last: descend(first, last, *parts, others, products, factors), rows)


def _products(factors: Floats) -> Floats:
    out = np.zeros((factors.shape[1], factors.shape[1]), np.float32)
    add_products(0, len(factors), factors, out)
    return out


def _even(n: int, size: int = 1024) -> list[tuple[int, int]]:
    return [(k, min(k + size, n)) for k in range(0, n, size)]


def _padded(factors: npt.NDArray[np.floating]) -> Floats:
    padded = np.zeros((len(factors), -(-factors.shape[1] // 8) * 8), np.float32)
    padded[:, : factors.shape[1]] = factors
    return padded
