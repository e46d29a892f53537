"""Sections of a report: its headings nested, and its top parts by what they are for."""

import re
from collections.abc import Iterator
from dataclasses import replace

from reportnlp.corpus import Section, SectionKind
from reportnlp.reading.furniture import TITLE
from reportnlp.reading.headings import PART, PLAIN, Heading, find_headings, number_of
from reportnlp.reading.variants import simplified_view
from reportnlp.reading.years import with_digits
from reportnlp.units import paragraph_spans

__all__ = ["outline"]

# Words of a title that give its part away; the first kind with a hit counts.
_TITLES: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    ("other", re.compile("解释|注释|^附件|国际(?:形势|局势)|外交|对外政策|世界和平|国内外团结|霸权|帝国主义")),
    ("closing", re.compile("^结束语")),
    (
        "problems",
        re.compile(
            "^.{0,6}(?:存在|面临|正视|不足|困难|短板|挑战)|(?:[与和、]问题|存在的?(?:主要|突出)?问题|不足|困难|挑战)$"
        ),
    ),
    ("review", re.compile("回顾|过去|总结|成就|成绩|成效|以来|年来|形势|工作情况|完成情况")),
    (
        "plan",
        re.compile(
            "(?:计划|安排|任务|打算|思路|目标|部署|要求|建议|取向|举措)$|(?:计划|安排|任务|打算|目标)[和与、]|"
            "明年|下一步|下一年|今年|今后|展望|新征程"
        ),
    ),
)
# Titles within a part that say for sure that their chapter is for something else.
_TOLD = re.compile("存在的?.{0,8}(?:问题|困难|不足)|外交工作|对外政策|国际形势")
_APPENDIX = re.compile("解释|注释|^附件")
_TAIL = re.compile("解释|注释|^附件|^结束语")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_PROBLEM = re.compile(
    "清醒.{0,3}(?:看到|认识到|意识到)|清楚地?(?:看到|认识到)|也(?:应|要|必须)?看到|(?:还|仍|仍然)?(?:存在|面临)(?:着)?(?:不少|一些|许多|诸多|很多)?.{0,12}"
    "(?:困难|问题|不足|短板|挑战|差距)|缺点和错误|突出的?问题是"
)
_LACK = re.compile(
    "不够|不足|不强|不高|不优|不平衡|有待|亟待|仍需|还需|短板|差距|困难|问题|挑战|滞后|薄弱|水平较低|压力较大"
)
_SOBER = re.compile("清醒|清楚地?(?:看到|认识到)")
_PROBLEM_GOES_ON = re.compile(
    "^(?:.{0,20}问题|对(?:此|这些|以上|于这些)|这些(?:问题|困难|矛盾)|以上问题|针对这些|[一二三四五六七八九]是)"
)
_CLOSING = re.compile("^(?:各位代表|同志们|朋友们|各位委员)[！：:，,。!]")
_APPEAL = re.compile("让我们|紧密(?:地)?团结|谢谢大家|而(?:努力|团结)?奋斗|再创|谱写|胜利|前进！")
_OPENING_LONGEST = 2500  # characters before the first heading that are no chapter yet
_OWNED_FEWEST = 40  # characters of a paragraph that owns up to problems
_LATE, _LACKS_FEWEST = 5, 5  # last paragraphs of a review, and words for what is lacking in one of them
_SERIES = 3  # lines without a number that make a series
# How a chapter without a telling title speaks: of what was done, or of what is to be done.
_DONE = re.compile(r"了|已经|取得|比上年|去年|过去|累计|建成|获评|荣获|同比|圆满|超额|完成(?!好)|实现(?!.{0,12}目标)")
_TO_DO = re.compile(r"(?<![重主需首])要(?![素求点害])|必须|应当|将|力争|争取|今年|确保")
_ONLY_DONE, _MOSTLY_DONE, _MOSTLY_TO_DO = 0.9, 0.7, 0.55  # share of the first among both


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
    if not tops or tops[0].start > 0:
        end = tops[0].start if tops else len(text)
        tops.insert(0, Section("", 1, "opening" if end <= _OPENING_LONGEST else _by_voice(text[:end]), 0, end))
    kinds = _kinds(tops, text)
    parts = [replace(section, kind=kind) for section, kind in zip(tops, kinds, strict=True)]
    parts = [piece for part in parts for piece in _chapters_of_another_kind(part, text)]
    parts = [piece for part in parts for piece in _split(part, _problems(part, text), "problems", text)]
    last = next((part for part in reversed(parts) if not _APPENDIX.search(part.title)), parts[-1])
    parts = [piece for part in parts for piece in _split(part, _closing(part, last, text), "closing", text)]
    return () if len(parts) < 2 else _in_reading_order(tuple(parts))


def _in_reading_order(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Sort sections whose numbers run from one without a gap but in another order, as newspapers' columns leave them.

    What has no number stays behind the section that it follows. Sections that moved are marked.
    """
    sections = tuple(replace(section, sections=_in_reading_order(section.sections)) for section in sections)
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
    if len(headings) > 1 and TITLE.fullmatch(headings[0].title) and all(h.rank != PART for h in headings[1:]):
        headings = headings[1:]  # the title of the report, and no part of it
    styles = [h.rank for h in headings if h.rank in (1, 2)]
    if styles[:1] == [2] and 1 in styles:
        headings = [replace(h, rank=3 - h.rank) if h.rank in (1, 2) else h for h in headings]
    parts = [h for h in headings if h.rank == PART and not _TAIL.search(h.title)]
    if len(parts) == 1 and sum(h.rank == 1 and h > parts[0] for h in headings) > 1:
        parts = []  # a line among chapters that go on counting after it
    outermost = PART if parts or not any(h.rank in (1, 2) for h in headings) else 1
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
            part, series = _by_title(heading.title) in ("review", "plan"), []
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
        yield Section(headings[k].title, level, _by_title(headings[k].title), headings[k].start, stop, children)


def _by_title(title: str) -> SectionKind:
    return next((kind for kind, pattern in _TITLES if pattern.search(title)), "other")


def _kinds(tops: list[Section], text: str) -> list[SectionKind]:
    """Return the kind of each top section: by its title, its year, its neighbours, else by how it speaks."""
    kinds: list[SectionKind] = [section.kind for section in tops]
    years = [int(match[0]) if (match := _YEAR.search(with_digits(section.title))) else 0 for section in tops]
    named = sorted({year for year in years if year})
    for k, year in enumerate(years):
        if kinds[k] == "other" and len(named) > 1 and year in (named[0], named[-1]):
            kinds[k] = "review" if year == named[0] else "plan"
    plan = next((k for k, kind in enumerate(kinds) if kind == "plan"), len(kinds))
    for k, section in enumerate(tops):
        if kinds[k] != "other" or _TITLES[0][1].search(section.title):
            continue
        if k > plan:
            kinds[k] = "plan"
        elif plan < len(kinds):
            kinds[k] = "review"
        else:
            kinds[k] = _by_voice(text[section.start : section.end], after_plans="plan" in kinds[:k])
    return kinds


def _by_voice(text: str, *, after_plans: bool = False) -> SectionKind:
    """Return "other" for a chapter that speaks of both alike, such as one on the state's institutions.

    After chapters of plans one must speak of what was done alone to be none of them.
    """
    done, to_do = len(_DONE.findall(text)), len(_TO_DO.findall(text))
    share = done / max(1, done + to_do)
    if after_plans:
        return "review" if share >= _ONLY_DONE else "plan"
    return "review" if share >= _MOSTLY_DONE else "plan" if share < _MOSTLY_TO_DO else "other"


def _chapters_of_another_kind(part: Section, text: str) -> Iterator[Section]:
    """Cut out the chapters within a part whose titles say that they are for something else: 存在的问题, 外交工作."""
    for section in part.sections:
        kind = _by_title(section.title)
        told = _TOLD.search(section.title)
        if told and kind != part.kind:
            *before, rest = _split(part, (section.start, section.end), kind, text)
            if section.end < part.end:
                yield from before
                yield from _chapters_of_another_kind(replace(rest, kind=part.kind), text)
            else:
                yield from (*before, rest)
            return
    yield part


def _problems(part: Section, text: str) -> tuple[int, int] | None:
    """Return where a review, or the plan after it, owns up to problems without a heading, None if nowhere."""
    if part.kind != "review":
        return None
    spans = [(part.start + a, part.start + b) for a, b in paragraph_spans(text[part.start : part.end])]
    owned = [
        k for k, (a, b) in enumerate(spans) if k and b - a > _OWNED_FEWEST and _PROBLEM.search(text, a, min(b, a + 70))
    ]
    if not owned:  # it may also just name what is lacking, late in the review
        late = range(max(1, len(spans) - _LATE), len(spans))
        owned = [k for k in late if len(_LACK.findall(text, *spans[k])) >= _LACKS_FEWEST]
    sober = [k for k in owned if _SOBER.search(text, spans[k][0], spans[k][0] + 70)]
    if not owned:
        return None
    k = sober[-1] if sober else owned[0]
    stop = k + 1
    while stop < len(spans) and _PROBLEM_GOES_ON.match(text[spans[stop][0] : spans[stop][1]]):
        stop += 1
    lead = spans[k - 1]
    start = lead[0] if k > 1 and _CLOSING.fullmatch(text[lead[0] : lead[1]]) else spans[k][0]
    return start, spans[stop][0] if stop < len(spans) else part.end


def _closing(part: Section, last: Section, text: str) -> tuple[int, int] | None:
    """Return where the last part turns to its appeal, None if it does not."""
    if part is not last or part.kind == "closing":
        return None
    spans = [(part.start + a, part.start + b) for a, b in paragraph_spans(text[part.start : part.end])]
    limit = part.end - max(1200, len(text) // 20)
    heads = [s.start for s in part.sections]
    after = max([limit, *(start for start in heads)])
    for start, _ in reversed(spans):
        if start >= after and _CLOSING.match(text[start : start + 10]) and _APPEAL.search(text, start, part.end):
            return start, part.end
    for start, end in spans[-3:]:
        if start > after and _APPEAL.search(text, start, end):
            return start, part.end
    return None


def _split(part: Section, inner: tuple[int, int] | None, kind: SectionKind, text: str) -> Iterator[Section]:
    """Yield the part with the span `inner` cut out as a part of its own; a review may turn to plans after it."""
    if inner is None:
        yield part
        return
    start, end = inner
    if start > part.start:
        yield replace(part, end=start, sections=_within(part.sections, part.start, start))
    yield Section("", 1, kind, start, end, _within(part.sections, start, end))
    if end < part.end:
        rest = "plan" if kind == "problems" and _by_voice(text[end : part.end]) == "plan" else part.kind
        yield Section("", 1, rest, end, part.end, _within(part.sections, end, part.end))


def _within(sections: tuple[Section, ...], start: int, end: int) -> tuple[Section, ...]:
    """Return the sections that begin in [start, end), cut off at its end; those that reach into it lend their own."""
    found: list[Section] = []
    for section in sections:
        if start <= section.start < end:
            inner = _within(section.sections, section.start, end)
            found.append(replace(section, end=min(section.end, end), sections=inner))
        elif section.start < start < section.end:
            found += _within(section.sections, start, end)
    return tuple(found)
