"""Cleaning: named rules in a fixed order, each recorded as a step that can be replayed."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from reportnlp.edits import CleaningStep
from reportnlp.reading.furniture import find_comments, find_furniture, find_link_lists, find_repeats
from reportnlp.reading.lines import (
    find_breaks,
    find_lost_breaks,
    find_page_edges,
    find_spaced_lines,
    find_spaced_starts,
)
from reportnlp.reading.variants import simplified_edits

__all__ = ["RULES", "clean", "simplified"]

Edits = Iterable[tuple[int, int, str]]
By = str | Callable[[re.Match[str]], str]

_FULL_WIDTH = str.maketrans(
    {chr(c): chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
)
_ENTITIES = {"nbsp": " ", "ensp": " ", "emsp": "　", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "ldquo": "“",
             "rdquo": "”", "lsquo": "‘", "rsquo": "’", "hellip": "…", "mdash": "—", "middot": "·"}  # fmt: skip
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")


def _replace(pattern: str, by: By, flags: int = 0, needs: Iterable[str] = ()) -> Callable[[str], Edits]:
    """Return a rule that replaces what matches, where that changes anything.

    Without one of what it `needs`, nothing can change: to look for that is much faster than to try the pattern at
    every character. The ends of the text count as empty lines there.
    """
    return partial(_replaced, re.compile(pattern, flags), by, tuple(needs))


def _replaced(pattern: re.Pattern[str], by: By, needs: tuple[str, ...], text: str) -> Edits:
    if needs:
        lines = f"\n\n{text}\n"
        if not any(need in lines for need in needs):
            return
    for match in pattern.finditer(text):
        new = by if isinstance(by, str) else by(match)
        if new != match.group():
            yield match.start(), match.end(), new


_HAN = "㐀-䶿一-鿿"
_BESIDE = f"{_HAN}“”‘’《》（）〈〉【】、。％%"
_NARROW_MARK = rf"[,;:!?](?:(?<=[{_BESIDE}].)(?!//)|(?<=[\dA-Za-z].)(?=[{_HAN}“‘《（]))"
# A full stop ends a line or stands between Han characters; after a numeral at a line's head it is of the number.
_NARROW_STOP = (
    rf"\.(?<=[{_HAN}”）%]\.)(?<!^[一二三四五六七八九十]\.)(?<!^十[一二三四五六七八九]\.)(?=[{_HAN}“]|[ 　]*$)"
)
# （下转第三版） with what stands on the fold until （上接第一版）, or one of them alone.
_LEAP = r"[（(]下转[^）)\n]{1,12}版[）)](?:.{0,80}?[（(]上接[^）)\n]{1,14}版[）)]\s*)?|[（(]上接[^）)\n]{1,14}版[）)]"
# What follows the first digit: a pattern that begins with a blank is looked for faster than one with a digit before it.
_SPACED_YEAR = re.compile(r" (?<=\d )(?:(?<!\d\d )\d(?: \d){2} ?(?=年)|(?<=年\d )(?:\d ?)?(?=月))")
_BRACKETS = re.compile(r"\(([^()\n]{1,200})\)")
_EMPTY_LINES = re.compile("\n\n\n\n*")
_IS_HAN = re.compile(f"[{_HAN}]")


def _find_narrow_brackets(text: str) -> Edits:
    """Yield edits of brackets around Chinese, or around a number beside Chinese; those of Latin text stay."""
    for match in _BRACKETS.finditer(text):
        beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        if _IS_HAN.search(match[1]) or (_IS_HAN.search(beside) and not re.search("[A-Za-z]", beside)):
            yield match.start(), match.start() + 1, "（"
            yield match.end() - 1, match.end(), "）"


def _find_spaced_years(text: str) -> Edits:
    """Yield edits that close up the digits of a year or a month: 2 0 2 4 年 1 2 月."""
    for match in _SPACED_YEAR.finditer(text):
        first = match.start() - 1
        yield first, match.end(), text[first : match.end()].replace(" ", "")


def _find_empty_lines(text: str) -> Edits:
    """Yield edits that leave one empty line of several, and none at the beginning."""
    first = len(text) - len(text.lstrip("\n"))
    if first:
        yield 0, first, ""
    for match in _EMPTY_LINES.finditer(text, first):
        yield match.start(), match.end(), "\n\n"


#: The rules by name, in their order; each sees the text that the one before left.
RULES: tuple[tuple[str, Callable[[str], Edits]], ...] = (
    ("page edges", find_page_edges),
    ("line ends", _replace(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", needs="\r\u2028\u2029\x0b\x0c\x85")),
    # A line of nothing but a zero-width space stands where a page ended, often within a sentence.
    ("page breaks", _replace(r"(?<=[^\s。！？：；”）])\n\u200b\n(?=[^\s　])", "", needs=["\n\u200b\n"])),
    ("comments", find_comments),
    ("escapes", _replace(r"\\(?:r\\n|[rn])", "\n", needs="\\")),
    ("entities", _replace(r"&(\w{2,6});", lambda m: _ENTITIES.get(m[1], m[0]), needs="&")),
    ("no-break spaces", _replace(r"[<\xa0\u2000-\u200a\u202f\u205f](?:(?<!<)|U\+00A0>)", " ")),
    ("soft hyphens", _replace(r"(?<=\d)\xad(?=\d)", "-", needs="\xad")),
    # Where a conversion lost no-break spaces it left question marks; a report never asks twice.
    ("lost blanks", _replace(r"\?{2,}", " ", needs=["??"])),
    (
        "invisible characters",
        _replace(r"[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\x00-\x08\x0e-\x1f\x7f]", ""),
    ),
    (
        "full-width letters and digits",
        _replace("[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*", lambda m: m[0].translate(_FULL_WIDTH)),
    ),
    ("spaced years", _find_spaced_years),
    ("spaced lines", find_spaced_lines),
    (
        "full-width points and percents",
        _replace(r"．(?<=\d．)(?=\d)|％(?<=\d％)", lambda m: ".%"[m[0] == "％"], needs="．％"),
    ),
    ("half-width brackets", _find_narrow_brackets),
    # Between digits (1,200 and 10:30) and in Latin text and addresses the half-width marks are right.
    ("half-width punctuation", _replace(_NARROW_MARK, lambda m: m[0].translate(_WIDE))),
    ("half-width full stops", _replace(_NARROW_STOP, "。", re.M, needs=".")),
    (
        "notes of the source",
        _replace(
            r"[ 　](?<=[。！][ 　])[ 　]*(?:来自|来源|百度|搜索)[^。！\n]{0,24}$",
            "",
            re.M,
            ["来自", "来源", "百度", "搜索"],
        ),
    ),
    ("abstracts", _replace(r"^(?:内容)?(?:摘要|提要)[：:]\n?[^\n]*(?:\.{3,}|…+)\n", "", re.M, ["摘要", "提要"])),
    ("page leaps", _replace(_LEAP, "", re.S, ["下转", "上接"])),
    (
        "readers' counts",
        _replace(r"(?:浏览|点击|阅读|访问|评论)(?:次数|量|数)?[：:][ 　]*+(?:\n[ 　]*+)?\d+[ 　]*次?$", "", re.M),
    ),
    ("page furniture", find_furniture),
    ("repeated text", find_repeats),
    ("link lists", find_link_lists),
    ("blanks at line ends", _replace(r"[ \t　](?<![ \t　]{2})[ \t　]*+$", "", re.M, [" \n", "\t\n", "　\n"])),
    ("spaced first characters", find_spaced_starts),
    ("lost line breaks", find_lost_breaks),
    ("broken paragraphs", find_breaks),
    ("empty lines", _find_empty_lines),
)


def clean(raw: str) -> tuple[str, tuple[CleaningStep, ...]]:
    """Return the cleaned text and the steps that lead from `raw` to it; steps without effect are left out."""
    text, steps = raw, []
    for name, rule in RULES:
        if edits := list(rule(text)):
            steps.append(CleaningStep.of(name, edits))
            text = steps[-1].apply(text)
    return text, tuple(steps)


def simplified(text: str, steps: tuple[CleaningStep, ...]) -> tuple[str, tuple[CleaningStep, ...]]:
    """Return the text in simplified characters, and the steps with one more."""
    step = CleaningStep.of("simplified characters", simplified_edits(text))
    return (step.apply(text), (*steps, step)) if len(step) else (text, steps)
