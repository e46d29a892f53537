"""The sample reports are long enough, about places that do not exist, and nobody else's words."""

import csv
import itertools
import re
from collections.abc import Iterator

import reportnlp as rn
from conftest import SAMPLE, SHARED, needs_shared

# The official name of a doctrine is longer than the limit, and every report has it.
OFFICIAL = "习近平新时代中国特色社会主义思想"


def grams(text: str, n: int = 15) -> Iterator[str]:
    """Yield the n-grams of letters and digits, marks and blanks left out."""
    for run in text.split(OFFICIAL):
        letters = re.sub(r"[\W_]", "", run)
        yield from (letters[k : k + n] for k in range(len(letters) - n + 1))


def test_length_and_parts(sample: rn.Corpus):
    for report in sample:
        assert len(report.text) >= 2500
        assert {"review", "problems", "plan"} <= {section.kind for section in report.sections}


def test_manifest_names_every_file():
    with (SAMPLE / "manifest.csv").open(encoding="utf-8") as stream:
        assert {row["file"] for row in csv.DictReader(stream)} == {file.name for file in SAMPLE.glob("*.txt")}


def test_reports_share_no_sentences(sample: rn.Corpus):
    for one, other in itertools.combinations(sample, 2):
        # The line that names the session of the assembly is the same from year to year.
        assert len(set(grams(one.text)) & set(grams(other.text))) <= 3


@needs_shared
def test_no_place_of_this_name_exists(sample: rn.Corpus):
    real: set[str] = set()
    for file in (SHARED / "vocabulary").glob("divisions_*.csv"):
        with file.open(encoding="utf-8") as stream:
            real |= {row["name"] for row in csv.DictReader(stream)}
    assert "澜浦市" not in real
    for report in sample:
        assert report.place not in real
        invented = set(re.findall(r"[一-鿿]{2}(?:街道|镇|乡|市)(?![场级民区])", report.text))
        assert not invented & real, report.id


@needs_shared
def test_no_sentence_is_from_a_real_report(sample: rn.Corpus):
    real: set[str] = set()
    for folder in ("reports", "street_reports"):
        for file in (SHARED / folder).glob("*.txt"):
            real.update(grams(file.read_text(encoding="utf-8")))
    for report in sample:
        assert not set(grams(report.text)) & real, report.id
