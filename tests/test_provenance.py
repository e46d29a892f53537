import json

import numpy as np
import pandas as pd
import pytest

import reportnlp as rn
from reportnlp.provenance import Source, fingerprint


def test_fingerprint_is_sha256():
    # sha256sum of the three letters abc: the first test vector of FIPS 180-2.
    assert fingerprint("abc") == fingerprint(b"abc")
    assert fingerprint("abc").startswith("ba7816bf8f01cfea414140de5dae2223")


def test_steps_accumulate_and_survive_json():
    record = (
        rn.Provenance((Source('a"年', "00"), Source("b", "11")))
        .then("count", min_docs=np.int64(2))
        .then("keywords", by=["year"])
    )
    assert record.to_json() == json.dumps(record.to_dict(), ensure_ascii=False, sort_keys=True, indent=2, default=int)
    again = rn.Provenance.from_json(record.to_json())
    assert again.to_json() == record.to_json()
    assert [step.name for step in again.steps] == ["count", "keywords"]


def test_a_value_that_json_does_not_know_is_refused():
    with pytest.raises(TypeError, match="cannot stand in a record"):
        rn.Provenance().then("demo", value=object()).to_json()


def test_every_table_carries_its_record(summary: rn.Summary):
    for name, table in summary.tables.items():
        record = rn.provenance_of(table)
        assert [source.id for source in record.sources] == [report.id for report in summary.corpus], name
        assert record.steps[0].name == "read_corpus", name


def test_a_record_names_the_files_behind_a_table_and_no_others(sample: rn.Corpus):
    paragraphs = sample.split("paragraph")
    chosen = paragraphs.where(year=2024, section="plan")
    own = [source for source in sample.provenance.sources if source.id in set(chosen.table["report"])]
    assert 0 < len(own) < len(sample)
    assert rn.provenance_of(rn.keywords(rn.count(rn.segment(chosen)))).sources == tuple(own)
    assert [source.id for source in sample[2:4].provenance.sources] == [report.id for report in sample[2:4]]
    assert sample.where(year=1900).provenance.sources == ()


def test_a_table_from_elsewhere_has_an_empty_record():
    assert rn.provenance_of(pd.DataFrame()) == rn.Provenance()


def test_no_path_clock_or_user_goes_in(summary: rn.Summary):
    text = rn.provenance_of(summary.tables["keywords"]).to_json()
    assert "/" not in text
    assert ".txt" not in text
    assert set(json.loads(text)) == {"sources", "steps", "versions"}


def test_the_record_survives_parquet(summary: rn.Summary, tmp_path):
    summary.tables["keywords"].to_parquet(tmp_path / "k.parquet")
    assert rn.provenance_of(pd.read_parquet(tmp_path / "k.parquet")).steps[-1].name == "keywords"
