"""Counts as the kernels want them: checked, in an order of their own, by documents and by words."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.utils import check_array

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.topics.kernels.counts import turn
from reportnlp.topics.threads import blocks

__all__ = ["Counts", "Matrix", "halves", "hashes", "plain_counts"]

Matrix: TypeAlias = TermMatrix | sparse.csr_array | sparse.csr_matrix | npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


def plain_counts(X: Matrix, *, whole: bool = True) -> sparse.csr_array:
    """Return counts as CSR with ascending columns, after a check that they are counts.

    Raises
    ------
    ArgumentError
        If one is negative or, where they must be `whole`, no whole number.
    """
    if isinstance(X, TermMatrix):
        return X.counts
    counts = sparse.csr_array(check_array(X, accept_sparse="csr", dtype="numeric"))
    counts.sum_duplicates()
    if counts.nnz and counts.data.min() < 0:
        raise ArgumentError(
            "X: Negative values in data: a topic model works on counts, whole numbers of 0 or more; "
            f"the least is {counts.data.min()}"
        )
    if whole and counts.nnz and (counts.data % 1).any():
        odd = counts.data[(counts.data % 1) != 0][0]
        raise ArgumentError(
            f"X: give counts, whole numbers of 0 or more, and not weights such as TF-IDF, which a topic model "
            f"cannot count; got {odd}"
        )
    return counts


@dataclass(frozen=True)
class Counts:
    """Counts of the documents that have a term, in an order that depends on their content alone.

    A model of the same documents in another order is then the same to the last bit, and the first n of
    them are a fair sample.

    Parameters
    ----------
    indptr, indices, data : ndarray of int64, int32, float32
        CSR.
    n_terms : int
        Number of columns.
    rows : ndarray of int64
        The row of each document in the matrix that it comes from.
    """

    indptr: Int64s
    indices: Int32s
    data: Floats
    n_terms: int
    rows: Int64s

    @classmethod
    def of(cls, counts: sparse.csr_array, *, ordered: bool = True) -> "Counts":
        """Return the filled rows of a matrix, or all in the order that they have if not `ordered`."""
        if not ordered:
            rows, chosen = np.arange(counts.shape[0]), counts
        else:
            filled = np.flatnonzero(np.diff(counts.indptr))
            rows = filled[np.argsort(hashes(counts)[filled], kind="stable")]
            chosen = counts[rows]
        indices = chosen.indices.astype(np.int32, copy=not ordered)  # rows in an order are a copy already
        return cls(chosen.indptr.astype(np.int64), indices, chosen.data.astype(np.float32), counts.shape[1], rows)

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @cached_property
    def csr(self) -> sparse.csr_array:
        """The counts as a SciPy matrix of float32."""
        return sparse.csr_array((self.data, self.indices, self.indptr), shape=(len(self), self.n_terms))

    @cached_property
    def n_tokens(self) -> float:
        """Sum of all counts."""
        return float(self.data.sum(dtype=np.float64))

    @cached_property
    def sizes(self) -> npt.NDArray[np.float64]:
        """Tokens of each document, float64."""
        ends = np.concatenate(([0], np.cumsum(self.data, dtype=np.float64)))
        return np.diff(ends[self.indptr])

    @cached_property
    def of_terms(self) -> npt.NDArray[np.float64]:
        """Tokens of each term, float64."""
        sums: npt.NDArray[np.float64] = np.bincount(self.indices, self.data, self.n_terms).astype(np.float64)
        return sums

    @cached_property
    def by_word(self) -> tuple[Int64s, Int32s, Int32s]:
        """The occurrences of each word, one after the other: where they begin, their documents, and where each is."""
        n_docs = np.bincount(self.indices, minlength=self.n_terms)
        begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(n_docs)))
        documents, slots = np.empty_like(self.indices), np.empty_like(self.indices)
        turn(self.indptr, self.indices, begins[:-1].copy(), documents, slots)
        return begins, documents, slots


def halves(counts: Counts) -> tuple[Counts, Counts]:
    """Divide the tokens of each document of two or more at random, the same way whenever the documents are the same."""
    drawn = np.random.default_rng(0).binomial(counts.data.astype(np.int64), 0.5).astype(np.float32)
    drawn[np.repeat(counts.sizes < 2, np.diff(counts.indptr))] = 0
    second = counts.data - drawn
    second[np.repeat(counts.sizes < 2, np.diff(counts.indptr))] = 0
    return tuple(Counts(counts.indptr, counts.indices, data, counts.n_terms, counts.rows) for data in (drawn, second))  # type: ignore[return-value]


def hashes(counts: sparse.csr_array) -> npt.NDArray[np.uint64]:
    """Return a number for each row that depends on its counts alone (the finalizer of SplitMix64, summed up)."""
    sums = np.zeros(counts.shape[0], np.uint64)
    for first, last in blocks(counts.indptr):  # each near the processor: all would need new pages of memory
        begin, end = counts.indptr[first], counts.indptr[last]
        mixed = counts.indices[begin:end].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed += np.uint64(0x9E3779B97F4A7C15)
        mixed += np.ascontiguousarray(counts.data[begin:end], np.float64).view(np.uint64)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
        ends = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)))
        inside = counts.indptr[first : last + 1] - begin
        sums[first:last] = ends[inside[1:]] - ends[inside[:-1]]
    return sums
