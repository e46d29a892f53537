"""similarity: how alike groups of documents are in their words, and which is nearest to which."""

import warnings
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from reportnlp.errors import ArgumentError, ReportNLPWarning
from reportnlp.matrix import TermMatrix
from reportnlp.similarity.kernels.overlap import entropies, products
from reportnlp.validate import choice, columns, integer

__all__ = ["similarity"]

Measure = Literal["cosine", "jensen_shannon"]
Weight = Literal["count", "tf_idf"]
Floats = npt.NDArray[np.float64]

#: Groups of which all pairs are compared at once; the pairs of so many take 800 MB.
MOST_GROUPS = 10_000
#: A divergence below this is what rounding leaves of nothing.
NOTHING = 1e-13


def similarity(
    matrix: TermMatrix,
    *,
    by: str | Sequence[str] = "id",
    measure: Measure = "cosine",
    weight: Weight | None = None,
    top: int | None = None,
) -> pd.DataFrame:
    r"""Compare groups of documents by their words, each with each, nearest first.

    Parameters
    ----------
    matrix : TermMatrix
        Counts of terms in documents.
    by : str or sequence of str, default "id"
        Columns of `matrix.docs` that make the groups; by default each document is one.
    measure : {"cosine", "jensen_shannon"}, default "cosine"
        Cosine of the weights, or the Jensen–Shannon distance of the shares.
    weight : {"tf_idf", "count"}, optional
        By default "tf_idf" for the cosine, which plain counts make a measure of function words, and
        "count" for the distance, which compares distributions of words as they are.
    top : int, optional
        Nearest groups to return for each; all by default.

    Returns
    -------
    pandas.DataFrame
        One row an ordered pair: ``a`` and ``b``, the labels of two groups (in the type of the column
        `by`; of several columns, their values with blanks between, as str); ``similarity`` (float64), the
        cosine from 0, no word shared, to 1, or ``distance`` (float64) from 0, the same distribution, to
        1; ``rank`` (int64) of b among the groups nearest to a, from 1. Sorted by group a and rank; ties
        go to the first group.

    Raises
    ------
    ArgumentError
        If `by` is no column, a choice is none of those allowed, or there are fewer than two groups with
        a token, or more than 10,000.

    Warns
    -----
    ReportNLPWarning
        If groups are left out because nothing was counted in them.

    Notes
    -----
    tf is the count in the group; idf = ln((1 + N) / (1 + df)) + 1 over the N documents of the matrix, as
    in `keywords`. The distance of the distributions p and q is

    .. math:: d = \sqrt{\tfrac12 \sum_k p_k \log_2 \frac{2 p_k}{p_k + q_k} + q_k \log_2 \frac{2 q_k}{p_k + q_k}},

    a metric (Endres and Schindelin 2003) and the same as ``scipy.spatial.distance.jensenshannon(p, q, base=2)``.
    It grows with the lack of text: two short samples of one source are further apart than two long ones,
    so compare groups of like size. Both measures give the same number for (a, b) and (b, a).

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample").where(year=2024)).drop(rn.load_stopwords()))
    >>> rn.similarity(matrix, top=1).round(2)
               a          b  similarity  rank
    0  望潮街道-2024  荔塘街道-2024        0.22     1
    1   栖云镇-2024   槐埠镇-2024        0.17     1
    2   槐埠镇-2024  望潮街道-2024        0.17     1
    3   盐帆镇-2024   栖云镇-2024        0.15     1
    4  荔塘街道-2024  望潮街道-2024        0.22     1
    5  鹭岗街道-2024  望潮街道-2024        0.20     1
    """
    names, top = columns("by", by, matrix.docs), None if top is None else integer("top", top)
    near = choice("measure", measure, get_args(Measure)) == "cosine"
    weight = ("tf_idf" if near else "count") if weight is None else weight
    groups = _with_tokens(matrix.sum_by(names))
    weights = _weights(groups, matrix, choice("weight", weight, get_args(Weight)))
    pairs = _cosines(weights) if near else _distances(weights)
    order = _nearest_first(-pairs if near else pairs)[:, :top]
    n, k = order.shape
    labels = _labels(groups.docs)
    table = pd.DataFrame({"a": labels.take(np.repeat(np.arange(n), k)).array, "b": labels.take(order.ravel()).array})
    table["similarity" if near else "distance"] = np.take_along_axis(pairs, order, axis=1).ravel()
    table["rank"] = np.tile(np.arange(1, k + 1), n)
    return matrix.provenance.then("similarity", by=names, measure=measure, weight=weight, top=top).attach(table)


def _with_tokens(groups: TermMatrix) -> TermMatrix:
    """Return the groups in which anything was counted, and warn of the others."""
    empty = np.diff(groups.counts.indptr) == 0
    n = len(empty) - int(empty.sum())
    if not 2 <= n <= MOST_GROUPS:
        raise ArgumentError(
            f"by: {', '.join(groups.docs.columns)} makes {n:,} groups with a token; choose columns that make "
            f"from 2 to {MOST_GROUPS:,}, or take a part of the corpus"
        )
    if not empty.any():
        return groups
    warnings.warn(f"similarity: {empty.sum()} groups have no token and are left out", ReportNLPWarning, stacklevel=3)
    docs = groups.docs[~empty].reset_index(drop=True)
    return TermMatrix(groups.counts[~empty], groups.vocabulary, docs, groups.provenance)


def _weights(groups: TermMatrix, matrix: TermMatrix, weight: str) -> sparse.csr_array:
    weights = groups.counts.astype(np.float64)
    if weight == "tf_idf":
        n_docs = np.bincount(matrix.counts.indices, minlength=matrix.shape[1])
        weights.data *= (np.log((1 + matrix.shape[0]) / (1 + n_docs)) + 1)[weights.indices]
    return weights


def _cosines(weights: sparse.csr_array) -> Floats:
    norms = np.sqrt(np.asarray(weights.power(2).sum(axis=1)))
    terms = _by_term(weights, norms)
    # Rounding can make a little more than 1 of two vectors in one direction.
    return _mirrored(np.minimum(products(terms.indptr, terms.indices, terms.data, terms.shape[0]), 1))


def _distances(weights: sparse.csr_array) -> Floats:
    terms = _by_term(weights, np.asarray(weights.sum(axis=1)))
    logs = terms.data * np.log(terms.data)
    sums = entropies(terms.indptr, terms.indices, terms.data, logs, terms.shape[0])
    divergence = np.minimum(1 + sums / (2 * np.log(2)), 1)
    return _mirrored(np.sqrt(np.where(divergence < NOTHING, 0, divergence)))


def _by_term(weights: sparse.csr_array, sizes: Floats) -> sparse.csc_array:
    """Return the weights of each group divided by its size, term by term."""
    scaled = np.asarray(weights.data) / np.repeat(sizes, np.diff(weights.indptr))
    terms = sparse.csr_array((scaled, weights.indices, weights.indptr), shape=weights.shape).tocsc()
    terms.indices, terms.indptr = terms.indices.astype(np.int32), terms.indptr.astype(np.int32)
    return terms


def _mirrored(upper: Floats) -> Floats:
    """Return a symmetric matrix from what stands above its diagonal."""
    above = np.triu(upper, 1)
    return above + above.T


def _nearest_first(distances: Floats) -> npt.NDArray[np.int64]:
    """Return for each row the other columns, nearest first and ties in order; compared at 12 digits."""
    rounded = distances.round(12)
    np.fill_diagonal(rounded, np.inf)
    return np.argsort(rounded, axis=1, kind="stable")[:, :-1]


def _labels(docs: pd.DataFrame) -> pd.Series:
    if docs.shape[1] == 1:
        return docs.iloc[:, 0]
    texts = docs.astype("str").fillna("")
    return texts.agg(" ".join, axis=1).astype("str")
