"""Tab-separated word lists: read with every fault named by file and row."""

import os
from importlib.resources.abc import Traversable
from pathlib import Path

from reportnlp.errors import LexiconError

__all__ = ["read_rows"]

#: Marks at the start of files in encodings that programs for tables write.
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_rows(file: str | os.PathLike[str] | Traversable) -> dict[int, dict[str, str]]:
    """Read a tab-separated file in UTF-8 whose first line names the columns, ``term`` among them.

    Returns
    -------
    dict of int to dict
        The rows by their number in the file, the header being row 1. Blanks around a value are
        dropped, lines with nothing on them left out; every term stands once.

    Raises
    ------
    LexiconError
        At the first fault: no such file, the encoding, a missing or repeated column, more values than columns, a
        term that is empty or stands twice.
    """
    source = Path(file) if isinstance(file, str | os.PathLike) else file
    text = _text(source).removeprefix("\ufeff")
    lines = text.split("\n")
    header = [name.strip() for name in lines[0].split("\t")]
    if "term" not in header or len(set(header)) < len(header):
        raise LexiconError(
            f"{source.name}, row 1: the columns are {', '.join(map(repr, header))}; one must be 'term', none may "
            f"stand twice, and tabs go between them"
        )
    if (tidy := _tidy(text, header)) is not None:
        return tidy
    rows: dict[int, dict[str, str]] = {}
    row_of: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        values = [value.strip() for value in line.split("\t")]
        if len(values) > len(header):
            raise LexiconError(
                f"{source.name}, row {number}: {len(values)} values for {len(header)} columns; no value may hold a tab"
            )
        row = dict.fromkeys(header, "") | dict(zip(header, values, strict=False))
        term = row["term"]
        if not term:
            raise LexiconError(f"{source.name}, row {number}: the column 'term' is empty; fill it or remove the row")
        if term in row_of:
            raise LexiconError(
                f"{source.name}, row {number}: {term!r} stands in row {row_of[term]} already; remove one of the two"
            )
        row_of[term] = number
        rows[number] = row
    return rows


def _tidy(text: str, header: list[str]) -> dict[int, dict[str, str]] | None:
    """Return the rows of a file without blanks, gaps or faults, as the package's are; None if it needs a closer look.

    It takes a third of the time.
    """
    lines = text.removesuffix("\n").split("\n")
    cells = "\t".join(lines).split("\t")
    if cells != text.split() or {line.count("\t") for line in lines} != {len(header) - 1}:
        return None
    each = zip(*[iter(cells)] * len(header), strict=True)
    rows = {number: dict(zip(header, values, strict=True)) for number, values in enumerate(each, 1)}
    del rows[1]  # the header
    return rows if len({row["term"] for row in rows.values()}) == len(rows) else None


def _text(source: Path | Traversable) -> str:
    try:
        data = source.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        said = getattr(error, "strerror", None) or error
        raise LexiconError(f"{source}: cannot be opened: {said}; give a file") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LexiconError(
            f"{source.name}: is {_fault(data)} (byte {error.start}); save it as UTF-8 with an editor and try again"
        ) from None


def _fault(data: bytes) -> str:
    """Say what bytes are that are not UTF-8."""
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return f"{name}, not UTF-8"
    text = data.decode("utf-8", "replace")
    if 2 * text.count("\ufffd") < sum(not character.isascii() for character in text):
        return "damaged UTF-8"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "in an unknown encoding, not UTF-8"
    return "GBK (GB18030), not UTF-8"
