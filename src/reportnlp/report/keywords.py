"""The view Keywords: by report, year or place, each term with its sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, TypeVar

import pandas as pd

from reportnlp.report.names import GROUPINGS, Name
from reportnlp.report.records import grouped, records
from reportnlp.summary import Summary

__all__ = [
    "MOST_SENTENCES",
    "Card",
    "Keyword",
    "Panel",
    "Sentence",
    "cut",
    "keywords_of",
    "sentences_of",
]

#: Kind of group, group and term.
Key = tuple[str, str, str]
K = TypeVar("K")

#: Groups of one kind, and sentences of a term, that the page shows; the files have them all.
MOST_CARDS, MOST_SENTENCES = 250, 3
#: Characters of a sentence on each side of the hit.
CONTEXT = 60
_USED = ("report", "start", "end", "sentence_start", "sentence")
_TABLES = {"report": "keywords", "year": "keywords_by_year", "place": "keywords_by_place"}
#: Log-odds that the picture of an interval reaches to on each side; its middle and half its width, in pixels.
MIDDLE = 30.0
REACH, HALF = 6.0, 26.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the hit in the middle."""

    report: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class Interval:
    """An effect with its interval, in words and in pixels from the left."""

    text: str
    limits: str
    at: float
    low: float
    width: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Keyword:
    """A term of a group."""

    term: str
    n: int
    n_docs: int
    dp: str
    weight: str
    width: float
    interval: Interval | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The keywords of a group."""

    title: str
    keywords: tuple[Keyword, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The groups of one kind."""

    by: str
    name: Name
    table: str
    cards: tuple[Card, ...]
    n_groups: int


def keywords_of(summary: Summary) -> tuple[Panel, ...]:
    """Collect the view; a kind with no group is left out, and all if keywords were not computed."""
    tables = summary.tables
    if "keywords" not in tables:
        return ()
    groups = {by: tables[name][by].drop_duplicates().tolist() for by, name in _TABLES.items()}
    shown = {by: tables[name][tables[name][by].isin(groups[by][:MOST_CARDS])] for by, name in _TABLES.items()}
    examples = _examples(tables.get("keyword_hits"), shown, tables["reports"])
    return tuple(
        Panel(by, GROUPINGS[by], name, tuple(_cards(shown[by], by, examples)), len(groups[by]))
        for by, name in _TABLES.items()
        if groups[by]
    )


def _cards(table: pd.DataFrame, by: str, examples: Mapping[Key, tuple[Sentence, ...]]) -> Iterator[Card]:
    for group, rows in grouped(table, by).items():
        best = max(row["tf_idf"] for row in rows)
        title = str(group)
        yield Card(title, tuple(_keyword(row, best, examples.get((by, title, row["term"]), ())) for row in rows))


def _keyword(row: dict[Any, Any], best: float, sentences: tuple[Sentence, ...]) -> Keyword:
    return Keyword(
        term=row["term"],
        n=row["n"],
        n_docs=row["n_docs"],
        dp=f"{row['dp']:.3f}",
        weight=f"{row['tf_idf']:.3f}",
        width=round(100 * row["tf_idf"] / best, 1),
        interval=None if pd.isna(row["effect"]) else _interval(row["effect"], row["low"], row["high"]),
        sentences=sentences,
    )


def _interval(effect: float, low: float, high: float) -> Interval:
    at, left, right = (round(MIDDLE + HALF * max(-1.0, min(1.0, value / REACH)), 1) for value in (effect, low, high))
    sure = low > 0 or high < 0
    return Interval(f"{effect:+.2f}", f"{low:+.2f} … {high:+.2f}", at, left, round(right - left, 1), sure)


def _examples(
    hits: pd.DataFrame | None, shown: Mapping[str, pd.DataFrame], reports: pd.DataFrame
) -> dict[Key, tuple[Sentence, ...]]:
    """Return the first sentences of each kind of group, group and term."""
    if hits is None or not len(hits):
        return {}
    found: dict[Key, list[int]] = {}
    report, term = hits["report"].tolist(), hits["term"].tolist()
    for by, table in shown.items():
        found |= {(by, group, term): [] for group, term in zip(table[by].astype("str"), table["term"], strict=True)}
        group_of = dict(zip(reports["id"], reports["id" if by == "report" else by].astype("str"), strict=True))
        for row, key in enumerate(zip(repeat(by), map(group_of.__getitem__, report), term)):
            if key in found:
                found[key].append(row)
    return sentences_of(hits, found, MOST_SENTENCES)


def sentences_of(table: pd.DataFrame, rows: Mapping[K, Sequence[int]], top: int) -> dict[K, tuple[Sentence, ...]]:
    """Return the first sentences of those ascending rows of a table that belong to each key.

    Those of different reports come before more of one; two hits in a sentence show it once. The table has
    ``report, start, end, sentence_start, sentence``.
    """
    where = list(zip(table["report"].tolist(), table["sentence_start"].tolist(), strict=True))
    chosen = {key: _spread(mine, where, top) for key, mine in rows.items()}
    each = sorted(set().union(*chosen.values()))
    made = dict(zip(each, map(_sentence, records(table.iloc[each], _USED)), strict=True))
    return {key: tuple(made[row] for row in mine) for key, mine in chosen.items()}


def _spread(rows: Sequence[int], where: Sequence[tuple[str, int]], top: int) -> list[int]:
    ranked, known, seen = [], set(), Counter[str]()
    for row in rows:
        report, _ = place = where[row]
        if place not in known:
            known.add(place)
            ranked.append((seen[report], row))
            seen[report] += 1
            if len(seen) == top:  # nothing that follows comes before the first ones of these
                break
    return [row for _, row in sorted(ranked)[:top]]


def _sentence(row: dict[Any, Any]) -> Sentence:
    """Return the sentence of a row, a long one cut."""
    start, end = row["start"] - row["sentence_start"], row["end"] - row["sentence_start"]
    text = row["sentence"]
    return cut(row["report"], text[:start], text[start:end], text[end:])


def cut(report: str, before: str, hit: str, after: str) -> Sentence:
    """Return a sentence with what is far from the hit cut away."""
    before, after = before.lstrip(), after.rstrip()
    if len(before) > CONTEXT:
        before = f"…{before[-CONTEXT:]}"
    if len(after) > CONTEXT:
        after = f"{after[:CONTEXT]}…"
    return Sentence(report, before, hit, after)
