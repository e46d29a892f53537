"""Nouns and hostile parameters for the functions that `fuzz_api` calls."""

import inspect
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import reportnlp as rn

PIECES = (
    "优化营商环境。", "一、2023年工作回顾\n", "（二）产业兴旺\n", "“三茶统筹”", "坚持“三个不变”，", "地区生产总值增长6.1%，",
    "打好污染防治攻坚战、", "我们要", "\n", "　　", "。。。", "１２３", "负二分之零", "十万亿亿亿亿", "0/0", "GDP", "𠀀𠮷", "🀄️",
    "\0", "<script>alert(1)</script>", "=1+1", "{{x}}", "%s", "经済発展", "الاقتصاد", "é", "e\u0301",
    "\u202e", "\u200b", "稳" * 300, "的", "a" * 200, "||||", "\\", '"', "'", "\x85", "\u2028",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=30),
    st.just("推进乡村振兴，促进共同富裕。\n" * 8),
)
NAMES = st.sampled_from(["", "甲镇", "乙县", "=丙", "<b>", "丁/戊"])
#: What no parameter means, or hardly one.
HOSTILE = (
    None, True, -1, 0, 1, 2, 10**6, 2**63, -(2**70), 0.5, 1.5, -0.0, float("nan"), float("inf"), -float("inf"), "", "x",
    "稳", " ", "*", "\ud800", "(", "id", "year", "report", b"x", (), [], ["x", "x"], ["year", "place"], {}, {"year": 2023}, {"x": 1},
    {"year": []}, [[]], object, np.int64(3), np.float32("nan"), pd.NA, np.array([1, 2]), 1j,
)  # fmt: skip
VALID = {
    "by": ("id", "year", "place", ["place", "year"], "level"), "target": ({"year": 2023}, {"place": "甲镇"}),
    "reference": ({"year": 2024}, {"place": "乙县"}), "top": (1, 5), "min_count": (1, 2), "terms": ("稳", ["发展", "环境"]),
    "pattern": ("稳", "*环境", "优化 营商环境", ["发展", "稳*"], "a", "[一-龥]+"), "window": (1, 3), "n_topics": (1, 2, 3),
    "types": (["numeral"], None), "units": (["heading"], ["clause"]), "kinds": (["word"], ["word", "punctuation"]),
    "min_chars": (0, 1, 5), "simplify": (True, False), "node": ("稳", "发展"), "max_iter": (1, 5), "random_state": (0, 1), "n_splits": (2, 3),
    "parts": (["keywords"], ["slogans", "templates"]), "unit": ("paragraph", "sentence"), "engine": ("cvb0", "nmf"),
    "n_threads": (1, 2, None), "n": (2, 3), "n_bootstrap": (0, 20), "max_length": (2, 10), "alpha": (0.05, 0.1),
}  # fmt: skip


@st.composite
def corpora(draw: st.DrawFn) -> rn.Corpus:
    """Draw a corpus of at most four reports."""
    years, levels = st.sampled_from([None, 2023, 2024]), st.sampled_from(["", "town", "county"])
    return rn.Corpus(
        rn.Report(f"r{k}", draw(TEXTS), title=draw(NAMES), place=draw(NAMES), level=draw(levels), year=draw(years))
        for k in range(draw(st.integers(0, 4)))
    )


@st.composite
def tokens(draw: st.DrawFn) -> rn.Tokens:
    """Draw the tokens of a corpus, of its parts, or those left without stop words."""
    corpus = draw(corpora())
    found = rn.segment(corpus if draw(st.booleans()) else corpus.split("paragraph"))
    return found.drop(rn.load_stopwords()) if draw(st.booleans()) else found


def matrices() -> st.SearchStrategy[rn.TermMatrix]:
    return tokens().map(rn.count)


@st.composite
def models(draw: st.DrawFn) -> rn.TopicModel:
    """Draw a fitted model of words that are surely there."""
    texts = ["推进乡村振兴，发展特色产业。", "优化营商环境，服务企业。", "加强生态保护，治理污水。"]
    corpus = rn.Corpus(
        rn.Report(f"r{k}", texts[k % 3] * draw(st.integers(1, 3)), place=draw(NAMES), year=2023 + k % 2)
        for k in range(draw(st.integers(3, 9)))
    )
    return rn.TopicModel(draw(st.integers(1, 3)), max_iter=5).fit(rn.count(rn.segment(corpus)))


NOUNS: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    rn.Corpus: corpora,
    rn.Tokens: tokens,
    rn.TermMatrix: matrices,
    rn.TopicModel: models,
    rn.AttentionDictionary: lambda: st.sampled_from(["ecology", "innovation"]).map(rn.load_dictionary),
    rn.Summary: lambda: corpora().map(lambda corpus: rn.summarize(corpus, parts=["keywords"])),
    rn.Lexicon: lambda: st.sampled_from([rn.Lexicon([]), rn.Lexicon([rn.Term("营商环境优化")])]),
    rn.Report: lambda: corpora().filter(len).map(lambda corpus: corpus[0]),
    rn.Segmenter: lambda: st.sampled_from([True, False]).map(lambda hmm: rn.Segmenter(hmm=hmm)),
    rn.Provenance: lambda: corpora().map(lambda corpus: rn.segment(corpus).provenance),
    rn.Vocabulary: lambda: tokens().map(lambda found: found.vocabulary),
}


def argument(data: st.DataObject, name: str, kind: Any) -> Any:
    """Draw a value for a parameter: one that fits, or one that hardly does."""
    if kind in NOUNS:
        return data.draw(NOUNS[kind](), label=name)
    choices = [choice for part in (kind, *get_args(kind)) if get_origin(part) is Literal for choice in get_args(part)]
    pool = [*VALID.get(name, ()), *choices]
    if pool and data.draw(st.booleans()):
        return data.draw(st.sampled_from(pool), label=name)
    return data.draw(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=3)), label=name)


def called(data: st.DataObject, function: Callable[..., Any], given_: tuple[Any, ...] = ()) -> Any:
    """Call a function with drawn arguments for the parameters that it has, and return what it gives."""
    parameters = list(inspect.signature(function).parameters.values())[len(given_) :]
    hints = get_type_hints(function, localns=vars(rn) | {name: getattr(rn, name) for name in rn.__all__})
    positional, named = list(given_), {}
    for parameter in parameters:
        kind = hints.get(parameter.name, Any)
        needed = parameter.default is inspect.Parameter.empty
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            positional += data.draw(st.lists(st.sampled_from(["function", "verb", *HOSTILE]), max_size=3))
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            named |= data.draw(st.sampled_from([{}, {"year": 2023}, {"x": 1}, {"year": HOSTILE}, {"place": None}]))
        elif needed or data.draw(st.integers(0, 2), label=f"{parameter.name}?") == 0:
            value = argument(data, parameter.name, _noun(kind))
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                named[parameter.name] = value
            elif len(positional) == parameters.index(parameter) + len(given_):
                positional.append(value)
            else:
                named[parameter.name] = value
    return function(*positional, **named)


def _noun(kind: Any) -> Any:
    """Return the noun in a type such as ``Corpus | None``, else the type."""
    return next((part for part in get_args(kind) if part in NOUNS), kind) if get_args(kind) else kind
