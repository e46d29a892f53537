"""slogan_history: when and where each slogan came up, and how it spread from level to level."""

from bisect import bisect_right
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from reportnlp.corpus import LEVELS, Corpus, Report
from reportnlp.errors import ArgumentError
from reportnlp.slogans.variants import group_variants
from reportnlp.slogans.view import points_in, sentences_in
from reportnlp.validate import columns

__all__ = ["SloganHistory", "slogan_history"]

COLUMNS = {
    "slogan": "str",
    "variants": "str",
    "year": "Int64",
    "level": "str",
    "n": "int64",
    "n_reports": "int64",
    "places": "str",
    "n_all": "int64",
    "n_reports_all": "int64",
    "first_year": "Int64",
    "first_place": "str",
    "last_year": "Int64",
    "last_place": "str",
    "spread": "str",
    "where": "str",
    "sentences": "str",
}
#: Slogans that the HTML shows.
SHOWN = 100
#: Between the parts of a cell.
BETWEEN = "｜"
#: Characters of a sentence before and behind a slogan; a line without an end may be long.
FARTHEST = 150


class SloganHistory(pd.DataFrame):
    """A data frame that shows itself in Jupyter as a list of slogans, each of which opens its sentences."""

    @property
    def _constructor(self) -> type["SloganHistory"]:
        return SloganHistory

    def _repr_html_(self) -> str:
        if not set(COLUMNS) <= set(self.columns):
            return self.head(SHOWN).to_html()
        names = self["slogan"].drop_duplicates()
        shown = self[self["slogan"].isin(names.head(SHOWN))]
        first = f", the first {SHOWN}" if len(names) > SHOWN else ""
        items = "".join(_item(rows.to_dict("records")) for _, rows in shown.groupby("slogan", sort=False))
        return f"<div><p>{len(names)} slogans{first}</p>{items}</div>"


def _item(rows: list[dict[Any, Any]]) -> str:
    """Return one slogan as HTML, closed."""
    head = rows[0]
    years = _span(head["first_year"], head["last_year"])
    facts = f"{head['n_all']} × in {head['n_reports_all']} reports{f', {years}' if years else ''}"
    notes = [text for text in (head["spread"], head["variants"]) if text]
    spellings = sorted([head["slogan"], *head["variants"].split(BETWEEN)], key=lambda text: (-len(text), text))
    lines = "".join(
        f"<li><small>{escape(place)}</small> {_marked(sentence, spellings)}</li>"
        for row in rows
        for place, sentence in zip(row["where"].split("\n"), row["sentences"].split("\n"), strict=True)
    )
    below = "".join(f"<p><small>{escape(text)}</small></p>" for text in notes)
    return (
        f"<details><summary><b>{escape(head['slogan'])}</b> <small>{escape(facts)}</small></summary>"
        f"{below}<ul>{lines}</ul></details>"
    )


def _span(first: Any, last: Any) -> str:
    if pd.isna(first):
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _marked(sentence: str, spellings: list[str]) -> str:
    """Return a sentence as HTML with the longest spelling that stands in it marked."""
    found = next((text for text in spellings if text and text in sentence), "")
    if not found:
        return escape(sentence)
    left, _, right = sentence.partition(found)
    return f"{escape(left)}<mark>{escape(found)}</mark>{escape(right)}"


class _Use(NamedTuple):
    """One use of a slogan, in the order of time: those without a year last, upper levels first."""

    unknown_year: bool
    year: int
    rank: int
    place: str
    report: str
    start: int
    end: int
    text: str
    level: str
    sentence: str


def slogan_history(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Follow each slogan through the years and the levels: first and last use, counts, spread.

    Parameters
    ----------
    hits : pandas.DataFrame
        What `reportnlp.slogans` returned, or any table with ``report, start, end, text``; one place counts
        once, whatever the types under which it was found.
    corpus : Corpus
        What was searched: its reports say where, when and at what level.

    Returns
    -------
    SloganHistory
        A pandas.DataFrame, one row for each slogan, year and level: ``slogan`` (str), its most frequent spelling,
        and ``variants`` (str), the others, with ｜ between; ``year`` (Int64) and ``level`` (str) of the
        reports, ``n`` and ``n_reports`` (int64), uses then and there and the reports with one, and ``places``
        (str), with ｜ between. Of the whole slogan, the same in all its rows: ``n_all, n_reports_all`` (int64);
        ``first_year, last_year`` (Int64) and ``first_place, last_place`` (str); ``spread`` (str), the year of
        the first use at each level, in the order of time. ``where`` (str), report:start-end for each use, and
        ``sentences`` (str), the sentence of each, are lines of one cell. Slogans are sorted by reports, most
        first, then by uses, most first, then by first year, then by slogan; their rows by year, those without one
        last, then from the State Council down. Of several uses in one year the first is that of the highest
        level, then of the place and the report that are first by code point; the last use is found the same
        way. Jupyter shows a list of slogans, each of which opens its sentences.

    Raises
    ------
    ArgumentError
        If a column is missing, or a hit stands in no report of the corpus.

    Notes
    -----
    Spellings are one slogan if they are the same without quotation marks, blanks and the forms of characters and
    numerals, without marks and 的之和与及 inside, or if they have eight characters or more and differ in one that
    is no numeral, letter or negation: 十四五 and 十五五 stay two.

    Examples
    --------
    >>> import pandas as pd
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([
    ...     rn.Report("a", "发展“首店”经济。", place="甲省", level="provincial", year=2021),
    ...     rn.Report("b", "做强“首店经济”。", place="乙镇", level="town", year=2023),
    ... ])
    >>> hits = pd.DataFrame({"report": ["a", "b"], "start": [2, 3], "end": [8, 7], "text": ["“首店”经济", "首店经济"]})
    >>> rn.slogan_history(hits, corpus)[["slogan", "year", "level", "n", "spread"]]
      slogan  year       level  n                           spread
    0   首店经济  2021  provincial  1  2021 provincial → 2023 town
    1   首店经济  2023        town  1  2021 provincial → 2023 town
    """
    columns("hits", ["report", "start", "end", "text"], hits.columns)
    name_of = group_variants(hits["text"].tolist())
    uses: dict[str, dict[tuple[str, int, int], _Use]] = {}
    sentences: dict[str, tuple[list[int], list[int]]] = {}
    cells = (hits[name].tolist() for name in ("report", "start", "end", "text"))  # pandas reads text cell by cell
    for name, start, end, text in zip(*cells, strict=True):
        report = _searched(corpus, name, start, text)
        if name not in sentences:
            starts, ends = sentences_in(points_in(report.text))
            sentences[name] = starts.tolist(), ends.tolist()
        use = _use(report, int(start), int(end), *sentences[name])
        uses.setdefault(name_of[text], {}).setdefault((name, use.start, use.end), use)
    rows = [row for group in uses.values() for row in _rows(sorted(group.values()))]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    table["order"] = table["level"].map(LEVELS.index)
    keys = ["n_reports_all", "n_all", "first_year", "slogan", "year", "order"]
    table = table.sort_values(keys, ascending=[False, False, True, True, True, True], ignore_index=True)
    table = SloganHistory(table.drop(columns="order"))
    return corpus.provenance.then("slogan_history", n_hits=len(hits)).attach(table)


def _searched(corpus: Corpus, name: str, start: int, text: str) -> Report:
    """Return the report of a hit, in which its text must stand."""
    try:
        report = corpus[name]
    except KeyError:
        raise ArgumentError(f"corpus: has no report {name!r}; give the corpus that was searched") from None
    if not report.text.startswith(text, start):
        raise ArgumentError(f"hits: {text!r} is not at {start} in report {name!r}; give the corpus that was searched")
    return report


def _use(report: Report, start: int, end: int, starts: list[int], ends: list[int]) -> _Use:
    year = 0 if report.year is None else report.year
    about = _sentence(report, start, end, starts, ends)
    where = (report.place, report.id, start, end, report.text[start:end], report.level)
    return _Use(report.year is None, year, LEVELS.index(report.level), *where, about)


def _sentence(report: Report, start: int, end: int, starts: list[int], ends: list[int]) -> str:
    """Return the sentences that a slogan stands in, as one line."""
    first = max(bisect_right(starts, start) - 1, 0)
    last = max(bisect_right(starts, end - 1) - 1, first)
    begin = max(min(starts[first], start), start - FARTHEST)
    stop = min(max(ends[last], end), end + FARTHEST)
    return report.text[begin:stop].replace("\n", " ")


def _rows(uses: list[_Use]) -> list[tuple[object, ...]]:
    """Return the rows of one slogan, whose uses are in the order of time."""
    spellings: dict[str, int] = {}
    for use in uses:
        spellings[use.text] = spellings.get(use.text, 0) + 1
    slogan, *others = sorted(spellings, key=lambda text: (-spellings[text], len(text), text))
    dated = [use for use in uses if not use.unknown_year]
    first = dated[0] if dated else uses[0]
    latest = [use for use in dated if use.year == dated[-1].year] if dated else uses
    last = latest[0]
    when = (first.year, first.place, last.year, last.place) if dated else (None, first.place, None, last.place)
    whole = (len(uses), len({use.report for use in uses}), *when, _spread(dated))
    cells: dict[tuple[bool, int, int], list[_Use]] = {}
    for use in uses:
        cells.setdefault(use[:3], []).append(use)
    return [
        (
            slogan,
            BETWEEN.join(others),
            None if unknown else year,
            LEVELS[rank],
            len(own),
            len({use.report for use in own}),
            BETWEEN.join(sorted({use.place for use in own} - {""})),
            *whole,
            "\n".join(f"{use.report}:{use.start}-{use.end}" for use in own),
            "\n".join(use.sentence for use in own),
        )
        for (unknown, year, rank), own in cells.items()
    ]


def _spread(dated: list[_Use]) -> str:
    """Return the first year of each level, the levels of one year together."""
    first: dict[str, int] = {}
    for use in dated:
        if use.level:
            first.setdefault(use.level, use.year)
    years: dict[int, list[str]] = {}
    for level, year in first.items():
        years.setdefault(year, []).append(level)
    return " → ".join(f"{year} {', '.join(levels)}" for year, levels in years.items())
