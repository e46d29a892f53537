import json

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

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(OSError, match="no space"):
        rn.save_table(HOSTILE.head(1), file)
    assert file.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


def test_csv_is_what_pandas_writes_of_harmless_cells():
    table = pd.DataFrame(
        {
            "x": [0.1, 1 / 3, -1e-9, 123456789.0, float("nan"), float("inf"), 2.0],
            "single": pd.array([0.1, None, 3.0, 4.0, 5.0, 6.0, 7.5], dtype="float32"),
            "text": pd.array(["一", None, 'a,"b"', "c\nd", "", "NaN", "1.0"], dtype="str"),
            "year": pd.array([2020, None, 2022, 2023, 2024, 2025, 2026], dtype="Int64"),
            "sure": [True, False] * 3 + [True],
        }
    )
    oracle = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
    assert csv_bytes(table).decode("utf-8-sig") == oracle
    assert csv_bytes(table[:0]).decode("utf-8-sig") == "x,single,text,year,sure\n"
