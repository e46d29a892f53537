"""templates: headings and clauses that are put the same way, with what each puts into the slots."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from reportnlp.corpus import Corpus, Report, Section
from reportnlp.garbage import not_collected
from reportnlp.reading.headings import end_of_number
from reportnlp.slogans.framing import candidates, encode, group, single, spelled
from reportnlp.validate import choices, integer, number

__all__ = ["templates"]

TemplateUnit = Literal["heading", "clause"]

COLUMNS = {
    "template": "int64",
    "pattern": "str",
    "score": "float64",
    "report": "str",
    "place": "str",
    "year": "Int64",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "unit": "str",
    "slots": "str",
    "n_members": "int64",
    "n_reports": "int64",
    "first_report": "str",
    "first_year": "Int64",
}
#: Between the fillers of the slots, and for a slot.
BETWEEN, SLOT = "｜", "…"
SHORTEST, LONGEST_CLAUSE, LONGEST_HEADING = 6, 40, 80
_CLAUSE = re.compile(rf"[^。；！？!?;\n]{{{SHORTEST},}}")
_ENDS = " \t\u3000\n。；：，、;:,！？!?…"
_FIGURE = re.compile(r"[0-9０-９%％]")


class _Unit(NamedTuple):
    report: int
    start: int
    end: int
    text: str
    unit: TemplateUnit


class _Template(NamedTuple):
    pattern: str
    score: float
    members: list[tuple[_Unit, str]]  # with the fillers of the slots
    has_slots: bool

    @property
    def n_reports(self) -> int:
        return len({unit.report for unit, _ in self.members})


def templates(
    corpus: Corpus,
    *,
    units: Collection[TemplateUnit] = ("heading", "clause"),
    min_members: int = 2,
    min_reports: int = 1,
    min_score: float = 0.3,
) -> pd.DataFrame:
    r"""Find headings and clauses that are put the same way, with what each puts into the slots.

    Parameters
    ----------
    corpus : Corpus
        Whole reports; units of reports have clauses but no headings.
    units : collection of {"heading", "clause"}, default both
        A heading of the outline, without its number; a stretch of 6 to 40 characters between full stops,
        semicolons and ends of lines, outside the headings and without a figure.
    min_members, min_reports : int, default 2 and 1
        Members of a template, and reports that have one.
    min_score : float, default 0.3
        Least score, from 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row a member: ``template`` (int64), its number from 1 on; ``pattern`` (str), what all members
        share, with … for a slot; ``score`` (float64); ``report, place`` (str) and ``year`` (Int64) of the
        member; ``start, end`` (int64), its span in the report's text, in code points; ``text`` (str);
        ``unit`` (str), "heading" or "clause"; ``slots`` (str), what it puts into them, with ｜ between, empty
        where all members are the same; ``n_members, n_reports`` (int64), of the template; ``first_report``
        (str) and ``first_year`` (Int64), of the member that is first by year, then in the corpus. First the
        templates with slots, then what is repeated word for word, both by score, largest first, then by
        members, most first, then by pattern; members by year, those without one last, then in the order of
        the corpus and of the text.

    Raises
    ------
    ArgumentError
        If there is no such unit, or a limit is outside what is allowed.

    Notes
    -----
    Two clauses are aligned character by character (Needleman and Wunsch 1970, A general method applicable to
    the search for similarities in the amino acid sequence of two proteins). What matches earns the weight of
    its words: rarity among the clauses (the logarithm of their number, 1000 at least, over that of those with
    the word, about 1 for a word of one clause), times 0.3 if the word names a subject (nouns, numerals, names),
    times the root of its length; a mark earns 0.4, and each character that stands opposite nothing costs 0.05.
    With w what is shared and W the mean weight of the clauses, the score is √(w/W · w/(w + 1) · b), where b is
    1 if all parts between marks have the same lengths, 0.3 if there are as many parts, else 0.1. Groups are
    joined from the best pair down as long as what all members share still reaches `min_score`, and that is the
    score of the template.

    Clauses are compared if they share one of the 16 rarest pairs of words of either, in order, or their build:
    the time is linear in the text.

    Examples
    --------
    >>> import reportnlp as rn
    >>> text = "坚持稳与进并重，奋力跑出产业发展“加速度”。\n坚持治与防并举，着力织密平安建设“防护网”。"
    >>> table = rn.templates(rn.Corpus([rn.Report("a", text)]))
    >>> print(table["pattern"][0], *table["slots"], sep="\n")
    坚持…，…“…”
    稳与进并重｜奋力跑出产业发展｜加速度
    治与防并举｜着力织密平安建设｜防护网
    """
    wanted = choices("units", units, get_args(TemplateUnit))
    integer("min_members", min_members, minimum=2)
    integer("min_reports", min_reports)
    number("min_score", min_score, low=0, high=1)
    with not_collected():  # all that is made stays to the end: Python would look at it again and again
        found = [unit for k, report in enumerate(corpus) for unit in _units(report, k) if unit.unit in wanted]
        kept = [
            template
            for template in _templates(corpus, found, min_score)
            if len(template.members) >= min_members and template.n_reports >= min_reports
        ]
        kept.sort(key=lambda t: (not t.has_slots, -t.score, -len(t.members), t.pattern))
        rows = [row for k, template in enumerate(kept, 1) for row in _rows(corpus, k, template)]
        table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    step = {"units": wanted, "min_members": min_members, "min_reports": min_reports, "min_score": min_score}
    return corpus.provenance.then("templates", **step).attach(table)


def _units(report: Report, k: int) -> Iterator[_Unit]:
    """Yield the headings of report number `k`, and the clauses outside them."""
    text, at = report.text, 0
    spans = sorted((section.start, _end_of_title(text, section)) for section in _sections(report.sections))
    for start, end in [*spans, (len(text), len(text))]:
        for match in _CLAUSE.finditer(text, at, max(start, at)):
            unit = _trimmed(report, k, *match.span(), "clause")
            if SHORTEST <= len(unit.text) <= LONGEST_CLAUSE and not _FIGURE.search(unit.text):
                yield unit
        unit = _trimmed(report, k, start, end, "heading")
        if SHORTEST <= len(unit.text) <= LONGEST_HEADING:
            yield unit
        at = max(at, end)


def _end_of_title(text: str, section: Section) -> int:
    """Return where a title ends, whose lines may have blank ones between them in the text."""
    at = section.start
    for line in section.title.split("\n"):
        at = max(text.find(line, at, section.end), at) + len(line)
    return at


def _sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.sections)


def _trimmed(report: Report, k: int, start: int, end: int, unit: TemplateUnit) -> _Unit:
    """Return a unit without its number and the marks at its ends."""
    text = report.text[start:end].lstrip(_ENDS)
    if number := end_of_number(text):
        text = text[number:].lstrip(_ENDS)
    start = end - len(text)
    text = text.rstrip(_ENDS)
    return _Unit(k, start, start + len(text), text, unit)


def _templates(corpus: Corpus, units: Sequence[_Unit], min_score: float) -> Iterator[_Template]:
    """Yield the frames of two units or more."""
    # By where they stand, the reports by their names: the order of the corpus has no part in what is found.
    names = sorted(range(len(corpus)), key=lambda k: corpus.reports[k].id)
    rank = {k: place for place, k in enumerate(names)}
    same: dict[str, list[_Unit]] = {}
    for unit in sorted(units, key=lambda unit: (rank[unit.report], unit.start)):
        same.setdefault(spelled(unit.text), []).append(unit)
    if not same:
        return
    places = {text: k for k, text in enumerate(same)}
    texts = sorted(same)
    place = np.array([places[text] for text in texts], np.int64)
    first = (same[text][0] for text in texts)
    list_of = np.array([unit.report if unit.unit == "heading" else -1 for unit in first], np.int64)
    clauses = encode(texts)
    frames = group(clauses, *candidates(clauses, place, list_of), min_score)
    for frame, own in frames:
        members = [(unit, _fillers(texts[k], frame.pieces)) for k in own for unit in same[texts[k]]]
        yield _Template(SLOT.join(frame.pieces), frame.score, members, True)
    framed = {k for _, own in frames for k in own}
    alone = single(clauses)
    for k, text in enumerate(texts):
        if k not in framed and len(same[text]) > 1:
            yield _Template(text, float(alone[k]), [(unit, "") for unit in same[text]], False)


def _fillers(text: str, pieces: Sequence[str]) -> str:
    """Return what stands in a text between the pieces of its frame, which it has in this order."""
    found, at = [], 0
    for k, piece in enumerate(pieces):
        begin = len(text) - len(piece) if k and k == len(pieces) - 1 else text.index(piece, at)
        if k:
            found.append(text[at:begin])
        at = begin + len(piece)
    return BETWEEN.join(found)


def _rows(corpus: Corpus, number: int, template: _Template) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a template, the member that is first before the others."""

    def when(member: tuple[_Unit, str]) -> tuple[float, int, int]:
        year = corpus.reports[member[0].report].year
        return (math.inf if year is None else year, member[0].report, member[0].start)

    members = sorted(template.members, key=when)
    first = corpus.reports[members[0][0].report]
    shared = (len(members), template.n_reports, first.id, first.year)
    for unit, slots in members:
        report = corpus.reports[unit.report]
        who = (report.id, report.place, report.year)
        span = (unit.start, unit.end, unit.text, unit.unit)
        yield (number, template.pattern, round(template.score, 6), *who, *span, slots, *shared)
