"""Place, level, year and title from a file's name and from the first lines of the text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import PurePosixPath

from reportnlp.corpus import LEVELS, Level
from reportnlp.units import paragraph_spans

__all__ = ["Metadata", "from_name", "from_text", "level_of"]

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile(
    r"(?<![\d\w])(?P<year>(?:19|20)\d\d)(?!\d)|(?P<han>(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2})年"
)
_YEAR_OF_REPORT = re.compile(
    rf"(?:{_YEAR.pattern})[^，。\n]{{0,20}}?(?:报告|回顾|总结|答卷)".replace(r"(?<![\d\w])", "")
)
_TITLE = re.compile(r"^.{0,30}(?:工作报告|工作总结|工作情况(?:的)?报告)$")
_TITLE_PLACE = re.compile(
    r"^(?P<place>[一-鿿]{2,16}?(?:街道|[省市区县旗州盟镇乡]))(?:人民政府|办事处)?(?:(?:19|20)\d\d|关于|政府|工作)"
)
_OFFICE = re.compile(r"[一-鿿]{2}(?:街道|镇|乡)")
_NAME_NOISE = re.compile(r"政府工作报告|工作报告|报告|全文|年度?$|^年度?")
_HEAD = 15  # paragraphs in which a report says what it is

_SUFFIXES: tuple[tuple[str, Level], ...] = (
    ("国务院|中央人民政府", "national"),
    ("街道(?:办事处)?|镇|乡|苏木", "town"),
    ("县|区|旗", "county"),
    ("市|州|盟|地区", "city"),
    ("省|自治区", "provincial"),
)
_MUNICIPALITIES = re.compile("^(?:北京|天津|上海|重庆)市?$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a report; an empty or None value is unknown."""

    title: str = ""
    place: str = ""
    level: Level = ""
    year: int | None = None

    def __or__(self, other: "Metadata") -> "Metadata":
        """Return this with gaps filled from `other`."""
        return Metadata(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))


def from_name(file: str) -> Metadata:
    """Read a file name such as ``city_杭州_2024.txt`` or ``2025年天津市政府工作报告.txt``."""
    parts = [part for part in re.split(r"[_\s—–\-]+|(?<=\d)(?=年)", PurePosixPath(file).stem) if part]
    years = [int(part) for part in parts if re.fullmatch(r"(?:19|20)\d\d", part)]
    levels = [level for level in LEVELS if level and level in parts]
    places = [name for part in parts if (name := _NAME_NOISE.sub("", part)) and re.fullmatch("[一-鿿]{2,}", name)]
    place = places[0] if places else ""
    return Metadata(
        place=place,
        level=levels[0] if levels else level_of(place),  # type: ignore[arg-type]
        year=years[0] if years else None,
    )


def from_text(text: str) -> Metadata:
    """Read the first lines; the place also from the office that the whole text names most."""
    head = list(_head(text))
    title = next((line for line in head if _TITLE.match(line)), "")
    named = _TITLE_PLACE.match(title)
    place = named["place"] if named else _most_named(text)
    return Metadata(title, place, level_of(place), _year(head))


def level_of(place: str) -> Level:
    """Return the administrative level that a place's name shows, empty if none."""
    if _MUNICIPALITIES.match(place):
        return "provincial"
    return next((level for suffix, level in _SUFFIXES if re.search(f"(?:{suffix})$", place)), "")


def _head(text: str) -> Iterator[str]:
    for (start, end), _ in zip(paragraph_spans(text), range(_HEAD), strict=False):
        yield text[start:end]


def _year(head: list[str]) -> int | None:
    for pattern in (_YEAR_OF_REPORT, _YEAR):
        for line in head:
            if match := pattern.search(line):
                return int(match["year"] or match["han"].translate(_DIGITS))
    return None


def _most_named(text: str) -> str:
    ranked = Counter(_OFFICE.findall(text)).most_common(2)
    if not ranked:
        return ""
    runner_up = ranked[1][1] if len(ranked) > 1 else 0
    place, n = ranked[0]
    # A report names its own office again and again; chance matches such as 依托街道 come once.
    return place if n >= 3 and n >= 3 * runner_up else ""
