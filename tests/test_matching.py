import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.matching import find_expression, find_patterns, find_terms


def tokens_of(*texts: str) -> rn.Tokens:
    return rn.segment(rn.Corpus([rn.Report(f"r{k}", text) for k, text in enumerate(texts)]))


def spans(tokens: rn.Tokens, matches) -> list[tuple[int, str]]:
    return [
        (doc, tokens.text(doc)[start:end])
        for doc, start, end in zip(matches.doc.tolist(), matches.start.tolist(), matches.end.tolist(), strict=True)
    ]


def by_hand(tokens: rn.Tokens, terms: list[str]) -> list[tuple[int, int, int, int]]:
    """Look for each term at each place of each text, and take the first and longest."""
    found = []
    for doc in range(len(tokens.docs)):
        own = slice(tokens.indptr[doc], tokens.indptr[doc + 1])
        pieces = list(zip(tokens.starts[own].tolist(), tokens.ends[own].tolist(), strict=True))
        text, start = tokens.text(doc), 0
        while start < len(text):
            fitting = [
                (len(term), -k)
                for k, term in enumerate(terms)
                if text.startswith(term, start) and fits(pieces, start, start + len(term))
            ]
            length, k = max(fitting, default=(1, None))
            if k is not None:
                found.append((doc, start, start + length, -k))
            start += length
    return found


def fits(pieces: list[tuple[int, int]], start: int, end: int) -> bool:
    inside = any(a <= start and end <= b for a, b in pieces)
    return inside or (start in {a for a, _ in pieces} and end in {b for _, b in pieces})


@given(
    st.lists(st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=8), min_size=1, max_size=3),
    st.lists(st.text("甲乙丙", min_size=1, max_size=4), max_size=5, unique=True),
)
def test_terms_are_found_where_they_cut_no_word(docs: list[list[str]], terms: list[str]):
    types = tuple(sorted({word for doc in docs for word in doc}))
    ids = [types.index(word) for doc in docs for word in doc]
    ends = np.concatenate([np.cumsum([len(word) for word in doc], dtype=int) for doc in docs])
    starts = ends - [len(types[k]) for k in ids]
    vocabulary = rn.Vocabulary(types, ("",) * len(types), ("",) * len(types))
    table = rn.Corpus([rn.Report(str(k), "") for k in range(len(docs))]).table
    tokens = rn.Tokens(vocabulary, ids, starts, np.cumsum([0, *map(len, docs)]), table)
    found = find_terms(tokens, terms)
    rows = np.column_stack((found.doc, found.start, found.end, found.term))
    assert list(map(tuple, rows.tolist())) == by_hand(tokens, terms)
    for first, last, start, end, doc in zip(found.first, found.last, found.start, found.end, found.doc, strict=True):
        assert tokens.indptr[doc] <= first < last <= tokens.indptr[doc + 1]
        assert tokens.starts[first] <= start < end <= tokens.ends[last - 1]


def test_a_term_in_a_longer_one_and_across_words():
    tokens = tokens_of("打好污染防治攻坚战", "加强污染防治，污水利用，循环保障")
    assert spans(tokens, find_terms(tokens, ["污染防治", "水利", "环保"])) == [(0, "污染防治"), (1, "污染防治")]


def test_terms_are_not_found_across_documents_or_gaps():
    tokens = tokens_of("乡村", "振兴乡村，全面振兴")
    assert len(find_terms(tokens, ["乡村振兴"]).term) == 0
    assert len(find_terms(tokens.drop(["，", "全面"]), ["乡村振兴"]).term) == 0


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("营商环境", ["营商环境"]),
        ("环境", ["环境"]),
        ("*环境", ["营商环境", "环境"]),
        ("优化 *环境", ["优化营商环境", "优化环境"]),
        ("优化 *", ["优化营商环境", "优化环境"]),
        ("?商环境", ["营商环境"]),
        ("优化营商环境", ["优化营商环境"]),
        ("环境 优化", []),
        ("不在这里", []),
    ],
)
def test_patterns(pattern: str, expected: list[str]):
    tokens = tokens_of("优化营商环境，优化环境。")
    assert [text for _, text in spans(tokens, find_patterns(tokens, [pattern]))] == expected


def test_expressions_find_what_re_finds(sample: rn.Corpus, sample_tokens: rn.Tokens):
    expression = r"数字.{0,2}|\d+%|x*"
    found = find_expression(sample_tokens, expression)
    expected = [(doc, m.group()) for doc, report in enumerate(sample) for m in re.finditer(expression, report.text)]
    assert spans(sample_tokens, found) == [(doc, text) for doc, text in expected if text]
    for first, last, start, end in zip(found.first, found.last, found.start, found.end, strict=True):
        assert sample_tokens.starts[first] <= start < sample_tokens.ends[first]
        assert sample_tokens.starts[last - 1] < end <= sample_tokens.ends[last - 1]


@pytest.mark.parametrize("terms", ["数字经济", ["数字经济", ""], [" "], [None]])
def test_terms_that_are_none(terms: object):
    with pytest.raises(rn.ArgumentError, match="terms: give a sequence of texts, none of them blank; got"):
        find_terms(tokens_of("数字经济"), terms)


def test_an_expression_that_is_none():
    with pytest.raises(rn.ArgumentError, match=r"pattern: '\(' is no regular expression: missing \)"):
        find_expression(tokens_of("数字经济"), "(")
