"""select_n_topics: how many topics documents support."""

import warnings
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from reportnlp.errors import ArgumentError, TopicWarning
from reportnlp.matrix import TermMatrix
from reportnlp.progress import track
from reportnlp.tokens import Tokens
from reportnlp.topics.coherence import coherence, diversity, exclusivity, pair_coherences, term_lists
from reportnlp.topics.model import TopicModel
from reportnlp.topics.stability import MOST_FITS, found_again, part_of
from reportnlp.topics.uninterrupted import uninterrupted
from reportnlp.validate import integer

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["select_n_topics"]

Doubles = npt.NDArray[np.float64]


def select_n_topics(
    matrix: TermMatrix,
    n_topics: Iterable[int],
    *,
    tokens: Tokens | None = None,
    model: TopicModel | None = None,
    n_splits: int = 5,
    top: int = 10,
    random_state: int = 0,
) -> pd.DataFrame:
    """Compare numbers of topics by what can be measured, and recommend one.

    Parameters
    ----------
    matrix : TermMatrix
        Counts.
    n_topics : iterable of int
        Numbers to compare, for example ``range(5, 61, 5)``.
    tokens : Tokens, optional
        Text for the windows of coherence; without it each document is one window.
    model : TopicModel, optional
        Estimator whose other parameters are used.
    n_splits : int, default 5
        How often a tenth of the documents is held out, the same ones for every number of topics; at most 1000.
    top : int, default 10
        Terms a topic for coherence, diversity, exclusivity and stability.
    random_state : int, default 0
        Seed of the splits.

    Returns
    -------
    pandas.DataFrame
        ``n_topics`` (int64); ``held_out`` (float64), the log-likelihood a token of the second half of
        documents held out (`TopicModel.score`), mean over the splits, and ``held_out_se``, the standard
        error of its difference to the best row; ``stability`` (float64), the share of top terms that
        two models of different splits have in common after optimal assignment, mean over all pairs,
        with the limits ``stability_low`` and ``stability_high`` of 95 % of a bootstrap of the topics;
        ``npmi``, ``c_v``, ``exclusivity`` and ``diversity`` (float64), means over the splits;
        ``recommended`` (bool). Sorted by ``n_topics``. ``table.attrs["reason"]`` says why.

    Notes
    -----
    The recommended row is, of those whose held-out likelihood is not more than one standard error below
    the best, the most stable one, and of equally stable ones the smallest. Coherence only stands
    beside: it climbs past the number of topics that documents were made with, and stability alone
    prefers too few.

    Examples
    --------
    >>> import reportnlp as rn
    >>> paragraphs = rn.read_corpus("corpus/sample").split("paragraph", min_chars=30)
    >>> matrix = rn.count(rn.segment(paragraphs).drop(rn.load_stopwords()), min_docs=2)
    >>> table = rn.select_n_topics(matrix, [2, 4], n_splits=2)
    >>> table["n_topics"].tolist(), int(table["recommended"].sum())
    ([2, 4], 1)
    """
    numbers = sorted({integer("n_topics", k) for k in (n_topics if isinstance(n_topics, Iterable) else [n_topics])})
    if not numbers:
        raise ArgumentError("n_topics: give one or more numbers to compare, for example range(5, 61, 5)")
    n_splits, top = integer("n_splits", n_splits, minimum=2, maximum=MOST_FITS), integer("top", top)
    random_state = integer("random_state", random_state, minimum=0)
    base = TopicModel() if model is None else model
    splits = _splits(matrix, n_splits, random_state)
    tasks = [(k, split) for k in numbers for split in splits]
    fits: dict[int, list[dict[str, Any]]] = {k: [] for k in numbers}
    for k, (train, test) in track(tasks, "select_n_topics"):
        fitted = _quietly_fitted(clone(base).set_params(n_topics=k), part_of(matrix, train))
        fits[k].append(_measured(fitted, part_of(matrix, test), matrix, tokens, top))
    scores = np.array([[fit["held_out"] for fit in fits[k]] for k in numbers])
    best = int(scores.mean(axis=1).argmax())
    table = pd.DataFrame({"n_topics": numbers, "held_out": scores.mean(axis=1)})
    table["held_out_se"] = (scores - scores[best]).std(axis=1, ddof=1) / np.sqrt(n_splits)
    table[["stability", "stability_low", "stability_high"]] = [_stability(fits[k], top, random_state) for k in numbers]
    for name in ("npmi", "c_v", "exclusivity", "diversity"):
        table[name] = [float(np.mean([fit[name] for fit in fits[k]])) for k in numbers]
    chosen, reason = _recommended(table, best)
    table["recommended"] = np.arange(len(table)) == chosen
    params = {"n_topics": numbers, "n_splits": n_splits, "top": top, "random_state": random_state}
    table = matrix.provenance.then("select_n_topics", **params).attach(table)
    table.attrs["reason"] = reason
    return table


def _splits(matrix: TermMatrix, n_splits: int, seed: int) -> "Sequence[tuple[Any, Any]]":
    filled = np.flatnonzero(np.diff(matrix.counts.indptr))
    if len(filled) < 2:
        raise ArgumentError("matrix: give two or more documents with terms, some to fit to and some to judge by")
    rng, n_held = np.random.default_rng(seed), max(len(filled) // 10, 1)
    splits = []
    for _ in range(n_splits):
        held = rng.choice(filled, n_held, replace=False)
        splits.append((np.setdiff1d(np.arange(matrix.shape[0]), held), np.sort(held)))
    return splits


def _quietly_fitted(model: TopicModel, X: Any) -> TopicModel:
    """Fit without warnings: how many topics the documents support is what is asked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)
        return uninterrupted(model, X)


def _measured(
    fitted: TopicModel, test: TermMatrix, matrix: TermMatrix, tokens: Tokens | None, top: int
) -> dict[str, Any]:
    lists = term_lists(fitted, top)
    found: dict[str, Any] = {
        "held_out": fitted.score(test),
        "components": fitted.components_.astype(np.float32),
        "exclusivity": exclusivity(fitted.components_, top),
        "diversity": diversity(lists),
    }
    for measure in ("npmi", "c_v"):
        if tokens is None:
            ids = [np.array([matrix.vocabulary.id(term) for term in row]) for row in lists]
            found[measure] = float(_by_document(matrix, ids, measure).mean())
        else:
            found[measure] = float(coherence(lists, tokens, measure=measure)["coherence"].mean())
    return found


def _by_document(matrix: TermMatrix, ids: list[npt.NDArray[np.int64]], measure: Any) -> Doubles:
    """Return the coherence of topics with whole documents for windows."""
    used, place = np.unique(np.concatenate(ids), return_inverse=True)
    present = matrix.counts[:, used].astype(bool).astype(np.int64)
    joint = (present.T @ present).toarray() / matrix.shape[0]
    rows = np.split(place, np.cumsum([len(row) for row in ids])[:-1])
    return pair_coherences(joint, rows, measure)


def _stability(fits: list[dict[str, Any]], top: int, seed: int) -> tuple[float, float, float]:
    """Return the mean overlap of the topics of each two fits, and limits by a bootstrap of the topics."""
    pairs = combinations([fit["components"] for fit in fits], 2)
    found = np.mean([found_again(a, b, top) for a, b in pairs], axis=0)
    drawn = np.random.default_rng(seed).choice(found, (500, len(found))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(found.mean()), float(low), float(high)


def _recommended(table: pd.DataFrame, best: int) -> tuple[int, str]:
    near = table["held_out"] >= table["held_out"].iloc[best] - table["held_out_se"]
    stability = table["stability"].where(near, -1.0).round(6)
    chosen = int(stability.to_numpy().argmax())
    row, top_row = table.iloc[chosen], table.iloc[best]
    reason = f"{row['n_topics']:.0f} topics: held-out likelihood {row['held_out']:.4f} a token"
    if chosen == best:
        reason += ", the best"
    else:
        reason += f", not more than a standard error below {top_row['held_out']:.4f} with {top_row['n_topics']:.0f}"
    others = int(near.sum()) - 1
    reason += f"; stability {row['stability']:.2f}"
    return chosen, reason + (f", the highest of the {others + 1} that predict as well" if others else "")
