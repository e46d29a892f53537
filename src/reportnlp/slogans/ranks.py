"""Ranking claims: 位列全市第一, 全省首批, 全国领先."""

import re
from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View, Word

__all__ = ["find_ranks"]

_SCOPE = (
    "(?:(?:全(?:国|省|市|县|区|州|旗|盟|疆|球|世界|域)|世界|国内|省内|市内|国际|亚洲|西部|中部|东部|东北|西南|西北|华东|华北|华南|同类|同行业|长三角)"
    "(?:同类|同行业|同期|地级市|县级市|副省级城市|省会城市|城市|县市区|县区|镇街|街镇|街道|乡镇|系统|各?市州|开发区|民营|各省[区市]*){0,2})"
)
_VERB = "(?:稳?居|位居|位列|列|排名?|名列|跃居|跃升至?|升至|领跑)"
_N = r"(?:[一二三四五六七八九十]{1,3}|\d{1,3})"
_ALONE = r"(?![\d一二三四五六七八九十])"
_PLACE = (
    f"(?:第{_N}{_ALONE}(?:位|名|位名|方阵|梯队|档次?|等次|等级|平台)?|首位|前列|前茅|榜首|前{_N}{_ALONE}[位名强]?"
    f"|(?:第一|前)(?:方阵|梯队)|领先(?!水平)(?:地位)?)"
)
# More places, of the same thing in another scope or of other things.
_MORE = f"(?:[、和及与]{_SCOPE}?第{_N}{_ALONE}[位名]?(?![年届次]))*"
_TWO = re.compile("[、和及与]第")
_FIRST = "(?:首[批个家例次创单条座张部]|唯一|率先(?!发展)|独家|第一[个家例批条座部]|独一无二)"
_MOST = "最[大高多快早强长优低](?![生工保限标委法检权奖多程努])"
_AREA = f"(?:{_SCOPE}|(?:主|中心)?城区(?:街道)?)"
_LONG_VERB = "(?:位居|位列|排名|名列|稳居|跃居|跃升至|升至)"
_RANK = re.compile(
    f"(?:(?:{_VERB}(?:了|在)?{_SCOPE}的?{_PLACE}|{_SCOPE}(?:排名|位次|位居|位列|居|列)?{_PLACE}){_MORE}"
    f"|{_AREA}{_FIRST}(?:、?{_SCOPE}{_FIRST})*|{_AREA}{_MOST}"
    f"|{_LONG_VERB}(?:了|在)?{_PLACE})(?![个家届次期轮大梯档批条所座度%％‰])"
)
# What every claim begins with, and what stands in it so many characters behind at most.
_HEADS, _PLACES, _FAR = "稳居位列排名跃升领全世国省市亚西中东华同长主城", "第首前领榜唯率独最", 24
#: Characters before a claim that are looked at.
_BACK = 30
_INDICATOR = re.compile("[率量额值数速]")
# A rank that was left, and one that is only hoped for.
_LEFT, _RISEN = (
    re.compile("[从由][^，。；]{0,8}$"),
    re.compile("(?:上升|提升|提高|跃升|跃居|升至|升到|前移|进位|跃至|下降|[到至])"),
)
_HOPED = re.compile(
    "(?:力争|争取|争当|争创|冲刺|迈向|挺进|锚定|瞄准|努力|奋力|力促|致力|确保|有望|(?<!在)推动)[^，。；、]{0,24}$|打造“?$"
)
# What is to be built at the head of others: 建设全球领先的港口.
_WISHED, _LEADING = re.compile("(?:建设|打造)[^，。；]{0,8}$"), re.compile("领先(?![，。；：）])")
# How many are measured, 8项主要经济指标增速, and for whom, 每千人托位数.
_COUNTED = re.compile(
    r"(?:每(?:[百千]|[十百千]?万)?|(?<![\d.])(?:\d+|[一二三四五六七八九十]{1,3})(?:[项个家件所类种大]|方面)?)$"
)
# Two places are those of two things.
_OTHER = re.compile("[^，。；、：]{2,14}、$")
# A figure before the place it has: 渔港5个、数量居全县第一.
_FIGURE = re.compile(r"\d[^\d，。；、]{0,6}、$")
_USED = re.compile("[用挥抓做]好$")
#: What is measured has no more characters.
_LONGEST = 20


def find_ranks(view: View) -> Iterator[Hit]:
    """Yield ranking claims by start; what is measured belongs to one that follows it at once, 覆盖率全市第一."""
    said = np.append(0, np.cumsum(view.among(_PLACES)))
    near = said[np.minimum(np.arange(len(said) - 1) + _FAR, len(said) - 1)] > said[:-1]
    for match in view.matches(_RANK, np.flatnonzero(near & view.among(_HEADS))):
        start, end = match.span()
        before = view.text[max(start - _BACK, 0) : start]
        wished = _WISHED.search(before) and _LEADING.match(view.text, end - 2)
        if wished or _HOPED.search(before) or (_LEFT.search(before) and _RISEN.match(view.text, end)):
            continue
        start = _measured(view, start, _TWO.search(match[0]) is not None)
        if view.edges[start] or view.text[start] in "全每":
            yield Hit(start, end, "rank", "scope")


def _measured(view: View, start: int, two: bool) -> int:
    """Return where a claim begins with the whole of what it measures, 地表水环境质量, else where it begins without.

    That is of `two` things if it has two places.
    """
    last = view.before(start)
    if not last or not _INDICATOR.match(view.text[start - 1]) or last.tag in ("t", "m", "q"):
        return start
    begin, word = last.start, view.before(last.start)
    while word and (_is_part(word) or _joins(view, word)):
        begin, word = word.start, view.before(word.start)
    whole = _is_whole(view, begin, word)
    for pattern in (_COUNTED, _OTHER)[: 1 + two]:
        found = pattern.search(view.text, max(begin - _BACK, 0), begin)
        begin, whole = (found.start(), True) if found else (begin, whole)
    return begin if whole and start - begin <= _LONGEST else start


def _is_whole(view: View, begin: int, before: Word | None) -> bool:
    """Tell whether nothing that stands before what is measured is a part of it: no 种植|面积, no 茶产量、|渔产量."""
    last = view.text[begin - 1 : begin]
    if last in ("、", "的", "等") or view.closes(begin):
        return _FIGURE.search(view.text, max(begin - _BACK, 0), begin) is not None
    if before is None or not last.isalpha() or before.tag in ("t", "d"):
        return True
    if before.tag == "f":  # 会|上; 沿海 and 以上 are a part of what is measured
        return before.end - before.start == 1
    if before.tag in ("m", "q"):
        return last in "年月日季"
    verb = before.tag == "v" and before.end - before.start > 1 and bool(view.prose[view.token[before.start]])
    if verb or view.text[before.start : begin] == "其中":
        return True
    return _USED.search(view.text, max(begin - 2, 0), begin) is not None


def _is_part(word: Word) -> bool:
    return (
        word.tag[:1] in ("n", "b", "j") or word.tag in ("vn", "eng") or (word.tag == "a" and word.end - word.start > 1)
    )


def _joins(view: View, word: Word) -> bool:
    """Tell whether a word joins what is measured to another thing: 中国好人|和."""
    before = view.before(word.start)
    return view.text[word.start : word.end] in ("和", "与", "及") and before is not None and _is_part(before)
