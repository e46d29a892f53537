"""topics: a topic model of partitions, by stochastic CVB0."""

import io
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reportnlp.errors import ArgumentError
from reportnlp.matrix import TermMatrix
from reportnlp.scale.matrices import joined, load_matrix
from reportnlp.scale.nouns import PartitionedMatrix
from reportnlp.scale.running import Task, merged, written
from reportnlp.scale.stage import Part
from reportnlp.scale.tables import read_bytes, write_bytes
from reportnlp.topics import TopicModel
from reportnlp.topics.counts import Counts, hashes
from reportnlp.topics.priors import Priors
from reportnlp.topics.stream import expected
from reportnlp.validate import integer

__all__ = ["topics"]

Doubles = npt.NDArray[np.float64]
#: Topics as a file, and its SHA-256.
Shared = tuple[Path, str]
#: Documents that the first fit looks at, and partitions of one step after it.
SAMPLE, STEP = 4000, 4


def topics(matrix: PartitionedMatrix, n_topics: int = 10, *, passes: int = 3, **options: Any) -> TopicModel:
    """Fit a topic model to partitions: whole to a sample, then a few partitions at a time.

    Parameters
    ----------
    matrix : PartitionedMatrix
        Counts of terms in documents, best in paragraphs.
    n_topics : int, default 10
        Number of topics.
    passes : int, default 3
        How often the partitions are gone through after the first fit.
    **options
        As for `TopicModel`, of the engine ``cvb0``.

    Returns
    -------
    TopicModel
        With `doc_topic_` and all that is said of documents for the sample; ``model.transform(partition)``
        gives the shares of others: ``[model.transform(partition) for partition in matrix]``.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed, or there are fewer documents than topics.
    StorageError
        If a file of the counts is damaged, the disk is full, or the cluster lost its tasks.

    Notes
    -----
    The sample are the documents whose counts have the least hashes, the same for any partitioning. The
    steps are those of stochastic CVB0 (Foulds et al. 2013), each over the sum of four partitions, and so the same
    for any number of workers, but not for any partitioning. Where the sample has all documents the fit
    to it is the result.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp()).split("paragraph", min_chars=30)
    >>> matrix = rn.scale.count(rn.scale.segment(corpus).drop(rn.load_stopwords()), min_docs=2)
    >>> rn.scale.topics(matrix, 3).terms(top=5).shape
    (15, 5)
    """
    integer("passes", passes, minimum=0)
    if options.get("engine", "cvb0") != "cvb0":
        raise ArgumentError(f"engine: {options['engine']!r} cannot learn from partitions; use 'cvb0'")
    sample = _sample(matrix)
    model = TopicModel(n_topics, **options).fit(sample)
    if passes and matrix.shape[0] > SAMPLE:
        model._follow(_streamed(matrix, model, passes), sample)
        model.n_iter_ += passes
    model._provenance = matrix.provenance.then("topics", passes=passes, **model._provenance.steps[-1].params)
    return model


def _sample(matrix: PartitionedMatrix) -> TermMatrix:
    """Return the documents whose counts have the least hashes.

    Hashes are compared before documents are: thousands of documents from each of eight partitions would take more
    memory than a partition does.
    """

    def over(call: Any, combine: Any) -> Any:
        leaves = [Task(part.label, partial(call, part)) for part in matrix.parts]
        return merged(leaves, combine, matrix.run.client)

    least = over(partial(_hashes_of, matrix.terms_file), _least_hashes)
    limit = least[-1] if len(least) else np.uint64(0)
    sample: TermMatrix = over(partial(_least, matrix.terms_file, limit), _least_of)
    return sample


def _hashes_of(terms_file: Any, part: Part) -> npt.NDArray[np.uint64]:
    counts = load_matrix(part, terms_file).counts
    return _least_hashes([hashes(counts)[np.diff(counts.indptr) > 0]])


def _least_hashes(found: Sequence[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    return np.sort(np.concatenate(found))[:SAMPLE]


def _least(terms_file: Any, limit: np.uint64, part: Part) -> TermMatrix:
    matrix = load_matrix(part, terms_file)
    rows = np.flatnonzero(hashes(matrix.counts) <= limit)
    docs = matrix.docs.iloc[rows].reset_index(drop=True)
    return _least_of([TermMatrix(matrix.counts[rows], matrix.vocabulary, docs)])


def _least_of(matrices: Sequence[TermMatrix]) -> TermMatrix:
    """Return the documents with the least hashes."""
    every = joined(matrices)
    rows = Counts.of(every.counts).rows[:SAMPLE]
    return TermMatrix(every.counts[rows], every.vocabulary, every.docs.iloc[rows].reset_index(drop=True))


def _streamed(matrix: PartitionedMatrix, model: TopicModel, passes: int) -> Doubles:
    """Return the topics after so many passes."""
    stream, priors = model._as_stream()
    whole = float(matrix.n.sum())
    stream.totals *= whole / stream.totals.sum()
    found = model._topics
    # In an order that mixes what stands together, the same whenever the partitions are the same.
    order = np.random.default_rng(0)
    for _ in range(passes):
        mixed = [matrix.parts[k] for k in order.permutation(len(matrix.parts)).tolist()]
        for parts in (mixed[k : k + STEP] for k in range(0, len(mixed), STEP)):
            buffer = io.BytesIO()
            np.save(buffer, stream.totals, allow_pickle=False)
            file = matrix.parts[0].folder / "topics.npy"
            with written(str(file)):
                shared = file, write_bytes(file, buffer.getvalue())
            call = partial(_expected, matrix.terms_file, shared, priors)
            tasks = [Task(part.label, partial(call, part)) for part in parts]
            tokens: Doubles = merged(tasks, _sum, matrix.run.client)
            if size := float(tokens.sum()):
                found = stream.blend(tokens * (whole / size), priors)
    return found


def _expected(terms_file: Any, shared: Shared, priors: Priors, part: Part) -> Doubles:
    counts, totals = Counts.of(load_matrix(part, terms_file).counts), _totals(*shared)
    return expected(counts, totals, priors, 1) if len(counts) else np.zeros_like(totals)


def _sum(found: Sequence[Doubles]) -> Doubles:
    total: Doubles = np.sum(np.stack(found), axis=0)
    return total


@lru_cache(maxsize=1)
def _totals(path: Path, sha256: str) -> Doubles:
    totals: Doubles = np.load(io.BytesIO(read_bytes(path, sha256)), allow_pickle=False)
    return totals
