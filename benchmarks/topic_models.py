"""What the benchmarks of topics share: texts, peers, made documents, and how a model is judged."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment

import reportnlp as rn
from reportnlp.topics.counts import Counts, halves
from reportnlp.topics.cvb0 import Cvb0, infer, likelihood, word_topic
from reportnlp.topics.priors import Priors, default_alpha
from reportnlp.topics.stability import part_of
from reportnlp.topics.start import n_themes, start_topics
from reportnlp.topics.terms import aligned
from reportnlp.topics.threads import mapper

Doubles = npt.NDArray[np.float64]


@dataclass
class Setting:
    """What to measure on, and how often."""

    data: Path
    repeats: int
    documents: int

    @cached_property
    def paragraphs(self) -> rn.Corpus:
        """The paragraphs of all reports."""
        return rn.read_corpus(self.data / "reports").split("paragraph")

    @cached_property
    def tokens(self) -> rn.Tokens:
        """Their words without stop words."""
        return rn.segment(self.paragraphs).drop(rn.load_stopwords("function", "formula", "verb"))

    @cached_property
    def matrix(self) -> rn.TermMatrix:
        """Their counts, of terms in two paragraphs or more."""
        return rn.count(self.tokens, min_chars=2, min_docs=2)

    @cached_property
    def divided(self) -> tuple[rn.TermMatrix, Counts, Counts]:
        """Nine tenths of the paragraphs, and the two halves of the tokens of the others."""
        return held_out(self.matrix)


def held_out(matrix: rn.TermMatrix) -> tuple[rn.TermMatrix, Counts, Counts]:
    """Divide documents, and keep the terms that those to fit to have: peers give no probability to any other.

    A document of fewer than 10 tokens is never held out.
    """
    long = np.flatnonzero(np.asarray(matrix.counts.sum(axis=1)).ravel() >= 10)
    held = np.sort(np.random.default_rng(0).choice(long, len(long) // 10, replace=False))
    train = part_of(matrix, np.setdiff1d(np.arange(matrix.shape[0]), held))
    vocabulary = matrix.vocabulary.take(np.unique(train.counts.indices))
    return aligned(train, vocabulary), *halves(Counts.of(aligned(part_of(matrix, held), vocabulary).counts))


def score(topics: Doubles, alpha: Doubles, first: Counts, second: Counts) -> float:
    """Return the log-likelihood a token of the second half of documents, given the first."""
    shares = infer(first, word_topic(topics), alpha, n_threads=1)
    return likelihood(second, topics, shares)


class Tomotopy:
    """Gibbs sampling under way."""

    def __init__(self, counts: Counts, n_topics: int) -> None:
        import tomotopy

        self.model = tomotopy.LDAModel(k=n_topics, seed=1)
        names = np.array([str(k) for k in range(counts.n_terms)])
        for row in range(len(counts)):
            mine = slice(counts.indptr[row], counts.indptr[row + 1])
            self.model.add_doc(np.repeat(names[counts.indices[mine]], counts.data[mine].astype(int)).tolist())
        self.n_terms = counts.n_terms

    def sweep(self, n: int) -> None:
        """Sample every token `n` times."""
        self.model.train(n, workers=1)

    @property
    def topics(self) -> Doubles:
        """Probability of each term in each topic now."""
        topics = np.full((self.model.k, self.n_terms), 1e-12)
        known = [int(name) for name in self.model.used_vocabs]
        topics[:, known] = [self.model.get_topic_word_dist(k) for k in range(self.model.k)]
        return topics / topics.sum(axis=1, keepdims=True)

    def score(self, first: Counts, second: Counts) -> float:
        """Return its likelihood now."""
        return score(self.topics, np.array(self.model.alpha, np.float64), first, second)


def by_gensim(train: rn.TermMatrix, n_topics: int, passes: int) -> tuple[Doubles, Doubles]:
    """Return the topics and the weights that gensim finds, as it is called by itself."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    bags = Sparse2Corpus(train.counts, documents_columns=False)
    names = dict(enumerate(train.terms))
    model = LdaModel(bags, n_topics, names, passes=passes, random_state=0)
    return model.get_topics().astype(np.float64), model.alpha.astype(np.float64)


def by_sklearn(train: rn.TermMatrix, n_topics: int) -> tuple[Doubles, Doubles]:
    """Return the topics and the weights that scikit-learn finds, as it is called by itself."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(n_topics, random_state=0).fit(sparse.csr_matrix(train.counts))
    return model.components_ / model.components_.sum(axis=1, keepdims=True), np.full(n_topics, 1 / n_topics)


def fit_passes(train: rn.TermMatrix, n_topics: int, n: int) -> Cvb0:
    """Make `n` passes from the matrix on, as `TopicModel` does by default."""
    counts, categories = Counts.of(train.counts), train.vocabulary.categories
    topics = start_topics(counts, n_topics, "lexicon", 0, categories)
    priors = Priors(np.full(n_topics, default_alpha(n_topics)), 0.01)
    themes = n_themes(counts, n_topics, categories)
    fit = Cvb0(counts, topics * (counts.n_tokens / n_topics), priors, themes)
    with mapper(1, fit.n_blocks) as run:
        for _ in range(n):
            fit.sweep(run)
    return fit


def passes_to(goal: float, train: rn.TermMatrix, n_topics: int, first: Counts, second: Counts) -> int:
    """Return after how many passes ours is at `goal`; this also compiles the kernels."""
    fit = fit_passes(train, n_topics, 0)
    with mapper(1, fit.n_blocks) as run:
        for n in range(1, 200):
            fit.sweep(run)
            if score(fit.topics, fit.priors.alpha, first, second) >= goal:
                return n
    raise RuntimeError(f"{goal} was never reached")


def made(n_docs: int, n_topics: int) -> tuple[rn.TermMatrix, Doubles]:
    """Make documents of 60 tokens by the process that LDA supposes, from topics of words that follow Zipf's law."""
    rng = np.random.default_rng(0)
    n_terms = 20_000
    zipf = 1 / np.arange(1, n_terms + 1)
    topics = rng.gamma(np.maximum(zipf / zipf.sum() * 100, 1e-3)[None].repeat(n_topics, 0)) + 1e-300
    topics /= topics.sum(axis=1, keepdims=True)
    limits = topics.cumsum(axis=1)
    rows, columns = [], []
    for row in range(n_docs):
        shares = rng.dirichlet(np.full(n_topics, 0.03))
        for k, n in Counter(rng.choice(n_topics, 60, p=shares).tolist()).items():
            found = np.searchsorted(limits[k], rng.random(n))
            columns.append(np.minimum(found, n_terms - 1))
            rows.append(np.full(n, row))
    row, column = np.concatenate(rows), np.concatenate(columns)
    counts = sparse.coo_array((np.ones(len(row), np.int32), (row, column)), shape=(n_docs, n_terms)).tocsr()
    used = np.flatnonzero(np.bincount(counts.indices, minlength=n_terms))
    names = tuple(f"{k:05}" for k in range(len(used)))
    vocabulary = rn.Vocabulary(names, ("",) * len(names), ("",) * len(names))
    docs = pd.DataFrame({"id": [f"{k:06}" for k in range(n_docs)]})
    kept = topics[:, used]
    return rn.TermMatrix(counts[:, used], vocabulary, docs), kept / kept.sum(axis=1, keepdims=True)


def recovered(found: Doubles, truth: Doubles) -> float:
    """Return the mean cosine of topics with the true ones that they are matched with."""
    cosine = (found @ truth.T) / np.outer(np.linalg.norm(found, axis=1), np.linalg.norm(truth, axis=1))
    return float(cosine[linear_sum_assignment(-cosine)].mean())


def quiet(n_topics: int, engine: str, **options: Any) -> rn.TopicModel:
    """Return a model; tomotopy as its manual has it, with 500 sweeps."""
    if engine == "tomotopy":
        options = {"alpha": 0.1, "max_iter": 500} | options
    return rn.TopicModel(n_topics, engine=engine, **options)
