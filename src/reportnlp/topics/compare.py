"""compare: which topic of one model is which of another."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from reportnlp.errors import ArgumentError
from reportnlp.topics.model import TopicModel
from reportnlp.topics.statistics import cosines
from reportnlp.validate import integer

__all__ = ["compare"]


def compare(model_a: TopicModel, model_b: TopicModel, *, top: int = 10) -> pd.DataFrame:
    """Align the topics of two models of the same language.

    Parameters
    ----------
    model_a, model_b : TopicModel
        Fitted on a `TermMatrix`, not necessarily the same.
    top : int, default 10
        Terms by which topics are compared: those that ``terms(top)`` shows.

    Returns
    -------
    pandas.DataFrame
        ``topic_a`` and ``topic_b`` (Int64) from 1, missing where the other model has no partner left;
        ``overlap`` (float64), the share of top terms that both have; ``similarity`` (float64), the
        cosine of the probabilities of the terms that both models know; ``shared`` (str), the terms,
        joined by 、. Sorted by topic of the first model, then by topic of the second.

    Notes
    -----
    The assignment is the one with the greatest sum of overlaps (Kuhn 1955), among equals the one with
    the greatest sum of similarities.

    Examples
    --------
    >>> import reportnlp as rn
    >>> paragraphs = rn.read_corpus("corpus/sample").split("paragraph", min_chars=30)
    >>> matrix = rn.count(rn.segment(paragraphs).drop(rn.load_stopwords()), min_docs=2)
    >>> ours, nmf = (rn.TopicModel(3, engine=engine).fit(matrix) for engine in ("cvb0", "nmf"))
    >>> rn.compare(ours, nmf).columns.tolist()
    ['topic_a', 'topic_b', 'overlap', 'similarity', 'shared']
    """
    top = integer("top", top)
    for model in (model_a, model_b):
        model._check_terms()
    known = sorted(set(model_a.terms_) & set(model_b.terms_))
    if not known:
        raise ArgumentError("compare: the models have no term in common")
    parts = [m.components_[:, [m._vocabulary.id(term) for term in known]] for m in (model_a, model_b)]
    lists = [[frozenset(part["term"]) for _, part in m.terms(top).groupby("topic")] for m in (model_a, model_b)]
    common = np.array([[len(a & b) / max(len(a), len(b)) for b in lists[1]] for a in lists[0]])
    similar = cosines(*parts)
    rows, columns = linear_sum_assignment(-(common + 1e-4 * similar))
    found = [(a + 1, b + 1, common[a, b], similar[a, b], _joined(lists[0][a] & lists[1][b]))
             for a, b in zip(rows.tolist(), columns.tolist(), strict=True)]  # fmt: skip
    found += [(a + 1, None, 0.0, 0.0, "") for a in range(len(lists[0])) if a not in set(rows.tolist())]
    found += [(None, b + 1, 0.0, 0.0, "") for b in range(len(lists[1])) if b not in set(columns.tolist())]
    found.sort(key=lambda row: (row[0] is None, row[0] or 0, row[1] or 0))
    table = pd.DataFrame(found, columns=["topic_a", "topic_b", "overlap", "similarity", "shared"])
    table = table.astype({"topic_a": "Int64", "topic_b": "Int64", "overlap": "float64", "shared": "str"})
    return model_a._record("compare", top=top).attach(table)


def _joined(terms: frozenset[str]) -> str:
    return "、".join(sorted(terms))
