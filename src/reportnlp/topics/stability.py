"""stability: which topics would be found again."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from reportnlp.matrix import TermMatrix
from reportnlp.progress import track
from reportnlp.topics.matching import match, overlaps
from reportnlp.topics.statistics import cosines, first_columns

__all__ = ["MOST_FITS", "found_again", "part_of", "stability_table"]

Doubles = npt.NDArray[np.float64]

#: Fits that one may ask for at once: results say no more with more, and a million would never end.
MOST_FITS = 1000


def stability_table(
    topics: Doubles,
    X: Any,
    refit: Callable[..., Doubles],
    *,
    n: int | tuple[int, int],
    fraction: float,
    top: int,
    threshold: float,
    seed: int,
) -> pd.DataFrame:
    """Return the table that `TopicModel.stability` promises; `refit` fits documents with some parameters changed."""
    n_samples, n_starts = n if isinstance(n, tuple) else (n, n)

    def again(rows: npt.NDArray[np.int64] | None, **changes: Any) -> Doubles:
        # A part is made when its turn comes: all together would be several times the whole.
        return found_again(topics, refit(X if rows is None else part_of(X, rows), **changes), top)

    samples: list[tuple[Any, dict[str, Any]]]
    samples = [(rows, {}) for rows in _subsamples(X.shape[0], n_samples, fraction, seed)]
    starts = [(None, {"start": "random", "random_state": seed + k}) for k in range(n_starts)]
    draws, others = (
        np.array([again(rows, **changes) for rows, changes in track(tasks, "stability")]) for tasks in (samples, starts)
    )
    table = pd.DataFrame({"topic": np.arange(1, len(topics) + 1), "stability": draws.mean(axis=0)})
    table["low"], table["high"] = np.quantile(draws, [0.025, 0.975], axis=0)
    table["starts"] = others.mean(axis=0) if n_starts else np.nan
    table["stable"] = table["stability"] >= threshold
    return table


def _subsamples(n_docs: int, n: int, fraction: float, seed: int) -> list[npt.NDArray[np.int64]]:
    rng, size = np.random.default_rng(seed), max(round(fraction * n_docs), 1)
    return [np.sort(rng.choice(n_docs, size, replace=False)) for _ in range(n)]


def found_again(topics: Doubles, others: Doubles, top: int) -> Doubles:
    """Return for each topic the share of its top terms that its partner among `others` has."""
    common = overlaps(first_columns(topics, top), first_columns(others, top))
    rows, columns = match(common, cosines(topics, others))
    found = np.zeros(len(topics))
    found[rows] = common[rows, columns]
    return found


def part_of(X: Any, rows: npt.NDArray[np.integer[Any]]) -> Any:
    """Return some documents."""
    if isinstance(X, TermMatrix):
        return TermMatrix(X.counts[rows], X.vocabulary, X.docs.iloc[rows].reset_index(drop=True), X.provenance)
    return sparse.csr_array(X)[rows]
