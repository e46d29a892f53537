"""Slogan headings: titles of the outline that say something, and short sentences that head their paragraph."""

import re
from collections.abc import Iterator

from reportnlp.slogans.align import coarse
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View
from reportnlp.units import ENDS, paragraph_spans, sentence_spans

__all__ = ["find_headings"]

# Titles that only name what follows.
_LABEL = re.compile(
    "回顾|总结|(?:工作|任务|目标|重点|建议|措施|安排|计划|打算|思路|部署|要求|要点|情况|问题|困难|原则|报告|解释|注释|说明|附件|附表|项目|概况)[：:]?$"
    r"|^(?:关于|各位|同志|现在|下面|总的|总体|指导|主要|[0-9]{2,4}年)|^[^一-鿿]*$|目\s*录"
)
_SHORTEST, _LONGEST = 4, 44
_RUN_IN = re.compile("[一-鿿、，“”]{4,26}。")
_LONGEST_INNER = 14
_PROSE_WORDS = re.compile(
    "[是我你他她们了]|必须|应当|^要|需要|[，、]要|有关|认为|综上|有着|^[一二三四五六七八九十]{1,3}[是要、]|^第"
)
_PROSE = 20  # characters of what follows a heading
_OPENING = re.compile("[值这那其此我他它同今去前以总一上下但而如截至当从在对于与和也又就都还即因为]")


def find_headings(view: View) -> Iterator[Hit]:
    """Yield slogan headings, in no promised order."""
    for start, end in view.headings:
        a, b = _stripped(view.text, start, end)
        if _says_something(view, a, b):
            yield Hit(a, b, "heading", "outline")
    yield from _run_in(view)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "—：:、"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ENDS + "：:；，"):
        end -= 1
    return start, end


def _says_something(view: View, start: int, end: int) -> bool:
    title = view.text[start:end]
    if not _SHORTEST <= len(title) <= _LONGEST or _LABEL.search(title):
        return False
    words = view.inside(start, end)
    return any(coarse(word.tag) in ("v", "a", "i", "l") for word in words)


def _run_in(view: View) -> Iterator[Hit]:
    """Yield short sentences that open a paragraph or head prose within one, where they come in series."""
    text = view.text
    opening: list[tuple[int, int, int]] = []  # number of the paragraph, and the span
    inner: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(paragraph_spans(text)):
        spans = list(sentence_spans(text[start:end]))
        if len(spans) < 2:
            continue
        heads = []
        for k, (a, b) in enumerate(spans[:-1]):
            match = _RUN_IN.fullmatch(text, start + a, start + b)
            follows = spans[k + 1][1] - spans[k + 1][0]
            if (
                match
                and follows >= _PROSE
                and not _PROSE_WORDS.search(match[0])
                and not _OPENING.match(text, start + a)
                and not _LABEL.search(match[0][:-1])
            ):
                if k == 0:
                    opening.append((number, start + a, start + b - 1))
                elif b - a - 1 <= _LONGEST_INNER and "，" not in match[0]:
                    heads.append((start + a, start + b - 1))
        if len(heads) >= 2:
            inner += heads
    titled = {end for _, end in view.headings}
    numbers = {number for number, _, _ in opening}
    series = ((a, b) for number, a, b in opening if numbers & {number - 2, number - 1, number + 1, number + 2})
    for start, end in (*series, *inner):
        if end not in titled:
            yield Hit(start, end, "heading", "run-in")
