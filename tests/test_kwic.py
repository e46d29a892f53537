import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import SAMPLE


def tokens_of(*texts: str) -> rn.Tokens:
    return rn.segment(rn.Corpus([rn.Report(f"r{k}", text, place="甲镇", year=2024) for k, text in enumerate(texts)]))


TOKENS = tokens_of("我们优化营商环境。\n保护生态环境，改善环境。", "环境好，产业兴。")


def test_columns_and_types():
    table = rn.kwic(TOKENS, "*环境")
    assert table.dtypes.astype(str).to_dict() == {
        "report": "str", "start": "int64", "end": "int64", "left": "str", "hit": "str", "right": "str",
        "sentence": "str", "place": "str", "year": "Int64", "section": "str",
    }  # fmt: skip
    assert table[["report", "left", "hit", "right"]].to_numpy().tolist() == [
        ["r0", "我们优化", "营商环境", "。"],
        ["r0", "保护", "生态环境", "，改善环境。"],
        ["r0", "保护生态环境，改善", "环境", "。"],
        ["r1", "", "环境", "好，产业兴。"],
    ]
    assert table["sentence"].tolist() == [
        "我们优化营商环境。", "保护生态环境，改善环境。", "保护生态环境，改善环境。", "环境好，产业兴。",
    ]  # fmt: skip
    assert rn.provenance_of(table).steps[-1].name == "kwic"
    assert isinstance(table, pd.DataFrame)


@pytest.mark.parametrize("unit", ["section", "paragraph", "sentence"])
def test_spans_lead_from_a_unit_to_the_report_and_to_the_raw_file(sample: rn.Corpus, unit: str):
    tokens = rn.segment(sample.split(unit))
    table = rn.kwic(tokens, ["服务", "*工程"], corpus=sample)
    assert len(table) >= 20
    for row in table.itertuples():
        report = sample[row.report]
        assert report.text[row.start : row.end] == row.hit
        assert report.raw_span(row.start, row.end)[:2] == (row.raw_start, row.raw_end)
        assert row.hit in row.sentence
        assert report.text.count(row.sentence)


def test_the_raw_file_has_the_hit(tmp_path):
    text = SAMPLE.joinpath("qiyun-2023.txt").read_text("utf-8").replace("，", ",").replace("服务", "服\u200b务")
    tmp_path.joinpath("messy.txt").write_text(text, encoding="utf-8")
    corpus = rn.read_corpus(tmp_path)
    table = rn.kwic(rn.segment(corpus), "服务", regex=True, corpus=corpus)
    assert len(table) > 0
    assert {text[a:b] for a, b in zip(table["raw_start"], table["raw_end"], strict=True)} == {"服\u200b务"}


def test_every_occurrence_is_found(sample: rn.Corpus, sample_tokens: rn.Tokens):
    table = rn.kwic(sample_tokens, r"数字|网格", regex=True)
    expected = [(r.id, *m.span()) for r in sample for m in re.finditer("数字|网格", r.text)]
    assert list(table[["report", "start", "end"]].itertuples(index=False, name=None)) == expected


def test_orders():
    tokens = tokens_of("乙甲环境丙。甲丙环境乙。丙乙环境甲。")
    assert rn.kwic(tokens, "环境", regex=True, sort="right", width=1)["right"].tolist() == sorted("丙乙甲")
    left = rn.kwic(tokens, "环境", regex=True, sort="left", width=2)["left"].tolist()
    assert left == sorted(left, key=lambda text: text[::-1])
    assert left != sorted(left)


def test_contexts_end_with_the_paragraph_and_show_what_was_dropped():
    assert rn.kwic(TOKENS, "营商环境", width=100)["right"].tolist() == ["。"]
    assert rn.kwic(TOKENS.drop(["优化"]), "营商环境")["left"].tolist() == ["我们……"]
    assert rn.kwic(TOKENS, "营商环境", width=0)["left"].tolist() == [""]


def test_html_is_escaped_and_says_how_many_lines_are_not_shown():
    html = rn.kwic(tokens_of("<script>alert('环境')</script>" * 60), "环境", regex=True)._repr_html_()
    assert "<script>" not in html
    assert "<caption>60 hits, the first 50</caption>" in html
    assert html.count("<tr") == 50
    assert "hits" not in rn.kwic(TOKENS, "环境")[["hit"]]._repr_html_()


def test_what_stands_nowhere_is_named_with_what_is_near():
    with pytest.warns(rn.VocabularyWarning, match=r"kwic: 1 patterns stand nowhere: '营商坏境' \(near it: '营商环境'"):
        table = rn.kwic(TOKENS, ["营商坏境", "环境"])
    assert len(table) == 2
    with pytest.warns(rn.VocabularyWarning):
        nothing = rn.kwic(TOKENS, "低空经济")
    assert nothing.columns.tolist() == rn.kwic(TOKENS, "环境").columns.tolist()
    assert "0 hits" in nothing._repr_html_()


@given(st.text("甲乙。\n ”", max_size=30), st.sampled_from(["甲", "乙。", r"\s", "。+", ".", r"(?s)甲.*乙"]))
def test_sentences_hold_their_hits(text: str, expression: str):
    table = rn.kwic(rn.Segmenter().segment([text]), expression, regex=True)
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == table["hit"].tolist()
    assert all(hit in sentence for hit, sentence in zip(table["hit"], table["sentence"], strict=True))
    assert table["hit"].tolist() == [m.group() for m in re.finditer(expression, text) if m.group()]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pattern": ""}, "terms: give a sequence of texts, none of them blank"),
        ({"pattern": "(", "regex": True}, "is no regular expression"),
        ({"pattern": ["甲", "乙"], "regex": True}, "pattern: give one regular expression, with | between"),
        ({"pattern": "环境", "sort": "middle"}, "sort: 'middle' is not allowed"),
        ({"pattern": "环境", "width": -1}, "width: give a whole number of 0 or more"),
        ({"pattern": "环境", "corpus": rn.Corpus([rn.Report("x", "")])}, "corpus: has no report 'r0'"),
    ],
)
def test_bad_options(options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.kwic(TOKENS, **options)
