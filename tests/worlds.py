"""Documents with known topics, for the tests of topic models."""

import numpy as np
import pandas as pd
from scipy import sparse

import reportnlp as rn


def two_worlds() -> rn.TermMatrix:
    """Forty documents of words a–e, twenty of words f–j: two topics that nothing mixes."""
    rng = np.random.default_rng(0)
    counts = np.zeros((60, 10), int)
    for row in range(60):
        words = rng.choice(5, 30) + (0 if row < 40 else 5)
        counts[row] = np.bincount(words, minlength=10)
    docs = pd.DataFrame({"id": [str(k) for k in range(60)], "world": ["one"] * 40 + ["two"] * 20})
    return as_matrix(counts, docs)


def as_matrix(counts: np.ndarray, docs: pd.DataFrame | None = None) -> rn.TermMatrix:
    """Give counts the terms a, b, c … and documents 0, 1, 2 …"""
    n_docs, n_terms = counts.shape
    vocabulary = rn.Vocabulary(tuple(chr(ord("a") + k) for k in range(n_terms)), ("",) * n_terms, ("",) * n_terms)
    docs = pd.DataFrame({"id": [f"{k:04}" for k in range(n_docs)]}) if docs is None else docs
    return rn.TermMatrix(sparse.csr_array(counts), vocabulary, docs)


def drawn(n_docs: int, n_topics: int, *, alpha: float = 0.1, n_terms: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Draw documents of 60 tokens from topics that are drawn too; return the counts and the topics."""
    rng = np.random.default_rng(n_topics)
    topics = rng.dirichlet(np.full(n_terms, 0.1), n_topics)
    shares = rng.dirichlet(np.full(n_topics, alpha), n_docs)
    counts = np.array([rng.multinomial(60, p / p.sum()) for p in shares @ topics])
    used = counts.any(axis=0)
    return counts[:, used], topics[:, used]
