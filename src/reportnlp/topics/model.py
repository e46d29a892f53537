"""TopicModel: latent Dirichlet allocation as a scikit-learn estimator that knows its terms."""

import warnings
from collections.abc import Sequence
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.provenance import Provenance
from reportnlp.validate import columns, integer, number

__all__ = ["TopicModel"]

Matrix: TypeAlias = TermMatrix | sparse.csr_array | sparse.csr_matrix | npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


class TopicModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Latent Dirichlet allocation, topics ordered by how much of the text they make up.

    Parameters
    ----------
    n_topics : int, default 10
        Number of topics.
    max_iter : int, default 50
        Most passes over the documents.
    tol : float, default 1.0
        Fitting ends when the perplexity falls by less than this from one check to the next (every 5 passes).
    random_state : int, default 0
        Seed of the start.

    Attributes
    ----------
    components_ : ndarray of float64, shape (n_topics, n_terms)
        Probability of each term in each topic; rows sum to 1.
    doc_topic_ : ndarray of float64, shape (n_docs, n_topics)
        Share of each topic in each document of the fit; rows sum to 1, or are zero for a document
        without a term.
    prevalence_ : ndarray of float64, shape (n_topics,)
        Share of each topic in all tokens, descending.
    n_iter_ : int
        Passes made.
    terms_ : tuple of str
        The terms, if it was fitted on a `TermMatrix`.

    Warns
    -----
    ConvergenceWarning
        If `max_iter` passes were not enough.

    Notes
    -----
    Variational Bayes (Hoffman, Blei and Bach 2010) by scikit-learn's ``LatentDirichletAllocation``
    in one thread: with two it gives other topics for the same seed. A document is updated 20 times
    a pass, which on reports costs a quarter less than the default of 100 and fits no worse. Paragraphs make better
    documents than whole reports, of which each has every topic.

    Examples
    --------
    >>> import reportnlp as rn
    >>> paragraphs = rn.read_corpus("corpus/sample").split("paragraph")
    >>> matrix = rn.count(rn.segment(paragraphs).drop(rn.load_stopwords()), min_docs=2)
    >>> model = rn.TopicModel(n_topics=3, random_state=0).fit(matrix)
    >>> model.components_.shape[0], model.terms(top=5).shape
    (3, (15, 5))
    """

    def __init__(self, n_topics: int = 10, *, max_iter: int = 50, tol: float = 1.0, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: Matrix, y: object = None) -> Self:
        """Fit the model to counts.

        Parameters
        ----------
        X : TermMatrix, or array or sparse matrix of shape (n_docs, n_terms)
            Counts.
        y : None
            Ignored.

        Raises
        ------
        ArgumentError
            If there are fewer documents with a term than topics.
        """
        integer("n_topics", self.n_topics)
        counts = _counts(X)
        sizes = np.asarray(counts.sum(axis=1), np.float64).ravel()
        if np.count_nonzero(sizes) < self.n_topics:
            raise ArgumentError(
                f"n_topics: {self.n_topics} topics cannot be told from {np.count_nonzero(sizes)} documents with a "
                "term; ask for fewer topics or split into paragraphs"
            )
        self._engine = self._fitted(counts)
        order = self._order(counts, sizes)
        self._engine.components_ = self._engine.components_[order]
        self._engine.exp_dirichlet_component_ = self._engine.exp_dirichlet_component_[order]
        self.components_ = self._engine.components_ / self._engine.components_.sum(axis=1, keepdims=True)
        self.doc_topic_ = self._shares(counts)
        self.prevalence_ = sizes @ self.doc_topic_ / sizes.sum()
        self.n_iter_ = self._engine.n_iter_
        self.n_features_in_ = counts.shape[1]
        if isinstance(X, TermMatrix):
            self.terms_, self._docs, self._sizes = X.terms, X.docs, sizes
            self._provenance = X.provenance.then("TopicModel", **self.get_params())
        return self

    def transform(self, X: Matrix) -> Floats:
        """Return the share of each topic in each document.

        Raises
        ------
        ArgumentError
            If the terms are not those of the fit.
        """
        check_is_fitted(self)
        counts = _counts(X)
        known = getattr(self, "terms_", None)
        if counts.shape[1] != self.n_features_in_ or (isinstance(X, TermMatrix) and known and X.terms != known):
            raise ArgumentError(
                f"X: has {counts.shape[1]} terms that are not the {self.n_features_in_} of the fit; count both together"
            )
        return self._shares(counts)

    def terms(self, top: int = 10, *, relevance: float = 0.6) -> pd.DataFrame:
        """Return the terms that show what each topic is about.

        Parameters
        ----------
        top : int, default 10
            Terms a topic.
        relevance : float from 0 to 1, default 0.6
            λ of Sievert and Shirley (2014): relevance = λ ln p(term | topic) +
            (1 - λ) ln (p(term | topic) / p(term)). 1 ranks by probability alone, and every topic
            begins with 发展; 0 by distinctiveness alone.

        Returns
        -------
        pandas.DataFrame
            ``topic`` (int64) from 1, ``rank`` (int64) from 1, ``term`` (str), ``probability`` and
            ``relevance`` (float64). Sorted by topic and rank; ties by term.
        """
        self._check_terms()
        top, relevance = integer("top", top), number("relevance", relevance, low=0, high=1)
        overall = self.prevalence_ @ self.components_
        log_p = np.log(self.components_)
        score = relevance * log_p + (1 - relevance) * (log_p - np.log(overall))
        best = np.argsort(-score.round(12), axis=1, kind="stable")[:, :top]
        topic = np.repeat(np.arange(len(best)), best.shape[1])
        table = pd.DataFrame(
            {
                "topic": topic + 1,
                "rank": np.tile(np.arange(1, best.shape[1] + 1), len(best)),
                "term": pd.array([self.terms_[k] for k in best.ravel().tolist()], dtype="str"),
                "probability": self.components_[topic, best.ravel()],
                "relevance": score[topic, best.ravel()],
            }
        )
        return self._record("terms", top=top, relevance=relevance).attach(table)

    def shares(self, by: str | Sequence[str]) -> pd.DataFrame:
        """Return how much of each group's text each topic makes up.

        Parameters
        ----------
        by : str or sequence of str
            Columns of the metadata of the documents of the fit.

        Returns
        -------
        pandas.DataFrame
            The columns `by`, ``topic`` (int64) from 1, ``share`` (float64), weighted by the tokens of
            the documents; the shares of a group sum to 1. Sorted by group and topic.
        """
        self._check_terms()
        names = columns("by", by, self._docs)
        weighted = pd.DataFrame(self.doc_topic_ * self._sizes[:, None], columns=range(1, len(self.components_) + 1))
        keys = [self._docs[name].reset_index(drop=True) for name in names]
        sums = weighted.groupby(keys, sort=True, dropna=False).sum()
        sums = sums.loc[sums.sum(axis=1) > 0]
        shares = sums.div(sums.sum(axis=1), axis=0)
        n_topics = shares.shape[1]
        groups = shares.index.to_frame(index=False)
        table = groups.loc[groups.index.repeat(n_topics)].reset_index(drop=True)
        table["topic"] = np.tile(np.arange(1, n_topics + 1), len(groups))
        table["share"] = shares.to_numpy().ravel()
        return self._record("shares", by=names).attach(table)

    def _fitted(self, counts: sparse.csr_array) -> LatentDirichletAllocation:
        engine = LatentDirichletAllocation(
            self.n_topics,
            learning_method="batch",
            max_iter=self.max_iter,
            evaluate_every=5,
            max_doc_update_iter=20,
            perp_tol=self.tol,
            random_state=self.random_state,
            n_jobs=1,
        )
        with threadpool_limits(1):  # sums in one order, whatever the number of cores
            engine.fit(counts)
        if engine.n_iter_ >= self.max_iter:
            warnings.warn(
                f"TopicModel: not converged after max_iter={self.max_iter} passes; raise max_iter or tol",
                ConvergenceWarning,
                stacklevel=3,
            )
        return engine

    def _shares(self, counts: sparse.csr_array) -> Floats:
        with threadpool_limits(1):
            shares: Floats = self._engine.transform(counts)
        shares[np.asarray(counts.sum(axis=1)).ravel() == 0] = 0
        return shares

    def _order(self, counts: sparse.csr_array, sizes: Floats) -> npt.NDArray[np.int64]:
        """Order topics by prevalence; ties by their most probable term."""
        prevalence = (sizes @ self._shares(counts)).round(6)
        return np.lexsort((self._engine.components_.argmax(axis=1), -prevalence))

    def _check_terms(self) -> None:
        check_is_fitted(self)
        if not hasattr(self, "terms_"):
            raise ArgumentError(
                "TopicModel: was fitted on bare counts; fit it on a TermMatrix to have terms and shares"
            )

    def _record(self, name: str, **params: Any) -> Provenance:
        return self._provenance.then(f"TopicModel.{name}", **params)


def _counts(X: Matrix) -> sparse.csr_array:
    counts = X.counts if isinstance(X, TermMatrix) else sparse.csr_array(X)
    if counts.nnz and (counts.data.min() < 0 or (counts.data % 1).any()):
        raise ArgumentError("X: give counts, whole numbers of 0 or more; a topic model does not work on weights")
    return counts
