"""stability: which topics would be found again."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from reportnlp.errors import TopicWarning
from reportnlp.matrix import TermMatrix
from reportnlp.progress import track
from reportnlp.topics.matching import match, overlaps, top_columns
from reportnlp.topics.statistics import cosines
from reportnlp.topics.uninterrupted import uninterrupted

if TYPE_CHECKING:
    from reportnlp.topics.model import TopicModel

__all__ = ["found_again", "part_of", "quietly_fitted", "stability_table"]

Doubles = npt.NDArray[np.float64]


def stability_table(
    model: "TopicModel",
    X: Any,
    *,
    n: int | tuple[int, int],
    fraction: float,
    top: int,
    threshold: float,
    tol: float,
    seed: int,
) -> pd.DataFrame:
    """Return the table that `TopicModel.stability` promises."""
    again, (n_samples, n_starts) = clone(model).set_params(tol=tol), n if isinstance(n, tuple) else (n, n)
    measures = {
        "subsamples": np.array(
            list(_again(model, track(list(_subsamples(again, X, n_samples, fraction, seed)), "stability"), top))
        ),
        "starts": np.array(list(_again(model, track(list(_starts(again, X, n_starts, seed)), "stability"), top))),
    }
    draws = measures["subsamples"]
    table = pd.DataFrame({"topic": np.arange(1, draws.shape[1] + 1), "stability": draws.mean(axis=0)})
    table["low"], table["high"] = np.quantile(draws, [0.025, 0.975], axis=0)
    table["starts"] = measures["starts"].mean(axis=0)
    table["stable"] = table["stability"] >= threshold
    return table


def _subsamples(model: "TopicModel", X: Any, n: int, fraction: float, seed: int) -> Iterator[tuple["TopicModel", Any]]:
    counts = X.counts if isinstance(X, TermMatrix) else sparse.csr_array(X)
    rng = np.random.default_rng(seed)
    for _ in range(n):
        rows = np.sort(rng.choice(counts.shape[0], max(round(fraction * counts.shape[0]), 1), replace=False))
        yield clone(model), part_of(X, rows)


def _starts(model: "TopicModel", X: Any, n: int, seed: int) -> Iterator[tuple["TopicModel", Any]]:
    for k in range(n):
        yield clone(model).set_params(start="random", random_state=seed + k), X


def _again(model: "TopicModel", tasks: Iterator[tuple["TopicModel", Any]], top: int) -> Iterator[Doubles]:
    for other, X in tasks:
        yield found_again(model.components_, quietly_fitted(other, X).components_, top)


def found_again(topics: Doubles, others: Doubles, top: int) -> Doubles:
    """Return for each topic the share of its top terms that its partner among `others` has."""
    common = overlaps(top_columns(topics, top), top_columns(others, top))
    rows, columns = match(common, cosines(topics, others))
    found = np.zeros(len(topics))
    found[rows] = common[rows, columns]
    return found


def part_of(X: Any, rows: npt.NDArray[np.integer[Any]]) -> Any:
    """Return some documents."""
    if isinstance(X, TermMatrix):
        return TermMatrix(X.counts[rows], X.vocabulary, X.docs.iloc[rows].reset_index(drop=True), X.provenance)
    return sparse.csr_array(X)[rows]


def quietly_fitted(model: "TopicModel", X: Any) -> "TopicModel":
    """Fit without the warnings that the fit of the whole has given already."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)
        return uninterrupted(model, X)
