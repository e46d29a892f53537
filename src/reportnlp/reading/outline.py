"""Headings and sections of a report."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from reportnlp.corpus import Section, SectionKind

__all__ = ["outline"]

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NUMBERED = rf"(?:{_NUMERAL}、|[（(]{_NUMERAL}[）)])"
_INDENT = r"^[^\S\n]*+"
_PART = "回顾|总结|工作(?:计划|安排|打算|思路|部署)|(?:目标|工作|主要|重点)任务"
# Heading styles from the outermost in: a short line that names a part (2024年工作回顾), 一、 and （一）.
_STYLES = (
    re.compile(rf"{_INDENT}(?!{_NUMBERED})(?P<title>[^，。；\n]{{0,20}}(?:{_PART}))[^\S\n]*$", re.M),
    re.compile(rf"{_INDENT}(?P<title>{_NUMERAL}、[^。\n]{{1,60}})", re.M),
    re.compile(rf"{_INDENT}(?P<title>[（(]{_NUMERAL}[）)][^。\n]{{1,60}})", re.M),
)
# Words that give a section's kind away; the first kind with a hit counts.
_KINDS: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    ("problems", re.compile("^.{0,6}(?:存在|面临|不足|问题|困难|短板|挑战)|(?:问题|不足|困难|挑战)$")),
    ("review", re.compile("回顾|过去|总结|成就|成绩|成效|以来")),
    ("plan", re.compile("计划|安排|任务|打算|思路|目标|部署|要求|明年|下一步|下一年|今年|展望|取向")),
)


_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


class _Heading(NamedTuple):
    start: int
    title: str
    style: int


def outline(text: str) -> tuple[Section, ...]:
    """Return the sections of `text`; the top ones cover it without a gap. None if there is no heading."""
    found = sorted(_headings(text))
    if not found:
        return ()
    sections = tuple(_by_year(tuple(_nest(found, len(text)))))
    if sections[0].start > 0:
        sections = (Section("", 1, "opening", 0, sections[0].start), *sections)
    return sections


def _headings(text: str) -> Iterator[_Heading]:
    for style, pattern in enumerate(_STYLES):
        for match in pattern.finditer(text):
            yield _Heading(match.start("title"), match["title"].strip(), style)


def _nest(headings: list[_Heading], end: int, level: int = 1) -> Iterator[Section]:
    """Yield the sections under `headings`: those of the outermost style, each with what follows it."""
    outermost = min(heading.style for heading in headings)
    # What stands before the first outermost heading is a section of its own too.
    tops = [k for k, heading in enumerate(headings) if heading.style == outermost or k == 0]
    for k, following in zip(tops, [*tops[1:], len(headings)], strict=True):
        stop = headings[following].start if following < len(headings) else end
        inner = headings[k + 1 : following]
        children: Iterable[Section] = _nest(inner, stop, level + 1) if inner else ()
        title = headings[k].title
        yield Section(title, level, _kind(title), headings[k].start, stop, tuple(children))


def _by_year(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Give sections that only a year names (2024年主要工作) a kind: the first year is reviewed, the last planned."""
    years = [int(match[0]) if (match := _YEAR.search(section.title)) else 0 for section in sections]
    named = sorted({year for year in years if year})
    for section, year in zip(sections, years, strict=True):
        if section.kind == "other" and len(named) > 1 and year in (named[0], named[-1]):
            yield replace(section, kind="review" if year == named[0] else "plan")
        else:
            yield section


def _kind(title: str) -> SectionKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), "other")
