"""Topics that add little give way to parts of those that are two in one.

A start may find two topics as one, or one twice, and no pass can mend that: each only improves the topics that it
has. Splits and merges of Gaussian mixtures (Ueda, Nakano, Ghahramani and Hinton 2000) are here what they come to for
topics. What a topic adds is the log-likelihood that its tokens lose without it. How much it is two in one is what
its documents gain when they are divided between two topics, each judged by all others; a topic that is one gains
nothing. Both are of the same documents and in the same unit, and so are compared.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reportnlp.topics.kernels.regroup import add_losses, fill_parts, first_sides, gain_of_sides

if TYPE_CHECKING:
    from reportnlp.topics.cvb0 import Cvb0
    from reportnlp.topics.threads import Mapper

__all__ = ["regroup"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Documents that are looked at, and how many for a topic: the first, in an order that is as good as random.
SAMPLE, EACH = 2000, 40
#: Expected tokens from which on a document counts for a topic, and documents of which there must be as many.
LEAST, FEW = 2.0, 10
#: Part of its loss that the gain must have to free a topic: the others will take its tokens, which the loss leaves out.
WORTH = 0.1
#: Part of the free topics that may give way at once.
MOST = 0.25
#: Rounds to find the axis of a topic, and rounds in which documents may change sides.
ROUNDS, CHANGES = 8, 4


def regroup(fit: "Cvb0", topics: Floats, run: "Mapper") -> int:
    """Free topics that add little for parts of others, after a pass over all topics, and return how many.

    Parameters
    ----------
    fit : Cvb0
        The fit; its totals and documents change.
    topics : ndarray of float32, shape (v, k)
        What the pass started from.
    run : Mapper
        Runs over blocks.

    Notes
    -----
    Named topics and the background stay as they are. Those that start from a theme may be divided but do not give way:
    else the documents at hand, and not the themes, would decide which of them there are. A topic is looked at by one
    thread, and all sums run in a fixed order.
    """
    free = fit.priors.free
    if len(free) < 2 or free[-1] < fit.n_themes:
        return 0
    losses = _losses(fit, topics, run)[free]
    each = [(k, k + 1) for k in free.tolist()]
    gains = np.array(run(lambda k, _: _divided(fit, topics, k)[0], each))
    ends, begins = np.argsort(losses, kind="stable"), np.argsort(-gains, kind="stable").tolist()
    ends = ends[free[ends] >= fit.n_themes]
    moved: set[int] = set()
    for end in ends[: int(MOST * len(free))].tolist():
        begin = next((k for k in begins if k not in moved and k != end), end)
        if end in moved or gains[begin] <= WORTH * losses[end]:
            break
        moved |= {begin, end}
        _replace(fit, topics, int(free[begin]), int(free[end]))
    return len(moved) // 2


def _losses(fit: "Cvb0", topics: Floats, run: "Mapper") -> Doubles:
    """Return what the tokens of the sample lose without each topic."""
    counts, n = fit.counts, _n_sample(fit)

    def lost(first: int, last: int) -> Doubles:
        out = np.zeros(fit.width)
        add_losses(
            first, min(last, n), counts.indptr, counts.indices, counts.data, topics, fit.alpha,
            fit.used, counts.by_word[2], fit.quotients, out,
        )  # fmt: skip
        return out

    return np.sum(run(lost, [rows for rows in fit.rows if rows[0] < n]), axis=0)  # type: ignore[no-any-return]


def _divided(fit: "Cvb0", topics: Floats, k: int) -> tuple[float, Ints, Doubles]:
    """Return what a topic gains when its documents are divided in two, their words, and the tokens of both sides.

    The words are ascending numbers, shape (m,), and the tokens have the shape (2, m): other words have none.
    """
    counts = fit.counts
    documents = np.flatnonzero(fit.doc_topic[: _n_sample(fit), k] > fit.priors.alpha[k] + LEAST)
    if len(documents) < FEW:
        return 0.0, np.zeros(0, np.int64), np.zeros((2, 0))
    begins = np.concatenate(([0], np.cumsum(counts.indptr[documents + 1] - counts.indptr[documents])))
    words, parts = np.empty(begins[-1], np.int32), np.empty(begins[-1], np.float32)
    fill_parts(
        documents, k, counts.indptr, counts.indices, topics, fit.priors.alpha[k],
        fit.used, counts.by_word[2], fit.quotients, words, parts,
    )  # fmt: skip
    met = np.zeros(counts.n_terms, np.bool_)
    met[words] = True
    used, words = np.flatnonzero(met), (np.cumsum(met, dtype=np.int32) - np.int32(1))[words]
    # Places as good as random, but always the same (Knuth 1998, section 6.4, multiplicative hashing).
    places = (used.astype(np.uint32) * np.uint32(2654435761)) / 2**32 - 0.5
    sides, tokens = np.zeros(len(documents), np.int8), np.zeros((2, len(used)))
    first_sides(begins, words, parts, ROUNDS, places, sides)
    return gain_of_sides(begins, words, parts, CHANGES, sides, tokens), used, tokens


def _n_sample(fit: "Cvb0") -> int:
    return min(len(fit.counts), max(SAMPLE, EACH * fit.width))


def _replace(fit: "Cvb0", topics: Floats, whole: int, end: int) -> None:
    """Give one side of the topic `whole` to it, and the other to the topic `end`."""
    _, used, of_used = _divided(fit, topics, whole)
    tokens = np.zeros((2, fit.counts.n_terms))
    tokens[:, used] = of_used
    sizes = tokens.sum(axis=1)
    other = (tokens[1] + sizes[1] / sizes.sum()) / (tokens.sum(axis=0) + 1)
    fit.totals[:, end] = fit.totals[:, whole] * other
    fit.totals[:, whole] -= fit.totals[:, end]
    fit.doc_topic[:, whole] /= 2
    fit.doc_topic[:, end] = fit.doc_topic[:, whole]
