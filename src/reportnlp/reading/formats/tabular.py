"""Tables with a column of texts: a report a row."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from reportnlp.reading.decode import DecodingError, check_kind, decode
from reportnlp.reading.formats.extract import Extract, check_unpacked

__all__ = ["read"]

#: Names of the column with the text, and other names of the columns that describe it.
TEXT_COLUMNS = ("text", "content", "body", "fulltext", "正文", "内容", "全文", "文本", "报告", "报告内容")
#: Limits of a table that was made to fill the memory.
_MOST_CELLS, _MOST_BYTES, _BATCH = 5_000_000, 500 * 2**20, 64
_NAMES = {
    "标题": "title", "题目": "title", "地区": "place", "地方": "place", "省份": "place", "城市": "place",
    "年份": "year", "年": "year", "年度": "year", "层级": "level", "级别": "level", "编号": "id", "日期": "date",
}  # fmt: skip


def read(data: bytes, suffix: str, encoding: str | None) -> Iterator[Extract]:
    """Yield the text of each row; the other columns are its fields."""
    rows = _rows(data, suffix, encoding)
    first = rows[0] if rows else {}
    column = next((name for name in first if name.strip().lower() in TEXT_COLUMNS), None)
    if column is None:
        raise DecodingError(
            f"has no column of texts among {', '.join(map(repr, first)) or 'none'}; "
            f"name it one of {', '.join(TEXT_COLUMNS)}"
        )
    for number, row in enumerate(rows, 2):
        fields = {_NAMES.get(name.strip(), name.strip()): _cell(row[name]) for name in row if name != column}
        yield Extract(_cell(row.get(column)), f"row {number}", fields)


def _rows(data: bytes, suffix: str, encoding: str | None) -> list[dict[str, Any]]:
    if suffix == ".jsonl":
        return list(_json_rows(decode(data, encoding).removeprefix("\ufeff")))
    try:
        rows = _TABLES[suffix](data, encoding).to_dict("records")  # where text that is no UTF-8 comes to light
    except DecodingError:
        raise
    except Exception as error:  # the readers raise whatever the broken part of the file trips over
        raise DecodingError(f"is damaged or no {suffix} file ({type(error).__name__}); save it anew") from error
    return [{str(name): value for name, value in row.items()} for row in rows]


def _separated(by: str) -> Callable[[bytes, str | None], pd.DataFrame]:
    def read_table(data: bytes, encoding: str | None) -> pd.DataFrame:
        lines = io.StringIO(decode(data, encoding).removeprefix("\ufeff"))
        return pd.read_csv(lines, sep=by, dtype=str, keep_default_na=False)

    return read_table


def _workbook(data: bytes, encoding: str | None) -> pd.DataFrame:
    check_kind(data, b"PK\x03\x04")
    check_unpacked(data)
    _check_cells(data)
    return pd.read_excel(io.BytesIO(data), dtype=str, keep_default_na=False)


def _check_cells(data: bytes) -> None:
    """Refuse a sheet whose few cells stand so far apart that all between them would fill the memory."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        sheet, widest = book.worksheets[0], 0
        sheet.reset_dimensions()  # they are what the file says of itself
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            widest = max(widest, len(row))
            if number * widest > _MOST_CELLS:
                raise DecodingError(f"has more than {_MOST_CELLS:,} cells, empty ones among them; split it")
    finally:
        book.close()


def _columns(data: bytes, encoding: str | None) -> pd.DataFrame:
    """Return a Parquet table; a value that is said once and meant a million times is a bomb too."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(data))
    parts, size = [], 0
    for part in file.iter_batches(batch_size=_BATCH):
        parts.append(part)
        size += part.nbytes
        if size > _MOST_BYTES:
            raise DecodingError(f"unpacks to more than {_MOST_BYTES >> 20} MB; split it")
    table: pd.DataFrame = pa.Table.from_batches(parts, file.schema_arrow).to_pandas()
    return table


_TABLES: dict[str, Callable[[bytes, str | None], pd.DataFrame]] = {
    ".csv": _separated(","),
    ".tsv": _separated("\t"),
    ".parquet": _columns,
    ".xlsx": _workbook,
}


def _json_rows(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DecodingError(f"is no JSON in line {number}; write one object a line") from error
            if not isinstance(row, dict):
                raise DecodingError(f"has no JSON object in line {number}; write one object a line")
            yield row


def _cell(value: Any) -> str:
    """Return a cell as text; numbers that are whole lose the point that spreadsheets give them."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip("\ufeff")
