"""Everything that the page shows, computed before any template sees it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportnlp import plots
from reportnlp.corpus import Failure
from reportnlp.summary import Summary

__all__ = ["Card", "Chart", "Example", "Slogan", "View", "view_of"]

#: Slogans and sentences a slogan that the page shows; the tables have them all.
MOST_SLOGANS, MOST_EXAMPLES = 400, 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A term with a number and the length of its bar in percent."""

    term: str
    value: str
    width: int


@dataclass(frozen=True, slots=True)
class Card:
    """A titled list of bars: the keywords of a report, or the terms of a topic."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart as JSON that is safe inside a script element."""

    name: str
    spec: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the hit in the middle."""

    report: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class Slogan:
    """A slogan with where it occurs."""

    text: str
    type: str
    n: int
    n_reports: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The page as data."""

    facts: dict[str, str]
    reports: tuple[dict[Any, Any], ...]
    failures: tuple[Failure, ...]
    keywords: tuple[Card, ...]
    topics: tuple[Card, ...]
    slogans: tuple[Slogan, ...]
    n_slogans: int
    charts: tuple[Chart, ...]
    provenance: str


def view_of(summary: Summary) -> View:
    """Collect what the page shows."""
    tables = summary.tables
    topics = tuple(_topics(summary))
    return View(
        facts=_facts(tables["reports"]),
        reports=tuple(tables["reports"].astype(object).fillna("").to_dict("records")),
        failures=summary.corpus.failures,
        keywords=tuple(_keywords(tables["keywords"])),
        topics=topics,
        slogans=tuple(_slogans(tables["slogans"])),
        n_slogans=tables["slogans"]["text"].nunique(),
        charts=tuple(_charts(summary, topics)),
        provenance=summary.provenance.to_json(),
    )


def _facts(reports: pd.DataFrame) -> dict[str, str]:
    years = reports["year"].dropna()
    return {
        "n": f"{len(reports):,}",
        "places": f"{reports['place'].nunique():,}",
        "years": f"{years.min()}–{years.max()}" if len(years) else "—",
        "chars": f"{reports['n_chars'].sum():,}",
    }


def _keywords(table: pd.DataFrame) -> Iterator[Card]:
    for report, rows in table.groupby("report", sort=False):
        best = rows["tf_idf"].max()
        bars = (Bar(row["term"], str(row["n"]), round(100 * row["tf_idf"] / best)) for row in rows.to_dict("records"))
        yield Card(str(report), tuple(bars))


def _topics(summary: Summary) -> Iterator[Card]:
    if "topic_terms" not in summary.tables:
        return
    for topic, rows in summary.tables["topic_terms"].groupby("topic", sort=True):
        best = rows["probability"].max()
        shares = ((row["term"], row["probability"]) for row in rows.to_dict("records"))
        bars = tuple(Bar(term, f"{share:.1%}", round(100 * share / best)) for term, share in shares)
        yield Card(f"{topic} {' '.join(bar.term for bar in bars[:3])}", bars)


def _slogans(table: pd.DataFrame) -> Iterator[Slogan]:
    """Yield slogans: those of most reports first, then the most frequent, then in the order of the corpus."""
    order = ["n_reports", "n"]
    shown = table.drop_duplicates("text").sort_values(order, ascending=False, kind="stable").head(MOST_SLOGANS)
    examples: dict[str, list[Example]] = {text: [] for text in shown["text"]}
    for row in table[table["text"].isin(list(examples))].groupby("text").head(MOST_EXAMPLES).to_dict("records"):
        examples[row["text"]].append(_example(row))
    for row in shown.to_dict("records"):
        yield Slogan(row["text"], row["type"], row["n"], row["n_reports"], tuple(examples[row["text"]]))


def _example(row: dict[Any, Any]) -> Example:
    sentence, offset = row["sentence"], row["sentence_start"]
    start, end = row["start"] - offset, row["end"] - offset
    return Example(row["report"], sentence[:start], sentence[start:end], sentence[end:])


def _charts(summary: Summary, topics: tuple[Card, ...]) -> Iterator[Chart]:
    tables = summary.tables
    yield _chart("lengths", plots.lengths(tables["reports"]))
    if topics:
        labels = {k: card.title for k, card in enumerate(topics, 1)}
        yield _chart("topic-shares", plots.topic_shares(tables["topic_shares"], labels))
    if len(tables["slogans"]):
        yield _chart("slogan-types", plots.slogan_types(tables["slogans"]))


def _chart(name: str, chart: Any) -> Chart:
    spec = json.dumps(chart.to_dict(), ensure_ascii=False, sort_keys=True)
    # Inside a script element only "<" can end the element or open a comment.
    return Chart(name, spec.replace("<", "\\u003c"))
