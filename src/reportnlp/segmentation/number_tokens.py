"""Numbers of a corpus: the table of their values."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.segmentation.number_forms import automata, load_measures
from reportnlp.segmentation.number_values import Number, NumberKind, number_of
from reportnlp.tokens import Tokens

__all__ = ["Number", "NumberKind", "number_of", "numbers"]

_Bools = npt.NDArray[np.bool_]

#: Kinds of what a bare 个 may stand before: 23.5|个|百分点, 3|个|月.
_AFTER_GE = ("percent", "time")
#: What stands before and behind the number of a heading or a note.
_OPENING = ("（", "(", "[", "［", "【")
_MARKS = ("、", ".", "．", "）", ")", "]", "］", "】")


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
    read = [_read(types[pair // len(names)], names[pair % len(names)]) for pair in pairs.tolist()]
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


def _read(text: str, following: str) -> Number | None:
    """Read an expression; a 个 that was passed over counts it if nothing else does: 四|个|季度."""
    passed = following in load_measures() and load_measures()[following].kind in _AFTER_GE
    return number_of(text, following) or (number_of(text, "个") if passed else None)


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
