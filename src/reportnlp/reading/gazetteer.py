"""The provinces, cities and counties of China with their codes, and names as people shorten them."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reportnlp.corpus import Level

__all__ = ["Division", "find_division", "most_named", "town_level"]

_SUFFIXES_OF = {"provincial": "省市", "city": "市州", "county": "县区市旗"}
_LEVELS: dict[int, Level] = {2: "provincial", 4: "city", 6: "county"}
_PEOPLES = re.compile(
    "(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|京|独龙|鄂伦春|门巴|珞巴|"
    "基诺|各)族|蒙古|维吾尔|哈萨克|柯尔克孜)+(?=自治[州县区旗])"
)
_SUFFIX = re.compile(r"(?:特别行政区|自治[区州县旗]|林区|特区|新区|矿区|地区|[省市县区盟旗])$")
_TOWN = re.compile(r"(?:..街道(?:办事处)?|[^乡城村集小]镇|[^城水老故]乡|苏木)$")


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its code, the code's digits (2, 4 or 6) showing its level."""

    code: str
    name: str

    @property
    def level(self) -> Level:
        """Administrative level; a county-level city is of the level of a county."""
        return _LEVELS[len(self.code)]


@cache
def _divisions() -> tuple[Division, ...]:
    lines = (files("reportnlp.reading") / "data" / "divisions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple(Division(*line.split("\t")) for line in lines)


def _short(name: str) -> str:
    """Return a name without its suffix, if two characters or more remain: 杭州, 阿坝, 内蒙古; 清苑 but 易县."""
    shorter = (_SUFFIX.sub("", stem) for stem in (_PEOPLES.sub("", name), name))
    return next((short for short in shorter if len(short) >= 2), name)


@cache
def _by_name() -> dict[str, list[Division]]:
    names: dict[str, list[Division]] = {}
    for division in _divisions():
        for name in dict.fromkeys((division.name, _short(division.name))):
            names.setdefault(name, []).append(division)
    return names


@cache
def _longest() -> int:
    return max(map(len, _by_name()))


def find_division(place: str, level: str = "") -> Division | None:
    """Return the division that a name such as 杭州, 河北省保定市满城 or 高阳县 means, None if there is none.

    Parameters
    ----------
    place : str
        A name, with or without suffix and the names of the divisions above it.
    level : str
        Level that it must have, if it is known.
    """
    found: Division | None = None
    rest = place
    while rest:
        for length in range(min(len(rest), _longest()), 1, -1):
            inner = [d for d in _by_name().get(rest[:length], ()) if found is None or d.code.startswith(found.code)]
            if inner:
                wanted = [d for d in inner if d.level == level and length == len(rest)]
                found, rest = (wanted or inner)[0], rest[length:]
                break
        else:
            return None
    return found if found is not None and level in ("", found.level) else None


def most_named(text: str, level: str) -> str:
    """Return the name of the division of a level that a text names most, empty if it names none five times.

    The name is the full one as the text has it, for divisions change: a county of then is a district now.
    A city may be any that calls itself one: of its own level, a municipality, or of a county's level.
    """
    pairs = set(map(str.__add__, text, text[1:]))
    counts = {name: text.count(name) for name in _names_of(level) if name[:2] in pairs}
    # A name inside a longer one (吉林 in 吉林市) is as frequent; the longer says more.
    ranked = sorted(counts, key=lambda name: (-counts[name], -len(name), name))
    if not ranked or counts[ranked[0]] < 5:
        return ""
    full = _names_of(level)[ranked[0]].name
    if full not in text:
        written = (ranked[0] + suffix for suffix in _SUFFIXES_OF[level])
        return next((name for name in written if text.count(name) >= 3), full)
    return full


@cache
def _names_of(level: str) -> dict[str, Division]:
    return {
        name: division
        for name, divisions in _by_name().items()
        for division in reversed(divisions)
        if division.level == level or (level == "city" and division.name.endswith("市"))
    }


def town_level(place: str) -> bool:
    """Tell whether a name has the form of a town's or a street office's."""
    return _TOWN.search(place) is not None
