import json
import re
from html.parser import HTMLParser

import pytest
import vl_convert

import reportnlp as rn
from reportnlp.report.view import MOST_SLOGANS

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


def test_shows_what_the_tables_say(html: str, summary: rn.Summary):
    page = Page(html)
    for report in summary.corpus:
        assert report.id in page.text
        assert report.title in page.text
    for name in ("keywords", "topic_terms"):
        for value in summary.tables[name]["term"]:
            assert value in page.text
    slogans = summary.tables["slogans"].drop_duplicates("text")
    slogans = slogans.sort_values(["n_reports", "n"], ascending=False, kind="stable").head(MOST_SLOGANS)
    for row in slogans.to_dict("records"):
        assert row["text"] in page.text
        assert row["sentence"] in page.text


def test_needs_no_network(html: str):
    for tag, attributes in Page(html).tags:
        assert "src" not in attributes, tag
        if tag in ("a", "link"):
            assert re.match("#|data:", attributes["href"])
    assert "default-src 'none'" in html


def test_charts_can_be_drawn(html: str):
    specs = [json.loads(script) for script in Page(html).scripts if script.startswith("{")]
    assert len(specs) == 3
    for spec in specs:
        assert "<svg" in vl_convert.vegalite_to_svg(json.dumps(spec | {"width": 400}))


def test_the_same_summary_gives_the_same_bytes(html: str, sample: rn.Corpus, tmp_path):
    assert written(rn.summarize(sample), tmp_path) == html


def test_text_of_a_report_is_only_text(tmp_path):
    body = f"“{EVIL}”是口号，“压舱石”也是。优化营商环境。"
    corpus = rn.Corpus(
        [rn.Report(EVIL, body, title=EVIL, place=EVIL, year=2024)],
        [rn.Failure(EVIL + "/<b>.txt", "is <i>empty</i>")],
    )
    html = written(rn.summarize(corpus), tmp_path)
    page = Page(html)
    assert not [tag for tag, _ in page.tags if tag in ("b", "i")]
    assert "alert(1)</script>" not in html
    assert EVIL in page.text
    assert "49" not in page.text.replace("1,149", "")


def test_an_empty_corpus_has_a_page(tmp_path):
    text = Page(written(rn.summarize(rn.Corpus([])), tmp_path)).text
    assert "没有找到提法" in text
    assert "不足以区分主题" in text


def test_what_is_left_out_is_said(tmp_path):
    many = "".join(f"打好“第{chr(0x4E00 + k)}{chr(0x5E00 + k)}战”。" for k in range(450))
    text = Page(written(rn.summarize(rn.Corpus([rn.Report("a", many)])), tmp_path)).text
    assert "此处列出前 400 条，共 450 条；全部见 slogans.csv。" in text
