"""What was planted in the sample reports is found: sections, slogans, places' own words, figures, first uses.

The cases hold more slogans than are asked for here: those that stand in no quotation marks (headings, couplets, parallel
clauses, ranks) are for whoever looks for them.
"""

import json
import re

import pandas as pd
import pytest

import reportnlp as rn
from conftest import ROOT

PLANTED = json.loads((ROOT / "tests" / "cases" / "sample_planted.json").read_text(encoding="utf-8"))

# Where a section begins that has no words of its own kind, the reader goes astray; each is a real way to write.
ASTRAY = {
    ("huaibu-2021", "同时，我们也看得见自己的毛病"): "problems at the end of a review, without a heading or a word that says so",
    ("litang-2021", "老城不老，初心如初"): "an ending without an address or an appeal",
    ("litang-2022", "守得住"): "a heading of three characters over another line of heading",
    ("qiyun-2021", "各位代表！茶树要经霜，根"): "an ending that appeals to nobody",
    ("wangchao-2024", "长路浩荡，唯实唯干。我们"): "an ending without an address",
}  # fmt: skip
SECTIONS = [
    pytest.param(name, line, kind, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else [])
    for name, planted in PLANTED.items()
    for line, kind in (planted["sections"] | planted["paragraphs"]).items()
    for reason in [ASTRAY.get((name, line))]
]


@pytest.fixture(scope="module")
def reports(sample: rn.Corpus) -> dict[str, rn.Report]:
    """The reports by the name of their file."""
    return {report.file.removesuffix(".txt"): report for report in sample}


@pytest.fixture(scope="module")
def content(sample_tokens: rn.Tokens) -> rn.TermMatrix:
    return rn.count(sample_tokens.drop(rn.load_stopwords("function", "formula", "verb")), min_chars=2)


def test_every_report_has_its_cases(reports: dict[str, rn.Report]):
    assert sorted(PLANTED) == sorted(reports)
    for name, planted in PLANTED.items():
        text = reports[name].text
        lines = [line.strip() for line in text.split("\n")]
        assert planted["sections"].keys() <= set(lines), name
        assert all(sum(line.startswith(start) for line in lines) == 1 for start in planted["paragraphs"]), name
        figures = [figure[key] for figure in planted["figures"] for key in ("text", "of")]
        assert all(string in text for string in [*planted["slogans"], *planted["terms"], *figures]), name


@pytest.mark.parametrize(("name", "line", "kind"), SECTIONS)
def test_sections(reports: dict[str, rn.Report], name: str, line: str, kind: str):
    report = reports[name]
    start = re.search(rf"^[ 　]*{re.escape(line)}", report.text, re.M).start()
    assert next(section.kind for section in report.sections if section.start <= start < section.end) == kind


#: What the finder leaves out of the slogans in quotation marks, at its default score: no more than one of fifty.
MOST_MISSED = 0.02


def test_slogans_in_quotation_marks(sample: rn.Corpus, reports: dict[str, rn.Report]):
    table = rn.slogans(sample)
    quoted = {
        (report.id, slogan)
        for name, report in reports.items()
        for slogan in PLANTED[name]["slogans"]
        if f"“{slogan}”" in report.text
    }
    missed = quoted - set(zip(table["report"], table["text"], strict=True))
    assert len(quoted) > 400
    assert len(missed) <= MOST_MISSED * len(quoted), sorted(missed)


def test_first_use_of_slogans(sample: rn.Corpus, reports: dict[str, rn.Report]):
    """A brand that goes from place to place is found at its source, in the year of its first use."""
    table = rn.slogans(sample)
    table = table.merge(sample.table[["id", "place", "year"]], left_on="report", right_on="id")
    first = table.sort_values("year", kind="stable").drop_duplicates("text").set_index("text")
    planted = {
        slogan: said
        for case in PLANTED.values()
        for slogan, said in case["slogans"].items()
        if any(
            f"“{slogan}”" in report.text and (report.place, report.year) == (said["origin"], said["first_year"])
            for report in reports.values()
        )
    }
    missed = planted.keys() - set(first.index)
    assert len(planted) > 250
    assert len(missed) <= MOST_MISSED * len(planted), sorted(missed)
    for slogan in planted.keys() - missed:
        said, uses = planted[slogan], table[table["text"] == slogan]
        assert first.loc[slogan, "year"] == said["first_year"], slogan
        assert said["origin"] in set(uses.loc[uses["year"] == said["first_year"], "place"]), slogan
    assert (
        table.groupby("text")["place"].nunique().loc[["三色雨令", "云上合伙人", "潮邻客厅", "一把钥匙跟到底"]].min() > 1
    )


def test_figures(reports: dict[str, rn.Report], sample_tokens: rn.Tokens):
    numbers = rn.numbers(sample_tokens)
    values = dict(list(numbers.groupby("report")))
    for name, planted in PLANTED.items():
        report = reports[name]
        mine = values[report.id]
        for figure in planted["figures"]:
            inside = pd.Series(False, index=mine.index)
            for match in re.finditer(re.escape(figure["text"]), report.text):
                inside |= (mine["start"] >= match.start()) & (mine["end"] <= match.end())
            found = mine.loc[inside, "value"]
            assert found.map(lambda value, told=figure["value"]: value == pytest.approx(told)).any(), (name, figure)


def test_words_of_a_place(sample: rn.Corpus, content: rn.TermMatrix):
    """Planted words of which strings alone say that they are nearly all in one place stand out there.

    A word that is for the most part a piece of a longer one, as 渔光 of 渔光互补, is counted by that.
    """
    keywords = rn.keywords(content, by="place", top=150)
    own_words = dict(zip(content.terms, content.counts.sum(axis=0).tolist(), strict=True))
    texts = sample.table.assign(text=[report.text for report in sample]).groupby("place")["text"].agg("\n".join)
    place_of = {report.file.removesuffix(".txt"): report.place for report in sample}
    n = 0
    for place in texts.index:
        words = {term for name, case in PLANTED.items() if place_of[name] == place for term in case["terms"]}
        uses = {word: texts.map(lambda text, word=word: text.count(word)) for word in words if word in content.terms}
        own = sorted(
            word for word, count in uses.items() if 6 <= count[place] >= 0.8 * count.sum() < 2 * own_words[word]
        )
        n += len(own)
        assert set(own) <= set(keywords.loc[keywords["place"] == place, "term"]), place
        effects = rn.keyness(content, target={"place": place}).set_index("term")["effect"]
        assert (effects[own] > 0).all(), place
    assert n >= 40


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2021, ["接种", "疫苗", "换届"]),
        (2022, ["疫情", "采样", "防控", "留抵退税"]),
        (2023, ["主题教育", "赛会", "首店"]),
        (2024, ["党纪学习教育", "新质生产力", "十五五", "两重"]),
    ],
)
def test_words_of_a_year(content: rn.TermMatrix, year: int, words: list[str]):
    table = rn.keyness(content, target={"year": year})
    rises = table[table["effect"] > 0]
    assert set(words) <= set(rises["term"].head(30))


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [("首店", 2023, 2024), ("采样", 2021, 2022), ("新质生产力", 2024, 2024), ("主题教育", 2023, 2023)],
)
def test_first_and_last_year_of_words(content: rn.TermMatrix, term: str, first: int, last: int):
    row = rn.trends(content, term).iloc[0]
    assert (row["first"], row["last"]) == (first, last)
