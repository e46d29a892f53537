"""Section and Report: a text that knows where each character comes from."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from numbers import Integral
from typing import Literal, NamedTuple, get_args

import pandas as pd

from reportnlp.display import facts_html, facts_line
from reportnlp.edits import CleaningStep, changes, raw_span
from reportnlp.errors import ArgumentError
from reportnlp.units import merge_short, paragraph_spans, sentence_spans
from reportnlp.validate import choice, integer

Level = Literal["national", "provincial", "city", "county", "town", ""]
SectionKind = Literal["opening", "review", "problems", "plan", "closing", "other"]
Unit = Literal["section", "paragraph", "sentence"]
#: Levels from the State Council down; the empty one is unknown.
LEVELS: tuple[str, ...] = get_args(Level)


class RawSpan(NamedTuple):
    """A span of the raw text, in code points, and the characters in it.

    Examples
    --------
    >>> import reportnlp as rn
    >>> rn.Report("demo", "稳中求进").raw_span(0, 2).text
    '稳中'
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under one heading.

    Parameters
    ----------
    title : str
        The heading; empty for text before the first heading.
    level : int
        Depth: 1 for 一、, 2 for （一）.
    kind : {"opening", "review", "problems", "plan", "closing", "other"}
        What the part is for.
    start, end : int
        Span in the report's text, heading included, in code points.
    sections : tuple of Section
        The parts under it, in reading order.
    displaced : bool
        Whether it stands elsewhere in the text than its number says: the columns of a newspaper
        were read in another order. The text stays as it is.

    Examples
    --------
    >>> import reportnlp as rn
    >>> section = rn.read_report("corpus/sample/qiyun-2023.txt").sections[2]
    >>> section.title, section.kind, section.level
    ('二、存在的问题', 'problems', 1)
    """

    title: str
    level: int
    kind: SectionKind
    start: int
    end: int
    sections: tuple["Section", ...] = ()
    displaced: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    r"""One report, or one unit of a report.

    Parameters
    ----------
    id : str
        Unique in a corpus.
    text : str
        The cleaned text.
    title, place : str
        Empty if unknown.
    level : {"national", "provincial", "city", "county", "town", ""}
        Administrative level of the place; a street office (街道) is of the level of a town.
    code : str
        Code of the place in the national register of divisions, if it is a county or above.
    year : int or None
        Year of the report: in the manifest, the file's name or the title, else the year reviewed.
    year_reviewed, year_planned : int or None
        Year whose work is reviewed, and year whose work is planned.
    date : str
        When it was given or published, as YYYY-MM-DD.
    speaker, issuer : str
        Who gave it, and which body published it.
    kind : {"speech", "summary", "digest", ""}
        A speech to an assembly, a written summary, or a newspaper's digest.
    guessed : tuple of (str, str)
        Each field above that nobody gave, and where its value was found.
    sections : tuple of Section
        The outline in reading order; its top sections cover the text without a gap.
    file : str
        Name of the file it was read from, relative to the folder that was read.
    sha256 : str
        SHA-256 of the bytes of that file.
    raw : str or None
        The text as decoded, before any cleaning; `text` if None.
    cleaning : tuple of CleaningStep
        Steps that turn `raw` into `text` when they are replayed.
    meta : tuple of (str, str)
        Further columns of the manifest.
    parent : Report or None
        The whole report, if this is a unit of it.
    start : int
        Where the unit begins in the parent's text, in code points.
    section : str
        Kind of the top section that the unit begins in; empty for a whole report.

    Raises
    ------
    ArgumentError
        If a text has a lone surrogate, which no file can hold.

    Examples
    --------
    >>> import reportnlp as rn
    >>> report = rn.Report("demo", "一是稳增长。二是惠民生。", raw="一是稳增长。\u200b二是惠民生。")
    >>> report
    <Report: id=demo, title=, place=, level=, year=None, n_chars=12>
    """

    id: str
    text: str
    title: str = ""
    place: str = ""
    level: Level = ""
    code: str = ""
    year: int | None = None
    year_reviewed: int | None = None
    year_planned: int | None = None
    date: str = ""
    speaker: str = ""
    issuer: str = ""
    kind: str = ""
    guessed: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    file: str = ""
    sha256: str = ""
    raw: str | None = field(default=None, compare=False)
    cleaning: tuple[CleaningStep, ...] = field(default=(), compare=False)
    meta: tuple[tuple[str, str], ...] = ()
    parent: "Report | None" = field(default=None, compare=False)
    start: int = 0
    section: str = ""

    def __post_init__(self) -> None:
        if self.parent is None:
            for name in ("id", "text", "title", "place"):
                self._check_text(name)

    def raw_span(self, start: int, end: int) -> RawSpan:
        """Return where span [start, end) of the text stands in the raw text.

        Parameters
        ----------
        start, end : int
            Span in `text`, in code points; 0 <= start <= end <= len(text).

        Returns
        -------
        RawSpan
            Start, end and characters in the raw text of the whole report.

        Raises
        ------
        ArgumentError
            If the span does not lie in the text.

        Examples
        --------
        >>> import reportnlp as rn
        >>> report = rn.Report("demo", "稳中求进")
        >>> report.raw_span(1, 3)
        RawSpan(start=1, end=3, text='中求')
        """
        whole_numbers = isinstance(start, Integral) and isinstance(end, Integral)
        if not (whole_numbers and 0 <= start <= end <= len(self.text)):
            raise ArgumentError(
                f"raw_span: [{start}, {end}) does not lie in the text of {self.id!r}, which has "
                f"{len(self.text)} characters"
            )
        whole = self.parent or self
        start, end = raw_span(whole.cleaning, self.start + start, self.start + end)
        raw = whole.text if whole.raw is None else whole.raw
        return RawSpan(start, end, raw[start:end])

    @property
    def changes(self) -> pd.DataFrame:
        r"""What cleaning changed, one row an edit.

        Returns
        -------
        pandas.DataFrame
            ``step`` (str), in the order in which they were taken; ``start, end`` (int64), the span in
            the raw text; ``was, became`` (str), what the step found there and what it made of it.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import reportnlp as rn
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "page.txt"
        >>> _ = file.write_text("望海镇2023年工作报告\n【打印】\n全镇经济稳中有进,成效明显。", encoding="utf-8")
        >>> rn.read_report(file).changes[["step", "was", "became"]].values.tolist()
        [['half-width punctuation', ',', '，'], ['page furniture', '【打印】\n', '']]
        """
        whole = self.parent or self
        rows = list(changes(whole.cleaning, whole.text if whole.raw is None else whole.raw))
        table = pd.DataFrame(rows, columns=["step", "start", "end", "was", "became"])
        return table.astype({"step": "str", "start": "int64", "end": "int64", "was": "str", "became": "str"})

    def split(self, by: Unit, *, min_chars: int = 0) -> tuple["Report", ...]:
        """Return the sections, paragraphs or sentences of this report as units, short ones merged."""
        spans = list(_SPLITTERS[choice("by", by, _SPLITTERS)](self))
        whole = self.parent or self
        sections = sorted(whole.sections, key=_start)
        if integer("min_chars", min_chars, minimum=0):
            tops = [bisect_right(sections, self.start + start, key=_start) for start, _ in spans]
            spans = merge_short(spans, tops, min_chars)
        return tuple(
            replace(
                self,
                id=f"{self.id}/{by}-{k}",
                text=self.text[start:end],
                sections=(),
                raw=None,
                cleaning=(),
                parent=whole,
                start=self.start + start,
                section=_section_at(sections, self.start + start),
            )
            for k, (start, end) in enumerate(spans, 1)
        )

    def _check_text(self, name: str) -> None:
        """Refuse what no file or table could hold."""
        try:
            getattr(self, name).encode("utf-8")
        except UnicodeEncodeError as error:
            raise ArgumentError(
                f"Report: the {name} of {self.id!a} has half a surrogate pair at character {error.start}; "
                "replace it, for example with text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')"
            ) from error

    def _facts(self) -> dict[str, object]:
        names = ("id", "title", "place", "level", "year")
        return {name: getattr(self, name) for name in names} | {"n_chars": len(self.text)}

    def __repr__(self) -> str:
        return facts_line("Report", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Report", self._facts() | {"text": self.text[:200] + "…" * (len(self.text) > 200)})


def _section_spans(report: Report) -> Iterable[tuple[int, int]]:
    if not report.sections:
        return [(0, len(report.text))] if report.text else []
    return [(section.start, section.end) for section in report.sections]


_SPLITTERS: dict[str, Callable[[Report], Iterable[tuple[int, int]]]] = {
    "section": _section_spans,
    "paragraph": lambda report: paragraph_spans(report.text),
    "sentence": lambda report: sentence_spans(report.text),
}


def _start(section: Section) -> int:
    return section.start


def _section_at(sections: list[Section], position: int) -> str:
    """Return the kind of the section at a position, of `sections` in the order of the text."""
    k = bisect_right(sections, position, key=_start) - 1
    return sections[k].kind if k >= 0 else "other"
