"""manifest.csv: what the user knows of the files of a folder."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from reportnlp.corpus import LEVELS
from reportnlp.errors import ReadError
from reportnlp.reading.metadata import Metadata, level_of

__all__ = ["NAME", "Row", "read_manifest"]

NAME = "manifest.csv"
KNOWN = ("file", "id", "title", "place", "level", "year")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the file, its metadata, and the columns that only the user knows the meaning of."""

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
    reader = csv.DictReader(lines)
    if "file" not in (reader.fieldnames or ()):
        raise ReadError(path.name, f"has no column 'file'; its first line must be of {', '.join(KNOWN)} or your own")
    rows: dict[str, Row] = {}
    for number, cells in enumerate(reader, 2):
        row = _row({name: (value or "").strip() for name, value in cells.items() if name}, number)
        if row.file in rows:
            raise ReadError(path.name, f"row {number} names {row.file!r} again; keep one of the rows")
        rows[row.file] = row
    return rows


def _row(cells: dict[str, str], number: int) -> Row:
    file, place, year = cells["file"], cells.get("place", ""), cells.get("year", "")
    level = cells.get("level") or level_of(place)
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        return Row(file, error=f"{NAME}, row {number}: {year!r} is no year of four digits")
    if level not in LEVELS:
        allowed = ", ".join(name for name in LEVELS if name)
        return Row(file, error=f"{NAME}, row {number}: {level!r} is no level; use one of {allowed}")
    metadata = Metadata(cells.get("title", ""), place, level, int(year) if year else None)  # type: ignore[arg-type]
    meta = tuple((name, value) for name, value in cells.items() if name not in KNOWN)
    return Row(file, cells.get("id", ""), metadata, meta)
