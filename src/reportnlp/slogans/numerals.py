"""Numeral abbreviations (三会一课, 五水共治) and symbolic ones (1+6+N)."""

import re
from collections.abc import Iterator
from typing import Literal

from reportnlp.slogans.hit import Hit

__all__ = ["find_numerals", "form_of"]

_N = "[二两双三四五六七八九十]"
_ANY = "[一二两双三四五六七八九十百千万]"
# What a numeral counts in plain text; 三年五载 and 二十三人 are no slogans.
_UNIT = "年月日号时分秒天周个次人名家户元角万亿千百十点岁度级倍成米亩吨条件项是"
_X = f"(?!{_ANY})[一-鿿](?<![{_UNIT}])"
_TOGETHER = "(?:共[建享治管富赢兴融]|联[动办建防调]|并[举进重]|齐[抓飞发进转]|一体)"
# 三会一课: numeral and character, twice or more; 五水共治: numeral, character, together.
_NUMERAL = re.compile(f"(?<!{_ANY})(?<!第){_N}{_X}(?:(?:{_ANY}{_X})+(?!{_ANY})|{_TOGETHER})")
_SYMBOL = re.compile(r"(?<![0-9A-Za-z.+＋])\d{1,2}(?:[+＋](?:\d{1,2}|[A-Z]))+(?![0-9A-Za-z.%％])")
# In quotes a looser form will do: 三个一批, 白+黑, 四大双千.
_QUOTED_NUMERAL = re.compile(rf"(?:{_ANY}+|\d{{1,2}})[一-鿿].{{0,8}}")
_QUOTED_SYMBOL = re.compile(r"[^+＋]+(?:[+＋][^+＋]+)+")


def find_numerals(text: str) -> Iterator[Hit]:
    """Yield numeral and symbolic abbreviations, quoted or not, in no promised order."""
    for match in _NUMERAL.finditer(text):
        yield Hit(*match.span(), "numeral", "pattern")
    for match in _SYMBOL.finditer(text):
        yield Hit(*match.span(), "symbol", "pattern")


def form_of(phrase: str) -> Literal["numeral", "symbol"] | None:
    """Return the form of a quoted phrase, None if it is neither."""
    if _QUOTED_SYMBOL.fullmatch(phrase):
        return "symbol"
    return "numeral" if _QUOTED_NUMERAL.fullmatch(phrase) else None
