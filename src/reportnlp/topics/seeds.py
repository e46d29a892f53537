"""Guided topics: words that the user knows to belong together, as weights of the prior."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.topics.counts import Counts, Matrix

__all__ = ["seed_weights"]


def seed_weights(
    seeds: Mapping[str, Sequence[str]] | None, n_topics: int, X: Matrix, counts: Counts
) -> tuple[tuple[str, ...], sparse.csr_array | None]:
    """Return the name of each topic, and the weights of the seeds, terms by topics.

    A seed weighs as much as all its occurrences, shared among the topics that name it: the documents
    must speak as loud to move it elsewhere.

    Raises
    ------
    ArgumentError
        If there are more named topics than topics, a name has no seed, or seeds are none of the terms.
    """
    if not seeds:
        return ("",) * n_topics, None
    if not isinstance(X, TermMatrix):
        raise ArgumentError("seeds: bare counts have no terms; fit on a TermMatrix")
    if len(seeds) > n_topics:
        raise ArgumentError(f"seeds: {len(seeds)} named topics do not fit into n_topics={n_topics}")
    lone = [name for name, terms in seeds.items() if isinstance(terms, str) or not terms]
    if lone:
        raise ArgumentError(f"seeds: give a list of one or more terms for each name, unlike for {lone[0]!r}")
    unknown = sorted({term for terms in seeds.values() for term in terms if X.vocabulary.id(term) < 0})
    if unknown:
        raise ArgumentError(
            f"seeds: {', '.join(map(repr, unknown))} are none of the terms of X; leave them out, add them to the "
            "lexicon, or count with a lower min_docs"
        )
    pairs = sorted({(X.vocabulary.id(term), k) for k, terms in enumerate(seeds.values()) for term in terms})
    rows, columns = np.array(pairs, np.int64).T
    named = np.bincount(rows, minlength=counts.n_terms)
    weights = sparse.csr_array((counts.of_terms[rows] / named[rows], (rows, columns)), shape=(counts.n_terms, n_topics))
    return (*seeds, *[""] * (n_topics - len(seeds))), weights
