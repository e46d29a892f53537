"""A corpus, its tokens and its counts in partitions: what the nouns of the library are, a partition at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.compounds import TAG
from reportnlp.corpus import Corpus, Failure, Unit
from reportnlp.display import facts_html, facts_line
from reportnlp.matrix import TermMatrix
from reportnlp.provenance import Provenance, fingerprint
from reportnlp.scale.matrices import joined, load_matrix
from reportnlp.scale.recipe import Recipe
from reportnlp.scale.stage import Part, Run
from reportnlp.scale.tables import read_table
from reportnlp.tokens import Tokens
from reportnlp.validate import allowed_values, choice, integer, texts
from reportnlp.vocabulary import Vocabulary

__all__ = ["PartitionedCorpus", "PartitionedMatrix", "PartitionedTable", "PartitionedTokens"]


class _Shown:
    """The two ways in which a noun shows itself."""

    def _facts(self) -> dict[str, object]:
        raise NotImplementedError

    def __repr__(self) -> str:
        return facts_line(type(self).__name__, self._facts())

    def _repr_html_(self) -> str:
        return facts_html(type(self).__name__, self._facts())


@dataclass(frozen=True, repr=False)
class PartitionedCorpus(_Shown):
    """Reports, or their units, in partitions that need not fit into memory together.

    Parameters
    ----------
    parts : tuple of Part
        The partitions, as files.
    failures : tuple of Failure
        Files that could not be read.
    run : Run
        Where files go, and what runs the tasks.
    recipe : Recipe
        What is done to the reports of each partition when they are needed.
    provenance : Provenance
        How the corpus was made.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> paragraphs = corpus.where(year=2024).split("paragraph", min_chars=30)
    >>> [len(partition) for partition in paragraphs]
    [143]
    """

    parts: tuple[Part, ...]
    failures: tuple[Failure, ...]
    run: Run
    recipe: Recipe
    provenance: Provenance

    def __iter__(self) -> Iterator[Corpus]:
        """Yield each partition as a `Corpus`."""
        for part in self.parts:
            found = self.recipe.corpus(part)
            yield Corpus(found.reports, part.failures, self.provenance)

    def where(self, **conditions: Any) -> Self:
        """Return the reports whose metadata meet every condition: `Corpus.where`, when they are needed."""
        values = allowed_values(conditions)
        return self._then("where", **values)

    def split(self, by: Unit, *, min_chars: int = 0) -> Self:
        """Return the reports' sections, paragraphs or sentences: `Corpus.split`, when they are needed."""
        choice("by", by, ("section", "paragraph", "sentence"))
        return self._then("split", by=by, min_chars=integer("min_chars", min_chars, minimum=0))

    def compute(self) -> Corpus:
        """Return all partitions as one `Corpus` in memory."""
        return Corpus((report for part in self for report in part), self.failures, self.provenance)

    def _then(self, name: str, **params: Any) -> Self:
        return replace(self, recipe=self.recipe.then(name, **params), provenance=self.provenance.then(name, **params))

    def _facts(self) -> dict[str, object]:
        n = sum(part.facts["n"] for part in self.parts)
        facts: dict[str, object] = {"n_partitions": len(self.parts), "n_reports": n}
        return facts | ({"failures": len(self.failures)} if self.failures else {})


@dataclass(frozen=True, repr=False)
class PartitionedTokens(_Shown):
    """The tokens of a partitioned corpus; they are cut when they are needed, and nothing is written.

    Parameters
    ----------
    parts : tuple of Part
        The partitions of the corpus.
    run : Run
        Where files go, and what runs the tasks.
    recipe : Recipe
        What is done to the reports of each partition.
    provenance : Provenance
        How the tokens are made.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> tokens = rn.scale.segment(rn.scale.read("corpus/sample", work=tempfile.mkdtemp()))
    >>> [partition.words(0)[:3] for partition in tokens.drop(rn.load_stopwords())]
    [['澜浦市', '槐埠镇', '2021年']]
    """

    parts: tuple[Part, ...]
    run: Run
    recipe: Recipe
    provenance: Provenance

    def __iter__(self) -> Iterator[Tokens]:
        """Yield each partition as `Tokens`, each with a vocabulary of its own."""
        for part in self.parts:
            yield replace(self.recipe.tokens(part), provenance=self.provenance)

    def drop(self, types: Collection[str]) -> "PartitionedTokens":
        """Return the tokens whose type is not one of `types`: `Tokens.drop`, when they are needed."""
        stop = sorted(frozenset(texts("types", types)))
        record = self.provenance.then("drop", n_types=len(stop), sha256=fingerprint("\n".join(stop)))
        return replace(self, recipe=self.recipe.then("drop", types=stop), provenance=record)

    def _facts(self) -> dict[str, object]:
        return {"n_partitions": len(self.parts)}


@dataclass(frozen=True, repr=False, eq=False)
class PartitionedMatrix(_Shown):
    """Counts of terms in documents, in partitions with one vocabulary.

    Parameters
    ----------
    parts : tuple of Part
        The partitions: Parquet with the metadata of each document and its terms, by number among the
        types of the partition, which are in a file beside it.
    vocabulary : Vocabulary
        The v terms of all partitions.
    n, n_docs : ndarray of int64, shape (v,)
        Occurrences of each term, and documents that have it.
    columns : tuple of str
        Columns of the metadata.
    run : Run
        Where files go, and what runs the tasks.
    terms_file : tuple of Path and str
        The vocabulary as a file, and its SHA-256.
    provenance : Provenance
        How the counts were made.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> matrix = rn.scale.count(rn.scale.segment(corpus), min_docs=24)
    >>> matrix.shape, [partition.counts.shape for partition in matrix]
    ((24, 30), [(24, 30)])
    """

    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    n: npt.NDArray[np.int64]
    n_docs: npt.NDArray[np.int64]
    columns: tuple[str, ...]
    run: Run
    terms_file: tuple[Path, str]
    provenance: Provenance

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, ascending by code point."""
        return self.vocabulary.types

    @property
    def n_words(self) -> int:
        """Counted words; compounds repeat their words and add none."""
        return int(self.n[[tag != TAG for tag in self.vocabulary.tags]].sum())

    @property
    def shape(self) -> tuple[int, int]:
        """Number of documents and of terms."""
        return sum(part.facts["n"] for part in self.parts), len(self.vocabulary)

    def __iter__(self) -> Iterator[TermMatrix]:
        """Yield each partition as a `TermMatrix` with all the terms."""
        for part in self.parts:
            yield replace(load_matrix(part, self.terms_file), provenance=self.provenance)

    def compute(self) -> TermMatrix:
        """Return all partitions as one `TermMatrix` in memory."""
        return replace(joined(list(self)), provenance=self.provenance)

    def _facts(self) -> dict[str, object]:
        names = ("n_docs", "n_terms")
        return {
            "n_partitions": len(self.parts),
            **dict(zip(names, self.shape, strict=True)),
            "n_tokens": int(self.n.sum()),
        }


@dataclass(frozen=True, repr=False)
class PartitionedTable(_Shown):
    """The rows of an analysis in partitions: Parquet files that any program can read.

    Parameters
    ----------
    parts : tuple of Part
        The partitions.
    provenance : Provenance
        How the table was made.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> hits = rn.scale.slogans(rn.scale.read("corpus/sample", work=tempfile.mkdtemp()))
    >>> [file.name for file in hits.files]
    ['part-000000.parquet']
    """

    parts: tuple[Part, ...]
    provenance: Provenance

    @property
    def files(self) -> tuple[Path, ...]:
        """The files, in the order of the partitions."""
        return tuple(part.folder / name for part in self.parts for name in part.outputs)

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Yield the rows of each partition."""
        for part in self.parts:
            for name, sha256 in part.outputs.items():
                yield self.provenance.attach(read_table(part.folder / name, sha256).to_pandas())

    def compute(self) -> pd.DataFrame:
        """Return all rows as one table in memory."""
        return self.provenance.attach(pd.concat(list(self), ignore_index=True))

    def _facts(self) -> dict[str, object]:
        return {"n_partitions": len(self.parts), "n_rows": sum(part.facts["n"] for part in self.parts)}
