"""Whether the terms of a matrix are those of a model, and how to make them so."""

from collections.abc import Sequence

import numpy as np

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.topics.counts import Matrix
from reportnlp.vocabulary import Vocabulary

__all__ = ["aligned", "check_terms"]


def check_terms(known: Sequence[str] | None, X: Matrix) -> None:
    """Refuse a matrix with other terms than those of the fit, and say which.

    Raises
    ------
    ArgumentError
        If both have terms, and not the same.
    """
    if not isinstance(X, TermMatrix) or known is None or X.terms == known:
        return
    mine, theirs = set(known), set(X.terms)
    raise ArgumentError(
        f"X: has {len(theirs)} terms that are not the {len(mine)} of the fit: "
        f"{_some(theirs - mine)} are new and {_some(mine - theirs)} are missing; "
        "count both together, or transform with align=True"
    )


def aligned(X: Matrix, vocabulary: Vocabulary) -> TermMatrix:
    """Return a matrix with the terms of `vocabulary`; other terms are left out, and terms that it lacks are zero.

    Raises
    ------
    ArgumentError
        If it has no terms to look up.
    """
    if not isinstance(X, TermMatrix):
        raise ArgumentError("align: terms can be looked up in a TermMatrix only, not in bare counts")
    columns = np.array([vocabulary.id(term) for term in X.terms], np.int64)
    kept = np.flatnonzero(columns >= 0)
    counts = X.counts[:, kept].tocoo()
    counts.coords = (counts.coords[0], columns[kept][counts.coords[1]])
    counts.resize((X.shape[0], len(vocabulary)))
    return TermMatrix(counts.tocsr(), vocabulary, X.docs, X.provenance)


def _some(terms: set[str]) -> str:
    """Name up to three of some terms and the number of all."""
    named = "、".join(sorted(terms)[:3])
    return f"{len(terms)} ({named}{', …' if len(terms) > 3 else ''})" if terms else "0"
