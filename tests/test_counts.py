"""Word counts without texts: what is read, what is refused, and the counts of the State Council's reports."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import reportnlp as rn
from conftest import ROOT, SHARED, needs_shared

COUNCIL = ROOT / "corpus" / "state-council"

_SPEC = importlib.util.spec_from_file_location("state_council_script", ROOT / "scripts" / "state_council.py")
script = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(script)  # type: ignore[union-attr]

ROWS = [(1990, 1, "改革", 2), (1990, 3, "开放", 1), (1990, 3, "改革", 4), (1985, 2, "开放", 3)]
REPORTS = [(1990, 50, 3, 7, "b" * 64), (1985, 40, 2, 3, "a" * 64)]

Write = Callable[..., Path]


def tables(rows=ROWS, reports=REPORTS) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = ["year", "characters", "paragraphs", "tokens", "sha256"]
    counts = pd.DataFrame(rows, columns=["year", "paragraph", "term", "n"])
    return counts, pd.DataFrame(reports, columns=names)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(counts: pd.DataFrame | None, documents: pd.DataFrame | None) -> Path:
        if counts is not None:
            counts.to_parquet(tmp_path / "term_counts.parquet", index=False)
        if documents is not None:
            documents.to_csv(tmp_path / "documents.csv", index=False)
        return tmp_path

    return write


def test_every_count_is_at_its_place(write: Write):
    matrix = rn.read_counts(write(*tables()))
    assert matrix.terms == ("开放", "改革")
    # 1985: two paragraphs, the first without a word; 1990: three, the second without one.
    assert matrix.counts.toarray().tolist() == [[0, 0], [3, 0], [0, 2], [0, 0], [1, 4]]
    assert matrix.docs.astype(object).values.tolist() == [
        ["1985/paragraph-1", "1985", 1985, 1],
        ["1985/paragraph-2", "1985", 1985, 2],
        ["1990/paragraph-1", "1990", 1990, 1],
        ["1990/paragraph-2", "1990", 1990, 2],
        ["1990/paragraph-3", "1990", 1990, 3],
    ]
    types = {"id": "str", "report": "str", "year": "Int64", "paragraph": "int64"}
    assert matrix.docs.dtypes.astype(str).to_dict() == types
    assert matrix.provenance.to_dict()["sources"] == [
        {"id": "1985", "sha256": "a" * 64},
        {"id": "1990", "sha256": "b" * 64},
    ]
    assert matrix.provenance.steps[-1].name == "read_counts"


def test_the_order_of_rows_and_further_columns_make_no_difference(write: Write):
    counts, documents = tables(ROWS[::-1], REPORTS[::-1])
    matrix = rn.read_counts(write(counts.assign(note="x"), documents.assign(title="y")))
    again = rn.read_counts(write(*tables()))
    assert (matrix.counts != again.counts).nnz == 0
    assert matrix.terms == again.terms
    pd.testing.assert_frame_equal(matrix.docs, again.docs)


def test_reports_without_a_word(write: Write):
    counts, documents = tables([], [(1985, 0, 0, 0, "a"), (1990, 9, 2, 0, "b")])
    assert rn.read_counts(write(counts.astype({"n": "int64"}), documents)).shape == (2, 0)


def test_bytes_that_are_no_table(write: Write):
    folder = write(*tables())
    (folder / "term_counts.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(rn.ReadError, match=r"^term_counts.parquet: is no Parquet file"):
        rn.read_counts(folder)
    for data in (b"", "年".encode("gb18030")):
        (folder / "documents.csv").write_bytes(data)
        with pytest.raises(rn.ReadError, match=r"^documents.csv: is no table in UTF-8"):
            rn.read_counts(folder)


def test_a_table_that_is_not_there(write: Write):
    counts, documents = tables()
    with pytest.raises(rn.ReadError, match=r"documents.csv: does not exist; give a folder that holds"):
        rn.read_counts(write(counts, None))
    with pytest.raises(rn.ReadError, match=r"nowhere.documents.csv: does not exist"):
        rn.read_counts(write(None, documents) / "nowhere")
    (write(None, documents) / "term_counts.parquet").unlink()
    with pytest.raises(rn.ReadError, match=r"term_counts.parquet: does not exist"):
        rn.read_counts(write(None, documents))


@pytest.mark.parametrize("name", ["year", "paragraph", "term", "n", "characters", "paragraphs", "tokens", "sha256"])
def test_a_column_that_is_not_there(write: Write, name: str):
    counts, documents = tables()
    file = "documents.csv" if name == "year" or name not in counts else "term_counts.parquet"
    folder = write(counts.drop(columns=name, errors="ignore"), documents.drop(columns=name, errors="ignore"))
    with pytest.raises(rn.ReadError, match=f"^{file}: has no column '{name}'; it needs year, "):
        rn.read_counts(folder)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("n", -2, "row 2 has n = -2; give whole numbers of 1 or more"),
        ("n", 0, "row 2 has n = 0; give"),
        ("n", 1.5, "row 2 has n = 1.5; give"),
        ("n", float("nan"), "row 2 has n = nan; give"),
        ("n", 2**31, "row 2 has n = 2147483648; give"),
        ("n", "many", "row 2 has n = 'many'; give"),
        ("paragraph", 0, "row 2 has paragraph = 0; give"),
        ("year", None, "row 2 has year = nan; give"),
        ("term", "", "row 2 has term = ''; give every count its term as text"),
        ("term", None, "row 2 has term = nan; give"),
        ("paragraph", 4, "counts words in paragraph 4 of 1990, which in documents.csv has 3"),
        ("year", 1991, "counts words of 1991, a year that documents.csv does not have"),
        ("n", 3, "holds 9 words of 1990 where documents.csv says 7"),
    ],
)
def test_counts_that_cannot_be(write: Write, name: str, value: object, message: str):
    counts, documents = tables()
    column = counts[name].astype(object).where(counts.index != 1, value)
    if isinstance(value, str):
        column = column.astype(str)
    with pytest.raises(rn.ReadError, match=f"^term_counts.parquet: {message}"):
        rn.read_counts(write(counts.assign(**{name: column.infer_objects()}), documents))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("paragraphs", -1, "row 2 has paragraphs = -1; give whole numbers of 0 or more"),
        ("tokens", "x", "row 2 has tokens = 'x'; give"),
        ("year", 1990, "has two rows for year = 1990; give one"),
    ],
)
def test_sizes_that_cannot_be(write: Write, name: str, value: object, message: str):
    counts, documents = tables()
    column = documents[name].astype(object).where(documents.index != 1, value)
    with pytest.raises(rn.ReadError, match=f"^documents.csv: {message}"):
        rn.read_counts(write(counts, documents.assign(**{name: column})))


def test_a_count_that_is_there_twice(write: Write):
    counts, documents = tables([*ROWS, ROWS[0]])
    message = "term_counts.parquet: has two rows for year = 1990, paragraph = 1, term = 改革; give one, with the sum"
    with pytest.raises(rn.ReadError, match=message):
        rn.read_counts(write(counts, documents))


def test_what_the_script_counts_is_what_count_counts(sample: rn.Corpus, write: Write):
    corpus = sample.where(place="栖云镇")
    counts, documents = script.count_words(corpus)
    matrix = rn.read_counts(write(counts, documents))
    expected = rn.count(rn.segment(corpus.split("paragraph")))
    assert matrix.terms == expected.terms
    assert (matrix.counts != expected.counts).nnz == 0
    assert matrix.docs["year"].tolist() == expected.docs["year"].tolist()
    assert counts.columns.tolist() == ["year", "paragraph", "term", "n"]
    pd.testing.assert_frame_equal(counts, counts.sort_values(["year", "paragraph", "term"], ignore_index=True))
    assert documents["characters"].tolist() == [len(report.text) for report in corpus]
    assert {source.id for source in rn.provenance_of(counts).sources} == {report.id for report in corpus}


def test_the_script_wants_one_report_a_year(sample: rn.Corpus):
    with pytest.raises(SystemExit, match="There must be one report for each year"):
        script.count_words(sample.where(year=2023))


def test_the_counts_of_the_state_council():
    assert sum(file.stat().st_size for file in COUNCIL.iterdir()) <= 5e6
    matrix = rn.read_counts(COUNCIL)
    assert matrix.docs["year"].nunique() == 58
    assert (matrix.docs["year"].min(), matrix.docs["year"].max()) == (1954, 2026)
    # What everyone knows of seventy years: who was when spoken of.
    table = rn.trends(matrix, ["人民公社", "改革开放", "互联网"]).groupby("term")[["first", "last"]].first()
    assert table.loc["人民公社", "last"] < 1985
    assert 1978 <= table.loc["改革开放", "first"] <= 1992
    assert table.loc["互联网", "first"] >= 1998
    # The report of 1954 is kept in traditional characters: 國家 there is 国家, and no word of its own.
    assert "國家" not in matrix.vocabulary and rn.trends(matrix, "国家")["n"].min() > 0


@needs_shared
def test_the_script_makes_the_same_counts_again(tmp_path: Path):
    for file in (SHARED / "reports").glob("national_*_199*.txt"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    _, documents = script.count_words(rn.read_corpus(tmp_path, simplify=True))
    given = pd.read_csv(COUNCIL / "documents.csv")
    kept = given[given["year"].isin(documents["year"])].reset_index(drop=True)
    sizes = ["year", "characters", "paragraphs", "sha256"]  # the words change with every change of the lexicon
    pd.testing.assert_frame_equal(documents[sizes], kept[sizes], check_dtype=False)
