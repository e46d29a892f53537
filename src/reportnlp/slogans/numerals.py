"""Numeral abbreviations: 三会一课, 五水共治, 四大双千, 15分钟生活圈."""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from reportnlp.segmentation.coinages import COUNTERS
from reportnlp.slogans.align import plain_tags, plain_words
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View, ahead

__all__ = ["find_numerals", "is_count", "is_counted", "is_numeral"]

_N = "[二两双三四五六七八九十]"
_ANY = f"[{COUNTERS}]"
# What a numeral counts in plain text; 三年五载 and 二十三人 are no slogans.
_UNIT = "年月日号时分秒天周个次人名家户元角万亿千百十点岁度级倍成米亩吨维条件项是期届批轮处所座台步季旬"
_X = f"(?!{_ANY})[一-鿿](?<![{_UNIT}的之等])"
_TOGETHER = "(?:共[建享治管富赢兴融]|联[动办建防调]|并[举进重]|齐[抓飞发进转]|同[步兴治创建]|统[筹管]|融合|一体)"
# 三会一课: numeral and character, twice or more; 五水共治: numeral, character, together.
_PAIRS = re.compile(f"(?<!{_ANY})(?<![第\\d])(?!两岸){_N}{_X}(?:(?:{_ANY}{_X})+(?!{_ANY})|{_TOGETHER})")
# 一人一档: the numeral one twice, each with one character.
_ONES = re.compile("(?<![一二三四五六七八九十第唯统划逐进万])一[一-鿿]一[一-鿿](?:一[一-鿿])*(?![百千万亿])")
_COUNTING = re.compile(
    r"一(?:(.)一\1$|[年月日天步个次件点层级代环线批户百千时刻分丝枝颗件]|[^一]一(?:[年月日天步个次件点月百千十亩户幅]))"
)
_CIRCLE = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})分钟[一-鿿]{1,10}?圈(?!层|子|定)")
# In quotes a looser form will do: 三个一批, 四大双千, 十三个一, 渔港五战.
_QUOTED = re.compile(rf"(?:{_ANY}+|\d{{1,3}})[一-鿿].{{0,12}}|.{{0,3}}{_ANY}[一-鿿]{{1,3}}{_ANY}[一-鿿].{{0,4}}")
_BEHIND = re.compile(rf"[一-鿿]{{2}}{_N}[一-鿿](?<![{_UNIT}])")  # but for idioms

# How large a thing is: 千亿渔港; 百亿提升 is what is done.
_AMOUNT = re.compile("[百千万]亿")
# A day of the calendar, an ordinal, a name with a dot of which one half counts nothing, and words for a
# whole country that count nothing either.
_UNCOUNTED = re.compile(
    rf"[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}|第.*"
    rf"|[^·•]*[·•](?:(?!{_ANY})[^·•])*|(?:九州|四海|五湖|八方|千秋|百姓).*"
)
#: Characters of a place whose name begins with a numeral: 三峡, 九寨沟.
_LONGEST_PLACE = 3
_SHORT = 5
_NUMBER = re.compile(f"{_ANY}+")
# Plans, sessions, meetings, branches of business and firms are counted, not abbreviated; amounts of money and of data
# and chemicals are neither, nor is what is two-way or a lump, a lake, or a gang.
_ORDINAL = re.compile(
    "^第|届|[年个五]计划|年(?:行动|规划)|^[0-9]{4}年|亿|氧化|[千万]兆|会议$|峰会$|论坛$|奖$|^(?:全国)?两会$|^双向|^一揽子|库区$|人帮$"
    "|[大个][一-鿿]{0,6}(?:产业(?:集群|链)?|行业|企业|集团|银行|运营商)$"
)


def _fits(view: View, start: int, end: int) -> bool:
    """Tell whether a span cuts no quotation and no token, a term of it and another word apart: 三会一课|制度."""
    first = view.inside(start, start + 1)
    if view.broken(start, end):
        return False
    return view.fits(start, end) or (bool(first) and first[0].category != "" and first[0].end > end + 1)


def _names(view: View, start: int, end: int) -> bool:
    """Tell whether a name or an idiom has part in a span: 四川十大 and 四面八方 are no numerals."""
    return any(word.tag in ("ns", "nr", "nt", "nz", "i") and not word.category for word in view.inside(start, end))


def is_numeral(phrase: str) -> bool:
    """Tell whether a phrase in quotes is one."""
    if _NUMBER.fullmatch(phrase) or _UNCOUNTED.fullmatch(phrase):
        return False
    if _AMOUNT.match(phrase) and plain_tags(phrase)[-1] == "n":
        return False
    if _BEHIND.fullmatch(phrase) and not {"i", "l"} & set(plain_tags(phrase)):
        return True
    return _QUOTED.fullmatch(phrase) is not None and _place(phrase) != phrase


def is_count(phrase: str) -> bool:
    """Tell whether a phrase is one of two that are numerals only together: 两清单、两增量."""
    alone = _PAIRS.match(phrase) or _ONES.match(phrase)
    return len(phrase) <= _SHORT and phrase[0] in COUNTERS and is_numeral(phrase) and not alone


@lru_cache(maxsize=1 << 16)
def is_counted(term: str) -> bool:
    """Tell whether a term of the lexicon is one: it begins with what it counts, as 长三角一体化 does not."""
    begins = term[0] in COUNTERS or term[0].isdigit()
    return begins and is_numeral(term) and not _ORDINAL.search(term) and not _place(term)


@lru_cache(maxsize=1 << 16)
def _place(term: str) -> str:
    """Return the place of the plain dictionary that a term begins with, 三峡工程; empty if it counts more."""
    heads = [term[:k] for k in range(2, min(len(term), _LONGEST_PLACE) + 1) if _NUMBER.search(term, k) is None]
    return next((head for head in heads if plain_words(head) == ((head, "ns"),)), "")


def find_numerals(view: View) -> Iterator[Hit]:
    """Yield numeral abbreviations, in no promised order."""
    text = view.text
    numeral = view.among("二两双三四五六七八九十")
    follows = view.among(COUNTERS + "共联并齐同统融一")
    for match in view.matches(_PAIRS, np.flatnonzero(numeral & ahead(follows, 2))):
        if _fits(view, *match.span()) and not _names(view, *match.span()):
            yield Hit(*match.span(), "numeral", "pairs")
    one = view.among("一")
    for match in view.matches(_ONES, np.flatnonzero(one & ahead(one, 2))):
        if _fits(view, *match.span()) and not (_COUNTING.match(match[0]) or _names(view, *match.span())):
            yield Hit(*match.span(), "numeral", "ones")
    minutes = view.among("分") & ahead(view.among("钟"), 1)
    for match in view.matches(_CIRCLE, np.flatnonzero(ahead(minutes, 1) | ahead(minutes, 2) | ahead(minutes, 3))):
        yield Hit(*match.span(), "numeral", "circle")
    named = view.which(lambda tag, category: category == "numeral" or (tag == "nz" and category))
    for word in view.words(np.flatnonzero(named)):
        term = text[word.start : word.end]
        counted = word.tag == "nz" and word.category != "" and is_counted(term)
        listed = word.category == "numeral" and not (_ORDINAL.search(term) or _UNCOUNTED.fullmatch(term))
        if counted or (listed and _place(term) != term):
            yield Hit(word.start, word.end, "numeral", "lexicon")
