"""How large the page of a folder of reports is, and how soon a browser has opened it.

    python benchmarks/page.py [FOLDER OF THE DATA]

Needs playwright (of the extra `dev`) and a chromium. Times are medians of five; a busy machine makes them longer.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import reportnlp as rn

#: Megabytes and seconds that 219 reports may take.
MOST_MEGABYTES, MOST_SECONDS = 15, 3
_FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def main(data: str = "../shared/data") -> int:
    """Print what the page of the reports takes; 1 if it is more than it may."""
    corpus = rn.read_corpus(Path(data) / "reports")
    begun = time.perf_counter()
    summary = rn.summarize(corpus)
    print(f"{corpus}\nsummarize: {time.perf_counter() - begun:.1f} s")
    with tempfile.TemporaryDirectory() as out:
        file = Path(out) / "report.html"
        begun = time.perf_counter()
        rn.write_report(summary, file)
        megabytes = file.stat().st_size / 1e6
        print(f"write_report: {time.perf_counter() - begun:.1f} s, {megabytes:.2f} MB")
        times = measured(file)
    for name, seconds in times.items():
        print(f"{name}: {statistics.median(seconds):.2f} s ({min(seconds):.2f}–{max(seconds):.2f})")
    return int(megabytes > MOST_MEGABYTES or statistics.median(times["open"]) > MOST_SECONDS)


def measured(file: Path) -> dict[str, list[float]]:
    """Return the seconds until the page is open, and until each view that is turned to is drawn."""
    views = ("keywords", "comparison", "topics", "slogans", "method")
    times: dict[str, list[float]] = {name: [] for name in ("open", *views)}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(5):
            page = browser.new_page()
            times["open"].append(timed(lambda page=page: page.goto(file.as_uri()), page))
            for view in views:
                link = page.locator(f'nav a[href="#{view}"]')
                times[view].append(timed(link.click, page))
            page.close()
        browser.close()
    return times


def timed(act: Callable[[], object], page: Page) -> float:
    """Return the seconds until what `act` does is drawn."""
    begun = time.perf_counter()
    act()
    page.evaluate(_FRAME)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
