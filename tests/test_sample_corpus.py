"""The sample reports are long enough, about places that do not exist, and nobody else's words."""

import csv
import importlib.util
import itertools
import json
import re
from collections.abc import Iterator

import reportnlp as rn
from conftest import ROOT, SAMPLE, SHARED, needs, needs_shared

_SPEC = importlib.util.spec_from_file_location("overlap_script", ROOT / "scripts" / "overlap.py")
overlap = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(overlap)  # type: ignore[union-attr]

PLANTED = json.loads((ROOT / "tests" / "cases" / "sample_planted.json").read_text(encoding="utf-8"))
# The official name of a doctrine is longer than the limit, and every report has it.
OFFICIAL = "习近平新时代中国特色社会主义思想"


def grams(text: str, n: int = 15) -> Iterator[str]:
    """Yield the n-grams of letters and digits, marks and blanks left out."""
    return itertools.chain.from_iterable(overlap.runs(run, n) for run in text.split(OFFICIAL))


def test_six_places_and_four_years(sample: rn.Corpus):
    assert len(sample) == 24
    years = sample.table.groupby("place")["year"].agg(tuple)
    assert years.tolist() == [(2021, 2022, 2023, 2024)] * 6
    assert not sample.failures


def test_length_and_parts(sample: rn.Corpus):
    for report in sample:
        assert 2500 <= len(report.text) <= 4500
        assert {"review", "plan"} <= {section.kind for section in report.sections}


def test_manifest_names_every_file():
    with (SAMPLE / "manifest.csv").open(encoding="utf-8") as stream:
        assert {row["file"] for row in csv.DictReader(stream)} == {file.name for file in SAMPLE.glob("*.txt")}


def test_reports_share_no_sentences(sample: rn.Corpus):
    # What spreads on purpose, and the names of those who report, are the same in several.
    slogans = {slogan for planted in PLANTED.values() for slogan in planted["slogans"]}
    office = r"(?:中共)?(?:澜浦市)?(?:人民政府)?\w{4}(?:工作委员会|办事处)"
    allowed = re.compile("|".join([*map(re.escape, sorted(slogans, key=len, reverse=True)), office]))
    rest = {report.id: set(grams(allowed.sub("|", report.text).replace("|", OFFICIAL), 25)) for report in sample}
    for one, other in itertools.combinations(rest, 2):
        assert not rest[one] & rest[other]


def test_reports_share_no_more_wording_than_real_ones(sample: rn.Corpus):
    # Of 262 pairs of real reports of one place, up to three years apart, 95 % share 7.4 % of their 10-grams or less; of
    # 3,247 pairs of two places in one year 2.7 % or less: scripts/overlap.py.
    shares = overlap.shares(sample)
    assert shares.loc[shares["same_place"], "share"].max() <= 0.074
    assert shares.loc[~shares["same_place"], "share"].max() <= 0.027


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
@needs("docx", "html", "pdf")
def test_no_sentence_is_from_a_real_report(sample: rn.Corpus):
    real: set[str] = set()
    for folder in ("reports", "street_reports", "gold"):
        for file in (SHARED / folder).glob("*.t[xs][tv]"):
            real.update(grams(file.read_text(encoding="utf-8")))
    for report in rn.read_corpus(SHARED / "messy"):
        real.update(grams(report.text))
    for report in sample:
        assert not set(grams(report.text)) & real, report.id
