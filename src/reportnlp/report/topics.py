"""The view Topics: a map, and for each topic its terms, its shares, its paragraphs and how far it can be trusted."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pandas as pd

from reportnlp.report.drawing import ANCHORS, Dot, Plot, Text, axis, line_of
from reportnlp.report.names import Name
from reportnlp.report.records import Record, grouped, records
from reportnlp.spots import beside, circles_of
from reportnlp.summary import Summary

__all__ = ["Topic", "Topics", "topics_of"]

#: Places that a topic shows, and characters of a paragraph.
MOST_PLACES, MOST_CHARACTERS = 6, 400
#: λ of the terms that stand there without a script.
RELEVANCE = 0.6
WIDTH, HEIGHT = 640, 420
#: Size of the picture of a topic over the years.
SPARK_WIDTH, SPARK_HEIGHT = 300, 84


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a topic with the length of its bar in percent."""

    term: str
    value: str
    width: float


@dataclass(frozen=True, slots=True)
class Place:
    """The share of a topic in the text of a place, with its interval, in percent of the widest."""

    name: str
    share: str
    limits: str
    at: float
    low: float
    width: float


@dataclass(frozen=True, slots=True)
class Years:
    """The share of a topic over the years: a line in a band."""

    line: str
    band: str
    dots: tuple[Dot, ...]
    first: str
    last: str
    top: str


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A paragraph that is most of a topic."""

    report: str
    share: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic."""

    number: int
    label: str
    share: str
    verdict: Name
    firmness: str
    coherence: str
    stability: str
    terms: tuple[Term, ...]
    years: Years | None
    places: tuple[Place, ...]
    n_places: int
    exemplars: tuple[Exemplar, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """All that the view shows."""

    map: Plot
    topics: tuple[Topic, ...]
    relevances: dict[str, dict[str, list[list[Any]]]]
    relevance: float


def topics_of(summary: Summary) -> Topics | None:
    """Collect the view; None if the corpus has no topics."""
    tables = summary.tables
    if "topics" not in tables:
        return None
    return Topics(_map(tables["topics"]), tuple(_topics(tables)), _relevances(tables["topic_relevance"]), RELEVANCE)


def _map(table: pd.DataFrame) -> Plot:
    """Return topics as circles with their numbers, and beside them, where there is room, their first terms."""
    ranked = table.sort_values("share", ascending=False, kind="stable")
    rows = list(records(ranked, table.columns.tolist()))
    xs, ys, shares = ([row[name] for row in rows] for name in ("x", "y", "share"))
    circles = circles_of(xs, ys, shares, (WIDTH, HEIGHT))
    names = [row["label"].split("、")[0] for row in rows]
    dots, texts = [], []
    for (x, y, r), row, name, spot in zip(circles, rows, names, beside(circles, names, (WIDTH, HEIGHT)), strict=True):
        kind = "stable" if row.get("stable", True) else "unstable"
        dots.append(Dot(x, y, r, kind, f"{row['topic']} {row['label']}　{row['share']:.1%}"))
        texts.append(Text(x, y, str(row["topic"]), "middle", kind))
        if spot:
            dx, dy, align = spot
            texts.append(Text(round(x + dx, 1), round(y + dy, 1), name, ANCHORS[align], "name"))
    return Plot(WIDTH, HEIGHT, tuple(dots), texts=tuple(texts))


def _topics(tables: Any) -> Iterator[Topic]:
    terms = grouped(tables["topic_terms"], "topic")
    years = grouped(tables["topic_shares_by_year"].dropna(subset=["year"]), "topic")
    shares = tables["topic_shares_by_place"]
    places = grouped(shares[shares["place"] != ""], "topic")
    exemplars = grouped(tables["topic_exemplars"], "topic")
    for row in records(tables["topics"], tables["topics"].columns.tolist()):
        number = row["topic"]
        stability = row.get("stability")
        verdict, firmness = _verdict(stability, row["coherence"])
        yield Topic(
            number=number,
            label=row["label"],
            share=f"{row['share']:.1%}",
            verdict=verdict,
            firmness=firmness,
            coherence=f"{row['coherence']:+.2f}",
            stability="–" if stability is None else f"{stability:.0%}",
            terms=tuple(_terms(terms[number])),
            years=_years(years[number]) if number in years else None,
            places=tuple(_places(places[number])) if number in places else (),
            n_places=len(places.get(number, ())),
            exemplars=tuple(_exemplars(exemplars[number])) if number in exemplars else (),
        )


def _verdict(stability: float | None, coherence: float) -> tuple[Name, str]:
    """Say in plain words how far a topic can be trusted."""
    if stability is None:
        again, firmness = Name("未检验是否稳定", "its stability was not measured"), "fair"
    elif stability >= 0.7:
        again, firmness = Name("换一部分文本仍会找到它", "it is found again in other parts of the text"), "firm"
    elif stability >= 0.5:
        again, firmness = (
            Name("换一部分文本大多仍会找到它", "it is mostly found again in other parts of the text"),
            "fair",
        )
    else:
        again = Name("换一部分文本就变样，只作线索", "it changes with the text: a hint, no finding")
        firmness = "loose"
    if coherence >= 0.05:
        near = Name("主题词常在一起出现", "its terms often stand together")
    elif coherence >= -0.25:
        near = Name("主题词有时在一起出现", "its terms sometimes stand together")
    else:
        near = Name("主题词很少紧挨着出现", "its terms rarely stand close to each other")
    return Name(f"{again.zh}；{near.zh}。", f"{again.en.capitalize()}; {near.en}."), firmness


def _terms(rows: list[Record]) -> Iterator[Term]:
    best = max(row["probability"] for row in rows)
    for row in rows:
        yield Term(row["term"], f"{row['probability']:.1%}", round(100 * row["probability"] / best, 1))


def _relevances(table: pd.DataFrame) -> dict[str, dict[str, list[list[Any]]]]:
    """Return the terms of each topic for each λ, for the switch in the page."""
    return {
        f"{value:.1f}": {
            str(topic): [[term.term, term.value, term.width] for term in _terms(rows)]
            for topic, rows in grouped(part, "topic").items()
        }
        for value, part in table.groupby("lambda", sort=True)
    }


def _years(rows: list[Record]) -> Years | None:
    if len(rows) < 2:
        return None
    years = [int(row["year"]) for row in rows]
    top = max(row["high"] for row in rows) or 1.0
    x = axis(years, 4, SPARK_WIDTH - 4, room=0)
    y = axis([0.0, top], SPARK_HEIGHT - 4, 6, room=0)
    at = [x.at(year) for year in years]
    points, lower, upper = (
        [(a, y.at(row[name])) for a, row in zip(at, rows, strict=True)] for name in ("share", "low", "high")
    )
    dots = tuple(
        Dot(*point, 2.5, "year", f"{year}　{row['share']:.1%}　[{row['low']:.1%}, {row['high']:.1%}]")
        for point, year, row in zip(points, years, rows, strict=True)
    )
    return Years(
        line_of(points), line_of([*upper, *reversed(lower)]), dots, str(years[0]), str(years[-1]), f"{top:.0%}"
    )


def _places(rows: list[Record]) -> Iterator[Place]:
    """Yield the places of the largest shares; ties in the order of the table."""
    shown = sorted(rows, key=itemgetter("share"), reverse=True)[:MOST_PLACES]
    most = max(row["high"] for row in shown) or 1.0
    for row in shown:
        at, low, high = (round(100 * row[name] / most, 1) for name in ("share", "low", "high"))
        limits = f"{row['low']:.0%}–{row['high']:.0%}"
        yield Place(row["place"], f"{row['share']:.0%}", limits, at, low, round(high - low, 1))


def _exemplars(rows: list[Record]) -> Iterator[Exemplar]:
    for row in rows:
        text = row["text"].strip()
        cut = text[:MOST_CHARACTERS] + "……" if len(text) > MOST_CHARACTERS else text
        yield Exemplar(row["report"], f"{row['share']:.0%}", cut)
