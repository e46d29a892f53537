"""What a report says of itself: title, place, level, years, date, speaker, issuer, kind; and how each was found."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath

from reportnlp.corpus import LEVELS, Level
from reportnlp.reading.furniture import TITLE, labelled
from reportnlp.reading.gazetteer import find_division, most_named, town_level
from reportnlp.reading.lines import is_numbered
from reportnlp.reading.variants import simplified_view
from reportnlp.reading.years import with_digits
from reportnlp.units import paragraph_spans

__all__ = ["Metadata", "describe", "from_name"]

_YEAR = re.compile(r"(?<!\d)((?:19[4-9]|20\d)\d)(?!\d)年?")
_YEAR_OF_TITLE = re.compile(r"((?:19[4-9]|20\d)\d)年[^，。\n\d]{0,20}?(?:报告|总结|答卷)")
_REVIEWED = re.compile(r"((?:19[4-9]|20\d)\d)年[^。\n]{0,16}?(?:回顾|总结|完成情况)")
_PLANNED = re.compile(
    r"((?:19[4-9]|20\d)\d)年[^。\n]{0,22}?(?:安排|计划|打算|任务|部署|总体要求|目标|思路|建议|重点工作)"
)
_DATE = re.compile(r"((?:19[4-9]|20\d)\d)年\s?(\d{1,2})月\s?(\d{1,2})日")
_ISO_DATE = re.compile(r"((?:19[4-9]|20\d)\d)[-/.](\d{1,2})[-/.](\d{1,2})")
_ASSEMBLY = re.compile(
    r"在(?P<place>[一-鿿]{2,20}?)?第[一二三四五六七八九十百零〇\d]+届"
    r"(?(place)\s?(?:人民代表大会|人大|[一-鿿]{0,4}委员会)|全国人民代表大会)"
)
_PLACE_FIRST = re.compile(
    r"^(?:(?:19|20)\d\d年|中共|[一-鿿]{2,10}[市区县旗]人民政府)?"
    r"(?P<place>[一-鿿]{2,16}?(?:街道|[省市区县旗州盟镇乡]))(?:人民政府|办事处)?"
    r"(?=(?:19|20)\d\d|关于|人民|政府|工作|委员会|办事处|这份|年)"
)
_ISSUER = re.compile(r"^[一-鿿]{2,20}(?:人民政府|办事处|管理委员会)$")
_OFFICE = re.compile(r"[一-鿿]{2}(?:街道|镇|乡)")
_SPEAKER = re.compile(
    r"(?:总理|[省市县区州盟旗镇乡]长|主席|主任)[ 　]*(?P<name>[一-鿿]{2,4}|[一-鿿][ 　]{1,4}[一-鿿])[）)]?$"
)
# How a report speaks of its own place, from the lowest level up: each names those above it too, never those below.
_OWN: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("town", re.compile("全镇|我镇|全乡|全街道|我街道|街道(?:上下|辖区)|镇党委")),
    ("county", re.compile("我县|全县|代表县|代表区|全区|全旗")),
    ("city", re.compile("我市|全市|代表市|全州|我州|全盟")),
    ("provincial", re.compile("我省|全省|代表省|代表自治区|全区|我区")),
    ("national", re.compile("我国|代表国务院")),
)
_OWN_FEWEST = 4  # words of its own that a report uses, at the least
_SPEECH = re.compile("各位代表|请予审[议查]|向大会(?:报告|作)")
_NAME_NOISE = re.compile(r"政府工作报告|工作报告|报告|全文|年度?$|^年度?")
_NOT_TITLE = re.compile(
    r"^(?:各位|同志们|——|—|[（(]|\d{4}年\d|[一-鿿]{1,12}(?:长|理|任|席)[ 　]|来源|正文|关键词)|[：:。；，,]$"
)
_SLOGAN_LINE = re.compile("[一-鿿\\dA-Z“”·+ 　]{4,30}")
_SPREAD = re.compile(r"(?<=[一-鿿])[ 　]+(?=[一-鿿])")
_HEAD, _TAIL = 15, 4  # paragraphs in which a report says what it is


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a report; an empty or None value is unknown."""

    title: str = ""
    place: str = ""
    level: Level = ""
    code: str = ""
    year: int | None = None
    year_reviewed: int | None = None
    year_planned: int | None = None
    date: str = ""
    speaker: str = ""
    issuer: str = ""
    kind: str = ""

    def __or__(self, other: "Metadata") -> "Metadata":
        """Return this with gaps filled from `other`."""
        return Metadata(*(getattr(self, name) or getattr(other, name) for name in _FIELDS))


_FIELDS = tuple(field.name for field in fields(Metadata))


def describe(known: Metadata, file: str, page: str, text: str) -> tuple[Metadata, tuple[tuple[str, str], ...]]:
    """Fill the gaps of what the user knows, and say of each value that was guessed how it was.

    Parameters
    ----------
    known : Metadata
        From the manifest.
    file : str
        Name of the file.
    page, text : str
        The text before and after cleaning.
    """
    found, how = known, []
    head, view = _paragraphs(text, _HEAD), simplified_view(text)
    sources = (
        ("file name", lambda _: from_name(file)),
        ("table on the page", lambda _: _from_table(page)),
        ("first lines", lambda _: _from_head(head) | _plain(_from_head(_paragraphs(view, _HEAD)))),
        ("table on the page", lambda _: Metadata(date=_date(labelled(page).get("date", "")))),
        ("last lines", lambda _: Metadata(title=_title_at_the_end(text))),
        ("the whole text", lambda _: Metadata(kind=_kind(head, view))),
        ("headings", lambda _: _years_of(view, paired=True)),
        ("the date", _from_date),
        ("the year", _from_year),
        ("headings", lambda _: _years_of(view, paired=False)),
        ("the whole text", lambda so_far: _from_whole(view, so_far)),
        ("the gazetteer", _from_gazetteer),
        ("the other year", _from_other_year),
    )
    for source, look in sources:
        new = look(found)
        for name in _FIELDS:
            value = getattr(new, name)
            if value and not getattr(found, name):
                found = replace(found, **{name: value})
                how.append((name, source))
    return found, tuple(how)


def from_name(file: str) -> Metadata:
    """Read a file name such as ``city_杭州_2024.txt`` or ``2025年天津市政府工作报告.docx``."""
    parts = [part for part in re.split(r"[_\s—–\-]+|(?<=\d)(?=年)", PurePosixPath(file).stem) if part]
    years = [int(part) for part in parts if re.fullmatch(r"(?:19|20)\d\d", part)]
    levels: list[Level] = [level for level in LEVELS if level and level in parts]  # type: ignore[misc]
    places = [name for part in parts if (name := _NAME_NOISE.sub("", part)) and re.fullmatch("[一-鿿]{2,}", name)]
    places = [name for name in places if levels or _is_place(name)]
    return Metadata(
        place=places[0] if places else "", level=levels[0] if levels else "", year=years[0] if years else None
    )


def _is_place(name: str) -> bool:
    return name == "国务院" or town_level(name) or find_division(name) is not None


def _from_table(page: str) -> Metadata:
    said = labelled(page)
    title, issuer = said.get("title", ""), said.get("issuer", "")
    places = [_meeting_place([title])]
    places += [match["place"] for line in (title + "政府", issuer) if (match := _PLACE_FIRST.match(line))]
    return Metadata(
        title=title,
        place=next((place for place in places if place and _is_place(place)), ""),
        issuer=issuer,
        year=_first_year(_YEAR_OF_TITLE, [title]),
    )


def _from_head(head: list[str]) -> Metadata:
    titles = [line for line in head if TITLE.fullmatch(_closed(line))]
    title = max(titles, key=len, default="")
    if not title or "答卷" in title:  # a newspaper's title, often of two lines
        title = _slogan_title(head) or title
    places = [_meeting_place(head)]
    places += [match["place"] for line in (title, *head[:6]) if (match := _PLACE_FIRST.match(with_digits(line)))]
    return Metadata(
        title=title,
        place=next((place for place in places if place and _is_place(place)), ""),
        year=_first_year(_YEAR_OF_TITLE, [_closed(line[:60]) for line in head]),
        date=next((date for line in head if len(line) < 60 and (date := _date(line))), ""),
        speaker=next((_closed(m["name"]) for line in head if _may_sign(line) and (m := _SPEAKER.search(line))), ""),
        issuer=next((line for line in head if _ISSUER.match(line)), ""),
    )


def _plain(found: Metadata) -> Metadata:
    """Return what is no quotation of a text, so that it may be in simplified characters."""
    return replace(found, title="", speaker="", issuer="")


def _may_sign(line: str) -> bool:
    return len(line) < 40 and "，" not in line  # 绿而有效，老工业镇长出新生态 is no mayor


def _meeting_place(lines: Iterable[str]) -> str:
    """Return the place whose assembly heard the report."""
    match = next((match for line in lines if (match := _ASSEMBLY.search(_closed(line)))), None)
    return "" if match is None else match["place"] or "国务院"


def _slogan_title(head: list[str]) -> str:
    """Return the short lines before the first paragraph of prose, if they are no salutation, date or heading."""
    lines = []
    for line in head:
        if len(line) > 40 or _NOT_TITLE.search(line) or is_numbered(line) or _REVIEWED.search(line):
            break
        lines.append(line)
    return "\n".join(lines[:2]) if len(lines) < len(head) else ""


def _title_at_the_end(text: str) -> str:
    lines = [text[start:end] for start, end in list(paragraph_spans(text))[-_TAIL:]]
    for k, line in enumerate(lines):
        if TITLE.fullmatch(_closed(line)):
            return line
        rest = lines[k:]
        if len(rest) <= 2 and all(_SLOGAN_LINE.fullmatch(line) for line in rest):
            return "\n".join(rest)
    return ""


def _kind(head: list[str], text: str) -> str:
    if _SPEECH.search(text) or _meeting_place(head):
        return "speech"
    return "digest" if re.search("答卷|成绩单|关键词|记者", text) else "summary"


def _years_of(text: str, *, paired: bool) -> Metadata:
    """Return the years in the headings: of a review and a plan of the year after it, or of one of them alone."""
    lines = [with_digits(text[a:b]) for a, b in paragraph_spans(text) if b - a <= 60]
    reviewed = [int(match[1]) for line in lines for match in _REVIEWED.finditer(line)]
    planned = [int(match[1]) for line in lines for match in _PLANNED.finditer(line)]
    # A plan may also look five years ahead; a pair of years that follow each other is sure.
    years = [year for year in reviewed if year + 1 in planned]
    if not paired:
        years = reviewed or [year - 1 for year in planned]
    return Metadata(year_reviewed=years[0], year_planned=years[0] + 1) if years else Metadata()


def _from_date(found: Metadata) -> Metadata:
    """Return the year that a speech plans: in spring its own, in winter the next."""
    if not found.date or found.kind != "speech":
        return Metadata()
    year, month = int(found.date[:4]), int(found.date[5:7])
    return Metadata(year_planned=year if month <= 6 else year + 1)


def _from_year(found: Metadata) -> Metadata:
    """Return what the year of a title means: a speech plans it, a summary reviews it."""
    return Metadata(year_planned=found.year) if found.kind == "speech" else Metadata(year_reviewed=found.year)


def _from_whole(text: str, found: Metadata) -> Metadata:
    reviewed = None if found.year_planned else _usual_year(text)
    office = "" if found.kind == "speech" else _most_named_office(text)
    level = found.level or _own_level(text)
    if found.place or office or level == "national":
        return Metadata(place=office or "国务院", year_reviewed=reviewed)
    place = most_named(text, level) if level in ("provincial", "city", "county") else ""
    # The gazetteer knows the level better, if it knows the place.
    return Metadata(place=place, level="" if find_division(place) else level, year_reviewed=reviewed)


def _usual_year(text: str) -> int | None:
    """Return the year that the beginning speaks of most, or a later one that it speaks of nearly as often.

    A review of five years compares the last one with the first.
    """
    years = Counter(map(int, _YEAR.findall(with_digits(text[:4000]))))
    if not years:
        return None
    most = max(years.values())
    return max(year for year, n in years.items() if n == most or (n > 0.6 * most and n >= 5))


def _own_level(text: str) -> Level:
    autonomous = text.count("自治区") >= 3  # 全区 is then the region
    for level, words in _OWN:
        if len(words.findall(text)) >= _OWN_FEWEST and not (level == "county" and autonomous and "全县" not in text):
            return level
    return ""


def _most_named_office(text: str) -> str:
    counts: dict[str, int] = {}
    for name in _OFFICE.findall(text):
        counts[name] = counts.get(name, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:2]
    # A report names its own office again and again; chance matches such as 依托街道 come once.
    own = ranked and ranked[0][1] >= 3 and (len(ranked) < 2 or ranked[0][1] >= 3 * ranked[1][1])
    return ranked[0][0] if own else ""


def _from_gazetteer(found: Metadata) -> Metadata:
    if found.place == "国务院":
        return Metadata(level="national")
    if town_level(found.place):
        return Metadata(level="town")
    division = find_division(found.place, found.level) or find_division(found.place)
    return Metadata(level=division.level, code=division.code) if division else Metadata()


def _from_other_year(found: Metadata) -> Metadata:
    """Fill the years from each other."""
    reviewed = found.year_reviewed or (found.year_planned - 1 if found.year_planned else None)
    planned = found.year_planned or (found.year_reviewed + 1 if found.year_reviewed else None)
    return Metadata(year=reviewed, year_reviewed=reviewed, year_planned=planned)


def _first_year(pattern: re.Pattern[str], lines: Iterable[str]) -> int | None:
    return next((int(match[1]) for line in lines if (match := pattern.search(with_digits(line)))), None)


def _date(line: str) -> str:
    match = _DATE.search(with_digits(line)) or _ISO_DATE.search(line)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else ""


def _paragraphs(text: str, n: int) -> list[str]:
    return [text[start:end] for (start, end), _ in zip(paragraph_spans(text), range(n), strict=False)]


def _closed(line: str) -> str:
    """Return a line without the blanks that spread a title: 政 府 工 作 报 告."""
    return _SPREAD.sub("", line) if " " in line or "　" in line else line
