import builtins
import dataclasses
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.utils.estimator_checks import estimator_checks_generator

import reportnlp as rn
from conftest import needs
from reportnlp.topics import engines
from reportnlp.topics.counts import Counts, plain_counts
from reportnlp.topics.priors import priors_of
from reportnlp.topics.seeds import seed_weights
from reportnlp.topics.start import Start
from worlds import as_matrix, drawn, two_worlds


class Weights(rn.TopicModel):
    """A topic model that takes any weights, for checks that come with no counts."""

    _whole = False

    def __init__(self, n_topics: int = 1, *, max_iter: int = 50, tol: float = 1e-3, random_state: int = 0) -> None:
        super().__init__(n_topics, max_iter=max_iter, tol=tol, random_state=random_state)

    @classmethod
    def _get_param_names(cls) -> list[str]:
        return ["max_iter", "n_topics", "random_state", "tol"]


@pytest.mark.filterwarnings("ignore::reportnlp.errors.TopicWarning", "ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    ("estimator", "check"),
    [*estimator_checks_generator(Weights())],
    ids=lambda value: getattr(value, "func", Weights).__name__,
)
def test_scikit_learn_contract(estimator: Weights, check: Any):
    check(estimator)


@pytest.mark.parametrize(
    "engine",
    [
        "nmf",
        pytest.param("gensim", marks=needs("topics")),
        "sklearn",
        pytest.param("tomotopy", marks=needs("tomotopy")),
    ],
)
@pytest.mark.filterwarnings("ignore:builtin type .* has no __module__:DeprecationWarning")  # tomotopy's import
def test_every_engine_finds_known_topics(engine: str):
    counts, truth = drawn(1500, 5)
    model = rn.TopicModel(5, engine=engine, alpha=0.1).fit(counts)
    found = model.components_
    cosine = (found @ truth.T) / np.outer(np.linalg.norm(found, axis=1), np.linalg.norm(truth, axis=1))
    assert cosine[linear_sum_assignment(-cosine)].min() > 0.75
    assert model.doc_topic_.sum(axis=1) == pytest.approx(np.ones(len(counts)))
    assert model.components_.sum(axis=1) == pytest.approx(np.ones(5))
    assert np.isfinite(model.bound_)
    assert (np.diff(model.prevalence_) <= 1e-6).all()
    again = rn.TopicModel(5, engine=engine, alpha=0.1).fit(counts[::-1])
    assert (again.components_ == model.components_).all()


def test_the_sklearn_engine_is_scikit_learns():
    counts, _ = drawn(300, 3)
    model = rn.TopicModel(3, engine="sklearn", alpha=0.2, eta=0.05).fit(counts)
    weights = model.components_
    # Its likelihood is that of scikit-learn's own fit from its own start, not of ours.
    theirs = LatentDirichletAllocation(
        3, doc_topic_prior=0.2, topic_word_prior=0.05, learning_method="batch", max_iter=200, random_state=1
    ).fit(counts)
    reference = theirs.components_ / theirs.components_.sum(axis=1, keepdims=True)
    cosine = (weights @ reference.T) / np.outer(np.linalg.norm(weights, axis=1), np.linalg.norm(reference, axis=1))
    assert cosine[linear_sum_assignment(-cosine)].min() > 0.99


def test_saved_nmf_gives_the_same_shares(tmp_path):
    matrix = two_worlds()
    model = rn.TopicModel(2, engine="nmf").fit(matrix)
    model.save(tmp_path / "m")
    assert (rn.TopicModel.load(tmp_path / "m").transform(matrix) == model.transform(matrix)).all()
    assert np.isfinite(model.terms(10).drop(columns="term").to_numpy()).all()


def test_a_missing_engine_names_its_extra(monkeypatch: pytest.MonkeyPatch):
    def missing(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("tomotopy"):
            raise ImportError(name)
        return real(name, *args, **options)

    real = builtins.__import__
    monkeypatch.setattr("reportnlp.topics.engines.import_module", missing)
    with pytest.raises(rn.ArgumentError, match=r"tomotopy is not installed; pip install 'reportnlp\[tomotopy\]'"):
        rn.TopicModel(2, engine="tomotopy").fit(two_worlds())


@needs("topics")
def test_gensim_takes_over():
    matrix = two_worlds()
    model = rn.TopicModel(2).fit(matrix)
    theirs = model.to_gensim()
    assert theirs.get_topics() == pytest.approx(model.components_, abs=1e-6)
    assert [term for term, _ in theirs.show_topic(0, 5)] == model.terms(5, relevance=1)["term"].tolist()[:5]
    bag = list(enumerate(matrix.counts[[0]].toarray().ravel().tolist()))
    shares = dict(theirs.get_document_topics(bag, minimum_probability=0))
    assert shares[0] == pytest.approx(model.doc_topic_[0, 0], abs=0.02)


@pytest.mark.filterwarnings("ignore::reportnlp.errors.TopicWarning")
def test_a_stream_ends_near_the_whole():
    counts, truth = drawn(3000, 5)
    model = rn.TopicModel(5, alpha=0.1)
    for batch in np.array_split(counts, 10):
        model.partial_fit(batch)
    cosine = (model.components_ @ truth.T) / np.outer(
        np.linalg.norm(model.components_, axis=1), np.linalg.norm(truth, axis=1)
    )
    assert cosine[linear_sum_assignment(-cosine)].min() > 0.95
    assert len(model.doc_topic_) == 300
    assert model.prevalence_.sum() == pytest.approx(1)


@pytest.mark.filterwarnings("ignore::reportnlp.errors.TopicWarning")
def test_a_stream_goes_on_after_a_fit_and_on_disk(tmp_path):
    counts, _ = drawn(600, 4)
    model = rn.TopicModel(4).fit(as_matrix(counts[:300]))
    model.partial_fit(as_matrix(counts[300:450]))
    model.save(tmp_path / "m")
    loaded = rn.TopicModel.load(tmp_path / "m")
    ours, theirs = (m.partial_fit(as_matrix(counts[450:])).components_ for m in (model, loaded))
    assert (ours == theirs).all()
    nmf = rn.TopicModel(4, engine="nmf").fit(counts)
    with pytest.raises(rn.ArgumentError, match="cannot learn from a stream"):
        nmf.partial_fit(counts)


def test_counts_in_any_form():
    counts = np.array([[1, 0, 2]])
    assert plain_counts(counts.astype(float)).toarray().tolist() == [[1, 0, 2]]


@pytest.mark.filterwarnings("ignore::reportnlp.errors.TopicWarning")
def test_a_stream_keeps_its_terms():
    matrix = two_worlds()
    model = rn.TopicModel(2).fit(matrix)
    other = rn.TermMatrix(matrix.counts, rn.Vocabulary(tuple("ABCDEFGHIJ"), ("",) * 10, ("",) * 10), matrix.docs)
    for verb in (model.partial_fit, model.transform, model.score):
        with pytest.raises(rn.ArgumentError, match=r"10 \(A、B、C, …\) are new and 10 \(a、b、c, …\) are missing"):
            verb(other)


def test_a_stream_goes_on_with_its_background():
    # Words 0–4 make up half of every document; 5–9 and 10–14 are of two topics.
    rng = np.random.default_rng(0)
    odd, even = [0.1] * 5 + [0] * 5 + [0.1] * 5, [0.1] * 10 + [0] * 5
    counts = np.array([rng.multinomial(40, odd if k % 2 else even) for k in range(300)])
    model = rn.TopicModel(2, background=True).fit(counts[:200]).partial_fit(counts[200:])
    assert model.components_.shape == (2, 15)
    assert model.components_[:, :5].sum(axis=1).max() < 0.1
    assert len(model.background_) == 100
    assert model.background_.min() > 0.5


@pytest.mark.parametrize(
    ("n_topics", "start", "seeds", "n_themes"),
    [
        (4, "lexicon", None, 2),
        (1, "lexicon", None, 1),
        (4, "nmf", None, 0),
        (4, "lexicon", {"one": ["d"]}, 0),  # free topics beside named ones start from factors
    ],
)
def test_a_fit_knows_which_topics_start_from_themes(
    n_topics: int, start: Start, seeds: dict[str, list[str]] | None, n_themes: int
):
    # Terms of two themes occur; slogans are none, and no document has the only term of ecology.
    matrix = two_worlds()
    counts = matrix.counts.toarray()
    counts[:, 2] = 0
    categories = ("economy", "culture", "ecology", "slogan") + ("",) * 6
    named = rn.TermMatrix(
        sparse.csr_array(counts), dataclasses.replace(matrix.vocabulary, categories=categories), matrix.docs
    )
    plain = Counts.of(named.counts)
    _, extra = seed_weights(seeds, n_topics, named, plain)
    priors = priors_of(None, 0.01, n_topics, plain, extra=extra, background=False)
    task = engines.Task(plain, n_topics, priors, 0, start, 10, 1e-3, 1, categories)
    assert engines._begun(task).n_themes == n_themes
