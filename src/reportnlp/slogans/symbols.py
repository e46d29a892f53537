"""Symbolic abbreviations: 1+6+N, 白+黑, 街道—社区—网格."""

import re
from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import HAN, View, ahead

__all__ = ["find_symbols", "is_symbol"]

_N = "[一二三四五六七八九十百]"
# Numbers below 100 or letters, joined by plus: 3.5%+0.2% and C++ are none.
_PLUS = re.compile(
    rf"(?<![0-9A-Za-z.+＋%％])(?:\d{{1,3}}|{_N})(?:[+＋](?:\d{{1,3}}|[A-ZXx]{{1,2}}|{_N}(?![一-鿿])))+(?![0-9A-Za-z.%％+＋])"
)
# Places joined by dashes are a route, so three links of words it must be.
_CHAIN = re.compile(r"(?<![—－→-])[一-鿿]{2,8}(?:(?:—|－|→|-)[一-鿿]{2,8}){2,4}(?![—－→-])")
_DASHES = "—－→-"
_JOINED = re.compile(r"[^+＋]{1,14}(?:[+＋][^+＋]{1,14})+[+＋]?|[^+＋]{2,8}[+＋]")


def is_symbol(phrase: str) -> bool:
    """Tell whether a phrase in quotes is one; there a looser form will do: 白+黑, 人工智能+."""
    return _JOINED.fullmatch(phrase) is not None


def find_symbols(view: View) -> Iterator[Hit]:
    """Yield symbolic abbreviations, in no promised order."""
    text = view.text
    plus = view.among("+＋")
    for match in view.matches(_PLUS, np.flatnonzero(ahead(plus, 1) | ahead(plus, 2) | ahead(plus, 3))):
        yield Hit(*match.span(), "symbol", "plus")
    for match in (match for part in _stretches(view) for match in _CHAIN.finditer(text, *part)):
        span = _trimmed(view, *match.span())
        if span and all(word.tag not in ("ns", "nr", "nz") for word in view.inside(*span)):
            yield Hit(*span, "symbol", "chain")


def _stretches(view: View) -> list[tuple[int, int]]:
    """Return the stretches of Chinese characters and two dashes or more; a chain lies in one."""
    dashes = view.among(_DASHES)
    inside = np.concatenate([[False], dashes | view.among(HAN), [False]])
    bounds = np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2)
    before = np.append(0, np.cumsum(dashes))
    found: list[tuple[int, int]] = bounds[before[bounds[:, 1]] - before[bounds[:, 0]] >= 2].tolist()
    return found


def _trimmed(view: View, start: int, end: int) -> tuple[int, int] | None:
    """Return the part of a chain that takes one token before its first link and one after its last."""
    places = [k for k in range(start, end) if view.text[k] in _DASHES]
    before = [word for word in view.inside(start, places[0]) if word.end == places[0]]
    after = view.inside(places[-1] + 1, end)[:1]
    if not before or not after or after[0].end > end:
        return None
    first, last = before[0], after[0]
    if first.end - first.start < 2 or last.end - last.start < 2:
        return None
    return first.start, last.end
