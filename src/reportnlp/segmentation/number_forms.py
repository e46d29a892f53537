"""What a number expression looks like: patterns as data, read by the scanner and by `number_of` alike.

Patterns are in the subset of `automaton.compile_patterns`, so `re` understands them too.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np

from reportnlp.lexicon.rows import read_rows
from reportnlp.segmentation.automaton import Automaton, load_automata
from reportnlp.segmentation.coinages import LONGEST_WORD, coined, coined_ones

__all__ = [
    "CHINESE",
    "COINED",
    "COUNT",
    "FIGURE",
    "FORM_TAGS",
    "LATE",
    "NUMERAL",
    "ONES",
    "RUN",
    "SCAN",
    "TORN",
    "WORD",
    "Measure",
    "automata",
    "load_measures",
    "load_number_words",
]

#: Labels of the scanner, the strongest first: of two that end at one place the smaller holds.
FIGURE: Final = 1  # has figures: a number wherever it stands
NUMERAL: Final = 2  # in Chinese, and complete: 二十三, 第一, 百分之五
COUNT: Final = 3  # in Chinese, and a number only before a measure word: 五|年, but not 五水共治
WORD: Final = 4  # a word with figures or numerals in it, kept whole: 5G, PM2.5, 1+6+N, 十四五, 二十大
COINED: Final = 5  # numerals with a word of one character each, such as 三强六好; 6 and 7 with two and three
ONES: Final = COINED + LONGEST_WORD  # 十三个一
RUN: Final = ONES + 1  # numerals that form no number (五四, 一二三), and plain letters: passed over
TORN: Final = RUN + 1  # a number and a year with a word between them: 由32.6到2019年; it ends before that word
LATE: Final = RUN + 2  # a number that begins one character later: 近|百分之五
#: Part of speech of a type that no dictionary has, by its label.
FORM_TAGS: Final = np.full(256, "", object)
FORM_TAGS[[FIGURE, NUMERAL, COUNT]], FORM_TAGS[WORD], FORM_TAGS[COINED:RUN] = "m", "nz", "j"

# Characters.
_D = "[0-9０-９]"
_PLAIN = "一二三四五六七八九"
#: The traditional forms of early texts, and the simplified ones that patterns are written in.
TRADITIONAL: Final = {"兩": "两", "萬": "万", "億": "亿", "點": "点"}
CHINESE: Final = f"零〇○{_PLAIN}两十百千万亿兩萬億"
_C = f"[{_PLAIN}两]"
_Z = "[零〇○]"
_ZC = f"[零〇○0０{_PLAIN}]"
_MINUS = "[-−－]"
_TO = "(?:——|[-—–－−‐~～〜─至到])"
_L = "[A-Za-zＡ-Ｚａ-ｚ]"
_LD = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]"

# Figures.
# A full-width comma groups full-width figures only: elsewhere it ends a clause.
_DECIMAL = f"(?:{_D}{{1,3}}(?:,{_D}{{3}})+|[０-９]{{1,3}}(?:，[０-９]{{3}})+|{_D}+)(?:[.．]{_D}+)?"
_POWER = "(?:[十百千]?(?:万亿|[万亿])|[百千])"
_POWERS = f"(?:{_POWER}?[多余])?{_POWER}"
# Pages and tables put a blank before a sign: 3 万, 77.53 %.
_FIGURES = f"{_DECIMAL}(?: ?{_POWERS}(?:{_DECIMAL}{_POWERS})*[多余]?|[多余])?"
_PERCENT = "(?: ?[%％‰])"

# Well-formed Chinese numerals.
_TENS = f"{_C}?十{_C}?"
_AFTER_HUNDRED = f"(?:{_Z}{_C}|{_TENS}|{_C})?"
_HUNDREDS = f"{_C}百{_AFTER_HUNDRED}"
_THOUSANDS = f"{_C}千(?:{_Z}{_TENS}|{_Z}{_C}|{_HUNDREDS}|{_C})?"
_SECTION = f"(?:{_TENS}|{_HUNDREDS}|{_THOUSANDS})"
_PART = f"(?:{_SECTION}|{_C})"
_AFTER_MYRIAD = f"(?:{_Z}?{_SECTION}|{_Z}{_C}|{_C})?"
_MYRIADS = f"{_PART}万{_AFTER_MYRIAD}"
_LARGE = f"(?:{_PART}万?|{_MYRIADS})亿(?:{_Z}?{_MYRIADS}|{_AFTER_MYRIAD})"
# An early way to say 亿: 五万万, 五万万三千万.
_DOUBLE = f"{_PART}万万(?:{_Z}?{_MYRIADS}|{_AFTER_MYRIAD})"
_ROUND = "(?:[十百千]?万亿|[十百千]亿)"
_NUMERAL = f"(?:{_C}十{_C}?|十{_C}|{_HUNDREDS}|{_THOUSANDS}|{_MYRIADS}|{_LARGE}|{_DOUBLE}|{_ROUND})"
_ANY = f"(?:{_NUMERAL}|{_C}|十)"
_POINTED = f"(?:{_PART}|{_Z})点{_ZC}+"
# About so many. After 十 a pair may not read as a five-year plan: 十三五, 十四五.
_PAIR = "(?:一两|一二|两三|二三|三四|三五|四五|五六|六七|七八|八九)"
_LATE_PAIR = "(?:二三|五六|六七|七八|八九)"
_ABOUT = (
    f"[数几](?:[十百千]?(?:万亿|[万亿])|[十百千])[多余]?|[近上](?:[百千](?:万亿|[万亿])?|万亿|[万亿])|"
    f"(?:(?:{_PART}亿)?{_Z}?{_SECTION}|[百千])[多余]{_POWER}?|(?:{_MYRIADS}|{_LARGE}|{_DOUBLE}|[万亿])[多余]|"
    f"(?:{_C}百)?{_C}?十几[万亿]?|{_C}百几十[万亿]?|"
    f"{_PAIR}(?:[十百千]?(?:万亿|[万亿])|[十百千])[多余]?|{_C}?十{_LATE_PAIR}"
)
_SHARE = f"[百千万]分之(?:{_ANY}|{_POINTED}|{_FIGURES}|{_PAIR}|百|{_C}?十几|几十?)"

# The calendar.
_YEAR = f"(?:[1１][5-9５-９]|[2２][0０]){_D}{{2}}"
_MONTH = "(?:[0０]?[1-9１-９]|[1１][0-2０-２])"
_DAY = f"(?:[0０]?[1-9１-９]|[12１２]{_D}|[3３][01０１])"
_SIXTY = "[0-5０-５]"
_YEAR_C = f"[一二]{_ZC}{{3}}"
_MONTH_C = f"(?:十[一二]?|[{_PLAIN}])"
_DAY_C = f"(?:[二三]?十[{_PLAIN}]?|[{_PLAIN}])"


def _calendar(year: str, month: str, day: str) -> Iterator[str]:
    date = f"(?:{year}年)?{month}月(?:份|{day}[日号])?"
    yield f"{year}年度?"
    yield date
    yield f"{year}年?{_TO}{year}年度?"
    yield f"(?:{year}年)?{month}月?{_TO}(?:{year}年)?{month}月份?"
    yield f"(?:{date}|{day}日?){_TO}(?:{date}|{day}日)"


_FORMS: Final = {
    FIGURE: [
        *_calendar(_YEAR, _MONTH, _DAY),
        f"{_DAY}日",
        f"{_YEAR}(?:[-－]{_MONTH}[-－]{_DAY}|[.．]{_MONTH}[.．]{_DAY}|[/／]{_MONTH}[/／]{_DAY})",
        f"{_YEAR}[-－](?:0[1-9]|1[0-2])",
        f"{_MINUS}?{_FIGURES}{_PERCENT}?",
        f"{_MINUS}?{_FIGURES}{_PERCENT}?{_TO}{_FIGURES}{_PERCENT}?",
        f"{_D}{{1,2}}[:：]{_SIXTY}{_D}(?:[:：]{_SIXTY}{_D})?",
        f"{_D}{{1,2}}[时点]{_SIXTY}?{_D}分(?:{_SIXTY}?{_D}秒)?",
        f"{_D}{{1,3}}(?:[.．]{_D}+)?(?:[:：∶比]{_D}{{1,3}}(?:[.．]{_D}+)?){{1,2}}",
        f"{_D}{{1,4}}[/／]{_D}{{1,4}}",
        f"第{_FIGURES}",
        f"[Vv]?{_D}+(?:[.．]{_D}+){{1,3}}",
    ],
    NUMERAL: [
        *_calendar(_YEAR_C, _MONTH_C, _DAY_C),
        f"(?:一九|二[零〇○]){_ZC}{{2}}",
        _NUMERAL,
        _ABOUT,
        f"{_POINTED}{_POWER}",
        f"{_SHARE}(?:{_TO}(?:{_SHARE}|{_ANY}|{_POINTED}))?",
        f"{_PART}分之{_PART}",
        f"第{_ANY}",
        "翻了?[一两二三四]番",
    ],
    COUNT: [
        f"{_C}|十",
        _PAIR,
        "[百千]万",
        _POINTED,
        f"{_C}?十来",
        f"(?:{_ANY}|{_POINTED}){_TO}(?:{_ANY}|{_POINTED})",
    ],
    WORD: [
        f"{_D}+(?:[.．]{_D}+)?{_L}{_LD}*(?:[-./&]{_LD}+)*",
        f"{_L}+[-.]?{_D}{_LD}*(?:[-.]{_LD}+)*",
        f"(?:{_D}+|{_L})(?:[+＋](?:{_D}+|{_L}))+",
        f"[0０]{_D}{{2,3}}[-－—]{_D}{{7,8}}",
        f"{_D}+(?:[-－]{_D}+){{3,9}}",
        "(?:十[一二三四五六七八九]|二十一?)大",
        "十[一二三四五]五",
    ],
    **{COINED + k: [coined(k + 1)] for k in range(LONGEST_WORD)},
    ONES: [coined_ones()],
    RUN: [f"[{CHINESE}]+", f"{_L}+"],
    TORN: [f"(?:{_FIGURES}{_PERCENT}?|{_SHARE}|{_ANY}|{_POINTED})[到至](?:{_YEAR}|{_YEAR_C})年"],
    LATE: [f"[近上]{_SHARE}"],
}


def _in_both_scripts(pattern: str) -> str:
    """Let each simplified numeral stand for its traditional form too."""
    for old, new in TRADITIONAL.items():
        parts = re.split(r"(\[[^]]*\])", pattern)
        for k, part in enumerate(parts):
            if part[:1] != "[":  # outside of brackets a character becomes a choice, within them it gets company
                parts[k] = part.replace(new, f"[{new}{old}]")
            elif old not in part:
                parts[k] = part.replace(new, new + old)
        pattern = "".join(parts)
    return pattern


#: (label, pattern) of everything the scanner looks for.
SCAN: Final = tuple((label, _in_both_scripts(pattern)) for label, patterns in _FORMS.items() for pattern in patterns)


class Measure(NamedTuple):
    """What may follow a number: the kind of quantity, how strong a numeral it asks for, what it opens.

    `after` is 1 if any numeral counts it, 2 if 一 before it is no count (一批, 一种), 3 if one
    character is none (三级, 四方). `opens` are characters that a dictionary glues to it: 年|内, 个|人.
    """

    kind: str
    after: int
    opens: str


_AFTER: Final = {"any": 1, "several": 2, "figures": 3}


@cache
def load_measures() -> dict[str, Measure]:
    """Return the measure words and units that come with the package."""
    rows = read_rows(files("reportnlp.segmentation") / "data" / "measures.tsv").values()
    return {row["term"]: Measure(row["kind"], _AFTER[row["after"]], row["opens"]) for row in rows}


@cache
def load_number_words() -> frozenset[str]:
    """Return the words that look like a numeral and its measure and are none: 四周, 第三方, 三角."""
    rows = read_rows(files("reportnlp.segmentation") / "data" / "number_words.tsv").values()
    return frozenset(row["term"] for row in rows)


def _counting() -> str:
    """Return what a numeral with or without its measure looks like: no words, but what the scanner cuts."""
    measures = "|".join(map(_literal, sorted(load_measures(), key=len, reverse=True)))
    return f"第?[0-9０-９{CHINESE}几数多余近上]+(?:{measures})?|[{CHINESE}]+分之?[{CHINESE}]*"


def _literal(text: str) -> str:
    return "".join(f"\\{character}" for character in text)


@cache
def automata() -> tuple[Automaton, Automaton, Automaton]:
    """Return the automata of number expressions, of measures and of numerals with or without a measure."""
    units = tuple((row.after, _literal(measure)) for measure, row in load_measures().items())
    numbers, measures, counting = load_automata((SCAN, units, ((1, _counting()),)))
    return numbers, measures, counting
