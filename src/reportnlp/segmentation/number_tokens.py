"""Numbers of a corpus: the joining of their tokens, and the table of their values."""

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.segmentation.kernels.numbers import GUARD, OPENS, forced_spans, recut
from reportnlp.segmentation.number_forms import (
    CHINESE,
    COUNT,
    FIGURE,
    NUMERAL,
    WORD,
    automata,
    load_measures,
    load_number_words,
)
from reportnlp.segmentation.number_values import Number, NumberKind, number_of
from reportnlp.segmentation.rejoin import replace_tokens, stream_of
from reportnlp.tokens import Tokens, Vocabulary

__all__ = ["Number", "NumberKind", "join_numbers", "number_of", "numbers", "scan_flags"]

_Bools = npt.NDArray[np.bool_]

#: Kinds of what a bare 个 may stand before: 23.5|个|百分点, 3|个|月.
_AFTER_GE = ("percent", "time")
#: What stands before and behind the number of a heading or a note.
_OPENING = ("（", "(", "[", "［", "【")
_MARKS = ("、", ".", "．", "）", ")", "]", "］", "】")

# A word with one of these may be broken by a numeral that begins or ends in it.
_NUMERIC = re.compile(f"[0-9０-９{CHINESE}第几数多余近上分]")


def scan_flags(vocabulary: Vocabulary) -> npt.NDArray[np.uint8]:
    """Return `GUARD`, `OPENS` or 0 for each type: what the scanner must know about it.

    Parameters
    ----------
    vocabulary : Vocabulary
        Types of the tokens before numbers are joined; a word that has neither tag nor category is a guess
        of the hidden Markov model and guards nothing.

    Returns
    -------
    ndarray of uint8, shape (v,)
        Index it by the ids of the tokens.
    """
    known = zip(vocabulary.types, vocabulary.tags, vocabulary.categories, strict=True)
    flags = [scan_flag(type_, bool(tag or category), bool(category)) for type_, tag, category in known]
    return np.array(flags, np.uint8)


def scan_flag(type_: str, is_known: bool, is_term: bool) -> int:
    """Return the flag of one type, from whether a dictionary has it and whether the lexicon has."""
    if len(type_) < 2:
        return 0
    if type_ in _opening():
        return OPENS
    if not is_known and type_[0] == "个":
        return OPENS  # a guess of the hidden Markov model: 3|个圈
    if not is_known or not _NUMERIC.search(type_):
        return 0
    return GUARD if is_term or type_ in load_number_words() or not _counting().fullmatch(type_) else 0


@cache
def _opening() -> frozenset[str]:
    return frozenset(measure + c for measure, row in load_measures().items() for c in row.opens)


@cache
def _counting() -> re.Pattern[str]:
    """Return what matches a numeral with or without its measure, 两个 and 万元: no word, but what the scanner cuts."""
    measures = "|".join(re.escape(m) for m in sorted(load_measures(), key=len, reverse=True))
    return re.compile(f"第?[0-9０-９{CHINESE}几数多余近上]+(?:{measures})?|[{CHINESE}]+分之?[{CHINESE}]*")


def join_numbers(
    tokens: Tokens, tag: Callable[[str], str] = lambda _: "", texts: Sequence[str] | None = None
) -> Tokens:
    """Return the tokens with every number expression as one of them.

    Parameters
    ----------
    tokens : Tokens
        With nothing left out: each document's tokens follow one another without a gap.
    tag : callable, optional
        Part of speech of a type that was not there before and is no number (from 万亩 comes 亩).
    texts : sequence of str, optional
        The texts of the documents if they are at hand, which saves to put them together again.

    Returns
    -------
    Tokens
        Number expressions have the tag "m".

    Notes
    -----
    The scan runs over the tokens that a segmenter found, not before it: so it knows which words of the
    dictionary and the lexicon a numeral would break, whatever the engine, and decides in one pass.

    Examples
    --------
    >>> import reportnlp as rn
    >>> from reportnlp.segmentation.number_tokens import join_numbers
    >>> corpus = rn.Corpus([rn.Report("a", "五年增长百分之二十三点五，达1.3万亿元。")])
    >>> tokens = rn.segment(corpus, numerals=False)
    >>> join_numbers(tokens).words(0)
    ['五', '年', '增长', '百分之二十三点五', '，', '达', '1.3万亿', '元', '。']
    """
    stream = stream_of(tokens, texts)
    codes = np.frombuffer(stream.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    flags = np.append(scan_flags(tokens.vocabulary), np.uint8(0))  # the last is the line feed between documents
    begin, finish = forced_spans(codes, stream.starts, flags[stream.ids], *automata())
    starts, source = recut(stream.starts, len(codes), begin, finish)
    record = tokens.provenance.then("join_numbers")
    return replace_tokens(tokens, stream, starts, source, lambda type_: tag_of(type_) or tag(type_), record=record)


def tag_of(type_: str) -> str:
    """Return the tag of a type that the scan made: "m" for a number, "nz" for a word with figures."""
    label = automata()[0].longest(type_)
    return {FIGURE: "m", NUMERAL: "m", COUNT: "m", WORD: "nz"}.get(label[1], "") if label[0] == len(type_) else ""


def numbers(tokens: Tokens) -> pd.DataFrame:
    """List the number expressions of a corpus with their values.

    Parameters
    ----------
    tokens : Tokens
        With numbers as tokens of their own; no stop words dropped, or units are lost.

    Returns
    -------
    pandas.DataFrame
        One row an expression: ``report`` (str); ``start, end`` (int64), its span in the report's text in
        code points; ``text`` and ``kind`` (str); ``value`` and ``high`` (float64), the latter for the end
        of a range; ``iso`` (str), the value of a date, a time or a range of dates, whose `value` is
        missing; ``unit`` (str), empty if there is none. In the order of the corpus, then by start.

    See Also
    --------
    number_of : The conventions.

    Notes
    -----
    The numbers of headings (一、, （二）, 1.) and notes ([27]) are left out.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "投资1.3万亿元，增长3—5%，十四五时期共一百二十项。")])
    >>> rn.numbers(rn.segment(corpus))[["text", "kind", "value", "high", "unit"]]
        text    kind         value  high unit
    0  1.3万亿   money  1.300000e+12   NaN    元
    1   3—5%   range  3.000000e+00   5.0    %
    2   一百二十  number  1.200000e+02   NaN    项
    """
    types = tokens.vocabulary.types
    following = _following(tokens)
    is_candidate = np.array([automata()[0].longest(type_)[0] == len(type_) for type_ in types], bool)
    at = np.flatnonzero(is_candidate[tokens.ids] & ~_headings(tokens)) if len(tokens) else np.zeros(0, np.int64)
    # Each pair of a number and what follows is read once.
    pairs, which = np.unique(tokens.ids[at] * np.int64(len(types) + 1) + following[at], return_inverse=True)
    names = (*types, "")
    read = [number_of(types[pair // len(names)], names[pair % len(names)]) for pair in pairs.tolist()]
    is_number = np.array([number is not None for number in read], bool)[which]
    at, which = at[is_number], which[is_number]
    cells = [_cells(read[k]) for k in which.tolist()]
    table = pd.DataFrame(cells, columns=["kind", "value", "high", "iso", "unit"])
    table.insert(0, "report", tokens.docs["id"].to_numpy()[tokens.doc_of[at]])
    table.insert(1, "start", tokens.starts[at])
    table.insert(2, "end", tokens.ends[at])
    table.insert(3, "text", [types[k] for k in tokens.ids[at].tolist()])
    dtypes = dict.fromkeys(["report", "text", "kind", "iso", "unit"], "str")
    dtypes |= {"start": "int64", "end": "int64", "value": "float64", "high": "float64"}
    return tokens.provenance.then("numbers").attach(table.astype(dtypes))


def _cells(number: Number | None) -> tuple[str, float, float, str, str]:
    assert number is not None
    low, high = number.value if isinstance(number.value, tuple) else (number.value, np.nan)
    if isinstance(low, str):
        iso = low if isinstance(high, float) else f"{low}/{high}"
        return number.kind, np.nan, np.nan, iso, number.unit
    return number.kind, low, float(high), "", number.unit


def _following(tokens: Tokens) -> npt.NDArray[np.int64]:
    """Return the type behind each token, v at the end of a document; of 个 百分点 the second."""
    v = len(tokens.vocabulary)
    is_last = np.zeros(len(tokens) + 1, bool)
    is_last[tokens.indptr[1:] - 1] = True  # an empty document marks the end of the one before once more
    after = np.append(tokens.ids[1:], v).astype(np.int64)[: len(tokens)]
    after[is_last[: len(tokens)]] = v
    second = np.append(after[1:], v)[: len(tokens)]
    measures = load_measures()
    bare = np.zeros(v + 1, bool)
    bare[:v] = [type_ in measures and measures[type_].kind in _AFTER_GE for type_ in tokens.vocabulary.types]
    return np.where((after == tokens.vocabulary.id("个")) & bare[second], second, after)


def _headings(tokens: Tokens) -> _Bools:
    """Tell which tokens number a heading or a note: first in a line or a bracket, and a mark behind it."""
    types = tokens.vocabulary.types
    opens = np.array([type_.isspace() or type_ in _OPENING for type_ in types], bool)
    closes = np.array([type_ in _MARKS for type_ in types], bool)
    short = np.array([len(type_) < 4 for type_ in types], bool)
    before = np.append(True, opens[tokens.ids[:-1]])[: len(tokens)]
    before[tokens.indptr[:-1][tokens.indptr[:-1] < len(tokens)]] = True
    after = np.append(closes[tokens.ids[1:]], False)[: len(tokens)]
    is_heading: _Bools = before & after & short[tokens.ids]
    return is_heading
