"""Tokens: texts as integers, each with its place in the text."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp import storage
from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError
from reportnlp.points import read_only
from reportnlp.provenance import Provenance, fingerprint
from reportnlp.validate import choice, integer, texts
from reportnlp.vocabulary import Vocabulary

__all__ = ["Tokens"]

Unit = Literal["document", "paragraph", "sentence"]
Ids = npt.NDArray[np.int32]
Indptr = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Tokens:
    """Every token of a corpus as an id and a span.

    Parameters
    ----------
    vocabulary : Vocabulary
        Each type occurs at least once.
    ids : ndarray of int32, shape (n,)
        Type of each token, document after document.
    starts : ndarray of int32, shape (n,)
        Where each token starts in the text of its document, in code points.
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
    >>> tokens.starts.tolist(), tokens.ends.tolist()
    ([0, 2, 6], [2, 6, 7])
    """

    vocabulary: Vocabulary
    ids: Ids
    starts: Ids
    indptr: Indptr
    docs: pd.DataFrame
    provenance: Provenance = Provenance()
    _ends: list[Ids] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        for name, dtype in (("ids", np.int32), ("starts", np.int32), ("indptr", np.int64)):
            object.__setattr__(self, name, read_only(np.asarray(getattr(self, name), dtype).view()))
        n = len(self.ids)
        if not len(self.starts) == n == self.indptr[-1] or len(self.indptr) != len(self.docs) + 1:
            raise ArgumentError(
                f"Tokens: {n} ids, {len(self.starts)} starts, {len(self.docs)} documents "
                f"and an indptr of {len(self.indptr)} that ends at {self.indptr[-1]} do not fit together"
            )
        # Kernels do not look where an index leads.
        if self.indptr[0] != 0 or (np.diff(self.indptr) < 0).any():
            raise ArgumentError("Tokens: documents that overlap: indptr begins at 0 and never falls")
        if self.ids.min(initial=0) < 0 or self.ids.max(initial=-1) >= len(self.vocabulary):
            raise ArgumentError(
                f"Tokens: ids of no type: they are those of the vocabulary, 0 to {len(self.vocabulary) - 1}; "
                f"got {self.ids.min()} to {self.ids.max()}"
            )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ends(self) -> Ids:
        """Where each token ends, int32, shape (n,): its start and the length of its type."""
        if not self._ends:
            self._ends.append(read_only(self.starts + self.vocabulary.lengths[self.ids]))
        return self._ends[0]

    def words(self, doc: int) -> list[str]:
        """Return the tokens of document number `doc` as strings."""
        doc = self._number(doc)
        types = self.vocabulary.types
        return [types[k] for k in self.ids[self.indptr[doc] : self.indptr[doc + 1]].tolist()]

    def _number(self, doc: int) -> int:
        """Refuse the number of a document that is not there; NumPy would count the last ones from the end."""
        return integer("doc", doc, minimum=0, maximum=len(self.docs) - 1)

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
        doc, start = self._number(doc), integer("start", start, minimum=0)
        end = end if end is None else integer("end", end, minimum=0)
        here = slice(self.indptr[doc], self.indptr[doc + 1])
        starts, ends = self.starts[here], self.ends[here]
        # Asked for a number of another type, NumPy would make a copy of all.
        first = int(ends.searchsorted(_as_place(start), "right"))
        last = len(starts) if end is None else int(starts.searchsorted(_as_place(end), "left"))
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
        ids = self.ids[mask]
        used = np.bincount(ids, minlength=len(self.vocabulary)) > 0
        before = np.concatenate(([0], np.cumsum(mask)))
        return Tokens(
            self.vocabulary.take(np.flatnonzero(used)),
            (np.cumsum(used, dtype=np.int32) - np.int32(1))[ids],
            self.starts[mask],
            before[self.indptr],
            self.docs,
            provenance,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the tokens as a folder of arrays, Parquet tables and JSON."""
        arrays = {name: getattr(self, name) for name in ("ids", "starts", "indptr")}
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
            storage.require(all(each.dtype.kind == "i" for each in arrays.values()), "arrays of no whole numbers")
            starts = arrays["starts"]
            room = np.iinfo(np.int32).max - vocabulary.lengths.max(initial=0)
            storage.require(starts.min(initial=0) >= 0 and starts.max(initial=0) <= room, "spans outside of every text")
            return cls(vocabulary, **arrays, docs=tables["docs"], provenance=Provenance.from_json(meta["provenance"]))

    def _facts(self) -> dict[str, object]:
        return {"n_tokens": len(self), "n_types": len(self.vocabulary), "n_docs": len(self.docs)}

    def __repr__(self) -> str:
        return facts_line("Tokens", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Tokens", self._facts())


def _as_place(number: int) -> np.int32:
    """Return a place in a text in the type of `Tokens.starts`; none is farther."""
    return np.int32(min(number, np.iinfo(np.int32).max))
