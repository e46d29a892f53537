"""Vocabulary and Tokens: texts as integers, each with its place in the text."""

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from operator import lt
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp import storage
from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError
from reportnlp.points import Offsets, Points, points_of
from reportnlp.provenance import Provenance, fingerprint
from reportnlp.units import unit_marks
from reportnlp.validate import choice, texts

__all__ = ["Kind", "Tokens", "Vocabulary", "kind_of", "known_terms", "with_nearest"]

Kind = Literal["word", "number", "symbol", "space"]
Unit = Literal["document", "paragraph", "sentence"]
Ids = npt.NDArray[np.int32]
Indptr = npt.NDArray[np.int64]

KINDS: tuple[str, ...] = get_args(Kind)


# What numbers are written with, beside digits.
_NUMERAL = re.compile(
    r"[\d零〇○一二三四五六七八九十百千万亿两几数多余近上点分之第翻番年月日度号比半%％‰.．,，:：∶/／~～—–−‐－\-至到]+"
)


def kind_of(type_: str, tag: str = "") -> Kind:
    """Return what a type is made of: a number if it is written as one, else letters make a word, else it is a symbol.

    What is written in Chinese numerals alone is a number where the tag says so: 五 and 百分之三, but not 万一.
    """
    has_digit = any(character.isdigit() for character in type_)
    if _NUMERAL.fullmatch(type_) and (has_digit or tag == "m"):
        return "number"
    if any(character.isalpha() for character in type_):
        return "word"
    return "number" if has_digit else "space" if type_.isspace() else "symbol"


@dataclass(frozen=True, slots=True, repr=False)
class Vocabulary:
    """The types of a corpus in code-point order, so that an id does not depend on how it was found.

    Parameters
    ----------
    types : tuple of str, length v
        Distinct, ascending by code point.
    tags : tuple of str, length v
        Part of speech in the notation of jieba's dictionary; empty if unknown.
    categories : tuple of str, length v
        Category in the lexicon; empty if the type is no term of it.

    Examples
    --------
    >>> from reportnlp import Vocabulary
    >>> vocabulary = Vocabulary(("新质生产力", "稳增长"), ("n", "v"), ("economy", ""))
    >>> vocabulary.id("稳增长"), vocabulary.id("压舱石")
    (1, -1)
    >>> vocabulary.table.kind.tolist()
    ['word', 'word']
    """

    types: tuple[str, ...]
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    # What follows from the types, found when first asked for and kept: every verb asks again.
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not len(self.types) == len(self.tags) == len(self.categories):
            raise ArgumentError("Vocabulary: give one tag and one category for each type")
        if not all(map(lt, self.types, islice(self.types, 1, None))):
            raise ArgumentError("Vocabulary: the types must differ and ascend by code point")

    @classmethod
    def of(cls, types: Iterable[str], tag: Callable[[str], str], category: Callable[[str], str]) -> "Vocabulary":
        """Build the vocabulary of `types` in any order, with a tag and a category looked up for each."""
        ordered = tuple(sorted(set(types)))
        return cls(ordered, tuple(map(tag, ordered)), tuple(map(category, ordered)))

    def __len__(self) -> int:
        return len(self.types)

    def __contains__(self, type_: str) -> bool:
        return self.id(type_) >= 0

    def id(self, type_: str) -> int:
        """Return the id of a type, or -1 if it does not occur."""
        k = bisect_left(self.types, type_)
        return k if k < len(self.types) and self.types[k] == type_ else -1

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kind of each type: word, number, symbol or space."""
        return cast(tuple[Kind, ...], self._once("kinds", self._find_kinds))

    def _find_kinds(self) -> tuple[Kind, ...]:
        # Nearly all types are of letters only, and one call knows.
        known = zip(self.types, self.tags, strict=True)
        return tuple("word" if type_.isalpha() and tag != "m" else kind_of(type_, tag) for type_, tag in known)

    @property
    def is_word(self) -> npt.NDArray[np.bool_]:
        """Tell which types are words, bool, shape (v,)."""
        words = self._once("is_word", lambda: _read_only(np.array([kind == "word" for kind in self.kinds], bool)))
        return cast(npt.NDArray[np.bool_], words)

    @property
    def marks(self) -> npt.NDArray[np.uint8]:
        """What each type can be to paragraphs and sentences, bits of `kernels.units`, uint8, shape (v,)."""
        return cast(npt.NDArray[np.uint8], self._once("marks", lambda: _read_only(unit_marks(self.types))))

    @property
    def points(self) -> tuple[Points, Offsets]:
        """Code points of the types, one type after the other, and where each begins."""
        return cast(tuple[Points, Offsets], self._once("points", lambda: points_of(self.types)))

    def _once(self, name: str, find: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = find()
        return self._kept[name]

    def texts(self, ids: npt.NDArray[np.integer[Any]]) -> pd.api.extensions.ExtensionArray:
        """Return the types with these ids, in any order, as a column of text."""
        all_ = self._once("texts", lambda: pd.array(self.types, dtype="str"))
        return cast(pd.api.extensions.ExtensionArray, all_.take(ids))

    @property
    def table(self) -> pd.DataFrame:
        """The types as a data frame with the columns ``type, tag, kind, category``."""
        data = {"type": self.types, "tag": self.tags, "kind": self.kinds, "category": self.categories}
        return pd.DataFrame(data, dtype="str")

    def flag(self, test: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
        """Return for each type, bool, shape (v,), whether a test holds."""
        return np.fromiter(map(test, self.types), bool, len(self))

    def take(self, ids: npt.NDArray[np.integer[Any]]) -> "Vocabulary":
        """Return the vocabulary of the types with these ascending ids."""
        chosen = ids.tolist()
        if len(chosen) == len(self):
            return self
        columns = (self.types, self.tags, self.categories)
        return Vocabulary(*(tuple(map(column.__getitem__, chosen)) for column in columns))

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "Vocabulary":
        """Return the vocabulary whose `table` this is."""
        return cls(tuple(table["type"]), tuple(table["tag"]), tuple(table["category"]))

    def __repr__(self) -> str:
        return facts_line("Vocabulary", {"n_types": len(self)})

    def _repr_html_(self) -> str:
        return facts_html("Vocabulary", {"n_types": len(self)}) + self.table.head(10).to_html(index=False)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Tokens:
    """Every token of a corpus as an id and a span.

    Parameters
    ----------
    vocabulary : Vocabulary
        Each type occurs at least once.
    ids : ndarray of int32, shape (n,)
        Type of each token, document after document.
    starts, ends : ndarray of int32, shape (n,)
        Span of each token in the text of its document, in code points.
    indptr : ndarray of int64, shape (d + 1,)
        Tokens ``indptr[i]:indptr[i + 1]`` belong to document i.
    docs : pandas.DataFrame
        Metadata of the d documents: `Corpus.table`.
    provenance : Provenance
        How the tokens were made.

    Notes
    -----
    The arrays are read-only.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "优化营商环境。")]))
    >>> tokens.words(0)
    ['优化', '营商环境', '。']
    >>> tokens.starts.tolist()
    [0, 2, 6]
    """

    vocabulary: Vocabulary
    ids: Ids
    starts: Ids
    ends: Ids
    indptr: Indptr
    docs: pd.DataFrame
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        for name, dtype in (("ids", np.int32), ("starts", np.int32), ("ends", np.int32), ("indptr", np.int64)):
            array = np.asarray(getattr(self, name), dtype).view()
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        n = len(self.ids)
        if not len(self.starts) == len(self.ends) == n == self.indptr[-1] or len(self.indptr) != len(self.docs) + 1:
            raise ArgumentError(
                f"Tokens: {n} ids, {len(self.starts)} starts, {len(self.ends)} ends, {len(self.docs)} documents "
                f"and an indptr of {len(self.indptr)} that ends at {self.indptr[-1]} do not fit together"
            )

    def __len__(self) -> int:
        return len(self.ids)

    def words(self, doc: int) -> list[str]:
        """Return the tokens of document number `doc` as strings."""
        types = self.vocabulary.types
        return [types[k] for k in self.ids[self.indptr[doc] : self.indptr[doc + 1]].tolist()]

    @property
    def doc_of(self) -> npt.NDArray[np.int64]:
        """Number of the document of each token, int64, shape (n,)."""
        return np.repeat(np.arange(len(self.docs)), np.diff(self.indptr))

    def text(self, doc: int, start: int = 0, end: int | None = None) -> str:
        """Return the text of document number `doc` from `start` to `end`, put together from its tokens.

        Where tokens have been dropped stand as many ``…`` as characters, so that spans fit.

        Examples
        --------
        >>> import reportnlp as rn
        >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "我们优化营商环境。")]))
        >>> tokens.drop(["优化"]).text(0)
        '我们……营商环境。'
        >>> tokens.text(0, 3, 6)
        '化营商'
        """
        here = slice(self.indptr[doc], self.indptr[doc + 1])
        starts, ends = self.starts[here], self.ends[here]
        first = int(ends.searchsorted(start, "right"))
        last = len(starts) if end is None else int(starts.searchsorted(end, "left"))
        types = self.vocabulary.types
        words = [types[k] for k in self.ids[here][first:last].tolist()]
        # Where each word is expected if nothing is missing before it.
        begin = min(start, int(starts[first])) if words else start
        gaps = starts[first:last] - np.concatenate(([begin], ends[first : last - 1]))[: len(words)]
        for k in np.flatnonzero(gaps).tolist():
            words[k] = "…" * int(gaps[k]) + words[k]
        if end is not None and last < len(starts):
            words.append("…" * (end - (int(ends[last - 1]) if last > first else begin)))
        return "".join(words)[start - begin : None if end is None else max(end - begin, 0)]

    def sentence_spans(self, of: npt.NDArray[np.integer[Any]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return where the sentences of the tokens with the numbers `of` start and end in their documents.

        A blank between sentences is a sentence of its own.
        """
        from reportnlp.kernels.units import sentences_around

        first, last = sentences_around(self.ids, self.indptr, self.vocabulary.marks, np.asarray(of, np.int64))
        return self.starts[first].astype(np.int64), self.ends[last].astype(np.int64)

    def unit_of(self, unit: Unit) -> npt.NDArray[np.int64]:
        """Return the number of the document, paragraph or sentence that each token stands in.

        Parameters
        ----------
        unit : {"document", "paragraph", "sentence"}
            A line break ends a paragraph; sentences are those of ``Corpus.split("sentence")``.

        Returns
        -------
        ndarray of int64, shape (n,)
            Ascending from 0 through all documents; -1 for a blank in the numbering of paragraphs and
            sentences.

        Examples
        --------
        >>> import reportnlp as rn
        >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "稳增长。惠民生！"), rn.Report("b", "促改革")]))
        >>> tokens.unit_of("sentence").tolist()
        [0, 0, 1, 1, 2]
        """
        if choice("unit", unit, get_args(Unit)) == "document":
            return self.doc_of
        return self.paragraphs_and_sentences()[unit == "sentence"]

    def paragraphs_and_sentences(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return `unit_of` of both in one pass."""
        from reportnlp.kernels.units import number_units

        return number_units(self.ids, self.indptr, self.vocabulary.marks)

    def drop(self, types: Collection[str]) -> "Tokens":
        """Return the tokens whose type is not one of `types`; spans stay as they are.

        Parameters
        ----------
        types : collection of str
            For example `load_stopwords()`.

        Examples
        --------
        >>> import reportnlp as rn
        >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "我们优化营商环境。")]))
        >>> tokens.drop(rn.load_stopwords()).words(0)
        ['优化', '营商环境', '。']
        """
        stop = frozenset(texts("types", types))
        kept = np.array([type_ not in stop for type_ in self.vocabulary.types], bool)
        record = self.provenance.then("drop", n_types=len(stop), sha256=fingerprint("\n".join(sorted(stop))))
        return self._select(kept[self.ids] if len(self) else np.zeros(0, bool), record)

    def _select(self, mask: npt.NDArray[np.bool_], provenance: Provenance) -> "Tokens":
        used, ids = np.unique(self.ids[mask], return_inverse=True)
        before = np.concatenate(([0], np.cumsum(mask)))
        return Tokens(
            self.vocabulary.take(used),
            ids.astype(np.int32),
            self.starts[mask],
            self.ends[mask],
            before[self.indptr],
            self.docs,
            provenance,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the tokens as a folder of arrays, Parquet tables and JSON."""
        arrays = {name: getattr(self, name) for name in ("ids", "starts", "ends", "indptr")}
        tables = {"vocabulary": self.vocabulary.table, "docs": self.docs}
        storage.save(path, "Tokens", arrays=arrays, tables=tables, meta={"provenance": self.provenance.to_json()})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Tokens":
        """Read what `save` wrote; the arrays are memory-mapped.

        Raises
        ------
        StorageError
            If the folder is damaged, newer than this version or holds something else.
        """
        with storage.loaded(path, "Tokens") as (arrays, tables, meta):
            vocabulary = Vocabulary.from_table(tables["vocabulary"])
            # Kernels do not look where an index leads.
            ids, starts, ends, indptr = (arrays[name] for name in ("ids", "starts", "ends", "indptr"))
            storage.require(ids.min(initial=0) >= 0 and ids.max(initial=-1) < len(vocabulary), "ids of no type")
            storage.require(starts.min(initial=0) >= 0 and bool((starts <= ends).all()), "spans that end early")
            storage.require(indptr[0] == 0 and bool((np.diff(indptr) >= 0).all()), "documents that overlap")
            return cls(vocabulary, **arrays, docs=tables["docs"], provenance=Provenance.from_json(meta["provenance"]))

    def _facts(self) -> dict[str, object]:
        return {"n_tokens": len(self), "n_types": len(self.vocabulary), "n_docs": len(self.docs)}

    def __repr__(self) -> str:
        return facts_line("Tokens", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Tokens", self._facts())


def _read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array


def known_terms(name: str, terms: str | Iterable[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return the id of each of `terms`, in the order given and once each.

    Raises
    ------
    ArgumentError
        If there are none, or some are no types of the vocabulary: each is named with those nearest to it.
    """
    ids = {term: vocabulary.id(term) for term in texts(name, terms)}
    if not ids:
        raise ArgumentError(f"{name}: give one or more terms; got none")
    if unknown := [term for term, k in ids.items() if k < 0]:
        shown = "; ".join(with_nearest(term, vocabulary.types) for term in unknown[:5])
        more = f"; and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise ArgumentError(f"{name}: {len(unknown)} of {len(ids)} are not in the vocabulary: {shown}{more}")
    return ids


def with_nearest(term: str, types: Iterable[str]) -> str:
    """Return a term with the types that are spelt most like it, if any are."""
    sharing = [type_ for type_ in types if not set(term).isdisjoint(type_)]
    nearest = get_close_matches(term, sharing, 3, cutoff=0.5)
    return f"{term!r} (near it: {', '.join(map(repr, nearest))})" if nearest else repr(term)
