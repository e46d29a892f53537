"""Non-negative matrix factorization of TF-IDF, for few and short documents (Lee and Seung 1999)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from reportnlp.topics.counts import Counts

__all__ = ["NmfShares", "fit_nmf", "tfidf"]

Doubles = npt.NDArray[np.float64]

MAX_ITER, TOL = 400, 1e-4


@dataclass(frozen=True)
class NmfShares:
    """What gives the shares of the topics in documents: the weight of each term, and the factors.

    Parameters
    ----------
    idf : ndarray of float64, shape (v,)
    factors : ndarray of float64, shape (k, v)
    """

    idf: Doubles
    factors: Doubles

    def __call__(self, counts: Counts) -> Doubles:
        """Return the share of each topic in each document, float64 of shape (d, k); zeros for an empty one."""
        from sklearn.decomposition import non_negative_factorization  # a third of a second that no other engine needs

        filled = np.flatnonzero(np.diff(counts.indptr))
        shares = np.zeros((len(counts), len(self.factors)))
        if len(filled):
            weighted = sparse.csr_matrix(_weighted(counts.csr[filled], self.idf))
            with threadpool_limits(1):
                found, _, _ = non_negative_factorization(
                    weighted, H=self.factors, n_components=len(self.factors), update_H=False, max_iter=MAX_ITER, tol=TOL
                )
            shares[filled] = found * self.factors.sum(axis=1)
            # A document that no factor reaches is as much of one topic as of another.
            shares[filled[shares[filled].sum(axis=1) <= 0]] = 1
            shares[filled] /= shares[filled].sum(axis=1, keepdims=True)
        return shares

    def take(self, order: npt.NDArray[np.int64]) -> "NmfShares":
        """Return it with the topics in another order."""
        return NmfShares(self.idf, np.ascontiguousarray(self.factors[order]))

    def arrays(self) -> dict[str, Doubles]:
        """Return its arrays by name."""
        return {"nmf_idf": self.idf, "nmf_factors": self.factors}

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[Any]]) -> "NmfShares | None":
        """Return what `arrays` wrote, if it is there."""
        if "nmf_idf" not in arrays:
            return None
        return cls(np.array(arrays["nmf_idf"]), np.array(arrays["nmf_factors"]))


def fit_nmf(counts: Counts, n_topics: int, max_iter: int) -> tuple[Doubles, NmfShares, int, bool]:
    """Return the topics, what gives their shares, the passes made and whether they were enough."""
    from sklearn.decomposition import NMF

    weighted, idf = tfidf(counts.csr)
    n_factors = min(n_topics, len(counts), max(int((counts.of_terms > 0).sum()), 1))
    limit = max(max_iter, MAX_ITER)
    init = "nndsvda" if n_factors < min(len(counts), counts.n_terms) or n_factors == 1 else "random"
    with np.errstate(invalid="ignore"):  # of the error where documents are all alike
        nmf = NMF(n_factors, init=init, max_iter=limit, tol=TOL, random_state=0)
        nmf.fit(sparse.csr_matrix(weighted))
    factors = np.zeros((n_topics, counts.n_terms))
    factors[:n_factors] = nmf.components_
    topics = factors + 1e-12
    return topics / topics.sum(axis=1, keepdims=True), NmfShares(idf, factors), nmf.n_iter_, nmf.n_iter_ < limit


def tfidf(counts: sparse.csr_array) -> tuple[sparse.csr_array, Doubles]:
    """Return TF-IDF, as scikit-learn has it with ``sublinear_tf=True``, and the weight of each term."""
    n_docs = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((counts.shape[0] + 1) / (n_docs + 1)) + 1
    return _weighted(counts, idf), idf


def _weighted(counts: sparse.csr_array, idf: Doubles) -> sparse.csr_array:
    """Return (1 + ln(tf)) * idf, rows of length 1; less than a third of a token weighs nothing."""
    weights = (1 + np.log(np.maximum(counts.data, 1e-6).astype(np.float64))) * idf[counts.indices]
    weights = np.maximum(weights, 0)
    ends = np.concatenate(([0.0], np.cumsum(weights * weights)))
    norms = np.sqrt(np.maximum(np.diff(ends[counts.indptr]), 1e-30))
    weights /= np.repeat(norms, np.diff(counts.indptr))
    return sparse.csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)
