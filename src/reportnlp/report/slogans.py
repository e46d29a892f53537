"""The view Slogans: by type, each with its sentences; their history; templates with slots."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from reportnlp.report.history import History, Templates, history_of, templates_of
from reportnlp.report.keywords import Sentence, sentences_of
from reportnlp.report.names import TYPES, Name
from reportnlp.report.records import records
from reportnlp.summary import Summary

__all__ = ["Slogan", "Slogans", "slogans_of"]

#: Slogans of a type, and sentences of a slogan, that the page shows; the table has them all.
MOST_OF_TYPE, MOST_SENTENCES = 80, 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of slogans."""

    id: str
    name: Name
    n: int
    n_hits: int
    width: float


@dataclass(frozen=True, slots=True)
class Slogan:
    """A slogan with where it stands."""

    text: str
    type: str
    name: Name
    n: int
    n_reports: int
    first_year: str
    score: str
    variants: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Slogans:
    """All that the view shows."""

    kinds: tuple[Kind, ...]
    slogans: tuple[Slogan, ...]
    n_slogans: int
    history: History | None
    templates: Templates | None
    most_sentences: int = MOST_SENTENCES


def slogans_of(summary: Summary) -> Slogans | None:
    """Collect the view; None if slogans were not looked for."""
    table = summary.tables.get("slogans")
    if table is None:
        return None
    # The same phrase of two types is two slogans; spellings of one stand together.
    each = table.drop_duplicates(["type", "normalized"])
    order = ["n_reports", "n", "score"]
    ranked = each.sort_values(order, ascending=False, kind="stable")
    shown = ranked.groupby("type", sort=False).head(MOST_OF_TYPE)
    history, templates = (summary.tables.get(name) for name in ("slogan_history", "templates"))
    return Slogans(
        tuple(_kinds(table, each)),
        tuple(_slogans(table, shown)),
        len(each),
        history_of(history),
        templates_of(templates),
    )


def _kinds(table: pd.DataFrame, each: pd.DataFrame) -> Iterator[Kind]:
    sizes, hits = each["type"].value_counts(), table["type"].value_counts()
    for kind, name in TYPES.items():
        if kind in sizes:
            yield Kind(kind, name, int(sizes[kind]), int(hits[kind]), round(100 * sizes[kind] / sizes.max(), 1))


def _slogans(table: pd.DataFrame, shown: pd.DataFrame) -> Iterator[Slogan]:
    uses: dict[tuple[str, str], list[int]] = {
        key: [] for key in zip(shown["type"].tolist(), shown["normalized"].tolist(), strict=True)
    }
    for use, key in enumerate(zip(table["type"].tolist(), table["normalized"].tolist(), strict=True)):
        if key in uses:
            uses[key].append(use)
    sentences, texts = sentences_of(table, uses, MOST_SENTENCES), table["text"].tolist()
    for row in records(shown, ("type", "normalized", "text", "n", "n_reports", "first_year", "score")):
        key = row["type"], row["normalized"]
        spellings = dict.fromkeys(texts[use] for use in uses[key] if texts[use] != row["text"])
        yield Slogan(
            text=row["text"],
            type=row["type"],
            name=TYPES[row["type"]],
            n=row["n"],
            n_reports=row["n_reports"],
            first_year="" if pd.isna(row["first_year"]) else str(row["first_year"]),
            score=f"{row['score']:.2f}",
            variants="、".join(list(spellings)[:3]),
            sentences=sentences[key],
        )
