import warnings

import numpy as np
import pytest

import reportnlp as rn
from worlds import as_matrix, drawn, two_worlds


@pytest.fixture(scope="module")
def known() -> rn.TermMatrix:
    return as_matrix(drawn(1500, 6, alpha=0.05)[0])


def test_the_number_of_topics_that_documents_were_drawn_from_is_found(known: rn.TermMatrix):
    table = rn.select_n_topics(known, [2, 4, 6, 9], n_splits=3)
    assert table.columns.tolist() == [
        "n_topics", "held_out", "held_out_se", "stability", "stability_low", "stability_high",
        "npmi", "c_v", "exclusivity", "diversity", "recommended",
    ]  # fmt: skip
    assert table["n_topics"].tolist() == [2, 4, 6, 9]
    assert table.loc[table["recommended"], "n_topics"].tolist() == [6]
    assert table.attrs["reason"].startswith("6 topics: held-out likelihood")
    assert (table["stability_low"] <= table["stability"]).all()
    assert (table["stability_high"] >= table["stability"]).all()
    assert np.isfinite(table.drop(columns="recommended").to_numpy()).all()


def test_coherence_in_windows_of_tokens(matrix: rn.TermMatrix, sample: rn.Corpus):
    tokens = rn.segment(sample.split("paragraph", min_chars=30))
    near = rn.select_n_topics(matrix, [2], tokens=tokens, n_splits=2)
    whole = rn.select_n_topics(matrix, [2], n_splits=2)
    assert near["held_out"].equals(whole["held_out"])
    assert not near["npmi"].equals(whole["npmi"])


def test_nothing_to_choose_from(known: rn.TermMatrix):
    with pytest.raises(rn.ArgumentError, match="one or more numbers to compare"):
        rn.select_n_topics(known, [])


def test_held_out_likelihood_by_hand():
    # One topic: the second half of every document has the probabilities of the corpus.
    counts = np.array([[30, 10], [10, 30], [20, 20]] * 10)
    model = rn.TopicModel(1).fit(counts)
    assert model.score(np.array([[100, 0]])) == pytest.approx(np.log(0.5), abs=1e-3)
    assert model.score(np.array([[1, 0]])) == 0.0


def test_score_prefers_the_right_model(known: rn.TermMatrix):
    held = known.counts[:150]
    right, wrong = (rn.TopicModel(k).fit(known.counts[150:]) for k in (6, 2))
    assert right.score(held) > wrong.score(held) + 0.1
    assert right.score(held) == right.score(held[::-1])


def test_topics_that_nothing_mixes_are_stable(known: rn.TermMatrix):
    model = rn.TopicModel(6).fit(known)
    table = model.stability(n=3, top=5)
    assert table.columns.tolist() == ["topic", "stability", "low", "high", "starts", "stable"]
    assert table["stability"].min() > 0.7
    assert table["stable"].all()
    assert (model.stability_ == table["stability"]).all()


def test_topics_of_noise_are_not_stable():
    noise = np.random.default_rng(0).poisson(0.5, (300, 60))
    table = rn.TopicModel(10).fit(noise).stability(n=2, threshold=0.8)
    assert not table["stable"].all()
    assert table["stability"].mean() < 0.8


def test_a_loaded_model_must_be_given_its_documents(tmp_path):
    matrix = two_worlds()
    model = rn.TopicModel(2).fit(matrix)
    model.save(tmp_path / "m")
    loaded = rn.TopicModel.load(tmp_path / "m")
    with pytest.raises(rn.ArgumentError, match="give them as X"):
        loaded.stability(n=1)
    assert loaded.stability(matrix, n=2).equals(model.stability(n=2))


def test_models_are_aligned():
    matrix = two_worlds()
    two, three = rn.TopicModel(2).fit(matrix), rn.TopicModel(3).fit(matrix)
    same = rn.compare(two, two, top=5)
    assert same["topic_b"].tolist() == [1, 2]
    assert same["overlap"].tolist() == [1.0, 1.0]
    assert same["shared"].tolist() == ["a、b、c、d、e", "f、g、h、i、j"]
    assert same["similarity"].tolist() == pytest.approx([1, 1])
    more = rn.compare(two, three, top=5)
    assert len(more) == 3
    assert more["topic_a"].isna().sum() == 1
    assert len(rn.compare(three, two)) == 3
    other = rn.TermMatrix(matrix.counts, rn.Vocabulary(tuple("ABCDEFGHIJ"), ("",) * 10, ("",) * 10), matrix.docs)
    with pytest.raises(rn.ArgumentError, match="no term in common"):
        rn.compare(two, rn.TopicModel(2).fit(other))


def test_stability_fits_as_often_as_it_is_told(known: rn.TermMatrix, monkeypatch):
    seen: list[int] = []
    found = rn.TopicModel._found
    monkeypatch.setattr(rn.TopicModel, "_found", lambda self, *of: (seen.append(1), found(self, *of))[1])
    model = rn.TopicModel(6).fit(known)
    table = model.stability(n=(3, 1))
    assert len(seen) == 1 + 4
    seen.clear()
    alone = model.stability(n=(3, 0))
    assert len(seen) == 3
    assert alone["starts"].isna().all()
    assert alone.drop(columns="starts").equals(table.drop(columns="starts"))
    assert rn.provenance_of(table).steps[-1].params["n"] == [3, 1]
    with pytest.raises(rn.ArgumentError, match="n"):
        model.stability(n=(0, 2))


def test_stability_refuses_other_terms_and_no_document():
    matrix = rn.count(rn.segment(rn.Corpus([rn.Report(name, "稳增长。惠民生。促改革。") for name in "abc"])))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = rn.TopicModel(2).fit(matrix)
    other = rn.count(rn.segment(rn.Corpus([rn.Report("d", "防风险。")])))
    with pytest.raises(rn.ArgumentError, match="terms that are not the"):
        model.stability(other)
    with pytest.raises(ValueError, match="0 sample"):  # scikit-learn's own words
        model.stability(matrix.counts[:0])
    nothing = rn.TermMatrix(matrix.counts[:0], matrix.vocabulary, matrix.docs.iloc[:0])
    with pytest.raises(rn.ArgumentError, match="X has no document"):
        model.stability(nothing)
