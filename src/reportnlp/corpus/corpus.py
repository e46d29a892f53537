"""Corpus: an ordered collection of reports, or of their units."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any, NamedTuple, get_args, overload

import numpy as np
import pandas as pd

from reportnlp.corpus.report import Report, Unit
from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError
from reportnlp.provenance import Provenance
from reportnlp.validate import allowed_values, choice, integer, rows_that_meet

#: The dtypes "str" and "Int64". To be looked up by name for every column would cost more than the columns.
TEXT, YEAR = pd.StringDtype(na_value=np.nan), pd.Int64Dtype()
#: Fields of a report that are columns of the table.
METADATA = (
    "id", "title", "place", "level", "code", "year", "year_reviewed", "year_planned",
    "date", "speaker", "issuer", "kind",
)  # fmt: skip


class Failure(NamedTuple):
    """A file that could not be read, and why.

    Examples
    --------
    >>> import reportnlp as rn
    >>> rn.Corpus([], [rn.Failure("scan.txt", "is empty")]).failures[0].reason
    'is empty'
    """

    file: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Corpus:
    """An ordered collection of reports, or of their units, each with an id of its own.

    Parameters
    ----------
    reports : iterable of Report
        Ids must differ.
    failures : iterable of Failure
        Files that could not be read.
    provenance : Provenance
        How the corpus was made.

    Raises
    ------
    ArgumentError
        If two reports have one id.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "稳增长。"), rn.Report("b", "惠民生。促改革。")])
    >>> len(corpus), corpus["b"].text
    (2, '惠民生。促改革。')
    >>> [unit.text for unit in corpus.split("sentence")]
    ['稳增长。', '惠民生。', '促改革。']
    """

    reports: tuple[Report, ...]
    failures: tuple[Failure, ...] = ()
    provenance: Provenance = Provenance()
    _positions: dict[str, int] = field(init=False, repr=False, compare=False)
    _table: pd.DataFrame | None = field(init=False, repr=False, compare=False)

    def __init__(
        self,
        reports: Iterable[Report],
        failures: Iterable[Failure] = (),
        provenance: Provenance = Provenance(),
    ) -> None:
        object.__setattr__(self, "reports", tuple(reports))
        object.__setattr__(self, "failures", tuple(failures))
        object.__setattr__(self, "provenance", provenance)
        object.__setattr__(self, "_positions", {report.id: k for k, report in enumerate(self.reports)})
        object.__setattr__(self, "_table", None)
        if len(self._positions) < len(self.reports):
            counts = Counter(report.id for report in self.reports)
            twice = sorted(name for name, n in counts.items() if n > 1)
            raise ArgumentError(f"reports: each id must occur once; {', '.join(map(repr, twice))} repeat")

    def __len__(self) -> int:
        return len(self.reports)

    def __iter__(self) -> Iterator[Report]:
        return iter(self.reports)

    @overload
    def __getitem__(self, key: int | str) -> Report: ...
    @overload
    def __getitem__(self, key: slice) -> "Corpus": ...

    def __getitem__(self, key: int | str | slice) -> "Report | Corpus":
        if isinstance(key, slice):
            return self._of(self.reports[key], self.provenance)
        return self.reports[self._positions[key] if isinstance(key, str) else key]

    @property
    def table(self) -> pd.DataFrame:
        """Metadata, one row a report.

        Returns
        -------
        pandas.DataFrame
            The metadata, ``id`` to ``kind`` (str, years Int64); ``n_chars`` (int64); where a unit
            stands: ``report`` (str), the id of the whole report, ``section`` (str), empty for a
            whole report, and ``start`` (int64); then a str column for each further one of the manifest.
        """
        table = self._table
        if table is None:  # made when first asked for, and kept
            table = self._made_table()
            object.__setattr__(self, "_table", table)
        return table.copy(deep=False)  # pandas copies what is written to

    def _made_table(self) -> pd.DataFrame:
        data: dict[str, Any] = {
            name: pd.array([getattr(report, name) for report in self], dtype=YEAR if "year" in name else TEXT)
            for name in METADATA
        }
        data["n_chars"] = np.array([len(report.text) for report in self], np.int64)
        data["report"] = pd.array([(report.parent or report).id for report in self], dtype=TEXT)
        data["section"] = pd.array([report.section for report in self], dtype=TEXT)
        data["start"] = np.array([report.start for report in self], np.int64)
        metas = [dict(report.meta) for report in self]
        for name in dict.fromkeys(key for meta in metas for key in meta):
            data[name] = pd.array([meta.get(name, "") for meta in metas], dtype=TEXT)
        return pd.DataFrame(data, copy=False)

    @property
    def files(self) -> pd.DataFrame:
        """Which file became which report, and which became none.

        This is the one table that depends on the names of the files.

        Returns
        -------
        pandas.DataFrame
            Text columns ``file, report, sha256, reason``; ``report`` is empty for a file that could
            not be read, and ``reason`` says why. Sorted by file.
        """
        wholes = {id(whole): whole for report in self for whole in [report.parent or report]}.values()
        rows = [(report.file, report.id, report.sha256, "") for report in wholes]
        rows += [(failure.file, "", "", failure.reason) for failure in self.failures]
        table = pd.DataFrame(sorted(rows), columns=["file", "report", "sha256", "reason"], dtype="str")
        return self.provenance.then("files").attach(table)

    def where(self, **conditions: Any) -> "Corpus":
        """Return the reports whose metadata meet every condition.

        Parameters
        ----------
        **conditions
            Column of `table` and the value, or the collection of values, that it must have.

        Returns
        -------
        Corpus
            Empty if nothing meets them. Its record names the files of what is left, and no others.

        Raises
        ------
        ArgumentError
            If there is no such column. Sections are a column of units: split first.

        Examples
        --------
        >>> import reportnlp as rn
        >>> corpus = rn.read_corpus("corpus/sample")
        >>> len(corpus.where(year=2023)), len(corpus.where(year=range(2023, 2025)))
        (6, 12)
        >>> {unit.section for unit in corpus.split("section").where(section="plan")}
        {'plan'}
        """
        table = self.table
        if "section" in conditions and not any(report.section for report in self):
            raise ArgumentError("where: whole reports have no section; use .split('section').where(section=…)")
        chosen = compress(self, rows_that_meet("where", conditions, table))
        return self._of(chosen, self.provenance.then("where", **allowed_values(conditions)))

    def split(self, by: Unit, *, min_chars: int = 0) -> "Corpus":
        """Return a corpus of the reports' sections, paragraphs or sentences.

        Parameters
        ----------
        by : {"section", "paragraph", "sentence"}
            The unit. A section is a top section of the outline; text of a report without an
            outline is one section of kind "other".
        min_chars : int, default 0
            Shortest unit, in characters. A shorter one is merged with what follows it in its top
            section, the last of a section with what precedes it: a heading goes with its paragraph.

        Returns
        -------
        Corpus
            Units that know their parent, their offset in it and the section they are in.

        Examples
        --------
        >>> import reportnlp as rn
        >>> corpus = rn.read_corpus("corpus/sample")
        >>> unit = corpus.split("paragraph")[0]
        >>> unit.parent.text[unit.start : unit.start + len(unit.text)] == unit.text
        True
        """
        choice("by", by, get_args(Unit))
        integer("min_chars", min_chars, minimum=0)
        units = (unit for report in self for unit in report.split(by, min_chars=min_chars))
        options = {"min_chars": min_chars} if min_chars else {}
        return Corpus(units, self.failures, self.provenance.then("split", by=by, **options))

    def _of(self, reports: Iterable[Report], record: Provenance) -> "Corpus":
        """Return a corpus of some of the reports, with a record that names their files and no others."""
        chosen = tuple(reports)
        ids = {(report.parent or report).id for report in chosen}
        sources = tuple(source for source in record.sources if source.id in ids)
        return Corpus(chosen, self.failures, replace(record, sources=sources))

    def _facts(self) -> dict[str, object]:
        years = [report.year for report in self if report.year is not None]
        span = f"{min(years)}–{max(years)}" if years else "unknown"
        facts: dict[str, object] = {
            "n": len(self),
            "places": len({report.place for report in self}),
            "years": span,
            "n_chars": sum(len(report.text) for report in self),
        }
        return facts | ({"failures": len(self.failures)} if self.failures else {})

    def __repr__(self) -> str:
        return facts_line("Corpus", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Corpus", self._facts()) + self.table.head(10).to_html(index=False, escape=True)
