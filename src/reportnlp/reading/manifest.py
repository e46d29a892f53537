"""manifest.csv, and the columns of a table of reports: what the user knows."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from reportnlp.corpus import LEVELS
from reportnlp.errors import ReadError
from reportnlp.reading.metadata import Metadata

__all__ = ["NAME", "Row", "read_manifest", "row_of"]

NAME = "manifest.csv"
_FIELDS = tuple(f.name for f in fields(Metadata))
_YEARS = tuple(name for name in _FIELDS if name.startswith("year"))
_KNOWN = ("file", "id", *_FIELDS)


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one report: its file, metadata, and the columns that only the user knows the meaning of."""

    file: str
    id: str = ""
    metadata: Metadata = Metadata()
    meta: tuple[tuple[str, str], ...] = ()
    error: str = field(default="")


def read_manifest(path: Path) -> dict[str, Row]:
    """Return the rows by file; a row that cannot be used carries its error.

    Raises
    ------
    ReadError
        If the file is no UTF-8 CSV with the column ``file``, or names a file twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ReadError(path.name, f"is not UTF-8 at byte {error.start}; save it as CSV UTF-8") from error
    try:
        return _rows(csv.DictReader(lines), path)
    except csv.Error as error:  # a cell of 131,072 characters or more, say
        raise ReadError(path.name, f"is no CSV that can be read ({error}); save it as CSV UTF-8") from error


def _rows(reader: "csv.DictReader[str]", path: Path) -> dict[str, Row]:
    if "file" not in (reader.fieldnames or ()):
        raise ReadError(path.name, f"has no column 'file'; its first line must be of {', '.join(_KNOWN)} or your own")
    rows: dict[str, Row] = {}
    for number, cells in enumerate(reader, 2):
        row = row_of({name: (value or "").strip() for name, value in cells.items() if name}, f"{NAME}, row {number}")
        if _leads_outside(row.file):
            # What came with the reports of others must not bring in files of this machine.
            said = f"{NAME}, row {number}: leads out of the folder; name files inside it, relative to it"
            row = Row(row.file, error=said)
        if row.file in rows:
            raise ReadError(path.name, f"row {number} names {row.file!r} again; keep one of the rows")
        rows[row.file] = row
    return rows


def _leads_outside(file: str) -> bool:
    """Tell whether a name is a path from the root, or goes up above the folder; both systems' ways count."""
    parts, depth = file.replace("\\", "/").split("/"), 0
    for part in parts:
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return (len(parts) > 1 and (parts[0] == "" or parts[0].endswith(":"))) or "\0" in file


def row_of(cells: Mapping[str, str], where: str) -> Row:
    """Return what the cells of a row say; a cell that cannot be used is the row's error."""
    file = cells.get("file", "")
    for name in _YEARS:
        year = cells.get(name, "")
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            return Row(file, error=f"{where}: {year!r} is no year of four digits")
    if cells.get("level", "") not in LEVELS:
        allowed = ", ".join(name for name in LEVELS if name)
        return Row(file, error=f"{where}: {cells['level']!r} is no level; use one of {allowed}")
    values = {name: cells[name] for name in _FIELDS if cells.get(name)}
    known = Metadata(**{name: int(value) if name in _YEARS else value for name, value in values.items()})  # type: ignore[arg-type]
    meta = tuple((name, value) for name, value in cells.items() if name not in _KNOWN)
    return Row(file, cells.get("id", ""), known, meta)
