import random

import pytest

from conftest import SHARED, needs, needs_shared
from documents import REPORT, archive, pdf, word
from fuzz_reading import damaged, outcome

SOURCES = {
    ".txt": REPORT.encode("gb18030") * 3,
    ".html": f"<html><body><table><tr><td>索引号</td></tr></table><p>{REPORT}</p></body></html>".encode(),
    ".pdf": pdf([REPORT.splitlines()] * 3),
    ".csv": f'text,year\n"{REPORT}",2023\n'.encode(),
    ".jsonl": '{"text": "稳中求进", "year": 2023}\n'.encode() * 3,
    ".zip": archive(a__txt=REPORT, b__html=f"<p>{REPORT}</p>"),
}


#: What needs an extra to be read, and .docx also to be made.
EXTRAS = {".html": "html", ".docx": "docx", ".pdf": "pdf", ".zip": "html"}


@pytest.mark.parametrize(
    "suffix",
    [pytest.param(kind, marks=[needs(EXTRAS[kind])] if kind in EXTRAS else []) for kind in (*SOURCES, ".docx")],
)
def test_damaged_files_are_read_or_refused(suffix: str, tmp_path):
    made = [(line, k % 3) for k, line in enumerate(REPORT.splitlines())]
    source = word(made, [["指标", "值"]]) if suffix == ".docx" else SOURCES[suffix]
    outcomes = {outcome(damaged(source, random.Random(seed)), suffix, tmp_path) for seed in range(60)}
    assert outcomes <= {"read", "refused"}
    assert outcome(source, suffix, tmp_path) == "read"


@needs_shared
@needs("docx", "html", "pdf")
def test_damaged_real_files_are_read_or_refused(tmp_path):
    files = [file for file in sorted((SHARED / "messy").rglob("*")) if file.is_file()]
    for seed, file in enumerate(files):
        assert outcome(damaged(file.read_bytes(), random.Random(seed)), file.suffix, tmp_path) in ("read", "refused")
