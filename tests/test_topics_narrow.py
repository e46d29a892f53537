"""The passes over documents and words for few topics are those for any number, to the last bit."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from reportnlp.topics.counts import Counts
from reportnlp.topics.kernels.cvb0 import update_documents, update_words
from reportnlp.topics.kernels.narrow import MOST_PACKS, update_documents_narrow, update_words_narrow


def passes(narrow: bool, n_packs: int, excluding: bool) -> list[Any]:
    """Return what a pass over documents and one over words write."""
    rng, n = np.random.default_rng(n_packs), 8 * n_packs
    counts = sparse.csr_array(rng.poisson(0.05, (60, 300)).astype(np.float32))
    counts.data = rng.integers(1, 5, counts.nnz).astype(np.float32)
    of = Counts.of(counts)
    topics = np.zeros((300, n), np.float32)
    topics[:, : n - 3] = rng.random((300, n - 3)) ** 4 / 100  # the rest is padding
    alpha = np.where(np.arange(n) < n - 3, 0.1, 0).astype(np.float32)
    doc_topic = np.where(np.arange(n) < n - 3, 1, 0).astype(np.float32) * np.ones((len(of), 1), np.float32)
    used, quotients, totals = np.zeros_like(doc_topic), np.zeros((counts.nnz, 2), np.float32), topics * 100
    begins, documents, slots = of.by_word
    given = 0, len(of), of.indptr, of.indices, of.data, topics, alpha, 2, excluding, doc_topic, used, slots, quotients
    then = 0, 300, begins, documents, topics, alpha, excluding, used, quotients, 1.8, totals
    if narrow:
        update_documents_narrow(*given, (0,) * n_packs)
        update_words_narrow(*then, (0,) * n_packs)
    else:
        update_documents(*given)
        update_words(*then)
    return [doc_topic, used, quotients, totals]


@pytest.mark.parametrize("n_packs", range(1, MOST_PACKS + 1))
@pytest.mark.parametrize("excluding", [False, True])
def test_few_topics_are_passed_through_as_many_are(n_packs: int, excluding: bool) -> None:
    for plain, narrow in zip(*(passes(narrow, n_packs, excluding) for narrow in (False, True)), strict=True):
        assert plain.any()
        np.testing.assert_array_equal(narrow.view(np.uint32), plain.view(np.uint32))


def test_occurrences_by_word_are_those_by_document():
    counts = sparse.csr_array(np.random.default_rng(0).poisson(0.1, (40, 90)).astype(np.float32))
    of = Counts.of(counts, ordered=False)
    begins, documents, slots = of.by_word
    columns = sparse.csr_array((np.arange(counts.nnz), of.indices, of.indptr), shape=counts.shape).tocsc()
    assert begins.tolist() == columns.indptr.tolist()
    assert documents.tolist() == columns.indices.tolist()
    assert slots[columns.data].tolist() == list(range(counts.nnz))
