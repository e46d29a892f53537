import random
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import needs
from reportnlp.slogans.variants import group_variants

COLUMNS = {
    "slogan": "str", "variants": "str", "year": "Int64", "level": "str", "n": "int64", "n_reports": "int64",
    "places": "str", "n_all": "int64", "n_reports_all": "int64", "first_year": "Int64", "first_place": "str",
    "last_year": "Int64", "last_place": "str", "spread": "str", "where": "str", "sentences": "str",
}  # fmt: skip


def found(corpus: rn.Corpus, *spellings: str) -> pd.DataFrame:
    """Return a table of hits: every place where one of the spellings stands."""
    rows = [
        (report.id, match.start(), match.end(), match.group())
        for report in corpus
        for match in re.finditer("|".join(map(re.escape, spellings)), report.text)
    ]
    return pd.DataFrame(rows, columns=["report", "start", "end", "text"]).astype({"start": "int64", "end": "int64"})


@pytest.fixture
def corpus() -> rn.Corpus:
    return rn.Corpus(
        [
            rn.Report("d", "用好“潮邻客厅”。潮邻客厅常开。", place="望潮街道", level="town", year=2024),
            rn.Report("a", "试点潮邻客厅。", place="东海省", level="provincial", year=2021),
            rn.Report("c", "推广“潮邻”客厅。", place="临港县", level="county", year=2023),
            rn.Report("b", "学习潮邻客厅，抓三张清单。", place="观海市", level="city", year=2023),
            rn.Report("e", "抓3张清单。", place="", level="", year=None),
        ]
    )


def test_variants_first_and_last_use_and_spread(corpus: rn.Corpus):
    table = rn.slogan_history(found(corpus, "“潮邻”客厅", "潮邻客厅", "三张清单", "3张清单"), corpus)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert list(table.columns) == list(COLUMNS)
    first = table[table["slogan"] == "潮邻客厅"]
    # Four levels, a row each; of 2023 the city comes before the county.
    assert first[["year", "level", "n", "n_reports", "places"]].values.tolist() == [
        [2021, "provincial", 1, 1, "东海省"],
        [2023, "city", 1, 1, "观海市"],
        [2023, "county", 1, 1, "临港县"],
        [2024, "town", 2, 1, "望潮街道"],
    ]
    assert set(first["variants"]) == {"“潮邻”客厅"}
    assert set(first["n_all"]) == {5}
    assert set(first["n_reports_all"]) == {4}
    assert first[["first_year", "first_place", "last_year", "last_place"]].drop_duplicates().values.tolist() == [
        [2021, "东海省", 2024, "望潮街道"]
    ]
    assert set(first["spread"]) == {"2021 provincial → 2023 city, county → 2024 town"}
    assert first["where"].tolist() == ["a:2-6", "b:2-6", "c:2-8", "d:3-7\nd:9-13"]
    assert first["sentences"].tolist()[-1] == "用好“潮邻客厅”。\n潮邻客厅常开。"


def test_what_has_no_year_comes_last_and_is_no_first_use(corpus: rn.Corpus):
    table = rn.slogan_history(found(corpus, "三张清单", "3张清单"), corpus)
    assert table["slogan"].tolist() == ["3张清单"] * 2 or table["slogan"].tolist() == ["三张清单"] * 2
    assert table["year"].tolist() == [2023, pd.NA]
    assert table["first_year"].tolist() == [2023, 2023]
    assert table["spread"].tolist() == ["2023 city"] * 2
    alone = rn.slogan_history(found(corpus[-1:], "3张清单"), corpus)
    assert alone[["first_year", "spread", "first_place"]].values.tolist() == [[pd.NA, "", ""]]


def test_the_counts_are_those_of_the_hits(sample: rn.Corpus):
    hits = rn.slogans(sample)
    table = rn.slogan_history(hits, sample)
    assert table["n"].sum() == len(hits[["report", "start", "end"]].drop_duplicates())
    for _, rows in table.groupby("slogan"):
        assert rows["n"].sum() == rows["n_all"].iloc[0]
        assert rows["n_reports"].sum() == rows["n_reports_all"].iloc[0]
        assert rows["year"].is_monotonic_increasing
    for row in table.itertuples():
        texts = {row.slogan, *row.variants.split("｜")}
        for where, sentence in zip(row.where.split("\n"), row.sentences.split("\n"), strict=True):
            name, start, end = re.fullmatch(r"(.*):(\d+)-(\d+)", where).groups()
            text = sample[name].text[int(start) : int(end)]
            assert text in texts
            assert text.replace("\n", " ") in sentence
            assert (sample[name].year, sample[name].level) == (row.year, row.level)
    one_each = table.drop_duplicates("slogan")
    keys = zip(-one_each["n_reports_all"], -one_each["n_all"], one_each["first_year"], one_each["slogan"], strict=True)
    assert list(keys) == sorted(zip(-one_each["n_reports_all"], -one_each["n_all"], one_each["first_year"],
                                    one_each["slogan"], strict=True))  # fmt: skip
    assert rn.provenance_of(table).steps[-1].name == "slogan_history"


def test_the_order_of_hits_and_reports_does_not_matter(sample: rn.Corpus):
    hits = rn.slogans(sample)
    there = rn.slogan_history(hits.sample(frac=1, random_state=0), rn.Corpus(sample.reports[::-1]))
    pd.testing.assert_frame_equal(rn.slogan_history(hits, sample), there)


def test_a_place_found_under_two_types_counts_once(corpus: rn.Corpus):
    hits = found(corpus, "潮邻客厅")
    assert rn.slogan_history(pd.concat([hits, hits]), corpus)["n"].tolist() == [1, 1, 2]


@pytest.mark.parametrize("reports", [[], [rn.Report("a", "")]])
def test_nothing_gives_an_empty_table_with_its_columns(reports: list[rn.Report]):
    corpus = rn.Corpus(reports)
    table = rn.slogan_history(rn.slogans(corpus), corpus)
    assert (len(table), {name: str(dtype) for name, dtype in table.dtypes.items()}) == (0, COLUMNS)
    assert "0 slogans" in table._repr_html_()
    with pytest.raises(rn.ArgumentError, match="has no row"):
        rn.plots.slogan_history(table)


def test_bad_input_gets_one_sentence(corpus: rn.Corpus):
    hits = found(corpus, "潮邻客厅")
    with pytest.raises(rn.ArgumentError, match="corpus: has no report 'd'; give the corpus that was searched"):
        rn.slogan_history(hits, corpus[2:3])
    with pytest.raises(rn.ArgumentError, match="'潮邻客厅' is not at 4 in report 'd'"):
        rn.slogan_history(hits.assign(start=hits["start"] + 1), corpus)
    with pytest.raises(rn.ArgumentError, match="there is no column 'text'"):
        rn.slogan_history(hits.drop(columns="text"), corpus)


def test_the_html_opens_sentences_and_escapes_everything():
    text = "推<广>“甲&乙<script>”。\n又见甲&乙<script>。"
    corpus = rn.Corpus([rn.Report("<b>", text, place="<i>", year=2024)])
    page = rn.slogan_history(found(corpus, "甲&乙<script>"), corpus)._repr_html_()
    assert page.count("<details>") == 1
    assert "<script" not in page
    assert "<b>" in page  # our own
    assert "&lt;b&gt;:5-16" in page
    assert page.count("<mark>甲&amp;乙&lt;script&gt;</mark>") == 2
    assert "推&lt;广&gt;“<mark>" in page
    parts = rn.slogan_history(found(corpus, "甲&乙<script>"), corpus)[["slogan", "n"]]
    assert "<table" in parts._repr_html_()


def test_the_chart_has_a_row_a_slogan_and_a_point_a_year_and_level(corpus: rn.Corpus):
    table = rn.slogan_history(found(corpus, "“潮邻”客厅", "潮邻客厅", "三张清单", "3张清单"), corpus)
    lines, points = rn.plots.slogan_history(table).layer
    assert points.data[["slogan", "year", "n_reports"]].values.tolist() == [
        ["潮邻客厅", 2021, 1],
        ["潮邻客厅", 2023, 1],
        ["潮邻客厅", 2023, 1],
        ["潮邻客厅", 2024, 1],
        [table["slogan"].iloc[-1], 2023, 1],
    ]
    assert lines.data[["first_year", "last_year"]].values.tolist() == [[2021, 2024], [2023, 2023]]
    assert rn.plots.slogan_history(table, top=1).layer[0].data["slogan"].tolist() == ["潮邻客厅"]
    with pytest.raises(rn.ArgumentError, match="there is no column 'spread'"):
        rn.plots.slogan_history(table.drop(columns="spread"))


@needs("fonts")
def test_the_chart_becomes_a_picture(corpus: rn.Corpus, tmp_path):
    table = rn.slogan_history(found(corpus, "潮邻客厅"), corpus)
    rn.save_chart(rn.plots.slogan_history(table), tmp_path / "history.png")
    assert (tmp_path / "history.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("“首店”经济", "首店经济", True),
        ("两手抓、两手都要硬", "两手抓，两手都要硬", True),
        ("零的突破", "零突破", True),
        ("15分钟生活圈", "十五分钟生活圈", True),
        ("大事不出格，矛盾纠纷不上交", "大事不出门，矛盾纠纷不上交", True),
        ("部门围着窗口转，窗口围着群众转", "部门围绕着窗口转，窗口围着群众转", True),
        ("十四五", "十五五", False),
        ("四个自信", "四个意识", False),
        ("三年行动计划全面收官", "五年行动计划全面收官", False),
        ("发展不足的问题仍然突出", "发展不足的问题不然突出", False),
        ("第1批项目全部如期开工建设", "第2批项目全部如期开工建设", False),
        ("两个先行示范区建设", "先行示范区建设", False),
    ],
)
def test_which_spellings_are_one_slogan(one: str, other: str, same: bool):
    named = group_variants([one, other])
    assert (named[one] == named[other]) is same


@given(st.lists(st.text("抓三张清单的、，“”甲乙丙丁戊己", min_size=1, max_size=12), max_size=8))
def test_groups_do_not_depend_on_the_order(texts: list[str]):
    mixed = random.Random(0).sample(texts, len(texts))
    assert group_variants(texts) == group_variants(mixed)
    assert set(group_variants(texts)) == set(texts)


def test_many_spellings_take_linear_work():
    # 40,000 slogans of ten characters: with every pair compared this would not end within the suite's patience.
    texts = [f"{chr(0x4E00 + k % 200)}{chr(0x4F00 + k // 200)}打好春耕秋收两场仗" for k in range(40_000)]
    assert len(group_variants([*texts, "甲" * 500_000])) == 40_001
