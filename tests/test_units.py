import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.units import merge_short, paragraph_spans, sentence_spans

TEXT = st.text("甲乙 　。！？…；”）\n“a1.", max_size=60)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("稳增长。惠民生！", ["稳增长。", "惠民生！"]),
        ("他说：“要快！”大家都干。", ["他说：“要快！”", "大家都干。"]),
        ("增长8.5%。", ["增长8.5%。"]),
        ("一是强产业；二是惠民生。", ["一是强产业；二是惠民生。"]),
        ("标题一\n　　正文。", ["标题一", "正文。"]),
        ("等等……还有（附表。）完", ["等等……", "还有（附表。）", "完"]),
        ("", []),
        (" \n　", []),
    ],
)
def test_sentences(text: str, sentences: list[str]):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_paragraphs_are_lines_without_the_blanks_around_them():
    text = "　　第一段。 \r\n\n第二 段\n"
    assert [text[start:end] for start, end in paragraph_spans(text)] == ["第一段。", "第二 段"]


@pytest.mark.parametrize("spans", [paragraph_spans, sentence_spans])
@given(text=TEXT)
def test_only_blanks_lie_between_units(spans, text: str):
    at = 0
    for start, end in spans(text):
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        at = end
    assert text[at:].strip() == ""


def test_short_units_go_with_their_neighbours():
    # A heading of 3, paragraphs of 10 and 2; then a group of 4 alone; then 6, 5 and 2.
    spans = [(0, 3), (4, 14), (15, 17), (18, 22), (23, 29), (30, 35), (36, 38)]
    groups = [1, 1, 1, 2, 3, 3, 3]
    assert merge_short(spans, groups, 5) == [(0, 17), (18, 22), (23, 29), (30, 38)]
    assert merge_short(spans, groups, 1) == spans
    assert merge_short([], [], 5) == []
