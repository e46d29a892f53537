"""Passes over the active topics of each document, between those over all topics."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reportnlp.topics.kernels.active import divide_active, hold_active, total_active

if TYPE_CHECKING:
    from reportnlp.topics.cvb0 import Cvb0
    from reportnlp.topics.threads import Mapper

__all__ = ["Active"]

Floats = npt.NDArray[np.float32]

#: Expected tokens from which on a topic is active in a document.
LEAST = 0.1


class Active:
    """Which topics are active in each document of a fit, and what the others hold meanwhile.

    Parameters
    ----------
    fit : Cvb0
        The fit after a pass over all topics.
    topics : ndarray of float32, shape (v, k)
        The topics that the pass started from.
    excluding : bool
        Whether it left each occurrence out of the total that it was compared with.
    run : callable
        What goes through blocks of documents and of words.
    """

    def __init__(self, fit: "Cvb0", topics: Floats, excluding: bool, run: "Mapper") -> None:
        self.fit = fit
        limit = fit.alpha + np.float32(LEAST)
        limit[fit.width :] = np.inf
        rows, active = np.nonzero(fit.doc_topic > limit)
        self.active = active.astype(np.int32)
        self.starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(fit.counts))))).astype(np.int64)
        self._held, self._mass = np.empty(len(active), np.float32), np.empty_like(fit.counts.data)
        parts = fit.counts.indptr, fit.counts.indices, self.starts, self.active
        run(
            lambda first, last: hold_active(
                first, last, *parts, topics, fit.alpha, excluding, fit.used, fit.inverse, fit.weights,
                self._held, self._mass,
            ),
            fit.rows,
        )  # fmt: skip
        self._rest = np.zeros_like(fit.totals)
        mine = np.empty_like(fit.totals)
        self._total(topics, excluding, mine, run)
        self._rest = np.maximum(fit.totals - mine, 0)

    def sweep(self, topics: Floats, n_rounds: int, run: "Mapper") -> None:
        """Go through the active topics of all documents and then through all words."""
        fit, counts = self.fit, self.fit.counts
        run(
            lambda first, last: divide_active(
                first, last, counts.indptr, counts.indices, counts.data, self.starts, self.active, self._mass,
                topics, fit.alpha, n_rounds, fit.doc_topic, self._held, fit.inverse, fit.weights,
            ),
            fit.rows,
        )  # fmt: skip
        self._total(topics, True, fit.totals, run)

    def _total(self, topics: Floats, excluding: bool, out: Floats, run: "Mapper") -> None:
        fit = self.fit
        run(
            lambda first, last: total_active(
                first, last, *fit.counts.by_word, self.starts, self.active, topics, fit.alpha, excluding,
                self._held, fit.inverse, fit.weights, self._rest, out,
            ),
            fit.words,
        )  # fmt: skip
