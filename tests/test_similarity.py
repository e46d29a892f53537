import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse
from scipy.spatial.distance import jensenshannon
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity

import reportnlp as rn
from reportnlp.vocabulary import Vocabulary


def counted(counts) -> rn.TermMatrix:
    counts = np.asarray(counts)
    terms = tuple(f"t{k:03}" for k in range(counts.shape[1]))
    docs = pd.DataFrame({"id": [f"d{k:03}" for k in range(len(counts))]}, dtype="str")
    return rn.TermMatrix(sparse.csr_array(counts), Vocabulary(terms, ("",) * len(terms), ("",) * len(terms)), docs)


def square(table: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs as a matrix with groups in order, and the diagonal missing."""
    return table.pivot(index="a", columns="b", values=table.columns[2])


def off_diagonal(matrix) -> np.ndarray:
    matrix = np.asarray(matrix)
    return matrix[~np.eye(len(matrix), dtype=bool)]


@pytest.fixture(scope="module")
def matrix(sample: rn.Corpus) -> rn.TermMatrix:
    return rn.count(rn.segment(sample.split("section")))


def test_columns_types_and_order(matrix: rn.TermMatrix):
    table = rn.similarity(matrix, by="report")
    assert table.dtypes.astype(str).to_dict() == {"a": "str", "b": "str", "similarity": "float64", "rank": "int64"}
    n = matrix.docs["report"].nunique()
    assert table["rank"].tolist() == list(range(1, n)) * n
    pd.testing.assert_frame_equal(table, table.sort_values(["a", "rank"]))
    assert (table.groupby("a")["similarity"].diff().dropna() <= 0).all()
    years = rn.similarity(matrix, by="year", measure="jensen_shannon")
    assert years.dtypes.astype(str).to_dict() == {"a": "Int64", "b": "Int64", "distance": "float64", "rank": "int64"}
    params = dict(rn.provenance_of(years).steps[-1].params)
    assert params == {"by": ["year"], "measure": "jensen_shannon", "weight": "count", "top": None}


@pytest.mark.parametrize("weight", ["count", "tf_idf", None])
def test_cosine_is_that_of_scikit_learn(matrix: rn.TermMatrix, weight):
    found = square(rn.similarity(matrix, weight=weight)).loc[matrix.docs["id"], matrix.docs["id"]]
    counts = matrix.counts if weight == "count" else TfidfTransformer(norm=None).fit_transform(matrix.counts)
    np.testing.assert_allclose(off_diagonal(found), off_diagonal(cosine_similarity(counts)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("weight", ["count", "tf_idf", None])
def test_distance_is_that_of_scipy(matrix: rn.TermMatrix, weight):
    table = rn.similarity(matrix, measure="jensen_shannon", weight=weight)
    found = square(table).loc[matrix.docs["id"], matrix.docs["id"]]
    counts = TfidfTransformer(norm=None).fit_transform(matrix.counts) if weight == "tf_idf" else matrix.counts
    rows = counts.toarray()
    oracle = [[jensenshannon(p, q, base=2) for q in rows] for p in rows]
    np.testing.assert_allclose(off_diagonal(found), off_diagonal(oracle), rtol=0, atol=1e-12)


def test_groups_are_added_up_before_they_are_compared(matrix: rn.TermMatrix):
    table = rn.similarity(matrix, by=["place", "year"], weight="count")
    sums = matrix.sum_by(["place", "year"])
    labels = [f"{place} {year}" for place, year in zip(sums.docs["place"], sums.docs["year"], strict=True)]
    oracle = cosine_similarity(sums.counts)
    for row in table.to_dict("records"):
        assert row["similarity"] == pytest.approx(oracle[labels.index(row["a"]), labels.index(row["b"])], abs=1e-12)


def test_top_is_the_first_of_all(matrix: rn.TermMatrix):
    table = rn.similarity(matrix)
    few = rn.similarity(matrix, top=2)
    pd.testing.assert_frame_equal(few, table[table["rank"] <= 2].reset_index(drop=True))


def test_what_is_the_same_and_what_shares_nothing():
    counts = [[1, 3, 0], [2, 6, 0], [0, 0, 5]]
    for measure, same, other in (("cosine", 1, 0), ("jensen_shannon", 0, 1)):
        found = square(rn.similarity(counted(counts), measure=measure, weight="count")).to_numpy()
        np.testing.assert_allclose(found[0, 1:], [same, other], atol=1e-15)
        assert found[2, 0] == other


def test_ties_go_to_the_first_group():
    table = rn.similarity(counted([[1, 1, 0], [0, 1, 1], [1, 0, 1]] * 3), weight="count")
    mine = table[table["a"] == "d000"]
    assert mine["b"].tolist() == ["d003", "d006", "d001", "d002", "d004", "d005", "d007", "d008"]


def test_groups_without_a_token_are_left_out():
    with pytest.warns(rn.ReportNLPWarning, match="1 groups have no token"):
        table = rn.similarity(counted([[1, 0], [0, 0], [1, 1]]))
    assert table["a"].tolist() == ["d000", "d002"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "region"}, "by: there is no column 'region'; choose from 'id'"),
        ({"by": "level"}, "by: level makes 1 groups with a token; choose columns that make from 2 to 10,000"),
        ({"measure": "jaccard"}, "measure: 'jaccard' is not allowed; choose from 'cosine', 'jensen_shannon'"),
        ({"weight": "bm25"}, "weight: 'bm25' is not allowed"),
        ({"weight": ""}, "weight: '' is not allowed"),
        ({"weight": np.array([1, 2])}, "weight: .* is not allowed"),
        ({"weight": pd.NA}, "weight: <NA> is not allowed"),
        ({"top": 0}, "top: give a whole number of 1 or more; got 0"),
    ],
)
def test_bad_options(matrix: rn.TermMatrix, options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.similarity(matrix, **options)


def test_too_many_groups():
    with pytest.raises(rn.ArgumentError, match="id makes 10,001 groups"):
        rn.similarity(counted(np.ones((10_001, 1), int)))


counts = arrays.arrays(np.int64, st.tuples(st.integers(2, 8), st.integers(1, 6)), elements=st.integers(0, 40))


@given(counts, st.sampled_from(["cosine", "jensen_shannon"]), st.randoms(use_true_random=False))
def test_symmetric_bounded_and_of_the_pair_alone(counts, measure, random):
    counts[:, 0] += 1  # no group is empty
    pairs = square(rn.similarity(counted(counts), measure=measure, weight="count")).to_numpy()
    values = off_diagonal(pairs)
    assert ((values >= 0) & (values <= 1)).all()
    np.testing.assert_array_equal(off_diagonal(pairs.T), values)
    a, b = sorted(random.sample(range(len(counts)), 2))
    alone = rn.similarity(counted(counts[[a, b]]), measure=measure, weight="count")
    assert alone.iloc[0, 2] == pairs[a, b]
