"""slogans: every slogan of a corpus, with its type, its score and its evidence."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from reportnlp.corpus import Corpus, Report
from reportnlp.slogans.choose import Scored, choose
from reportnlp.slogans.hit import TYPES, Hit, SloganType
from reportnlp.slogans.normal import normalize
from reportnlp.slogans.passes import Found, found_in, phrases_of, quoted_in, quotes_in, seen_in, uses_in
from reportnlp.slogans.scores import scored
from reportnlp.slogans.settle import types_of, votes_in, with_types
from reportnlp.slogans.view import View
from reportnlp.units import sentence_spans
from reportnlp.validate import choices, flag, number

__all__ = ["asked_for", "slogans", "spread_of", "table_of", "with_spread"]

#: The score from which on three hits in four are right: see the note on slogans in the documentation.
MIN_SCORE = 0.6
#: Characters of a sentence before and after a slogan that are shown: a line without an end may be long.
FARTHEST = 300

#: Columns that count in all reports.
_SPREAD = ("n", "n_reports", "first_year")
_COLUMNS = {
    "report": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "normalized": "str",
    "type": "str",
    "score": "float64",
    "n": "int64",
    "n_reports": "int64",
    "first_year": "Int64",
    "quoted": "bool",
    "pattern": "str",
    "boundary": "bool",
    "predictor": "float64",
    "lexicon": "str",
    "sentence_start": "int64",
    "sentence": "str",
}


def slogans(
    corpus: Corpus,
    types: Collection[SloganType] | None = None,
    *,
    use_quotes: bool = True,
    min_score: float = MIN_SCORE,
) -> pd.DataFrame:
    """Find slogans (提法), most of which occur once and no count of words can see.

    Parameters
    ----------
    corpus : Corpus
        Reports, or units of reports.
    types : collection of str, optional
        Types to return, all by default. ``brand``: a named programme, venue or team; ``clause``: a
        slogan that is a sentence; ``couplet``: two clauses that answer each other; ``four``: a set
        formula of four characters; ``frame``: 大排查大整治, 可圈可点; ``heading``: a heading that
        says something; ``metaphor``: 压舱石; ``numeral``: 三会一课; ``parallel``: three segments or
        more on one frame; ``policy``: a policy with a name of its own; ``rank``: 全省第一;
        ``symbol``: 1+6+N.
    use_quotes : bool, default True
        Whether quotation marks count as evidence. If not, they are read over.
    min_score : float, default 0.6
        The smallest score to return, from 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row an occurrence: ``report`` (str); ``start, end`` (int64), its span in the report's
        text without the quotation marks around it, in code points; ``text``; ``normalized``, the
        same for its variants; ``type``; ``score`` (float64), the share of such hits that are right;
        ``n, n_reports`` (int64) and ``first_year`` (Int64), occurrences of the same ``normalized``
        in this table, the reports that have one and the first year of these. The evidence:
        ``quoted`` (bool), whether it stands in quotation marks; ``pattern`` (str), the rule that
        found it; ``boundary`` (bool), whether it cuts no word; ``predictor`` (float64), how
        likely an author would quote it; ``lexicon`` (str), its category there. ``sentence_start``
        (int64) and ``sentence`` (str) say where it stands: 300
        characters before and after it at most. In the order of the corpus, then by
        start, the longer first. Spans of one type do not overlap; those of two types nest or do not
        touch, and none have the same span.

    Raises
    ------
    ArgumentError
        If there is no such type, or the score is not from 0 to 1.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "落实三会一课。打好“组合拳”，完善“1+6+N”体系。")])
    >>> rn.slogans(corpus)[["start", "text", "type", "quoted"]]
       start   text      type  quoted
    0      2   三会一课   numeral   False
    1     10    组合拳  metaphor    True
    2     18  1+6+N    symbol    True
    """
    flag("use_quotes", use_quotes)
    wanted = asked_for(types, min_score)
    seen = seen_in(corpus, use_quotes)
    quotes = quotes_in(seen)
    quoted = quoted_in(seen, quotes)
    phrases = phrases_of(quoted, uses_in(seen, {phrase for phrase, _, _ in quoted}))
    found = list(found_in(seen, quotes, phrases))
    settled = types_of(votes_in(seen, [each.hits for each in found]))
    table = table_of(corpus, seen, found, settled, {"types": wanted, "min_score": min_score})
    record = corpus.provenance.then("slogans", types=wanted, use_quotes=use_quotes, min_score=min_score)
    return record.attach(with_spread(table, spread_of(table, corpus)))


def asked_for(types: Collection[SloganType] | None, min_score: float) -> list[SloganType]:
    """Return the types that are asked for, after a check of them and of the score."""
    number("min_score", min_score, low=0, high=1)
    return choices("types", TYPES if types is None else types, TYPES)  # type: ignore[return-value]


def table_of(
    corpus: Corpus,
    seen: Sequence[View],
    found: Iterable[Found],
    settled: Mapping[str, SloganType],
    asked: Mapping[str, Any],
) -> pd.DataFrame:
    """Return the table of `slogans` but for the columns that count, with the types that all reports settle."""
    rows = [
        row
        for report, view, (hits, logits) in zip(corpus, seen, found, strict=True)
        for row in _rows(report, view, _chosen(view, with_types(view, hits, settled), logits, asked["min_score"]))
        if row["type"] in asked["types"]
    ]
    columns = {name: dtype for name, dtype in _COLUMNS.items() if name not in _SPREAD}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def spread_of(table: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the columns that count, by ``normalized``: those of parts of the reports add up, years to the least."""
    years = table["report"].map({report.id: report.year for report in corpus}).astype("Int64")
    same = table.assign(year=years).groupby("normalized")
    return same.agg(n=("report", "size"), n_reports=("report", "nunique"), first_year=("year", "min"))


def with_spread(table: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Return the whole table of `slogans`."""
    return table.join(spread, on="normalized")[list(_COLUMNS)].astype(_COLUMNS)


def _chosen(view: View, hits: Sequence[Hit], logits: Sequence[float | None], min_score: float) -> list[Scored]:
    every = (scored(view, hit, logit) for hit, logit in zip(hits, logits, strict=True))
    return choose(each for each in every if each.score >= min_score)


def _rows(report: Report, view: View, hits: Sequence[Scored]) -> Iterator[dict[str, object]]:
    spans = list(sentence_spans(report.text))
    for hit, score, quoted, boundary, predictor, lexicon in hits:
        start, end = view.span(hit.start, hit.end)
        first, last = _around(spans, start, end)
        text = report.text[start:end]
        yield {
            "report": report.id,
            "start": start,
            "end": end,
            "text": text,
            "normalized": normalize(text),
            "type": hit.type,
            "score": score,
            "quoted": quoted,
            "pattern": hit.rule,
            "boundary": boundary,
            "predictor": predictor,
            "lexicon": lexicon,
            "sentence_start": first,
            "sentence": report.text[first:last],
        }


def _around(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the sentence that a span stands in, or what is near it if the sentence is very long."""
    k = bisect_right(spans, start, key=lambda span: span[0]) - 1
    # A phrase with an end mark in it reaches into the next sentence: show both.
    last = bisect_right(spans, end - 1, key=lambda span: span[0]) - 1
    return max(spans[k][0], start - FARTHEST), min(spans[last][1], end + FARTHEST)
