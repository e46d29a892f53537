import pickle

import pytest

import reportnlp as rn
from conftest import SAMPLE
from reportnlp.edits import CleaningStep

METADATA = [
    "id",
    "title",
    "place",
    "level",
    "code",
    "year",
    "year_reviewed",
    "year_planned",
    "date",
    "speaker",
    "issuer",
    "kind",
]
UNIT = ["report", "section", "start"]


def test_ids_must_differ():
    with pytest.raises(rn.ArgumentError, match="'a' repeat"):
        rn.Corpus([rn.Report("a", "甲"), rn.Report("a", "乙")])


def test_nouns_are_frozen(sample: rn.Corpus):
    for noun, name in [(sample, "reports"), (sample[0], "text"), (sample[0].sections[0], "kind")]:
        with pytest.raises(AttributeError):
            setattr(noun, name, None)


def test_report_by_position_id_and_slice(sample: rn.Corpus):
    ids = [report.id for report in sample]
    assert sample[ids.index("望潮街道-2023")] is sample["望潮街道-2023"]
    assert [report.id for report in sample[1:3]] == ids[1:3]


def test_table_columns_and_types(sample: rn.Corpus):
    types = sample.table.dtypes.astype(str).to_dict()
    years = dict.fromkeys(("year", "year_reviewed", "year_planned"), "Int64")
    assert list(types) == [*METADATA, "n_chars", *UNIT, "city"]
    assert types == dict.fromkeys(types, "str") | years | {"n_chars": "int64", "start": "int64"}


@pytest.mark.parametrize("by", ["section", "paragraph", "sentence"])
def test_units_know_their_parent_and_offset(sample: rn.Corpus, by: str):
    units = sample.split(by)
    assert len({unit.id for unit in units}) == len(units)
    for unit in units:
        assert unit.parent.text[unit.start : unit.start + len(unit.text)] == unit.text
        assert unit.year == unit.parent.year
    assert {"report", "section", "start"} <= set(units.table)


def test_splitting_a_unit_keeps_the_whole_report_as_parent(sample: rn.Corpus):
    at_once = sample.split("sentence")
    in_steps = sample.split("section").split("paragraph").split("sentence")
    assert [(u.parent.id, u.start, u.text) for u in in_steps] == [(u.parent.id, u.start, u.text) for u in at_once]


def test_short_paragraphs_are_merged_within_their_section(sample: rn.Corpus):
    merged, single = sample.split("paragraph", min_chars=40), sample.split("paragraph")
    assert len(merged) < len(single)
    for unit in merged:
        assert unit.parent.text[unit.start : unit.start + len(unit.text)] == unit.text
    characters = [sum(len("".join(unit.text.split())) for unit in corpus) for corpus in (merged, single)]
    assert characters[0] == characters[1]
    assert merged.provenance.steps[-1].params == {"by": "paragraph", "min_chars": 40}


def test_where_takes_values_and_collections(sample: rn.Corpus):
    assert [report.id for report in sample.where(place="栖云镇", year=[2024, 2025])] == ["栖云镇-2024"]
    assert len(sample.where(city={"澜浦市"})) == len(sample)
    assert len(sample.where(year=1999)) == 0


def test_where_names_the_columns_that_there_are(sample: rn.Corpus):
    with pytest.raises(rn.ArgumentError, match="no column 'region'; choose from 'id', 'title'"):
        sample.where(region="east")
    with pytest.raises(rn.ArgumentError, match=r"use \.split\('section'\)"):
        sample.where(section="plan")


def test_split_names_what_is_allowed(sample: rn.Corpus):
    with pytest.raises(rn.ArgumentError, match="'paragraph', 'section', 'sentence'"):
        sample.split("word")


def test_raw_span_of_a_unit_leads_to_the_raw_report():
    raw = "\ufeff甲乙。\r\n丙\u200b丁。"
    first = CleaningStep.of("marks", [(0, 1, ""), (4, 6, "\n"), (7, 8, "")])
    report = rn.Report("a", first.apply(raw), raw=raw, cleaning=(first,))
    assert report.text == "甲乙。\n丙丁。"
    second = report.split("sentence")[1]
    # 丙 is character 6 of the raw text; the invisible character between 丙 and 丁 is part of the span.
    assert second.raw_span(0, 2) == (6, 9, "丙\u200b丁")
    with pytest.raises(rn.ArgumentError, match="does not lie in the text"):
        second.raw_span(1, 99)


def test_a_report_without_sections_is_one_section():
    units = rn.Corpus([rn.Report("a", "只有一段。"), rn.Report("b", "")]).split("section")
    assert [(unit.text, unit.section) for unit in units] == [("只有一段。", "other")]


def test_empty_corpus_has_its_columns():
    assert rn.Corpus([]).table.columns.tolist() == [*METADATA, "n_chars", *UNIT]
    assert repr(rn.Corpus([])) == "<Corpus: n=0, places=0, years=unknown, n_chars=0>"


def test_html_escapes_what_a_report_says():
    corpus = rn.Corpus([rn.Report("<b>", "<script>", title="<i>")])
    for html in (corpus._repr_html_(), corpus[0]._repr_html_()):
        assert "<b>" not in html
        assert "<script>" not in html
        assert "<i>" not in html


@pytest.mark.parametrize("name", ["text", "title", "place"])
def test_a_lone_surrogate_is_no_text(name: str):
    with pytest.raises(rn.ArgumentError, match=f"{name} of 'a' has half a surrogate pair at character 1"):
        rn.Report(**({"id": "a", "text": "甲"} | {name: "乙\ud800"}))


def test_survives_pickling(sample: rn.Corpus):
    again = pickle.loads(pickle.dumps(sample))  # noqa: S301 - our own bytes
    assert again.reports == sample.reports
    assert again.provenance == sample.provenance


def test_files_name_every_file(sample: rn.Corpus):
    corpus = rn.Corpus(sample.reports, [rn.Failure("bad.txt", "is empty")], sample.provenance)
    files = corpus.files
    assert files["file"].tolist() == ["bad.txt", *sorted(file.name for file in SAMPLE.glob("*.txt"))]
    assert files["reason"].tolist() == ["is empty"] + [""] * len(sample)
    assert corpus.split("sentence").files.equals(files)


def test_what_is_written_to_a_table_is_not_written_to_the_corpus():
    corpus = rn.Corpus([rn.Report("a", "稳增长。", year=2024)])
    table = corpus.table
    table.loc[0, "year"] = 1999
    table["mine"] = "x"
    assert corpus.table.year.tolist() == [2024]
    assert "mine" not in corpus.table
    assert corpus.table.equals(rn.Corpus(corpus.reports).table)
