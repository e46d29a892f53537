"""The view Keywords: by report, year or place, each term with its sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pandas as pd

from reportnlp.report.names import GROUPINGS, Name
from reportnlp.summary import Summary

__all__ = [
    "MOST_SENTENCES",
    "Card",
    "Keyword",
    "Panel",
    "Sentence",
    "cut",
    "keywords_of",
    "records",
    "sentence_of",
    "spread",
]

#: Groups of one kind, and sentences of a term, that the page shows; the files have them all.
MOST_CARDS, MOST_SENTENCES = 250, 3
#: Characters of a sentence on each side of the hit.
CONTEXT = 60
#: What `spread` and `sentence_of` look at.
USED = ("report", "start", "end", "sentence_start", "sentence")
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
    panels = []
    for by, name in _TABLES.items():
        table = tables[name]
        groups = table[by].drop_duplicates().tolist()
        if groups:
            shown = table[table[by].isin(groups[:MOST_CARDS])]
            examples = _examples(tables.get("keyword_hits"), shown, by, tables["reports"])
            panels.append(Panel(by, GROUPINGS[by], name, tuple(_cards(shown, by, examples)), len(groups)))
    return tuple(panels)


def _cards(table: pd.DataFrame, by: str, examples: Mapping[tuple[str, str], tuple[Sentence, ...]]) -> Iterator[Card]:
    groups: dict[str, list[dict[Any, Any]]] = {}
    for row in records(table, table.columns.tolist()):
        groups.setdefault(str(row[by]), []).append(row)
    for group, rows in groups.items():
        best = max(row["tf_idf"] for row in rows)
        yield Card(group, tuple(_keyword(row, best, examples, group) for row in rows))


def _keyword(row: dict[Any, Any], best: float, examples: Mapping[Any, tuple[Sentence, ...]], group: str) -> Keyword:
    return Keyword(
        term=row["term"],
        n=row["n"],
        n_docs=row["n_docs"],
        dp=f"{row['dp']:.3f}",
        weight=f"{row['tf_idf']:.3f}",
        width=round(100 * row["tf_idf"] / best, 1),
        interval=None if pd.isna(row["effect"]) else _interval(row["effect"], row["low"], row["high"]),
        sentences=examples.get((group, row["term"]), ()),
    )


def _interval(effect: float, low: float, high: float) -> Interval:
    at, left, right = (round(MIDDLE + HALF * max(-1.0, min(1.0, value / REACH)), 1) for value in (effect, low, high))
    sure = low > 0 or high < 0
    return Interval(f"{effect:+.2f}", f"{low:+.2f} … {high:+.2f}", at, left, round(right - left, 1), sure)


def _examples(
    hits: pd.DataFrame | None, shown: pd.DataFrame, by: str, reports: pd.DataFrame
) -> dict[tuple[str, str], tuple[Sentence, ...]]:
    """Return the first sentences of each group and term, those of different reports before more of one."""
    if hits is None or not len(hits):
        return {}
    group = hits["report"] if by == "report" else hits["report"].map(reports.set_index("id")[by])
    wanted = set(zip(shown[by].astype("str").tolist(), shown["term"].tolist(), strict=True))
    keys = zip(group.astype("str").tolist(), hits["term"].tolist(), strict=True)
    found: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for key, row in zip(keys, records(hits, USED), strict=True):
        if key in wanted:
            found.setdefault(key, []).append(row)
    return {key: tuple(map(sentence_of, spread(rows, MOST_SENTENCES))) for key, rows in found.items()}


def records(table: pd.DataFrame, names: Sequence[str]) -> Iterator[dict[Any, Any]]:
    """Yield some columns of each row, ten times as fast as pandas does."""
    for row in zip(*(table[name].tolist() for name in names), strict=True):
        yield dict(zip(names, row, strict=True))


def spread(rows: Sequence[dict[Any, Any]], top: int) -> list[dict[Any, Any]]:
    """Return the first rows, those of different reports before more of one; two hits in a sentence show it once."""
    each = {(row["report"], row["sentence_start"]): row for row in reversed(rows)}
    seen: Counter[str] = Counter()
    ranked = []
    for k, row in enumerate(reversed(each.values())):
        ranked.append((seen[row["report"]], k, row))
        seen[row["report"]] += 1
    return [row for _, _, row in sorted(ranked, key=itemgetter(0, 1))[:top]]


def sentence_of(row: dict[Any, Any]) -> Sentence:
    """Return the sentence of a row with ``report, start, end, sentence_start, sentence``, a long one cut."""
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
