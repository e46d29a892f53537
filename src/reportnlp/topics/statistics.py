"""The arithmetic behind the tables of a topic model."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import xlogy

from reportnlp.measures import g2

__all__ = [
    "bootstrap_shares",
    "cosines",
    "divergences",
    "first_columns",
    "keyness",
    "pearson",
    "scaled",
    "tokens_of_topics",
]

Doubles = npt.NDArray[np.float64]

#: Columns of which the greatest is looked for first.
RUN = 64


def keyness(topics: Doubles, sizes: Doubles) -> Doubles:
    """Return G² of each term in each topic against all others, 0 where it is not more frequent (Dunning 1993).

    Parameters
    ----------
    topics : ndarray of float64, shape (k, v)
        Probabilities.
    sizes : ndarray of float64, shape (k,)
        Tokens of each topic.
    """
    more = topics * sizes[:, None]
    both, total = more.sum(axis=0), max(float(sizes.sum()), 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):  # a cell of nothing is expected where there is one topic
        for own, size in zip(more, sizes.tolist(), strict=True):
            # By rounding a topic that is all there is has more of a term than all, and then infinitely much.
            is_more = own > both * (size / total) * (1 + 1e-9)
            own[:] = np.where(is_more, g2(own, both, size, total), 0.0)
    return more


def bootstrap_shares(
    weighted: Doubles, group: npt.NDArray[np.int64], n: int, level: float, seed: int
) -> tuple[list[int], Doubles, Doubles, Doubles]:
    """Return the groups that have tokens, their shares, and percentile limits, each of shape (groups, k).

    Parameters
    ----------
    weighted : ndarray of float64, shape (d, k)
        Tokens of each topic in each document.
    group : ndarray of int64, shape (d,)
        Number of the group of each document; -1 for none.
    """
    filled = np.unique(group[group >= 0]).tolist()
    out = np.zeros((3, len(filled), weighted.shape[1]))
    order = np.argsort(group, kind="stable")
    limits = np.searchsorted(group[order], [*filled, max(filled, default=0) + 1])
    for k, number in enumerate(filled):
        mine = weighted[order[limits[k] : limits[k + 1]]]
        rng = np.random.default_rng([seed, number])
        picked = rng.integers(len(mine), size=(n, len(mine)), dtype=np.int32)
        begins = np.arange(0, picked.size + 1, len(mine))
        # A sparse product adds up in the order of the draws; BLAS does as its threads are.
        drawn = sparse.csr_array((np.ones(picked.size), picked.ravel(), begins), (n, len(mine))) @ mine
        drawn /= drawn.sum(axis=1, keepdims=True)
        out[0, k] = mine.sum(axis=0) / mine.sum()
        out[1:, k] = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return filled, out[0], out[1], out[2]


def cosines(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> Doubles:
    """Return the cosine of each row of `a` with each of `b`, 0 for a row of zeros."""
    norms = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    similar: Doubles = (a @ b.T) / np.maximum(norms, 1e-300)
    return similar


def first_columns(values: Doubles, top: int) -> npt.NDArray[np.int64]:
    """Return the columns of the `top` greatest values of each row, ties by column: all need not be sorted for that."""
    top = min(top, values.shape[1])
    out = np.empty((len(values), top), np.int64)
    # The greatest of each run of columns: `top` of them are as many values, so no less than the least of these counts.
    runs = np.arange(0, values.shape[1], max(min(RUN, values.shape[1] // max(top, 1)), 1))
    for row, found in zip(values, out, strict=True):
        low = np.partition(np.maximum.reduceat(row, runs), -top)[-top]
        near = np.flatnonzero(row >= low)
        found[:] = near[np.argsort(-row[near], kind="stable")[:top]]
    return out


def pearson(values: Doubles) -> Doubles:
    """Return the correlation of each two columns, 0 where one does not vary."""
    centred = values - values.mean(axis=0) if len(values) else values
    centred = np.where(np.abs(centred) > 1e-12, centred, 0)
    return cosines(centred.T, centred.T)


def divergences(topics: Doubles) -> Doubles:
    """Return the Jensen-Shannon divergence of each two rows, natural logarithm, shape (k, k)."""
    out = np.zeros((len(topics), len(topics)))
    entropies = -xlogy(topics, topics).sum(axis=1)
    for k, row in enumerate(topics):
        for other in range(k):
            middle = (topics[other] + row) / 2
            out[k, other] = out[other, k] = -xlogy(middle, middle).sum() - (entropies[other] + entropies[k]) / 2
    return np.maximum(out, 0)


def scaled(squares: Doubles) -> Doubles:
    """Return points in two dimensions whose squared distances are near `squares` (Torgerson 1952)."""
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    points = np.zeros((len(squares), 2))
    for axis in range(min(2, len(squares))):
        column = vectors[:, -1 - axis] * np.sqrt(max(values[-1 - axis], 0))
        farthest = column[np.abs(column).round(9).argmax()]
        points[:, axis] = -column if farthest < 0 else column
    return points


def tokens_of_topics(sizes: Doubles, shares: Doubles) -> Doubles:
    """Return the tokens of each topic in documents, one after the other: BLAS would sum in an order of its own."""
    tokens: Doubles = (sizes[:, None] * shares).sum(axis=0)
    return tokens
