"""Charts of the tables that they are for, of parts of those, and of tables of something else."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import strategies as st

import reportnlp as rn
from fuzz_arguments import called, corpora, matrices, models, tokens

#: What a chart may get that is no table for it.
OTHERS = (pd.DataFrame(), pd.DataFrame({"term": []}), pd.DataFrame({"x": [1.0, float("nan")], "topic": [1, 9]}))
LABELS = ({1: "产业", 2: "民生", 3: "生态"}, {}, {1: "<b>"}, {"x": 1}, {1: "=1", 2: "", 3: "𠀀"})


def _keyness(data: st.DataObject) -> pd.DataFrame:
    return rn.keyness(data.draw(matrices()), target={"place": data.draw(st.sampled_from(["", "甲镇"]))})


def _attention(data: st.DataObject) -> pd.DataFrame:
    return rn.attention(
        data.draw(tokens()), rn.load_dictionary("ecology"), by=data.draw(st.sampled_from(["id", "year"]))
    )


def _model(table: Callable[[rn.TopicModel], pd.DataFrame]) -> Callable[[st.DataObject], pd.DataFrame]:
    return lambda data: table(data.draw(models()))


def _choice(data: st.DataObject) -> pd.DataFrame:
    return rn.select_n_topics(data.draw(matrices()), [1], model=rn.TopicModel(max_iter=2), n_splits=2)


def _history(data: st.DataObject) -> pd.DataFrame:
    corpus = data.draw(corpora())
    return rn.slogan_history(rn.slogans(corpus, min_score=0), corpus)


def _shares(data: st.DataObject) -> pd.DataFrame:
    shares = data.draw(models()).documents()[["id", "topic", "share"]]
    return shares.rename(columns={"id": "report"})


#: The tables of each chart.
TABLES: dict[str, Callable[[st.DataObject], pd.DataFrame]] = {
    "attention": _attention,
    "dispersion": lambda data: rn.kwic(data.draw(tokens()), ["发展", "环境", "稳"]),
    "document_strip": _model(lambda model: model.documents()),
    "keyness": _keyness,
    "keywords": lambda data: rn.keywords(data.draw(matrices()), by=data.draw(st.sampled_from(["id", "year"]))),
    "lengths": lambda data: data.draw(corpora()).table,
    "similarity": lambda data: rn.similarity(data.draw(matrices())),
    "slogan_history": _history,
    "slogan_types": lambda data: rn.slogans(data.draw(corpora()), min_score=0),
    "topic_choice": _choice,
    "topic_map": _model(lambda model: model.positions()),
    "topic_shares": _shares,
    "topic_terms": _model(lambda model: model.terms()),
    "topic_trends": _model(lambda model: model.shares("year", n_bootstrap=20)),
    "trends": lambda data: rn.trends(data.draw(matrices()), ["稳", "发展", "环境"]),
    "word_cloud": lambda data: rn.keywords(data.draw(matrices()), by="year"),
}


def _drawn(data: st.DataObject, name: str) -> Any:
    table = TABLES[name](data)
    change = data.draw(st.sampled_from(["none", "none", "empty", "without a column", "other"]), label="change")
    if change == "empty":
        table = table.head(0)
    elif change == "without a column" and len(table.columns):
        table = table.drop(columns=data.draw(st.sampled_from(list(table.columns))))
    elif change == "other":
        table = data.draw(st.sampled_from(OTHERS))
    more = {
        "dispersion": lambda: (data.draw(corpora()).table,),
        **dict.fromkeys(
            ("document_strip", "topic_map", "topic_shares", "topic_terms", "topic_trends"),
            lambda: (data.draw(st.sampled_from(LABELS), label="labels"),),
        ),
    }.get(name, tuple)
    called(data, getattr(rn.plots, name), (table, *more())).to_dict()


def _shown(data: st.DataObject) -> Any:
    return rn.plots.show(rn.plots.lengths(data.draw(corpora()).table))._repr_mimebundle_()


CALLS: dict[str, Callable[[st.DataObject], Any]] = {
    **{f"plots.{name}": lambda data, name=name: _drawn(data, name) for name in TABLES},
    "plots.show": _shown,
}
