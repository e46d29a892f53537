import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

import reportnlp as rn
from reportnlp.vocabulary import Vocabulary

COLUMNS = {
    "term": "str", "year": "Int64", "n": "int64", "n_tokens": "int64", "per_10k": "float64", "low": "float64",
    "high": "float64", "n_reports": "int64", "share_reports": "float64", "first": "Int64", "last": "Int64",
    "tau": "float64", "p": "float64", "trend": "str",
}  # fmt: skip


def counted(counts, years, reports=None) -> rn.TermMatrix:
    """Make a matrix of the terms a, b, … from counts."""
    counts = np.atleast_2d(counts)
    terms = tuple("abcdefgh"[: counts.shape[1]])
    docs = pd.DataFrame({"id": [f"d{k}" for k in range(len(counts))], "year": pd.array(years, dtype="Int64")})
    docs["report"] = docs["id"] if reports is None else reports
    return rn.TermMatrix(sparse.csr_array(counts), Vocabulary(terms, ("",) * len(terms), ("",) * len(terms)), docs)


@pytest.fixture(scope="module")
def matrix(sample_tokens: rn.Tokens) -> rn.TermMatrix:
    return rn.count(sample_tokens)


def test_columns_types_and_order(matrix: rn.TermMatrix):
    table = rn.trends(matrix, ["水库", "首店"])
    assert table.dtypes.astype(str).to_dict() == COLUMNS
    assert table[["term", "year"]].values.tolist() == [[t, y] for t in ("水库", "首店") for y in range(2021, 2025)]
    step = rn.provenance_of(table).steps[-1]
    assert (step.name, dict(step.params)) == ("trends", {"terms": ["水库", "首店"], "by": "year", "alpha": 0.05})


def test_counts_are_those_of_the_matrix(matrix: rn.TermMatrix):
    table = rn.trends(matrix, "老人").set_index("year")
    column, year = matrix.vocabulary.id("老人"), matrix.docs["year"].to_numpy()
    dense = matrix.counts.toarray()
    for value in (2023, 2024):
        mine = dense[year == value]
        assert table.loc[value, "n"] == mine[:, column].sum()
        assert table.loc[value, "n_tokens"] == mine.sum()
        assert table.loc[value, "per_10k"] == pytest.approx(1e4 * mine[:, column].sum() / mine.sum(), rel=1e-14)
        assert table.loc[value, "n_reports"] == np.count_nonzero(mine[:, column])
        assert table.loc[value, "share_reports"] == np.count_nonzero(mine[:, column]) / len(mine)


@pytest.mark.parametrize("n", [0, 1, 7, 40])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_one_document_has_the_wilson_interval_of_scipy(n: int, alpha: float):
    row = rn.trends(counted([[n, 40 - n]], [2024]), "a", alpha=alpha).iloc[0]
    oracle = stats.binomtest(n, 40).proportion_ci(1 - alpha, method="wilson")
    np.testing.assert_allclose([row["low"], row["high"]], [1e4 * oracle.low, 1e4 * oracle.high], rtol=1e-12, atol=1e-9)


def test_design_effect_of_documents_of_one_size_is_their_sample_variance():
    x = np.array([12, 0, 3, 0, 25, 1])
    size = 100
    row = rn.trends(counted(np.column_stack([x, size - x]), [2024] * 6), "a").iloc[0]
    # Of m documents of one size, the variance of the mean share is s² / m.
    p = x.mean() / size
    deff = (x / size).var(ddof=1) / 6 / (p * (1 - p) / (6 * size))
    assert deff > 5
    z, n = stats.norm.ppf(0.975), 6 * size / deff
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    np.testing.assert_allclose([row["low"], row["high"]], [1e4 * (middle - half), 1e4 * (middle + half)], rtol=1e-12)


def test_documents_more_alike_than_chance_make_the_interval_no_narrower():
    alike, one = counted([[5, 95]] * 4, [2024] * 4), counted([[20, 380]], [2024])
    ends = ["low", "high"]
    np.testing.assert_allclose(rn.trends(alike, "a").loc[0, ends].tolist(), rn.trends(one, "a").loc[0, ends].tolist())


def test_intervals_cover_bursty_words():
    # 30 documents of 400 tokens, shares drawn from a beta distribution of mean 0.005: 95 % of the
    # intervals should hold the mean, and binomial ones hold it far less often.
    random = np.random.default_rng(0)
    covered, naive, draws = 0, 0, 400
    for _ in range(draws):
        x = random.binomial(400, random.beta(0.5, 99.5, 30))
        row = rn.trends(counted(np.column_stack([x, 400 - x]), [2024] * 30), "a").iloc[0]
        covered += row["low"] <= 50 <= row["high"]
        plain = stats.binomtest(int(x.sum()), 12000).proportion_ci(method="wilson")
        naive += plain.low <= 0.005 <= plain.high
    assert covered / draws > 0.92
    assert naive / draws < 0.8


def test_reports_are_told_apart_whatever_the_documents():
    units = counted([[1, 9], [2, 8], [0, 10], [0, 10]], [2024] * 4, ["x", "x", "x", "y"])
    row = rn.trends(units, "a").iloc[0]
    assert (row["n"], row["n_reports"], row["share_reports"]) == (3, 1, 0.5)


def test_without_a_column_report_each_document_is_one():
    plain = counted([[1, 9], [0, 10]], [2024] * 2)
    bare = rn.TermMatrix(plain.counts, plain.vocabulary, plain.docs[["year"]])
    assert rn.trends(bare, "a").loc[0, "share_reports"] == 0.5


def test_first_last_and_the_test_of_scipy():
    rates = [0, 1, 0, 2, 3, 5, 4, 6, 0]
    table = rn.trends(counted([[x, 100 - x] for x in rates], range(2010, 2019)), "a")
    oracle = stats.kendalltau(range(9), rates)
    assert table["tau"].tolist() == [oracle.statistic] * 9
    assert table["p"].tolist() == [oracle.pvalue] * 9
    assert set(table["first"]) == {2011}
    assert set(table["last"]) == {2017}


@pytest.mark.parametrize(
    ("rates", "alpha", "trend"),
    [
        (range(6), 0.05, "rise"),
        (range(6, 0, -1), 0.05, "fall"),
        (range(6), 0.001, "none"),  # the two orders of 6! that are this extreme: p = 2 / 720
        ([3, 3, 3, 3, 3, 3], 0.5, "none"),
        ([1], 0.05, "none"),
        ([1, 2], 0.05, "none"),
    ],
)
def test_verdict(rates, alpha: float, trend: str):
    table = rn.trends(counted([[x, 100 - x] for x in rates], range(2000, 2000 + len(rates))), "a", alpha=alpha)
    assert set(table["trend"]) == {trend}
    if len(rates) == 6 and len(set(rates)) == 6:
        assert table["p"][0] == pytest.approx(2 / 720)


def test_a_term_that_occurs_in_no_group_has_no_first_use():
    with pytest.warns(rn.ReportNLPWarning, match="1 documents have no year and are left out"):
        table = rn.trends(counted([[3, 1], [0, 5]], [None, 2024]), ["a", "b"])
    assert table["first"].isna().tolist() == [True, False]
    assert table["n"].tolist() == [0, 5]
    numbers = table.drop(columns=["term", "year", "first", "last", "trend"]).to_numpy(float)
    assert np.isfinite(numbers).all()


def test_years_without_a_token_are_left_out():
    with pytest.warns(rn.ReportNLPWarning, match="2 documents are of a year without a single token"):
        table = rn.trends(counted([[3, 1], [0, 0], [0, 0]], [2022, 2023, 2023]), "a")
    assert table["year"].tolist() == [2022]


def test_dates_as_text_or_as_time_have_an_order():
    base = counted([[1, 9], [2, 8], [3, 7]], [1, 2, 3])
    text = pd.Series(["2024-03-01", "2024-01-15", "2023-12-30"], dtype="str")
    for dates in (text, pd.to_datetime(text), text.astype(pd.CategoricalDtype(sorted(text), ordered=True))):
        table = rn.trends(rn.TermMatrix(base.counts, base.vocabulary, base.docs.assign(date=dates)), "a", by="date")
        assert table["n"].tolist() == [3, 2, 1]
        assert table["first"][0] == table["date"][0]
        assert table["date"].dtype == table["first"].dtype == dates.dtype


@pytest.mark.parametrize(
    ("terms", "options", "message"),
    [
        ("数字经际", {}, r"terms: 1 of 1 are not in the vocabulary: '数字经际' \(near it: '数字', "),
        (["老人", "ⅩⅩ"], {}, "terms: 1 of 2 are not in the vocabulary: 'ⅩⅩ'$"),
        ([f"ⅩⅩ{k}" for k in range(7)], {}, "'ⅩⅩ4'; and 2 more"),
        ([], {}, "terms: give one or more terms"),
        ("老人", {"by": "region"}, "by: there is no column 'region'; choose from 'id'"),
        ("老人", {"by": "place"}, "by: the column 'place' has no order in time"),
        ("老人", {"by": "speaker"}, "by: the column 'speaker' is empty in every document"),
        ("老人", {"alpha": 2}, "alpha: give a number from"),
    ],
)
def test_bad_options(matrix: rn.TermMatrix, terms, options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.trends(matrix, terms, **options)


def test_a_matrix_without_tokens_says_so():
    with pytest.raises(rn.ArgumentError, match="nothing was counted"):
        rn.trends(counted([[0, 0]], [2024]), "a")


@given(
    st.lists(
        st.tuples(st.integers(2000, 2004), st.integers(0, 50), st.integers(1, 500), st.sampled_from("xyz")),
        min_size=1,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_invariants(rows, random):
    def table_of(rows):
        years, a, b, reports = zip(*rows, strict=True)
        return rn.trends(counted(np.column_stack([a, b]), years, list(reports)), ["a", "b"])

    table = table_of(rows)
    assert table["n"].sum() == sum(a + b for _, a, b, _ in rows)
    assert table.groupby("term")["n_tokens"].sum().tolist() == [table["n"].sum()] * 2
    assert ((table["low"] >= 0) & (table["low"] <= table["per_10k"]) & (table["per_10k"] <= table["high"])).all()
    assert (table["high"] <= 1e4).all()
    assert table["share_reports"].between(0, 1).all()
    assert ((table["n"] > 0) == (table["n_reports"] > 0)).all()
    assert table["tau"].between(-1, 1).all()
    assert table["p"].between(0, 1).all()
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(table_of(shuffled), table, check_exact=False, rtol=1e-12)


def test_compounds_add_no_tokens():
    texts = ["建设人才住房保障体系。完善人才住房保障体系。人才住房保障体系和人才工作。", "产业工作"]
    corpus = rn.Corpus([rn.Report(f"r{k}", text, year=2023 + k) for k, text in enumerate(texts)])
    tokens = rn.segment(corpus).drop(rn.load_stopwords())
    both, words = (rn.count(tokens, compounds=compounds) for compounds in (True, False))
    assert both.counts.sum() > words.counts.sum()
    table = rn.trends(both, ["人才住房保障体系"])
    assert table["n_tokens"].tolist() == words.counts.sum(axis=1).tolist()
    # Cut as 建设人才|住房保障|体系 the first time, so that two of three are the compound.
    assert tokens.words(0)[:3] == ["建设人才", "住房保障", "体系"]
    assert table["n"].tolist() == [2, 0]
