"""keyness: the terms that mark one group of documents out against another, and how sure that is."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, special, stats

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.measures import Estimate, deviation_of_proportions, g2, log_odds, log_ratio
from reportnlp.validate import allowed_values, choice, columns, integer, number, rows_that_meet

__all__ = ["keyness"]

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
        See the notes.
    prior : float, optional
        Words of the prior of ``log_odds``; by default a quarter of those that the smaller group has.
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
        Log-odds ratio with an informative Dirichlet prior, the statistic its z (Monroe, Colaresi and
        Quinn 2008, Fightin' words). Use it unless there is a reason not to: rare terms have to be much
        more frequent to stand out, and on halves of one report, drawn at random, fewer terms than one
        in a thousand have p < 0.001. The prior grows with the texts, so that a term that one group
        never uses can stand out however large they are; a larger one is more cautious.
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
    compare: Callable[[_Group, _Group], _Comparison] = _COMPARE[choice("measure", measure, get_args(Measure))]
    integer("min_count", min_count)
    if prior is not None:
        number("prior", prior, low=1e-6, high=1e12)
        if measure != "log_odds":
            raise ArgumentError(f"prior: belongs to the measure 'log_odds'; leave it out for {measure!r}")
        compare = partial(_by_log_odds, prior=float(prior))
    masks = _masks(matrix.docs, target, reference)
    lengths = matrix.lengths
    names = ("target", "reference")
    sides = {name: _group(name, matrix.counts, lengths, mask) for name, mask in zip(names, masks, strict=True)}
    kept = np.flatnonzero(sum(group.n for group in sides.values()) >= min_count)
    sides = {name: group._replace(n=group.n[kept], kept=kept) for name, group in sides.items()}
    found = compare(*sides.values())
    effect, error = found.estimate
    terms = matrix.terms
    data: dict[str, Any] = {"term": pd.array([terms[k] for k in kept.tolist()], dtype="str")}
    data |= {f"n_{name}": group.n.astype(np.int64) for name, group in sides.items()}
    data |= {f"per_10k_{name}": 10_000 * group.n / group.total for name, group in sides.items()}
    data |= {"effect": effect, "low": effect - found.deviate * error, "high": effect + found.deviate * error}
    data |= {"statistic": found.statistic, "p": found.p, "q": _adjusted(found.p)}
    data |= {f"dp_{name}": deviation_of_proportions(group.counts, group.lengths)[kept] for name, group in sides.items()}
    # Equal formulas that round differently are ties too.
    order = np.argsort(-np.copysign(found.statistic, effect).round(9), kind="stable")[:top]
    record = matrix.provenance.then(
        "keyness",
        target=allowed_values("target", target),
        reference=None if reference is None else allowed_values("reference", reference),
        measure=measure,
        prior=prior,
        min_count=min_count,
        top=top,
    )
    return record.attach(pd.DataFrame(data).iloc[order].reset_index(drop=True))


class _Group(NamedTuple):
    """One side: its counts, the words of each document and of all; of the terms `kept`, the occurrences `n`."""

    counts: sparse.csr_array
    lengths: npt.NDArray[np.int64]
    total: float
    n: Floats
    kept: npt.NDArray[np.int64]


class _Comparison(NamedTuple):
    """What a measure says of each term; `deviate` is what the error is multiplied with for the interval."""

    estimate: Estimate
    statistic: Floats
    p: Floats
    deviate: float | Floats = Z


def _by_log_odds(target: _Group, reference: _Group, prior: float | None = None) -> _Comparison:
    estimate = log_odds(target.n, reference.n, target.total, reference.total, prior)
    z = estimate.effect / estimate.error
    return _Comparison(estimate, np.abs(z), 2 * special.ndtr(-np.abs(z)))


def _by_g2(target: _Group, reference: _Group) -> _Comparison:
    statistic = g2(target.n, target.n + reference.n, target.total, target.total + reference.total)
    estimate = log_ratio(target.n, reference.n, target.total, reference.total)
    return _Comparison(estimate, statistic, special.chdtrc(1, statistic))


def _by_chi2(target: _Group, reference: _Group) -> _Comparison:
    both, n = target.n + reference.n, target.total + reference.total
    off = np.abs(target.n * (reference.total - reference.n) - reference.n * (target.total - target.n)) - n / 2
    margins = both * (n - both) * target.total * reference.total
    statistic = np.divide(n * np.maximum(off, 0) ** 2, margins, out=np.zeros_like(both), where=margins > 0)
    estimate = log_ratio(target.n, reference.n, target.total, reference.total)
    return _Comparison(estimate, statistic, special.chdtrc(1, statistic))


def _by_welch(target: _Group, reference: _Group) -> _Comparison:
    means, errors, freedoms = zip(*(_shares(group) for group in (target, reference)), strict=True)
    effect, squared = means[0] - means[1], errors[0] + errors[1]
    # A term whose share does not vary says nothing about chance.
    varies = squared > 0
    freedom = np.divide(
        squared**2, errors[0] ** 2 / freedoms[0] + errors[1] ** 2 / freedoms[1], out=np.ones_like(squared), where=varies
    )
    error = np.sqrt(squared)
    t = np.divide(np.abs(effect), error, out=np.zeros_like(error), where=varies)
    return _Comparison(Estimate(effect, error), t, 2 * special.stdtr(freedom, -t), special.stdtrit(freedom, 0.975))


def _shares(group: _Group) -> tuple[Floats, Floats, int]:
    """Return the mean share per 10,000 words of each term, its squared error and the degrees of freedom."""
    filled = np.flatnonzero(group.lengths)
    n = len(filled)
    if n < 2:
        raise ArgumentError(
            "measure: 'welch' compares documents and needs two or more with words in each group; "
            "split the reports into paragraphs, or use 'log_odds'"
        )
    of_doc = np.repeat(group.lengths, np.diff(group.counts.indptr))
    share = 10_000 * group.counts.data / of_doc
    indices, size = group.counts.indices, group.counts.shape[1]
    mean = np.bincount(indices, share, size) / n
    without = n - np.bincount(indices, minlength=size)
    squares = np.bincount(indices, (share - mean[indices]) ** 2, size) + without * mean**2
    return mean[group.kept], squares[group.kept] / (n * (n - 1)), n - 1


def _adjusted(p: Floats) -> Floats:
    """Return the smallest rate of false discoveries at which each term is one."""
    adjusted: Floats = stats.false_discovery_control(p) if len(p) else p
    return adjusted


_COMPARE: dict[str, Callable[[_Group, _Group], _Comparison]] = {
    "log_odds": _by_log_odds,
    "g2": _by_g2,
    "chi2": _by_chi2,
    "welch": _by_welch,
}


def _masks(docs: pd.DataFrame, target: Mapping[str, Any], reference: Mapping[str, Any] | None) -> tuple[Bools, Bools]:
    """Return which documents are in the target and which in the reference."""
    ours = _mask("target", docs, target)
    others = ~ours if reference is None else _mask("reference", docs, reference)
    if not others.any():
        raise ArgumentError(
            f"target: {allowed_values('target', target)} selects every document, which leaves none to compare with"
        )
    if (ours & others).any():
        raise ArgumentError(
            f"reference: {int((ours & others).sum())} documents are in the target too; "
            "choose groups that share none, or leave the reference out"
        )
    return ours, others


def _mask(name: str, docs: pd.DataFrame, wanted: Mapping[str, Any]) -> Bools:
    if not isinstance(wanted, Mapping):
        raise ArgumentError(f"{name}: give columns with their values, such as {{'year': 2024}}; got {wanted!r}")
    columns(name, list(wanted), docs)
    mask = rows_that_meet(name, wanted, docs)
    if not mask.any():
        there = {column: _shown(docs[column]) for column in wanted}
        raise ArgumentError(f"{name}: no document has {allowed_values(name, wanted)}; there are {there}")
    return mask


def _group(name: str, counts: sparse.csr_array, lengths: npt.NDArray[np.int64], mask: Bools) -> _Group:
    counts, lengths = counts[np.flatnonzero(mask)], lengths[mask]
    total = float(lengths.sum())
    if not total:
        raise ArgumentError(f"{name}: its documents have no words in the matrix")
    n = np.bincount(counts.indices, counts.data, counts.shape[1]).astype(np.float64)
    return _Group(counts, lengths, total, n, np.arange(len(n)))


def _shown(column: pd.Series) -> str:
    """Return the values of a column as text, the first twenty of many."""
    values = [str(value) for value in sorted(column.dropna().unique())]
    return ", ".join(values[:20]) + (f" and {len(values) - 20} more" if len(values) > 20 else "")
