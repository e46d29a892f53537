"""save_table: a table as a file that spreadsheets open safely, with the record of how it was made."""

import codecs
import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportnlp.draft import draft_of
from reportnlp.errors import ArgumentError
from reportnlp.provenance import provenance_of

__all__ = ["csv_bytes", "save_table"]

# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Bytes of UTF-8, each of them in no other character: what begins a formula, and what ends a cell.
_BEGINS, _TEARS = list("".join(_FORMULA).encode()), list(b'",\n\r')
_FLOAT = "%.6g"
_TEXT = pa.large_string()


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
    """Return a table as the CSV that `save_table` writes: the cells of pandas, made a column at a time."""
    levels = (table.columns.get_level_values(k) for k in range(table.columns.nlevels))
    names = [_cells(pd.Series(level)) for level in levels]
    columns = [_cells(column) for _, column in table.items()]
    if len(columns) == 1:  # an empty cell alone in its line would be no line
        names, columns = (
            [pc.replace_substring_regex(cells, "^$", '""') for cells in some] for some in (names, columns)
        )
    lines = [_joined(level, ",") for level in names]
    if table.size:
        lines.append(_joined(pc.binary_join_element_wise(*columns, pa.scalar(",", _TEXT)), "\n"))
    return b"".join([codecs.BOM_UTF8, *(part for line in lines for part in (line, b"\n"))])


def _write_csv(table: pd.DataFrame, file: Path) -> None:
    file.write_bytes(csv_bytes(table))
    pa.default_memory_pool().release_unused()  # Arrow would keep several times the file


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


def _joined(texts: pa.Array, separator: str) -> pa.Buffer:
    whole = pc.binary_join(pa.LargeListArray.from_arrays([0, len(texts)], texts), pa.scalar(separator, _TEXT))
    return whole[0].as_buffer()


def _cells(column: pd.Series) -> pa.Array:
    """Return the cells of a column as CSV has them; what is missing is empty."""
    kind = "O" if isinstance(column.dtype, pd.SparseDtype) else column.dtype.kind
    if kind == "f":
        return _numbers(column)
    if kind in "iub":
        return pc.ascii_capitalize(_texts(column))  # True and False
    if kind in "mM":
        return _texts(column.astype("str"))
    is_text = isinstance(column.dtype, pd.StringDtype)
    return _quoted(_harmless_texts(_texts(column)) if is_text else _objects(column))


def _numbers(column: pd.Series) -> pa.Array:
    """Return numbers as text, those that repeat once; they are told apart by their bits, as 0 and -0 are."""
    places, bits = pd.factorize(column.to_numpy(np.float64, na_value=np.nan).view(np.int64))
    texts = ["" if math.isnan(value) else _FLOAT % value for value in bits.view(np.float64).tolist()]
    return pa.array(texts, _TEXT).take(pa.array(places))


def _objects(column: pd.Series) -> pa.Array:
    """Return what is of no one kind as text; only what was text before can be a formula."""
    cells = zip(column.tolist(), column.isna().tolist(), strict=True)
    return _texts(["" if missing else str(_harmless(cell)) for cell, missing in cells])


def _texts(values: Any) -> pa.Array:
    made = pa.array(values, from_pandas=True)
    return (made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made).cast(_TEXT).fill_null("")


def _harmless_texts(texts: pa.Array) -> pa.Array:
    bounds, data = _bytes_of(texts)
    formulas = bounds[:-1] < bounds[1:]
    formulas[formulas] = np.isin(data[bounds[:-1][formulas]], _BEGINS)
    return _changed(texts, formulas, lambda some: _put("'", some, ""))


def _quoted(texts: pa.Array) -> pa.Array:
    """Put quotation marks round those that would not be one cell without."""
    bounds, data = _bytes_of(texts)
    torn = np.zeros(len(texts), bool)
    places = np.flatnonzero(data <= max(_TEARS))  # few bytes of Chinese text are
    places = places[np.isin(data[places], _TEARS)]
    torn[np.searchsorted(bounds, places, side="right") - 1] = True
    return _changed(texts, torn, lambda some: _put('"', pc.replace_substring(some, '"', '""'), '"'))


def _bytes_of(texts: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Return where each text begins, and the last ends, in the bytes of all, and these: to look there is fastest."""
    _, bounds, data = texts.buffers()
    limits = np.frombuffer(bounds, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return limits - limits[0], np.frombuffer(data or b"", np.uint8)[limits[0] : limits[-1]]


def _changed(texts: pa.Array, where: npt.NDArray[np.bool_], change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    if not where.any():
        return texts
    return pc.replace_with_mask(texts, pa.array(where), change(texts.filter(pa.array(where))))


def _put(before: str, texts: pa.Array, after: str) -> pa.Array:
    first, last, nothing = (pa.scalar(part, _TEXT) for part in (before, after, ""))
    return pc.binary_join_element_wise(first, texts, last, nothing)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
