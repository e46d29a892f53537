"""keyness: the terms that mark one group of documents out against another, and how sure that is."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, special

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.measures import Estimate, deviation_of_proportions, from_limbs, g2, limbs, log_odds, log_ratio
from reportnlp.validate import allowed_values, choice, columns, integer, number, rows_that_meet
from reportnlp.vocabulary import Vocabulary

__all__ = [
    "Measure",
    "Shares",
    "Side",
    "compared",
    "comparison",
    "conditions",
    "disjoint",
    "keyness",
    "nobody",
    "shares_of",
    "spread_of_shares",
    "squares_of",
]

Measure = Literal["log_odds", "g2", "chi2", "welch"]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Standard normal deviate of a 95 % interval.
Z = float(special.ndtri(0.975))


def keyness(
    matrix: TermMatrix,
    *,
    target: Mapping[str, Any],
    reference: Mapping[str, Any] | None = None,
    measure: Measure = "log_odds",
    prior: float | None = None,
    min_count: int = 1,
    top: int | None = None,
) -> pd.DataFrame:
    r"""Compare the terms of two groups of documents.

    Parameters
    ----------
    matrix : TermMatrix
        Counts of terms in documents.
    target : mapping
        Columns of `matrix.docs` and the value, or collection of values, that the documents of the
        group have: ``{"year": 2024}``, ``{"level": ["county", "town"], "section": "plan"}``.
    reference : mapping, optional
        The other group; by default all documents that are not in the target.
    measure : {"log_odds", "g2", "chi2", "welch"}, default "log_odds"
        Log-odds ratio, log-likelihood, chi-squared, or Welch's t over documents; see the notes.
    prior : float, optional
        Words of the prior on each side, for the ``log_odds`` of Monroe, Colaresi and Quinn as they stand
        in their paper; by default see the notes.
    min_count : int, default 1
        Fewest occurrences of a term in both groups together.
    top : int, optional
        Terms to return, those that mark the target most; by default all, those of the reference last.

    Returns
    -------
    pandas.DataFrame
        ``term`` (str); ``n_target, n_reference`` (int64), its occurrences; ``per_10k_target,
        per_10k_reference`` (float64), the same per 10,000 words; ``effect`` (float64), positive if the
        target has more of it, with its 95 % interval ``low, high`` (float64); ``statistic`` (float64);
        ``p`` (float64), two-sided; ``q`` (float64), after Benjamini and Hochberg (1995) over all terms
        compared; ``dp_target, dp_reference`` (float64), Gries' deviation of proportions over the
        documents of each group: 0 for a term spread as the words are, near 1 for one crowded into one
        document. Sorted by the statistic with the sign of the effect, descending; ties go to the term
        that is first by code point.

    Raises
    ------
    ArgumentError
        If a group is empty or has no words, the groups share a document, a column does not exist, or a
        prior is given for another measure.

    Notes
    -----
    log_odds
        Log-odds ratio with an informative Dirichlet prior, after Monroe, Colaresi and Quinn (2008,
        Fightin' words). Use it unless there is a reason not to. The prior makes each group half as long
        again with words in which the two do not differ, so that bursts do not pass for news; the
        statistic z is the signed root of the likelihood ratio of these counts, which holds for rare
        terms and groups of unlike size too. Of paragraphs drawn at random from the same reports, half
        of them or one in a hundred as the target, at most 0.0006 of the terms have p < 0.001 (0.0009 of
        those with five uses or more in halves of one report, where G² has 0.0087), and a term that only
        the target has is found. The interval leaves out 0 if p < 0.05. Over large groups frequent terms
        with a small difference come first: sort by ``low`` for those whose difference is large for
        sure. With a `prior` the same words are put to both sides, and z is the effect over its standard
        error, as in the paper: made for groups of like size.
    g2
        Log-likelihood ratio (Dunning 1993), to repeat studies that use it. It takes every occurrence
        for independent, so terms that come in bursts look too sure. The effect is the log-odds ratio
        with half an occurrence added to each cell.
    chi2
        Pearson's chi-squared with Yates' correction; the effect as of g2. To repeat studies; needs an
        expected count of 5 or more.
    welch
        Welch's unequal-variances t of the terms' shares in each document: the documents, not the
        words, are the cases, so bursts do no harm. Use it with paragraphs where each group has hundreds
        of them; it finds frequent terms only. The effect is the difference of the mean shares, per
        10,000 words. A term whose share does not vary has p = 1.

    Documents in one report, or of one place, resemble each other more than words drawn at random: read
    a small p as "worth looking at", and look at dispersion and sentences.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.read_corpus("corpus/sample")).drop(rn.load_stopwords())
    >>> table = rn.keyness(rn.count(tokens), target={"place": "栖云镇"}, top=3)
    >>> table.columns.tolist()[:5]
    ['term', 'n_target', 'n_reference', 'per_10k_target', 'per_10k_reference']
    """
    compare = comparison(measure, prior, min_count)
    masks = _masks(matrix.docs, target, reference)
    lengths = matrix.lengths
    sides = {
        name: _side(matrix.counts, lengths, mask, measure)
        for name, mask in zip(("target", "reference"), masks, strict=True)
    }
    table = compared(matrix.vocabulary, sides, compare, min_count, top)
    record = matrix.provenance.then(
        "keyness",
        target=allowed_values(target, "target"),
        reference=None if reference is None else allowed_values(reference, "reference"),
        measure=measure,
        prior=prior,
        min_count=min_count,
        top=top,
    )
    return record.attach(table)


class Side(NamedTuple):
    """One of two groups of documents.

    Parameters
    ----------
    n : ndarray of float64, shape (v,)
        Occurrences of each term.
    words : float
        All of them together.
    dp : ndarray of float64, shape (v,)
        Deviation of proportions of each term.
    shares : tuple, optional
        For ``welch``: mean share of each term, its squared error, and the degrees of freedom.
    """

    n: Floats
    words: float
    dp: Floats
    shares: tuple[Floats, Floats, int] | None = None

    def take(self, kept: npt.NDArray[np.int64]) -> "Side":
        """Return the same of some terms."""
        shares = self.shares and (self.shares[0][kept], self.shares[1][kept], self.shares[2])
        return Side(self.n[kept], self.words, self.dp[kept], shares)


class Comparison(NamedTuple):
    """What a measure says of each term; `deviate` is what the error is multiplied with for the interval."""

    estimate: Estimate
    statistic: Floats
    p: Floats
    deviate: float | Floats = Z


def _by_log_odds(target: Side, reference: Side, prior: float | None = None) -> Comparison:
    estimate = log_odds(target.n, reference.n, target.words, reference.words, prior)
    z = estimate.effect / estimate.error
    return Comparison(estimate, np.abs(z), 2 * special.ndtr(-np.abs(z)))


def _by_g2(target: Side, reference: Side) -> Comparison:
    statistic = g2(target.n, target.n + reference.n, target.words, target.words + reference.words)
    estimate = log_ratio(target.n, reference.n, target.words, reference.words)
    return Comparison(estimate, statistic, _chi2_tail(statistic))


def _by_chi2(target: Side, reference: Side) -> Comparison:
    both, n = target.n + reference.n, target.words + reference.words
    off = np.abs(target.n * (reference.words - reference.n) - reference.n * (target.words - target.n)) - n / 2
    margins = both * (n - both) * target.words * reference.words
    statistic = np.divide(n * np.maximum(off, 0) ** 2, margins, out=np.zeros_like(both), where=margins > 0)
    estimate = log_ratio(target.n, reference.n, target.words, reference.words)
    return Comparison(estimate, statistic, _chi2_tail(statistic))


def _chi2_tail(statistic: Floats) -> Floats:
    """Return the probability of a larger chi-squared with one degree of freedom, the square of a normal deviate."""
    tail: Floats = special.erfc(np.sqrt(statistic / 2))
    return tail


def _by_welch(target: Side, reference: Side) -> Comparison:
    assert target.shares and reference.shares
    (mean, error_target, freedom_target), (other, error_reference, freedom_reference) = target.shares, reference.shares
    effect, squared = mean - other, error_target + error_reference
    # A term whose share does not vary says nothing about chance.
    varies = squared > 0
    freedom = np.divide(
        squared**2,
        error_target**2 / freedom_target + error_reference**2 / freedom_reference,
        out=np.ones_like(squared),
        where=varies,
    )
    error = np.sqrt(squared)
    t = np.divide(np.abs(effect), error, out=np.zeros_like(error), where=varies)
    return Comparison(Estimate(effect, error), t, 2 * special.stdtr(freedom, -t), special.stdtrit(freedom, 0.975))


class Shares(NamedTuple):
    """What the documents of a group add to the mean shares of terms, to be added up over all of them.

    Parameters
    ----------
    documents : int
        Documents with words.
    n_docs : ndarray of int64, shape (v,)
        Those of them that have each term.
    sums : ndarray of int64, shape (3, v)
        The terms' shares in them, by `measures.limbs`.
    """

    documents: int
    n_docs: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int64]

    @property
    def mean(self) -> Floats:
        """Mean share of each term."""
        return from_limbs(self.sums) / max(self.documents, 1)

    def plus(self, other: "Shares") -> "Shares":
        """Return the same of the documents of both."""
        documents = self.documents + other.documents
        return Shares(documents, self.n_docs + other.n_docs, self.sums + other.sums)


def shares_of(counts: sparse.csr_array, lengths: npt.NDArray[np.int64]) -> Shares:
    """Return the shares of terms in documents with so many words."""
    indices, shares = _in_documents(counts, lengths)
    n_docs = np.bincount(indices, minlength=counts.shape[1]).astype(np.int64)
    return Shares(len(np.flatnonzero(lengths)), n_docs, limbs(indices, shares, counts.shape[1]))


def squares_of(counts: sparse.csr_array, lengths: npt.NDArray[np.int64], mean: Floats) -> npt.NDArray[np.int64]:
    """Return the squared distances from the mean shares over the documents with a term, by `measures.limbs`."""
    indices, shares = _in_documents(counts, lengths)
    return limbs(indices, (shares - mean[indices]) ** 2, counts.shape[1])


def spread_of_shares(shares: Shares, squares: npt.NDArray[np.int64]) -> tuple[Floats, Floats, int]:
    """Return the mean share per 10,000 words of each term, its squared error and the degrees of freedom."""
    n, mean = shares.documents, shares.mean
    if n < 2:
        raise ArgumentError(
            "measure: 'welch' compares documents and needs two or more with words in each group; "
            "split the reports into paragraphs, or use 'log_odds'"
        )
    every = from_limbs(squares) + (n - shares.n_docs) * mean**2
    return 10_000 * mean, 10_000**2 * every / (n * (n - 1)), n - 1


def _in_documents(counts: sparse.csr_array, lengths: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int32], Floats]:
    """Return term and share of each stored count, those of documents apart that have no words but compounds."""
    of_doc = np.repeat(lengths, np.diff(counts.indptr))
    worded = of_doc > 0
    return counts.indices[worded], counts.data[worded] / of_doc[worded]


def _adjusted(p: Floats) -> Floats:
    """Return the smallest rate of false discoveries at which each term is one."""
    from scipy import stats  # a fifth of all that `summarize` imports, and the processes beside it compare nothing

    adjusted: Floats = stats.false_discovery_control(p) if len(p) else p
    return adjusted


_COMPARE: dict[str, Callable[[Side, Side], Comparison]] = {
    "log_odds": _by_log_odds,
    "g2": _by_g2,
    "chi2": _by_chi2,
    "welch": _by_welch,
}


def comparison(measure: Measure, prior: float | None, min_count: int) -> Callable[[Side, Side], Comparison]:
    """Return how two sides are compared, after a check of what was asked for."""
    compare = _COMPARE[choice("measure", measure, get_args(Measure))]
    integer("min_count", min_count)
    if prior is None:
        return compare
    number("prior", prior, low=1e-6, high=1e12)
    if measure != "log_odds":
        raise ArgumentError(f"prior: belongs to the measure 'log_odds'; leave it out for {measure!r}")
    return partial(_by_log_odds, prior=float(prior))


def compared(
    vocabulary: Vocabulary,
    sides: Mapping[str, Side],
    compare: Callable[[Side, Side], Comparison],
    min_count: int,
    top: int | None,
) -> pd.DataFrame:
    """Return the table of `keyness` for the sides "target" and "reference"."""
    for name, side in sides.items():
        if not side.words:
            raise ArgumentError(f"{name}: its documents have no words in the matrix")
    kept = np.flatnonzero(sum(side.n for side in sides.values()) >= min_count)
    sides = {name: side.take(kept) for name, side in sides.items()}
    found = compare(sides["target"], sides["reference"])
    effect, error = found.estimate
    data: dict[str, Any] = {f"n_{name}": side.n.astype(np.int64) for name, side in sides.items()}
    data |= {f"per_10k_{name}": 10_000 * side.n / side.words for name, side in sides.items()}
    data |= {"effect": effect, "low": effect - found.deviate * error, "high": effect + found.deviate * error}
    data |= {"statistic": found.statistic, "p": found.p, "q": _adjusted(found.p)}
    data |= {f"dp_{name}": side.dp for name, side in sides.items()}
    # Equal formulas that round differently are ties too.
    order = np.argsort(-np.copysign(found.statistic, effect).round(9), kind="stable")[:top]
    shown = {"term": vocabulary.texts(kept[order])} | {name: values[order] for name, values in data.items()}
    return pd.DataFrame(shown)


def _masks(docs: pd.DataFrame, target: Mapping[str, Any], reference: Mapping[str, Any] | None) -> tuple[Bools, Bools]:
    """Return which documents are in the target and which in the reference."""
    ours = _mask("target", docs, target)
    others = ~ours if reference is None else _mask("reference", docs, reference)
    disjoint(target, int(others.sum()), int((ours & others).sum()))
    return ours, others


def disjoint(target: Mapping[str, Any], others: int, both: int) -> None:
    """Refuse a target that leaves no `others`, or has documents in common with them."""
    if not others:
        raise ArgumentError(
            f"target: {allowed_values(target)} selects every document, which leaves none to compare with"
        )
    if both:
        raise ArgumentError(
            f"reference: {both} documents are in the target too; "
            "choose groups that share none, or leave the reference out"
        )


def _mask(name: str, docs: pd.DataFrame, wanted: Mapping[str, Any]) -> Bools:
    conditions(name, wanted, docs)
    mask = rows_that_meet(name, wanted, docs)
    if not mask.any():
        raise nobody(name, wanted, {column: docs[column].dropna().unique() for column in wanted})
    return mask


def conditions(name: str, wanted: Mapping[str, Any], allowed: Iterable[Hashable]) -> None:
    """Refuse what are no conditions on the columns that there are."""
    if not isinstance(wanted, Mapping):
        raise ArgumentError(f"{name}: give columns with their values, such as {{'year': 2024}}; got {wanted!r}")
    columns(name, list(wanted), allowed)


def nobody(name: str, wanted: Mapping[str, Any], there: Mapping[str, Iterable[Any]]) -> ArgumentError:
    """Return the error for conditions that no document meets, with the values that there are."""
    shown = {column: _shown(values) for column, values in there.items()}
    return ArgumentError(f"{name}: no document has {allowed_values(wanted)}; there are {shown}")


def _side(counts: sparse.csr_array, lengths: npt.NDArray[np.int64], mask: Bools, measure: Measure) -> Side:
    counts, lengths = counts[np.flatnonzero(mask)], lengths[mask]
    n = np.bincount(counts.indices, counts.data, counts.shape[1]).astype(np.float64)
    shares = None
    if measure == "welch" and lengths.any():
        found = shares_of(counts, lengths)
        shares = spread_of_shares(found, squares_of(counts, lengths, found.mean))
    return Side(n, float(lengths.sum()), deviation_of_proportions(counts, lengths), shares)


def _shown(values: Iterable[Any]) -> str:
    """Return values as text, the first twenty of many."""
    shown = [str(value) for value in sorted(values)]
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")
