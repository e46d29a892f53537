"""keyness: the terms that mark one group of documents out against another, of partitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.keyness import (
    Measure,
    Shares,
    Side,
    compared,
    comparison,
    conditions,
    disjoint,
    nobody,
    shares_of,
    spread_of_shares,
    squares_of,
)
from reportnlp.matrix import TermMatrix
from reportnlp.measures import differences, spread
from reportnlp.scale.matrices import load_matrix
from reportnlp.scale.nouns import PartitionedMatrix
from reportnlp.scale.running import Task, merged
from reportnlp.scale.stage import Part
from reportnlp.validate import allowed_values, rows_that_meet

__all__ = ["keyness"]

Wanted = Mapping[str, Any]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
SIDES = ("target", "reference")


def keyness(
    matrix: PartitionedMatrix,
    *,
    target: Wanted,
    reference: Wanted | None = None,
    measure: Measure = "log_odds",
    prior: float | None = None,
    min_count: int = 1,
    top: int | None = None,
) -> pd.DataFrame:
    """Compare the terms of two groups of documents of partitions.

    Parameters
    ----------
    matrix : PartitionedMatrix
        Counts of terms in documents.
    target, reference, measure, prior, min_count, top
        As for `reportnlp.keyness`.

    Returns
    -------
    pandas.DataFrame
        The table that `reportnlp.keyness` gives.

    Raises
    ------
    ArgumentError
        If a group is empty or has no words, the groups share a document, a column does not exist, or a
        prior is given for another measure.
    StorageError
        If a file of the counts is damaged, or the cluster lost its tasks.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> matrix = rn.scale.count(rn.scale.segment(corpus).drop(rn.load_stopwords()))
    >>> rn.scale.keyness(matrix, target={"place": "栖云镇"}, top=3).columns.tolist()[:3]
    ['term', 'n_target', 'n_reference']
    """
    compare = comparison(measure, prior, min_count)
    wanted = {"target": target} | ({} if reference is None else {"reference": reference})
    for name, values in wanted.items():
        conditions(name, values, matrix.columns)
    asked = _Asked(matrix.terms_file, wanted, measure == "welch")
    sums: dict[str, _Sums] = _over(matrix, partial(_sums_of, asked), _add_each)
    for name in wanted:
        if not sums[name].documents:
            there: dict[str, set[Any]] = _over(matrix, partial(_values_of, matrix.terms_file, [*wanted[name]]), _union)
            raise nobody(name, wanted[name], there)
    disjoint(target, sums["reference"].documents, sums["reference"].both)
    parts: dict[str, _Parts] = _over(matrix, partial(_parts_of, asked, sums), _add_each)
    sides = {name: _side(sums[name], parts[name]) for name in SIDES}
    table = compared(matrix.vocabulary, sides, compare, min_count, top)
    record = matrix.provenance.then(
        "keyness",
        target=allowed_values(target),
        reference=None if reference is None else allowed_values(reference),
        measure=measure,
        prior=prior,
        min_count=min_count,
        top=top,
    )
    return record.attach(table)


class _Asked(NamedTuple):
    """The terms, the sides that were asked for, and whether shares are compared."""

    terms_file: Any
    wanted: Mapping[str, Wanted]
    shares: bool


@dataclass(frozen=True)
class _Sums:
    """Of one side the occurrences of each term, words, documents, those that are on both sides, and shares."""

    n: Ints
    words: int
    documents: int
    both: int
    shares: Shares | None

    def __add__(self, other: "_Sums") -> "_Sums":
        mine, theirs = self.shares, other.shares
        shares = mine and theirs and mine.plus(theirs)
        words, documents = self.words + other.words, self.documents + other.documents
        return _Sums(self.n + other.n, words, documents, self.both + other.both, shares)


@dataclass(frozen=True)
class _Parts:
    """Of one side what its documents add to the deviation of each term, and to the squares of its shares."""

    differences: Ints | Floats
    squares: Ints | None

    def __add__(self, other: "_Parts") -> "_Parts":
        squares = None if self.squares is None or other.squares is None else self.squares + other.squares
        return _Parts(self.differences + other.differences, squares)


def _over(matrix: PartitionedMatrix, call: Any, combine: Any) -> Any:
    """Return what a call gives for each partition, put together."""
    tasks = [Task(part.label, partial(call, part)) for part in matrix.parts]
    return merged(tasks, combine, matrix.run.client)


def _masks(matrix: TermMatrix, wanted: Mapping[str, Wanted]) -> dict[str, Bools]:
    """Return which documents are on which side; the reference is what is not the target, if none is given."""
    masks = {name: rows_that_meet(name, values, matrix.docs) for name, values in wanted.items()}
    return {"target": masks["target"], "reference": masks.get("reference", ~masks["target"])}


def _sums_of(asked: _Asked, part: Part) -> dict[str, _Sums]:
    matrix = load_matrix(part, asked.terms_file)
    masks, lengths = _masks(matrix, asked.wanted), matrix.lengths
    both = int((masks["target"] & masks["reference"]).sum())
    sums = {}
    for name, mask in masks.items():
        counts, words = matrix.counts[np.flatnonzero(mask)], lengths[mask]
        n = np.asarray(counts.sum(axis=0), np.int64).ravel()
        shares = shares_of(counts, words) if asked.shares else None
        sums[name] = _Sums(n, int(words.sum()), int(mask.sum()), both, shares)
    return sums


def _parts_of(asked: _Asked, sums: Mapping[str, _Sums], part: Part) -> dict[str, _Parts]:
    matrix = load_matrix(part, asked.terms_file)
    parts = {}
    for name, mask in _masks(matrix, asked.wanted).items():
        counts, words, side = matrix.counts[np.flatnonzero(mask)], matrix.lengths[mask], sums[name]
        squares = squares_of(counts, words, side.shares.mean) if side.shares else None
        parts[name] = _Parts(differences(counts, words, side.n, side.words), squares)
    return parts


def _side(sums: _Sums, parts: _Parts) -> Side:
    shares = None
    if sums.shares and parts.squares is not None and sums.words:
        shares = spread_of_shares(sums.shares, parts.squares)
    dp = spread(parts.differences, sums.n, sums.words)
    return Side(sums.n.astype(np.float64), float(sums.words), dp, shares)


def _add_each(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: reduce(add, (each[name] for each in found)) for name in SIDES}


def _values_of(terms_file: Any, names: Sequence[str], part: Part) -> dict[str, set[Any]]:
    docs = load_matrix(part, terms_file).docs
    return {name: set(docs[name].dropna().unique()) for name in names}


def _union(found: Sequence[dict[str, set[Any]]]) -> dict[str, set[Any]]:
    return {name: set().union(*(each[name] for each in found)) for name in found[0]}
