"""The pass over documents for few topics is that for any number, to the last bit."""

import numpy as np
import pytest
from scipy import sparse

from reportnlp.topics.kernels.cvb0 import update_documents
from reportnlp.topics.kernels.narrow import MOST_PACKS, update_documents_narrow


@pytest.mark.parametrize("n_packs", range(1, MOST_PACKS + 1))
@pytest.mark.parametrize("excluding", [False, True])
def test_few_topics_are_divided_as_many_are(n_packs: int, excluding: bool) -> None:
    rng, n = np.random.default_rng(n_packs), 8 * n_packs
    counts = sparse.random_array((60, 300), density=0.05, format="csr", dtype=np.float32, rng=rng)
    counts.data = rng.integers(1, 5, counts.nnz).astype(np.float32)
    topics = np.zeros((300, n), np.float32)
    topics[:, : n - 3] = rng.random((300, n - 3)) ** 4 / 100  # the rest is padding
    alpha = np.where(np.arange(n) < n - 3, 0.1, 0).astype(np.float32)
    parts = counts.indptr.astype(np.int64), counts.indices.astype(np.int32), counts.data
    found = []
    for kernel, more in ((update_documents, ()), (update_documents_narrow, ((0,) * n_packs,))):
        doc_topic = np.where(np.arange(n) < n - 3, 1, 0) * np.ones((60, n), np.float32)
        doc_topic = doc_topic.astype(np.float32)
        outs = doc_topic, np.zeros_like(doc_topic), np.zeros(counts.nnz, np.float32), np.zeros(counts.nnz, np.float32)
        kernel(0, 60, *parts, topics, alpha, 2, excluding, *outs, *more)
        found.append(outs)
    for plain, narrow in zip(*found, strict=True):
        assert plain.any()
        np.testing.assert_array_equal(narrow.view(np.uint32), plain.view(np.uint32))
