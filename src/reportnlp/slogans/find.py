"""slogans: every slogan of a corpus, with its type, its score and its evidence."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.lexicon import load_lexicon
from reportnlp.slogans.choose import choose
from reportnlp.slogans.context import around
from reportnlp.slogans.hit import TYPES, Found, SloganType
from reportnlp.slogans.passes import found_in, phrases_of, quoted_in, seen_in
from reportnlp.slogans.quotes import find_quoted
from reportnlp.slogans.scores import scores_of
from reportnlp.slogans.settle import spelling, types_of, votes_in, with_types
from reportnlp.slogans.spread import uses
from reportnlp.slogans.view import View
from reportnlp.validate import choices, flag, number

__all__ = ["asked_for", "slogans", "spread_of", "table_of", "with_spread"]

Longs = npt.NDArray[np.int64]

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
        likely an author would quote it; ``lexicon`` (str), the
        category of the term that it is, or is a part of. ``sentence_start``
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
    view = seen_in(corpus, use_quotes)
    quotes = list(find_quoted(view))
    quoted = quoted_in(view, quotes)
    used = uses(view, {phrase for phrase, _, _ in quoted})
    phrases = phrases_of(quoted, Counter(phrase for _, phrase in used))
    found = found_in(view, quotes, used, phrases, min_score)
    table = table_of(corpus, view, found, types_of(votes_in(view, found)), {"types": wanted, "min_score": min_score})
    record = corpus.provenance.then("slogans", types=wanted, use_quotes=use_quotes, min_score=min_score)
    return record.attach(with_spread(table, spread_of(table, corpus)))


def asked_for(types: Collection[SloganType] | None, min_score: float) -> list[SloganType]:
    """Return the types that are asked for, after a check of them and of the score."""
    number("min_score", min_score, low=0, high=1)
    return choices("types", TYPES if types is None else types, TYPES)  # type: ignore[return-value]


def table_of(
    corpus: Corpus, view: View, found: Found, settled: Mapping[str, SloganType], asked: Mapping[str, Any]
) -> pd.DataFrame:
    """Return the table of `slogans` but for the columns that count, with the types that all reports settle."""
    found = with_types(view, found, settled)
    scores = scores_of(view, found)
    numbers = np.flatnonzero(scores.score >= asked["min_score"])
    found, scores = found.these(numbers), scores.these(numbers)
    wanted = set(asked["types"])
    kept = choose(view, found, scores)
    kept = kept[np.array([found.type[k] in wanted for k in kept.tolist()], np.bool_)]
    found, scores = found.these(kept), scores.these(kept)
    of = np.searchsorted(view.first, found.start, side="right") - 1
    start, end = view.spans(found.start, found.end)
    reports = [corpus.reports[k] for k in of.tolist()]
    texts = [report.text[a:b] for report, a, b in zip(reports, start.tolist(), end.tolist(), strict=True)]
    first, last = around(corpus, of, start, end, FARTHEST)
    table = {
        "report": [report.id for report in reports],
        "start": start,
        "end": end,
        "text": texts,
        "normalized": [spelling(text) for text in texts],
        "type": found.type,
        "score": scores.score,
        "quoted": scores.quoted,
        "pattern": found.rule,
        "boundary": (view.edges[found.start] & view.edges[found.end]) > 0,
        "predictor": scores.likely,
        "lexicon": _categories(view, found),
        "sentence_start": first,
        "sentence": [report.text[a:b] for report, a, b in zip(reports, first.tolist(), last.tolist(), strict=True)],
    }
    columns = {name: dtype for name, dtype in _COLUMNS.items() if name not in _SPREAD}
    return pd.DataFrame(table, columns=list(columns)).astype(columns)


def _categories(view: View, found: Found) -> list[str]:
    """Return the category in the lexicon of each hit, or of the token that it is a part of."""
    lexicon = load_lexicon()
    number = np.searchsorted(view.starts, found.start, side="right") - 1
    kind = np.where(view.ends[number] >= found.end, view.kind[number], -1)
    spans = zip(kind.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    return [lexicon.category(view.text[a:b]) or (view.kinds[k][1] if k >= 0 else "") for k, a, b in spans]


def spread_of(table: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the columns that count, by ``normalized``: those of parts of the reports add up, years to the least."""
    years = table["report"].map({report.id: report.year for report in corpus}).astype("Int64")
    same = table.assign(year=years).groupby("normalized")
    return same.agg(n=("report", "size"), n_reports=("report", "nunique"), first_year=("year", "min"))


def with_spread(table: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Return the whole table of `slogans`."""
    return table.join(spread, on="normalized")[list(_COLUMNS)].astype(_COLUMNS)
