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
    # By the formula in the docstring:
    assert row["tf_idf"] == pytest.approx(
        row["n"] * (np.log((1 + len(matrix.docs)) / (1 + row["n_docs"])) + 1), abs=1e-12
    )


def test_columns_types_and_order(matrix: rn.TermMatrix):
    table = rn.keywords(matrix, by=["place", "year"], top=3)
    assert table.columns.tolist() == ["place", "year", "term", "n", "n_docs", "dp", "tf_idf", "rank"]
    assert table.dtypes.astype(str).tolist() == ["str", "Int64", "str", "int64", "int64", "float64", "float64", "int64"]
    assert table["rank"].tolist() == [1, 2, 3] * len(matrix.docs)
    pd.testing.assert_frame_equal(table, table.sort_values(["place", "year", "rank"]))


def test_ties_go_to_the_first_term_by_code_point():
    tokens = rn.Segmenter(hmm=False).segment(["社会经济环境"])
    assert rn.keywords(rn.count(tokens))["term"].tolist() == sorted(["社会", "经济", "环境"])


def test_empty_documents_have_no_keywords():
    tokens = rn.Segmenter().segment(["环境", "", "，"])
    assert rn.keywords(rn.count(tokens))["id"].tolist() == ["0"]
    nothing = rn.keywords(rn.count(rn.Segmenter().segment([""])))
    assert nothing.columns.tolist() == ["id", "term", "n", "n_docs", "dp", "tf_idf", "rank"]
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


def matrix_of(*texts: str, compounds: bool = False) -> rn.TermMatrix:
    tokens = rn.segment(rn.Corpus([rn.Report(f"r{k}", text) for k, text in enumerate(texts)]))
    return rn.count(tokens.drop(rn.load_stopwords()), compounds=compounds)


def test_bm25_by_hand():
    matrix = matrix_of("海洋，海洋，产业", "产业")
    table = rn.keywords(matrix, method="bm25").set_index(["id", "term"])["bm25"]
    # Two documents of 3 words and 1, 2 on average; 海洋 in one of them, twice: k1 = 1.2, b = 0.75.
    expected = np.log(1 + (2 - 1 + 0.5) / (1 + 0.5)) * 2.2 * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert table["r0", "海洋"] == pytest.approx(expected, rel=1e-12)
    assert table["r1", "产业"] == pytest.approx(np.log(1 + 0.5 / 2.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 / 2)), rel=1e-12)


def test_log_odds_are_those_of_keyness(matrix: rn.TermMatrix):
    table = rn.keywords(matrix, by="place", method="log_odds", top=20)
    for place, own in table.groupby("place"):
        compared = rn.keyness(matrix, target={"place": place}).set_index("term").loc[own["term"]]
        z = compared["statistic"] * np.sign(compared["effect"])
        np.testing.assert_allclose(own["log_odds"], z, rtol=1e-12)


def test_dispersion_by_hand():
    table = rn.keywords(matrix_of("海洋，海洋，产业", "产业")).set_index(["id", "term"])
    # 海洋: all of it in the document with 3 of the 4 words: (|1 - 3/4| + |0 - 1/4|) / 2.
    assert table.loc[("r0", "海洋"), "dp"] == pytest.approx(0.25)


def test_compounds_are_ranked_and_their_parts_are_not_repeated():
    text = "建设人才住房保障体系。完善人才住房保障体系。人才住房保障体系和人才工作。"
    both, words = matrix_of(text, "产业工作", compounds=True), matrix_of(text, "产业工作")
    assert "人才住房保障体系" in both.terms
    assert "人才住房保障体系" not in words.terms
    terms = rn.keywords(both, top=20).set_index("id").loc["r0", "term"].tolist()
    # 住房 stands in the compound only; 人才 stands outside of it too.
    assert "人才住房保障体系" in terms
    assert "住房" not in terms
    assert "人才" in terms
    assert both.lengths.tolist() == words.lengths.tolist() == words.counts.sum(axis=1).tolist()
