"""keywords: the terms that stand out in each report or group of reports, of partitions."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.errors import ArgumentError
from reportnlp.keywords import Method, Totals, ranked, weighing
from reportnlp.matrix import TermMatrix
from reportnlp.measures import differences, spread
from reportnlp.scale.matrices import joined, load_matrix, load_terms
from reportnlp.scale.nouns import PartitionedMatrix
from reportnlp.scale.running import Task, merged
from reportnlp.scale.stage import Part
from reportnlp.validate import columns, integer

__all__ = ["keywords"]

Sums = npt.NDArray[Any]


def keywords(
    matrix: PartitionedMatrix,
    *,
    by: str | Sequence[str] = "id",
    method: Method = "tf_idf",
    top: int = 10,
    sublinear: bool = False,
    smooth: bool = True,
    norm: bool = True,
) -> pd.DataFrame:
    """Rank the terms of each group of documents of partitions.

    Parameters
    ----------
    matrix : PartitionedMatrix
        Counts of terms in documents.
    by, method, top, sublinear, smooth, norm
        As for `reportnlp.keywords`. Groups with the column ``id`` are ranked where they are; the sums
        of all others must fit into memory, and into the 32 bits of a `TermMatrix`.

    Returns
    -------
    pandas.DataFrame
        The table that `reportnlp.keywords` gives.

    Raises
    ------
    ArgumentError
        If `by` is no column, `top` is no whole number of 1 or more, or a term occurs too often.
    StorageError
        If a file of the counts is damaged, or the cluster lost its tasks.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> matrix = rn.scale.count(rn.scale.segment(corpus).drop(rn.load_stopwords()))
    >>> rn.scale.keywords(matrix, by="level", top=2).columns.tolist()
    ['level', 'term', 'n', 'n_docs', 'dp', 'tf_idf', 'rank']
    """
    names, top = columns("by", by, matrix.columns), integer("top", top)
    options = weighing(method, sublinear=sublinear, smooth=smooth, norm=norm)
    asked = _Asked(names, method, top, options, matrix.shape[0], matrix.n_words)
    table = _each(matrix, asked) if "id" in names else _over_groups(matrix, asked)
    return matrix.provenance.then("keywords", by=names, method=method, top=top, **options).attach(table)


class _Asked(NamedTuple):
    """What is asked for, and of how many documents and words."""

    names: list[str]
    method: Method
    top: int
    options: Mapping[str, bool]
    documents: int
    words: int


class _Found(NamedTuple):
    """Ranked terms of some groups, and what their documents add to the deviations of all terms."""

    table: pd.DataFrame
    sums: Sums


class _Grouped(NamedTuple):
    """Sums of groups over some documents, and what these add to the deviations of all terms."""

    groups: TermMatrix
    sums: Sums


def _each(matrix: PartitionedMatrix, asked: _Asked) -> pd.DataFrame:
    """Rank where each document is a group, so that none stands in two partitions."""
    call = partial(_ranked_part, matrix.terms_file, asked)
    tasks = [Task(part.label, partial(call, part)) for part in matrix.parts]
    found: _Found = merged(tasks, _together, matrix.run.client)
    dp = spread(found.sums, matrix.n, asked.words)
    place = {term: k for k, term in enumerate(matrix.terms)}
    return found.table.assign(dp=dp[[place[term] for term in found.table["term"]]])


def _over_groups(matrix: PartitionedMatrix, asked: _Asked) -> pd.DataFrame:
    """Rank the sums of groups over all partitions."""
    if matrix.n.max(initial=0) >= 2**31:
        raise ArgumentError(f"by: a term occurs {matrix.n.max()} times, and a group has room for 2**31 - 1; drop it")
    call = partial(_grouped_part, matrix.terms_file, asked)
    tasks = [Task(part.label, partial(call, part)) for part in matrix.parts]
    found: _Grouped = merged(tasks, partial(_regrouped, asked.names), matrix.run.client)
    dp = spread(found.sums, matrix.n, asked.words)
    totals = Totals(matrix.n, matrix.n_docs, dp, asked.documents, found.groups.shape[0], asked.words)
    return ranked(found.groups, totals, asked.method, asked.top, asked.options)


def _ranked_part(terms_file: Any, asked: _Asked, part: Part) -> _Found:
    matrix, terms = load_matrix(part, terms_file), load_terms(*terms_file)
    totals = Totals(terms.n, terms.n_docs, np.zeros(len(terms.n)), asked.documents, asked.documents, asked.words)
    table = ranked(matrix.sum_by(asked.names), totals, asked.method, asked.top, asked.options)
    return _Found(table, differences(matrix.counts, matrix.lengths, terms.n, asked.words))


def _together(found: Sequence[_Found]) -> _Found:
    """Put the groups of partitions in order, each with its terms as they are."""
    table = pd.concat([each.table for each in found], ignore_index=True)
    names = list(table.columns[: table.columns.get_loc("term")])
    order = table.groupby(names, sort=True, dropna=False).ngroup().to_numpy().argsort(kind="stable")
    return _Found(table.iloc[order].reset_index(drop=True), _sum_of([each.sums for each in found]))


def _grouped_part(terms_file: Any, asked: _Asked, part: Part) -> _Grouped:
    matrix, terms = load_matrix(part, terms_file), load_terms(*terms_file)
    sums = differences(matrix.counts, matrix.lengths, terms.n, asked.words)
    return _Grouped(matrix.sum_by(asked.names), sums)


def _regrouped(names: list[str], found: Sequence[_Grouped]) -> _Grouped:
    groups = joined([each.groups for each in found]).sum_by(names)
    return _Grouped(groups, _sum_of([each.sums for each in found]))


def _sum_of(sums: Sequence[Sums]) -> Sums:
    """Return the sum of arrays of one shape."""
    total: Sums = np.sum(np.stack(sums), axis=0)
    return total
