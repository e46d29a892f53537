import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import reportnlp as rn
from conftest import SAMPLE
from fuzz_api import CALLS, fuzz

#: What takes a name and nothing else, what others call with every argument, and what takes a function or an array.
NO_CALLS = {
    "load_lexicon", "scale.PartitionedMatrix.compute", "scale.PartitionedTable.compute", "AttentionDictionary.from_rows",
    "Provenance.attach", "Provenance.from_json", "Tokens.sentence_spans", "TopicModel.fit", "Vocabulary.flag",
    "Vocabulary.from_table", "Vocabulary.of", "Vocabulary.take", "Vocabulary.texts",
}  # fmt: skip


def public() -> Iterator[str]:
    """Yield the name of every public function, and of every method of a public class that is ours."""
    for prefix, room in {"": rn, "plots.": rn.plots, "scale.": rn.scale}.items():
        for name in room.__all__:
            found = getattr(room, name)
            if inspect.isclass(found) and not issubclass(found, BaseException):
                for method, one in inspect.getmembers(found, inspect.isroutine):
                    if not method.startswith("_") and (getattr(one, "__module__", "") or "").startswith("reportnlp"):
                        yield f"{prefix}{name}.{method}"
            elif (
                callable(found) and not inspect.isclass(found) and (not prefix or found is not getattr(rn, name, None))
            ):
                yield prefix + name


def test_every_public_function_and_method_is_called():
    assert sorted(public()) == sorted({*CALLS, *NO_CALLS} - {"Segmenter", "TopicModel"})


CORPUS = rn.Corpus([rn.Report("a", "优化营商环境。", year=2023), rn.Report("b", "保护生态环境。", year=2024)])
TOKENS = rn.segment(CORPUS)
TERMS = pd.DataFrame({"topic": [9], "rank": [1], "term": ["稳"], "probability": [0.5]})
#: What many calls had to be made for, and what is said of it.
FOUND: dict[str, tuple[Callable[[], Any], str]] = {
    "keyness": (lambda: rn.keyness(rn.count(TOKENS), target={"year": 2023}, top=-1), "top: give a whole number"),
    "Tokens.words": (lambda: TOKENS.words(-1), "doc: give a whole number of 0 or more; got -1"),
    "Tokens.text": (lambda: TOKENS.text(2), "doc: give a whole number of at most 1; got 2"),
    "raw_span": (lambda: CORPUS[0].raw_span(0.5, 1), "does not lie in the text of 'a'"),  # type: ignore[arg-type]
    "Lexicon.drop": (lambda: rn.Lexicon([]).drop([1]), "terms: give texts; got 1"),  # type: ignore[list-item]
    "Lexicon.where": (lambda: rn.Lexicon([]).where(1), "category: give a text; got 1"),  # type: ignore[arg-type]
    "segment": (lambda: rn.Segmenter().segment(None), "texts: give a list of texts; got None"),  # type: ignore[arg-type]
    "encoding": (lambda: rn.read_corpus(SAMPLE, encoding=1), "encoding: give a name such as"),  # type: ignore[arg-type]
    "simplify": (lambda: rn.read_corpus(SAMPLE, simplify=1), "simplify: give True or False; got 1"),  # type: ignore[arg-type]
    "n_jobs": (lambda: rn.read_corpus(SAMPLE, n_jobs=0), "n_jobs: give a whole number of 1 or more; got 0"),
    "coherence": (
        lambda: rn.coherence([["环境"]], TOKENS, top=None),
        "top: give a whole number of 1 or more; got None",
    ),  # type: ignore[arg-type]
    "n_jobs of many": (
        lambda: rn.summarize(CORPUS, n_jobs=np.array([1, 2])),
        "n_jobs: give a whole number of 1 or more",
    ),  # type: ignore[arg-type]
    "n_jobs missing": (
        lambda: rn.read_corpus(SAMPLE, n_jobs=pd.NA),
        "n_jobs: give a whole number of 1 or more; got <NA>",
    ),  # type: ignore[arg-type]
    "stability": (
        lambda: rn.TopicModel(1).fit(np.ones((3, 4), int)).stability(n=()),  # type: ignore[arg-type]
        "n: give a whole number, or a pair for subsamples and for starts; got ()",
    ),
    "n_splits": (
        lambda: rn.select_n_topics(rn.count(TOKENS), [1], n_splits=10**6),
        "n_splits: give a whole number of at most 1000",
    ),
    "fits": (
        lambda: rn.TopicModel(1).fit(np.ones((3, 4), int)).stability(n=10**6),
        "n: give a whole number of at most 1000",
    ),
    "no label": (lambda: rn.plots.topic_terms(TERMS, {1: "稳"}), "labels: there is no name for topic 9"),
    "no row": (lambda: rn.plots.lengths(CORPUS.table.head(0)), "table: has no row, so there is nothing to draw"),
    "no column": (
        lambda: rn.plots.slogan_types(TERMS),
        "table: there is no column 'report'; give a table as rn.slogans",
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_refused(name: str):
    call, said = FOUND[name]
    with pytest.raises(rn.ArgumentError, match=re.escape(said)):
        call()


def test_a_record_of_something_else_is_none():
    table = pd.DataFrame({"a": [1]})
    for said in ("x", "{}", 1, ["x"], np.array([1, 2])):
        table.attrs["provenance"] = said
        assert rn.provenance_of(table) == rn.Provenance()


@pytest.mark.parametrize("name", CALLS)
def test_hostile_parameters_are_answered_or_refused(name: str):
    assert fuzz(name, 4, 7).total() > 0
