"""Kernels of singular vectors: products of rows, and the small matrices that they are turned by.

Rows are padded to a multiple of 8 with columns of zero. They do not depend on each other, and every sum runs in a
fixed order.
"""

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import kernel
from reportnlp.topics.kernels.factors import add_row
from reportnlp.topics.kernels.lanes import LANES

__all__ = ["diagonalize", "inverse_root", "project", "rotate"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]

#: Part of a column's square that must be left of it beside those before it.
INDEPENDENT = 1e-6
#: Sweeps of Jacobi's rotations at most, and how small, beside its row and column, what is left to rotate must be.
SWEEPS, SMALL = 30, 1e-10


@kernel
def project(
    first: int, last: int, indptr: Int32s, indices: Int32s, values: Floats, others: Floats, out: Floats
) -> None:
    """Add to rows `first` to `last` of `out` those of the product of a CSR matrix with the rows of `others`."""
    n = int64(out.shape[1]) // LANES * LANES
    for i in range(first, last):
        for j in range(indptr[i], indptr[i + 1]):
            add_row(others, int64(indices[j]), values[j], out, i, n)


@kernel
def rotate(first: int, last: int, rows: Floats, by: Floats, out: Floats) -> None:
    """Add to rows `first` to `last` of `out` those of the product of `rows` with the small matrix `by`."""
    n = int64(out.shape[1]) // LANES * LANES
    for i in range(first, last):
        for t in range(rows.shape[1]):
            add_row(by, t, rows[i, t], out, i, n)


@kernel
def inverse_root(products: Doubles) -> Doubles:
    """Return what makes columns orthonormal that have these products with each other: the inverse of their root.

    Parameters
    ----------
    products : ndarray of float64, shape (m, m)
        Products of each two columns, summed up; changed to their root by Cholesky.

    Returns
    -------
    ndarray of float64, shape (m, m)
        Upper triangle. A column that those before it make up becomes zero.
    """
    m = len(products)
    inverse = np.zeros((m, m))
    for k in range(m):
        whole = products[k, k]
        for t in range(k):
            for s in range(t):
                products[k, t] -= products[k, s] * products[t, s]
            products[k, t] = products[k, t] / products[t, t] if products[t, t] > 0 else 0.0
        for t in range(k):
            products[k, k] -= products[k, t] * products[k, t]
        products[k, k] = np.sqrt(products[k, k]) if products[k, k] > INDEPENDENT * whole else 0.0
        if products[k, k] == 0:
            continue
        for t in range(k):
            for s in range(t, k):
                inverse[t, k] -= products[k, s] * inverse[t, s]
            inverse[t, k] /= products[k, k]
        inverse[k, k] = 1 / products[k, k]
    return inverse


@kernel
def diagonalize(matrix: Doubles) -> Doubles:
    """Return the eigenvectors of a symmetric matrix, of which the eigenvalues stay (Jacobi 1846).

    Parameters
    ----------
    matrix : ndarray of float64, shape (m, m)
        Changed: its diagonal becomes the eigenvalues.

    Returns
    -------
    ndarray of float64, shape (m, m)
        Eigenvectors, one a row.
    """
    m = len(matrix)
    vectors = np.eye(m)
    for _ in range(SWEEPS):
        moved = False
        for a in range(m - 1):
            for b in range(a + 1, m):
                off = matrix[a, b]
                if abs(off) <= SMALL * np.sqrt(abs(matrix[a, a] * matrix[b, b])):
                    continue
                moved = True
                half = (matrix[b, b] - matrix[a, a]) / (2 * off)
                tangent = 1 / (abs(half) + np.sqrt(half * half + 1))
                tangent = -tangent if half < 0 else tangent
                cosine = 1 / np.sqrt(tangent * tangent + 1)
                sine = tangent * cosine
                for k in range(m):
                    x, y = matrix[k, a], matrix[k, b]
                    matrix[k, a], matrix[k, b] = cosine * x - sine * y, sine * x + cosine * y
                for k in range(m):
                    x, y = matrix[a, k], matrix[b, k]
                    matrix[a, k], matrix[b, k] = cosine * x - sine * y, sine * x + cosine * y
                    x, y = vectors[a, k], vectors[b, k]
                    vectors[a, k], vectors[b, k] = cosine * x - sine * y, sine * x + cosine * y
        if not moved:
            break
    return vectors
