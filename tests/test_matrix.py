import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

import reportnlp as rn
from conftest import is_mapped


@pytest.fixture(scope="module")
def matrix(sample_tokens: rn.Tokens) -> rn.TermMatrix:
    return rn.count(sample_tokens)


def test_counts_are_those_of_scikit_learn(sample: rn.Corpus, sample_tokens: rn.Tokens):
    matrix = rn.count(sample_tokens, kinds=("word", "number", "symbol", "space"))
    oracle = CountVectorizer(analyzer=rn.Segmenter(rn.load_lexicon(), numerals=True).words)
    expected = oracle.fit_transform([report.text for report in sample])
    assert list(matrix.terms) == oracle.get_feature_names_out().tolist()
    assert (matrix.counts != expected.astype(np.int32)).nnz == 0


def test_no_documents_and_empty_ones():
    assert rn.count(rn.Segmenter().segment([])).shape == (0, 0)
    assert rn.count(rn.Segmenter().segment(["", ""])).shape == (2, 0)


def test_only_words_by_default(matrix: rn.TermMatrix):
    assert set(matrix.vocabulary.kinds) == {"word"}
    assert "，" not in matrix.terms


def test_limits():
    docs = ["环境环境经济", "环境社会", "社会"]
    tokens = rn.Segmenter().segment(docs)
    # 环境: 3 in 2 documents; 社会: 2 in 2; 经济: 1 in 1
    assert rn.count(tokens, min_count=3).terms == ("环境",)
    assert rn.count(tokens, min_docs=2).terms == ("环境", "社会")
    assert rn.count(tokens, min_chars=3).terms == ()


@pytest.mark.parametrize("limits", [{"min_docs": 0}, {"min_count": 1.5}, {"min_chars": True}])
def test_limits_must_be_whole_numbers(sample_tokens: rn.Tokens, limits: dict):
    with pytest.raises(rn.ArgumentError, match="give a whole number of 1 or more"):
        rn.count(sample_tokens, **limits)


def test_unknown_kind(sample_tokens: rn.Tokens):
    with pytest.raises(rn.ArgumentError, match="kinds: 'verb' is not allowed"):
        rn.count(sample_tokens, kinds=("verb",))


def test_arrays_are_read_only_int32_without_zeros(matrix: rn.TermMatrix):
    assert matrix.counts.dtype == np.int32
    assert matrix.counts.data.min() >= 1
    for array in (matrix.counts.data, matrix.counts.indices, matrix.counts.indptr):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


def test_given_counts_are_put_in_order(matrix: rn.TermMatrix):
    # Row 0 has term 1 before term 0, term 0 twice, and a stored zero in term 2.
    loose = sparse.csr_array((np.array([5.0, 1, 2, 0]), np.array([1, 0, 0, 2]), np.array([0, 4])), shape=(1, 3))
    vocabulary = rn.Vocabulary(("a", "b", "c"), ("",) * 3, ("",) * 3)
    tidy = rn.TermMatrix(loose, vocabulary, pd.DataFrame({"id": ["x"]}))
    assert (tidy.counts.indices.tolist(), tidy.counts.data.tolist()) == ([0, 1], [3, 5])
    assert loose.data.tolist() == [5, 1, 2, 0]  # the argument is as it was
    with pytest.raises(rn.ArgumentError, match=r"shape \(1, 3\) do not fit 24 documents"):
        rn.TermMatrix(loose, vocabulary, matrix.docs)


def test_sum_by_agrees_with_pandas(matrix: rn.TermMatrix):
    frame = pd.DataFrame(matrix.counts.toarray()).groupby(matrix.docs["place"]).sum()
    summed = matrix.sum_by("place")
    assert summed.docs["place"].tolist() == frame.index.tolist()
    assert (summed.counts.toarray() == frame.to_numpy()).all()


def test_sum_by_keeps_documents_without_a_value():
    corpus = rn.Corpus([rn.Report("a", "环境", year=2024), rn.Report("b", "环境"), rn.Report("c", "环境", year=2023)])
    summed = rn.count(rn.segment(corpus)).sum_by("year")
    assert summed.docs["year"].astype(object).tolist() == [2023, 2024, pd.NA]
    assert summed.counts.toarray().ravel().tolist() == [1, 1, 1]


def test_sum_by_names_the_columns(matrix: rn.TermMatrix):
    with pytest.raises(rn.ArgumentError, match="no column 'region'; choose from 'id'"):
        matrix.sum_by("region")
    with pytest.raises(rn.ArgumentError, match="each once"):
        matrix.sum_by(["year", "year"])


def test_saved_and_loaded(matrix: rn.TermMatrix, tmp_path):
    matrix.save(tmp_path / "m")
    again = rn.TermMatrix.load(tmp_path / "m")
    assert (again.counts != matrix.counts).nnz == 0
    assert again.terms == matrix.terms
    assert again.provenance.to_json() == matrix.provenance.to_json()
    assert is_mapped(again.counts.data)


def test_reprs(matrix: rn.TermMatrix):
    assert repr(matrix) == f"<TermMatrix: n_docs=24, n_terms={len(matrix.terms)}, n_tokens={matrix.counts.sum()}>"
    assert "n_terms" in matrix._repr_html_()
