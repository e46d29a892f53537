"""Kernels of the pairs: sums over the terms that two groups share.

Both take the weights term by term (compressed columns) and give a matrix of pairs that is filled above the
diagonal. The terms of a pair are added in ascending order, whatever pairs there are besides.
"""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["entropies", "products"]

_Ids = npt.NDArray[np.int32]
_Floats = npt.NDArray[np.float64]


@kernel
def products(indptr: _Ids, groups: _Ids, weights: _Floats, n: int) -> _Floats:
    """Return Σ p q over the shared terms of each pair.

    Parameters
    ----------
    indptr : ndarray of int32, shape (v + 1,)
        The groups that have term k, ascending, are ``groups[indptr[k]:indptr[k + 1]]``.
    groups : ndarray of int32, shape (nnz,)
    weights : ndarray of float64, shape (nnz,)
    n : int
        Number of groups.

    Returns
    -------
    ndarray of float64, shape (n, n)
    """
    sums = np.zeros((n, n))
    for k in range(len(indptr) - 1):
        for a in range(indptr[k], indptr[k + 1]):
            row = sums[groups[a]]
            for b in range(a + 1, indptr[k + 1]):
                row[groups[b]] += weights[a] * weights[b]
    return sums


@kernel
def entropies(indptr: _Ids, groups: _Ids, shares: _Floats, logs: _Floats, n: int) -> _Floats:
    """Return Σ g(p) + g(q) − g(p + q), g(x) = x log x, over the shared terms of each pair.

    Parameters
    ----------
    indptr, groups, n
        As for `products`.
    shares, logs : ndarray of float64, shape (nnz,)
        p and g(p) of each entry.

    Returns
    -------
    ndarray of float64, shape (n, n)

    Notes
    -----
    The Jensen–Shannon divergence (Lin 1991) is log 2 plus half of this sum: what a term adds that only
    one of the two has is in log 2 already, so one logarithm for each shared term is all there is to do.
    """
    sums = np.zeros((n, n))
    for k in range(len(indptr) - 1):
        for a in range(indptr[k], indptr[k + 1]):
            row = sums[groups[a]]
            p, g = shares[a], logs[a]
            for b in range(a + 1, indptr[k + 1]):
                both = p + shares[b]
                row[groups[b]] += g + logs[b] - both * np.log(both)
    return sums
