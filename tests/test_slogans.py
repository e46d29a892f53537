import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.slogans.hit import TYPES

COLUMNS = {
    "report": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "normalized": "str",
    "type": "str",
    "score": "float64",
    "n": "int64",
    "n_reports": "int64",
    "first_year": "Int64",
    "quoted": "bool",
    "pattern": "str",
    "boundary": "bool",
    "predictor": "float64",
    "lexicon": "str",
    "sentence_start": "int64",
    "sentence": "str",
}


def of(*texts: str, years: tuple[int, ...] = ()) -> rn.Corpus:
    given_years = [*years, *[None] * len(texts)]
    return rn.Corpus([rn.Report(str(k), text, year=given_years[k]) for k, text in enumerate(texts)])


def test_columns_types_and_order(sample: rn.Corpus):
    table = rn.slogans(sample)
    assert table.dtypes.astype(str).to_dict() == COLUMNS
    assert set(table["type"]) <= set(TYPES)
    assert table["score"].between(0.6, 1).all()
    place = {report.id: k for k, report in enumerate(sample)}
    keys = [(place[row.report], row.start, -row.end) for row in table.itertuples()]
    assert keys == sorted(keys)


def assert_spans_hold(corpus: rn.Corpus, table) -> None:
    for report, rows in table.groupby("report", sort=False):
        text = corpus[report].text
        spans = list(rows[["start", "end", "type", "text"]].itertuples(index=False, name=None))
        for start, end, _, found in spans:
            assert text[start:end] == found
        for k, (a, b, one, _) in enumerate(spans):
            for c, d, other, _ in spans[k + 1 :]:
                if c >= b:
                    break
                assert one != other
                assert (a, b) != (c, d)
                assert d <= b, "spans that share characters nest"


def test_spans_lead_to_the_text_and_nest_only_across_types(sample: rn.Corpus):
    table = rn.slogans(sample, min_score=0)
    assert_spans_hold(sample, table)
    for row in table.itertuples():
        text = sample[row.report].text
        assert text[row.sentence_start : row.sentence_start + len(row.sentence)] == row.sentence
        assert row.sentence_start <= row.start < row.end <= row.sentence_start + len(row.sentence)


def test_counts_are_those_of_the_table(sample: rn.Corpus):
    table = rn.slogans(sample)
    years = {report.id: report.year for report in sample}
    for text, rows in table.groupby("normalized"):
        assert set(rows["n"]) == {len(rows)}, text
        assert set(rows["n_reports"]) == {rows["report"].nunique()}, text
        assert set(rows["first_year"]) == {min(years[report] for report in rows["report"])}, text


def test_variants_are_counted_together():
    table = rn.slogans(of("推行“有事找邻里,就近找楼长”。", "推行「有事找邻里，就近找楼长」。", years=(2023, 2022)))
    assert table["normalized"].tolist() == ["有事找邻里，就近找楼长"] * 2
    assert table["n"].tolist() == [2, 2]
    assert table["first_year"].tolist() == [2022, 2022]


def test_a_phrase_quoted_once_marks_its_unquoted_uses():
    table = rn.slogans(of("创新“潮汐车位共享”模式。推广潮汐车位共享经验。"))
    assert table[["text", "quoted"]].values.tolist() == [["潮汐车位共享", True], ["潮汐车位共享", False]]


def test_a_plain_word_quoted_once_does_not():
    table = rn.slogans(of("“盘子”要稳。" + "盘子要端平，盘子要管好，盘子要擦亮。" * 3))
    assert table["text"].tolist().count("盘子") <= 1


def test_without_quotes_the_marks_are_read_over():
    text = "打造“听潮茶坊”，落实“三会一课”。"
    table = rn.slogans(of(text), use_quotes=False)
    assert not table["quoted"].any()
    assert "三会一课" in table["text"].tolist()
    bare = rn.slogans(of(text.replace("“", "").replace("”", "")), use_quotes=False)
    assert bare["text"].tolist() == table["text"].str.replace("[“”]", "", regex=True).tolist()  # within a hit


def test_a_higher_score_returns_fewer(sample: rn.Corpus):
    counts = [len(rn.slogans(sample, min_score=score)) for score in (0, 0.5, 0.9, 1)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2]


def test_types_can_be_chosen(sample: rn.Corpus):
    assert set(rn.slogans(sample, ["symbol"])["type"]) == {"symbol"}
    with pytest.raises(rn.ArgumentError, match="choose from 'brand', 'clause', 'couplet'"):
        rn.slogans(sample, types=["quoted"])


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan")])
def test_a_score_lies_between_0_and_1(score: float):
    with pytest.raises(rn.ArgumentError, match="min_score: give a number from 0 to 1"):
        rn.slogans(of("甲"), min_score=score)


@pytest.mark.parametrize("texts", [(), ("",), ("今天开会。",)])
def test_no_slogan_gives_an_empty_table_with_its_columns(texts: tuple[str, ...]):
    table = rn.slogans(of(*texts))
    assert table.dtypes.astype(str).to_dict() == COLUMNS
    assert len(table) == 0


def test_the_order_of_reports_changes_nothing_else(sample: rn.Corpus):
    table = rn.slogans(sample)
    turned = rn.slogans(rn.Corpus(sample.reports[::-1]))
    for report, rows in table.groupby("report"):
        other = turned[turned["report"] == report]
        assert rows.reset_index(drop=True).equals(other.reset_index(drop=True))


@given(st.text('“”「」"‘’三会一课五水共治1+N大查整强优化。，、；\n 甲', max_size=60))
def test_any_mixture_of_marks_keeps_the_promises(text: str):
    corpus = of(text)
    for use_quotes in (True, False):
        assert_spans_hold(corpus, rn.slogans(corpus, use_quotes=use_quotes, min_score=0))


@pytest.mark.parametrize(
    "unit",
    ["“", "”", "\"", "一二", "1+", "三会", "“三”", "。", "甲", "大查大改", "强基、", "优服务，", "甲—乙", "不上交、", "“组合拳”", "全市第一", "补短板、", "一、抓落实。\n", "优环境 "],
)  # fmt: skip
def test_a_long_line_of_anything_takes_linear_work(unit: str):
    # Work that grows with the square of a hundred thousand characters would not end within the suite's patience.
    rn.slogans(of(unit * (100_000 // len(unit))), min_score=0)


def test_a_line_of_a_million_characters():
    table = rn.slogans(of("优环境，" * 125_000 + "用好“压舱石”" + "甲乙" * 250_000))
    assert table["text"].tolist() == ["压舱石"]
    assert len(table["sentence"][0]) <= 603
