"""The view Overview: which reports there are, how long, of which sections, what was cleaned and what failed."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportnlp.corpus import Failure
from reportnlp.report.drawing import Dot, Plot, Tick, axis, ticks
from reportnlp.report.names import LEVELS, SECTIONS, STEPS, Name
from reportnlp.summary import Summary

__all__ = ["MOST_REPORTS", "Bar", "Overview", "overview_of"]

#: Rows of a table that the page shows; the file has them all.
MOST_REPORTS, MOST_FAILURES, MOST_BARS, MOST_POINTS = 500, 100, 24, 2000
#: Size of the picture of lengths.
WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 22, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A name with a number and the length of its bar in percent."""

    name: Name
    value: str
    width: float
    note: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stacked bar in percent."""

    kind: str
    name: Name
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A report."""

    fields: dict[Hashable, Any]
    level: Name
    width: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A kind of section over all reports."""

    kind: str
    name: Name
    n_reports: int
    chars: str
    share: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of cleaning."""

    name: Name
    n_edits: int
    n_reports: int
    n_removed: int
    n_added: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the view shows."""

    facts: dict[str, str]
    levels: tuple[Bar, ...]
    years: tuple[Bar, ...]
    places: tuple[Bar, ...]
    n_places: int
    lengths: Plot | None
    n_dated: int
    sections: tuple[SectionRow, ...]
    stacked: tuple[Part, ...]
    rows: tuple[Row, ...]
    n_reports: int
    steps: tuple[Step, ...]
    failures: tuple[Failure, ...]
    n_failures: int


def overview_of(summary: Summary) -> Overview:
    """Collect the view."""
    reports, sections = summary.tables["reports"], summary.tables["sections"]
    return Overview(
        facts=_facts(summary),
        levels=tuple(_bars(reports, "level", [level for level in LEVELS if level in set(reports["level"])])),
        years=tuple(_bars(reports, "year", sorted(reports["year"].dropna().unique().tolist()))),
        places=tuple(_places(reports)),
        n_places=reports["place"].nunique(),
        lengths=_lengths(reports),
        n_dated=int(reports["year"].notna().sum()),
        sections=tuple(_sections(sections)),
        stacked=_parts(sections),
        rows=tuple(_rows(reports.head(MOST_REPORTS), sections)),
        n_reports=len(reports),
        steps=tuple(_steps(summary.tables["cleaning"])),
        failures=summary.corpus.failures[:MOST_FAILURES],
        n_failures=len(summary.corpus.failures),
    )


def _facts(summary: Summary) -> dict[str, str]:
    reports = summary.tables["reports"]
    years = reports["year"].dropna()
    return {
        "n": f"{len(reports):,}",
        "places": f"{reports['place'].nunique():,}",
        "years": f"{years.min()}–{years.max()}" if len(years) else "—",
        "chars": f"{reports['n_chars'].sum():,}",
        "words": f"{reports['n_words'].sum():,}",
        "failures": f"{len(summary.corpus.failures):,}",
    }


def _bars(reports: pd.DataFrame, by: str, values: list[Any]) -> Iterator[Bar]:
    """Yield the reports of each value, with their mean length as a note."""
    groups = reports.groupby(by)["n_chars"].agg(["size", "mean"])
    for value in values:
        n, mean = groups.loc[value]
        name = LEVELS[value] if by == "level" else Name(str(value), str(value))
        yield Bar(name, f"{n:.0f}", round(100 * n / groups["size"].max(), 1), f"{mean:,.0f}", str(value))


def _places(reports: pd.DataFrame) -> Iterator[Bar]:
    """Yield the places of most reports; ties in the order of the corpus."""
    sizes = reports.groupby("place", sort=False).size().sort_values(ascending=False, kind="stable")
    for bar in _bars(reports, "place", sizes.index[:MOST_BARS].tolist()):
        yield bar if bar.name.zh else Bar(LEVELS[""], bar.value, bar.width, bar.note)


def _lengths(reports: pd.DataFrame) -> Plot | None:
    """Return each report with a year as a point of its year and its length."""
    dated = reports[reports["year"].notna()]
    if not len(dated):
        return None
    # Of very many reports every second, third, … is drawn.
    dated = dated.iloc[:: -(-len(dated) // MOST_POINTS)]
    years = [int(year) for year in dated["year"]]
    x = axis(years, LEFT, WIDTH - RIGHT)
    y = axis(dated["n_chars"].tolist(), HEIGHT - BOTTOM, TOP, zero=True)
    dots = tuple(
        Dot(x.at(year), y.at(n), 4.5, f"level-{level or 'unknown'}", f"{name}　{n:,}")
        for year, n, level, name in zip(years, dated["n_chars"], dated["level"], dated["id"], strict=True)
    )
    across = tuple(Tick(x.at(value), f"{value:.0f}") for value in ticks(x, 8) if value == int(value))
    up = tuple(Tick(y.at(value), f"{value:,.0f}") for value in ticks(y, 5))
    return Plot(WIDTH, HEIGHT, dots, LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, x=across, y=up)


def _sections(sections: pd.DataFrame) -> Iterator[SectionRow]:
    total = max(int(sections["n_chars"].sum()), 1)
    for kind, name in SECTIONS.items():
        rows = sections[sections["section"] == kind]
        if len(rows):
            n = int(rows["n_chars"].sum())
            yield SectionRow(kind, name, rows["report"].nunique(), f"{n:,}", f"{n / total:.1%}")


def _parts(sections: pd.DataFrame) -> tuple[Part, ...]:
    """Return the share of each kind of section, in the order of a report."""
    return _shares(dict(sections.groupby("section")["n_chars"].sum()))


def _shares(sizes: Mapping[str, int]) -> tuple[Part, ...]:
    total = max(int(sum(sizes.values())), 1)
    return tuple(
        Part(kind, name, round(100 * int(sizes[kind]) / total, 1)) for kind, name in SECTIONS.items() if kind in sizes
    )


def _rows(reports: pd.DataFrame, sections: pd.DataFrame) -> Iterator[Row]:
    of_report: dict[str, Counter[str]] = {}
    for report, kind, n in zip(sections["report"], sections["section"], sections["n_chars"], strict=True):
        of_report.setdefault(report, Counter())[kind] += n
    most = max(int(reports["n_chars"].max()), 1) if len(reports) else 1
    for row in reports.astype(object).fillna("").to_dict("records"):
        parts = _shares(of_report[row["id"]]) if row["id"] in of_report else ()
        yield Row(row, LEVELS[row["level"]], round(100 * row["n_chars"] / most, 1), parts)


def _steps(cleaning: pd.DataFrame) -> Iterator[Step]:
    for name, *numbers in cleaning.itertuples(index=False):
        yield Step(Name(STEPS.get(name, name), name), *map(int, numbers))
