"""Topics of a stream: stochastic CVB0, a batch of documents at a time (Foulds et al. 2013)."""

import numpy as np
import numpy.typing as npt

from reportnlp.topics.counts import Counts
from reportnlp.topics.cvb0 import Cvb0
from reportnlp.topics.priors import Priors
from reportnlp.topics.threads import mapper

__all__ = ["Stream", "expected"]

Doubles = npt.NDArray[np.float64]

#: Weight of a batch: (DELAY + number of the batch) ** -DECAY. The sum of all weights has no limit, that of
#: their squares has one, so that the topics come to rest (Robbins and Monro 1951).
DELAY, DECAY = 1.0, 0.7
#: Rounds through each document of a batch.
ROUNDS = 8


class Stream:
    """The expected tokens of each topic and term in a stream so far.

    Parameters
    ----------
    totals : ndarray of float64, shape (k, v)
        Expected tokens of each topic and term in all batches so far.
    n_batches : int, default 1
        How many there were.
    """

    def __init__(self, totals: Doubles, n_batches: int = 1) -> None:
        self.totals, self.n_batches = totals, n_batches

    def update(self, counts: Counts, priors: Priors, n_threads: int | None) -> Doubles:
        """Return the topics after one more batch, by which the stream grows."""
        before = float(self.totals.sum())
        size = before + counts.n_tokens
        self.totals *= size / before
        return self.blend(expected(counts, self.totals, priors, n_threads) * (size / counts.n_tokens), priors)

    def blend(self, batch: Doubles, priors: Priors) -> Doubles:
        """Return the topics after one more batch; `batch` is what the whole stream would have if all were like it."""
        self.n_batches += 1
        self.totals += (DELAY + self.n_batches) ** -DECAY * (batch - self.totals)
        weights = self.totals + priors.eta
        improved: Doubles = weights / weights.sum(axis=1, keepdims=True)
        return improved


def expected(counts: Counts, totals: Doubles, priors: Priors, n_threads: int | None) -> Doubles:
    """Return the expected tokens of each topic and term in documents, shape (k, v): those of batches add up.

    As in a fit of all at once, an occurrence is left out of the total that it is compared with: counted in, it
    speaks for the topics that its document has already, and a stream never comes as far.
    """
    fit = Cvb0(counts, totals, priors)
    with mapper(n_threads, fit.n_blocks) as run:
        topics = fit.word_topic(run)
        fit.divide(topics, run, n_rounds=ROUNDS, excluding=True)
        fit.collect(topics, run, excluding=True)
    return fit.totals[:, : len(totals)].T.astype(np.float64)
