"""What fits a topic model: our own engine, and those that papers have used."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from reportnlp.errors import ArgumentError
from reportnlp.topics.counts import Counts
from reportnlp.topics.cvb0 import Cvb0, Fitted, fit_cvb0, infer, likelihood, word_topic
from reportnlp.topics.nmf import fit_nmf
from reportnlp.topics.priors import Priors
from reportnlp.topics.start import Start, n_themes, start_topics

__all__ = ["ENGINES", "Engine", "Task", "gensim_model", "optional"]

Engine = Literal["cvb0", "nmf", "gensim", "sklearn", "tomotopy"]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Task:
    """What an engine is asked for."""

    counts: Counts
    n_topics: int
    priors: Priors
    seed: int
    start: Start
    max_iter: int
    tol: float
    n_threads: int | None
    categories: Sequence[str] | None = None


Run = Callable[[Task], Fitted]


def optional(name: str) -> Any:
    """Import a package that one of the extras brings.

    Raises
    ------
    ArgumentError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        extra = "topics" if name.startswith("gensim") else name
        raise ArgumentError(
            f"engine: {name.split('.', maxsplit=1)[0]} is not installed; pip install 'reportnlp[{extra}]'"
        ) from error


def _cvb0(task: Task) -> Fitted:
    return fit_cvb0(_begun(task), max_iter=task.max_iter, tol=task.tol, n_threads=task.n_threads)


def _begun(task: Task) -> Cvb0:
    """Return a fit that stands where the task wants it to start."""
    topics = start_topics(task.counts, task.n_topics, task.start, task.seed, task.categories, n_threads=task.n_threads)
    if task.priors.extra is not None:
        _seeded(task, topics)
    if len(task.priors.alpha) > task.n_topics:  # the background comes last
        common = task.counts.of_terms / task.counts.n_tokens
        topics = np.vstack([topics, common])
    topics *= task.counts.n_tokens / len(topics)
    themed = task.start == "lexicon" and task.categories is not None and task.priors.extra is None
    themes = n_themes(task.counts, task.n_topics, task.categories or ()) if themed else 0
    return Cvb0(task.counts, topics, task.priors, themes)


def _seeded(task: Task, topics: Doubles) -> None:
    """Let named topics start from the documents that have their seeds, and free ones from the first of the others."""
    counts, extra = task.counts, task.priors.extra
    assert extra is not None
    named = np.flatnonzero(np.bincount(extra.indices, minlength=task.n_topics))
    members = counts.csr @ (extra[:, named] > 0).astype(np.float32)
    own = (counts.csr.T @ members).toarray().T.astype(np.float64)
    free = task.n_topics - len(named)
    if free:
        start: Start = "nmf" if task.start == "lexicon" else task.start
        topics[len(named) :] = start_topics(counts, free, start, task.seed, n_threads=task.n_threads)
    common = counts.of_terms / counts.n_tokens
    topics[: len(named)] = 0.8 * own / own.sum(axis=1, keepdims=True) + 0.2 * common


def _nmf(task: Task) -> Fitted:
    topics, shares_of, n_iter, converged = fit_nmf(task.counts, task.n_topics, task.max_iter)
    bound = likelihood(task.counts, topics, shares_of(task.counts))
    return Fitted(topics, task.priors, n_iter, bound, converged, shares_of=shares_of)


def _sklearn(task: Task) -> Fitted:
    """Variational Bayes in batch; with two jobs it would give other topics for the same seed."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(
        task.n_topics,
        doc_topic_prior=float(task.priors.alpha.mean()),
        topic_word_prior=task.priors.eta,
        learning_method="batch",
        max_iter=task.max_iter,
        evaluate_every=5,
        perp_tol=1.0,
        random_state=task.seed,
        n_jobs=1,
    )
    # In double precision, as scikit-learn does with counts of its own; some processors' BLAS raises the flag of an
    # invalid number where there is none.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(task.counts.csr.astype(np.float64))
    return _foreign(task, model.components_, task.priors.alpha, model.n_iter_, model.n_iter_ < task.max_iter)


def _gensim(task: Task) -> Fitted:
    """Online variational Bayes; with documents in the order of the source its topics would forget the first."""
    gensim = optional("gensim.models")
    order = np.random.default_rng(task.seed).permutation(len(task.counts)).tolist()
    parts = task.counts.indptr, task.counts.indices, task.counts.data.astype(int)
    bags = [_bag(*parts, row) for row in order]
    model = gensim.LdaModel(
        bags,
        num_topics=task.n_topics,
        id2word={k: str(k) for k in range(task.counts.n_terms)},
        alpha=task.priors.alpha.astype(np.float32),
        eta=task.priors.eta,
        passes=10,
        decay=0.7,
        offset=10,
        random_state=task.seed,
        eval_every=None,
    )
    return _foreign(task, model.get_topics(), task.priors.alpha, 10, True)


def _bag(indptr: Any, indices: Any, data: Any, row: int) -> list[tuple[int, int]]:
    mine = slice(indptr[row], indptr[row + 1])
    return list(zip(indices[mine].tolist(), data[mine].tolist(), strict=True))


def _tomotopy(task: Task) -> Fitted:
    """Gibbs sampling, `max_iter` sweeps; it learns the weights of the topics."""
    tomotopy = optional("tomotopy")
    alpha = task.priors.alpha.tolist()
    model = tomotopy.LDAModel(k=task.n_topics, alpha=alpha, eta=task.priors.eta, seed=task.seed)
    counts = task.counts
    names = np.array([str(k) for k in range(counts.n_terms)])
    for row in range(len(counts)):
        mine = slice(counts.indptr[row], counts.indptr[row + 1])
        model.add_doc(np.repeat(names[counts.indices[mine]], counts.data[mine].astype(int)).tolist())
    model.train(task.max_iter, workers=1)
    topics = np.zeros((task.n_topics, counts.n_terms))
    known = [int(name) for name in model.used_vocabs]
    topics[:, known] = [model.get_topic_word_dist(k) for k in range(task.n_topics)]
    return _foreign(task, topics, np.array(model.alpha, np.float64), task.max_iter, True)


def _foreign(task: Task, weights: Any, alpha: Doubles, n_iter: int, converged: bool) -> Fitted:
    topics = np.maximum(np.asarray(weights, np.float64), 1e-12)
    topics /= topics.sum(axis=1, keepdims=True)
    shares = infer(task.counts, word_topic(topics), alpha, n_threads=task.n_threads)
    bound = likelihood(task.counts, topics, shares)
    return Fitted(topics, Priors(alpha, task.priors.eta), n_iter, bound, converged)


def gensim_model(topics: Doubles, alpha: Doubles, eta: float, terms: Sequence[str], sizes: Doubles) -> Any:
    """Return topics as a model of gensim."""
    gensim, corpora = optional("gensim.models"), optional("gensim.corpora")
    dictionary = corpora.Dictionary([list(terms)])
    dictionary.token2id = {term: k for k, term in enumerate(terms)}
    dictionary.id2token = dict(enumerate(terms))
    model = gensim.LdaModel(
        num_topics=len(topics), id2word=dictionary, alpha=alpha.astype(np.float32), eta=eta, dtype=np.float64
    )
    model.state.sstats = topics * sizes[: len(topics), None]
    model.state.eta = np.full(len(terms), 1e-12)
    model.sync_state()
    return model


def _in_order(engine: Run) -> Run:
    """Let BLAS have one thread in an engine of others: it sums in one order then, whatever the number of cores."""

    def run(task: Task) -> Fitted:
        with threadpool_limits(1):
            return engine(task)

    return run


ENGINES: dict[str, Run] = {
    "cvb0": _cvb0,
    "nmf": _in_order(_nmf),
    "gensim": _in_order(_gensim),
    "sklearn": _in_order(_sklearn),
    "tomotopy": _tomotopy,
}
