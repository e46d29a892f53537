"""slogans: every slogan of a corpus, with its type, its score and its evidence."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from reportnlp.corpus import Corpus, Report
from reportnlp.progress import track
from reportnlp.segmentation import segment
from reportnlp.slogans.brands import find_brands
from reportnlp.slogans.choose import Scored, choose
from reportnlp.slogans.clauses import find_clauses
from reportnlp.slogans.couplets import find_couplets
from reportnlp.slogans.fours import find_fours
from reportnlp.slogans.frames import find_frames
from reportnlp.slogans.headings import find_headings
from reportnlp.slogans.hit import TYPES, Hit, SloganType
from reportnlp.slogans.lexical import find_lexical
from reportnlp.slogans.normal import normalize
from reportnlp.slogans.numerals import find_numerals
from reportnlp.slogans.parallels import find_parallels
from reportnlp.slogans.predicted import CUT, find_predicted
from reportnlp.slogans.predictor import load_model, predict, prepare
from reportnlp.slogans.quotes import find_quoted
from reportnlp.slogans.ranks import find_ranks
from reportnlp.slogans.scores import scored
from reportnlp.slogans.spread import by_head, known, uses
from reportnlp.slogans.symbols import find_symbols
from reportnlp.slogans.view import View, bare_text, views
from reportnlp.units import sentence_spans
from reportnlp.validate import choices, flag, number

__all__ = ["slogans"]

#: The score from which on three hits in four are right: see the note on slogans in the documentation.
MIN_SCORE = 0.6
#: Characters of a sentence before and after a slogan that are shown: a line without an end may be long.
FARTHEST = 300

_DETECTORS = (
    find_quoted,
    find_symbols,
    find_numerals,
    find_ranks,
    find_lexical,
    find_couplets,
    find_parallels,
    find_frames,
    find_clauses,
    find_fours,
    find_headings,
    find_brands,
)
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
    wanted = choices("types", TYPES if types is None else types, TYPES)
    number("min_score", min_score, low=0, high=1)
    flag("use_quotes", use_quotes)
    rows = [
        row
        for report, view, hits in _hits(corpus, use_quotes)
        for row in _rows(report, view, choose(s for s in hits if s.score >= min_score))
        if row["type"] in wanted
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    same = table.groupby("normalized", sort=False)
    years = table["report"].map({report.id: report.year for report in corpus}).astype("Int64")
    table["n"] = same["report"].transform("size")
    table["n_reports"] = same["report"].transform("nunique")
    table["first_year"] = years.groupby(table["normalized"], sort=False).transform("min")
    record = corpus.provenance.then("slogans", types=wanted, use_quotes=use_quotes, min_score=min_score)
    return record.attach(table.astype(_COLUMNS))


def _hits(corpus: Corpus, use_quotes: bool) -> Iterator[tuple[Report, View, list[Scored]]]:
    """Yield each report with all that the detectors find in it, overlaps and all."""
    bare = [bare_text(report.text) for report in corpus]
    tokens = segment(Corpus([Report(report.id, text.text) for report, text in zip(corpus, bare, strict=True)]))
    seen = list(views(corpus.reports, bare, tokens, use_quotes))
    predicted = predict(prepare([text.text for text in bare]), load_model(), CUT)
    each = zip(corpus, seen, _spread(seen), predicted, strict=True)
    for report, view, known_uses, guesses in track(each, "slogans", total=len(corpus)):
        found = [hit for detector in _DETECTORS for hit in detector(view)]
        found += find_predicted(view, guesses)
        quoted = {(hit.start, hit.end) for hit in found if hit.rule == "quotes"}
        found += (hit for hit in known_uses if (hit.start, hit.end) not in quoted)
        logits = guesses.by_span()
        yield report, view, [scored(view, hit, logits.get((hit.start, hit.end))) for hit in found]


def _spread(seen: Sequence[View]) -> list[list[Hit]]:
    """Return for each view the uses of phrases that any of them quotes."""
    quoted = [(view.text[hit.start : hit.end], hit.type) for view in seen for hit in find_quoted(view)]
    index = by_head(phrase for phrase, _ in quoted)
    used = [list(uses(view.text, view.starts, view.edges, index)) for view in seen]
    phrases = known(quoted, (view.text[a:b] for view, spans in zip(seen, used, strict=True) for a, b in spans))
    return [
        [Hit(a, b, phrases[view.text[a:b]], "known") for a, b in spans if view.text[a:b] in phrases]
        for view, spans in zip(seen, used, strict=True)
    ]


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
