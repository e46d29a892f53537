import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

import reportnlp as rn
from reportnlp.topics import active, cvb0, threads
from reportnlp.topics.counts import Counts
from reportnlp.topics.priors import Priors
from reportnlp.topics.start import start_topics
from worlds import as_matrix, drawn

N_TOPICS = 12


def fit_of(n_passes: int, n_docs: int = 400) -> cvb0.Cvb0:
    """Return a fit of documents with as many topics as they were drawn from."""
    counts = Counts.of(as_matrix(drawn(n_docs, N_TOPICS, alpha=0.05)[0]).counts)
    topics = start_topics(counts, N_TOPICS, "nmf", 0)
    fit = cvb0.Cvb0(counts, topics * (counts.n_tokens / N_TOPICS), Priors(np.full(N_TOPICS, 0.05), 0.01))
    with threads.mapper(1, fit.n_blocks) as run:
        for _ in range(n_passes):
            fit.sweep(run)
    return fit


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few topics count as many."""
    monkeypatch.setattr(cvb0, "MANY", N_TOPICS)


@pytest.mark.usefixtures("many")
def test_a_pass_over_active_topics_is_one_over_all_if_all_are_active(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(active, "LEAST", -1.0)
    monkeypatch.setattr(active, "ROUNDS", cvb0.ROUNDS)
    monkeypatch.setattr(cvb0, "STEP", 1.0)
    some = fit_of(13)
    monkeypatch.setattr(cvb0, "MANY", N_TOPICS + 1)
    whole = fit_of(13)
    assert some.active is not None
    assert whole.active is None
    assert some.doc_topic == pytest.approx(whole.doc_topic, abs=2e-3)
    assert some.totals == pytest.approx(whole.totals, rel=1e-3, abs=2e-2)


@pytest.mark.parametrize("n_passes", [4, 9])
def test_a_longer_step_is_nearer_the_end_and_each_word_keeps_its_tokens(monkeypatch: pytest.MonkeyPatch, n_passes: int):
    bounds = []
    for step in (1.0, cvb0.STEP):
        monkeypatch.setattr(cvb0, "STEP", step)
        fit = fit_of(n_passes)
        assert fit.totals.sum(axis=1, dtype=float) == pytest.approx(fit.counts.of_terms, rel=1e-4)
        assert fit.totals.min() >= 0
        bounds.append(fit.bound(lambda function, rows: [function(*each) for each in rows]))
    assert bounds[0] < bounds[1]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("n_passes", [10, 11, 15, 19, 20, 25])
def test_no_token_is_lost(n_passes: int):
    fit = fit_of(n_passes)
    assert fit.totals.sum(dtype=float) == pytest.approx(fit.counts.n_tokens, rel=1e-5)
    own = fit.doc_topic[:, :N_TOPICS].sum(axis=1, dtype=float) - N_TOPICS * 0.05
    assert own == pytest.approx(fit.counts.sizes, rel=1e-4)


@pytest.mark.usefixtures("many")
def test_what_is_not_active_stays_until_the_next_whole_pass():
    fit = fit_of(10)
    assert fit.active is not None
    idle = np.ones(fit.doc_topic.shape, bool)
    idle[np.repeat(np.arange(len(fit.counts)), np.diff(fit.active.starts)), fit.active.active] = False
    assert 0.3 < idle[:, :N_TOPICS].mean() < 1
    before = fit.doc_topic.copy()
    with threads.mapper(1, fit.n_blocks) as run:
        for _ in range(9):
            fit.sweep(run)
        assert (fit.doc_topic[idle] == before[idle]).all()
        assert (fit.doc_topic[~idle] != before[~idle]).any()
        fit.sweep(run)
    assert (fit.doc_topic[idle] != before[idle]).any()


def test_the_likelihood_is_that_of_passes_over_all_topics(monkeypatch: pytest.MonkeyPatch):
    counts, _ = drawn(1500, N_TOPICS, alpha=0.05)
    fits = []
    for least in (N_TOPICS, N_TOPICS + 1):
        monkeypatch.setattr(cvb0, "MANY", least)
        fits.append(rn.TopicModel(N_TOPICS, alpha=0.05, tol=5e-4).fit(counts))
    assert fits[0].bound_ == pytest.approx(fits[1].bound_, abs=1e-3)
    cosine = (fits[0].components_ * fits[1].components_).sum(axis=1)
    norms = [np.linalg.norm(fit.components_, axis=1) for fit in fits]
    assert (cosine / norms[0] / norms[1]).min() > 0.999


@pytest.mark.usefixtures("many")
def test_threads_change_no_bit_of_active_topics(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "BLOCK", 500)
    counts = drawn(400, N_TOPICS)[0]
    one, three = (rn.TopicModel(N_TOPICS, n_threads=n).fit(counts) for n in (1, 3))
    assert (one.components_ == three.components_).all()
    assert one.bound_ == three.bound_


@pytest.mark.usefixtures("many")
@pytest.mark.filterwarnings("ignore::reportnlp.errors.TopicWarning")
def test_documents_of_one_token_have_no_active_topic_to_lose():
    rng = np.random.default_rng(0)
    counts = np.vstack([np.eye(20, dtype=int), rng.poisson(0.2, (200, 20))])
    model = rn.TopicModel(N_TOPICS, max_iter=40, tol=0).fit(counts)
    assert np.isfinite(model.components_).all()
    assert model.doc_topic_[:20].sum(axis=1) == pytest.approx(np.ones(20))


@pytest.mark.usefixtures("many")
def test_ctrl_c_in_a_pass_over_active_topics_keeps_the_model_so_far(monkeypatch: pytest.MonkeyPatch):
    real, passes = active.total_active, []

    def interrupted(*arguments: object) -> None:
        passes.append(1)
        if len(passes) == 4:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(active, "total_active", interrupted)
    counts = drawn(400, N_TOPICS, alpha=0.05)[0]
    with pytest.warns(ConvergenceWarning, match="interrupted after 12 passes; the model so far is usable"):
        model = rn.TopicModel(N_TOPICS, alpha=0.05, n_threads=1).fit(counts)
    assert not model.converged_
    assert model.bound_ == pytest.approx(fit_of(12).bound(lambda f, rows: [f(*each) for each in rows]), abs=0.01)
    assert model.components_.sum(axis=1) == pytest.approx(np.ones(N_TOPICS))
