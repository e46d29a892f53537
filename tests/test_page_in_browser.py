"""The page in a real browser: Debian's chromium, driven by playwright; skipped where there is none."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reportnlp as rn

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")

VIEWS = ("overview", "keywords", "comparison", "topics", "slogans", "method")
EVIL = "<script>document.title = 'run'</script><img src=x onerror=\"document.title='run'\">{{ 7*7 }}\"'&lt;"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(summary: rn.Summary, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "report.html"
    rn.write_report(summary, path)
    return path


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Any]:
    """Return a function that opens the page; what it asked for and complained of is checked at the end."""
    contexts, requests, complaints = [], [], []

    def open_page(path: Path = file, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
    assert {url.split(":")[0] for url in requests} <= {"file", "data"}
    assert sum(url.startswith("file:") for url in requests) == len(contexts)


def turn_to(page: Any, view: str) -> None:
    page.locator(f'nav a[href="#{view}"]').click()
    page.locator(f"#{view}.current").wait_for()


def test_each_view_opens_alone(opened):
    page = opened()
    for view in VIEWS:
        turn_to(page, view)
        assert [v for v in VIEWS if page.locator(f"#{v}").is_visible()] == [view]
        assert page.locator(f"#{view} h2").is_visible()
        assert page.locator('nav a[aria-current="page"]').get_attribute("href") == f"#{view}"


def test_without_a_script_everything_is_there(opened):
    page = opened(java_script_enabled=False)
    for view in VIEWS:
        assert page.locator(f"#{view}").is_visible()
    assert page.locator("#keyness circle").count() > 100
    assert not page.locator("#slogans-search").is_visible()
    keyword = page.locator("#keywords-report details").first
    keyword.locator("summary").click()
    assert keyword.locator("mark").first.is_visible()
    page.locator(".language").click()
    assert page.locator("#overview h2").inner_text() == "Overview"


def test_the_language_can_be_switched_with_the_keyboard(opened):
    page = opened()
    assert page.locator("#overview h2").inner_text() == "总览"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("#overview h2").inner_text() == "Overview"
    assert page.evaluate("document.documentElement.lang") == "en"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#keywords").wait_for()
    assert page.locator("#keywords-by option").first.inner_text() == "By report"


def test_keywords_switch_search_and_open(opened, summary: rn.Summary):
    page = opened()
    turn_to(page, "keywords")
    cards = page.locator(".panel.current .card:not(.out)")
    assert cards.count() == len(summary.corpus)
    page.locator("#keywords-by").select_option("year")
    assert cards.locator("h4").all_inner_texts() == ["2021", "2022", "2023", "2024"]
    table = summary.tables["keywords_by_place"]
    page.locator("#keywords-by").select_option("place")
    page.locator("#keywords-search").fill("首店")
    assert cards.count() == table.loc[table["term"] == "首店", "place"].nunique()
    term = cards.first.locator("details", has_text="首店").first
    term.locator("summary").click()
    assert set(term.locator("mark").all_inner_texts()) == {"首店"}


def test_any_two_groups_are_compared_as_keyness_does(opened, summary: rn.Summary):
    page = opened()
    turn_to(page, "comparison")
    pairs = [
        ("place", "栖云镇", "望潮街道"),
        ("year", "2021", "2024"),
        ("section", "plan", ""),
        ("report", "槐埠镇-2022", ""),
    ]
    for by, target, reference in pairs:
        page.locator("#comparison-by").select_option(by)
        page.locator("#comparison-target").select_option(target)
        page.locator("#comparison-reference").select_option(reference)
        cells = page.locator("#comparison-up tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        typed = {name: int(name) if by == "year" else name for name in (target, reference) if name}
        table = rn.keyness(
            summary.matrix,
            target={by: typed[target]},
            reference={by: typed[reference]} if reference else None,
        ).set_index("term")
        assert len(cells) == 20
        for term, n, m, per_n, per_m, effect, limits, z in cells:
            row = table.loc[term]
            assert (int(n), int(m)) == (row["n_target"], row["n_reference"])
            low, high = map(float, limits.split(" … "))
            got = [float(per_n), float(per_m), float(effect), low, high, float(z)]
            names = ["per_10k_target", "per_10k_reference", "effect", "low", "high", "statistic"]
            for value, name, digits in zip(got, names, (1, 1, 2, 2, 2, 1), strict=True):
                assert value == pytest.approx(row[name], abs=0.51 * 10**-digits)
        # The strongest of the terms in the page comes first.
        known = set(page.evaluate("JSON.parse(document.getElementById('comparison-data').textContent).terms"))
        assert cells[0][0] == next(term for term in table.index if term in known)
    page.locator("#comparison-by").select_option("year")
    page.locator("#comparison-target").select_option("2021")
    page.locator("#comparison-reference").select_option("2021")
    assert page.locator("#comparison-said").inner_text() == "请选不同的两组"


OVERLAPS = """texts => {
  const boxes = texts.map(text => text.getBoundingClientRect());
  let found = 0;
  boxes.forEach((a, k) => boxes.slice(0, k).forEach(b => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 0.25 * Math.min(a.height, b.height)) found += 1;
  }));
  return found;
}"""


def test_labels_of_the_comparison_do_not_overlap(opened):
    page = opened()
    turn_to(page, "comparison")
    labels = page.locator("#keyness .marks text")
    for choose in (lambda: None, lambda: page.locator("#comparison-by").select_option("place")):
        choose()
        assert labels.count() > 10
        assert labels.evaluate_all(OVERLAPS) == 0


def test_terms_of_topics_follow_the_relevance(opened, summary: rn.Summary):
    page = opened()
    turn_to(page, "topics")
    terms = page.locator("#topic-1 .terms b")
    table = summary.tables["topic_relevance"]
    for value in (0.6, 0.0, 1.0):
        page.locator("#relevance").fill(f"{value:g}")
        rows = table[(table["topic"] == 1) & (table["lambda"] == value)]
        assert terms.all_inner_texts() == rows["term"].tolist()
        assert page.locator("#relevance-value").inner_text() in (f"{value:.1f}", f"{value:g}")


def test_slogans_can_be_searched_and_sorted(opened, summary: rn.Summary):
    page = opened()
    turn_to(page, "slogans")
    rows = page.locator("#slogans-table tbody tr:not(.out)")
    everything = rows.count()
    page.locator("#slogans-type").select_option("numeral")
    assert 0 < rows.count() < everything
    assert set(rows.evaluate_all("rows => rows.map(row => row.dataset.type)")) == {"numeral"}
    page.locator("#slogans-search").fill("三茶统筹")
    assert rows.first.locator("summary").inner_text() == "三茶统筹"
    assert all("三茶统筹" in text for text in rows.evaluate_all("rows => rows.map(row => row.textContent)"))
    rows.first.locator("summary").click()
    assert rows.first.locator("mark").first.inner_text() == "三茶统筹"
    page.locator("#slogans-type").select_option("")
    page.locator("#slogans-search").fill("")
    assert rows.count() == everything
    for descending in (True, False):
        page.locator("#slogans-table th button", has_text="次数").click()
        counts = [int(text) for text in rows.locator("td:nth-child(3)").all_inner_texts()]
        assert counts == sorted(counts, reverse=descending)
    head = page.locator("#slogans-table th", has_text="次数")
    assert head.get_attribute("aria-sort") == "ascending"


def test_a_table_is_downloaded(opened, summary: rn.Summary, tmp_path: Path):
    page = opened()
    turn_to(page, "method")
    with page.expect_download() as download:
        page.locator('a[download="keywords.csv"]').click()
    rn.save_table(summary.tables["keywords"], tmp_path / "keywords.csv")
    assert Path(download.value.path()).read_bytes() == (tmp_path / "keywords.csv").read_bytes()


@pytest.fixture(scope="module")
def short(sample: rn.Corpus, tmp_path_factory) -> Path:
    """Return a page with everything that a page has, of few reports: axe looks at every element."""
    path = tmp_path_factory.mktemp("short") / "report.html"
    rn.write_report(rn.summarize(rn.Corpus(sample[:4], [rn.Failure("scan.pdf", "is empty")]), n_topics=3), path)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(opened, short: Path, scheme: str):
    page = opened(short, color_scheme=scheme)
    for view in VIEWS:
        turn_to(page, view)
        found = axe.Axe().run(page).response
        serious = [f for f in found["violations"] if f["impact"] in ("serious", "critical")]
        assert not [(f["id"], f["nodes"][0]["html"]) for f in serious], view
        assert "color-contrast" in {f["id"] for f in found["passes"]}


def test_a_phone_does_not_scroll_sideways(opened):
    page = opened(viewport={"width": 390, "height": 844})
    for view in VIEWS:
        turn_to(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_print_shows_all_views_without_controls(opened):
    page = opened()
    page.emulate_media(media="print")
    for view in VIEWS:
        assert page.locator(f"#{view}").is_visible()
    assert not page.locator("nav").is_visible()
    assert not page.locator("#slogans-search").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_text_of_a_report_does_nothing(opened, tmp_path: Path):
    text = f"“{EVIL}”是口号。优化营商环境，建设水库。\n"
    reports = [rn.Report(f"{EVIL}{k}", text * 3, title=EVIL, place=f"{EVIL}{k}", year=2020 + k) for k in range(3)]
    rn.write_report(rn.summarize(rn.Corpus(reports, [rn.Failure(EVIL, EVIL)])), tmp_path / "evil.html")
    page = opened(tmp_path / "evil.html")
    for view in VIEWS:
        turn_to(page, view)
    turn_to(page, "comparison")
    page.locator("#comparison-by").select_option("place")
    assert page.title() == "政府工作报告分析 Government work reports"
    assert page.locator("img").count() == 0
    assert page.locator("#comparison-a").inner_text() == f"{EVIL}2"
