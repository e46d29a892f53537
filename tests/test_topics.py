import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from threadpoolctl import threadpool_limits

import reportnlp as rn


@pytest.fixture(scope="module")
def matrix(sample: rn.Corpus) -> rn.TermMatrix:
    tokens = rn.segment(sample.split("paragraph"))
    return rn.count(tokens.drop(rn.load_stopwords("function", "formula", "verb")), min_chars=2, min_docs=2)


@pytest.fixture(scope="module")
def model(matrix: rn.TermMatrix) -> rn.TopicModel:
    return rn.TopicModel(4, max_iter=100).fit(matrix)


def two_worlds() -> rn.TermMatrix:
    """Forty documents of words a–e, twenty of words f–j: two topics that nothing mixes."""
    rng = np.random.default_rng(0)
    counts = np.zeros((60, 10), int)
    for row in range(60):
        words = rng.choice(5, 30) + (0 if row < 40 else 5)
        counts[row] = np.bincount(words, minlength=10)
    vocabulary = rn.Vocabulary(tuple("abcdefghij"), ("",) * 10, ("",) * 10)
    docs = pd.DataFrame({"id": [str(k) for k in range(60)], "world": ["one"] * 40 + ["two"] * 20})
    return rn.TermMatrix(sparse.csr_array(counts), vocabulary, docs)


def test_topics_that_nothing_mixes_are_found_and_ordered_by_size():
    model = rn.TopicModel(2).fit(two_worlds())
    terms = model.terms(top=5).groupby("topic")["term"].agg(lambda t: "".join(sorted(t))).to_dict()
    assert terms == {1: "abcde", 2: "fghij"}
    assert model.prevalence_ == pytest.approx([2 / 3, 1 / 3], abs=0.02)
    shares = model.shares("world")
    assert shares.columns.tolist() == ["world", "topic", "share"]
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
        (1, np.array([[-1, 2]]), "X: give counts"),
        (1, np.array([[0.5, 2]]), "X: give counts"),
    ],
)
def test_bad_input(n_topics: int, counts: np.ndarray, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.TopicModel(n_topics).fit(counts)


def test_another_vocabulary_is_refused(model: rn.TopicModel, sample_tokens: rn.Tokens):
    with pytest.raises(rn.ArgumentError, match="terms that are not the"):
        model.transform(rn.count(sample_tokens))


def test_relevance_has_limits(model: rn.TopicModel):
    with pytest.raises(rn.ArgumentError, match="relevance: give a number from 0 to 1; got 2"):
        model.terms(relevance=2)
