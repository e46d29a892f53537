"""Judging a topic model: what it predicts, and what of it would be found again."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.topics.counts import Counts, Matrix, halves
from reportnlp.topics.cvb0 import likelihood
from reportnlp.topics.stability import MOST_FITS, stability_table
from reportnlp.validate import integer, number

if TYPE_CHECKING:
    from reportnlp.provenance import Provenance

__all__ = ["Judging"]

Doubles = npt.NDArray[np.float64]


class Judging:
    """How well a fitted `TopicModel` predicts, and how stable its topics are."""

    components_: Doubles
    _topics: Doubles
    _fitted_on: Matrix | None

    def score(self, X: Matrix, y: object = None) -> float:
        """Return the log-likelihood a token of the second half of each document, given its first half.

        Parameters
        ----------
        X : TermMatrix, or array or sparse matrix of shape (n_docs, n_terms)
            Counts of documents that were not in the fit.
        y : None
            Ignored.

        Returns
        -------
        float
            Natural logarithm; -inf never, for every topic has every term. Documents of fewer than two
            tokens say nothing; 0 if there are no others.

        Notes
        -----
        Document completion (Wallach, Murray, Salakhutdinov and Mimno 2009): tokens are divided at
        random, the same way whenever the documents are the same; the shares are inferred from one half.
        """
        check_is_fitted(self)
        self._check_terms_of(X)
        first, second = halves(Counts.of(self._validated(X, reset=False)))
        if not second.n_tokens:
            return 0.0
        shares = self._all_shares(first)
        return likelihood(second, self._topics, shares)

    def stability(
        self,
        X: Matrix | None = None,
        *,
        n: int | tuple[int, int] = 10,
        fraction: float = 0.9,
        top: int = 10,
        threshold: float = 0.5,
        random_state: int = 0,
    ) -> pd.DataFrame:
        """Return which topics are found again in parts of the documents, and from other starts.

        Parameters
        ----------
        X : TermMatrix, or array or sparse matrix, optional
            The documents of the fit; needed only for a loaded model.
        n : int or pair of int, default 10
            Number of subsamples, and of random starts, at most 1000; a pair has one number for each, the
            second 0 for none.
        fraction : float from 0 to 1, default 0.9
            Part of the documents in a subsample.
        top : int, default 10
            Most probable terms by which topics are compared.
        threshold : float from 0 to 1, default 0.5
            Least stability of a topic to rely on.
        random_state : int, default 0
            Seed of the subsamples and starts.

        Returns
        -------
        pandas.DataFrame
            ``topic`` (int64) from 1; ``stability`` (float64), the mean share of its top terms that its
            partner in a subsample has after optimal assignment, ``low`` and ``high``, limits of 95 % of
            the subsamples; ``starts`` (float64), the same for random starts on all documents, missing without any;
            ``stable`` (bool). Sorted by topic. It is kept as `stability_`.

        Raises
        ------
        ArgumentError
            If X has no document or other terms than the fit, or a loaded model is given none.
        """
        check_is_fitted(self)
        data = self._fitted_on if X is None else X
        if data is None:
            raise ArgumentError("stability: a loaded model has not kept its documents; give them as X")
        self._check_terms_of(data)
        plain = self._validated(data, reset=False)
        if not plain.shape[0]:
            raise ArgumentError("stability: X has no document; give those of the fit")
        options: dict[str, Any] = {
            "n": _times(n),
            "fraction": number("fraction", fraction, low=0, high=1),
            "top": integer("top", top),
            "threshold": number("threshold", threshold, low=0, high=1),
        }
        random_state = integer("random_state", random_state, minimum=0)
        docs = data if isinstance(data, TermMatrix) else plain
        table = stability_table(self.components_, docs, self._refitted, **options, seed=random_state)
        self.stability_ = table["stability"].to_numpy()
        return self._record("stability", **options, random_state=random_state).attach(table)

    def _check_terms_of(self, X: Matrix) -> None:
        raise NotImplementedError

    def _validated(self, X: Matrix, *, reset: bool) -> Any:
        raise NotImplementedError

    def _all_shares(self, counts: Counts) -> Doubles:
        raise NotImplementedError

    def _refitted(self, X: Matrix, **changes: Any) -> Doubles:
        raise NotImplementedError

    def _record(self, name: str, **params: Any) -> "Provenance":
        raise NotImplementedError


def _times(n: Any) -> int | tuple[int, int]:
    """Return a number of fits, or one for each of subsamples and starts."""
    if not isinstance(n, tuple):
        return integer("n", n, maximum=MOST_FITS)
    if len(n) != 2:
        raise ArgumentError(f"n: give a whole number, or a pair for subsamples and for starts; got {n!r}")
    return integer("n", n[0], maximum=MOST_FITS), integer("n", n[1], minimum=0, maximum=MOST_FITS)
