import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

import reportnlp as rn


@pytest.fixture(scope="module")
def matrix(sample_tokens: rn.Tokens) -> rn.TermMatrix:
    return rn.count(sample_tokens.drop(rn.load_stopwords()))


@pytest.mark.parametrize("sublinear", [True, False])
@pytest.mark.parametrize("smooth", [True, False])
@pytest.mark.parametrize("norm", [True, False])
def test_weights_are_those_of_scikit_learn(matrix: rn.TermMatrix, sublinear: bool, smooth: bool, norm: bool):
    table = rn.keywords(matrix, top=10**6, sublinear=sublinear, smooth=smooth, norm=norm)
    oracle = TfidfTransformer(norm="l2" if norm else None, smooth_idf=smooth, sublinear_tf=sublinear)
    expected = oracle.fit_transform(matrix.counts).toarray()
    ids = matrix.docs["id"].tolist()
    found = np.zeros_like(expected)
    rows, columns = table["id"].map(ids.index), table["term"].map(matrix.vocabulary.id)
    found[rows, columns] = table["tf_idf"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    assert len(table) == matrix.counts.nnz


def test_groups_add_up_counts_and_keep_document_frequency(matrix: rn.TermMatrix):
    table = rn.keywords(matrix, by="place", top=10**6, norm=False)
    row = table[(table["place"] == "栖云镇") & (table["term"] == "老人")].iloc[0]
    column = matrix.counts[:, [matrix.vocabulary.id("老人")]].toarray().ravel()
    mine = (matrix.docs["place"] == "栖云镇").to_numpy()
    assert row["n"] == column[mine].sum()
    assert row["n_docs"] == np.count_nonzero(column)
    # By the formula in the docstring, four documents:
    assert row["tf_idf"] == pytest.approx(row["n"] * (np.log(5 / (1 + row["n_docs"])) + 1), abs=1e-12)


def test_columns_types_and_order(matrix: rn.TermMatrix):
    table = rn.keywords(matrix, by=["place", "year"], top=3)
    assert table.columns.tolist() == ["place", "year", "term", "n", "n_docs", "tf_idf", "rank"]
    assert table.dtypes.astype(str).tolist() == ["str", "Int64", "str", "int64", "int64", "float64", "int64"]
    assert table["rank"].tolist() == [1, 2, 3] * 4
    pd.testing.assert_frame_equal(table, table.sort_values(["place", "year", "rank"]))


def test_ties_go_to_the_first_term_by_code_point():
    tokens = rn.Segmenter(hmm=False).segment(["社会经济环境"])
    assert rn.keywords(rn.count(tokens))["term"].tolist() == sorted(["社会", "经济", "环境"])


def test_empty_documents_have_no_keywords():
    tokens = rn.Segmenter().segment(["环境", "", "，"])
    assert rn.keywords(rn.count(tokens))["id"].tolist() == ["0"]
    nothing = rn.keywords(rn.count(rn.Segmenter().segment([""])))
    assert nothing.columns.tolist() == ["id", "term", "n", "n_docs", "tf_idf", "rank"]
    assert len(nothing) == 0


def test_the_order_of_documents_does_not_matter(sample: rn.Corpus, matrix: rn.TermMatrix):
    tokens = rn.segment(rn.Corpus(reversed(sample.reports)))
    backwards = rn.count(tokens.drop(rn.load_stopwords()))
    pd.testing.assert_frame_equal(rn.keywords(backwards, by="year"), rn.keywords(matrix, by="year"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "region"}, "no column 'region'; choose from 'id'"),
        ({"by": []}, "give one or more columns"),
        ({"top": 0}, "top: give a whole number of 1 or more; got 0"),
    ],
)
def test_bad_options(matrix: rn.TermMatrix, options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.keywords(matrix, **options)
