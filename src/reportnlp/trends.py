"""trends: how often terms are used from year to year, how sure that is, and whether use rises or falls."""

import re
import warnings
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, stats

from reportnlp.errors import ArgumentError, ReportNLPWarning
from reportnlp.matrix import TermMatrix
from reportnlp.rates import Rates, rates_of_groups
from reportnlp.validate import columns, number
from reportnlp.vocabulary import known_terms

__all__ = ["trends"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Text that sorts as time: 2024, 2024-01 or 2024-01-15.
_TIME = re.compile(r"\d{4}(-\d{2}){0,2}")


def trends(matrix: TermMatrix, terms: str | Iterable[str], *, by: str = "year", alpha: float = 0.05) -> pd.DataFrame:
    r"""Follow terms over the years: rates with intervals, first and last use, rise or fall.

    Parameters
    ----------
    matrix : TermMatrix
        Counts of terms in documents: whole reports, or their paragraphs (see Notes).
    terms : str or iterable of str
        Terms of the matrix.
    by : str, default "year"
        Column of `matrix.docs` that orders the documents: numbers, dates, or text such as 2024-01-15.
    alpha : float, default 0.05
        Level of the test; the intervals are meant to cover with probability 1 − `alpha`.

    Returns
    -------
    pandas.DataFrame
        ``term`` (str); the column `by`, in its own type; ``n`` (int64), occurrences; ``n_tokens``
        (int64), the words counted in the group, without stop words if those were dropped, and compounds
        add none; ``per_10k``, ``low``, ``high`` (float64), n for
        10,000 of those tokens with its interval; ``n_reports`` (int64) and ``share_reports`` (float64),
        reports of the group that use the term, as number and share. Then, the same in all rows of a
        term: ``first`` and ``last``, the first and last value of `by` with n > 0 (missing if the term
        occurs in no group); ``tau`` and ``p`` (float64), Kendall's tau-b of the rates against `by` and
        its two-sided p; ``trend`` (str), "rise" or "fall" if p <= `alpha`, else "none". One row a term
        and value of `by`: terms in the order given, values ascending.

    Raises
    ------
    ArgumentError
        If a term was not counted (the nearest ones are named), `by` is no column or has no order, or
        no document has a value.

    Warns
    -----
    ReportNLPWarning
        If documents are left out because their value is missing, or because nothing at all was
        counted under their value.

    Notes
    -----
    The interval is Wilson's (1927) on an effective number of tokens, n_tokens / max(1, deff). Words come
    in bursts, so tokens of one document are no independent draws: deff is the variance of the rate
    between documents, linearised for a ratio, as a multiple of the binomial one (Kish 1965; Rao and
    Scott 1992). With x_i of N_i tokens in document i of m, and p = Σx_i / ΣN_i,

    .. math:: v = \frac{m}{m-1} \frac{\sum_i (x_i - p N_i)^2}{(\sum_i N_i)^2}, \qquad
              \mathit{deff} = \frac{v \sum_i N_i}{p (1 - p)}

    A group of one document, or a term that it does not use, shows no variance: deff is 1, and the
    interval of a single long report is too narrow. Count paragraphs
    (``count(segment(corpus.split("paragraph")))``) where a year has one report or few; reports are told
    apart by ``docs["report"]`` all the same.

    The test is that of Mann (1945) and Kendall: `scipy.stats.kendalltau`, exact for few values without
    ties. It sees the values of `by` as independent and looks for any monotone trend. With rates that are
    all equal, or with one value, tau is 0 and p is 1. p is that of one term: of a hundred terms without
    a trend, five will show one at 0.05.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")))
    >>> rn.trends(matrix, ["首店"])[["term", "year", "n", "n_tokens", "per_10k", "n_reports", "trend"]].round(2)
      term  year  n  n_tokens  per_10k  n_reports trend
    0   首店  2021  0      7977     0.00          0  none
    1   首店  2022  0      8304     0.00          0  none
    2   首店  2023  9      8809    10.22          2  none
    3   首店  2024  5      8563     5.84          2  none
    """
    alpha = number("alpha", alpha, low=1e-6, high=0.5)
    name = columns("by", by, matrix.docs)[0]
    ids = known_terms("terms", terms, matrix.vocabulary)
    kept = _kept(name, matrix)
    codes, uniques = pd.factorize(matrix.docs[name][kept], sort=True)
    values = pd.Series(uniques, dtype=matrix.docs[name].dtype)
    x = sparse.csr_array(matrix.counts[kept][:, list(ids.values())], dtype=np.int64)
    rates = _rates(x, matrix.lengths[kept], codes, len(values), alpha)
    n_reports, of_reports = _n_reports(x, _report_numbers(matrix.docs)[kept], codes, len(values))
    # One row a value, one column a term; the table is read column by column.
    row, column = np.tile(np.arange(len(values)), len(ids)), np.repeat(np.arange(len(ids)), len(values))
    table = pd.DataFrame({"term": pd.array([term for term in ids for _ in range(len(values))], dtype="str")})
    table[name] = values.take(row).array
    table["n"], table["n_tokens"] = rates.n[row, column], rates.of[row, column]
    for label, share in (("per_10k", rates.rate), ("low", rates.low), ("high", rates.high)):
        table[label] = 1e4 * share[row, column]
    table["n_reports"] = n_reports[row, column]
    table["share_reports"] = table["n_reports"] / of_reports[row]
    for label, answer in _tested(rates, values, alpha).items():
        table[label] = answer.take(column).array
    return matrix.provenance.then("trends", terms=list(ids), by=name, alpha=alpha).attach(table)


def _kept(name: str, matrix: TermMatrix) -> npt.NDArray[np.bool_]:
    """Tell which documents have a value, and one under which anything was counted; warn of the others."""
    times = matrix.docs[name]
    known = (times.notna() & (times.astype("str") != "")).to_numpy()
    if not (_is_ordered(times[known]) and known.any()):
        problem = "has no order in time" if known.any() else "is empty in every document"
        raise ArgumentError(f"by: the column {name!r} {problem}; choose one with numbers or dates, such as 'year'")
    used = matrix.lengths > 0
    kept: npt.NDArray[np.bool_] = known & times.isin(times[known & used]).to_numpy()
    if not kept.any():
        raise ArgumentError("matrix: nothing was counted in any document; count with other options")
    for lost, reason in ((~known, f"have no {name}"), (known & ~kept, f"are of a {name} without a single token")):
        if lost.any():
            warnings.warn(f"trends: {lost.sum()} documents {reason} and are left out", ReportNLPWarning, stacklevel=3)
    return kept


def _is_ordered(times: pd.Series) -> bool:
    """Tell whether values are numbers, dates, ordered categories, or text that sorts as time."""
    types = pd.api.types
    if isinstance(times.dtype, pd.CategoricalDtype):
        return bool(times.dtype.ordered)
    if types.is_numeric_dtype(times) or types.is_datetime64_any_dtype(times):
        return not types.is_bool_dtype(times)
    return all(isinstance(value, str) and _TIME.fullmatch(value) for value in times.unique())


def _report_numbers(docs: pd.DataFrame) -> Ints:
    """Return the number of the report that each document is of; documents that know none are reports."""
    return np.asarray(pd.factorize(docs["report"])[0] if "report" in docs else np.arange(len(docs)), np.int64)


def _rates(x: sparse.csr_array, sizes: Ints, codes: Ints, n_groups: int, alpha: float) -> Rates:
    """Return the rates of each term in each group (groups by terms), the documents as clusters."""
    member = sparse.csr_array((np.ones(len(codes), np.int64), (codes, np.arange(len(codes)))), (n_groups, len(codes)))
    sums = ((member @ part).toarray() for part in (x, x.power(2), x.multiply(sizes[:, None]).tocsr()))
    of_group = ((member @ part)[:, None] for part in (sizes, sizes**2, (sizes > 0).astype(np.int64)))
    return rates_of_groups(*sums, *of_group, alpha=alpha, at_most_one=True)


def _n_reports(x: sparse.csr_array, reports: Ints, codes: Ints, n_groups: int) -> tuple[Ints, Ints]:
    """Return the reports that use each term (groups by terms), and all reports of each group."""
    pairs, pair = np.unique(codes * (reports.max() + 1) + reports, return_inverse=True)
    group = pairs // (reports.max() + 1)
    document, column = x.nonzero()
    uses = np.unique(pair[document] * x.shape[1] + column)
    cells = group[uses // x.shape[1]] * x.shape[1] + uses % x.shape[1]
    n = np.bincount(cells, minlength=n_groups * x.shape[1]).reshape(n_groups, x.shape[1])
    return n, np.bincount(group, minlength=n_groups)


def _tested(rates: Rates, values: pd.Series, alpha: float) -> dict[str, pd.Series]:
    """Return first and last use, tau, p and the verdict of each term."""
    tests = [_kendall(column) for column in rates.rate.T]
    used = [np.flatnonzero(column) for column in rates.n.T]
    answers = {
        label: pd.Series([values[places[end]] if len(places) else None for places in used], dtype=values.dtype)
        for label, end in (("first", 0), ("last", -1))
    }
    answers["tau"], answers["p"] = (pd.Series(numbers, dtype="float64") for numbers in zip(*tests, strict=True))
    names = ["none" if p > alpha else "rise" if tau > 0 else "fall" for tau, p in tests]
    return answers | {"trend": pd.Series(names, dtype="str")}


def _kendall(rates: Floats) -> tuple[float, float]:
    if (rates == rates[0]).all():
        return 0.0, 1.0
    tau, p = stats.kendalltau(np.arange(len(rates)), rates)
    return float(tau), float(p)
