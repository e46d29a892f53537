"""What documents can support: how many topics, and whether any."""

import warnings

import numpy as np
from scipy import sparse

from reportnlp.errors import ArgumentError, TopicWarning
from reportnlp.topics.counts import Counts

__all__ = ["check_support"]

#: A topic needs so many documents and tokens for its words to be more than chance.
DOCUMENTS_A_TOPIC, TOKENS_A_TOPIC = 10, 250


def check_support(plain: sparse.csr_array, counts: Counts, n_topics: int) -> None:
    """Refuse documents that have no answer, and warn of those that have no reliable one.

    Parameters
    ----------
    plain : scipy.sparse.csr_array
        The counts as they were given.
    counts : Counts
        Those of them that have a term.
    n_topics : int
        Number of topics that is asked for.
    """
    if len(counts) < n_topics:
        raise ArgumentError(
            f"n_topics: {n_topics} topics cannot be told from {len(counts)} documents with a "
            f"term (n_samples={plain.shape[0]}); ask for fewer topics or split into paragraphs"
        )
    said = []
    n_empty, n_unused = plain.shape[0] - len(counts), int((counts.of_terms == 0).sum())
    if n_empty or n_unused:
        said.append(f"{n_empty} documents without a term and {n_unused} terms without a document say nothing")
    most = max(int(min(len(counts) // DOCUMENTS_A_TOPIC, counts.n_tokens // TOKENS_A_TOPIC)), 1)
    if n_topics > most:
        said.append(
            f"{len(counts)} documents of {counts.n_tokens:.0f} tokens support {most} topics, not {n_topics}: "
            "see how stable they are"
        )
    if n_topics > 1 and _all_alike(counts):
        said.append("all documents are alike, and so will the topics be")
    if said:
        warnings.warn(f"TopicModel: {'; '.join(said)}", TopicWarning, stacklevel=3)


def _all_alike(counts: Counts) -> bool:
    lengths = np.diff(counts.indptr)
    if (lengths != lengths[0]).any():
        return False
    shape = (len(counts), -1)
    data, indices = counts.data.reshape(shape), counts.indices.reshape(shape)
    return bool((data == data[0]).all() and (indices == indices[0]).all())
