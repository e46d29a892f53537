import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn

COLUMNS = ["report", "start", "end", "text", "type", "evidence", "n", "n_reports", "sentence_start", "sentence"]


def found(text: str) -> list[tuple[str, str, str]]:
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]))
    return list(table[["text", "type", "evidence"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("用好“压舱石”。", [("压舱石", "quoted", "quotes")]),
        ("落实三会一课制度。", [("三会一课", "numeral", "pattern")]),
        ("深化五水共治。", [("五水共治", "numeral", "pattern")]),
        ("推行“四铁两最”标准。", [("四铁两最", "numeral", "quotes")]),
        ("构建1+15+N体系。", [("1+15+N", "symbol", "pattern")]),
        ("“白+黑”“5+2”连轴转", [("白+黑", "symbol", "quotes"), ("5+2", "symbol", "quotes")]),
        ("打造「潮邻客厅」品牌", [("潮邻客厅", "quoted", "quotes")]),
    ],
)
def test_forms(text: str, hits: list[tuple[str, str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    "text",
    [
        "二十三年来增长三成。",
        "第一产业二百三十亿元",
        "三年五载，两岸同胞",
        "居民说：“饭菜可口，价格也不贵。”",
        "做好“稳”字文章",
        "增长3.5%+0.2%",
        "“ABC”软件",
        "",
    ],
)
def test_what_is_no_slogan(text: str):
    assert found(text) == []


def test_an_unbalanced_quote_loses_one_phrase_only():
    assert found("打好“组合拳，守住“生命线”，用好‘工具箱’。“尾巴") == [("生命线", "quoted", "quotes")]


def test_spans_lead_to_the_text_and_do_not_overlap(sample: rn.Corpus):
    table = rn.slogans(sample)
    assert table.columns.tolist() == COLUMNS
    at = {report.id: 0 for report in sample}
    for row in table.itertuples():
        text = sample[row.report].text
        assert text[row.start : row.end] == row.text
        assert text[row.sentence_start : row.sentence_start + len(row.sentence)] == row.sentence
        assert row.sentence_start <= row.start < row.end <= row.sentence_start + len(row.sentence)
        assert row.start >= at[row.report]
        at[row.report] = row.end


def test_counts_are_those_of_the_table(sample: rn.Corpus):
    table = rn.slogans(sample)
    for text, rows in table.groupby("text"):
        assert set(rows["n"]) == {len(rows)}, text
        assert set(rows["n_reports"]) == {rows["report"].nunique()}, text


def test_types_can_be_chosen(sample: rn.Corpus):
    assert set(rn.slogans(sample, types=["symbol"])["type"]) == {"symbol"}
    with pytest.raises(rn.ArgumentError, match="choose from 'numeral', 'quoted', 'symbol'"):
        rn.slogans(sample, types=["brand"])


def test_no_slogan_gives_an_empty_table_with_its_columns():
    table = rn.slogans(rn.Corpus([rn.Report("a", "平淡无奇。")]))
    assert table.columns.tolist() == COLUMNS
    assert (len(table), table["n"].dtype, table["text"].dtype) == (0, "int64", "str")


@given(st.text("“”「」三会一课五水共治1+N。，\n甲", max_size=50))
def test_any_mixture_of_marks_keeps_the_promises(text: str):
    table = rn.slogans(rn.Corpus([rn.Report("a", text)]))
    assert [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()


@pytest.mark.parametrize("unit", ["“", "一二", "1+", "三会", "“三”", "。", "甲"])
def test_a_long_line_of_anything_takes_linear_work(unit: str):
    # Quadratic matching of half a million characters would not end within the suite's patience.
    found(unit * (500_000 // len(unit)))
