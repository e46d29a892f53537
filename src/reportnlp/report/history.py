"""The history of slogans and the templates of clauses, as the view Slogans shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportnlp.report.drawing import Dot, Plot, Tick, axis, ticks
from reportnlp.report.keywords import Sentence, cut
from reportnlp.report.names import LEVELS, Name
from reportnlp.report.records import grouped, records

__all__ = ["History", "Templates", "history_of", "templates_of"]

#: Slogans in the picture, and sentences of each; the table has them all.
MOST_SLOGANS, MOST_SENTENCES = 24, 3
#: Templates, and members of each.
MOST_TEMPLATES, MOST_MEMBERS = 60, 8
#: Between the parts of a cell in both tables.
BETWEEN, SLOT = "｜", "…"
WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM = 760, 24, 210, 14, 10, 34
#: Characters of a slogan beside its row.
LONGEST = 16


@dataclass(frozen=True, slots=True)
class Story:
    """A slogan through the years."""

    slogan: str
    variants: str
    n: int
    n_reports: int
    years: str
    spread: tuple[tuple[str, tuple[Name, ...]], ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The picture and what stands behind it."""

    plot: Plot
    levels: tuple[tuple[str, Name], ...]
    stories: tuple[Story, ...]
    n_slogans: int


@dataclass(frozen=True, slots=True)
class Member:
    """A clause of a template with what it puts into the slots."""

    text: str
    slots: tuple[str, ...]
    report: str


@dataclass(frozen=True, slots=True)
class Template:
    """What clauses share: pieces of text with a slot between each two."""

    pieces: tuple[str, ...]
    unit: Name
    n_members: int
    n_reports: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """The first templates."""

    templates: tuple[Template, ...]
    n_templates: int


def history_of(table: pd.DataFrame | None) -> History | None:
    """Collect the history of the slogans of most reports; None if no use has a year."""
    if table is None:
        return None
    dated = table["year"].notna()
    names = table["slogan"][dated].drop_duplicates()
    if not len(names):
        return None
    shown = table[dated & table["slogan"].isin(names.head(MOST_SLOGANS))]
    levels = tuple((level, name) for level, name in LEVELS.items() if level in set(shown["level"]))
    stories = tuple(map(_story, grouped(shown, "slogan").values()))
    return History(_plot(shown), levels, stories, len(names))


def _plot(shown: pd.DataFrame) -> Plot:
    """Return a row a slogan, those that came up first on top, and a dot for each year and level."""
    heads = shown.drop_duplicates("slogan").sort_values(["first_year", "last_year", "slogan"])
    height = TOP + ROW * len(heads) + BOTTOM
    row_of = {slogan: round(TOP + ROW * (k + 0.5), 1) for k, slogan in enumerate(heads["slogan"])}
    years = [int(year) for year in shown["year"]]
    x = axis(years, LEFT, WIDTH - RIGHT)
    most = int(shown["n_reports"].max())
    # The levels of one year stand beside each other, from the State Council down.
    step = min(9.0, (x.at(x.low + 1) - x.at(x.low)) / 6)
    there = [level for level in LEVELS if level in set(shown["level"])]
    shift = {level: round((k - (len(there) - 1) / 2) * step, 1) for k, level in enumerate(there)}
    dots = tuple(
        Dot(
            round(x.at(year) + shift[row["level"]], 1),
            row_of[row["slogan"]],
            round(2.5 + 5.5 * (row["n_reports"] / most) ** 0.5, 1),
            f"level-{row['level'] or 'unknown'}",
            f"{row['slogan']}　{year}　{LEVELS[row['level']].zh} {LEVELS[row['level']].en}　{row['n_reports']}",
        )
        for year, row in zip(years, records(shown, ("slogan", "level", "n_reports")), strict=True)
    )
    names = tuple(Tick(at, f"{text[:LONGEST]}…" if len(text) > LONGEST else text) for text, at in row_of.items())
    across = tuple(Tick(x.at(value), f"{value:.0f}") for value in ticks(x, 8) if value == int(value))
    return Plot(WIDTH, height, dots, LEFT, WIDTH - RIGHT, height - BOTTOM, x=across, y=names)


def _story(rows: list[dict[Any, Any]]) -> Story:
    head = rows[0]
    first, last = head["first_year"], head["last_year"]
    # "2021 provincial, city → 2023 town"
    steps = [step.partition(" ") for step in head["spread"].split(" → ") if step]
    return Story(
        slogan=head["slogan"],
        variants=head["variants"].replace(BETWEEN, "、"),
        n=head["n_all"],
        n_reports=head["n_reports_all"],
        years=str(first) if first == last else f"{first}–{last}",
        spread=tuple((year, tuple(LEVELS[name] for name in _known(levels))) for year, _, levels in steps),
        sentences=tuple(_sentences(rows))[:MOST_SENTENCES],
    )


def _known(levels: str) -> list[str]:
    return [level for level in levels.split(", ") if level in LEVELS]


def _sentences(rows: list[dict[Any, Any]]) -> Iterator[Sentence]:
    """Yield the first sentence of each year and level, in the order of time."""
    for row in rows:
        spellings = sorted([row["slogan"], *row["variants"].split(BETWEEN)], key=lambda text: (-len(text), text))
        sentence = row["sentences"].split("\n")[0]
        hit = next((text for text in spellings if text and text in sentence), "")
        before, _, after = sentence.partition(hit) if hit else (sentence, "", "")
        report = row["where"].split("\n")[0].rpartition(":")[0]
        yield cut(report, before, hit, after)


def templates_of(table: pd.DataFrame | None) -> Templates | None:
    """Collect the templates of most reports, those with slots only; None if there is none."""
    if table is None:
        return None
    slotted = table[table["slots"] != ""]
    if not len(slotted):
        return None
    heads = slotted.drop_duplicates("template")
    ranked = heads.sort_values(["n_reports", "score"], ascending=False, kind="stable").head(MOST_TEMPLATES)
    members = grouped(slotted[slotted["template"].isin(ranked["template"])], "template")
    return Templates(tuple(_template(members[number]) for number in ranked["template"].tolist()), len(heads))


def _template(rows: list[dict[Any, Any]]) -> Template:
    head = rows[0]
    return Template(
        pieces=tuple(head["pattern"].split(SLOT)),
        unit=Name("标题", "Heading") if head["unit"] == "heading" else Name("句子", "Clause"),
        n_members=head["n_members"],
        n_reports=head["n_reports"],
        members=tuple(
            Member(row["text"], tuple(row["slots"].split(BETWEEN)), row["report"]) for row in rows[:MOST_MEMBERS]
        ),
    )
