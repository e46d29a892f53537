"""keywords: the terms that stand out in each report or group of reports."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from reportnlp.compounds import TAG
from reportnlp.kernels.rows import first_of_rows
from reportnlp.matrix import TermMatrix
from reportnlp.measures import deviation_of_proportions, log_odds
from reportnlp.validate import choice, columns, flag, integer

__all__ = ["Method", "Totals", "keywords", "ranked", "totals_of", "weighing"]

Method = Literal["tf_idf", "bm25", "log_odds"]
Floats = npt.NDArray[np.float64]

#: How soon more occurrences stop to count in BM25, and how much the length of a group does.
K1, B = 1.2, 0.75
#: So many terms of a group are found faster by keeping the best so far in order than by sorting all.
FEW = 100


def keywords(
    matrix: TermMatrix,
    *,
    by: str | Sequence[str] = "id",
    method: Method = "tf_idf",
    top: int = 10,
    sublinear: bool = False,
    smooth: bool = True,
    norm: bool = True,
) -> pd.DataFrame:
    r"""Rank the terms of each group of documents.

    Parameters
    ----------
    matrix : TermMatrix
        Counts of terms in documents; with ``count(tokens, compounds=True)`` compounds are ranked with
        the words.
    by : str or sequence of str, default "id"
        Columns of `matrix.docs` that make the groups; by default each document is one.
    method : {"tf_idf", "bm25", "log_odds"}, default "tf_idf"
        Weight by frequency against how many documents have the term, BM25, or log-odds against all other
        groups; see the notes.
    top : int, default 10
        Terms to return for each group.
    sublinear : bool, default False
        TF-IDF: replace tf by 1 + ln(tf).
    smooth : bool, default True
        TF-IDF: count one more document that has every term, so that idf is finite.
    norm : bool, default True
        TF-IDF: divide the weights of a group by their Euclidean norm.

    Returns
    -------
    pandas.DataFrame
        The columns `by`; ``term`` (str); ``n`` (int64), its occurrences in the group; ``n_docs``
        (int64), the documents of the whole matrix that have it; ``dp`` (float64), Gries' deviation of
        proportions over these documents, 0 for a term spread as the words are and near 1 for one in a
        single short document; the weight (float64), named after the method; ``rank`` (int64) from 1.
        Sorted by group and rank; ties go to the term that is first by code point. A term that stands
        in a group only within a compound that ranks above it is left out.

    Raises
    ------
    ArgumentError
        If `by` is no column, or `top` is no whole number of 1 or more.

    Notes
    -----
    Documents are the rows of the matrix, whatever the groups: a matrix of paragraphs ranked
    ``by="report"`` prefers terms of few paragraphs, which tells reports apart even if there are only
    two. There are N documents, df of them with the term, and tf occurrences in the group.

    tf_idf
        tf times idf = ln((1 + N) / (1 + df)) + 1, or ln(N / df) + 1 if not `smooth`: the definitions
        of scikit-learn's ``TfidfTransformer``.
    bm25
        ln(1 + (N - df + 0.5) / (df + 0.5)) times 2.2 tf / (tf + 1.2 (0.25 + 0.75 l)), with l the words
        of the group over those of the mean group (Robertson and Zaragoza 2009, The probabilistic
        relevance framework). Frequent terms count for less, and groups of unlike length compare.
    log_odds
        z of the log-odds ratio of the group against all others, with an informative Dirichlet prior
        (after Monroe, Colaresi and Quinn 2008): what `keyness` shows for one group with its intervals. Use it
        if the groups are few and large, and it matters what is sure.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "海洋经济，海洋牧场"), rn.Report("b", "海洋经济")])
    >>> rn.keywords(rn.count(rn.segment(corpus)), top=1)
      id  term  n  n_docs   dp    tf_idf  rank
    0  a  海洋牧场  1       1  0.333333  0.814802     1
    1  b  海洋经济  1       2  0.166667  1.000000     1
    """
    names, top = columns("by", by, matrix.docs), integer("top", top)
    options = weighing(method, sublinear=sublinear, smooth=smooth, norm=norm)
    groups = matrix.sum_by(names)
    table = ranked(groups, totals_of(matrix, groups.shape[0]), method, top, options)
    return matrix.provenance.then("keywords", by=names, method=method, top=top, **options).attach(table)


class Totals(NamedTuple):
    """What the weights need to know of all documents and groups.

    Parameters
    ----------
    n, n_docs : ndarray of int64, shape (v,)
        Occurrences of each term, and documents that have it.
    dp : ndarray of float64, shape (v,)
        Its deviation of proportions.
    documents, groups, words : int
        How many there are.
    """

    n: npt.NDArray[np.int64]
    n_docs: npt.NDArray[np.int64]
    dp: Floats
    documents: int
    groups: int
    words: int


def totals_of(matrix: TermMatrix, groups: int) -> Totals:
    """Return the totals of a matrix whose documents make so many groups."""
    counts, lengths, size = matrix.counts, matrix.lengths, matrix.shape[1]
    n = np.bincount(counts.indices, counts.data, size).astype(np.int64)
    n_docs = np.bincount(counts.indices, minlength=size).astype(np.int64)
    dp = deviation_of_proportions(counts, lengths)
    return Totals(n, n_docs, dp, matrix.shape[0], groups, int(lengths.sum()))


def weighing(method: Method, **options: bool) -> dict[str, bool]:
    """Return the options that a method takes."""
    for name, value in options.items():
        flag(name, value)
    return options if choice("method", method, get_args(Method)) == "tf_idf" else {}


def ranked(groups: TermMatrix, totals: Totals, method: Method, top: int, options: Mapping[str, bool]) -> pd.DataFrame:
    """Return the table of `keywords` for some of the groups, each with all its counts."""
    case = _Case(groups.counts, groups.lengths, totals)
    weights = _WEIGHTS[method](case, **options)
    best = np.concatenate([np.zeros(0, np.int64), *_best(groups, weights, top)])
    row, term = case.rows[best], groups.counts.indices[best]
    table: pd.DataFrame = groups.docs.iloc[row].reset_index(drop=True)
    table["term"] = groups.vocabulary.texts(term)
    table["n"] = groups.counts.data[best].astype(np.int64)
    table["n_docs"] = totals.n_docs[term]
    table["dp"] = totals.dp[term]
    table[method] = weights[best]
    table["rank"] = table.groupby(row).cumcount().to_numpy(np.int64) + 1
    return table


class _Case(NamedTuple):
    """What a weight is made of: the counts of some groups, their words, and the totals of all."""

    counts: sparse.csr_array
    lengths: npt.NDArray[np.int64]
    totals: Totals

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """Group of each stored count."""
        return np.repeat(np.arange(self.counts.shape[0]), np.diff(self.counts.indptr))


def _tf_idf(case: _Case, *, sublinear: bool, smooth: bool, norm: bool) -> Floats:
    tf = case.counts.data.astype(np.float64)
    if sublinear:
        tf = 1 + np.log(tf)
    # A term of no document has none of the counts.
    idf = np.log((case.totals.documents + smooth) / np.maximum(case.totals.n_docs + smooth, 1)) + 1
    weights: Floats = tf * idf[case.counts.indices]
    if norm:
        rows = case.rows
        weights /= np.sqrt(np.bincount(rows, weights**2, case.counts.shape[0]))[rows]
    return weights


def _bm25(case: _Case) -> Floats:
    n_docs, totals = case.totals.n_docs[case.counts.indices], case.totals
    length = case.lengths / max(totals.words / max(totals.groups, 1), 1)
    slowed = case.counts.data + K1 * (1 - B + B * length[case.rows])
    idf = np.log1p((totals.documents - n_docs + 0.5) / (n_docs + 0.5))
    weights: Floats = idf * (K1 + 1) * case.counts.data / slowed
    return weights


def _log_odds(case: _Case) -> Floats:
    counts = case.counts
    n, total = counts.data.astype(np.float64), case.lengths[case.rows].astype(np.float64)
    everywhere = case.totals.n[counts.indices]
    effect, error = log_odds(n, everywhere - n, total, case.totals.words - total)
    return effect / error


_WEIGHTS: dict[str, Callable[..., Floats]] = {"tf_idf": _tf_idf, "bm25": _bm25, "log_odds": _log_odds}


def _best(groups: TermMatrix, weights: Floats, top: int) -> list[npt.NDArray[np.int64]]:
    """Return the places in `weights` of the `top` largest of each group, largest first, group after group.

    Columns ascend by term and the sort is stable, so ties go to the first term. The weights are
    compared at 12 digits: equal formulas that round differently are ties too.
    """
    falling, indptr, plain = -weights.round(12), groups.counts.indptr, TAG not in groups.vocabulary.tags
    if plain and top <= FEW:
        return [first_of_rows(falling, indptr.astype(np.int64), top)]
    order = [start + np.argsort(falling[start:end], kind="stable") for start, end in pairwise(indptr.tolist())]
    if plain:
        return [places[:top] for places in order]
    return [np.array(_unrepeated(groups, places, top), np.int64) for places in order]


def _unrepeated(groups: TermMatrix, places: npt.NDArray[np.int64], top: int) -> list[int]:
    """Return the first `top` places whose term stands elsewhere too than in a compound among those before it."""
    kept: list[int] = []
    compounds: list[tuple[str, int]] = []
    for place in places.tolist():
        term, n = groups.counts.indices[place], int(groups.counts.data[place])
        text = groups.terms[term]
        if any(n <= times and text in compound for compound, times in compounds):
            continue
        kept.append(place)
        if groups.vocabulary.tags[term] == TAG:
            compounds.append((text, n))
        if len(kept) == top:
            break
    return kept
