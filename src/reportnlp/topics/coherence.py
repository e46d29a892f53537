"""coherence: how well the top terms of topics go together, and how far topics are apart."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.errors import ArgumentError
from reportnlp.tokens import Tokens
from reportnlp.topics.kernels.windows import count_windows
from reportnlp.topics.model import TopicModel
from reportnlp.topics.statistics import first_columns
from reportnlp.validate import choice, integer

__all__ = ["coherence", "diversity", "exclusivity", "pair_coherences", "term_lists"]

Doubles = npt.NDArray[np.float64]
Measure = Literal["npmi", "c_v"]
Topics: TypeAlias = TopicModel | Sequence[Sequence[str]]

#: Tokens in a window.
WIDTHS = {"npmi": 10, "c_v": 110}
#: Added to probabilities of pairs, so that one that never occurs has a logarithm.
EPSILON = 1e-12


def coherence(
    topics: Topics,
    tokens: Tokens,
    *,
    measure: Measure = "npmi",
    top: int = 10,
    window: int | None = None,
    compat: Literal["gensim"] | None = None,
) -> pd.DataFrame:
    """Measure how often the top terms of each topic occur near each other.

    Parameters
    ----------
    topics : TopicModel or sequence of sequences of str
        The model, or the terms of each topic.
    tokens : Tokens
        The text in which windows slide.
    measure : {"npmi", "c_v"}, default "npmi"
        Mean normalized pointwise mutual information of each two terms (Bouma 2009), from -1 to 1, or
        C_v (Röder, Both and Hinneburg 2015), from 0 to 1.
    top : int, default 10
        Terms a topic, if `topics` is a model: those that ``model.terms(top)`` shows.
    window : int, optional
        Tokens in a window; 10 for ``"npmi"`` and 110 for ``"c_v"`` by default.
    compat : "gensim", optional
        Count as gensim does: it forgets a word that leaves a window even if another copy of it is
        still there, and takes an empty document for a window. Its value differs by up to 0.06 a topic.

    Returns
    -------
    pandas.DataFrame
        ``topic`` (int64) from 1 and ``coherence`` (float64). Sorted by topic.

    Raises
    ------
    ArgumentError
        If a term is no type of `tokens`.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.read_corpus("corpus/sample").split("paragraph"))
    >>> rn.coherence([["项目", "投资"], ["项目", "群众"]], tokens)["coherence"].round(2).tolist()
    [0.5, -0.67]
    """
    choice("measure", measure, WIDTHS)
    if compat is not None:
        choice("compat", compat, ("gensim",))
    lists, top = term_lists(topics, top), integer("top", top)
    width = integer("window", WIDTHS[measure] if window is None else window)
    ids = _ids(lists, tokens)
    used = np.unique(np.concatenate(ids))
    place = np.full(len(tokens.vocabulary), -1, np.int32)
    place[used] = np.arange(len(used))
    pairs = np.zeros((len(used), len(used)), np.int64)
    n_windows = count_windows(tokens.indptr, tokens.ids, place, width, compat is not None, pairs)
    values = pair_coherences(pairs / n_windows, [place[row] for row in ids], measure)
    table = pd.DataFrame({"topic": np.arange(1, len(values) + 1), "coherence": values})
    options = {"measure": measure, "top": top, "window": width, "compat": compat}
    return tokens.provenance.then("coherence", **options).attach(table)


def pair_coherences(joint: Doubles, rows: Sequence[npt.NDArray[np.integer]], measure: Measure) -> Doubles:
    """Return the coherence of each topic from the probabilities of pairs and, on the diagonal, of words.

    Parameters
    ----------
    joint : ndarray of float64, shape (n, n)
    rows : sequence of ndarray of int
        The words of each topic.
    """
    out = np.zeros(len(rows))
    for k, mine in enumerate(rows):
        both = joint[np.ix_(mine, mine)] + EPSILON
        alone = np.diag(joint)[mine]
        npmi = np.log(both / np.outer(alone, alone)) / -np.log(np.minimum(both, 1 - EPSILON))
        if measure == "npmi":
            first, second = np.triu_indices(len(mine), 1)
            out[k] = npmi[first, second].mean() if len(first) else 0.0
        else:
            whole = npmi.sum(axis=0)
            lengths = np.linalg.norm(npmi, axis=1) * np.linalg.norm(whole)
            out[k] = (npmi @ whole / np.maximum(lengths, EPSILON)).mean()
    return out


def diversity(lists: Sequence[Sequence[str]]) -> float:
    """Return the share of different terms among the top terms of all topics (Dieng, Ruiz and Blei 2020)."""
    terms = [term for row in lists for term in row]
    return len(set(terms)) / len(terms)


def exclusivity(topics: Doubles, top: int) -> float:
    """Return the part of the top terms' probability that is their topic's, on average (Bischof and Airoldi 2012)."""
    best = first_columns(topics, top)
    parts = topics / np.maximum(topics.sum(axis=0), 1e-300)
    return float(np.take_along_axis(parts, best, axis=1).mean())


def term_lists(topics: Topics, top: int) -> list[list[str]]:
    """Return the terms of each topic."""
    if isinstance(topics, TopicModel):
        table = topics.terms(top)
        return [part["term"].tolist() for _, part in table.groupby("topic")]
    lists = [list(row) for row in topics]
    if not lists or not all(lists) or any(isinstance(row, str) for row in topics):
        raise ArgumentError("topics: give a fitted model, or one or more lists of one or more terms")
    return lists


def _ids(lists: list[list[str]], tokens: Tokens) -> list[npt.NDArray[np.int64]]:
    ids = [np.array([tokens.vocabulary.id(term) for term in row], np.int64) for row in lists]
    unknown = sorted(
        {t for row, found in zip(lists, ids, strict=True) for t, k in zip(row, found, strict=True) if k < 0}
    )
    if unknown:
        raise ArgumentError(
            f"topics: {', '.join(map(repr, unknown[:5]))} {'is' if len(unknown) == 1 else 'are'} no type of tokens; "
            "give the tokens that were counted, before or after stop words were dropped"
        )
    return ids
