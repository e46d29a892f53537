"""Where a fit starts: the topics that it improves on, the same for the same documents."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits

from reportnlp.topics.counts import Counts
from reportnlp.topics.factors import row_factors
from reportnlp.topics.nmf import tfidf
from reportnlp.topics.statistics import cosines
from reportnlp.topics.threads import Mapper, mapper

__all__ = ["Start", "n_themes", "start_topics"]

Start = Literal["lexicon", "nmf", "anchor", "random"]
Floats = npt.NDArray[np.float64]

#: Documents that a start looks at, and how many for a topic: of too few, two topics are found as one. They are the
#: first in an order that is as good as random.
SAMPLE, EACH = 4000, 200
#: Categories of the lexicon that are themes of a report, in the order in which topics start from them.
THEMES = (
    "economy", "livelihood", "governance", "science", "ecology", "reform", "city", "agriculture", "culture", "party",
)  # fmt: skip
#: Part of a start that is its own; the rest is what all documents have in common.
OWN = 0.8


def start_topics(
    counts: Counts,
    n_topics: int,
    start: Start,
    seed: int,
    categories: Sequence[str] | None = None,
    *,
    n_threads: int | None = 1,
) -> Floats:
    """Return the topics to start from.

    Parameters
    ----------
    counts : Counts
        The documents.
    n_topics : int
        Number of topics.
    start : {"lexicon", "nmf", "anchor", "random"}
        The themes of the lexicon, non-negative matrix factorization of TF-IDF, anchor words, or chance.
    seed : int
        Seed of a random start.
    categories : sequence of str, optional
        Category of each term in the lexicon.
    n_threads : int, optional
        Threads; all processors if None. The result is the same for any number.

    Returns
    -------
    ndarray of float64, shape (n_topics, v)
        Probability of each term in each topic; none of a term that occurs is zero.
    """
    common = counts.of_terms / counts.n_tokens
    makers = {"lexicon": _nmf, "nmf": _nmf, "anchor": _anchors}
    if start == "random":
        own = np.random.default_rng(seed).gamma(1.0, 1.0, (n_topics, counts.n_terms)) * common
    else:
        themes = _themes(counts, n_topics, categories) if start == "lexicon" and categories is not None else None
        own = np.zeros((0, counts.n_terms)) if themes is None else themes
        if len(own) < n_topics:
            sample = counts.csr[: max(SAMPLE, EACH * n_topics)]
            # BLAS sums in one order, whatever the number of cores, and leaves them to the kernels.
            with threadpool_limits(1), mapper(n_threads, len(sample.indptr)) as run:
                found = makers[start](sample, n_topics, run)
                own = np.vstack([own, _further(own, found)])
    sums = own.sum(axis=1, keepdims=True)
    np.divide(own, sums, out=own, where=sums > 0)
    own[sums[:, 0] <= 0] = common
    own *= OWN
    own += (1 - OWN) * common
    return own


def n_themes(counts: Counts, n_topics: int, categories: Sequence[str]) -> int:
    """Return how many topics, the first, start from a theme of the lexicon."""
    return min(n_topics, int(np.count_nonzero(counts.of_terms @ _of_theme(categories))))


def _of_theme(categories: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return 1 where a term is of a theme, of shape (v, themes)."""
    numbers = {theme: k for k, theme in enumerate(THEMES)}
    marks: npt.NDArray[np.float32] = np.eye(len(THEMES) + 1, len(THEMES), dtype=np.float32)
    return marks[[numbers.get(each, -1) for each in categories]]


def _themes(counts: Counts, n_topics: int, categories: Sequence[str]) -> Floats:
    """Return the words of the documents that have terms of each theme, of as many themes as there are topics.

    Unlike what is found in the documents, the themes are the same whichever documents are at hand. A document counts
    once, divided among its themes: else the few that are full of such terms would decide, and others at each draw.
    """
    of_theme = _of_theme(categories)
    occurring = np.flatnonzero(counts.of_terms @ of_theme)[:n_topics]
    members = counts.csr @ of_theme[:, occurring]
    members /= np.maximum(members.sum(axis=1, keepdims=True), 1)
    words: Floats = np.asarray(counts.csr.T @ members, np.float64).T
    return words


def _further(own: Floats, found: Floats) -> Floats:
    """Return what is found beyond those that are there already: all but the best partner of each."""
    if not len(own):
        return found
    taken = linear_sum_assignment(-cosines(own, found))[1]
    return np.delete(found, taken, axis=0)


def _nmf(sample: sparse.csr_array, n_topics: int, run: Mapper) -> Floats:
    """Return the words of the documents of each factor of TF-IDF.

    Words of a handful of documents would make it slow and cannot hold a topic together.
    """
    n_docs = np.bincount(sample.indices, minlength=sample.shape[1])
    core = np.flatnonzero(n_docs >= (5 if sample.shape[0] >= SAMPLE else 2))
    own: Floats = np.zeros((n_topics, sample.shape[1]))
    if min(len(core), sample.shape[0]) < 2:
        return own
    factors = min(n_topics, len(core), sample.shape[0])
    members = row_factors(tfidf(sample[:, core])[0].astype(np.float32), factors, run)
    own[:factors] = (sample.T @ members).T
    return own


def _anchors(sample: sparse.csr_array, n_topics: int, _: Mapper) -> Floats:
    """Return what occurs beside each of the words that are farthest apart (Arora et al. 2013).

    Words are compared by the words beside them, projected at random but always alike to 400 dimensions.
    """
    sizes = np.maximum(np.asarray(sample.sum(axis=1), np.float64).ravel(), 2)
    n_docs = np.bincount(sample.indices, minlength=sample.shape[1])
    candidates = np.argsort(-n_docs, kind="stable")[:3000]
    candidates = candidates[n_docs[candidates] >= max(2, min(10, 2e-3 * sample.shape[0]))]
    own: Floats = np.zeros((n_topics, sample.shape[1]))
    if not len(candidates):
        return own
    pairs = sizes * (sizes - 1)
    scaled = sparse.diags_array(1 / np.sqrt(pairs)) @ sample.astype(np.float64)
    columns = scaled.tocsc()[:, candidates]
    directions = np.random.default_rng(0).standard_normal((sample.shape[1], 400)) / 20
    # What a word has beside itself: all pairs of tokens of a document, less the pair of a token with itself.
    alone = np.asarray((sparse.diags_array(1 / pairs) @ sample).tocsc()[:, candidates].sum(axis=0)).ravel()
    beside = np.asarray(columns.T @ np.asarray(scaled.sum(axis=1)).ravel()).ravel() - alone
    rows = columns.T @ (scaled @ directions) - alone[:, None] * directions[candidates]
    rows /= np.maximum(beside, 1e-12)[:, None]
    anchors = _farthest(rows - rows.mean(axis=0), n_topics)
    own[: len(anchors)] = (columns[:, anchors].T @ scaled).toarray()
    return own


def _farthest(rows: Floats, n: int) -> list[int]:
    """Return up to `n` rows, each the farthest from the space of those before it."""
    chosen: list[int] = []
    for _ in range(min(n, *rows.shape)):
        norms = (rows * rows).sum(axis=1)
        best = int(norms.argmax())
        if norms[best] <= 1e-12:
            break
        chosen.append(best)
        direction = rows[best] / np.sqrt(norms[best])
        rows = rows - np.outer(rows @ direction, direction)
    return chosen
