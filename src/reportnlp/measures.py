"""Statistics of counts, each one formula on whole arrays: association, keyness, dispersion."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from reportnlp.kernels import rows

__all__ = [
    "Estimate",
    "deviation_of_proportions",
    "differences",
    "expected",
    "from_limbs",
    "g2",
    "limbs",
    "log_odds",
    "log_ratio",
    "spread",
]

Floats = npt.NDArray[np.float64]

#: How much longer the prior of `evened_odds` makes each side.
PRIOR_SHARE = 0.5
_TINY = 1e-9
#: Below this, four terms of its series are closer to (1 + u) ln(1 + u) - u than the difference.
_SMALL = 1e-3


class Estimate(NamedTuple):
    """An effect and its standard error, one for each term."""

    effect: Floats
    error: Floats


def expected(n_both: Floats, n_first: Floats, n_second: Floats | float, n: float) -> tuple[Floats, ...]:
    """Return the observed counts of a 2 × 2 table and, after them, those expected of independence.

    Parameters
    ----------
    n_both, n_first, n_second : ndarray of float64
        Events with both marks, with the first and with the second; one number if it is that of all.
    n : float
        All events.

    Returns
    -------
    tuple of eight ndarrays
        Observed and then expected: both, the first alone, the second alone, neither.
    """
    seen = (n_both, n_first - n_both, n_second - n_both, n - n_first - n_second + n_both)
    share = n_second / n
    return (*seen, n_first * share, n_first * (1 - share), (n - n_first) * share, (n - n_first) * (1 - share))


def g2(n_both: Floats, n_first: Floats, n_second: Floats | float, n: float) -> Floats:
    """Return the log-likelihood ratio of a 2 × 2 table, 2 times the sum of O ln(O / E).

    T. Dunning (1993), Accurate methods for the statistics of surprise and coincidence, Computational
    Linguistics 19 (1); all four cells count.
    """
    table = expected(n_both, n_first, n_second, n)
    parts = [
        seen * np.log(np.divide(seen, chance, out=np.ones_like(seen), where=seen > 0))
        for seen, chance in zip(table[:4], table[4:], strict=True)
    ]
    total: Floats = np.maximum(2 * np.sum(parts, axis=0), 0)  # rounding can leave less than nothing
    return total


def log_odds(
    n_target: Floats,
    n_reference: Floats,
    total_target: Floats | float,
    total_reference: Floats | float,
    prior: float | None = None,
) -> Estimate:
    """Return the log-odds ratio with an informative Dirichlet prior, and what it is divided by for its z.

    With a `prior` of so many words on each side, spread over the terms as both sides together are, it is that of
    B. Monroe, M. Colaresi and K. Quinn (2008), Fightin' words, Political Analysis 16 (4), equations 16 and 20. By
    default see `evened_odds`.
    """
    if prior is None:
        return evened_odds(n_target, n_reference, total_target, total_reference)
    own = prior * (n_target + n_reference) / np.maximum(total_target + total_reference, 1)
    # A side of one term has no others, and a side without words nothing at all: neither says anything.
    target, reference = np.maximum(n_target + own, _TINY), np.maximum(n_reference + own, _TINY)
    others = [
        np.maximum(total + prior - mine, _TINY * np.maximum(total + prior, 1))
        for total, mine in ((total_target, target), (total_reference, reference))
    ]
    effect = np.log(target / others[0]) - np.log(reference / others[1])
    return Estimate(effect, np.sqrt(1 / target + 1 / reference))


def evened_odds(
    n_target: Floats, n_reference: Floats, total_target: Floats | float, total_reference: Floats | float
) -> Estimate:
    """Return the log-odds ratio of two sides of which each is longer by `PRIOR_SHARE`, in which both use a term alike.

    The words of the prior are divided between the sides as their own are, so that a small side is not drawn further
    towards the other, and a term that one side never uses is expected there as often as elsewhere. z is the signed
    root of the likelihood ratio of the four cells (D. A. Pierce and D. W. Schafer 1986, Residuals in generalized
    linear models, Journal of the American Statistical Association 81): near enough to normal where one cell is small,
    unlike the quotient of an estimate and its standard error. The error is the effect over z, so that the interval
    leaves out 0 exactly if the test does (O. Miettinen 1976, Estimability and estimation in case-referent studies,
    American Journal of Epidemiology 103).
    """
    words = np.maximum(total_target + total_reference, 1)
    used = (n_target + n_reference) / words
    # What one side has more than its part of all uses. The prior adds as much to what is expected as to what is there.
    more = (n_target * total_reference - n_reference * total_target) / words
    uses, others = (1 + PRIOR_SHARE) * used, (1 + PRIOR_SHARE) * (1 - used)
    cells = uses * total_target, uses * total_reference, others * total_target, others * total_reference
    effect = ratio = squared = np.zeros_like(used)
    for cell, sign in zip(cells, (1, -1, -1, 1), strict=True):
        chance = np.maximum(cell, _TINY)
        off = sign * more / chance
        log = np.log1p(off)
        effect = effect + sign * log
        # (1 + u) ln(1 + u) - u, of which little is left to subtract where u is small.
        near = off * off * (1 / 2 - off * (1 / 6 - off * (1 / 12 - off / 20)))
        ratio = ratio + chance * np.where(np.abs(off) < _SMALL, near, (1 + off) * log - off)
        squared = squared + 1 / chance
    z = np.sqrt(2 * ratio)
    # Without a difference, what effect over z tends to.
    return Estimate(effect, np.divide(np.abs(effect), z, out=np.sqrt(squared), where=z > 0))


def log_ratio(n_target: Floats, n_reference: Floats, total_target: float, total_reference: float) -> Estimate:
    """Return the log-odds ratio with half an occurrence added to each cell.

    J. B. S. Haldane (1956), The estimation and significance of the logarithm of a ratio of frequencies,
    Annals of Human Genetics 20 (4); the error is that of F. J. Anscombe.
    """
    cells = [cell + 0.5 for cell in (n_target, total_target - n_target, n_reference, total_reference - n_reference)]
    effect = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
    return Estimate(effect, np.sqrt(np.sum([1 / cell for cell in cells], axis=0)))


def deviation_of_proportions(counts: sparse.csr_array, lengths: npt.NDArray[np.integer]) -> Floats:
    """Return how unevenly each term is spread over the documents: 0 as they are long, near 1 all in one short one.

    Half the sum over the documents of the absolute difference between their share of the term and their
    share of all words (S. Th. Gries 2008, Dispersions and adjusted frequencies in corpora, International
    Journal of Corpus Linguistics 13 (4)). A term that does not occur has 0.

    Parameters
    ----------
    counts : scipy.sparse.csr_array, shape (d, v)
        Occurrences.
    lengths : ndarray, shape (d,)
        Words of each document.
    """
    totals, words = _occurrences(counts), int(lengths.sum())
    return spread(differences(counts, lengths, totals, words), totals, words)


def differences(
    counts: sparse.csr_array, lengths: npt.NDArray[np.integer], totals: npt.NDArray[np.int64], words: int
) -> npt.NDArray[np.int64] | Floats:
    """Return what some documents add to the deviation of each term, to be added up over all documents.

    It is the sum of abs(n W - l N) - l N over the documents with the term: n of its N occurrences in one of l of all W
    words: whole numbers, so that it does not depend on the order, nor on how the documents are divided, if 2 N W is
    below 2**62. Documents without the term would add l N, and all of these come to W N.

    Parameters
    ----------
    counts : scipy.sparse.csr_array, shape (d, v)
        Occurrences in these documents.
    lengths : ndarray, shape (d,)
        Words of each of them.
    totals : ndarray of int64, shape (v,)
        Occurrences of each term in all documents.
    words : int
        Words of all documents.
    """
    largest = 2 * int(totals.max(initial=0)) * words
    # Floats hold the whole numbers below 2**53.
    number: type[Any] = np.int64 if 2**53 <= largest < 2**62 else np.float64
    stored = (counts.data, counts.indices, counts.indptr.astype(np.int64))
    return rows.differences(*stored, lengths.astype(number), totals.astype(number), number(words))


def spread(sums: npt.NDArray[np.int64] | Floats, totals: npt.NDArray[np.int64], words: int) -> Floats:
    """Return the deviation of proportions of each term from the sum of its `differences`."""
    scale = np.maximum(totals.astype(np.float64) * words, 1)
    return np.where(totals > 0, np.clip((1 + sums / scale) / 2, 0, 1), 0.0)


def limbs(indices: npt.NDArray[np.integer], values: Floats, size: int) -> npt.NDArray[np.int64]:
    """Return sums of small numbers by index in whole numbers, which give the same in any order and any grouping.

    Each value is cut into three pieces of 27 bits at fixed places, each of which adds up without rounding (a small
    case of the long accumulator of U. Kulisch 2013, Computer Arithmetic and Validity). What is below 2**-81 is left
    out.

    Parameters
    ----------
    indices : ndarray of int, shape (n,)
        Where each value is added; fewer than 2**26 have one index.
    values : ndarray of float64, shape (n,)
        Not negative, and not much above 1.
    size : int
        Number of sums.

    Returns
    -------
    ndarray of int64, shape (3, size)
        Multiples of 2**-27, 2**-54 and 2**-81, to be added up; `from_limbs` returns floats.
    """
    sums = np.empty((3, size), np.int64)
    for k in range(3):
        whole = np.floor(values * 2.0**27)
        sums[k] = np.bincount(indices, whole, size)
        values = values * 2.0**27 - whole
    return sums


def from_limbs(sums: npt.NDArray[np.int64]) -> Floats:
    """Return what `limbs` added up, float64, shape (size,)."""
    found: Floats = sums[0] * 2.0**-27 + (sums[1] * 2.0**-54 + sums[2] * 2.0**-81)
    return found


def _occurrences(counts: sparse.csr_array) -> npt.NDArray[np.int64]:
    return np.bincount(counts.indices, counts.data, counts.shape[1]).astype(np.int64)
