import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import pearsonr
from threadpoolctl import threadpool_limits

import reportnlp as rn
from reportnlp.topics.statistics import bootstrap_shares, divergences, first_columns, keyness, scaled
from worlds import as_matrix, two_worlds


def test_labels(model: rn.TopicModel):
    table = model.labels(top=2)
    assert table.columns.tolist() == ["topic", "name", "label", "keyness"]
    assert table["topic"].tolist() == [1, 2, 3, 4]
    assert table["name"].tolist() == [""] * 4
    categories = dict(zip(model._vocabulary.types, model._vocabulary.categories, strict=True))
    for label in table["label"]:
        assert all(len(term) > 2 or categories[term] for term in label.split("、"))


def test_labels_without_a_lexicon_or_compounds_are_the_terms_of_most_keyness():
    assert rn.TopicModel(2).fit(two_worlds()).labels(1)["label"].str.fullmatch("[a-j]").all()


def test_keyness_is_g2():
    # Two topics of 100 and 300 tokens; the term occurs 30 and 10 times, expected are 10 and 30; other terms 70 and
    # 290 times, expected are 90 and 270: all four cells count, as in keyness.
    topics, sizes = np.array([[0.3, 0.7], [1 / 30, 29 / 30]]), np.array([100.0, 300.0])
    expected = 2 * (30 * np.log(30 / 10) + 10 * np.log(10 / 30) + 70 * np.log(70 / 90) + 290 * np.log(290 / 270))
    found = keyness(topics, sizes)
    assert found[0, 0] == pytest.approx(expected)
    assert found[1, 0] == 0


def test_no_term_is_key_in_the_only_topic_there_is_however_it_is_rounded():
    # Of one topic all is expected that is observed; the two products are rounded each in its way.
    for n_terms in range(1, 20):
        for size in range(1, 100):
            topics = np.full((1, n_terms), 1 / n_terms)
            assert keyness(topics, np.array([float(size)])).tolist() == [[0.0] * n_terms]
            beside = keyness(np.repeat(topics, 2, axis=0), np.array([size, 1e-17]))  # as good as none
            assert beside.tolist() == [[0.0] * n_terms] * 2


def test_first_columns_are_the_greatest_and_of_equal_ones_the_first():
    values = np.array([[1.0, 3, 3, 2, 3], [0, 0, 0, 0, 0]])
    assert first_columns(values, 2).tolist() == [[1, 2], [0, 1]]
    assert first_columns(values, 4).tolist() == [[1, 2, 4, 3], [0, 1, 2, 3]]
    assert first_columns(values, 9).tolist() == [[1, 2, 4, 3, 0], [0, 1, 2, 3, 4]]


def test_exemplars_stand_where_they_say(model: rn.TopicModel, sample: rn.Corpus):
    paragraphs = sample.split("paragraph", min_chars=30)
    table = model.exemplars(paragraphs, top=2)
    assert table.columns.tolist() == ["topic", "rank", "id", "report", "start", "end", "share", "text"]
    assert table["topic"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    for row in table.itertuples():
        assert sample[row.report].text[row.start : row.end] == row.text
    assert (table.groupby("topic")["share"].diff().dropna() <= 0).all()
    with pytest.raises(rn.ArgumentError, match="has no document"):
        model.exemplars(sample)


def test_exemplars_leave_out_what_is_too_short():
    matrix = two_worlds()
    table = rn.TopicModel(2).fit(matrix).exemplars(min_tokens=31)
    assert table.empty
    assert table.columns.tolist()[:3] == ["topic", "rank", "id"]


def test_intervals_hold_the_share(model: rn.TopicModel):
    table = model.shares(["year", "section"])
    assert table.columns.tolist() == ["year", "section", "topic", "share", "low", "high"]
    assert (table["low"] <= table["share"] + 1e-9).all()
    assert (table["high"] >= table["share"] - 1e-9).all()
    assert table.groupby(["year", "section"])["share"].sum().to_numpy() == pytest.approx(1)
    assert model.shares("year").equals(model.shares("year"))
    narrow, wide = (model.shares("year", level=level) for level in (0.5, 0.99))
    assert (narrow["high"] - narrow["low"]).sum() < (wide["high"] - wide["low"]).sum()


def test_intervals_do_not_depend_on_the_threads_of_linear_algebra():
    # Dense products of this size differ in their last bits by the number of threads of BLAS.
    weighted, limits = np.random.default_rng(0).random((1001, 21)), []
    for n_threads in (1, 2):
        with threadpool_limits(n_threads):
            limits.append(bootstrap_shares(weighted, np.zeros(1001, np.int64), 1000, 0.95, 0)[2])
    assert limits[0].tolist() == limits[1].tolist()


def test_the_width_of_an_interval_is_that_of_a_binomial_share():
    # 100 documents of one token, half of them of the first topic: the standard error is 0.05.
    weighted = np.repeat(np.eye(2), 50, axis=0)
    _, share, low, high = bootstrap_shares(weighted, np.zeros(100, np.int64), 4000, 0.95, 0)
    assert share[0].tolist() == [0.5, 0.5]
    assert (high - low)[0] == pytest.approx([2 * 1.96 * 0.05] * 2, abs=0.02)


def test_correlation_is_pearsons(model: rn.TopicModel):
    table = model.correlation()
    assert table[["topic", "other"]].to_numpy().tolist() == [[1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4]]
    filled = model.doc_topic_[model.doc_topic_.any(axis=1)]
    assert table["correlation"].iloc[0] == pytest.approx(pearsonr(filled[:, 0], filled[:, 1]).statistic)


def test_similar_topics(model: rn.TopicModel):
    table = model.similar_topics()
    assert table.columns.tolist() == ["topic", "other", "similarity"]
    assert (table["similarity"].diff().dropna() <= 1e-12).all()
    a, b = model.components_[table["topic"].iloc[0] - 1], model.components_[table["other"].iloc[0] - 1]
    assert table["similarity"].iloc[0] == pytest.approx(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def test_documents(model: rn.TopicModel, sample: rn.Corpus):
    table = model.documents()
    assert table.columns.tolist() == ["id", "report", "start", "end", "topic", "share"]
    assert table["id"].tolist() == [unit.id for unit in sample.split("paragraph", min_chars=30)]
    assert str(table["topic"].dtype) == "Int64"
    assert table["share"].tolist() == model.doc_topic_.max(axis=1).tolist()


@pytest.mark.filterwarnings("ignore::reportnlp.errors.TopicWarning")
def test_an_empty_document_is_of_no_topic():
    counts = np.vstack([two_worlds().counts.toarray(), np.zeros((1, 10), int)])
    table = rn.TopicModel(2).fit(as_matrix(counts)).documents()
    assert table["topic"].iloc[-1] is pd.NA
    assert table["share"].iloc[-1] == 0


def test_positions(model: rn.TopicModel):
    table = model.positions()
    assert table.columns.tolist() == ["topic", "x", "y", "prevalence"]
    assert table["x"].sum() == pytest.approx(0, abs=1e-9)
    oracle = jensenshannon(model.components_[0], model.components_[1]) ** 2
    assert divergences(model.components_)[0, 1] == pytest.approx(oracle)


def test_points_of_a_plane_are_found_again():
    points = np.array([[0, 0], [4, 0], [0, 3.0]])
    squares = ((points[:, None] - points) ** 2).sum(axis=2)
    found = scaled(squares)
    assert ((found[:, None] - found) ** 2).sum(axis=2) == pytest.approx(squares)
    assert scaled(np.zeros((1, 1))).tolist() == [[0, 0]]
