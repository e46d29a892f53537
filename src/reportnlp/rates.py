"""Rates of groups of documents, with intervals that know that words come in bursts."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

__all__ = ["Rates", "rates_of_groups"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Rates(NamedTuple):
    """Counts and rates of groups; arrays of one shape, (groups,) or (groups, terms)."""

    n: Ints
    of: Ints
    rate: Floats
    low: Floats
    high: Floats


def rates_of_groups(  # noqa: PLR0917 - plain arrays
    n: Ints, squares: Ints, products: Ints, sizes: Ints, size_squares: Ints, m: Ints, *, alpha: float, at_most_one: bool
) -> Rates:
    r"""Return rates, and score intervals on effective sizes.

    Parameters
    ----------
    n, squares, products : ndarray of int64
        Sums over the m clusters of a group: of x_i, x_i² and x_i N_i, for x_i hits in N_i tokens.
    sizes, size_squares, m : ndarray of int64
        Sums of N_i and N_i², and the number of clusters; they broadcast with `n`. No size is 0.
    alpha : float
        The intervals are meant to cover with probability 1 − alpha.
    at_most_one : bool
        Whether a token can be hit once at most, so that the rate is a share.

    Notes
    -----
    Without clusters, hits would have the variance r (1 − r) / N if the rate is a share, else r / N. What
    the clusters show is

    .. math:: v = \frac{m}{m-1} \frac{\sum_i (x_i - r N_i)^2}{(\sum_i N_i)^2},

    linearised for a ratio; their quotient is the design effect (Kish 1965; Rao and Scott 1992), taken as
    1 where it is less, where there is one cluster, and where there are no hits. The interval holds the
    rates r with (r̂ − r)² ≤ z² V(r) on N / deff tokens: that of Wilson (1927) for a share, that of the
    score test of a Poisson rate otherwise. It is defined for no hits.
    """
    rate, total = n / sizes, np.broadcast_to(sizes, n.shape)
    binomial = 1.0 if at_most_one else 0.0
    spread = squares - 2 * rate * products + rate**2 * size_squares
    chance = rate * (1 - binomial * rate) * total * (m - 1)
    deff = np.maximum(np.divide(m * spread, chance, out=np.ones(n.shape), where=chance > 0), 1)
    z2 = special.ndtri(1 - alpha / 2) ** 2
    per = z2 * deff / total
    middle = (rate + per / 2) / (1 + binomial * per)
    half = np.sqrt(per * (rate * (1 - binomial * rate) + per / 4)) / (1 + binomial * per)
    # Where nothing or everything is hit the end is exact, whatever rounding makes of it.
    low = np.where(n == 0, 0, np.minimum(middle - half, rate))
    high = np.where(binomial * n == total, 1, np.maximum(middle + half, rate))
    return Rates(n, total, rate, low, high)
