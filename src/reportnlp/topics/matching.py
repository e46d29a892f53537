"""Which topic of one model is which of another."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

__all__ = ["match", "overlaps"]

Doubles = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]


def overlaps(a: Int64s, b: Int64s) -> Doubles:
    """Return the share of columns that each row of `a` has in common with each of `b`."""
    n = int(max(a.max(initial=0), b.max(initial=0))) + 1
    marks = []
    for rows in (a, b):
        mark = np.zeros((len(rows), n))
        np.put_along_axis(mark, rows, 1, axis=1)
        marks.append(mark)
    common: Doubles = marks[0] @ marks[1].T / a.shape[1]
    return common


def match(common: Doubles, similar: Doubles) -> tuple[Int64s, Int64s]:
    """Return the rows and columns of the best assignment; among equal overlaps similarity decides."""
    rows, columns = linear_sum_assignment(-(common + 1e-4 * similar))
    return rows, columns
