"""Statistics of counts, each one formula on whole arrays: association, keyness, dispersion."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Estimate", "deviation_of_proportions", "expected", "g2", "log_odds", "log_ratio"]

Floats = npt.NDArray[np.float64]

#: Words of the prior of `log_odds`, as a share of those of the smaller group.
PRIOR_SHARE = 0.25
_TINY = 1e-9


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
    """Return the log-odds ratio with an informative Dirichlet prior.

    B. Monroe, M. Colaresi and K. Quinn (2008), Fightin' words, Political Analysis 16 (4), equations 16 and
    20. The `prior` words are spread over the terms as both sides together are. By default there are
    `PRIOR_SHARE` as many as the smaller side has: the prior grows with the texts, so that a term of which
    one side has none can stand out in large ones, and bursts of a quarter more do not pass for news.
    """
    words = PRIOR_SHARE * np.minimum(total_target, total_reference) if prior is None else prior
    own = words * (n_target + n_reference) / np.maximum(total_target + total_reference, 1)
    target, reference = n_target + own, n_reference + own
    # A side of one term has no others, and a side without words nothing at all: neither says anything.
    target, reference = np.maximum(target, _TINY), np.maximum(reference, _TINY)
    others = [
        np.maximum(total + words - mine, _TINY * np.maximum(total + words, 1))
        for total, mine in ((total_target, target), (total_reference, reference))
    ]
    effect = np.log(target / others[0]) - np.log(reference / others[1])
    return Estimate(effect, np.sqrt(1 / target + 1 / reference))


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
    share = lengths / max(int(lengths.sum()), 1)
    totals = np.bincount(counts.indices, counts.data, counts.shape[1])
    of_doc = np.repeat(share, np.diff(counts.indptr))
    of_term = counts.data / totals[counts.indices]
    # Documents without the term differ by their share; all shares add up to one.
    difference = np.bincount(counts.indices, np.abs(of_term - of_doc) - of_doc, counts.shape[1])
    spread: Floats = np.where(totals > 0, np.clip((1 + difference) / 2, 0, 1), 0.0)
    return spread
