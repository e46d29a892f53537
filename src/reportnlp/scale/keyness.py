"""keyness: the terms that mark one group of documents out against another, of partitions."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.errors import ArgumentError
from reportnlp.keyness import Measure, Side, compared, comparison, conditions, disjoint, nobody
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
        As for `reportnlp.keyness`; the measure ``welch`` is not there, for its sums of shares depend on
        the order of the documents.

    Returns
    -------
    pandas.DataFrame
        The table that `reportnlp.keyness` gives.

    Raises
    ------
    ArgumentError
        If a group is empty or has no words, the groups share a document, a column does not exist, a
        prior is given for another measure, or the measure is ``welch``.
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
    if measure == "welch":
        raise ArgumentError("measure: 'welch' is not computed over partitions; use 'log_odds', 'g2' or 'chi2'")
    compare = comparison(measure, prior, min_count)
    wanted = {"target": target} | ({} if reference is None else {"reference": reference})
    for name, values in wanted.items():
        conditions(name, values, matrix.columns)
    sums: _Sums = _over(matrix, partial(_sums_of, matrix.terms_file, wanted), _add)
    for name in wanted:
        if not sums.documents[name]:
            there: dict[str, set[Any]] = _over(matrix, partial(_values_of, matrix.terms_file, [*wanted[name]]), _union)
            raise nobody(name, wanted[name], there)
    disjoint(target, sums.documents["reference"], sums.both)
    counts = {name: sums.n[name].astype(np.int64) for name in SIDES}
    parts: dict[str, Any] = _over(matrix, partial(_differences_of, matrix.terms_file, wanted, counts), _add_each)
    sides = {}
    for name in SIDES:
        words = int(counts[name].sum())
        sides[name] = Side(sums.n[name].astype(np.float64), float(words), spread(parts[name], counts[name], words))
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


class _Sums(NamedTuple):
    """Of each side the occurrences of each term and the documents, and the documents of both."""

    n: dict[str, npt.NDArray[np.int64]]
    documents: dict[str, int]
    both: int


def _over(matrix: PartitionedMatrix, call: Any, combine: Any) -> Any:
    """Return what a call gives for each partition, put together."""
    tasks = [Task(part.label, partial(call, part)) for part in matrix.parts]
    return merged(tasks, combine, matrix.run.client)


def _masks(matrix: TermMatrix, wanted: Mapping[str, Wanted]) -> dict[str, Bools]:
    """Return which documents are on which side; the reference is what is not the target, if none is given."""
    masks = {name: rows_that_meet(name, values, matrix.docs) for name, values in wanted.items()}
    return {"target": masks["target"], "reference": masks.get("reference", ~masks["target"])}


def _sums_of(terms_file: Any, wanted: Mapping[str, Wanted], part: Part) -> _Sums:
    matrix = load_matrix(part, terms_file)
    masks = _masks(matrix, wanted)
    n = {name: np.asarray(matrix.counts[mask].sum(axis=0), np.int64).ravel() for name, mask in masks.items()}
    both = int((masks["target"] & masks["reference"]).sum())
    return _Sums(n, {name: int(mask.sum()) for name, mask in masks.items()}, both)


def _add(found: Sequence[_Sums]) -> _Sums:
    return _Sums(
        _add_each([each.n for each in found]),
        {name: sum(each.documents[name] for each in found) for name in SIDES},
        sum(each.both for each in found),
    )


def _add_each(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: np.sum(np.stack([each[name] for each in found]), axis=0) for name in SIDES}


def _differences_of(
    terms_file: Any, wanted: Mapping[str, Wanted], n: Mapping[str, npt.NDArray[np.int64]], part: Part
) -> dict[str, Any]:
    matrix = load_matrix(part, terms_file)
    lengths = matrix.lengths
    return {
        name: differences(matrix.counts[np.flatnonzero(mask)], lengths[mask], n[name], int(n[name].sum()))
        for name, mask in _masks(matrix, wanted).items()
    }


def _values_of(terms_file: Any, names: Sequence[str], part: Part) -> dict[str, set[Any]]:
    docs = load_matrix(part, terms_file).docs
    return {name: set(docs[name].dropna().unique()) for name in names}


def _union(found: Sequence[dict[str, set[Any]]]) -> dict[str, set[Any]]:
    return {name: set().union(*(each[name] for each in found)) for name in found[0]}
