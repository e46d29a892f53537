"""Brands out of quotes: a place with what it wants to be, 品质西城."""

import re
from collections.abc import Iterator

from reportnlp.slogans.align import prosaic
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View

__all__ = ["find_brands"]

_KIND = re.compile("(?:(?:特别)?行政|经济技术开发|高新技术产业开发|自治)?(?:街道|省|市|县|区|州|旗|盟|镇|乡)$")
# What makes of a place with two characters before it the name of an owner, or of a road.
_OWNER = re.compile("站|行(?!动)|至|基地|学院|大学|集团|公司|机场|分[公行]")
_BEFORE = re.compile(
    "(?:建设|打造|构建|创建|推进|擦亮|唱响|叫响|描绘|绘就|共建|共创|奔向|走进|谱写|书写|展现|[、，“的])$"
)
# What stands before a place and is no wish: what it is part of, what is done with it.
_NOT = re.compile(
    "[全我本各到于对从向以为]|力争|整个|支持|推动|加快|实现|成为|进入|现代|当前|今年|去年|近年|领导|服务|发展|促进|提升|带动|助力|赋能"
)


def find_brands(view: View) -> Iterator[Hit]:
    """Yield the names that a report makes of its own place, by start."""
    text = view.text
    for start, end in _uses(view):
        behind = _KIND.search(text[start : end + 2]) or _OWNER.match(text, end)
        if not behind and view.edges[end] and _is_wish(view, start - 2, start):
            yield Hit(start - 2, end, "brand", "wish of a place")


def _uses(view: View) -> Iterator[tuple[int, int]]:
    """Yield where reports name their own place, without its kind."""
    for name, low, high in zip(view.places, view.first[:-1].tolist(), view.first[1:].tolist(), strict=True):
        place = _KIND.sub("", name)
        if len(place) >= 2:
            yield from (match.span() for match in re.compile(re.escape(place)).finditer(view.text, low, high))


def _is_wish(view: View, start: int, end: int) -> bool:
    """Tell whether two characters before a place say what it is to be, behind a verb that fits."""
    if start < 0 or "\n" in view.text[start:end] or _NOT.match(view.text, start, end) or prosaic(view, start, end):
        return False
    words = view.inside(start, end)
    named = view.edges[start] and bool(words) and words[0].tag == "nq"  # a token with its place: 健康长沙
    return (
        (named or view.fits(start, end))
        and _BEFORE.search(view.text[max(start - 4, 0) : start]) is not None
        and all(word.tag in ("a", "ad", "an", "n", "j", "nz", "nq") for word in words)
    )
