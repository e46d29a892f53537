"""Reports as rows of Parquet."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from reportnlp.corpus import Report, Section
from reportnlp.scale.stage import Part
from reportnlp.scale.tables import read_table

__all__ = ["NAMES", "REPORTS", "load_reports", "reports_table"]

#: Ends of the names of the files of a partition: the reports, and the ids of those that had none.
REPORTS, NAMES = ".parquet", ".names.parquet"

_TEXTS = (
    "id", "text", "title", "place", "level", "code", "date", "speaker", "issuer", "kind", "file", "sha256",
)  # fmt: skip
_YEARS = ("year", "year_reviewed", "year_planned")
#: Columns with JSON.
_NESTED = ("guessed", "sections", "meta")
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.int64()) for name in _YEARS]
    + [(name, pa.string()) for name in _NESTED]
)


def reports_table(reports: Sequence[Report]) -> pa.Table:
    """Return whole reports as a table, without their raw text, which their files have."""
    columns: dict[str, list[Any]] = {name: [getattr(report, name) for report in reports] for name in (*_TEXTS, *_YEARS)}
    for name in _NESTED:
        columns[name] = [json.dumps(getattr(report, name), ensure_ascii=False, default=asdict) for report in reports]
    return pa.table(columns, schema=_SCHEMA)


def load_reports(part: Part, meta: Sequence[str] = ()) -> list[Report]:
    """Return the reports of a partition, each with all the columns `meta` of a user's own."""
    rows = read_table(*part.file(REPORTS)).to_pylist()
    if part.name + NAMES in part.outputs:
        for number, name in _renamed(part):
            rows[number] = None if name is None else {**rows[number], "id": name}
    return [_report(row, meta) for row in rows if row is not None]


def _renamed(part: Part) -> list[tuple[int, str | None]]:
    """Return the numbers of the rows that have another id, or none because another report has the same text."""
    table = read_table(*part.file(NAMES)).to_pydict()
    return list(zip(table["row"], table["id"], strict=True))


def _report(row: dict[str, Any], meta: Sequence[str]) -> Report:
    own = dict(json.loads(row.pop("meta")))
    return Report(
        **{
            **row,
            "guessed": tuple(map(tuple, json.loads(row["guessed"]))),
            "sections": tuple(map(_section, json.loads(row["sections"]))),
            "meta": tuple((name, own.get(name, "")) for name in meta),
        }
    )


def _section(said: dict[str, Any]) -> Section:
    return Section(**{**said, "sections": tuple(map(_section, said["sections"]))})
