import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import reportnlp as rn
from reportnlp.tables import csv_bytes

HOSTILE = pd.DataFrame(
    {
        "term": ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "正常", 'a,"b"\nc', "http://example.org", "007"],
        "n": [-1, 0, 1, 2, 3, 4, 5, 6, 7],
    }
)


def test_csv_cannot_run_as_formulas_and_opens_in_excel(tmp_path):
    rn.save_table(HOSTILE, tmp_path / "deep" / "t.csv")
    data = (tmp_path / "deep" / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(tmp_path / "deep" / "t.csv", dtype={"term": str})
    assert again["term"].tolist()[:5] == ["'" + text for text in HOSTILE["term"][:5]]
    assert again["term"].tolist()[5:] == HOSTILE["term"].tolist()[5:]
    assert again["n"].tolist() == HOSTILE["n"].tolist()


def test_a_column_name_cannot_run_either(tmp_path):
    rn.save_table(pd.DataFrame({"=1+1": [1]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text("utf-8-sig") == "'=1+1\n1\n"


def test_parquet_keeps_everything(summary: rn.Summary, tmp_path):
    rn.save_table(summary.tables["slogans"], tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), summary.tables["slogans"])


def test_excel_keeps_text_as_text(tmp_path):
    rn.save_table(HOSTILE, tmp_path / "t.xlsx")
    again = pd.read_excel(tmp_path / "t.xlsx", dtype={"term": str})
    assert again["term"].tolist() == HOSTILE["term"].tolist()


def test_what_a_sheet_has_no_room_for_is_refused(tmp_path):
    # 32,767 characters a cell and 1,048,576 rows a sheet, the header among them, as Microsoft says.
    fits = pd.DataFrame({"text": ["稳" * 32_767, "进"], "n": [1, 2]})
    rn.save_table(fits, tmp_path / "t.xlsx")
    assert pd.read_excel(tmp_path / "t.xlsx")["text"].tolist() == fits["text"].tolist()
    with pytest.raises(rn.ArgumentError, match=r"column .text. has a text of 32,768 characters, .* use \.csv"):
        rn.save_table(pd.DataFrame({"text": ["稳" * 32_768]}), tmp_path / "t.xlsx")
    with pytest.raises(rn.ArgumentError, match=r"has 1,048,576 rows, of which \.xlsx holds 1,048,575; use \.csv"):
        rn.save_table(pd.DataFrame({"n": range(2**20)}), tmp_path / "t.xlsx")
    assert len(pd.read_excel(tmp_path / "t.xlsx")) == 2


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_the_same_table_gives_the_same_bytes(summary: rn.Summary, tmp_path, suffix: str):
    files = [tmp_path / f"{k}{suffix}" for k in range(2)]
    for file in files:
        rn.save_table(summary.tables["keywords"], file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_record_stands_beside_it(summary: rn.Summary, tmp_path):
    rn.save_table(summary.tables["keywords"], tmp_path / "k.csv")
    record = json.loads((tmp_path / "k.provenance.json").read_text("utf-8"))
    assert record["steps"][-1]["name"] == "keywords"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["k.csv", "k.provenance.json"]


def test_unknown_suffix(tmp_path):
    with pytest.raises(
        rn.ArgumentError, match=r"'t\.ods' has no known suffix; use one of \.csv, \.jsonl, \.parquet, \.xlsx"
    ):
        rn.save_table(HOSTILE, tmp_path / "t.ods")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "t.csv"
    rn.save_table(HOSTILE, file)
    before = file.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        rn.save_table(HOSTILE.head(1), file)
    assert file.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


def written(table: pd.DataFrame) -> str:
    """The CSV that pandas writes: the oracle of ours."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.6g")


DAYS = pd.Series(pd.to_datetime(["2020-01-01", None, "2020-01-03"]))
MOMENTS = DAYS + pd.Timedelta("3h")
COLUMNS = {
    "float": [0.1, 1 / 3, -1e-9, 123456789.0, float("nan"), float("inf"), 2.0, -0.0, 0.0, 1 / 3],
    "single": np.array([0.1, np.nan, 3.0], np.float32),
    "half": np.array([0.1, 7.5, 3.0], np.float16),
    "Float64": pd.array([1.23456789, None, 3.0], dtype="Float64"),
    "integer": [-1, 0, 2**62],
    "unsigned": np.array([1, 2, 2**64 - 1], np.uint64),
    "Int64": pd.array([2020, None, -2022], dtype="Int64"),
    "sure": [True, False, True],
    "boolean": pd.array([True, None, False], dtype="boolean"),
    "complex": [1 + 2j, 0.5j, 3],
    "text": pd.array(["一", None, 'a,"b"', "c\nd", "", "NaN", "1.0", " e ", '"', "，“”；"], dtype="str"),
    "python text": pd.array(["一", None, 'a,"b"'], dtype=pd.StringDtype("python")),
    "objects": [1.23456789, None, "a,b", [1, 2], {"a": 1}, -3, b"x", np.int64(7), pd.NaT, DAYS[0]],
    "days": DAYS,
    "moments": MOMENTS,
    "with zone": MOMENTS.dt.tz_localize("Asia/Shanghai"),
    "spans": MOMENTS - DAYS[0],
    "whole days": DAYS - DAYS[0],
    "months": DAYS.dt.to_period("M"),
    "between": pd.arrays.IntervalArray.from_tuples([(0, 1), None, (1, 2)]),
    "category": pd.Categorical(["a", None, "b,c"]),
    "category of numbers": pd.Categorical([0.123456789, None, 1.0]),
    "sparse": pd.arrays.SparseArray([0.123456789, 0, 1]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_csv_is_what_pandas_writes_of_harmless_cells(name: str):
    column = pd.Series(COLUMNS[name])
    pair = pd.DataFrame({name: column, "k": range(len(column))})
    for table in (pair, pair[["k", name]], pair[[name]], pair[1:], pair[::-1], pair[:0], pd.concat([pair, pair])):
        assert csv_bytes(table).decode("utf-8-sig") == written(table)


@pytest.mark.parametrize(
    "names",
    [
        ["a,b", 'c"d'], ["", "x"], [1, 2.5], [None, "x"], ["same", "same"],
        pd.MultiIndex.from_tuples([("一", "x"), ("一", "y,z")], names=["first", "second"]),
    ],
)  # fmt: skip
def test_names_of_columns_are_what_pandas_writes(names):
    table = pd.DataFrame([[1, "甲"], [2, "乙"]], columns=names)
    assert csv_bytes(table).decode("utf-8-sig") == written(table)


def test_csv_of_nothing_and_of_one_nameless_column_is_what_pandas_writes():
    for table in (pd.DataFrame(), pd.DataFrame({"": ["", None, "a"]}), pd.DataFrame({"x": []})):
        assert csv_bytes(table).decode("utf-8-sig") == written(table)


@pytest.mark.parametrize("kind", ["str", "string", "category", object])
def test_only_text_that_begins_as_a_formula_changes(kind):
    cells = ["=1", "+1", "-1", "@a", "\ta", "a=1", "a\n=1", " =1", "", '=1,"2"\n', "'=1", None, "一-二"]
    table = pd.DataFrame({"text": pd.Series(cells, dtype=kind), "n": -1})
    safe = [f"'{cell}" if cell and cell[0] in "=+-@\t" else cell for cell in cells]
    assert csv_bytes(table).decode("utf-8-sig") == written(table.assign(text=pd.Series(safe, dtype="str")))


def test_numbers_among_objects_are_no_formulas():
    table = pd.DataFrame({"x": pd.Series([-1, -0.5, "-1"], dtype=object), "y": [1, 2, 3]})
    assert csv_bytes(table).decode("utf-8-sig") == "x,y\n-1,1\n-0.5,2\n'-1,3\n"


def test_a_carriage_return_stays_in_its_cell():
    # The writer of Python leaves it bare before 3.13, and readers end the line there.
    table = pd.DataFrame({"text": ["a\rb", "\ra"], "n": [1, 2]})
    assert csv_bytes(table).decode("utf-8-sig") == 'text,n\n"a\rb",1\n"\'\ra",2\n'
