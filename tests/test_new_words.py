import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import reportnlp as rn
from conftest import SHARED, needs_shared

EVERYTHING = {"top": 10**6, "min_count": 1, "min_cohesion": -math.inf, "min_entropy": 0}
TEXT = "打造潮邻客厅。\n“潮邻客厅”开放。\n建设潮邻客厅，\n走进潮邻客厅里，\n到潮邻客厅去"


def corpus_of(*texts: str) -> rn.Corpus:
    return rn.Corpus(rn.Report(str(k), text) for k, text in enumerate(texts))


def naive_count(text: str, term: str) -> int:
    """Count with str.find, overlapping occurrences too."""
    n, at = 0, text.find(term)
    while at >= 0:
        n, at = n + 1, text.find(term, at + 1)
    return n


def neighbours(texts: list[str], term: str, side: int) -> list[int]:
    """Return how often each neighbour occurs before (-1) or after (1) a term; a mark or an end is one of its own."""
    found: Counter[object] = Counter()
    for text in texts:
        for at in (k for k in range(len(text)) if text.startswith(term, k)):
            next_to = text[at + len(term) : at + len(term) + 1] if side > 0 else text[max(at - 1, 0) : at]
            found[next_to if next_to.isalnum() else object()] += 1
    return list(found.values())


@settings(deadline=None)
@given(st.lists(st.text("龘爨灪8，“”\n", min_size=1, max_size=40), min_size=1, max_size=4))
def test_counts_entropies_and_quotes_are_those_of_a_naive_search(texts: list[str]):
    table = rn.new_words(corpus_of(*texts), None, **EVERYTHING)
    for row in table.itertuples():
        assert row.n == sum(naive_count(text, row.term) for text in texts)
        assert row.n_docs == sum(row.term in text for text in texts)
        assert row.quoted == sum(naive_count(text, f"“{row.term}”") for text in texts)
        assert row.left_entropy == pytest.approx(stats.entropy(neighbours(texts, row.term, -1)), abs=1e-12)
        assert row.right_entropy == pytest.approx(stats.entropy(neighbours(texts, row.term, 1)), abs=1e-12)
        assert row.term.isalnum()


def test_columns_types_and_order(sample: rn.Corpus):
    table = rn.new_words(sample, None, min_count=3)
    assert table.columns.tolist() == [
        "term", "n", "n_docs", "cohesion", "left_entropy", "right_entropy", "quoted", "cut", "score",
    ]  # fmt: skip
    assert table.dtypes.astype(str).tolist() == [
        "str", "int64", "int64", "float64", "float64", "float64", "int64", "str", "float64",
    ]  # fmt: skip
    assert len(table) > 5
    least = np.minimum(table["left_entropy"], table["right_entropy"])
    np.testing.assert_allclose(table["score"], table["cohesion"] * np.sqrt(least) * np.log(table["n"]))
    order = table.assign(score=-table["score"].round(12)).sort_values(["score", "term"]).index
    assert order.tolist() == list(range(len(table)))


def test_what_is_known_is_no_candidate():
    corpus = corpus_of("营商环境，潮邻客厅，环境。", "营商环境，潮邻客厅，环境。")
    assert set(rn.new_words(corpus, None, **EVERYTHING)["term"]) == {"营商环境", "潮邻客厅"}  # jieba knows 环境
    assert set(rn.new_words(corpus, **EVERYTHING)["term"]) == {"潮邻客厅"}
    own = rn.load_lexicon() + rn.Lexicon([rn.Term("潮邻客厅")])
    assert set(rn.new_words(corpus, own, **EVERYTHING)["term"]) == set()


def test_statistics_of_a_worked_example():
    row = rn.new_words(corpus_of(TEXT)).iloc[0]
    # 31 letters, 5 times 潮邻客厅 and each of its parts: ln(5 · 31 / (5 · 5)) for every cut.
    assert sum(map(str.isalnum, TEXT)) == 31
    assert (row["term"], row["n"], row["n_docs"], row["quoted"], row["cut"]) == ("潮邻客厅", 5, 1, 1, "潮 邻 客厅")
    assert row["cohesion"] == pytest.approx(math.log(31 / 5))
    # Before it 造, a mark, 设, 进, 到; after it two marks and an end of text, 里, 去: five different ones.
    assert row["left_entropy"] == row["right_entropy"] == pytest.approx(math.log(5))


def test_part_of_a_longer_candidate_goes_unless_it_stands_by_itself():
    terms = {row.term: row.n for row in rn.new_words(corpus_of(TEXT), **EVERYTHING).itertuples()}
    assert "潮邻客" not in terms
    assert "邻客厅" not in terms
    alone = rn.new_words(corpus_of(TEXT, "邻客厅，邻客厅。"), None, **EVERYTHING)  # 5 of 7 are less than four fifths
    assert {"潮邻客厅", "邻客厅"} <= set(alone["term"])


@pytest.mark.parametrize("end", ["，", "\n", "\r\n", "\u3000", "。", "“", "、", "\0"])
def test_a_candidate_crosses_no_mark_and_no_end_of_a_line(end: str):
    table = rn.new_words(corpus_of(f"龘爨{end}灪麤", "龘爨"), None, **EVERYTHING)
    assert set(table["term"]) == {"龘爨", "灪麤"}


def test_a_candidate_crosses_no_end_of_a_text():
    assert set(rn.new_words(corpus_of("龘爨", "灪麤"), None, **EVERYTHING)["term"]) == {"龘爨", "灪麤"}


def test_numbers_are_no_candidates():
    terms = rn.new_words(corpus_of("2023年，2023年。12345，12345"), None, **EVERYTHING | {"min_count": 2})["term"]
    assert not set(terms)


def test_thresholds(sample: rn.Corpus):
    table = rn.new_words(sample, None, top=40, min_count=4, min_docs=2, max_length=6, min_cohesion=3, min_entropy=1)
    assert 0 < len(table) <= 40
    assert table["n"].min() >= 4
    assert table["n_docs"].min() >= 2
    assert table["term"].str.len().max() <= 6
    assert table["cohesion"].min() >= 3
    assert table[["left_entropy", "right_entropy"]].min(axis=None) >= 1


def test_the_order_of_reports_does_not_matter(sample: rn.Corpus):
    backwards = rn.new_words(rn.Corpus(reversed(sample.reports)), min_count=3)
    pd.testing.assert_frame_equal(backwards, rn.new_words(sample, min_count=3))


@pytest.mark.parametrize("texts", [[], [""], ["，。"], ["甲"]])
def test_where_there_is_nothing_the_table_is_empty(texts: list[str]):
    table = rn.new_words(corpus_of(*texts), **EVERYTHING)
    assert len(table) == 0
    assert table.dtypes.astype(str).tolist()[:3] == ["str", "int64", "int64"]


def test_the_record_names_the_lexicon_and_the_options(sample: rn.Corpus):
    step = rn.provenance_of(rn.new_words(sample, min_count=3)).steps[-1]
    assert (step.name, step.params["min_count"], step.params["lexicon"]) == ("new_words", 3, "government")
    assert step.params["sha256"] == rn.load_lexicon().sha256


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"top": 0}, "top: give a whole number of 1 or more"),
        ({"min_count": 0}, "min_count: give a whole number of 1 or more"),
        ({"min_docs": True}, "min_docs: give a whole number"),
        ({"max_length": 1}, "max_length: give a whole number of 2 or more"),
        ({"min_entropy": -1}, "min_entropy: give a number from 0"),
        ({"min_cohesion": math.nan}, "min_cohesion: give a number"),
        ({"lexicon": "private"}, "lexicon: 'private' is not allowed"),
    ],
)
def test_bad_options(sample: rn.Corpus, options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.new_words(sample, **options)


@needs_shared
def test_terms_of_real_reports_come_first():
    files = sorted((SHARED / "reports").glob("city_*_2024.txt"))[:20]
    corpus = corpus_of(*(file.read_text("utf-8") for file in files))
    terms = rn.new_words(corpus, None, top=200, min_docs=3)["term"]
    assert {"营商环境", "专精特新", "揭榜挂帅"} <= set(terms)
    # The lexicon was judged by hand: a ranking by chance would hold less than one in ten of its terms.
    assert sum(term in rn.load_lexicon() for term in terms) > 60
