"""The view Comparison: one pair of groups as a picture and tables, and the counts to compare any other in the page."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reportnlp.matrix import TermMatrix
from reportnlp.measures import PRIOR_SHARE
from reportnlp.provenance import provenance_of
from reportnlp.report.drawing import ANCHORS, Dot, Plot, Text, Tick, axis, ticks
from reportnlp.report.names import GROUPINGS, LEVELS, SECTIONS, Name
from reportnlp.spots import CHARACTER, SPOTS, placed
from reportnlp.summary import Summary

__all__ = ["Comparison", "comparison_of"]

#: Terms that the page can compare, points and labels in the picture, rows of each table.
MOST_TERMS, MOST_POINTS, MOST_LABELS, MOST_ROWS = 4000, 400, 36, 20
#: Groups of one kind that the page can compare.
MOST_GROUPS = 250
WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 50, 10, 22, 40
#: z from which on a term of the picture is coloured: p < 0.001 for two sides.
SURE = 3.29


@dataclass(frozen=True, slots=True)
class Row:
    """A term of the comparison."""

    term: str
    n_target: int
    n_reference: int
    per_target: str
    per_reference: str
    effect: str
    limits: str
    z: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the view shows, and what its script computes with."""

    target: Name
    plot: Plot
    up: tuple[Row, ...]
    down: tuple[Row, ...]
    n_terms: int
    n_all: int
    left_out: tuple[Name, ...]
    data: dict[str, Any]


def comparison_of(summary: Summary) -> Comparison | None:
    """Collect the view; None if there is nothing to compare."""
    table = summary.tables.get("keyness")
    if table is None or not len(table):
        return None
    (by, values), *_ = provenance_of(table).steps[-1].params["target"].items()
    group = str(values[0])
    strongest = table.iloc[np.argsort(-table["statistic"].to_numpy(), kind="stable")[:MOST_POINTS]]
    data, left_out = _data(summary.matrix, by, group)
    return Comparison(
        target=Name(f"{GROUPINGS[by].zh}：{group}", f"{GROUPINGS[by].en}: {group}"),
        plot=_plot(strongest),
        up=tuple(_rows(table[table["effect"] > 0].head(MOST_ROWS))),
        down=tuple(_rows(table[table["effect"] < 0].iloc[::-1].head(MOST_ROWS))),
        n_terms=len(data["terms"]),
        n_all=len(table),
        left_out=left_out,
        data=data,
    )


def _rows(table: pd.DataFrame) -> Iterator[Row]:
    for row in table.to_dict("records"):
        yield Row(
            term=row["term"],
            n_target=row["n_target"],
            n_reference=row["n_reference"],
            per_target=f"{row['per_10k_target']:.1f}",
            per_reference=f"{row['per_10k_reference']:.1f}",
            effect=f"{row['effect']:+.2f}",
            limits=f"{row['low']:+.2f} … {row['high']:+.2f}",
            z=f"{math.copysign(row['statistic'], row['effect']):+.1f}",
        )


def _plot(table: pd.DataFrame) -> Plot:
    """Return effect against frequency, the strongest terms first."""
    often = np.log10(np.maximum(table["per_10k_target"], table["per_10k_reference"])).tolist()
    effects = table["effect"].tolist()
    x, y = axis(often, LEFT, WIDTH - RIGHT), axis(effects, HEIGHT - BOTTOM, TOP)
    places = [(x.at(a), y.at(b)) for a, b in zip(often, effects, strict=True)]
    strong = table["statistic"].to_numpy() >= SURE
    sides = np.where(strong, np.where(table["effect"] > 0, "target", "reference"), "weak").tolist()
    terms = table["term"].tolist()
    spots = placed(
        [(*place, term) for place, term in zip(places, terms, strict=True)], MOST_LABELS, (WIDTH, HEIGHT - BOTTOM)
    )
    texts = []
    for (across, down), term, side, spot in zip(places, terms, sides, spots, strict=True):
        if spot >= 0:
            dx, dy, align = SPOTS[spot]
            texts.append(Text(round(across + dx, 1), round(down + dy, 1), term, ANCHORS[align], side))
    titles = [
        f"{term}　{a} : {b}　{effect:+.2f}"
        for term, a, b, effect in zip(terms, table["n_target"], table["n_reference"], effects, strict=True)
    ]
    dots = [Dot(a, b, 3.5, side, title) for (a, b), side, title in zip(places, sides, titles, strict=True)]
    ends = [Tick(x.at(value), f"{10**value:g}") for value in _decades(x.low, x.high)]
    up = [Tick(y.at(value), f"{value:g}") for value in ticks(y)]
    frame = (LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM)
    return Plot(WIDTH, HEIGHT, tuple(dots), *frame, tuple(texts), tuple(ends), tuple(up), y.at(0))


def _decades(low: float, high: float) -> list[float]:
    """Return logarithms of 1, 2 and 5 times powers of ten between two logarithms."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    values = [power + math.log10(times) for power in powers for times in (1, 2, 5)]
    return [round(value, 6) for value in values if low <= value <= high]


def _data(matrix: TermMatrix, by: str, group: str) -> tuple[dict[str, Any], tuple[Name, ...]]:
    """Return the counts of the most frequent terms in all groups, and kinds of groups that are too many."""
    totals = np.bincount(matrix.counts.indices, matrix.counts.data, matrix.shape[1])
    chosen = np.sort(np.argsort(-totals, kind="stable")[:MOST_TERMS])
    frequent = TermMatrix(matrix.counts[:, chosen], matrix.vocabulary.take(chosen), matrix.docs)
    lengths = pd.Series(matrix.lengths)
    kinds, left_out = [], []
    for name in ("year", "place", "level", "section", "report"):
        groups = list(_groups(frequent, name, lengths))
        if len(groups) > MOST_GROUPS:
            left_out.append(GROUPINGS[name])
        elif len(groups) > 1:
            kinds.append({"by": name, "zh": GROUPINGS[name].zh, "en": GROUPINGS[name].en, "groups": groups})
    data = {
        "terms": list(frequent.terms),
        "all": totals[chosen].astype(int).tolist(),
        "total": int(matrix.lengths.sum()),
        "kinds": kinds,
        "start": {"by": by, "group": group},
        "prior": PRIOR_SHARE,
        "sure": SURE,
        "spots": SPOTS,
        "character": CHARACTER,
        "most": {"points": MOST_POINTS, "labels": MOST_LABELS, "rows": MOST_ROWS},
        "frame": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
    }
    return data, tuple(left_out)


def _groups(matrix: TermMatrix, by: str, lengths: pd.Series) -> Iterator[dict[str, Any]]:
    """Yield each group that has words: its name, its words, and the counts of its terms with the gaps between them.

    The `lengths` are those of the documents with all terms, of which the matrix has some.
    """
    groups = matrix.sum_by(by)
    names = {"level": LEVELS, "section": SECTIONS}.get(by, {})
    sums = lengths.groupby(matrix.docs[by].array, sort=True, dropna=False).sum()
    counts = groups.counts
    for k, (value, words) in enumerate(zip(groups.docs[by].tolist(), sums.tolist(), strict=True)):
        if pd.isna(value) or value == "" or not words:
            continue
        row = slice(counts.indptr[k], counts.indptr[k + 1])
        gaps = np.diff(counts.indices[row], prepend=0).tolist()
        name = names.get(value, Name(str(value), str(value)))
        yield {
            "id": str(value), "zh": name.zh, "en": name.en,
            "words": words, "gaps": gaps, "counts": counts.data[row].tolist(),
        }  # fmt: skip
