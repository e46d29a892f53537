"""Quoted phrases that are no speech, no name of a storm or a program, and no single word under emphasis."""

import re
from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.doubts import FAR, doubted
from reportnlp.slogans.forms import form_of
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.symbols import is_symbol
from reportnlp.slogans.view import View

__all__ = ["find_quoted"]

_LONGEST = 40
#: Characters between two quotations that are looked at, and quotations beside one.
_FARTHEST = 8
_SPEECH = re.compile("[。？?!！…]")
_HAN = re.compile("[一-鿿]")
# The mark of a footnote at the end.
_NOTE = re.compile(r"\s*[\[［【〔（(]\d{1,3}[)）〕】］\]]\s*$|[①-⑳㉑-㉟]+$")
# What follows the name of a storm, a program, a firm, a ship; and what follows words one keeps away from.
_NAME = re.compile(
    "等?(?:[国-]?)(?:APP|App|app|公众号|客户端|软件|网站|微信|微博|超强台风|强?台风|热带风暴|飓风|公司|集团|超市|商城|酒店|商标"
    "|称号|荣誉|殊荣|奖[章杯牌]?(?!励|补)|[轮舰艇]|飞船|卫星|探测器|舱|火箭|客机|列车)|(?:反党|反革命|分裂|势力|分子|罪行)|(?:专?业?批发|农贸|集贸|小商品)?市场(?![化监准主经体])"
)
_NAMED = re.compile(
    "(?:台风|风暴|飓风|所谓的?|粉碎了?|揭批|反对|打倒|批判|荣获|授予|评为|认定为|命名为|获评|获批|入选|获得过?|捧得|摘得)$"
)
_EXPLAINED = re.compile("\\s*(?:主要)?(?:是指|指(?![挥导数标引])|即(?![将使])|[：:])")
# A statement that is only reported: …是…的….
_STATEMENT = re.compile("[^就]是.{4,}|.*(?:我们|他们|自己|你们)")
_SAID = re.compile(
    "(?:[说道问答喊叹][：:，,]|[^可以来是]说|说道|写道|问道|笑道|喊道|(?:感慨|坦言|笑称|表示|介绍|指出)[：:，,]?)$"
)
_ENEMY = re.compile("[台港藏疆]独|(?:台湾|香港|西藏|新疆)独立|.{0,6}(?:主义者|分子|集团|人帮)")
# An emphasised word rather than a name: a denial, or a word of grammar.
_PLAIN = re.compile(
    "[非无不未][一-鿿]{1,2}(?<!化)|[之的了是在和与][一-鿿]?|等等|以.*为.*|[一-鿿]{1,2}[0-9]{1,2}号?|百分之.*|翻[一两]番|[一二两三四五六七八九十百\\d]+(?:公里|小时|分钟|年)"
)


def find_quoted(view: View) -> Iterator[Hit]:
    """Yield the quoted phrases of 2 to 40 characters that are slogans by their form and by what stands around."""
    reports = (np.searchsorted(view.first, view.quotes[:, 0], side="right") - 1).tolist()
    quotes = view.quotes.tolist()
    for k, (first, last) in enumerate(quotes):
        start, end = _stripped(view.text, first, last)
        phrase = view.text[start:end]
        if not 2 <= len(phrase) <= _LONGEST or not (_HAN.search(phrase) or is_symbol(phrase)):
            continue
        before, after = _around(view, quotes, reports, k)
        if _ENEMY.fullmatch(phrase):
            yield Hit(start, end, form_of(view, start, end), "foe")
        elif _NAME.match(after):  # of an app or a storm, wherever else it is quoted
            yield Hit(start, end, form_of(view, start, end), "program")
        elif not (_is_speech(phrase, before) or _is_name(phrase, before, after) or _is_word(view, start, end)):
            hit = Hit(start, end, form_of(view, start, end), "quotes")
            following = quotes[k + 1][0] if k + 1 < len(quotes) else last
            hit = doubted(view, hit, before, after, view.text[last : min(following, last + _FARTHEST)])
            yield hit._replace(rule="piece") if hit.rule == "quotes" and _is_half(view.text, quotes, k) else hit


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    note = _NOTE.search(text, start, end)
    if note:
        end = note.start()
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "，、,；"):
        end -= 1
    return start, end


def _around(view: View, quotes: list[list[int]], reports: list[int], k: int) -> tuple[str, str]:
    """Return what stands before and after a quotation and its neighbours, as in “梅花”“轩岚诺”台风."""
    first = last = k
    low, high = max(k - _FARTHEST, 0), min(k + _FARTHEST, len(quotes) - 1)
    while first > low and 0 <= quotes[first][0] - quotes[first - 1][1] <= 1 and reports[first - 1] == reports[k]:
        first -= 1
    while last < high and 0 <= quotes[last + 1][0] - quotes[last][1] <= 1 and reports[last + 1] == reports[k]:
        last += 1
    start, end = quotes[first][0], quotes[last][1]
    return view.text[max(start - FAR, view.first.item(reports[k])) : start], view.text[end : end + FAR]


def _is_half(text: str, quotes: list[list[int]], k: int) -> bool:
    """Tell whether a note explains a part of what it has quoted as a whole: “一轴两带”：“一轴”是指…."""
    start, end = quotes[k]
    if not _EXPLAINED.match(text, end):
        return False
    line = text.rfind("\n", 0, start)
    wholes = (text[a:b] for a, b in quotes[max(k - _FARTHEST, 0) : k] if a > line)
    return any(len(whole) > end - start and text[start:end] in whole for whole in wholes)


def _is_speech(phrase: str, before: str) -> bool:
    inner = phrase[:-1] if len(phrase) <= 20 and phrase[-1] in "！!" else phrase
    reported = len(phrase) >= 10 and "，" not in phrase and "、" not in phrase and _STATEMENT.search(phrase)
    return bool(_SPEECH.search(inner) or _SAID.search(before) or reported)


def _is_word(view: View, start: int, end: int) -> bool:
    """Tell whether a phrase is one word of two characters that every dictionary has: it is only stressed."""
    words = view.inside(start, end) if end - start == 2 else []
    return len(words) == 1 and words[0].tag not in ("", "j", "nz") and not words[0].category


def _is_name(phrase: str, before: str, after: str) -> bool:
    return bool(
        _NAME.match(after) or _NAMED.search(before) or _PLAIN.fullmatch(phrase)
    )  # fmt: skip
