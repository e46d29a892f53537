import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse, stats

import reportnlp as rn
from reportnlp.measures import log_odds

GROUPS = ["a", "a", "b", "b", "b"]
COUNTS = np.array([[4, 0, 1, 2, 0], [2, 1, 0, 9, 0], [1, 3, 0, 6, 1], [0, 5, 0, 4, 0], [1, 0, 0, 8, 0]])
TERMS = ("产业", "城市", "海洋", "经济", "环境")


def matrix_of(counts: np.ndarray, groups: list[str]) -> rn.TermMatrix:
    types = tuple(sorted(TERMS))[: counts.shape[1]]
    vocabulary = rn.Vocabulary(types, ("n",) * len(types), ("",) * len(types))
    docs = pd.DataFrame({"id": [str(k) for k in range(len(groups))], "group": groups})
    return rn.TermMatrix(sparse.csr_array(counts.astype(np.int32)), vocabulary, docs)


MATRIX = matrix_of(COUNTS, GROUPS)
A, B = COUNTS[:2], COUNTS[2:]


def by_term(measure: str, **options) -> pd.DataFrame:
    return rn.keyness(MATRIX, target={"group": "a"}, measure=measure, **options).set_index("term").sort_index()


def test_log_odds_by_hand():
    row = by_term("log_odds").loc["产业"]
    # 产业: 6 of 19 words in a, 2 of 29 in b; each group is half as long again, with 8 / 48 of these words.
    table = [[6 + 19 / 2 / 6, 13 + 19 / 2 * 5 / 6], [2 + 29 / 2 / 6, 27 + 29 / 2 * 5 / 6]]
    effect = math.log(table[0][0] / table[0][1]) - math.log(table[1][0] / table[1][1])
    z = math.sqrt(stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)
    assert row["effect"] == pytest.approx(effect, rel=1e-12)
    assert row["statistic"] == pytest.approx(z, rel=1e-12)
    assert row["low"] == pytest.approx(effect - 1.959963984540054 * effect / z, rel=1e-12)
    assert row["high"] == pytest.approx(effect + 1.959963984540054 * effect / z, rel=1e-12)
    assert row["p"] == pytest.approx(math.erfc(z / math.sqrt(2)), rel=1e-12)
    assert (row["n_target"], row["n_reference"]) == (6, 2)
    assert row["per_10k_target"] == pytest.approx(10_000 * 6 / 19)


def test_log_odds_of_monroe_by_hand():
    row = by_term("log_odds", prior=500).loc["产业"]
    prior = 500 * 8 / 48
    effect = math.log((6 + prior) / (19 + 500 - 6 - prior)) - math.log((2 + prior) / (29 + 500 - 2 - prior))
    error = math.sqrt(1 / (6 + prior) + 1 / (2 + prior))
    assert row["effect"] == pytest.approx(effect, rel=1e-12)
    assert row["statistic"] == pytest.approx(effect / error, rel=1e-12)
    assert row["low"] == pytest.approx(effect - 1.959963984540054 * error, rel=1e-12)
    assert row["high"] == pytest.approx(effect + 1.959963984540054 * error, rel=1e-12)
    assert row["p"] == pytest.approx(math.erfc(effect / error / math.sqrt(2)), rel=1e-12)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.data())
def test_z_of_log_odds_is_the_root_of_scipys_ratio(n_target: int, n_reference: int, data: st.DataObject):
    """Near no difference too, where a sum of logarithms loses all digits but a few."""
    a, b = data.draw(st.integers(0, n_target)), data.draw(st.integers(0, n_reference))
    used = (a + b) / (n_target + n_reference)
    assume(0 < used < 1)
    effect, error = log_odds(np.array([a * 1.0]), np.array([b * 1.0]), float(n_target), float(n_reference))
    more = (a * n_reference - b * n_target) / (n_target + n_reference)
    chances = [1.5 * n * share for share in (used, 1 - used) for n in (n_target, n_reference)]
    table = np.array(chances).reshape(2, 2) + more * np.array([[1, -1], [-1, 1]])
    ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    # scipy's sum of logarithms is exact to some digits of its largest term.
    assert (effect / error) ** 2 == pytest.approx(ratio, rel=1e-9, abs=1e-13 * (n_target + n_reference))
    assert np.sign(effect) == np.sign(more)
    assert np.isfinite(error) and error > 0


def test_a_small_difference_has_the_z_of_a_score_test():
    # 500,001 and 499,999 of a million words each: with the prior, all four cells are 1 off the 750,000 expected.
    effect, error = log_odds(np.array([500_001.0]), np.array([499_999.0]), 1e6, 1e6)
    assert effect / error == pytest.approx(math.sqrt(4 / 750_000), rel=1e-6)


def test_a_term_that_only_a_small_target_has_is_found_and_chance_is_not():
    # A target of 1 % of the words with all 10 uses of a term, or with 3 of 100.
    effect, error = log_odds(np.array([10.0, 3.0]), np.array([0.0, 97.0]), 1e4, 99e4)
    p = 2 * stats.norm.sf(effect / error)
    assert p[0] < 1e-9
    assert p[1] > stats.binom.sf(2, 100, 0.01) > 0.05


@pytest.mark.parametrize(
    ("measure", "options"), [("chi2", {"correction": True}), ("g2", {"lambda_": "log-likelihood", "correction": False})]
)
def test_tests_of_two_by_two_tables_are_those_of_scipy(measure: str, options: dict):
    table = by_term(measure)
    for k, term in enumerate(sorted(TERMS)):
        a, b = A[:, k].sum(), B[:, k].sum()
        expected = stats.chi2_contingency([[a, A.sum() - a], [b, B.sum() - b]], **options)
        assert table.loc[term, "statistic"] == pytest.approx(expected.statistic, rel=1e-10, abs=1e-12)
        assert table.loc[term, "p"] == pytest.approx(expected.pvalue, rel=1e-9)


def test_g2_of_dunnings_bigrams():
    # Dunning (1993), table 1: "the swiss" has 110 of 2,552 after "the", 111 of 31,777 in all; -2 log lambda is 270.72.
    counts = np.array([[110, 2442], [111, 29114]])
    table = rn.keyness(matrix_of(counts, ["a", "b"]), target={"group": "a"}, measure="g2")
    assert table.set_index("term").loc["产业", "statistic"] == pytest.approx(270.72, abs=0.01)


def test_welch_leaves_out_documents_that_have_compounds_but_no_words():
    """茶叶合作社联盟 is left where no word is long enough: a share of no words is none."""
    texts = ["茶叶合作社联盟。", "茶叶合作社联盟，营商环境。", "营商环境。", "营商环境，新质生产力。", "新质生产力。"]
    corpus = rn.Corpus([rn.Report(str(k), text, year=2020 + (k > 3)) for k, text in enumerate([*texts[:2], *texts])])
    matrix = rn.count(rn.segment(corpus), compounds=True, min_chars=4)
    assert (matrix.lengths == 0).any() and matrix.counts[matrix.lengths == 0].nnz
    table = rn.keyness(matrix, target={"year": 2021}, measure="welch")
    assert np.isfinite(table.drop(columns="term").to_numpy(float)).all()


def test_welch_is_that_of_scipy():
    table = by_term("welch")
    shares = [10_000 * side / side.sum(axis=1, keepdims=True) for side in (A, B)]
    for k, term in enumerate(sorted(TERMS)):
        expected = stats.ttest_ind(shares[0][:, k], shares[1][:, k], equal_var=False)
        row = table.loc[term]
        if shares[0][:, k].var() + shares[1][:, k].var() == 0:
            assert (row["statistic"], row["p"]) == (0, 1)
        else:
            interval = expected.confidence_interval()
            assert row["statistic"] == pytest.approx(abs(expected.statistic), rel=1e-10)
            assert [row["p"], row["low"], row["high"]] == pytest.approx([expected.pvalue, *interval], rel=1e-9)


def test_q_is_that_of_scipy_and_dispersion_by_hand():
    table = by_term("g2")
    assert table["q"].tolist() == pytest.approx(stats.false_discovery_control(table["p"]).tolist())
    # 产业 in a: 4 of 6 occurrences in the document with 7 of 19 words: (|4/6 - 7/19| + |2/6 - 12/19|) / 2.
    assert table.loc["产业", "dp_target"] == pytest.approx((abs(4 / 6 - 7 / 19) + abs(2 / 6 - 12 / 19)) / 2)
    # The last term does not occur in a, and in b only in the document with 11 of 29 words: (1 - 11/29 + 18/29) / 2.
    assert table.loc[sorted(TERMS)[4], "dp_target"] == 0
    assert table.loc[sorted(TERMS)[4], "dp_reference"] == pytest.approx((1 - 11 / 29 + 18 / 29) / 2)


def test_columns_types_and_order():
    table = rn.keyness(MATRIX, target={"group": "a"})
    assert table.dtypes.astype(str).to_dict() == {
        "term": "str", "n_target": "int64", "n_reference": "int64", "per_10k_target": "float64",
        "per_10k_reference": "float64", "effect": "float64", "low": "float64", "high": "float64",
        "statistic": "float64", "p": "float64", "q": "float64", "dp_target": "float64", "dp_reference": "float64",
    }  # fmt: skip
    signed = table["statistic"] * np.sign(table["effect"])
    assert signed.is_monotonic_decreasing
    assert rn.provenance_of(table).steps[-1].name == "keyness"
    pd.testing.assert_frame_equal(rn.keyness(MATRIX, target={"group": "a"}, top=2), table.head(2))


def test_sides_can_be_swapped_and_named():
    ours = rn.keyness(MATRIX, target={"group": "a"}).set_index("term").sort_index()
    theirs = rn.keyness(MATRIX, target={"group": "b"}, reference={"group": ["a"]}).set_index("term").sort_index()
    np.testing.assert_allclose(ours["effect"], -theirs["effect"])
    assert ours["n_target"].tolist() == theirs["n_reference"].tolist()


def test_fewest_occurrences():
    assert "海洋" not in rn.keyness(MATRIX, target={"group": "a"}, min_count=2)["term"].tolist()
    nothing = rn.keyness(MATRIX, target={"group": "a"}, min_count=1000)
    assert len(nothing) == 0
    assert len(nothing.columns) == 13


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=4, max_size=7),
    st.sampled_from(["log_odds", "g2", "chi2", "welch"]),
)
def test_no_table_has_a_gap_or_an_infinity(rows: list[list[int]], measure: str):
    counts = np.array(rows)
    counts[:4, 0] += 1  # two documents with words on each side
    groups = ["a", "b", "a", "b", *["a"] * (len(rows) - 4)]
    table = rn.keyness(matrix_of(counts, groups), target={"group": "a"}, measure=measure)
    numbers = table.drop(columns="term").to_numpy(float)
    assert np.isfinite(numbers).all()
    assert ((table[["p", "q"]] >= 0) & (table[["p", "q"]] <= 1)).all(axis=None)
    assert (table["low"] <= table["effect"]).all()


def test_a_single_term_has_an_answer():
    table = rn.keyness(matrix_of(np.array([[3], [5]]), ["a", "b"]), target={"group": "a"})
    assert np.isfinite(table.drop(columns="term").to_numpy(float)).all()
    # All words are of the term on both sides: one rate.
    assert table["effect"].tolist() == pytest.approx([0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": {"group": "c"}}, r"target: no document has \{'group': \['c'\]\}; there are \{'group': 'a, b'\}"),
        ({"target": {"year": 2024}}, "target: there is no column 'year'; choose from 'id', 'group'"),
        ({"target": {}}, "target: give one or more columns"),
        ({"target": {"group": "a"}, "prior": 9, "measure": "g2"}, "prior: belongs to the measure 'log_odds'"),
        ({"target": {"group": "a"}, "prior": 0}, "prior: "),
        ({"target": "a"}, "target: give columns with their values, such as .* got 'a'"),
        ({"target": {"group": ["a", "b"]}}, "selects every document"),
        ({"target": {"group": "a"}, "reference": {"id": ["1", "2"]}}, "reference: 1 documents are in the target too"),
        ({"target": {"group": "a"}, "measure": "t"}, "measure: 't' is not allowed; choose from 'chi2'"),
        ({"target": {"group": "a"}, "min_count": 0}, "min_count: give a whole number of 1 or more"),
        ({"target": {"id": "0"}, "measure": "welch"}, "'welch' compares documents and needs two or more"),
    ],
)
def test_bad_options(options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.keyness(MATRIX, **options)


def test_a_group_without_words():
    with pytest.raises(rn.ArgumentError, match="reference: its documents have no words in the matrix"):
        rn.keyness(matrix_of(np.array([[3, 1], [0, 0]]), ["a", "b"]), target={"group": "a"})
