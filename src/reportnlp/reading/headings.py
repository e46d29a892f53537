"""Headings of every style that reports use, in the order of the text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportnlp.units import paragraph_spans

__all__ = ["PART", "PLAIN", "Heading", "end_of_number", "find_headings", "number_of"]

_N = "[一二三四五六七八九十]{1,3}"
_D = r"\d{1,2}"
PART, PLAIN, SENTENCE = 0, 7, 8
ITEM = 6

#: Numbered styles from the outermost in: rank, how a paragraph begins, where its title ends.
_STYLES: tuple[tuple[int, re.Pattern[str], str], ...] = (
    (PART, re.compile(rf"第{_N}(?:部分|章|编)|关键词{_N}"), "。："),
    (1, re.compile(rf"{_N}(?:、|$)"), "。："),
    (2, re.compile(rf"[（(]{_N}[）)]、?"), "。："),
    (3, re.compile(rf"{_D}(?:、|[.．](?!\d))"), "。："),
    (4, re.compile(rf"[（(]{_D}[）)]、?|[①-⑳]|【\d{{1,3}}】"), "。："),
    (5, re.compile(rf"第{_N}(?:[，、：]|(?=是|要))"), "。；"),
    (ITEM, re.compile(rf"{_N}(?:是|要)"), "，。：；"),
)
_DIGITS = re.compile(rf"{_N}|{_D}")
# What each of them begins with: most text is told by its first character.
_NUMBERED = re.compile(r"[第关（(【①-⑳\d一二三四五六七八九十]")
# A line that names a part by what it does.
_PART = re.compile(
    r"(?:(?:19|20)\d\d年|过去|今后|五年|一年|上半年|下半年|今年|明年).{0,24}(?:回顾|总结|工作|情况|安排|计划|打算|思路|部署|任务|建议)$"
    r"|^(?:工作回顾|主要工作|工作安排|工作计划|结束语|名词(?:解释|注释)[：:]?|附件[：:]?.{0,20})$"
)
_END_MARK = re.compile(r"[。！？!?；;：:，,、…—]$")
_SALUTATION = re.compile(
    r"^(?:各位|同志们|朋友们|——|—|[-•·▲■●|]|[（(]|\d{4}年\d|注[：:])|\||各位代表|^[^一-鿿]*$|(?:记者|通讯员|摄$)"
)
_SPEAKER = re.compile(r"(?:总理|[省市县区州盟旗镇乡]长|主席|主任)[ 　]*[一-鿿 　]{2,5}$")
_CUT = re.compile("(?<=[。；！])")
_SHORT_SENTENCE = 26
_LONGEST = 70  # characters of a title
_MARKS_OF_NUMBERS = "、，.．）)】是要"  # a number with such a mark and nothing behind it is torn off
_DEEDS = re.compile("实事[。！]$")  # 办好十件实事。: their list follows
_BRIEF = 150  # characters of an item of a list, on average
_SENTENCE_FEWEST = 20
_PROSE = 60  # a paragraph of so many characters is prose


@dataclass(frozen=True, slots=True, order=True)
class Heading:
    """A heading at [start, end); `rank` orders the styles from the outermost in."""

    start: int
    end: int
    rank: int
    title: str


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    end: int
    text: str


def find_headings(text: str) -> list[Heading]:
    """Return the headings of `text` in order."""
    paragraphs = [_Paragraph(start, end, text[start:end]) for start, end in paragraph_spans(text)]
    numbered = {k: heading for k, p in enumerate(paragraphs) if (heading := _numbered(p))}
    for drop in (_list_items, _lone_items, _inner_counts):
        for k in drop(paragraphs, numbered):
            del numbered[k]
    plain = dict(_plain(paragraphs, numbered))
    found = _with_labels(paragraphs, numbered | plain)
    return sorted(found.values())


def _numbered(paragraph: _Paragraph) -> Heading | None:
    if not _NUMBERED.match(paragraph.text):
        return None
    for rank, pattern, stops in _STYLES:
        match = pattern.match(paragraph.text)
        if match is None:
            continue
        body = paragraph.text[match.end() :]
        length = next((k for k, c in enumerate(body) if c in stops), len(body))
        if length > _LONGEST:  # the title runs only to its first comma
            length = next((k for k, c in enumerate(body) if c in "，；"), length)
        if length > _LONGEST or (not body and match[0][-1] in _MARKS_OF_NUMBERS):
            return None
        end = match.end() + length
        return Heading(paragraph.start, paragraph.start + end, rank, paragraph.text[:end].rstrip())
    return None


def _list_items(paragraphs: list[_Paragraph], numbered: dict[int, Heading]) -> set[int]:
    """Return numbered paragraphs that are the items of a list.

    Such items end in semicolons, or they are whole sentences that follow each other with nothing
    between, or a colon announces them.
    """
    items: set[int] = set()
    for k, heading in numbered.items():
        if paragraphs[k].text.endswith(("；", ";")) and heading.rank != ITEM:
            last = [j for j in (k + 1, k + 2) if j in numbered and numbered[j].rank == heading.rank]
            items.update((k, *last[:1]))
    for run in _runs(numbered):
        bare = all(len(paragraphs[k].text) - len(numbered[k].title) <= 1 for k in run)
        before = paragraphs[run[0] - 1].text if run[0] else ""
        announced = (before.endswith(("：", ":")) and not _PART.search(before)) or _DEEDS.search(before)
        brief = sum(len(paragraphs[k].text) for k in run) < _BRIEF * len(run)
        closed = all(paragraphs[k].text.endswith("。") for k in run)
        if len(run) >= 3 and ((announced and (bare or brief)) or (bare and closed)):
            items.update(run)
    return items


def _runs(numbered: dict[int, Heading]) -> Iterator[list[int]]:
    """Yield runs of numbered paragraphs of one style that follow each other with nothing between."""
    run: list[int] = []
    for k in sorted(numbered):
        if run and (k != run[-1] + 1 or numbered[k].rank != numbered[run[-1]].rank):
            yield run
            run = []
        run.append(k)
    if run:
        yield run


def _lone_items(paragraphs: list[_Paragraph], numbered: dict[int, Heading]) -> set[int]:
    """Return 一是 paragraphs of no series: it begins at 一, and no paragraph of it counts within itself."""
    order = sorted(k for k in numbered if numbered[k].rank == ITEM)
    series: list[list[int]] = []
    for k in order:
        goes_on = series and k - series[-1][-1] <= 6 and _value(numbered[k].title) != 1
        if goes_on:
            series[-1].append(k)
        else:
            series.append([k])
    lone = {k for run in series if len(run) < 2 or _value(numbered[run[0]].title) != 1 for k in run}
    return lone | {k for k in order if re.search("[；。]二[是要]", paragraphs[k].text)}


def _inner_counts(paragraphs: list[_Paragraph], numbered: dict[int, Heading]) -> set[int]:
    """Return paragraphs that count anew from 一 while the count around them goes on after: 二、 一、…五、 三、."""
    inner: set[int] = set()
    for rank in (1, 2, 3):
        run: list[int] = []
        open_at: list[tuple[int, int]] = []  # the counts that were interrupted: how far each got, and where
        for k in sorted(numbered):
            heading = numbered[k]
            if heading.rank < rank:
                run, open_at = [], []
            if heading.rank != rank:
                continue
            value, before = _value(heading.title), _value(numbered[run[-1]].title) if run else 0
            if value == 1 and run:
                open_at.append((before, k))
            elif value != before + 1:
                depth = next((d for d, (reached, _) in enumerate(open_at) if value == reached + 1), None)
                if depth is not None:
                    inner |= {j for j in run if j >= open_at[depth][1]}
                    del open_at[depth:]
            run.append(k)
    return inner


def number_of(title: str) -> tuple[int, int] | None:
    """Return the style and the number that a title begins with, None if it has none."""
    match = _number(title)
    return (match[0], _value(match[1][0])) if match else None


def end_of_number(title: str) -> int:
    """Return where the number that a title begins with ends, 0 if it has none."""
    match = _number(title)
    return match[1].end() if match else 0


def _number(title: str) -> tuple[int, re.Match[str]] | None:
    if not _NUMBERED.match(title):
        return None
    return next(((rank, m) for rank, pattern, _ in _STYLES if (m := pattern.match(title))), None)


def _value(title: str) -> int:
    """Return the number that a title begins with."""
    digits = _DIGITS.search(title)
    if digits is None or digits[0].isdigit():
        return int(digits[0]) if digits else 0
    tens, ten, ones = digits[0].rpartition("十")
    return (_ONES.get(tens, 1) * 10 if ten else 0) + _ONES.get(ones, 0)


_ONES = {character: k for k, character in enumerate("一二三四五六七八九", 1)}


def _plain(paragraphs: list[_Paragraph], numbered: dict[int, Heading]) -> Iterator[tuple[int, Heading]]:
    """Yield headings without a number: short lines, and short sentences on lines of their own that come in series."""
    body = next((k for k, p in enumerate(paragraphs) if len(p.text) >= _PROSE or k in numbered), len(paragraphs))
    sentences: list[int] = []
    for k, paragraph in enumerate(paragraphs):
        line = paragraph.text
        if k in numbered or not 3 <= len(line) <= _LONGEST or _SALUTATION.search(line) or _SPEAKER.search(line):
            continue
        if len(line) <= 36 and _PART.search(line):
            yield k, Heading(paragraph.start, paragraph.end, PART, line)
        elif k < body or len(line) < 4 or not (k + 1 in numbered or _leads(paragraphs, k)):
            continue
        elif not _END_MARK.search(line) and "。" not in line:
            yield k, Heading(paragraph.start, paragraph.end, PLAIN, line)
        elif (
            (k - 1 not in numbered or len(line) <= _SHORT_SENTENCE)
            and line.endswith("。")
            and line.count("。") == 1
            and not re.search("[：；]", line)
        ):
            sentences.append(k)
    for k in _in_series(paragraphs, sentences):
        paragraph = paragraphs[k]
        yield k, Heading(paragraph.start, paragraph.end, SENTENCE, paragraph.text)


def _leads(paragraphs: list[_Paragraph], k: int) -> bool:
    """Tell whether prose follows the line at once, or after one more short line (a heading of two lines).

    Behind a line that ends in no mark a sentence is prose enough.
    """
    following = paragraphs[k + 1 : k + 3]
    if not following:
        return False
    open_end = not _END_MARK.search(paragraphs[k].text)
    if len(following[0].text) >= (_SENTENCE_FEWEST if open_end and following[0].text.endswith("。") else _PROSE):
        return True
    second = following[0].text
    short = len(second) <= _LONGEST and not _END_MARK.search(second) and not _SALUTATION.search(second)
    return len(following) > 1 and short and (len(following[1].text) >= _PROSE or following[1].text.startswith("一"))


def _in_series(paragraphs: list[_Paragraph], sentences: list[int]) -> set[int]:
    """Return sentences of their own line that are headings: they come in series, and most are short or begin alike."""
    runs: list[list[int]] = []
    for k in sentences:
        if runs and k - runs[-1][-1] <= 6:
            runs[-1].append(k)
        else:
            runs.append([k])
    chosen = [k for run in runs if len(run) >= 3 for k in run]
    if not chosen:
        return set()
    half = len(chosen) / 2
    short = sum(len(paragraphs[k].text) <= _SHORT_SENTENCE for k in chosen) >= half
    alike = max(Counter(paragraphs[k].text[:3] for k in chosen).values()) >= half
    return set(chosen) if short or alike else set()


def _with_labels(paragraphs: list[_Paragraph], found: dict[int, Heading]) -> dict[int, Heading]:
    """Join what is one heading on several lines: a label with its slogan, a slogan of two lines."""
    joined: dict[int, Heading] = {}
    skip: set[int] = set()
    for k in sorted(found):
        if k in skip:
            continue
        heading, last = found[k], k
        label = heading.rank == PART and re.fullmatch(rf"(?:第{_N}部分|关键词{_N})", heading.title) is not None
        while last + 1 in found and found[last + 1].rank == PLAIN and (label or (heading.rank == PLAIN and last == k)):
            last += 1
            if last - k >= 2:
                break
        if last == k and heading.end == paragraphs[k].end and _is_subtitle(paragraphs[k + 1 : k + 2]):
            last += 1
        if last > k:
            text = "\n".join(paragraphs[j].text for j in range(k, last + 1))
            heading = replace(heading, end=paragraphs[last].end, title=text)
            skip.update(range(k + 1, last + 1))
        joined[k] = heading
    return joined


def _is_subtitle(following: list[_Paragraph]) -> bool:
    """Tell whether what follows a heading is a slogan after a dash: ——攻坚新颜值、决胜“十四五”."""
    lines = [paragraph.text for paragraph in following]
    return bool(lines) and lines[0].startswith("——") and len(lines[0]) <= 40 and not _END_MARK.search(lines[0])
