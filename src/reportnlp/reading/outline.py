"""Sections of a report: its headings nested, and its top parts by what they are for."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from reportnlp.corpus import Section, SectionKind
from reportnlp.reading.furniture import TITLE
from reportnlp.reading.headings import PART, PLAIN, Heading, find_headings, number_of
from reportnlp.reading.kinds import APPENDIX, by_title, tell_kinds
from reportnlp.reading.variants import simplified_view
from reportnlp.units import paragraph_spans

__all__ = ["outline"]

_TAIL = re.compile(f"{APPENDIX.pattern}|^结束语")
_GAP = 4  # blanks and breaks after a heading
_SERIES = 3  # lines without a number that make a series


def outline(text: str) -> tuple[Section, ...]:
    """Return the sections of `text`; the top ones cover it without a gap. None if there is nothing to tell."""
    view = simplified_view(text)
    sections = _outline(view)
    return sections if view is text else tuple(_as_written(section, text) for section in sections)


def _as_written(section: Section, text: str) -> Section:
    """Give a section that was found in the simplified view its title as it stands in the text."""
    written, k = [], section.start
    for character in section.title:
        if character.isspace():
            written.append(character)
            continue
        while text[k].isspace():
            k += 1
        written.append(text[k])
        k += 1
    return replace(section, title="".join(written), sections=tuple(_as_written(s, text) for s in section.sections))


def _outline(text: str) -> tuple[Section, ...]:
    headings = _ranked(find_headings(text))
    tops = list(_nest(headings, len(text), 1)) if headings else []
    spans = list(paragraph_spans(text))
    kinds = tell_kinds(text, spans, tops, headings)
    first = tops[0].start if tops else len(text)
    if first > 0:
        tops.insert(0, Section("", 1, "other", 0, first))
    told = [(start, kind) for (start, _), kind in zip(spans, kinds, strict=True)]
    parts = tuple(piece for part in tops for piece in _split(part, told))
    return () if len(parts) < 2 else _in_reading_order(parts)


def _in_reading_order(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Sort sections whose numbers run from one without a gap but in another order, as newspapers' columns leave them.

    What has no number stays behind the section that it follows. Sections that moved are marked.
    """
    inner = [_in_reading_order(section.sections) for section in sections]
    sections = tuple(
        section if arranged == section.sections else replace(section, sections=arranged)
        for section, arranged in zip(sections, inner, strict=True)
    )
    groups: list[list[Section]] = []
    for section in sections:
        if section.title or not groups:
            groups.append([])
        groups[-1].append(section)
    numbers = [number_of(group[0].title) for group in groups]
    styles = {number[0] for number in numbers if number}
    if len(styles) != 1:
        return sections
    places = [k for k, number in enumerate(numbers) if number]
    ordered = sorted(places, key=lambda k: numbers[k])  # type: ignore[arg-type,return-value]
    values = [numbers[k][1] for k in ordered]  # type: ignore[index]
    if ordered == places or values != list(range(1, len(values) + 1)):
        return sections
    arranged = list(groups)
    for place, k in zip(places, ordered, strict=True):
        arranged[place] = [replace(section, displaced=place != k) for section in groups[k]]
    return tuple(section for group in arranged for section in group)


def _ranked(headings: list[Heading]) -> list[Heading]:
    """Give lines without a number their place: outermost if the text has parts without numbers, or no numbers.

    Where （一） comes before any 一、, the brackets are the outer style.
    """
    if len(headings) > 1 and number_of(headings[0].title) is None:
        title = TITLE.fullmatch(headings[0].title)
        if title and (title["both"] or all(h.rank != PART for h in headings[1:])):
            headings = headings[1:]  # the title of the report, and no part of it
    styles = [h.rank for h in headings if h.rank in (1, 2)]
    if styles[:1] == [2] and 1 in styles:
        headings = [replace(h, rank=3 - h.rank) if h.rank in (1, 2) else h for h in headings]
    parts = [h for h in headings if h.rank == PART and not _TAIL.search(h.title)]
    if len(parts) == 1 and sum(h.rank == 1 and h > parts[0] for h in headings) > 1:
        parts = []  # a line among chapters that go on counting after it
    outermost = PART if parts else min((h.rank for h in headings if h.rank in (1, 2)), default=PART)
    plain = PART if outermost == PART else PLAIN
    place = {PART: outermost, PLAIN: plain}
    inner = set(_under_parts(headings)) if len(parts) > 1 else set()
    return [h if k in inner else replace(h, rank=place.get(h.rank, h.rank)) for k, h in enumerate(headings)]


def _under_parts(headings: list[Heading]) -> Iterator[int]:
    """Yield the lines without a number that come in a series under a part that says what it is for."""
    part = False
    series: list[int] = []
    for k, heading in enumerate([*headings, Heading(0, 0, PART, "")]):
        if heading.rank == PART:
            yield from series if part and len(series) >= _SERIES else ()
            part, series = by_title(heading.title) in ("review", "plan"), []
        elif heading.rank == PLAIN:
            series.append(k)


def _nest(headings: list[Heading], end: int, level: int) -> Iterator[Section]:
    """Yield the sections under `headings`: those of the outermost rank, each with what follows it."""
    outermost = min(heading.rank for heading in headings)
    # What stands before the first outermost heading is a section of its own too.
    tops = [k for k, heading in enumerate(headings) if heading.rank == outermost or k == 0]
    for k, following in zip(tops, [*tops[1:], len(headings)], strict=True):
        stop = headings[following].start if following < len(headings) else end
        inner = headings[k + 1 : following]
        children = tuple(_nest(inner, stop, level + 1)) if inner else ()
        yield Section(headings[k].title, level, by_title(headings[k].title), headings[k].start, stop, children)


def _split(part: Section, told: list[tuple[int, SectionKind]]) -> Iterator[Section]:
    """Yield the stretches of one kind that a part has; the first keeps the title."""
    inside = told[bisect_left(told, (part.start,)) : bisect_left(told, (part.end,))]
    if len(inside) > 1 and inside[1][0] - part.start <= len(part.title) + _GAP:
        inside[0] = (inside[0][0], inside[1][1])  # a line that is a heading and no more goes with what follows it
    turns = [(start, kind) for k, (start, kind) in enumerate(inside) if k == 0 or kind != inside[k - 1][1]]
    starts = [part.start, *(start for start, _ in turns[1:]), part.end]
    for k, (start, end) in enumerate(pairwise(starts)):
        kind = turns[k][1] if turns else "other"
        yield Section(part.title if k == 0 else "", 1, kind, start, end, _within(part.sections, start, end))


def _within(sections: tuple[Section, ...], start: int, end: int) -> tuple[Section, ...]:
    """Return the sections that begin in [start, end), cut off at its end; those that reach into it lend their own."""
    found: list[Section] = []
    for section in sections:
        if start <= section.start < end:
            inner = _within(section.sections, section.start, end)
            whole = section.end <= end and inner == section.sections
            found.append(section if whole else replace(section, end=min(section.end, end), sections=inner))
        elif section.start < start < section.end:
            found += _within(section.sections, start, end)
    return tuple(found)
