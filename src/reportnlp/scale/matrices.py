"""Counts of a partition as files, and back with the vocabulary of all partitions."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import sparse

from reportnlp.matrix import TermMatrix
from reportnlp.scale.stage import Part
from reportnlp.scale.tables import read_table, write_table
from reportnlp.vocabulary import Vocabulary

__all__ = ["COUNTS", "TYPES", "Terms", "joined", "load_matrix", "load_terms", "write_matrix"]

#: Ends of the names of the files of a partition: documents with their counts, and types.
COUNTS, TYPES = ".parquet", ".types.parquet"
_TERMS, _N = "_terms", "_n"


def write_matrix(matrix: TermMatrix, folder: Path, name: str) -> dict[str, str]:
    """Write counts: a row a document with its metadata, and the types with their sums; return the SHA-256 of each."""
    counts, size = matrix.counts, len(matrix.vocabulary)
    docs = pa.Table.from_pandas(matrix.docs, preserve_index=False)
    for column, values in ((_TERMS, counts.indices), (_N, counts.data)):
        lists = pa.ListArray.from_arrays(counts.indptr.astype(np.int32), values.astype(np.int32))
        docs = docs.append_column(column, lists)
    types = matrix.vocabulary.table[["type", "tag", "category"]]
    types["n"] = np.bincount(counts.indices, counts.data, size).astype(np.int64)
    types["n_docs"] = np.bincount(counts.indices, minlength=size).astype(np.int64)
    tables = {COUNTS: docs, TYPES: pa.Table.from_pandas(types, preserve_index=False)}
    return {name + suffix: write_table(folder / (name + suffix), table) for suffix, table in tables.items()}


def load_matrix(part: Part, terms_file: tuple[Path, str]) -> TermMatrix:
    """Return the counts of a partition; what is no term of the vocabulary is left out."""
    vocabulary, place, _, _ = load_terms(*terms_file)
    table = read_table(*part.file(COUNTS))
    terms, n = (table.column(name).combine_chunks() for name in (_TERMS, _N))
    types = read_table(*part.file(TYPES)).column("type").to_pylist()
    of_type = np.array([place.get(type_, -1) for type_ in types], np.int64)
    indptr = np.append(0, terms.value_lengths().to_numpy(zero_copy_only=False)).astype(np.int64).cumsum()
    columns = of_type[terms.flatten().to_numpy()] if len(types) else np.zeros(0, np.int64)
    kept = columns >= 0
    before = np.append(0, np.cumsum(kept))
    parts = n.flatten().to_numpy()[kept], columns[kept].astype(np.int32), before[indptr]
    docs = table.drop_columns([_TERMS, _N]).to_pandas()
    counts = sparse.csr_array(parts, shape=(len(docs), len(vocabulary)))
    return TermMatrix(counts, vocabulary, docs)


def joined(matrices: Sequence[TermMatrix]) -> TermMatrix:
    """Return the documents of all partitions, one after the other."""
    docs = pd.concat([matrix.docs for matrix in matrices], ignore_index=True)
    counts = sparse.csr_array(sparse.vstack([matrix.counts for matrix in matrices], format="csr"))
    return TermMatrix(counts, matrices[0].vocabulary, docs)


class Terms(NamedTuple):
    """A vocabulary, the place of each type, its occurrences in all partitions and the documents that have it."""

    vocabulary: Vocabulary
    place: dict[str, int]
    n: npt.NDArray[np.int64]
    n_docs: npt.NDArray[np.int64]


@lru_cache(maxsize=2)  # each partition asks for it
def load_terms(path: Path, sha256: str) -> Terms:
    """Return the terms of all partitions from their file."""
    table = read_table(path, sha256).to_pandas()
    vocabulary = Vocabulary.from_table(table)
    place = {type_: k for k, type_ in enumerate(vocabulary.types)}
    return Terms(vocabulary, place, *(table[name].to_numpy(np.int64) for name in ("n", "n_docs")))
