"""Lexicon: terms that segmentation keeps whole."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from reportnlp.display import facts_html, facts_line
from reportnlp.errors import LexiconError
from reportnlp.provenance import fingerprint

__all__ = ["Lexicon", "Term", "read_rows"]


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One entry of a lexicon.

    Parameters
    ----------
    term : str
        As it stands in the text.
    category : str
        What it is about, such as "economy".
    tag : str
        Part of speech in the notation of jieba's dictionary.

    Examples
    --------
    >>> import reportnlp as rn
    >>> rn.Term("潮邻客厅", "brand")
    Term(term='潮邻客厅', category='brand', tag='nz')
    """

    term: str
    category: str = ""
    tag: str = "nz"


@dataclass(frozen=True, slots=True, repr=False)
class Lexicon:
    """A set of terms, in code-point order.

    Parameters
    ----------
    terms : iterable of Term
        Of two entries for one term the later one counts.
    name, version : str
        For citation.

    Raises
    ------
    LexiconError
        If a term is empty or has no letter or digit, because no text could show that it was kept whole.

    Examples
    --------
    >>> import reportnlp as rn
    >>> own = rn.Lexicon([rn.Term("潮邻客厅", "brand")], name="own")
    >>> lexicon = rn.load_lexicon() + own
    >>> "潮邻客厅" in lexicon, lexicon.category("潮邻客厅")
    (True, 'brand')
    >>> len(lexicon.drop(["潮邻客厅"])) == len(rn.load_lexicon())
    True
    """

    terms: tuple[Term, ...]
    name: str = "own"
    version: str = ""
    _by_term: Mapping[str, Term] = field(init=False, repr=False, compare=False)

    def __init__(self, terms: Iterable[Term], name: str = "own", version: str = "") -> None:
        by_term = {entry.term: entry for entry in terms}
        for term in by_term:
            if not any(character.isalnum() for character in term) or term != term.strip():
                raise LexiconError(
                    f"{name}: {term!r} is no term; it must hold a letter or a digit and no blank at its ends"
                )
        object.__setattr__(self, "terms", tuple(sorted(by_term.values())))
        object.__setattr__(self, "_by_term", by_term)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "version", version)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> "Lexicon":
        r"""Read a tab-separated file in UTF-8 with a header.

        Parameters
        ----------
        path : path-like
            Column ``term``; ``category`` and ``tag`` if there are any.

        Returns
        -------
        Lexicon
            Named after the file.

        Raises
        ------
        LexiconError
            If the file is not UTF-8, has no column ``term``, or a row is empty or repeats a term;
            the message names file and row.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import reportnlp as rn
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "own.tsv"
        >>> _ = file.write_text("term\tcategory\n潮邻客厅\tbrand\n", encoding="utf-8")
        >>> rn.Lexicon.from_file(file)
        <Lexicon: name=own, n_terms=1, version=, sha256=c7da5e0b95ef>
        """
        file = Path(path)
        rows = read_rows(file, required="term")
        return cls((_entry(row) for row in rows), name=file.stem)

    def __add__(self, other: "Lexicon") -> "Lexicon":
        return Lexicon((*self.terms, *other.terms), f"{self.name}+{other.name}", self.version)

    def drop(self, terms: Iterable[str]) -> "Lexicon":
        """Return the lexicon without `terms`."""
        unwanted = frozenset(terms)
        kept = (entry for entry in self.terms if entry.term not in unwanted)
        return Lexicon(kept, self.name, self.version)

    def where(self, category: str) -> "Lexicon":
        """Return the terms of one category."""
        return Lexicon((entry for entry in self.terms if entry.category == category), self.name, self.version)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[str]:
        return (entry.term for entry in self.terms)

    def __contains__(self, term: object) -> bool:
        return term in self._by_term

    def category(self, term: str) -> str:
        """Return the category of a term, empty if it is none of this lexicon."""
        return self._by_term[term].category if term in self._by_term else ""

    @property
    def table(self) -> pd.DataFrame:
        """The terms as a data frame with the text columns ``term, category, tag``."""
        columns = ["term", "category", "tag"]
        return pd.DataFrame([(e.term, e.category, e.tag) for e in self.terms], columns=columns, dtype="str")

    @property
    def sha256(self) -> str:
        """SHA-256 of the terms with their categories and tags: the same content, the same hash."""
        return fingerprint("\n".join(f"{e.term}\t{e.category}\t{e.tag}" for e in self.terms))

    def _facts(self) -> dict[str, object]:
        return {"name": self.name, "n_terms": len(self), "version": self.version, "sha256": self.sha256[:12]}

    def __repr__(self) -> str:
        return facts_line("Lexicon", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Lexicon", self._facts()) + self.table.head(10).to_html(index=False)


def read_rows(file: Path | Traversable, required: str) -> list[dict[str, str]]:
    """Read a TSV with a header; every row has the column `required`, and no two rows agree in it."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise LexiconError(f"{file.name}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if required not in (reader.fieldnames or ()):
        raise LexiconError(f"{file.name}: has no column {required!r}; write it in the first line, tabs between columns")
    rows: dict[str, dict[str, str]] = {}
    for number, row in enumerate(reader, 2):
        key = (row[required] or "").strip()
        if not key:
            raise LexiconError(
                f"{file.name}, row {number}: the column {required!r} is empty; fill it or remove the row"
            )
        if key in rows:
            raise LexiconError(f"{file.name}, row {number}: {key!r} stands there already; remove one of the two")
        rows[key] = {name: (value or "").strip() for name, value in row.items() if name}
    return list(rows.values())


def _entry(row: dict[str, str]) -> Term:
    return Term(row["term"], row.get("category", ""), row.get("tag") or "nz")
