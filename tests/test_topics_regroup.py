from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from reportnlp.topics import cvb0, regroup, threads
from reportnlp.topics.counts import Counts
from reportnlp.topics.priors import Priors
from worlds import as_matrix, drawn

N_TOPICS = 8
Doubles = npt.NDArray[np.float64]


def world() -> tuple[Counts, Doubles]:
    """Return documents and the topics that they were drawn from."""
    counts, truth = drawn(1500, N_TOPICS, alpha=0.1)
    return Counts.of(as_matrix(counts).counts), truth


def blurred(truth: Doubles) -> Doubles:
    """Return topics of which the first is two in one, and the second is the third once more."""
    topics = truth.copy()
    topics[0], topics[1] = (truth[0] + truth[1]) / 2, truth[2]
    return topics


def started(counts: Counts, topics: Doubles, n_passes: int, **priors: object) -> cvb0.Cvb0:
    """Return a fit after some passes."""
    fit = cvb0.Cvb0(counts, topics * (counts.n_tokens / N_TOPICS), Priors(np.full(N_TOPICS, 0.1), 0.01, **priors))  # type: ignore[arg-type]
    with threads.mapper(1, fit.n_blocks) as run:
        for _ in range(n_passes):
            fit.sweep(run)
    return fit


def one_by_one(function: Callable[[int, int], Any], rows: threads.Rows) -> list[Any]:
    """Run a function over blocks."""
    return [function(*each) for each in rows]


def worst(found: Doubles, truth: Doubles) -> float:
    """Return the least cosine of a true topic with the one that it is matched with."""
    cosine = (found @ truth.T) / np.outer(np.linalg.norm(found, axis=1), np.linalg.norm(truth, axis=1))
    return float(cosine[linear_sum_assignment(-cosine)].min())


def test_a_topic_that_is_two_gets_the_place_of_one_that_adds_little(monkeypatch: pytest.MonkeyPatch):
    counts, truth = world()
    topics = blurred(truth)
    assert worst(started(counts, topics, 20).topics, truth) > 0.97
    monkeypatch.setattr(cvb0, "REGROUPED", ())
    assert worst(started(counts, topics, 20).topics, truth) < 0.9


def test_a_topic_that_starts_from_a_theme_may_be_divided_but_gives_no_way(monkeypatch: pytest.MonkeyPatch):
    counts, truth = world()  # the first topic is two in one; the second and the third are the same
    moves: list[tuple[int, int]] = []
    monkeypatch.setattr(regroup, "_replace", lambda fit, topics, whole, end: moves.append((whole, end)))
    found = {}
    for n_themes in (0, 1, 3, N_TOPICS):
        totals = blurred(truth) * (counts.n_tokens / N_TOPICS)
        fit = cvb0.Cvb0(counts, totals, Priors(np.full(N_TOPICS, 0.1), 0.01), n_themes)
        moves.clear()
        with threads.mapper(1, fit.n_blocks) as run:
            for _ in range(10):
                fit.sweep(run)
        found[n_themes] = [*moves]
    assert found[0] == found[1]
    assert [whole for whole, _ in found[0]] == [0]
    assert found[0][0][1] in (1, 2)
    assert [whole for whole, _ in found[3]] == [0]
    assert found[3][0][1] >= 3
    assert found[N_TOPICS] == []


def test_of_topics_that_are_one_none_gains_by_two_sides():
    counts, truth = world()
    fit = started(counts, truth, 9)
    before = fit.totals.copy()
    topics = fit.word_topic(one_by_one)
    fit.divide(topics, one_by_one, excluding=True)
    assert all(regroup._divided(fit, topics, k)[0] < 0 for k in range(N_TOPICS))
    assert regroup.regroup(fit, topics, one_by_one) == 0
    assert (fit.totals == before).all()


def test_what_a_topic_adds_is_what_its_tokens_lose_without_it():
    counts, truth = world()
    fit = started(counts, truth, 5)
    topics = fit.word_topic(one_by_one)
    fit.divide(topics, one_by_one, excluding=True)
    losses = regroup._losses(fit, topics, one_by_one)
    rows = np.repeat(np.arange(len(counts)), np.diff(counts.indptr))
    words, used = topics[counts.indices], fit.used[rows]
    own = np.maximum(used - used * words * fit.quotients[counts.by_word[2], :1], 0.1) * words
    parts = own / own.sum(axis=1, keepdims=True)
    lost = -(counts.data[:, None] * np.log(np.maximum(1 - parts, 1e-3))).sum(axis=0)
    assert losses == pytest.approx(lost[:N_TOPICS], rel=0.01)


def test_named_topics_and_the_background_stay():
    counts, truth = world()
    named = Counts.of(as_matrix(np.eye(2, N_TOPICS, dtype=int)).counts, ordered=False).csr
    assert Priors(np.ones(N_TOPICS), 0.01, named, background=True).free.tolist() == [2, 3, 4, 5, 6]
    fit = started(counts, blurred(truth), 20, background=True)
    assert fit.priors.free.tolist() == list(range(N_TOPICS - 1))


def test_a_pass_starts_from_what_the_topics_are_with_named_ones():
    counts, truth = world()
    named = sparse.csr_array(([200.0, 300.0], ([0, 3], [0, 1])), shape=(counts.n_terms, 2))
    fit = started(counts, truth, 1)
    fit.priors = Priors(fit.priors.alpha, 0.01, named)
    found = fit.word_topic(one_by_one)[:, :N_TOPICS].T
    assert found == pytest.approx(fit.topics, rel=1e-5)
    assert fit.topics[0, 0] > 2 * started(counts, truth, 1).topics[0, 0]


def test_two_threads_regroup_as_one_does():
    counts, truth = world()
    found = []
    for n in (1, 2):
        fit = started(counts, blurred(truth), 9)
        with threads.mapper(n, 8) as run:
            fit.sweep(run)
        assert fit.n_regrouped == 1
        found.append(fit.totals)
    assert (found[0] == found[1]).all()
