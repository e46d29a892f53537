"""Lexicon: terms that segmentation keeps whole."""

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError, LexiconError, VocabularyWarning
from reportnlp.lexicon.rows import read_rows
from reportnlp.provenance import fingerprint
from reportnlp.validate import texts

__all__ = ["Lexicon", "Term", "check_term"]

# Control characters, ends of lines and halves of a surrogate pair.
_NOT_IN_A_TERM = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


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
    count : int, optional
        How often the term was met where it was collected: for a reader, no part of what it is.

    Examples
    --------
    >>> import reportnlp as rn
    >>> rn.Term("潮邻客厅", "brand")
    Term(term='潮邻客厅', category='brand', tag='nz', count=None)
    """

    term: str
    category: str = ""
    tag: str = "nz"
    count: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class Lexicon:
    """A set of terms, and a set of phrases that are never one word, both in code-point order.

    Parameters
    ----------
    terms : iterable of Term
        Of two entries for one term the later one counts.
    name, version : str
        For citation.
    splits : iterable of str, optional
        Phrases that segmentation always cuts, though jieba's dictionary has them or its model guesses
        them: 广泛开展, 党和政府. ``更*`` stands for every guess of two characters that begins with 更, ``*则``
        for every one that ends in 则, and ``**`` for every one of simplified characters but the
        stem of a name before its head (词林|社区); words of the dictionary, and terms, are not concerned.

    Raises
    ------
    LexiconError
        If a term or a phrase is empty or has no letter or digit, because no text could show that it was
        kept whole; if it holds a tab, the end of a line, another control character or a lone surrogate;
        if a phrase to split is a term too, a single character, or has a ``*`` elsewhere than in
        ``更*``, ``*则`` and ``**``.

    Examples
    --------
    >>> import reportnlp as rn
    >>> own = rn.Lexicon([rn.Term("潮邻客厅", "brand")], name="own")
    >>> lexicon = rn.load_lexicon() + own
    >>> "潮邻客厅" in lexicon, lexicon.category("潮邻客厅")
    (True, 'brand')
    >>> len(lexicon.drop(["潮邻客厅"])) == len(rn.load_lexicon())
    True
    >>> rn.Segmenter().words("广泛开展"), rn.Segmenter(rn.Lexicon([], splits=["广泛开展"])).words("广泛开展")
    (['广泛开展'], ['广泛', '开展'])
    """

    terms: tuple[Term, ...]
    name: str = "own"
    version: str = ""
    splits: tuple[str, ...] = ()
    _by_term: Mapping[str, Term] = field(init=False, repr=False, compare=False)

    def __init__(self, terms: Iterable[Term], name: str = "own", version: str = "", splits: Iterable[str] = ()) -> None:
        by_term = {}
        for entry in terms:
            check_term(entry, name)
            by_term[entry.term] = entry
        phrases = tuple(sorted(set(splits)))
        for phrase in phrases:
            _check_split(phrase, by_term, name)
        object.__setattr__(self, "splits", phrases)
        object.__setattr__(self, "terms", tuple(sorted(by_term.values(), key=lambda entry: entry.term)))
        object.__setattr__(self, "_by_term", by_term)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "version", version)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> "Lexicon":
        r"""Read a tab-separated file in UTF-8 with a header.

        Parameters
        ----------
        path : path-like
            Column ``term``; ``category``, ``tag`` and ``count`` if there are any; others are not read.

        Returns
        -------
        Lexicon
            Named after the file.

        Raises
        ------
        LexiconError
            If the file cannot be opened or is not UTF-8, has no column ``term``, or a row has no term, one that stands
            there already or one that is none; the message names file and row.

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
        rows = read_rows(file)
        return cls((_entry(row, f"{file.name}, row {number}") for number, row in rows.items()), name=file.stem)

    def __add__(self, other: "Lexicon") -> "Lexicon":
        if not isinstance(other, Lexicon):
            return NotImplemented
        terms = (entry for entry in self.terms if entry.term not in set(other.splits))
        splits = (phrase for phrase in self.splits if phrase not in other)
        name = f"{self.name}+{other.name}"
        return Lexicon((*terms, *other.terms), name, self.version, (*splits, *other.splits))

    def drop(self, terms: Iterable[str]) -> "Lexicon":
        """Return the lexicon without `terms`, be they kept whole or split.

        Those that it does not have are named in a warning.
        """
        if isinstance(terms, str):
            raise ArgumentError(f"terms: give a list of terms; got one str (write [{terms!r}])")
        unwanted = frozenset(texts("terms", terms))
        if strange := sorted(unwanted - self._by_term.keys() - set(self.splits)):
            shown = ", ".join(strange[:10]) + (" …" if len(strange) > 10 else "")
            message = f"drop: the lexicon {self.name!r} does not have {len(strange)} of the terms: {shown}"
            warnings.warn(message, VocabularyWarning, stacklevel=2)
        kept = (entry for entry in self.terms if entry.term not in unwanted)
        splits = (phrase for phrase in self.splits if phrase not in unwanted)
        return Lexicon(kept, self.name, self.version, splits)

    def where(self, category: str) -> "Lexicon":
        """Return the terms of one category, and all that is split."""
        if not isinstance(category, str):
            raise ArgumentError(f"category: give a text; got {category!r}")
        chosen = (entry for entry in self.terms if entry.category == category)
        return Lexicon(chosen, self.name, self.version, self.splits)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[str]:
        return (entry.term for entry in self.terms)

    def __contains__(self, term: object) -> bool:
        return term in self._by_term

    def category(self, term: str) -> str:
        """Return the category of a term, empty if it is none of this lexicon."""
        return self._by_term[term].category if isinstance(term, str) and term in self._by_term else ""

    @property
    def table(self) -> pd.DataFrame:
        """The terms as a data frame: ``term, category, tag`` (str) and ``count`` (Int64, empty if unknown)."""
        columns = ["term", "category", "tag", "count"]
        table = pd.DataFrame([(e.term, e.category, e.tag, e.count) for e in self.terms], columns=columns)
        return table.astype(dict.fromkeys(columns, "str") | {"count": "Int64"})

    @property
    def sha256(self) -> str:
        """SHA-256 of the terms with their categories and tags, and of what is split: all that can change a result.

        It depends on neither the name, the version, the counts nor the order of the rows.
        """
        return fingerprint("\n".join([*(f"{e.term}\t{e.category}\t{e.tag}" for e in self.terms), *self.splits]))

    def _facts(self) -> dict[str, object]:
        splits = {"n_splits": len(self.splits)} if self.splits else {}
        name = {"name": self.name, "n_terms": len(self), **splits}
        return name | {"version": self.version, "sha256": self.sha256[:12]}

    def __repr__(self) -> str:
        return facts_line("Lexicon", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Lexicon", self._facts()) + self.table.head(10).to_html(index=False)


def _entry(row: dict[str, str], where: str) -> Term:
    """Return the term of a row; what is wrong with it is said of the row rather than of the lexicon."""
    count = row.get("count", "")
    if count and not (count.isascii() and count.isdigit()):
        raise LexiconError(f"{where}: the count {count!r} is no whole number; correct it or leave it empty")
    entry = Term(row["term"], row.get("category", ""), row.get("tag") or "nz", int(count) if count else None)
    check_term(entry, where)
    return entry


def _check_split(phrase: object, terms: Mapping[str, Term], name: str) -> None:
    if phrase == "**":
        return
    check_term(Term(phrase), f"{name}, splits")  # type: ignore[arg-type]
    if phrase in terms:
        raise LexiconError(f"{name}, splits: {phrase!r} is a term too; remove one of the two")
    if "*" in str(phrase) and not re.fullmatch(r"[^*]\*|\*[^*]", str(phrase)):
        raise LexiconError(f"{name}, splits: {phrase!r} is no pattern; write one character and * behind or before it")
    if len(str(phrase)) == 1:
        raise LexiconError(f"{name}, splits: {phrase!r} is a single character, which cannot be cut; remove it")


def check_term(entry: Term, where: str) -> None:
    """Refuse what no text could hold as a term; `where` says where it stands."""
    if not isinstance(entry, Term) or not isinstance(entry.term, str):
        raise LexiconError(f"{where}: {entry!r} is no Term with a text; write Term('…', 'category')")
    term = entry.term
    if term.isalnum():  # as nearly all are
        return
    if not any(map(str.isalnum, term)) or term != term.strip():
        raise LexiconError(f"{where}: {term!r} is no term; it must hold a letter or a digit and no blank at its ends")
    if bad := _NOT_IN_A_TERM.search(term):
        raise LexiconError(f"{where}: {term!r} is no term; no text can hold {bad.group()!r} within a word, remove it")
