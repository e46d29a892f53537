"""Where a table goes, and in which language its headings are."""

import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pandas as pd

import reportnlp as rn
from reportnlp.tables import csv_bytes

__all__ = ["Language", "headings", "write"]

Language = Literal["zh", "en"]


@cache
def headings() -> dict[str, str]:
    """Return the Chinese heading of each column; a column that only the user knows keeps its name."""
    lines = (files("reportnlp.cli") / "headings.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines[1:])


def write(table: pd.DataFrame, output: Path | None, lang: Language) -> None:
    """Write to the file; without one, a table for a person at a terminal, CSV for a pipe."""
    said = table.rename(columns=headings()) if lang == "zh" else table
    if output is not None:
        rn.save_table(said, output)
    elif sys.stdout.isatty():
        _print(said)
    else:
        sys.stdout.write(csv_bytes(said).decode("utf-8-sig"))  # what the file would hold, but for the mark before it


def _print(table: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*map(str, table.columns))
    for row in table.itertuples(index=False):
        shown.add_row(*(Text(f"{cell:.4g}" if isinstance(cell, float) else str(cell)) for cell in row))
    Console().print(shown)
