"""kwic: every place where something is said, with its context and its sentence."""

import warnings
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.errors import ArgumentError, VocabularyWarning
from reportnlp.matching import Matches, find_expression, find_patterns
from reportnlp.tokens import Tokens
from reportnlp.validate import choice, flag, integer, texts
from reportnlp.vocabulary import with_nearest

__all__ = ["Concordance", "kwic"]

Order = Literal["text", "left", "right"]

#: Lines of a concordance that its HTML shows.
SHOWN = 50
_CELL = "white-space:pre;padding:1px 4px;text-align:"


class Concordance(pd.DataFrame):
    """A data frame of hits that shows them in Jupyter one under the other; the sentence is shown on hovering."""

    @property
    def _constructor(self) -> type["Concordance"]:
        return Concordance

    def _repr_html_(self) -> str:
        if not {"report", "left", "hit", "right", "sentence"} <= set(self.columns):
            return self.head(SHOWN).to_html()
        first = f", the first {SHOWN}" if len(self) > SHOWN else ""
        rows = "".join(map(_row, self.head(SHOWN).to_dict("records")))
        return f"<table><caption>{len(self)} hits{first}</caption>{rows}</table>"


def _row(hit: dict[Any, Any]) -> str:
    text = {name: escape(str(hit[name])) for name in ("report", "left", "hit", "right", "sentence")}
    return (
        f"<tr title='{text['sentence']}'><td style='{_CELL}left'>{text['report']}</td>"
        f"<td style='{_CELL}right'>{text['left']}</td><td style='{_CELL}center'><b>{text['hit']}</b></td>"
        f"<td style='{_CELL}left'>{text['right']}</td></tr>"
    )


def kwic(
    tokens: Tokens,
    pattern: str | Sequence[str],
    *,
    regex: bool = False,
    width: int = 20,
    sort: Order = "text",
    corpus: Corpus | None = None,
) -> pd.DataFrame:
    r"""List every place where a word, a pattern or an expression stands (keyword in context).

    Parameters
    ----------
    tokens : Tokens
        The tokens. Where some have been dropped, the contexts show ``…``.
    pattern : str or sequence of str
        Words or terms, found as whole tokens however they were cut (营商环境, 数字经济核心产业); ``*`` stands
        for any characters of one token and ``?`` for one (``*环境``); elements between blanks follow each
        other (``优化 *环境``). Several patterns are looked for at once.
    regex : bool, default False
        Take `pattern` for one regular expression over the text, whatever the tokens.
    width : int, default 20
        Characters of context on each side; it ends with the paragraph.
    sort : {"text", "left", "right"}, default "text"
        Order of the reports and of the text; or by what stands before, from the hit to the left; or by
        what stands behind.
    corpus : Corpus, optional
        The corpus that was segmented, for the spans in the raw files.

    Returns
    -------
    Concordance
        A pandas.DataFrame with ``report`` (str); ``start, end`` (int64), the span in the text of the
        report; ``left, hit, right`` (str); ``sentence`` (str), the whole one; ``place, year, section`` as
        in `tokens.docs`, if they are there; with `corpus` also ``raw_start, raw_end`` (int64), the span
        in the raw text. Jupyter shows it as lines under each other.

    Raises
    ------
    ArgumentError
        If the pattern is blank or the expression none, the expression searches for longer than a minute, or the
        corpus lacks a report.

    Warns
    -----
    VocabularyWarning
        If a pattern stands nowhere; the types nearest to it are named.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "我们优化营商环境。保护生态环境。")]))
    >>> rn.kwic(tokens, "*环境", width=4)[["report", "start", "left", "hit", "right"]]
      report  start  left   hit right
    0      a      4  我们优化  营商环境  。保护生
    1      a     11  境。保护  生态环境     。
    """
    choice("sort", sort, get_args(Order))
    integer("width", width, minimum=0)
    patterns, regex = texts("pattern", pattern), flag("regex", regex)
    matches = _found(tokens, patterns, regex=regex)
    docs = tokens.docs.iloc[matches.doc].reset_index(drop=True)
    lines = pd.DataFrame(_lines(tokens, matches, width), columns=["left", "hit", "right", "sentence"], dtype="str")
    offset = docs.get("start", 0)
    table = pd.DataFrame({"report": docs["report" if "report" in docs else "id"]})
    table["start"], table["end"] = matches.start + offset, matches.end + offset
    table = pd.concat([table, lines, docs[[name for name in ("place", "year", "section") if name in docs]]], axis=1)
    if corpus is not None:
        table["raw_start"], table["raw_end"] = _raw_spans(corpus, table)
    record = tokens.provenance.then("kwic", pattern=patterns, regex=regex, width=width, sort=sort)
    return record.attach(Concordance(_sorted(table, sort)))


def _found(tokens: Tokens, patterns: list[str], *, regex: bool) -> Matches:
    if regex:
        if len(patterns) != 1:
            raise ArgumentError(
                f"pattern: give one regular expression, with | between its choices; got {len(patterns)}"
            )
        return find_expression(tokens, patterns[0])
    matches = find_patterns(tokens, patterns)
    if absent := [pattern for k, pattern in enumerate(patterns) if k not in set(matches.term.tolist())]:
        named = "; ".join(with_nearest(pattern, tokens.vocabulary.types) for pattern in absent[:5])
        warnings.warn(f"kwic: {len(absent)} patterns stand nowhere: {named}", VocabularyWarning, stacklevel=3)
    return matches


def _lines(tokens: Tokens, matches: Matches, width: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield left context, hit, right context and sentence of each match."""
    first, last = tokens.sentence_spans(np.minimum(matches.first, np.maximum(matches.last - 1, 0)))
    # A regular expression may begin with the blanks before a sentence, and run on into the next one.
    first, last = np.minimum(first, matches.start), np.maximum(last, matches.end)
    low, high = np.maximum(np.minimum(first, matches.start - width), 0), np.maximum(last, matches.end + width)
    columns = (matches.doc, low, high, matches.start - low, matches.end - low, first - low, last - low)
    for doc, low_, high_, start, end, begin, stop in zip(*(column.tolist() for column in columns), strict=True):
        text = tokens.text(doc, low_, high_)
        left = text[max(0, start - width) : start].rpartition("\n")[2]
        yield left, text[start:end], text[end : end + width].partition("\n")[0], text[begin:stop]


def _raw_spans(corpus: Corpus, table: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Return where the hits begin and end in the raw texts."""
    wholes = {whole.id: whole for report in corpus for whole in [report.parent or report]}
    if absent := sorted(set(table["report"]) - set(wholes)):
        raise ArgumentError(f"corpus: has no report {absent[0]!r}; give the corpus that was segmented")
    spans = [
        wholes[row[0]].raw_span(row[1], row[2]) for row in table[["report", "start", "end"]].itertuples(index=False)
    ]
    return [span.start for span in spans], [span.end for span in spans]


def _sorted(table: pd.DataFrame, sort: Order) -> pd.DataFrame:
    """Put the lines in order; equal contexts stay in the order of the text."""
    if sort == "text":
        return table
    keys = [text[::-1] for text in table["left"]] if sort == "left" else list(table["right"])
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)
    return table.iloc[order].reset_index(drop=True)
