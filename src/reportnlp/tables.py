"""save_table: a table as a file that spreadsheets open safely, with the record of how it was made."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reportnlp.draft import draft_of
from reportnlp.errors import ArgumentError
from reportnlp.provenance import provenance_of

__all__ = ["csv_bytes", "save_table"]

# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FLOAT = "%.6g"


def save_table(table: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a table, and beside it the record of how it was made.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; those of this library carry their record.
    path : path-like
        The suffix chooses the format: ``.csv`` (UTF-8 with a byte-order mark, so that Excel shows
        Chinese), ``.jsonl`` (a row a line, UTF-8), ``.parquet`` or ``.xlsx``. The record goes to the same name with
        ``.provenance.json`` in place of the suffix. Missing folders are made.

    Raises
    ------
    ArgumentError
        If the suffix is none of these, or a sheet of ``.xlsx`` has no room for the rows or for a text.

    Notes
    -----
    In CSV, text that a spreadsheet would run as a formula gets an apostrophe before it. The other
    formats keep text as text, so it stands there as it is. Table and record are written whole or not at all: if
    there is no room for both, or Ctrl-C is pressed, those that were there stay.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd
    >>> import reportnlp as rn
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "demo.csv"
    >>> rn.save_table(pd.DataFrame({"term": ["稳增长", "=1+1"], "n": [3, -1]}), file)
    >>> print(file.read_text(encoding="utf-8-sig"))
    term,n
    稳增长,3
    '=1+1,-1
    <BLANKLINE>
    """
    target = Path(path)
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        raise ArgumentError(f"path: {target.name!r} has no known suffix; use one of {', '.join(_WRITERS)}")
    record = provenance_of(table).to_json() + "\n"
    with draft_of(target) as draft, draft_of(target.with_suffix(".provenance.json")) as beside:
        writer(table, draft)
        beside.write_text(record, encoding="utf-8")


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as the CSV that `save_table` writes."""
    safe = table.rename(columns=_harmless)
    for name, column in safe.items():
        if pd.api.types.is_float_dtype(column) and not pd.api.types.is_extension_array_dtype(column):
            safe[name] = _formatted(column)
        elif not pd.api.types.is_numeric_dtype(column):
            safe[name] = _harmless_cells(column)
    return safe.to_csv(index=False, lineterminator="\n", float_format=_FLOAT).encode("utf-8-sig")


def _write_csv(table: pd.DataFrame, file: Path) -> None:
    file.write_bytes(csv_bytes(table))


def _write_jsonl(table: pd.DataFrame, file: Path) -> None:
    # Not by pandas, whose writer in C takes the whole process down if Ctrl-C is pressed within it.
    names = list(map(str, table.columns))
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for row in table.itertuples(index=False, name=None):
            cells = dict(zip(names, map(_json_value, row), strict=True))
            stream.write(json.dumps(cells, ensure_ascii=False) + "\n")


def _json_value(cell: Any) -> Any:
    """Return a cell as JSON knows it; what is missing or no finite number is null, a date is its ISO text."""
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, list | tuple | set | np.ndarray):
        return [_json_value(each) for each in (sorted(cell) if isinstance(cell, set) else cell)]
    if pd.isna(cell):
        return None
    if isinstance(cell, np.generic):
        return _json_value(cell.item())
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _write_parquet(table: pd.DataFrame, file: Path) -> None:
    table.to_parquet(file, index=False)


def _write_xlsx(table: pd.DataFrame, file: Path) -> None:
    _check_room(table)
    # Nothing in a cell may turn into a formula, a link or a number.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    from xlsxwriter.exceptions import FileCreateError

    try:
        with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": plain}) as writer:
            writer.book.set_properties({"created": _EPOCH})  # the clock does not belong in a result
            table.to_excel(writer, index=False)
    except FileCreateError as error:  # a full disk, in the words of every other format
        raise OSError(str(error)) from error


def _check_room(table: pd.DataFrame) -> None:
    """Refuse what a sheet cannot hold: rows beyond its last and the end of a long text would be gone without a word."""
    remedy = "use .csv, .jsonl or .parquet"
    if len(table) >= _MOST_ROWS:
        raise ArgumentError(f"table: has {len(table):,} rows, of which .xlsx holds {_MOST_ROWS - 1:,}; {remedy}")
    for name, column in table.items():
        if not pd.api.types.is_numeric_dtype(column):
            longest = max(map(len, map(str, column.tolist())), default=0)
            if longest > _MOST_CHARACTERS:
                raise ArgumentError(
                    f"table: column {name!r} has a text of {longest:,} characters, of which .xlsx holds "
                    f"{_MOST_CHARACTERS:,}; {remedy}"
                )


#: Rows of a sheet, the header among them, and characters of a cell.
_MOST_ROWS, _MOST_CHARACTERS = 2**20, 32_767
_EPOCH = pd.Timestamp(2000, 1, 1).to_pydatetime()
_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}


def _formatted(column: pd.Series) -> pd.Series:
    """Return numbers as pandas would write them, which takes it five times as long."""
    cells = [_FLOAT % value for value in column.tolist()]
    return pd.Series(cells, column.index, dtype=object).mask(column.isna())


def _harmless_cells(column: pd.Series) -> pd.Series:
    """Return a column without formulas, as objects: pandas writes other kinds of text cell by cell."""
    if not isinstance(column.dtype, pd.StringDtype):
        return column.map(_harmless)
    formulas = column.str.startswith(_FORMULA).to_numpy(bool, na_value=False)
    plain = column.astype(object)
    plain[formulas] = "'" + plain[formulas]
    return plain


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
