"""Uses of slogans in the order of time, and what they say of each slogan as a whole and of each of its years."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.corpus import LEVELS, Corpus, Report
from reportnlp.errors import ArgumentError
from reportnlp.slogans.context import around
from reportnlp.slogans.history_table import BETWEEN
from reportnlp.slogans.variants import group_variants

__all__ = ["Uses", "of_slogans", "of_years", "uses_in"]

Longs = npt.NDArray[np.int64]

#: Characters of a sentence before and behind a slogan; a line without an end may be long.
FARTHEST = 150


class Uses(NamedTuple):
    """Uses of slogans by slogan, each place once, those of one slogan in the order of time.

    The reports, in this order: those without a year last, upper levels first, then by place and by id. Of each use
    the number of its slogan, its report, and its span, int64[u]; and what stands there.
    """

    reports: list[Report]
    slogan: Longs
    of: Longs
    start: Longs
    end: Longs
    texts: list[str]


def uses_in(hits: pd.DataFrame, corpus: Corpus) -> Uses:
    """Return the uses of slogans that hits, ``report, start, end, text``, are of; variants are one slogan."""
    reports = sorted(corpus, key=lambda report: (*_when(report), report.place, report.id))
    texts = hits["text"].tolist()
    of = _searched(reports, hits["report"].tolist(), hits["start"].tolist(), texts)
    start, end = hits["start"].to_numpy(np.int64), hits["end"].to_numpy(np.int64)
    name_of, number = group_variants(texts), dict[str, int]()
    slogan = np.array([number.setdefault(name_of[text], len(number)) for text in texts], np.int64)
    order = np.lexsort((end, start, of, slogan))
    order = order[_begins(slogan[order], of[order], start[order], end[order])]
    slogan, of, start, end = slogan[order], of[order], start[order], end[order]
    spans = zip(of.tolist(), start.tolist(), end.tolist(), strict=True)
    return Uses(reports, slogan, of, start, end, [reports[k].text[a:b] for k, a, b in spans])


def _when(report: Report) -> tuple[bool, int, int]:
    return report.year is None, report.year or 0, LEVELS.index(report.level)


def _searched(reports: list[Report], names: list[str], starts: list[int], texts: list[str]) -> Longs:
    """Return the number of the report of each hit, in which its text must stand."""
    number = {report.id: k for k, report in enumerate(reports)}
    for name, start, text in zip(names, starts, texts, strict=True):
        if name not in number:
            raise ArgumentError(f"corpus: has no report {name!r}; give the corpus that was searched")
        if not reports[number[name]].text.startswith(text, start):
            raise ArgumentError(
                f"hits: {text!r} is not at {start} in report {name!r}; give the corpus that was searched"
            )
    return np.array([number[name] for name in names], np.int64)


def _begins(*keys: Longs) -> Longs:
    """Return where one of some keys, none of them negative, is another than before."""
    return np.flatnonzero(np.any([np.diff(key, prepend=-1) != 0 for key in keys], axis=0))


def of_slogans(uses: Uses) -> pd.DataFrame:
    """Return what `slogan_history` says of each slogan as a whole, by number."""
    firsts = _begins(uses.slogan)
    bounds = list(pairwise([*firsts.tolist(), len(uses.of)]))
    named = [_spellings(uses.texts[a:b]) for a, b in bounds]
    lasts = _lasts(uses, firsts)
    years = pd.array([report.year for report in uses.reports], dtype="Int64")
    places = pd.array([report.place for report in uses.reports], dtype="str")
    return pd.DataFrame(
        {
            "slogan": [slogan for slogan, _ in named],
            "variants": [BETWEEN.join(others) for _, others in named],
            "n_all": [b - a for a, b in bounds],
            "n_reports_all": np.bincount(uses.slogan[_begins(uses.slogan, uses.of)]),
            "first_year": years.take(uses.of[firsts]),
            "first_place": places.take(uses.of[firsts]),
            "last_year": years.take(uses.of[lasts]),
            "last_place": places.take(uses.of[lasts]),
            "spread": [_spread([uses.reports[k] for k in uses.of[a:b].tolist()]) for a, b in bounds],
        }
    )


def _lasts(uses: Uses, firsts: Longs) -> Longs:
    """Return the first use of the last year of each slogan, or of those without one if it has no other."""
    year = np.array([report.year or 0 for report in uses.reports], np.int64)
    dated = np.array([report.year is not None for report in uses.reports], np.bool_)
    begins = _begins(uses.slogan, year[uses.of], dated[uses.of].astype(np.int64))
    begins = begins[dated[uses.of[begins]] | np.isin(begins, firsts)]
    return begins[np.searchsorted(uses.slogan[begins], uses.slogan[firsts], side="right") - 1]


def _spellings(texts: list[str]) -> tuple[str, list[str]]:
    """Return the most frequent spelling, the shorter of two, and the others in this order."""
    times: dict[str, int] = {}
    for text in texts:
        times[text] = times.get(text, 0) + 1
    slogan, *others = sorted(times, key=lambda text: (-times[text], len(text), text))
    return slogan, others


def _spread(reports: Iterable[Report]) -> str:
    """Return the first year of each level, the levels of one year together."""
    first: dict[str, int] = {}
    for report in reports:
        if report.level and report.year is not None:
            first.setdefault(report.level, report.year)
    years: dict[int, list[str]] = {}
    for level, year in first.items():
        years.setdefault(year, []).append(level)
    return " → ".join(f"{year} {', '.join(levels)}" for year, levels in years.items())


def of_years(uses: Uses) -> pd.DataFrame:
    """Return what `slogan_history` says of each slogan in one year at one level, by the number of the slogan."""
    number: dict[tuple[bool, int, int], int] = {}
    when = np.array([number.setdefault(_when(report), len(number)) for report in uses.reports], np.int64)
    firsts = _begins(uses.slogan, when[uses.of])
    bounds = list(pairwise([*firsts.tolist(), len(uses.of)]))
    distinct = np.searchsorted(_begins(uses.slogan, uses.of), [*firsts, len(uses.of)])
    own = [uses.reports[k] for k in uses.of.tolist()]
    where = [f"{r.id}:{a}-{b}" for r, a, b in zip(own, uses.start.tolist(), uses.end.tolist(), strict=True)]
    begin, stop = around(uses.reports, uses.of, uses.start, uses.end, FARTHEST)
    lines = [r.text[a:b].replace("\n", " ") for r, a, b in zip(own, begin.tolist(), stop.tolist(), strict=True)]
    return pd.DataFrame(
        {
            "year": pd.array([own[a].year for a, _ in bounds], dtype="Int64"),
            "level": [own[a].level for a, _ in bounds],
            "n": [b - a for a, b in bounds],
            "n_reports": np.diff(distinct),
            "places": [BETWEEN.join(filter(None, dict.fromkeys(r.place for r in own[a:b]))) for a, b in bounds],
            "where": ["\n".join(where[a:b]) for a, b in bounds],
            "sentences": ["\n".join(lines[a:b]) for a, b in bounds],
        },
        index=uses.slogan[firsts],
    )
