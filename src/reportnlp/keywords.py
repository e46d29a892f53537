"""keywords: the terms that stand out in each report or group of reports."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from reportnlp.matrix import TermMatrix
from reportnlp.validate import columns, integer

__all__ = ["keywords"]


def keywords(
    matrix: TermMatrix,
    *,
    by: str | Sequence[str] = "id",
    top: int = 10,
    sublinear: bool = False,
    smooth: bool = True,
    norm: bool = True,
) -> pd.DataFrame:
    r"""Rank the terms of each group of documents by TF-IDF.

    Parameters
    ----------
    matrix : TermMatrix
        Counts of terms in documents.
    by : str or sequence of str, default "id"
        Columns of `matrix.docs` that make the groups; by default each document is one.
    top : int, default 10
        Terms to return for each group.
    sublinear : bool, default False
        Replace tf by 1 + ln(tf).
    smooth : bool, default True
        Count one more document that has every term, so that idf is finite.
    norm : bool, default True
        Divide the weights of a group by their Euclidean norm.

    Returns
    -------
    pandas.DataFrame
        The columns `by`; ``term`` (str); ``n`` (int64), its occurrences in the group; ``n_docs``
        (int64), the documents of the whole matrix that have it; ``tf_idf`` (float64); ``rank``
        (int64) from 1. Sorted by group and rank; ties go to the term that is first by code point.

    Raises
    ------
    ArgumentError
        If `by` is no column, or `top` is no whole number of 1 or more.

    Notes
    -----
    tf is the count in the group. With N documents, of which df have the term,
    idf = ln((1 + N) / (1 + df)) + 1, or ln(N / df) + 1 if not `smooth`: the definitions of
    scikit-learn's ``TfidfTransformer``. Documents are the rows of the matrix, whatever the groups:
    a matrix of paragraphs ranked ``by="report"`` prefers terms of few paragraphs, which tells
    reports apart even if there are only two.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "海洋经济，海洋牧场"), rn.Report("b", "海洋经济")])
    >>> rn.keywords(rn.count(rn.segment(corpus)), top=1)
      id  term  n  n_docs    tf_idf  rank
    0  a  海洋牧场  1       1  0.814802     1
    1  b  海洋经济  1       2  1.000000     1
    """
    names, top = columns("by", by, matrix.docs), integer("top", top)
    n_docs = np.bincount(matrix.counts.indices, minlength=matrix.shape[1])
    idf = _idf(n_docs, matrix.shape[0], smooth=smooth)
    groups = matrix.sum_by(names)
    weights = groups.counts.astype(np.float64)
    if sublinear:
        weights.data = 1 + np.log(weights.data)
    weights.data *= idf[weights.indices]
    if norm:
        weights.data /= np.repeat(_row_norms(weights), np.diff(weights.indptr))
    best = np.concatenate([np.zeros(0, np.int64), *_best(weights, top)])
    row = np.repeat(np.arange(len(groups.docs)), np.diff(weights.indptr))[best]
    term = weights.indices[best]
    table = groups.docs.iloc[row].reset_index(drop=True)
    table["term"] = pd.array([matrix.terms[k] for k in term.tolist()], dtype="str")
    table["n"] = groups.counts.data[best].astype(np.int64)
    table["n_docs"] = n_docs[term].astype(np.int64)
    table["tf_idf"] = weights.data[best]
    table["rank"] = table.groupby(row).cumcount().to_numpy(np.int64) + 1
    options = {"sublinear": sublinear, "smooth": smooth, "norm": norm}
    return matrix.provenance.then("keywords", by=names, top=top, **options).attach(table)


def _idf(n_docs: npt.NDArray[np.int64], n: int, *, smooth: bool) -> npt.NDArray[np.float64]:
    with np.errstate(divide="ignore"):  # a term of no document: its weight is used nowhere
        idf: npt.NDArray[np.float64] = np.log((n + smooth) / (n_docs + smooth)) + 1
    return idf


def _row_norms(weights: sparse.csr_array) -> npt.NDArray[np.float64]:
    squares = weights.power(2).sum(axis=1)
    return np.sqrt(np.asarray(squares, np.float64))


def _best(weights: sparse.csr_array, top: int) -> list[npt.NDArray[np.int64]]:
    """Return for each row the positions in `weights.data` of its `top` largest, largest first.

    Columns ascend by term and the sort is stable, so ties go to the first term. The weights are
    compared at 12 digits: equal formulas that round differently are ties too.
    """
    best = []
    for start, end in zip(weights.indptr, weights.indptr[1:], strict=False):
        scores = weights.data[start:end].round(12)
        best.append(start + np.argsort(-scores, kind="stable")[:top])
    return best
