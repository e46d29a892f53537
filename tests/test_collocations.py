import importlib
import math
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import reportnlp as rn
from conftest import needs


def tokens_of(*texts: str) -> rn.Tokens:
    return rn.segment(rn.Corpus([rn.Report(f"r{k}", text) for k, text in enumerate(texts)]))


def by_hand(tokens: rn.Tokens, window: int) -> Counter[tuple[str, str]]:
    """Walk over the words of every sentence."""
    sentences: dict[int, list[str]] = {}
    types, kinds = tokens.vocabulary.types, tokens.vocabulary.kinds
    for id_, sentence in zip(tokens.ids.tolist(), tokens.unit_of("sentence").tolist(), strict=True):
        if kinds[id_] == "word":
            sentences.setdefault(sentence, []).append(types[id_])
    return Counter(
        tuple(sorted((a, b)))
        for words in sentences.values()
        for (i, a), (j, b) in combinations(enumerate(words), 2)
        if j - i <= window
    )


@pytest.mark.parametrize("window", [1, 2, 5])
def test_pairs_are_counted_within_sentences(sample_tokens: rn.Tokens, window: int):
    table = rn.collocations(sample_tokens, window=window, min_count=1)
    found = {(a, b): n for a, b, n in zip(table["term"], table["collocate"], table["n"], strict=True)}
    assert found == dict(by_hand(sample_tokens, window))


@needs("dev")
def test_measures_are_those_of_nltk_and_scipy(sample_tokens: rn.Tokens):
    from nltk.metrics import BigramAssocMeasures

    table = rn.collocations(sample_tokens, min_count=3)
    table = table[table["term"] != table["collocate"]]
    assert len(table) > 100
    n_ordered = 2 * sum(by_hand(sample_tokens, 5).values())
    for row in table.sample(60, random_state=0).itertuples():
        counts = (row.n, (row.n_term, row.n_collocate), n_ordered)
        assert row.t == pytest.approx(BigramAssocMeasures.student_t(*counts), rel=1e-9)
        assert row.npmi == pytest.approx(BigramAssocMeasures.pmi(*counts) / -math.log2(row.n / n_ordered), rel=1e-9)
        assert row.log_dice == pytest.approx(14 + math.log2(BigramAssocMeasures.dice(*counts)), rel=1e-9)
        cells = [
            [row.n, row.n_term - row.n],
            [row.n_collocate - row.n, n_ordered - row.n_term - row.n_collocate + row.n],
        ]
        expected = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert abs(row.g2) == pytest.approx(expected, rel=1e-7, abs=1e-7)
        assert (row.g2 < 0) == (row.n < row.expected)


def test_a_node_has_the_pairs_of_all_that_have_it(sample_tokens: rn.Tokens):
    pairs = rn.collocations(sample_tokens, min_count=2)
    own = rn.collocations(sample_tokens, node="服务", min_count=2)
    assert (own["term"] == "服务").all()
    theirs = pairs[(pairs["term"] == "服务") | (pairs["collocate"] == "服务")]
    assert len(own) == len(theirs) > 0
    other = theirs["collocate"].where(theirs["term"] == "服务", theirs["term"])
    pd.testing.assert_series_equal(
        own.set_index("collocate")["npmi"].sort_index(),
        pd.Series(theirs["npmi"].to_numpy(), pd.Index(other, name="collocate", dtype="str"), name="npmi").sort_index(),
    )


@pytest.mark.parametrize("measure", ["npmi", "log_dice", "g2", "t"])
def test_columns_types_and_order(sample_tokens: rn.Tokens, measure: str):
    table = rn.collocations(sample_tokens, measure=measure)
    assert table.dtypes.astype(str).to_dict() == {
        "term": "str", "collocate": "str", "n": "int64", "n_term": "int64", "n_collocate": "int64",
        "expected": "float64", "npmi": "float64", "log_dice": "float64", "g2": "float64", "t": "float64",
    }  # fmt: skip
    assert table[measure].round(9).is_monotonic_decreasing
    assert (table["term"] <= table["collocate"]).all()
    pd.testing.assert_frame_equal(rn.collocations(sample_tokens, measure=measure, top=3), table.head(3))
    assert rn.provenance_of(table).steps[-1].params["measure"] == measure


@given(st.lists(st.text("稳增长促民生。 \n", max_size=20), max_size=3))
def test_no_number_is_missing_or_infinite(texts: list[str]):
    table = rn.collocations(rn.Segmenter().segment(texts), min_count=1)
    assert np.isfinite(table.drop(columns=["term", "collocate"]).to_numpy(float)).all()
    assert table["npmi"].between(-1 - 1e-12, 1 + 1e-12).all()


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_threads_change_nothing(sample_tokens: rn.Tokens, monkeypatch: pytest.MonkeyPatch, n_threads: int):
    expected = rn.collocations(sample_tokens, min_count=1)
    module = importlib.import_module("reportnlp.collocations")
    monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(module, "threads", lambda _: n_threads)
    pd.testing.assert_frame_equal(rn.collocations(sample_tokens, min_count=1), expected, check_exact=True)


def test_equal_values_are_sorted_by_both_words():
    # Each pair stands once, and each word near one other: all measures are equal.
    table = rn.collocations(tokens_of("民生就业。产业科技。教育文化。"), min_count=1)
    assert table["npmi"].nunique() == 1
    assert list(zip(table["term"], table["collocate"], strict=True)) == [
        ("产业", "科技"), ("就业", "民生"), ("教育", "文化")
    ]  # fmt: skip


def test_a_word_near_itself():
    table = rn.collocations(tokens_of("发展，发展，发展"), window=1, min_count=1)
    # Two pairs of one word with itself are four ordered pairs, all there are.
    assert table.iloc[0].to_dict() == pytest.approx(
        {"term": "发展", "collocate": "发展", "n": 2, "n_term": 4, "n_collocate": 4, "expected": 2, "npmi": 1,
         "log_dice": 14, "g2": 0, "t": 0}
    )  # fmt: skip


def test_bad_options():
    tokens = tokens_of("优化营商环境")
    with pytest.raises(rn.ArgumentError, match=r"node: 1 of 1 are not in the vocabulary: '营商' .near it: '营商环境'"):
        rn.collocations(tokens, node="营商")
    with pytest.raises(rn.ArgumentError, match="measure: 'mi' is not allowed"):
        rn.collocations(tokens, measure="mi")
    with pytest.raises(rn.ArgumentError, match="window: give a whole number of 1 or more; got 0"):
        rn.collocations(tokens, window=0)
