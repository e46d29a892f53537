"""TermMatrix: how often each term occurs in each document. Counts only; weights live in tables."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from reportnlp import storage
from reportnlp.compounds import TAG, Compounds, find_compounds
from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError
from reportnlp.kernels.rows import add_rows
from reportnlp.provenance import Provenance
from reportnlp.tokens import Tokens
from reportnlp.validate import choices, columns, flag, integer
from reportnlp.vocabulary import KINDS, Kind, Vocabulary

__all__ = ["TermMatrix", "count", "counted"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class TermMatrix:
    """Counts of terms in documents.

    Parameters
    ----------
    counts : scipy.sparse.csr_array of int32, shape (d, v)
        Occurrences; zeros are not stored, columns ascend in each row.
    vocabulary : Vocabulary
        The v terms.
    docs : pandas.DataFrame
        Metadata of the d documents.
    provenance : Provenance
        How the matrix was made.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "优化营商环境"), rn.Report("b", "营商环境好，营商环境优")])
    >>> matrix = rn.count(rn.segment(corpus))
    >>> matrix.terms
    ('优', '优化', '好', '营商环境')
    >>> matrix.counts.toarray().tolist()
    [[0, 1, 0, 1], [1, 0, 1, 2]]
    """

    counts: sparse.csr_array
    vocabulary: Vocabulary
    docs: pd.DataFrame
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        counts = _canonical(self.counts)
        if counts.shape != (len(self.docs), len(self.vocabulary)):
            raise ArgumentError(
                f"TermMatrix: counts of shape {counts.shape} do not fit {len(self.docs)} documents "
                f"and {len(self.vocabulary)} terms"
            )
        object.__setattr__(self, "counts", counts)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, ascending by code point."""
        return self.vocabulary.types

    @property
    def shape(self) -> tuple[int, int]:
        """Number of documents and of terms."""
        return len(self.docs), len(self.vocabulary)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Counted words of each document, int64, shape (d,); compounds repeat their words and add none."""
        data = self.counts.data
        if TAG in self.vocabulary.tags:
            data = data * np.array([tag != TAG for tag in self.vocabulary.tags], bool)[self.counts.indices]
        before = np.concatenate(([0], np.cumsum(data, dtype=np.int64)))
        lengths: npt.NDArray[np.int64] = before[self.counts.indptr[1:]] - before[self.counts.indptr[:-1]]
        return lengths

    def sum_by(self, by: str | Sequence[str]) -> "TermMatrix":
        """Add up the documents that agree in the columns `by`.

        Parameters
        ----------
        by : str or sequence of str
            Columns of `docs`.

        Returns
        -------
        TermMatrix
            One row a group, in ascending order; `docs` holds the columns `by`. A document with a
            missing value is in a group of its kind.

        Examples
        --------
        >>> import reportnlp as rn
        >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")))
        >>> matrix.sum_by("year").docs.year.tolist()
        [2021, 2022, 2023, 2024]
        """
        names = columns("by", by, self.docs)
        row = self.docs.groupby(names, sort=True, dropna=False).ngroup().to_numpy()
        first = np.unique(row, return_index=True)[1]
        if len(first) == len(row):  # every document by itself
            sums = self.counts[first]
        else:
            bounds = np.concatenate(([0], np.cumsum(np.bincount(row))))
            stored = (self.counts.data, self.counts.indices, self.counts.indptr.astype(np.int64))
            parts = add_rows(*stored, np.argsort(row, kind="stable"), bounds, self.shape[1])
            sums = sparse.csr_array(parts, shape=(len(first), self.shape[1]))
        keys = self.docs[names].iloc[first]
        return TermMatrix(sums, self.vocabulary, keys.reset_index(drop=True), self.provenance.then("sum_by", by=names))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the matrix as a folder of arrays, Parquet tables and JSON."""
        arrays = {name: getattr(self.counts, name) for name in ("data", "indices", "indptr")}
        tables = {"vocabulary": self.vocabulary.table, "docs": self.docs}
        storage.save(path, "TermMatrix", arrays=arrays, tables=tables, meta={"provenance": self.provenance.to_json()})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "TermMatrix":
        """Read what `save` wrote.

        Raises
        ------
        StorageError
            If the folder is damaged, newer than this version or holds something else.
        """
        with storage.loaded(path, "TermMatrix") as (arrays, tables, meta):
            vocabulary, docs = Vocabulary.from_table(tables["vocabulary"]), tables["docs"]
            shape = (len(docs), len(vocabulary))
            counts = sparse.csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
            counts.check_format()  # kernels do not look where an index leads
            storage.require(counts.data.min(initial=1) > 0, "counts below 1")
            return cls(counts, vocabulary, docs, Provenance.from_json(meta["provenance"]))

    def _facts(self) -> dict[str, object]:
        return {"n_docs": self.shape[0], "n_terms": self.shape[1], "n_tokens": int(self.counts.sum())}

    def __repr__(self) -> str:
        return facts_line("TermMatrix", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("TermMatrix", self._facts())


def count(
    tokens: Tokens,
    *,
    kinds: Sequence[Kind] = ("word",),
    min_chars: int = 1,
    min_count: int = 1,
    min_docs: int = 1,
    compounds: bool = False,
) -> TermMatrix:
    """Count the types of each document.

    Parameters
    ----------
    tokens : Tokens
        The tokens.
    kinds : sequence of {"word", "number", "symbol", "space"}, default ("word",)
        Kinds of type to count.
    min_chars : int, default 1
        Shortest type to count, in characters.
    min_count : int, default 1
        Fewest occurrences in all documents together.
    min_docs : int, default 1
        Fewest documents with an occurrence.
    compounds : bool, default False
        Count compounds, such as 人才住房保障体系, beside the words that they are made of. A compound is
        a run of two to four adjacent words, verbs and names among them, that ends in none of these: an
        adjective, a distinguishing word, a time; that occurs twice or more in all documents together;
        and whose cohesion is 0.2 or more. Drop stop words before, so that none is inside one. The part
        of speech of a compound is "np".

    Returns
    -------
    TermMatrix
        Documents in the order of `tokens`, empty ones included; terms by code point.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.

    Notes
    -----
    The cohesion of a run c of k words w is its normalized pointwise mutual information,
    (ln p(c) - sum of ln p(w)) / (-(k - 1) ln p(c)), with p the shares of all tokens (Bouma 2009,
    Normalized (pointwise) mutual information in collocation extraction).

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "稳增长，2024年稳增长。")]))
    >>> rn.count(tokens, min_count=2).terms
    ('稳增长',)
    """
    allowed = set(choices("kinds", kinds, KINDS))
    limits = {"min_chars": min_chars, "min_count": min_count, "min_docs": min_docs}
    for name, value in limits.items():
        integer(name, value)
    found = find_compounds(tokens) if flag("compounds", compounds) else None
    record = tokens.provenance.then("count", kinds=sorted(allowed), **limits, compounds=compounds)
    return replace(counted(tokens, allowed, found, **limits), provenance=record)


def counted(
    tokens: Tokens, kinds: Collection[str], found: Compounds | None, *, min_chars: int, min_count: int, min_docs: int
) -> TermMatrix:
    """Count the types of some kinds, and what compounds were found."""
    vocabulary, counts = tokens.vocabulary, _counted(tokens)
    if found is not None:
        vocabulary, counts = _with_compounds(vocabulary, counts, tokens, found)
    kept = np.fromiter(map(kinds.__contains__, vocabulary.kinds), bool, len(vocabulary))
    kept &= vocabulary.lengths >= min_chars
    kept &= np.bincount(counts.indices, counts.data, len(vocabulary)) >= min_count
    kept &= np.bincount(counts.indices, minlength=len(vocabulary)) >= min_docs
    chosen = np.flatnonzero(kept)
    columns = counts if kept.all() else counts[:, chosen]
    return TermMatrix(columns, vocabulary.take(chosen), tokens.docs)


def _with_compounds(
    words: Vocabulary, counts: sparse.csr_array, tokens: Tokens, found: Compounds
) -> tuple[Vocabulary, sparse.csr_array]:
    """Put the compounds among the words; one that is also a word somewhere adds to its count."""
    tags = dict(zip(words.types, words.tags, strict=True))
    categories = dict(zip(words.types, words.categories, strict=True))
    both = Vocabulary.of(
        (*words.types, *found.texts), lambda type_: tags.get(type_, TAG), lambda type_: categories.get(type_, "")
    )
    place = {type_: k for k, type_ in enumerate(both.types)}
    of_word, of_compound = (
        np.array([place[type_] for type_ in types], np.int64) for types in (words.types, found.texts)
    )
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    joined = sparse.coo_array(
        (
            np.concatenate((counts.data, np.ones(len(found.which), np.int32))),
            (
                np.concatenate((rows, tokens.doc_of[found.first])),
                np.concatenate((of_word[counts.indices], of_compound[found.which])),
            ),
        ),
        shape=(counts.shape[0], len(both)),
    )
    return both, sparse.csr_array(joined)


def _counted(tokens: Tokens) -> sparse.csr_array:
    """Count every type in every document."""
    n_docs, n_types = len(tokens.docs), len(tokens.vocabulary)
    once = np.broadcast_to(np.int32(1), len(tokens))  # takes no memory
    parts = add_rows(once, tokens.ids, tokens.indptr, np.arange(n_docs), np.arange(n_docs + 1), n_types)
    return sparse.csr_array(parts, shape=(n_docs, n_types))


def _canonical(counts: sparse.csr_array) -> sparse.csr_array:
    """Return `counts` as int32 with ascending columns, no zeros and read-only arrays.

    What is already so is shared, not copied: a matrix loaded from disk stays memory-mapped.
    """
    if counts.dtype != np.int32 or not counts.has_canonical_format or not counts.data.all():
        counts = sparse.csr_array(counts, dtype=np.int32, copy=True)
        counts.sum_duplicates()
        counts.eliminate_zeros()
    parts = [array.view() for array in (counts.data, counts.indices, counts.indptr)]
    for part in parts:
        part.flags.writeable = False
    return sparse.csr_array(tuple(parts), shape=counts.shape)
