"""Partitions give what one corpus in memory gives: for any partitioning, scheduler and number of workers."""

import json
import pickle
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

import reportnlp as rn
from conftest import SAMPLE
from reportnlp import scale
from reportnlp.measures import differences, from_limbs, limbs, spread
from reportnlp.scale.ledger import Entry, Ledger
from reportnlp.scale.recipe import Recipe
from worlds import drawn

dask = pytest.importorskip("dask", reason="the extra scale is not installed")

# Sentences with names that the rules join in one context only, quotations, numbers and blanks.
SENTENCES = (
    "今年以来，全镇上下真抓实干，GDP增长6.1%。",
    "打好“三茶统筹”组合拳，三茶统筹走在前列。",
    "推进词林社区建设，词林社区面貌一新！",
    "落实三会一课，完善“1+6+N”治理体系。",
    "营商环境持续优化，新质生产力加快发展。",
    "压舱石作用更加凸显；“压舱石”稳住了。",
    "  各位代表：\n现在报告工作。",
    "二〇二四年，我们坚持稳中求进。",
    "建设茶叶合作社联盟，茶叶合作社联盟更好。",
)
reports = st.lists(
    st.tuples(
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("".join),
        st.sampled_from(["栖云镇", "望潮街道"]),
        st.sampled_from([2022, 2023]),
    ),
    min_size=2,
    max_size=7,
    unique_by=lambda report: report[0],
)
few = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write_partitions(folder: Path, rows: pd.DataFrame, cuts: Sequence[int]) -> Path:
    """Write rows as Parquet files that begin at the cuts; some may be empty."""
    folder.mkdir(parents=True, exist_ok=True)
    bounds = [0, *sorted(cuts), len(rows)]
    for number, (first, last) in enumerate(pairwise(bounds)):
        rows.iloc[first:last].to_parquet(folder / f"{number:02}.parquet", index=False)
    return folder


def table_of(found: Sequence[tuple[str, str, int]]) -> pd.DataFrame:
    columns = zip(*found, strict=True)
    table = pd.DataFrame(dict(zip(("text", "place", "year"), columns, strict=True)))
    table["id"] = [f"r{number}" for number in range(len(table))]
    return table.assign(level="town", source="web")


def as_read(folder: Path, work: Path, **options: object) -> scale.PartitionedCorpus:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rn.ReadWarning)  # of partitions without a row
        return scale.read(folder, work=work, **options)


def in_memory(folder: Path) -> rn.Corpus:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rn.ReadWarning)
        return rn.read_corpus(folder)


@pytest.fixture(scope="module")
def sample_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample.work")


@pytest.fixture(scope="module")
def sample_parts(sample_work: Path) -> scale.PartitionedCorpus:
    return scale.read(SAMPLE, work=sample_work)


def test_a_folder_of_files_gives_the_reports_of_read_corpus(
    sample: rn.Corpus, sample_parts: scale.PartitionedCorpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys.modules["reportnlp.scale.read"], "TOGETHER", 30_000)
    parts = scale.read(SAMPLE, work=tmp_path / "work")
    assert len(parts.parts) > 3
    for found in (parts.compute(), sample_parts.compute()):
        assert {report.id for report in found} == {report.id for report in sample}
        # Raw texts stay in the files; whatever else a report has is there.
        assert all(found[report.id] == report for report in sample)


@few
@given(reports, st.lists(st.integers(0, 7), max_size=3), st.sampled_from(["threads", "synchronous"]))
def test_counts_do_not_depend_on_the_partitions(
    tmp_path_factory: pytest.TempPathFactory, found: list, cuts: list[int], scheduler: str
) -> None:
    folder = tmp_path_factory.mktemp("counts")
    write_partitions(folder / "in", table_of(found), [min(cut, len(found)) for cut in cuts])
    stop = ["我们", "，"]
    with dask.config.set(scheduler=scheduler, num_workers=2):
        tokens = scale.segment(as_read(folder / "in", folder / "work")).drop(stop)
        counted = scale.count(tokens, kinds=("word", "number"), min_docs=2)
    matrix = rn.count(rn.segment(in_memory(folder / "in")).drop(stop), kinds=("word", "number"), min_docs=2)
    assert counted.vocabulary == matrix.vocabulary
    assert counted.n.tolist() == matrix.counts.sum(axis=0).tolist()
    assert counted.n_docs.tolist() == np.bincount(matrix.counts.indices, minlength=matrix.shape[1]).tolist()
    whole = counted.compute()
    rows = [list(whole.docs["id"]).index(name) for name in matrix.docs["id"]]
    assert (whole.counts[rows] != matrix.counts).nnz == 0
    pd.testing.assert_frame_equal(whole.docs.iloc[rows].reset_index(drop=True), matrix.docs)


def test_a_name_that_one_partition_joins_has_its_tag_everywhere(tmp_path: Path) -> None:
    texts = ["推进词林社区建设。", "词林社区"]
    rows = pd.DataFrame({"id": ["a", "b"], "text": texts, "year": [2023, 2024]})
    write_partitions(tmp_path / "in", rows, [1])
    counted = scale.count(scale.segment(scale.read(tmp_path / "in", work=tmp_path / "work")))
    assert counted.vocabulary == rn.count(rn.segment(rn.read_corpus(tmp_path / "in"))).vocabulary


def test_units_and_conditions_are_those_in_memory(sample: rn.Corpus, sample_parts: scale.PartitionedCorpus) -> None:
    units = sample_parts.split("paragraph", min_chars=30).where(section="plan", year=range(2023, 2025))
    expected = sample.split("paragraph", min_chars=30).where(section="plan", year=range(2023, 2025))
    found = units.compute()
    assert sorted(unit.id for unit in found) == sorted(unit.id for unit in expected)
    assert all((found[unit.id].text, found[unit.id].start) == (unit.text, unit.start) for unit in expected)
    counted = scale.count(scale.segment(units), min_chars=2, min_count=3)
    matrix = rn.count(rn.segment(expected), min_chars=2, min_count=3)
    assert counted.vocabulary == matrix.vocabulary


def test_own_lexicon(sample_parts: scale.PartitionedCorpus, sample: rn.Corpus) -> None:
    lexicon = rn.Lexicon([rn.Term("三茶统筹", "policy")], name="own")
    counted = scale.count(scale.segment(sample_parts, lexicon, numerals=False))
    assert counted.vocabulary == rn.count(rn.segment(sample, lexicon, numerals=False)).vocabulary


def test_what_is_done_is_kept_and_a_run_cut_short_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = table_of([(text, "栖云镇", 2022) for text in SENTENCES])
    write_partitions(tmp_path / "in", rows, [2, 4, 6])

    def run(work: str) -> dict[str, bytes]:
        counted = scale.count(scale.segment(scale.read(tmp_path / "in", work=tmp_path / work)))
        folder = counted.parts[0].folder
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}

    whole = run("one")
    assert run("one") == whole == run("two")
    folder = next((tmp_path / "two").glob("count-*"))
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert [json.loads(line)["source"] for line in lines] == ["00.parquet", "01.parquet", "02.parquet", "03.parquet"]
    # Killed while it wrote the third line, with a file that nobody will finish.
    (folder / "ledger.jsonl").write_bytes(b"".join(lines[:2]) + lines[2][:40])
    (folder / "part-000003.parquet").unlink()
    (folder / ".0123456789abcdef.part.parquet").write_bytes(b"half")
    kept = (folder / "part-000000.parquet").stat().st_mtime_ns
    assert run("two") == whole
    assert (folder / "part-000000.parquet").stat().st_mtime_ns == kept
    assert (folder / "part-000002.parquet").stat().st_mtime_ns > kept


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    rows = table_of([(text, "栖云镇", 2022) for text in SENTENCES[:4]])
    write_partitions(tmp_path / "in", rows, [2])
    first = scale.count(scale.segment(scale.read(tmp_path / "in", work=tmp_path / "work")))
    rows.loc[3, "text"] = "乡村振兴。"
    write_partitions(tmp_path / "in", rows, [2])
    second = scale.count(scale.segment(scale.read(tmp_path / "in", work=tmp_path / "work")))
    assert "乡村振兴" in second.terms and "乡村振兴" not in first.terms


def test_ids_that_are_not_given_are_those_of_read_corpus(tmp_path: Path) -> None:
    rows = table_of([(text, "栖云镇", 2022) for text in SENTENCES[:5]]).drop(columns="id")
    rows.loc[1, "year"] = 2021
    rows = pd.concat([rows, rows.iloc[[0]]], ignore_index=True)  # the text of the first report again
    write_partitions(tmp_path / "in", rows, [3])
    with pytest.warns(rn.ReadWarning, match=r"01\.parquet row 4: has the same text as 00\.parquet row 2"):
        corpus = scale.read(tmp_path / "in", work=tmp_path / "work")
    found = corpus.compute()
    assert sorted(report.id for report in found) == sorted(report.id for report in in_memory(tmp_path / "in"))
    assert "栖云镇-2021" in {report.id for report in found}
    assert len(found) == 5


def test_an_id_twice_is_named(tmp_path: Path) -> None:
    rows = table_of([(text, "栖云镇", 2022) for text in SENTENCES[:3]])
    rows.loc[2, "id"] = "r0"
    write_partitions(tmp_path / "in", rows, [1])
    with pytest.raises(
        rn.ReadError, match=r"^01\.parquet row 3: has the id 'r0' of 00\.parquet row 2; give each report"
    ):
        scale.read(tmp_path / "in", work=tmp_path / "work")


def test_a_corrupt_partition_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = table_of([(text, "栖云镇", 2022) for text in SENTENCES[:4]])
    write_partitions(tmp_path / "in", rows, [1, 2])
    good = (tmp_path / "in" / "01.parquet").read_bytes()
    (tmp_path / "in" / "01.parquet").write_bytes(good[:-60])
    with pytest.warns(rn.ReadWarning, match=r"01\.parquet: is damaged"):
        corpus = scale.read(tmp_path / "in", work=tmp_path / "work")
    assert [failure.file for failure in corpus.failures] == ["01.parquet"]
    assert sorted(report.id for report in corpus.compute()) == ["r0", "r2", "r3"]
    (tmp_path / "in" / "01.parquet").write_bytes(good)
    assert len(scale.read(tmp_path / "in", work=tmp_path / "work").compute()) == 4


def test_what_could_not_be_read_is_tried_again_though_its_file_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package may be installed since, or a disk be there again."""
    write_partitions(tmp_path / "in", table_of([(text, "栖云镇", 2022) for text in SENTENCES[:4]]), [2])
    module = sys.modules["reportnlp.scale.read"]
    read = module.read_or_fail
    failed = rn.Failure("00.parquet", "cannot be opened: Input/output error")
    monkeypatch.setattr(
        module, "read_or_fail", lambda file, *rest: [failed] if "00" in file.name else read(file, *rest)
    )
    with pytest.warns(rn.ReadWarning, match=r"00\.parquet: cannot be opened"):
        assert len(scale.read(tmp_path / "in", work=tmp_path / "work").compute()) == 2
    monkeypatch.undo()
    assert len(scale.read(tmp_path / "in", work=tmp_path / "work").compute()) == 4


def test_a_damaged_intermediate_file_stops_with_its_name(tmp_path: Path) -> None:
    write_partitions(tmp_path / "in", table_of([(text, "栖云镇", 2022) for text in SENTENCES[:4]]), [2])
    corpus = scale.read(tmp_path / "in", work=tmp_path / "work")
    file = corpus.parts[1].file(".parquet")[0]
    data = bytearray(file.read_bytes())
    data[50] ^= 1
    file.write_bytes(data)
    with pytest.raises(rn.StorageError, match=r"part-000001\.parquet: is damaged"):
        scale.count(scale.segment(corpus))
    file.unlink()
    with pytest.raises(rn.StorageError, match=r"part-000001\.parquet: cannot be read .*; run the step that wrote it"):
        scale.count(scale.segment(corpus))
    assert scale.count(scale.segment(scale.read(tmp_path / "in", work=tmp_path / "work"))).shape[0] == 4


def test_a_line_after_one_that_a_kill_cut_short_is_not_lost_with_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "params")
    for name in "ab":
        ledger.add(Entry(name, name, "digest", {}, {}))
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(file.read_bytes()[:-20])  # killed, and then killed once more before the end of the step
    Ledger(tmp_path, "params").add(Entry("c", "c", "digest", {}, {}))
    assert sorted(Ledger(tmp_path, "params").entries) == ["a", "c"]


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(rn.ReadError, match="holds no reports"):
        scale.read(tmp_path / "in", work=tmp_path / "work")
    with pytest.raises(rn.ReadError, match="does not exist"):
        scale.read(tmp_path / "out")


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(rn.ArgumentError, match=r"dask is not installed; pip install 'reportnlp\[scale\]'"):
        scale.read(SAMPLE, work=tmp_path)


@few
@given(reports, st.lists(st.integers(0, 7), max_size=3), st.sampled_from(["id", "year", "place"]))
def test_keywords_and_keyness_do_not_depend_on_the_partitions(
    tmp_path_factory: pytest.TempPathFactory, found: list, cuts: list[int], by: str
) -> None:
    folder = tmp_path_factory.mktemp("keywords")
    write_partitions(folder / "in", table_of(found), [min(cut, len(found)) for cut in cuts])
    counted = scale.count(scale.segment(as_read(folder / "in", folder / "work")))
    matrix = rn.count(rn.segment(in_memory(folder / "in")))
    for method in ("tf_idf", "bm25", "log_odds"):
        ours = scale.keywords(counted, by=by, method=method, top=5)
        pd.testing.assert_frame_equal(ours, rn.keywords(matrix, by=by, method=method, top=5), check_exact=True)
    assert (
        rn.provenance_of(ours).steps[-1]
        == rn.provenance_of(rn.keywords(matrix, by=by, method="log_odds", top=5)).steps[-1]
    )
    for measure in ("log_odds", "g2", "chi2"):
        asked = {"target": {"id": ["r0"]}, "measure": measure, "min_count": 2}
        pd.testing.assert_frame_equal(scale.keyness(counted, **asked), rn.keyness(matrix, **asked), check_exact=True)


sentences = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=12)


@few
@given(sentences, sentences, st.lists(st.integers(0, 24), max_size=4))
def test_welch_does_not_depend_on_the_partitions(
    tmp_path_factory: pytest.TempPathFactory, ours: list[str], others: list[str], cuts: list[int]
) -> None:
    """Sums of shares in floats would: of thirds and sevenths in another order the last digits are others."""
    folder = tmp_path_factory.mktemp("welch")
    texts = [f"{text}第{k}件。" for k, text in enumerate(ours + others)]
    rows = table_of([(text, "栖云镇", 2022 + (k >= len(ours))) for k, text in enumerate(texts)])
    write_partitions(folder / "in", rows, [min(cut, len(rows)) for cut in cuts])
    counted = scale.count(scale.segment(as_read(folder / "in", folder / "work")))
    matrix = rn.count(rn.segment(in_memory(folder / "in")))
    asked = {"target": {"year": 2022}, "measure": "welch"}
    pd.testing.assert_frame_equal(scale.keyness(counted, **asked), rn.keyness(matrix, **asked), check_exact=True)


@few
@given(reports, st.lists(st.integers(0, 7), max_size=3), st.sampled_from(["id", "year"]))
def test_compounds_do_not_depend_on_the_partitions(
    tmp_path_factory: pytest.TempPathFactory, found: list, cuts: list[int], by: str
) -> None:
    folder = tmp_path_factory.mktemp("compounds")
    write_partitions(folder / "in", table_of(found), [min(cut, len(found)) for cut in cuts])
    stop = rn.load_stopwords()
    tokens = scale.segment(as_read(folder / "in", folder / "work"), numerals=False).drop(stop)
    counted = scale.count(tokens, compounds=True, min_chars=2)
    in_one = rn.segment(in_memory(folder / "in"), numerals=False).drop(stop)
    matrix = rn.count(in_one, compounds=True, min_chars=2)
    assert counted.vocabulary == matrix.vocabulary
    whole = counted.compute()
    rows = [list(whole.docs["id"]).index(name) for name in matrix.docs["id"]]
    assert (whole.counts[rows] != matrix.counts).nnz == 0
    assert counted.n_words == matrix.lengths.sum()
    assert counted.provenance.steps[-1] == matrix.provenance.steps[-1]
    for method in ("tf_idf", "log_odds"):
        ours = scale.keywords(counted, by=by, method=method, top=5)
        pd.testing.assert_frame_equal(ours, rn.keywords(matrix, by=by, method=method, top=5), check_exact=True)
    asked = {"target": {"id": ["r0"]}}
    pd.testing.assert_frame_equal(scale.keyness(counted, **asked), rn.keyness(matrix, **asked), check_exact=True)


def test_compounds_that_one_partition_has_once_count(tmp_path: Path) -> None:
    """The run stands once in each partition, and 词林社区 is joined in one of them only."""
    texts = ["建设茶叶合作社联盟。推进词林社区建设。", "茶叶合作社联盟更好。词林社区"]
    write_partitions(tmp_path / "in", table_of([(text, "栖云镇", 2022) for text in texts]), [1])
    counted = scale.count(scale.segment(scale.read(tmp_path / "in", work=tmp_path / "work")), compounds=True)
    matrix = rn.count(rn.segment(rn.read_corpus(tmp_path / "in")), compounds=True)
    assert counted.vocabulary == matrix.vocabulary
    assert counted.n[counted.terms.index("茶叶合作社联盟")] == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"target": {"year": 1999}},
        {"target": {"country": "x"}},
        {"target": {"level": "town"}},
        {"target": {"year": 2023}, "reference": {"place": "栖云镇"}},
        {"target": {"year": 2023}, "prior": 3.0, "measure": "g2"},
        {"target": 2023},
    ],
)
def test_keyness_refuses_what_it_refuses_in_memory(
    sample_parts: scale.PartitionedCorpus, sample_tokens: rn.Tokens, asked: dict
) -> None:
    counted = scale.count(scale.segment(sample_parts))
    with pytest.raises(rn.ArgumentError) as expected:
        rn.keyness(rn.count(sample_tokens), **asked)
    with pytest.raises(rn.ArgumentError) as found:
        scale.keyness(counted, **asked)
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize("n_words", [3_000, 2**27, 2**31])
def test_deviations_add_up_whatever_the_size(n_words: int) -> None:
    """Floats, 64-bit integers and floats again hold the products; Python's integers are the oracle."""
    rng = np.random.default_rng(n_words)
    table = rng.integers(0, 3, (6, 4)) * (n_words // 60)
    table[:, 3] += 1
    counts, lengths = sparse.csr_array(table.astype(np.int32)), table.sum(axis=1)
    totals, words = table.sum(axis=0), int(table.sum())
    parts = [differences(counts[rows], lengths[rows], totals, words) for rows in (slice(0, 2), slice(2, 6))]
    found = spread(sum(parts), totals, words)
    for term in range(4):
        shares = [
            abs(Fraction(int(n), int(totals[term])) - Fraction(int(length), words))
            for n, length in zip(table[:, term], lengths, strict=True)
        ]
        assert found[term] == pytest.approx(float(sum(shares) / 2), rel=1e-12)


def test_sums_in_whole_numbers_are_the_same_in_any_order() -> None:
    """Against the exact sum of fractions; three pieces of 27 bits leave out less than 2**-81 of each value."""
    rng = np.random.default_rng(3)
    values = rng.integers(1, 9, 500) / rng.integers(9, 5000, 500)
    indices = rng.integers(0, 3, 500)
    whole = limbs(indices, values, 4)
    order = rng.permutation(500)
    parts = [limbs(indices[rows], values[rows], 4) for rows in np.array_split(order, 7)]
    assert np.array_equal(whole, sum(parts))
    for k in range(4):
        exact = sum((Fraction(value) for value in values[indices == k].tolist()), Fraction(0))
        left_out = exact - sum(Fraction(int(n), 2 ** (27 * (j + 1))) for j, n in enumerate(whole[:, k]))
        assert 0 <= left_out < Fraction(500, 2**81)
        assert from_limbs(whole)[k] == pytest.approx(float(exact), rel=1e-15)


def in_order(hits: pd.DataFrame) -> pd.DataFrame:
    return hits.sort_values(["report", "start", "end"], kind="stable", ignore_index=True)


@settings(few, max_examples=3)
@given(reports, st.lists(st.integers(0, 7), max_size=3), st.booleans())
def test_slogans_do_not_depend_on_the_partitions(
    tmp_path_factory: pytest.TempPathFactory, found: list, cuts: list[int], use_quotes: bool
) -> None:
    folder = tmp_path_factory.mktemp("slogans")
    write_partitions(folder / "in", table_of(found), [min(cut, len(found)) for cut in cuts])
    asked = {"use_quotes": use_quotes, "min_score": 0.0}
    ours = scale.slogans(as_read(folder / "in", folder / "work"), **asked)
    expected = rn.slogans(in_memory(folder / "in"), **asked)
    pd.testing.assert_frame_equal(in_order(ours.compute()), in_order(expected), check_exact=True)
    assert rn.provenance_of(ours.compute()).steps[-1] == rn.provenance_of(expected).steps[-1]


def test_slogans_of_the_sample(sample: rn.Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The phrase is quoted in one partition, and known in the others."""
    monkeypatch.setattr(sys.modules["reportnlp.scale.read"], "TOGETHER", 60_000)
    parts = scale.read(SAMPLE, work=tmp_path / "work")
    assert len(parts.parts) > 2
    hits = scale.slogans(parts, types=["numeral", "metaphor", "clause"])
    expected = rn.slogans(sample, types=["numeral", "metaphor", "clause"])
    pd.testing.assert_frame_equal(in_order(hits.compute()), in_order(expected), check_exact=True)
    assert "known" in set(expected["pattern"])
    assert all(file.suffix == ".parquet" for file in hits.files)


def test_slogans_that_are_none(sample_parts: scale.PartitionedCorpus) -> None:
    with pytest.raises(rn.ArgumentError, match="'motto' is not allowed"):
        scale.slogans(sample_parts, types=["motto"])
    with pytest.raises(rn.ArgumentError, match="use_quotes: give True or False; got 'x'"):
        scale.slogans(sample_parts, use_quotes="x")  # type: ignore[arg-type]
    hits = scale.slogans(sample_parts.where(year=1999)).compute()
    pd.testing.assert_frame_equal(hits, rn.slogans(rn.Corpus([])), check_exact=True)


def in_parts(counts: np.ndarray, folder: Path, n_parts: int) -> scale.PartitionedMatrix:
    """Write documents of one-letter words, cut by a dictionary of them, as partitions of counts."""
    words = "的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动方"[: counts.shape[1]]
    texts = [
        "，".join("，".join([word] * n) for word, n in zip(words, row, strict=True) if n) for row in counts.tolist()
    ]
    rows = pd.DataFrame({"id": [f"{k:05}" for k in range(len(texts))], "text": texts, "place": "x", "year": 2020})
    bounds = np.linspace(0, len(rows), n_parts + 1).astype(int).tolist()
    write_partitions(folder / "in", rows, bounds[1:-1])
    corpus = scale.read(folder / "in", work=folder / "work")
    return scale.count(scale.segment(corpus, None, hmm=False, numerals=False), kinds=("word", "number"))


def test_topics_of_a_stream_predict_as_well_as_those_of_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, _ = drawn(600, 5)
    counts = np.unique(counts, axis=0)
    np.random.default_rng(1).shuffle(counts)
    matrix = in_parts(counts, tmp_path, 10)
    whole = matrix.compute().counts
    n = sum(part.facts["n"] for part in matrix.parts[:2])
    held_out, learnt = whole[:n], whole[n:]
    monkeypatch.setattr(sys.modules["reportnlp.scale.topics"], "SAMPLE", 60)
    training = replace(matrix, parts=matrix.parts[2:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        batch = rn.TopicModel(5).fit(learnt)
        sampled = scale.topics(training, 5, passes=0)
        stream = scale.topics(training, 5)
    scores = [model.score(held_out) for model in (batch, sampled, stream)]
    assert scores[2] > scores[1]  # the stream has learnt more than its sample had
    assert scores[2] > 1.01 * scores[0]  # logarithms are negative: within one percent


def test_topics_do_not_depend_on_the_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["reportnlp.scale.topics"], "SAMPLE", 50)
    counts = np.unique(drawn(150, 3)[0], axis=0)
    matrix = in_parts(counts, tmp_path, 12)
    found = []
    for scheduler, n in (("threads", 2), ("synchronous", 1)):
        with dask.config.set(scheduler=scheduler, num_workers=n), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found.append(scale.topics(matrix, 3, passes=1).components_)
    assert np.array_equal(*found)


def test_topics_of_a_sample_that_is_all_are_those_of_a_batch(
    sample: rn.Corpus, sample_parts: scale.PartitionedCorpus
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        units = sample_parts.split("paragraph", min_chars=30)
        ours = scale.topics(scale.count(scale.segment(units), min_chars=2, min_docs=2), 3)
        units_in_memory = sample.split("paragraph", min_chars=30)
        theirs = rn.TopicModel(3).fit(rn.count(rn.segment(units_in_memory), min_chars=2, min_docs=2))
    assert np.array_equal(ours.components_, theirs.components_)
    assert ours.terms_ == theirs.terms_


def test_topics_of_other_engines_are_refused(sample_parts: scale.PartitionedCorpus) -> None:
    with pytest.raises(rn.ArgumentError, match="'nmf' cannot learn from partitions"):
        scale.topics(scale.count(scale.segment(sample_parts)), 3, engine="nmf")


def test_the_package_can_be_sent_to_a_worker() -> None:
    import cloudpickle

    assert pickle.loads(cloudpickle.dumps(rn)) is rn  # noqa: S301 - our own bytes


@pytest.mark.parametrize("lexicon", [None, rn.load_lexicon(), rn.Lexicon([rn.Term("三茶统筹", "policy")], name="own")])
def test_a_recipe_takes_little_along(lexicon: rn.Lexicon | None) -> None:
    recipe = Recipe(("source",), (), lexicon).then("segment", hmm=True)
    packed = pickle.dumps(recipe)
    found = pickle.loads(packed)  # noqa: S301 - our own bytes
    assert found == recipe
    assert (found.lexicon and found.lexicon.sha256) == (lexicon and lexicon.sha256)
    assert len(packed) < 1000
    assert pickle.loads(packed).lexicon is found.lexicon  # noqa: S301 - the segmenter of the first one serves it
