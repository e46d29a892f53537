"""Paragraphs as the author meant them: breaks that layout put in or took out are undone."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from reportnlp.units import paragraph_spans

__all__ = [
    "find_breaks",
    "find_lost_breaks",
    "find_page_edges",
    "find_spaced_lines",
    "find_spaced_starts",
    "is_numbered",
]

_NUMBER = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:、|是|要)|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[，、部章]"
    r"|\d{1,2}[.、．](?!\d)|[①-⑳]|关键词[一二三四五六七八九十]"
)
_ENDS = frozenset("。！？!?：:；;…”’』」》〉】）)—～|.")
_OPENS = frozenset("，、,（(“‘《〈【")
_CONTINUES = re.compile(r"[，。、；：！？％%”’》〉】）)]")
_FRESH = re.compile(r"各位代表|同志们|——|[-•·▲■●]|\||附[：:件]|注[：:]|名词解释")
_LABEL_ALONE = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}(?:[，、是要])|[（(])")
# Lines that begin with a mark: the page was torn at its links, as wikis are when they are copied.
# A pattern that begins with the break is looked for faster than one with ^; a break is put before the text.
_TORN = re.compile(r"\n[^\S\n]*[，。、；）”》]")
_PROSE = re.compile("[。；]")
_ADDRESS = re.compile("(?:各 ?位代表|同志们)[，！].")  # so begins prose and no title
_TORN_FEWEST = 5
_LINK = 12  # characters of a link at the most
_STUMP = 6  # characters of a numbered heading that cannot be all of it
_INDENT = re.compile("(?:　　|    )$")  # before a paragraph's first line, never before the rest of a broken one
_TITLE_LONGEST = 75  # characters of a line without a mark that may be a heading
_LONG = 40  # characters of a line that is prose and no title
# Where a text whose paragraphs were run together may have been broken before, and what shows that it was.
_GAP = re.compile("[ 　]+|(?=各位代表[：！])")
_NUMBER_AFTER_END = re.compile("(?<=[。！？”])[ 　]+(?=[一二三四五六七八九十]{1,2}、|（[一二三四五六七八九十]{1,2}）)")
_PAGE_NUMBER = re.compile(r"[—\-－–\s第页共]*#?[—\-－–\s第页共/]*#?[—\-－–\s页]*")
# A line that is the number of a page and can be nothing else: - 3 -, 第3页 共9页, 3 / 9.
_PAGE_LINE = re.compile(
    r"\n[ 　]*(?:[—\-－–]+ ?(\d{1,3}) ?[—\-－–]+|第 ?(\d{1,3}) ?页(?:[ ，,/]*共 ?\d{1,3} ?页)?|(\d{1,3}) ?/ ?\d{1,3})"
    r"[ 　]*\r?(?![^\n])"
)
_PAGES_FEWEST = 3
_LINE_END = re.compile(r"[\r\n]*")
_EDGE_LONGEST = 60  # characters of a line that may be the head or foot of a page
_SPACED_FEWEST_CHARACTERS = 10
_SPACED_START = re.compile(r"\n[ 　]*([一-鿿])[ 　](?=[一-鿿，]{2}[^\n]{15})")
_SPACED_FEWEST = 5
_RUN_TOGETHER = 3000  # characters of a paragraph that cannot be one


def is_numbered(line: str) -> bool:
    """Tell whether a line begins with a number in one of the styles of headings."""
    return _NUMBER.match(line) is not None


def find_breaks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that join a paragraph which was broken in the middle of a sentence."""
    width = _wrapped_width(text)
    torn = len(_TORN.findall(f"\n{text}")) >= _TORN_FEWEST
    spans = list(paragraph_spans(text))
    start, end = spans[0] if spans else (0, 0)
    body = False  # whether prose has begun; above it stand titles
    for k, (following, stop) in enumerate(spans[1:], 2):
        body = body or end - start > _LONG
        line, after = _ends(text, start, end), text[following:stop]
        short = stop - following <= _LINK
        listed = short and (k == len(spans) or spans[k][1] - spans[k][0] <= _LINK)
        # A few words before a line that begins with a comma are a link, wherever the page comes from.
        link = short and k < len(spans) and _CONTINUES.match(text, spans[k][0]) and not is_numbered(line)
        rest = torn and body and not listed and _is_torn(line, after)
        if (link and _may_go_on(line, after)) or rest or _belongs(line, after, text[end:following], width):
            yield end, following, ""
            # The joined paragraph is judged by its first line's beginning and its last line's end.
            end = stop
        else:
            start, end = following, stop


def _ends(text: str, start: int, end: int) -> str:
    """Return a paragraph, of a long one its ends: what was joined grows and must not be copied again and again."""
    return text[start:end] if end - start < 600 else text[start : start + 300] + text[end - 300 : end]


def _belongs(line: str, following: str, between: str, width: int) -> bool:
    """Tell whether `following` goes on with the sentence that `line` broke off."""
    if _LABEL_ALONE.fullmatch(line) or (_CONTINUES.match(following) and line.rstrip("）》")[-1:] not in _ENDS):
        return True
    if not _may_go_on(line, following) or _INDENT.search(between):
        return False
    if width:
        return "\n" not in between.strip(" 　\t")[1:] and len(line.rpartition("\n")[2]) >= 0.8 * width
    if line[-1] in _OPENS:
        # 狠抓一。…， / 狠抓二。…: a parallel paragraph begins; the line before it lost its end elsewhere.
        return line[:2] != following[:2]
    if len(following) == 1 and len(line) >= 4:  # one character is no paragraph
        return True
    prose = _PROSE.search(line) or _ADDRESS.match(line)
    return bool(prose) or (len(line) > _TITLE_LONGEST and not is_numbered(line))


def _is_torn(line: str, following: str) -> bool:
    """Tell whether a link tore the two apart: one of them is a link's few words, or the first is half a sentence."""
    if not _may_go_on(line, following):
        return False
    if is_numbered(line):
        return len(line) <= _STUMP and len(following) <= _LINK
    return min(len(line), len(following)) <= _LINK or (len(line) >= 20 and "，" in line)


def _may_go_on(line: str, following: str) -> bool:
    if line[-1] in _ENDS:  # as most do
        return False
    begins = is_numbered(following) or _FRESH.match(following) is not None
    return not (begins or "|" in line[:40])


def _wrapped_width(text: str) -> int:
    """Return the width at which every line of the text was broken, 0 if they were not."""
    spans = list(paragraph_spans(text))
    lengths = [end - start for start, end in spans]
    if len(lengths) < 20:
        return _width_of_few(text, spans)
    longest = sorted(lengths)[int(0.95 * len(lengths))]
    full = sum(0.85 * longest <= length <= longest + 2 for length in lengths)
    return longest if longest <= 60 and full > 0.5 * len(lengths) else 0


def _width_of_few(text: str, spans: list[tuple[int, int]]) -> int:
    """Return the width of a short text: no line is longer, and at least three that break off are as long."""
    lines = [text[start:end] for start, end in spans]
    longest = max(map(len, lines), default=0)
    broken = [len(line) for line, after in pairwise(lines) if _may_go_on(line, after)]
    full = sum(length >= longest - 2 for length in broken)
    return longest if 20 <= longest <= 60 and full >= 3 and full > 0.5 * len(broken) else 0


def find_spaced_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that close lines of prose whose characters all stand apart, as in 全 镇 经 济 稳 中 有 进."""
    for start, end in paragraph_spans(text):
        if text.count(" ", start, end) + text.count("　", start, end) < _SPACED_FEWEST_CHARACTERS - 1:
            continue
        parts = list(re.finditer(r"[^ 　]+", text[start:end]))
        single = sum(len(match[0]) == 1 for match in parts)
        han = sum("一" <= match[0] <= "鿿" for match in parts)
        apart = single >= max(_SPACED_FEWEST_CHARACTERS, 0.9 * len(parts)) and han > 0.5 * len(parts)
        if apart and "|" not in text[start:end]:
            yield from ((start + a.end(), start + b.start(), "") for a, b in pairwise(parts))


def find_spaced_starts(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that close the gap after first characters, where a page set them apart: 三 是改革, 各 位代表."""
    gaps = [(m.end(1) - 1, m.end() - 1) for m in _SPACED_START.finditer(f"\n{text}")]
    if len(gaps) >= _SPACED_FEWEST:
        yield from ((start, end, "") for start, end in gaps)


def find_lost_breaks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that part a text whose paragraphs were run together with blanks between them."""
    for start, end in paragraph_spans(text):
        if end - start > _RUN_TOGETHER:
            for match in _GAP.finditer(text, start + 1, end):
                if not match[0] or "　　" in match[0] or _NUMBER_AFTER_END.match(text, match.start()):
                    yield match.start(), match.end(), "\n"


def find_page_edges(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield edits that take out the heads, feet and numbers of pages, which form feeds part or numbers that count."""
    edges: list[tuple[int, int, bool]] = []  # the first and last two lines of each page, and whether at its foot
    n_pages = 0
    for begin, stop in _pages(text):
        n_pages += 1
        lines = [(begin + a, begin + b) for a, b in paragraph_spans(text[begin:stop])]
        edges += [(a, b, False) for a, b in lines[:2]]
        edges += [(a, b, True) for a, b in lines[max(2, len(lines) - 2) :]]
    seen = Counter(_without_digits(text[a:b]) for a, b, _ in edges)
    limit = max(3, 0.4 * n_pages)
    done = 0
    for start, end, foot in edges:
        shape = _without_digits(text[start:end])
        if len(shape) < _EDGE_LONGEST and (seen[shape] >= limit or _PAGE_NUMBER.fullmatch(shape)):
            # Its line break goes too: a sentence that ran over the page is to be joined again.
            before = start
            while foot and before > done and text[before - 1] in "\r\n":
                before -= 1
            done = end if foot else _LINE_END.match(text, end).end()  # type: ignore[union-attr]
            yield before, done, ""


def _pages(text: str) -> list[tuple[int, int]]:
    """Return the spans of pages, none if nothing parts them."""
    if "\f" in text:
        return [match.span() for match in re.finditer(r"[^\f]+", text)]
    found = [(m.end() - 1, int(m[1] or m[2] or m[3])) for m in _PAGE_LINE.finditer(f"\n{text}")]
    counts = len(found) >= _PAGES_FEWEST and all(b[1] == a[1] + 1 for a, b in pairwise(found))
    return list(pairwise([0, *(end for end, _ in found), len(text)])) if counts else []


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())
