"""What a topic model believes before it sees a document, and how it learns that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import digamma

from reportnlp.errors import ArgumentError
from reportnlp.topics.counts import Counts
from reportnlp.validate import choice

__all__ = ["Priors", "default_alpha", "fixed_point", "priors_of"]

Doubles = npt.NDArray[np.float64]

#: Weight of the background in a document, as a part of the tokens of an average one.
BACKGROUND = 0.5


@dataclass(frozen=True)
class Priors:
    """What is believed before a document is seen.

    Parameters
    ----------
    alpha : ndarray of float64, shape (k,)
        Weight of each topic in a document.
    eta : float
        Weight of each term in a topic.
    extra : scipy.sparse.csr_array of shape (v, k), optional
        Further weight of some terms in some topics.
    learn_alpha, learn_eta : bool
        Whether the weights are only what learning starts from.
    background : bool
        Whether the last topic is the background.
    """

    alpha: Doubles
    eta: float
    extra: sparse.csr_array | None = None
    learn_alpha: bool = False
    learn_eta: bool = False
    background: bool = False

    @property
    def free(self) -> npt.NDArray[np.int64]:
        """The topics that are neither named nor the background."""
        free = np.ones(len(self.alpha), np.bool_)
        if self.extra is not None:
            free[self.extra.indices] = False
        if self.background:
            free[-1] = False
        return np.flatnonzero(free)


def default_alpha(n_topics: int) -> float:
    """Return the weight of a topic in a document if none is given: with less, a document is held to be of one topic."""
    return max(1 / n_topics, 0.02)


def priors_of(
    alpha: float | Sequence[float] | Literal["learn"] | None,
    eta: float | Literal["learn"],
    n_topics: int,
    counts: Counts,
    *,
    extra: sparse.csr_array | None,
    background: bool,
) -> Priors:
    """Return the priors that parameters of `TopicModel` ask for.

    Raises
    ------
    ArgumentError
        If a weight is not greater than 0, or the weights are neither one nor one a topic.
    """
    given = default_alpha(n_topics) if alpha is None or isinstance(alpha, str) else alpha
    if isinstance(alpha, str):
        choice("alpha", alpha, ("learn",))
    if isinstance(eta, str):
        choice("eta", eta, ("learn",))
    wrong = f"alpha, eta: give numbers greater than 0; got {alpha!r} and {eta!r}"
    try:
        weights = np.array(np.broadcast_to(np.asarray(given, np.float64), (n_topics,)))
        weight = 0.01 if isinstance(eta, str) else float(eta)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{wrong}, which is not one number nor one a topic") from error
    if not (np.isfinite(weights).all() and (weights > 0).all() and 0 < weight < np.inf):
        raise ArgumentError(wrong)
    if background:
        weights = np.append(weights, BACKGROUND * counts.n_tokens / len(counts))
    return Priors(weights, weight, extra, isinstance(alpha, str), isinstance(eta, str), background)


def fixed_point(tokens: Doubles, weights: Doubles, n_steps: int = 5) -> Doubles:
    """Return the weights of a Dirichlet from which rows of tokens come (Minka 2000, equation 55)."""
    sizes = tokens.sum(axis=1)
    for _ in range(n_steps):
        up = (digamma(tokens + weights) - digamma(weights)).sum(axis=0)
        down = (digamma(sizes + weights.sum()) - digamma(weights.sum())).sum()
        weights = np.clip(weights * up / max(down, 1e-12), 1e-4, 1e4)
    return weights
