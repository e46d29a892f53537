"""Photograph the page of the sample reports for the README and the manual.

It needs a chromium and the extra for notebooks and tests; run it after a change of what the page looks like.
"""

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import sync_playwright

import reportnlp as rn

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
#: Views of the page, and how many pixels of each are shown.
VIEWS = {"keywords": 620, "topics": 1090, "slogans": 900}
WIDTH = 1100


def photograph(page_file: Path, folder: Path) -> None:
    """Write a picture of each view, in Chinese, with a font that has the glyphs."""
    folder.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        # The page forbids fonts from elsewhere; here one is given to it, so that the system needs none.
        context = browser.new_context(viewport={"width": WIDTH, "height": 1200}, bypass_csp=True)
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.add_style_tag(content=f'@font-face {{ font-family: "Noto Sans SC"; src: url("{_font().as_uri()}"); }}')
        for view, height in VIEWS.items():
            page.evaluate(f"location.hash = '{view}'")
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"page_{view}.png", clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        browser.close()


def _font() -> Path:
    spec = find_spec("manimgx_fonts_cjk")
    if spec is None or spec.origin is None:
        raise SystemExit('The font is missing; install it with: pip install ".[fonts]"')
    return next(Path(spec.origin).parent.glob("NotoSansCJK*"))


if __name__ == "__main__":
    draft = Path(tempfile.mkdtemp()) / "report.html"
    rn.write_report(rn.summarize(rn.read_corpus(ROOT / "corpus" / "sample")), draft)
    photograph(draft, PICTURES)
    shutil.rmtree(draft.parent)
