"""Topics of a stream: stochastic CVB0, a batch of documents at a time (Foulds et al. 2013)."""

import numpy as np
import numpy.typing as npt

from reportnlp.topics.counts import Counts
from reportnlp.topics.cvb0 import Cvb0
from reportnlp.topics.priors import Priors
from reportnlp.topics.threads import mapper

__all__ = ["Stream"]

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
        """Return the topics after one more batch."""
        self.n_batches += 1
        before = float(self.totals.sum())
        size = before + counts.n_tokens
        self.totals *= size / before
        fit = Cvb0(counts, self.totals, priors)
        with mapper(n_threads, fit.n_blocks) as run:
            fit.sweep(run, n_rounds=ROUNDS)
        batch = fit.totals[:, : len(self.totals)].T.astype(np.float64) * (size / counts.n_tokens)
        rate = (DELAY + self.n_batches) ** -DECAY
        self.totals += rate * (batch - self.totals)
        weights = self.totals + priors.eta
        improved: Doubles = weights / weights.sum(axis=1, keepdims=True)
        return improved
