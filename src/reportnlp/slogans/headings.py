"""Slogan headings: titles of the outline that say something, and short sentences that head their paragraph."""

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.align import coarse
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import HAN, View, among
from reportnlp.units import ENDS

__all__ = ["find_headings"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]

# Titles that only name what follows.
_LABEL = re.compile(
    "回顾|总结|(?:工作|任务|目标|重点|建议|措施|安排|计划|打算|思路|部署|要求|要点|情况|问题|困难|原则|报告|解释|注释|说明|附件|附表|项目|概况)[：:]?$"
    r"|^(?:关于|各位|同志|现在|下面|总的|总体|指导|主要|[0-9]{2,4}年)|^[^一-鿿]*$|目\s*录"
)
# Flat statements of what was reached, and of what is wrong.
_FLAT = re.compile(
    "[^，、]*(?:成效(?:明显|显著|突出)|取得[^，、]{0,6}(?:进展|成效|突破|成果)|明显(?:改善|提升|增强)|持续加强)"
    "|[^，、]*(?:矛盾|问题|压力|短板|隐患)[^，、]*(?:突出|存在|较大|加大|较多|不足)"
)
_SHORTEST, _LONGEST = 4, 44
_LONGEST_NUMBERED, _LONGEST_RUN_IN, _LONGEST_INNER, _HALVES = 32, 26, 14, 2
# What is counted as an ill, and what is only announced.
_ILL = re.compile(
    "不[够足强高大优快多实深严平协完]|尚|仍|较?[低差弱]|没有|未|不到位|落后|滞后|薄弱|突出问题|困难|压力|短缺|矛盾|制约|下滑|依然|尤其|[只可]能|还有|[着者]$|批$"
)
_PROSE_WORDS = re.compile(
    "[是我你他她们了]|必须|应当|^要|需要|[，、]要|有关|认为|综上|有着|^[一二三四五六七八九十]{1,3}[是要、]|^第"
)
_SAYING = ("v", "a", "i", "l", "d")
_SERIES = 3  # so many sentences of a paragraph are headings, of two only every second is
_NUMBERS, _COUNTS = "（(0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩", "一二三四五六七八九十"
_NUMBER = re.compile(
    r"(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．](?!\d)|[①-⑩]"
    r"|[一二三四五六七八九十]{1,2}是)\s*"
)
_PROSE = 20  # characters of what follows a heading
# The second half of a title whose sentence has no third, and that heads prose or stands alone.
_SECOND = re.compile(f"，([一-鿿、“”]{{2,26}})(?:。(?=[^\\n]{{{_PROSE}}})|。?(?=\\s*\\n))")
_OPENING = re.compile("[值过针这那其此我他它同今去前以总一上下但而如截至当从在对于与和也又就都还即因为]")
_GOES_ON = re.compile("[并能可]|包括|例如")


def find_headings(view: View) -> Iterator[Hit]:
    """Yield slogan headings, in no promised order."""
    for start, end in view.headings:
        a, b = _stripped(view.text, start, end)
        b = _whole(view.text, b)
        if b and _says_something(view, a, b):
            yield Hit(a, b, "heading", _rule(view.text[a:b], "outline"))
    yield from _run_in(view)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "—：:、"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ENDS + "：:；，"):
        end -= 1
    return start, end


def _whole(text: str, end: int) -> int:
    """Return where a title ends with its second half, 四是狠抓创新，动力更足; 0 if it opens prose or is explained."""
    if text[end] in "：:" and text[end + 1 : end + 2].strip():
        return 0
    if text[end] != "，":
        return end
    second = _SECOND.match(text, end)
    if second is None or any(test(second[1]) for test in (_PROSE_WORDS.search, _OPENING.match, _GOES_ON.match)):
        return 0
    return second.end(1)


def _says_something(view: View, start: int, end: int) -> bool:
    title = view.text[start:end]
    if not _SHORTEST <= len(title) <= _LONGEST or _LABEL.search(title):
        return False
    return _has_verb(view, start, end)


def _has_verb(view: View, start: int, end: int) -> bool:
    return any(coarse(word.tag) in _SAYING for word in view.inside(start, end))


def _run_in(view: View) -> Iterator[Hit]:
    """Yield short sentences that open a paragraph or head prose within one: in series, or behind a number."""
    starts, ends = view.sentences
    if not len(starts):
        return
    line = np.cumsum(view.points == ord("\n"))[starts]
    opens = np.diff(line, prepend=-1) != 0
    report = np.searchsorted(view.first, starts, side="right")
    paragraph = np.cumsum(opens) + 3 * report  # those of two reports are not near each other
    opening: list[tuple[int, tuple[int, int, str]]] = []  # number of the paragraph, and the head
    inner: dict[int, list[tuple[int, int]]] = defaultdict(list)
    heads: list[tuple[int, int, str]] = []
    for k, start, prose in _short(view, opens, line):
        end = ends.item(k) - 1
        head = view.text[start:end]
        if _OPENING.match(head) or _PROSE_WORDS.search(head + "。") or _LABEL.search(head):
            continue
        if start > starts.item(k):
            if not _ILL.search(head) and _has_verb(view, start, end) and _in_halves(head):
                heads.append((start, end, "counted"))
        elif opens[k] and (prose or _in_halves(head)):
            opening.append((paragraph.item(k), (start, end, "run-in" if prose else "lead")))
        elif prose and "，" not in head:
            inner[paragraph.item(k)].append((start, end))
    numbers = {number for number, _ in opening}
    heads += [head for number, head in opening if numbers & {number - 2, number - 1, number + 1, number + 2}]
    heads += [(*span, "inner") for spans in inner.values() if len(spans) >= _SERIES for span in spans]
    titled = {end for _, end in view.headings}
    for start, end, rule in heads:
        if end not in titled:
            yield Hit(start, end, "heading", _rule(view.text[start:end], rule))


def _in_halves(head: str) -> bool:
    """Tell whether a head has two parts at most, the second no sequel of the first."""
    others = head.split("，")[1:]
    return len(others) < _HALVES and not any(_GOES_ON.match(other) for other in others)


def _short(view: View, opens: Bools, line: Longs) -> Iterator[tuple[int, int, bool]]:
    """Yield the short sentences with text behind them in their paragraph.

    That is their number, where they begin behind a label, and whether the next sentence is prose.
    """
    starts, ends = view.sentences
    first = starts.copy()
    head, second = view.points[starts], view.points[starts + 1]
    numbered = (opens & among(head, _NUMBERS)) | (among(head, _COUNTS) & (second == ord("是")))
    for k in np.flatnonzero(numbered).tolist():
        label = _NUMBER.match(view.text, first.item(k), ends.item(k))
        first[k] = label.end() if label else first[k]
    allowed = np.append(0, np.cumsum(view.among(f"{HAN}、，“”＋+")))
    last = np.append(np.flatnonzero(opens[1:]), len(starts) - 1)[np.cumsum(opens) - 1]  # of the paragraph
    length = ends - first - 1
    prose = np.append(ends[1:] - starts[1:], 0) >= _PROSE
    # One that neither opens its paragraph nor has a number must head prose.
    longest = np.where(opens, _LONGEST_RUN_IN, np.where(prose, _LONGEST_INNER, 0))
    longest[first > starts] = _LONGEST_NUMBERED
    good = (length >= _SHORTEST) & (length <= longest) & (allowed[ends - 1] - allowed[first] == length)
    good &= (view.points[ends - 1] == ord("。")) & (ends[last] - ends >= _PROSE)
    for k in np.flatnonzero(good).tolist():
        yield k, first.item(k), prose.item(k)


def _rule(title: str, rule: str) -> str:
    return "flat" if _FLAT.fullmatch(title) else rule
