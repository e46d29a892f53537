"""Topics: what they are about, how much of the text they make up, and how far they can be trusted."""

import warnings

import pandas as pd
from sklearn.exceptions import ConvergenceWarning

from reportnlp.corpus import Corpus
from reportnlp.errors import TopicWarning
from reportnlp.matrix import TermMatrix
from reportnlp.provenance import Provenance, provenance_of
from reportnlp.tokens import Tokens
from reportnlp.topics import TopicModel, coherence
from reportnlp.topics.uninterrupted import uninterrupted

__all__ = ["RELEVANCES", "topics_of"]

#: A paragraph of fewer words says too little to be of one topic rather than another.
MIN_WORDS = 10
#: Without a wish of the user: paragraphs that a topic should have, fewest and most topics.
PARAGRAPHS_A_TOPIC = 20
FEWEST_TOPICS, MOST_TOPICS = 3, 20
#: Values of λ at which the terms of topics are ranked.
RELEVANCES = tuple(step / 10 for step in range(11))
#: Subsamples by which stability is measured. Random starts are left out: when the model ends, they agree with it in
#: 0.50 of the terms, and after three times as many passes in 0.61 (219 reports).
FITS = (5, 0)


def topics_of(
    matrix: TermMatrix,
    tokens: Tokens,
    paragraphs: Corpus,
    *,
    n_topics: int | None,
    top: int,
    stability: bool,
    random_state: int,
) -> dict[str, pd.DataFrame]:
    """Return the tables of a topic model of `matrix`, none if the paragraphs are too few for one."""
    if n_topics is None:
        long_enough = int((matrix.lengths >= MIN_WORDS).sum())
        n_topics = min(long_enough // PARAGRAPHS_A_TOPIC, MOST_TOPICS)
        if n_topics < FEWEST_TOPICS:
            return {}
    with warnings.catch_warnings():
        # A paragraph of stop words alone is nothing that a reader of the summary can mend.
        warnings.simplefilter("ignore", TopicWarning)
        model = uninterrupted(TopicModel(n_topics, background=True, random_state=random_state), matrix)
    judged = _described(model, tokens, top)
    tables = {"topics": _judged(judged, model, top) if stability else judged, "topic_terms": model.terms(top)}
    tables["topic_relevance"] = _ranked(model, top)
    for name, by in {
        "topic_shares": "report",
        "topic_shares_by_year": "year",
        "topic_shares_by_place": "place",
    }.items():
        tables[name] = model.shares(by)
    tables["topic_exemplars"] = model.exemplars(paragraphs)
    return tables


def _described(model: TopicModel, tokens: Tokens, top: int) -> pd.DataFrame:
    """Return ``topic, label, share, x, y, coherence``, a row a topic."""
    places = model.positions().rename(columns={"prevalence": "share"})
    table = model.labels()[["topic", "label"]].merge(places[["topic", "share", "x", "y"]], on="topic")
    table = table.merge(coherence(model, tokens, top=top), on="topic")
    return provenance_of(places).then("coherence", measure="npmi", top=top).attach(table)


def _judged(table: pd.DataFrame, model: TopicModel, top: int) -> pd.DataFrame:
    """Return the table with ``stability, low, high, stable``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        stability = model.stability(n=FITS, top=top).drop(columns="starts")
    step = provenance_of(stability).steps[-1]
    return provenance_of(table).then(step.name, **step.params).attach(table.merge(stability, on="topic"))


def _ranked(model: TopicModel, top: int) -> pd.DataFrame:
    """Return ``lambda`` and the columns of `TopicModel.terms`, for each of the `RELEVANCES`."""
    ranked = [model.terms(top, relevance=value).assign(**{"lambda": value}) for value in RELEVANCES]
    table = pd.concat(ranked, ignore_index=True)
    fitted = provenance_of(ranked[0])
    record = Provenance(fitted.sources, fitted.steps[:-1]).then("TopicModel.terms", top=top, relevance=RELEVANCES)
    return record.attach(table[["lambda", *table.columns.drop("lambda")]])
