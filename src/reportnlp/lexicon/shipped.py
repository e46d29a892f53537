"""The word lists that come with the package."""

from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from reportnlp.garbage import not_collected
from reportnlp.lexicon.attention import AttentionDictionary
from reportnlp.lexicon.lexicon import Lexicon, Term
from reportnlp.lexicon.rows import read_rows
from reportnlp.validate import choice

__all__ = ["STOP_LAYERS", "Subject", "is_shipped", "load_dictionary", "load_lexicon", "load_stopwords"]

#: Version of the shipped lists; raised when a term comes, goes or changes.
VERSION = "2026.12.1.1"
#: Version of the dictionaries of attention, in the same way.
DICTIONARY_VERSION = "2026.11.1"
Subject = Literal["digital_economy", "ecology", "innovation", "livelihood", "safety"]
#: Layers of stop words; "formula" is the lexicon's category of that name.
STOP_LAYERS = ("function", "formula", "verb")

_DATA = files("reportnlp.lexicon") / "data"


@cache
def load_lexicon() -> Lexicon:
    """Return the government lexicon that comes with the package.

    Returns
    -------
    Lexicon
        Terms by category: party, economy, agriculture, city, livelihood, ecology, governance, reform,
        science, culture, institution, indicator, policy, numeral, metaphor, formula. Words of no category
        that jieba's dictionary lacks (提质, 获批), places among them. And the phrases that are never one word.

    Examples
    --------
    >>> import reportnlp as rn
    >>> lexicon = rn.load_lexicon()
    >>> "营商环境" in lexicon, lexicon.category("压舱石"), "广泛开展" in lexicon.splits
    (True, 'metaphor', True)
    """
    lists = sorted((file for file in (_DATA / "terms").iterdir()), key=lambda file: file.name)
    rows = (row for file in lists for row in read_rows(file).values())
    terms = (Term(row["term"], row["category"], row["tag"], int(row["count"])) for row in rows)
    plain = (
        Term(row["term"], "", tag, int(row["count"]))
        for name, tag in (("words", ""), ("places", "ns"))
        for row in read_rows(_DATA / f"{name}.tsv").values()
    )
    splits = (row["term"] for row in read_rows(_DATA / "splits.tsv").values())
    with not_collected():
        return Lexicon((*terms, *plain), name="government", version=VERSION, splits=splits)


def is_shipped(lexicon: Lexicon) -> bool:
    """Tell whether it is the lexicon of `load_lexicon`, without loading that."""
    return load_lexicon.cache_info().currsize > 0 and lexicon is load_lexicon()


def load_dictionary(name: Subject) -> AttentionDictionary:
    """Return a dictionary of policy attention that comes with the package.

    Parameters
    ----------
    name : {"digital_economy", "ecology", "innovation", "livelihood", "safety"}
        The subject.

    Returns
    -------
    AttentionDictionary
        From 80 to 150 terms, each with the law, standard or document that it comes from.

    Raises
    ------
    ArgumentError
        If there is no such dictionary.

    Examples
    --------
    >>> import reportnlp as rn
    >>> ecology = rn.load_dictionary("ecology")
    >>> "生态" in ecology.terms, "政治生态" in ecology.exclusions, ecology.sources["碳达峰"]
    (True, True, '2030年前碳达峰行动方案（国发〔2021〕23号）')
    """
    return _dictionary(choice("name", name, get_args(Subject)))


@cache
def _dictionary(name: str) -> AttentionDictionary:
    file = _DATA / "attention" / f"{name}.tsv"
    return AttentionDictionary.from_rows(read_rows(file), file.name, name=name, version=DICTIONARY_VERSION)


def load_stopwords(*layers: str) -> frozenset[str]:
    """Return stop words by layer.

    Parameters
    ----------
    *layers : {"function", "formula", "verb"}
        Function words; formulas of the genre such as 各位代表; generic verbs of the genre such as
        推进. The verbs carry policy signal, so they are off unless asked for. Without any, the
        first two.

    Returns
    -------
    frozenset of str
        The stop words of all layers asked for.

    Raises
    ------
    ArgumentError
        If there is no such layer.

    Examples
    --------
    >>> import reportnlp as rn
    >>> "推进" in rn.load_stopwords(), "推进" in rn.load_stopwords("verb")
    (False, True)
    """
    return _stopwords(tuple(choice("layers", layer, STOP_LAYERS) for layer in layers or ("function", "formula")))


@cache
def _stopwords(layers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for layer in layers for word in _words_of(layer))


def _words_of(layer: str) -> list[str]:
    if layer == "formula":
        return list(load_lexicon().where(category="formula"))
    return [row["term"] for row in read_rows(_DATA / "stopwords" / f"{layer}.tsv").values()]
