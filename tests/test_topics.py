from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from threadpoolctl import threadpool_limits

import reportnlp as rn
from conftest import SAMPLE
from reportnlp.cli import steps
from reportnlp.progress import Meter
from reportnlp.provenance import provenance_of
from reportnlp.topics import cvb0, threads
from reportnlp.topics.counts import Counts
from reportnlp.topics.priors import Priors
from reportnlp.topics.stability import part_of
from reportnlp.topics.start import _further, _themes
from worlds import drawn, two_worlds


def test_topics_that_nothing_mixes_are_found_and_ordered_by_size():
    model = rn.TopicModel(2).fit(two_worlds())
    terms = model.terms(top=5).groupby("topic")["term"].agg(lambda t: "".join(sorted(t))).to_dict()
    assert terms == {1: "abcde", 2: "fghij"}
    assert model.prevalence_ == pytest.approx([2 / 3, 1 / 3], abs=0.02)
    shares = model.shares("world")
    assert shares.columns.tolist() == ["world", "topic", "share", "low", "high"]
    assert shares["share"].tolist() == pytest.approx([1, 0, 0, 1], abs=0.02)


def test_rows_are_distributions(model: rn.TopicModel, matrix: rn.TermMatrix):
    assert model.components_.sum(axis=1) == pytest.approx(np.ones(4))
    filled = np.asarray(matrix.counts.sum(axis=1)) > 0
    assert model.doc_topic_[filled].sum(axis=1) == pytest.approx(np.ones(filled.sum()))
    assert not model.doc_topic_[~filled].any()
    assert model.prevalence_.sum() == pytest.approx(1)
    assert (np.diff(model.prevalence_) <= 1e-6).all()


def test_shares_are_averages_weighted_by_tokens(model: rn.TopicModel, matrix: rn.TermMatrix):
    sizes = np.asarray(matrix.counts.sum(axis=1)).ravel()
    mine = (matrix.docs["year"] == 2024).to_numpy()
    expected = np.average(model.doc_topic_[mine], axis=0, weights=sizes[mine])
    shares = model.shares("year")
    assert shares[shares["year"] == 2024]["share"].tolist() == pytest.approx(expected.tolist())


def test_the_same_twice_and_with_any_number_of_threads(model: rn.TopicModel, matrix: rn.TermMatrix):
    with threadpool_limits(2):
        again = clone(model).fit(matrix)
    assert (again.components_ == model.components_).all()
    assert (again.transform(matrix) == model.doc_topic_).all()


def test_terms_table(model: rn.TopicModel):
    table = model.terms(top=6, relevance=1)
    assert table.columns.tolist() == ["topic", "rank", "term", "probability", "relevance"]
    assert table["rank"].tolist() == list(range(1, 7)) * 4
    # With λ = 1 relevance is ln p, so both fall together.
    assert table["relevance"].to_numpy() == pytest.approx(np.log(table["probability"].to_numpy()))
    assert (table.groupby("topic")["probability"].diff().dropna() <= 0).all()


def test_relevance_by_its_formula(model: rn.TopicModel):
    row = model.terms(top=1, relevance=0.25).iloc[0]
    k = model.terms_.index(row["term"])
    p, overall = model.components_[0, k], model.prevalence_ @ model.components_[:, k]
    assert row["relevance"] == pytest.approx(0.25 * np.log(p) + 0.75 * np.log(p / overall))


def test_bare_counts_have_no_terms(matrix: rn.TermMatrix):
    model = rn.TopicModel(3).fit(matrix.counts)
    assert model.doc_topic_.shape == (matrix.shape[0], 3)
    with pytest.raises(rn.ArgumentError, match="fit it on a TermMatrix"):
        model.terms()


def test_not_fitted():
    with pytest.raises(NotFittedError):
        rn.TopicModel().terms()


def test_stops_short_with_a_warning(matrix: rn.TermMatrix):
    with pytest.warns(ConvergenceWarning, match="not converged after max_iter=2"):
        rn.TopicModel(3, max_iter=2).fit(matrix)


@pytest.mark.parametrize(
    ("n_topics", "counts", "message"),
    [
        (0, np.eye(3, dtype=int), "n_topics: give a whole number of 1 or more"),
        (3, np.array([[1, 1], [0, 0], [2, 0]]), "3 topics cannot be told from 2 documents with a term"),
        (1, np.array([[-1, 2]]), "X: Negative values in data.*the least is -1"),
        (1, np.array([[0.5, 2]]), "X: give counts.*got 0.5"),
    ],
)
def test_bad_input(n_topics: int, counts: np.ndarray, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.TopicModel(n_topics).fit(counts)


def test_another_vocabulary_is_refused_or_aligned(model: rn.TopicModel, sample: rn.Corpus, matrix: rn.TermMatrix):
    other = rn.count(rn.segment(sample.split("paragraph", min_chars=30)))
    with pytest.raises(rn.ArgumentError, match=r"terms that are not the .* are new and 0 are missing; .*align=True"):
        model.transform(other)
    # All terms of the fit are among the others, so that alignment only leaves those out.
    assert (model.transform(other, align=True) == model.transform(matrix)).all()
    with pytest.raises(rn.ArgumentError, match="in a TermMatrix only"):
        model.transform(other.counts, align=True)


def test_the_order_of_documents_changes_no_bit(matrix: rn.TermMatrix, model: rn.TopicModel):
    order = np.random.default_rng(0).permutation(matrix.shape[0])
    shuffled = clone(model).fit(part_of(matrix, order))
    assert (shuffled.components_ == model.components_).all()
    assert (shuffled.doc_topic_ == model.doc_topic_[order]).all()


def test_threads_change_no_bit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "BLOCK", 500)  # many blocks, so that there is work for each thread
    counts = drawn(400, 5)[0]
    one, three = (rn.TopicModel(5, n_threads=n).fit(counts) for n in (1, 3))
    assert (one.components_ == three.components_).all()
    assert one.bound_ == three.bound_


@pytest.mark.parametrize("start", ["nmf", "anchor", "random"])
def test_known_topics_are_recovered(start: str):
    counts, truth = drawn(2000, 8)
    found = rn.TopicModel(8, start=start, alpha=0.1).fit(counts).components_
    cosine = (found @ truth.T) / np.outer(np.linalg.norm(found, axis=1), np.linalg.norm(truth, axis=1))
    assert cosine[linear_sum_assignment(-cosine)].min() > 0.95


def test_learned_weights_find_those_that_the_documents_were_drawn_with():
    counts, _ = drawn(3000, 5, alpha=0.3)
    model = rn.TopicModel(5, alpha="learn", eta="learn").fit(counts)
    assert model.alpha_ == pytest.approx(np.full(5, 0.3), abs=0.12)
    assert model.eta_ == pytest.approx(0.1, abs=0.15)


def test_the_bound_is_the_likelihood_a_token():
    counts, _ = drawn(300, 3)
    model = rn.TopicModel(3).fit(counts)
    p = model.doc_topic_ @ model.components_
    assert model.bound_ == pytest.approx((counts * np.log(p)).sum() / counts.sum(), abs=0.01)


def test_at_the_end_topics_are_what_whole_tokens_have_of_them():
    found = drawn(40, 3)[0]
    counts = Counts.of(sparse.csr_array(found))
    fit = cvb0.Cvb0(counts, np.random.default_rng(0).random((3, found.shape[1])), Priors(np.full(3, 0.2), 0.01))
    with threads.mapper(1, fit.n_blocks) as run:
        for _ in range(5):
            fit.sweep(run)
        words, shares = fit.topics, fit.doc_topic[:, :3].astype(np.float64)
        fit.settle(run)
    dense = counts.csr.toarray()
    for _ in range(2):  # rounds through a document: a token is of topic k by shares[d, k] words[k, v], none left out
        parts = shares[:, :, None] * words
        parts *= dense[:, None] / parts.sum(axis=1, keepdims=True)
        shares = parts.sum(axis=2) + 0.2
    expected = parts.sum(axis=0) + 0.01
    assert fit.topics == pytest.approx(expected / expected.sum(axis=1, keepdims=True), rel=1e-4)


def test_saved_and_loaded_it_is_the_same_to_the_bit(model: rn.TopicModel, matrix: rn.TermMatrix, tmp_path: Path):
    model.save(tmp_path / "model")
    again = rn.TopicModel.load(tmp_path / "model")
    assert again.get_params() == model.get_params()
    assert (again.transform(matrix) == model.doc_topic_).all()
    for table in ("terms", "labels", "exemplars", "correlation", "similar_topics"):
        assert getattr(again, table)().equals(getattr(model, table)()), table
    assert again.shares("year").equals(model.shares("year"))
    (damaged,) = (tmp_path / "model").glob("*/_topics.npy")
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\0")
    with pytest.raises(rn.StorageError, match=r"_topics\.npy: is missing or damaged"):
        rn.TopicModel.load(tmp_path / "model")


def test_empty_documents_and_terms_have_no_share_and_a_warning():
    counts, _ = drawn(60, 2)
    counts = np.vstack([counts, np.zeros((3, counts.shape[1]), int)])
    counts = np.hstack([counts, np.zeros((63, 2), int)])
    with pytest.warns(rn.TopicWarning, match="3 documents without a term and 2 terms without a document"):
        model = rn.TopicModel(2).fit(counts)
    assert not model.doc_topic_[60:].any()
    assert np.isfinite(model.components_).all()


def test_too_few_documents_for_so_many_topics():
    with pytest.warns(rn.TopicWarning, match=r"30 documents of 1800 tokens support 3 topics, not 8") as said:
        rn.TopicModel(8).fit(drawn(30, 2)[0])
    assert {each.filename for each in said} == {__file__}  # the line that asked for it


def test_documents_that_are_all_alike():
    with pytest.warns(rn.TopicWarning, match="all documents are alike"):
        model = rn.TopicModel(2).fit(np.tile([[50, 30, 1, 20]], (30, 1)))
    assert model.doc_topic_.sum(axis=1) == pytest.approx(np.ones(30))
    assert model.doc_topic_ @ model.components_ == pytest.approx(
        np.tile([[0.495, 0.297, 0.01, 0.198]], (30, 1)), abs=0.01
    )


def test_one_topic_is_the_distribution_of_all_words():
    counts = drawn(50, 2)[0]
    model = rn.TopicModel(1).fit(counts)
    smoothed = counts.sum(axis=0) + 0.01
    assert model.components_[0] == pytest.approx(smoothed / smoothed.sum(), abs=1e-6)
    assert model.doc_topic_.ravel().tolist() == [1.0] * 50


def test_one_document():
    with pytest.warns(rn.TopicWarning, match="1 terms without a document"):
        model = rn.TopicModel(1).fit(np.array([[300, 0]]))
    assert model.doc_topic_.tolist() == [[1.0]]


def test_ctrl_c_keeps_the_model_so_far(matrix: rn.TermMatrix, monkeypatch: pytest.MonkeyPatch):
    passes = []
    sweep = cvb0.Cvb0.sweep

    def interrupted(self: cvb0.Cvb0, run: threads.Mapper) -> None:
        passes.append(1)
        if len(passes) == 4:
            raise KeyboardInterrupt
        sweep(self, run)

    monkeypatch.setattr(cvb0.Cvb0, "sweep", interrupted)
    with pytest.warns(ConvergenceWarning, match="interrupted after 3 passes; the model so far is usable"):
        model = rn.TopicModel(4).fit(matrix)
    assert not model.converged_
    assert len(model.terms(3)) == 12


#: What fits models as a part of something else.
LARGER = {
    "choice": lambda matrix, _: rn.select_n_topics(matrix, [2], n_splits=2),
    "stability": lambda _, model: model.stability(n=2),
    "command": lambda matrix, _: steps.fitted(matrix, n_topics=2),
    "summary": lambda *_: rn.summarize(rn.read_corpus(SAMPLE), parts=["topics"], n_topics=3),
}


@pytest.mark.parametrize("larger", LARGER)
def test_ctrl_c_in_a_fit_ends_what_it_is_a_part_of(
    larger: str, matrix: rn.TermMatrix, model: rn.TopicModel, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cvb0.Cvb0, "sweep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        LARGER[larger](matrix, model)


def test_named_topics_hold_their_seeds():
    names = {"后": ["f", "g"], "前": ["a", "b"]}
    model = rn.TopicModel(3, seeds=names).fit(two_worlds())
    first = {
        name: set(model.terms(5, relevance=1).query("topic == @k")["term"]) for k, name in enumerate(model.names_, 1)
    }
    assert first["前"] == set("abcde")
    assert first["后"] == set("fghij")
    assert sorted(model.names_) == ["", "前", "后"]
    assert model.labels()["name"].tolist() == list(model.names_)


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ({"x": ["稳增长", "a"]}, "'稳增长' are none of the terms of X"),
        ({"x": ["a"], "y": ["b"], "z": ["c"]}, "3 named topics do not fit into n_topics=2"),
        ({"x": "ab"}, "a list of one or more terms for each name, unlike for 'x'"),
    ],
)
def test_bad_seeds(seeds: dict[str, list[str]], message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.TopicModel(2, seeds=seeds).fit(two_worlds())


def test_a_background_takes_the_words_that_are_everybodys():
    # Words 0–4 make up half of every document; 5–9 and 10–14 are of two topics.
    rng = np.random.default_rng(0)
    worlds = [
        rng.multinomial(40, [0.1] * 5 + ([0.1] * 5 + [0] * 5 if k % 2 else [0] * 5 + [0.1] * 5)) for k in range(200)
    ]
    plain, with_background = (rn.TopicModel(2, background=b).fit(np.array(worlds)) for b in (False, True))
    common = [model.components_[:, :5].sum(axis=1) for model in (plain, with_background)]
    assert common[0] == pytest.approx([0.5, 0.5], abs=0.03)
    assert common[1].max() < 0.1
    assert with_background.background_.min() > 0.5
    assert with_background.doc_topic_.sum(axis=1) == pytest.approx(np.ones(200))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": -1}, "alpha, eta: give numbers greater than 0"),
        ({"eta": 0}, "alpha, eta: give numbers greater than 0"),
        ({"engine": "lda"}, "engine: 'lda' is not allowed"),
        ({"engine": "nmf", "background": True}, "background: the engine 'nmf' has none"),
        ({"alpha": "guess"}, "alpha: 'guess' is not allowed"),
    ],
)
def test_bad_options(options: dict[str, object], message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.TopicModel(2, **options).fit(two_worlds())


def test_relevance_has_limits(model: rn.TopicModel):
    with pytest.raises(rn.ArgumentError, match="relevance: give a number from 0 to 1; got 2"):
        model.terms(relevance=2)


@pytest.mark.parametrize(
    ("given", "seed"),
    [(7, 7), (np.int64(7), 7), (np.random.RandomState(0), np.random.RandomState(0).randint(2**31 - 1))],
)
def test_the_record_of_a_fit_repeats_it(given: object, seed: int):
    matrix = two_worlds()
    model = rn.TopicModel(3, start="random", random_state=given).fit(matrix)
    params = provenance_of(model.terms(3)).steps[-2].params
    assert params["random_state"] == seed
    again = rn.TopicModel(**params).fit(matrix)
    assert (again.components_ == model.components_).all()


def test_weights_of_topics_may_differ():
    counts = drawn(200, 3)[0]
    model = rn.TopicModel(3, alpha=np.array([0.5, 0.2, 0.1])).fit(counts)
    assert sorted(model.alpha_) == [0.1, 0.2, 0.5]
    with pytest.raises(rn.ArgumentError, match=r"got .* which is not one number nor one a topic"):
        rn.TopicModel(3, alpha=[0.1, 0.2]).fit(counts)


def test_the_bar_shows_the_bound(monkeypatch: pytest.MonkeyPatch):
    notes: list[str] = []
    monkeypatch.setattr(Meter, "update", lambda _, note="": notes.append(note))
    model = rn.TopicModel(3).fit(drawn(300, 3)[0])
    assert len(notes) == model.n_iter_
    assert notes[0] == ""
    assert notes[-1].startswith("bound -")


def test_a_document_counts_once_in_the_themes_it_has_terms_of():
    counts = Counts.of(sparse.csr_array(np.array([[4, 0, 2], [1, 3, 4], [0, 0, 5]])))
    # The first is of economy alone, the second a quarter of it and three quarters of ecology, the third of none.
    expected = [[4 + 1 / 4, 3 / 4, 2 + 4 / 4], [3 / 4, 9 / 4, 12 / 4]]
    assert _themes(counts, 2, ["economy", "ecology", ""]).tolist() == expected


def test_further_topics_are_those_that_no_theme_has_found():
    themes = np.array([[3.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 2.0]])
    found = np.array([[0.0, 1.0, 4.0, 0.0], [5.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 9.0], [1.0, 1.0, 1.0, 0.0]])
    # The second is the first theme's (cosine 0.99), the third the second's (0.99).
    assert _further(themes, found).tolist() == found[[0, 3]].tolist()
    assert _further(np.zeros((0, 4)), found).tolist() == found.tolist()
