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
#: Rounds through each document in a pass: they cost little, and make up for what stands still meanwhile.
ROUNDS = 4


class Active:
    """Which topics are active in each document of a fit, and what the others hold meanwhile.

    Parameters
    ----------
    fit : Cvb0
        The fit.
    """

    def __init__(self, fit: "Cvb0") -> None:
        self.fit = fit
        self._rest = np.empty_like(fit.totals)
        self._mass = np.empty_like(fit.counts.data)

    def look(self, topics: Floats, run: "Mapper") -> None:
        """Find the active topics after a pass over all, which started from `topics`, of shape (v, k)."""
        fit = self.fit
        limit = fit.alpha + np.float32(LEAST)
        limit[fit.width :] = np.inf
        rows, active = np.nonzero(fit.doc_topic > limit)
        self.active = active.astype(np.uint32)
        self.starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(fit.counts))))).astype(np.int64)
        self._held = np.empty(len(active), np.float32)
        run(
            lambda first, last: hold_active(
                first, last, fit.counts.indptr, fit.counts.indices, self.starts, self.active, topics, fit.alpha,
                fit.used, fit.counts.by_word[2], fit.quotients, self._held, self._mass,
            ),
            fit.rows,
        )  # fmt: skip
        self._total(topics, fit.totals, -1.0, self._rest, run)

    def sweep(self, topics: Floats, run: "Mapper") -> None:
        """Go through the active topics of all documents and then through all words."""
        fit, counts = self.fit, self.fit.counts
        run(
            lambda first, last: divide_active(
                first, last, counts.indptr, counts.indices, counts.data, self.starts, self.active, self._mass,
                topics, fit.alpha, ROUNDS, fit.doc_topic, self._held, counts.by_word[2], fit.quotients,
            ),
            fit.rows,
        )  # fmt: skip
        self._total(topics, self._rest, 1.0, fit.totals, run)

    def _total(self, topics: Floats, rest: Floats, sign: float, out: Floats, run: "Mapper") -> None:
        fit = self.fit
        run(
            lambda first, last: total_active(
                first, last, *fit.counts.by_word[:2], self.starts, self.active, topics, fit.alpha,
                self._held, fit.quotients, rest, sign, out,
            ),
            fit.words,
        )  # fmt: skip
