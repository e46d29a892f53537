"""Reading the messy forms of reports gives back their clean texts."""

import csv
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

import reportnlp as rn
from conftest import ROOT, SAMPLE, needs

pytestmark = needs("docx", "html", "pdf")

MESSY = ROOT / "corpus" / "messy"
with (MESSY / "manifest.csv").open(encoding="utf-8", newline="") as _stream:
    ROWS = list(csv.DictReader(_stream))

_SPEC = importlib.util.spec_from_file_location("messy_script", ROOT / "scripts" / "messy.py")
script = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(script)  # type: ignore[union-attr]

SAID = ["title", "level", "code", "year", "year_reviewed", "year_planned", "date", "speaker", "kind"]


def grams(text: str, n: int = 6) -> Counter[str]:
    """Count the runs of `n` characters, blanks and breaks left out."""
    letters = re.sub(r"\s", "", text)
    return Counter(letters[k : k + n] for k in range(len(letters) - n + 1))


def test_eleven_files_in_the_forms_of_the_genre():
    forms = Counter(Path(row["file"]).suffix for row in ROWS)
    assert forms == {".html": 4, ".docx": 2, ".pdf": 1, ".txt": 4}
    assert len({row["clean"] for row in ROWS}) == len(ROWS)
    assert {row["file"] for row in ROWS} == {file.name for file in MESSY.iterdir()} - {"manifest.csv", "README.md"}


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_the_clean_text_comes_back(row: dict[str, str]):
    messy, clean = rn.read_report(MESSY / row["file"]), rn.read_report(SAMPLE / row["clean"])
    found, wanted = grams(messy.text), grams(clean.text)
    both = (found & wanted).total()
    assert both >= 0.99 * wanted.total()  # recall
    assert both >= 0.99 * found.total()  # precision
    assert [section.kind for section in messy.sections] == [section.kind for section in clean.sections]
    assert {name: getattr(messy, name) for name in SAID} == {name: getattr(clean, name) for name in SAID}
    # A page names who issued the report, and leaves out the city before the place.
    assert messy.place.removeprefix("澜浦市") == clean.place.removeprefix("澜浦市")
    assert clean.issuer in ("", messy.issuer)


@pytest.mark.parametrize(
    ("form", "mess"),
    [
        ("web page", "索引号"),
        ("web page in GB 2312", "政务公开"),
        ("PDF", "— 2 —"),
        ("newspaper", "下转第3版"),
        ("newspaper", "通讯员"),
        ("GBK, half-width marks", ","),
    ],
)
def test_the_mess_is_there_and_goes(form: str, mess: str):
    for row in (row for row in ROWS if row["form"] == form):
        report = rn.read_report(MESSY / row["file"])
        assert mess in report.raw
        assert mess not in report.text


def test_automatic_numbers_are_not_in_the_document():
    for row in (row for row in ROWS if row["form"] == "Word"):
        document = pytest.importorskip("docx").Document(str(MESSY / row["file"]))
        assert not any(re.match("[一二三四]、|（[一二三]）", paragraph.text) for paragraph in document.paragraphs)
        assert "一、" in rn.read_report(MESSY / row["file"]).text


def test_the_folder_is_read_as_one():
    corpus = rn.read_corpus(MESSY)
    assert len(corpus) == len(ROWS)
    assert sorted(corpus.table["form"]) == sorted(row["form"] for row in ROWS)
    assert not corpus.failures


def test_the_script_makes_the_same_bytes(tmp_path: Path):
    script.main(["-o", str(tmp_path)])
    for file in sorted(tmp_path.iterdir()):
        assert file.read_bytes() == (MESSY / file.name).read_bytes(), file.name
