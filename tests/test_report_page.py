import base64
import json
import re
from html.parser import HTMLParser

import pytest

import reportnlp as rn
from reportnlp.reading.clean import RULES
from reportnlp.report.names import STEPS

EVIL = "<script>alert(1)</script>{{ 7*7 }}\"'&lt;"


class Page(HTMLParser):
    """Collects tags with attributes, the text outside scripts, and the contents of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self.within = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.within = tag if tag in ("script", "style") else ""
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.within = "" if tag == self.within else self.within

    def handle_data(self, data):
        if self.within == "script":
            self.scripts[-1] += data
        elif not self.within:
            self.text += data


def written(summary: rn.Summary, path) -> str:
    rn.write_report(summary, path / "out" / "r.html")
    return (path / "out" / "r.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def html(summary: rn.Summary, tmp_path_factory) -> str:
    return written(summary, tmp_path_factory.mktemp("page"))


def test_opens_in_the_language_that_is_asked_for(summary: rn.Summary, html: str, tmp_path):
    rn.write_report(summary, tmp_path / "en.html", lang="en")
    english = (tmp_path / "en.html").read_text(encoding="utf-8")
    for page, lang, switched in [(html, "zh-CN", False), (english, "en", True)]:
        first = dict(reversed(Page(page).tags))
        assert first["html"]["lang"] == lang
        assert ("checked" in first["input"]) == switched
    assert len(english) - len(html) == len(" checked") + len("en") - len("zh-CN")
    with pytest.raises(rn.ArgumentError, match=r"lang: 'fr' is not allowed; choose from 'en', 'zh'"):
        rn.write_report(summary, tmp_path / "fr.html", lang="fr")
    assert not (tmp_path / "fr.html").exists()


def test_shows_what_the_tables_say(html: str, summary: rn.Summary):
    page = Page(html)
    for report in summary.corpus:
        assert report.id in page.text
        assert report.title in page.text
    for name in ("keywords", "keywords_by_year", "keywords_by_place", "topic_terms"):
        for term in summary.tables[name]["term"]:
            assert term in page.text
    for label in summary.tables["topics"]["label"]:
        assert label in page.text
    for text in summary.tables["topic_exemplars"]["text"]:
        assert text.strip()[:400] in page.text


def test_a_keyword_has_its_sentences_with_the_hit_marked(html: str, summary: rn.Summary):
    hits = summary.tables["keyword_hits"]
    row = hits[(hits["report"] == "望潮街道-2023") & (hits["term"] == "首店")].iloc[0]
    at = row["start"] - row["sentence_start"]
    sentence = row["sentence"]
    assert len(sentence) < 60  # so it is not cut
    assert f"{sentence[:at]}<mark>首店</mark>{sentence[at + 2 :]} <cite>望潮街道-2023</cite>" in html


def test_every_table_can_be_taken_along_or_is_named(html: str, summary: rn.Summary, tmp_path):
    links = {
        attributes["download"]: attributes["href"]
        for tag, attributes in Page(html).tags
        if tag == "a" and "download" in attributes
    }
    for name, table in summary.tables.items():
        assert f"<code>{name}.csv</code>" in html
        if f"{name}.csv" in links:
            rn.save_table(table, tmp_path / f"{name}.csv")
            data = links[f"{name}.csv"].removeprefix("data:text/csv;base64,")
            assert base64.b64decode(data) == (tmp_path / f"{name}.csv").read_bytes()
    assert {"reports.csv", "keywords.csv", "topics.csv"} <= set(links)


def test_needs_no_network(html: str):
    for tag, attributes in Page(html).tags:
        assert "src" not in attributes, tag
        if tag in ("a", "link"):
            assert re.match("#|data:", attributes["href"])
    assert "default-src 'none'" in html


def test_the_same_summary_gives_the_same_bytes(html: str, sample: rn.Corpus, tmp_path):
    assert written(rn.summarize(sample), tmp_path) == html


def test_text_of_a_report_is_only_text(tmp_path):
    body = f"“{EVIL}”是口号，“压舱石”也是。优化营商环境。"
    reports = [
        rn.Report(EVIL, body, title=EVIL, place=EVIL, year=2024),
        rn.Report("=1+1", f"“{EVIL}”又来了。修建=SUM(A1)水库\u2028和\u202e水库。", place="@x", year=2023),
    ]
    corpus = rn.Corpus(reports, [rn.Failure(EVIL + "/<b>.txt", "is <i>empty</i>")])
    html = written(rn.summarize(corpus), tmp_path)
    page = Page(html)
    assert "<i>" not in html
    assert "/<b>" not in html
    assert "alert(1)</script>" not in html
    assert EVIL in page.text
    assert "{{ 49" not in html
    assert [json.loads(script)["total"] for script in page.scripts if script.startswith("{")] == [
        int(rn.count(rn.segment(corpus.split("paragraph")).drop(rn.load_stopwords("function", "formula", "verb")),
                     min_chars=2).counts.sum())
    ]  # fmt: skip
    cells = base64.b64decode(re.search(r'href="data:text/csv;base64,([^"]*)" download="reports.csv"', html)[1])
    assert "\n'=1+1," in cells.decode("utf-8-sig")


def test_an_empty_corpus_has_a_page(tmp_path):
    text = Page(written(rn.summarize(rn.Corpus([])), tmp_path)).text
    for said in ("没有报告", "没有可计入的词", "无从比较", "不足以区分主题", "没有找到提法"):
        assert said in text


def test_one_report_has_a_page_without_a_comparison(sample: rn.Corpus, tmp_path):
    corpus = rn.Corpus([rn.Report("a", sample[0].text)])
    html = written(rn.summarize(corpus, parts=["keywords", "hits", "keyness"]), tmp_path)
    assert "无从比较" in html
    assert "log-odds +" not in html  # no keyword has anything to stand out against


def test_what_is_left_out_is_said(tmp_path):
    many = "".join(f"打好“第{chr(0x4E00 + k)}{chr(0x5E00 + k)}战”。" for k in range(450))
    summary = rn.summarize(rn.Corpus([rn.Report("a", many)]))
    shown = sum(min(n, 80) for n in summary.tables["slogans"].groupby("type")["normalized"].nunique())
    total = len(summary.tables["slogans"].drop_duplicates(["type", "normalized"]))
    assert shown < total
    html = written(summary, tmp_path)
    assert f"此处列出 {shown} 项，共 {total} 项；全部见 slogans.csv。" in Page(html).text
    assert html.count("<tr data-type=") == shown


def test_every_step_of_cleaning_has_a_chinese_name():
    assert {name for name, _ in RULES} <= set(STEPS)


def test_topics_that_were_not_judged_say_so(sample: rn.Corpus, tmp_path):
    html = written(rn.summarize(sample, parts=["topics"]), tmp_path)
    text = Page(html).text
    assert "未检验主题是否稳定" in text
    assert "未检验是否稳定；主题词" in text
    assert 'class="unstable"' not in html
    assert "nan" not in text


def test_of_very_many_reports_a_part_is_shown_and_said(monkeypatch, sample: rn.Corpus, tmp_path):
    for name, most in {"MOST_REPORTS": 5, "MOST_POINTS": 10, "MOST_BARS": 2}.items():
        monkeypatch.setattr(f"reportnlp.report.overview.{name}", most)
    monkeypatch.setattr("reportnlp.report.keywords.MOST_CARDS", 3)
    monkeypatch.setattr("reportnlp.report.comparison.MOST_GROUPS", 10)
    text = Page(written(rn.summarize(sample, parts=["keywords", "keyness"]), tmp_path)).text
    # Of 24 reports every third is drawn, for every second would be twelve.
    for shown, total, file in [(8, 24, "reports"), (5, 24, "reports"), (2, 6, "reports"), (3, 24, "keywords")]:
        assert f"此处列出 {shown} 项，共 {total} 项；全部见 {file}.csv。" in text
    assert "“报告”的组太多，此处不列，用 rn.keyness 比较。" in text
