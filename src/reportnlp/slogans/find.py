"""slogans: every slogan of a corpus, with its place and its sentence."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import get_args

import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.progress import track
from reportnlp.slogans.hit import Hit, SloganType
from reportnlp.slogans.numerals import find_numerals
from reportnlp.slogans.quotes import find_quoted
from reportnlp.units import sentence_spans
from reportnlp.validate import choice

__all__ = ["slogans"]

TYPES: tuple[str, ...] = get_args(SloganType)


def slogans(corpus: Corpus, *, types: Collection[SloganType] | None = None) -> pd.DataFrame:
    """Find slogans (提法), most of which occur once and no count of words can see.

    Parameters
    ----------
    corpus : Corpus
        Reports, or units of reports.
    types : collection of {"quoted", "numeral", "symbol"}, optional
        Types to return; all by default. A quoted phrase; a numeral abbreviation such as 三会一课;
        a symbolic one such as 1+6+N.

    Returns
    -------
    pandas.DataFrame
        One row an occurrence: ``report`` (str); ``start, end`` (int64), its span in the report's
        text without quotation marks, in code points; ``text``, ``type`` and ``evidence`` (str), the
        last "quotes" or "pattern"; ``n`` and ``n_reports`` (int64), occurrences of the same text
        in this table and reports that have one; ``sentence_start`` (int64) and ``sentence`` (str),
        where it stands. In the order of the corpus, then by start. Spans do not overlap.

    Raises
    ------
    ArgumentError
        If there is no such type.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "落实三会一课。打好“组合拳”，完善“1+6+N”体系。")])
    >>> rn.slogans(corpus)[["start", "text", "type", "evidence"]]
       start   text     type evidence
    0      2   三会一课  numeral  pattern
    1     10    组合拳   quoted   quotes
    2     18  1+6+N   symbol   quotes
    """
    wanted = sorted({choice("types", name, TYPES) for name in (TYPES if types is None else types)})
    rows = [
        (
            report.id,
            hit.start,
            hit.end,
            report.text[hit.start : hit.end],
            hit.type,
            hit.evidence,
            start,
            report.text[start:end],
        )
        for report in track(corpus.reports, "slogans")
        for hit, (start, end) in _with_sentence(report.text)
        if hit.type in wanted
    ]
    names = ["report", "start", "end", "text", "type", "evidence", "sentence_start", "sentence"]
    types_of = {name: "int64" if name in ("start", "end", "sentence_start") else "str" for name in names}
    table = pd.DataFrame(rows, columns=names).astype(types_of)
    same = table.groupby("text", sort=False)
    table.insert(6, "n", same["report"].transform("size").astype("int64"))
    table.insert(7, "n_reports", same["report"].transform("nunique").astype("int64"))
    return corpus.provenance.then("slogans", types=wanted).attach(table)


def _with_sentence(text: str) -> Iterator[tuple[Hit, tuple[int, int]]]:
    spans = list(sentence_spans(text))
    for hit in _distinct([*find_quoted(text), *find_numerals(text)]):
        k = bisect_right(spans, hit.start, key=lambda span: span[0]) - 1
        # A phrase with an end mark in it reaches into the next sentence: show both.
        last = bisect_right(spans, hit.end - 1, key=lambda span: span[0]) - 1
        yield hit, (spans[k][0], spans[last][1])


def _distinct(hits: list[Hit]) -> Iterator[Hit]:
    """Yield hits by start; of two that overlap the one that begins first, then the longer, then the quoted."""
    at = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.evidence == "pattern")):
        if hit.start >= at:
            at = hit.end
            yield hit
