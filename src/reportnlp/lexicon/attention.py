"""AttentionDictionary: the terms that stand for a subject, and the phrases in which they do not."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError, LexiconError
from reportnlp.lexicon.lexicon import Term, check_term
from reportnlp.lexicon.rows import read_rows
from reportnlp.provenance import fingerprint
from reportnlp.validate import texts

__all__ = ["AttentionDictionary"]

_SIGNS = ("include", "exclude")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class AttentionDictionary:
    """The terms that stand for a subject, and the phrases in which they stand for another.

    Parameters
    ----------
    terms : iterable of str
        Terms that count.
    exclusions : iterable of str
        Phrases in which a term does not count: 政治生态 is not 生态.
    sources : mapping of str to str
        Where terms come from, and why exclusions are left out.
    name, version : str
        For citation.

    Raises
    ------
    LexiconError
        If there is no term, one is no text that can stand in a report, or one is an exclusion too.

    Examples
    --------
    >>> import reportnlp as rn
    >>> own = rn.AttentionDictionary(["生态", "环保"], ["政治生态"], name="own")
    >>> own
    <AttentionDictionary: name=own, n_terms=2, n_exclusions=1, version=, sha256=f31ccee2f741>
    """

    terms: tuple[str, ...]
    exclusions: tuple[str, ...]
    sources: Mapping[str, str]
    name: str
    version: str

    def __init__(
        self,
        terms: Iterable[str],
        exclusions: Iterable[str] = (),
        sources: Mapping[str, str] = MappingProxyType({}),
        name: str = "own",
        version: str = "",
    ) -> None:
        signed = {"terms": terms, "exclusions": exclusions}
        for what, given in signed.items():
            if isinstance(given, str):
                raise ArgumentError(f"{what}: give a list of texts; got one str (write [{given!r}])")
            signed[what] = tuple(sorted(set(given)))
            for text in signed[what]:
                check_term(Term(text), name)
            object.__setattr__(self, what, signed[what])
        if not self.terms:
            raise LexiconError(f"{name}: there is no term to count; give one or more")
        if both := sorted(set(self.terms) & set(self.exclusions)):
            raise LexiconError(f"{name}: {both[0]!r} is a term and an exclusion; remove one of the two")
        object.__setattr__(self, "sources", MappingProxyType(dict(sources)))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "version", version)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> "AttentionDictionary":
        r"""Read a tab-separated file in UTF-8 with a header.

        Parameters
        ----------
        path : path-like
            Column ``term``; ``sign``, "include" or "exclude", by default "include"; ``source`` if there
            is one.

        Returns
        -------
        AttentionDictionary
            Named after the file.

        Raises
        ------
        LexiconError
            If the file cannot be opened or is not UTF-8, has no column ``term``, or a row is unusable; the
            message names file and row.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import reportnlp as rn
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "own.tsv"
        >>> _ = file.write_text("term\tsign\n生态\tinclude\n政治生态\texclude\n", encoding="utf-8")
        >>> rn.AttentionDictionary.from_file(file).exclusions
        ('政治生态',)
        """
        file = Path(path)
        return cls.from_rows(read_rows(file), file.name, name=file.stem)

    @classmethod
    def from_rows(
        cls, rows: Mapping[int, Mapping[str, str]], file: str, *, name: str, version: str = ""
    ) -> "AttentionDictionary":
        """Return the dictionary of the rows of a file, by their numbers."""
        signed: dict[str, list[str]] = {sign: [] for sign in _SIGNS}
        for number, row in rows.items():
            sign = row.get("sign") or "include"
            if sign not in signed:
                raise LexiconError(f"{file}, row {number}: the sign {sign!r} must be 'include' or 'exclude'")
            check_term(Term(row["term"]), f"{file}, row {number}")
            signed[sign].append(row["term"])
        sources = {row["term"]: row["source"] for row in rows.values() if row.get("source")}
        return cls(signed["include"], signed["exclude"], sources, name, version)

    def drop(self, terms: Iterable[str]) -> "AttentionDictionary":
        """Return the dictionary without some of its terms or exclusions.

        Raises
        ------
        ArgumentError
            If it does not have one of them.
        """
        unwanted = set(texts("terms", terms))
        if strange := sorted(unwanted - {*self.terms, *self.exclusions}):
            raise ArgumentError(f"terms: the dictionary {self.name!r} does not have {', '.join(map(repr, strange))}")
        kept = {text: source for text, source in self.sources.items() if text not in unwanted}
        terms, exclusions = set(self.terms) - unwanted, set(self.exclusions) - unwanted
        return AttentionDictionary(terms, exclusions, kept, self.name, self.version)

    @property
    def table(self) -> pd.DataFrame:
        """The dictionary as a data frame with the text columns ``term, sign, source``."""
        signed = [(term, "include") for term in self.terms] + [(term, "exclude") for term in self.exclusions]
        rows = [(term, sign, self.sources.get(term, "")) for term, sign in signed]
        return pd.DataFrame(rows, columns=["term", "sign", "source"], dtype="str")

    @property
    def sha256(self) -> str:
        """SHA-256 of the terms and exclusions, all that can change a result."""
        rows = [f"{term}\tinclude" for term in self.terms] + [f"{term}\texclude" for term in self.exclusions]
        return fingerprint("\n".join(rows))

    def _facts(self) -> dict[str, object]:
        sizes = {"n_terms": len(self.terms), "n_exclusions": len(self.exclusions)}
        return {"name": self.name, **sizes, "version": self.version, "sha256": self.sha256[:12]}

    def __repr__(self) -> str:
        return facts_line("AttentionDictionary", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("AttentionDictionary", self._facts()) + self.table.head(10).to_html(index=False)
