"""Parallelism (排比): three segments or more on one frame, 规范化、常态化、精细化."""

import re
from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.align import coarse, common, names, similar
from reportnlp.slogans.couplets import verb_and_object, verb_of
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.runs import AND, WITHIN, Run, runs
from reportnlp.slogans.view import View, Word, points_in

__all__ = ["find_parallels", "is_parallel"]

# Abstract suffixes that make a series of qualities; 农业、工业、服务业 and 公安局、民政局 are lists of things.
_SUFFIX = frozenset("化感性率力度新强优实好稳高快严准美明活通畅清净上下起来出进住到")
_COMPLAINT = re.compile("不[大优高强快足够深严实细]|各位代表|同志们")
_FIRST_NO = frozenset("省市县区第各每老小副总原本该其中国人农")
#: Characters by which the last segment of a series may be longer.
_LONGER = 2
_NAMES = ("ns", "nt", "nr")
_VERBAL = ("v", "a", "i", "l")
#: A series of so many segments is one, even if a list goes on behind it.
_SURE = 4
#: Characters of a verb with what is done, and what follows the last of such.
_PLAN, _ENDED = 6, re.compile("[^一-鿿、]|的(?:要求|思路|原则|目标|理念|方针|总)|$")


def find_parallels(view: View) -> Iterator[Hit]:
    """Yield series of three segments or more that share a frame, by start."""
    found = runs(view, "、，；")
    long = np.flatnonzero(np.diff(found.indptr) >= 3)
    own = names(view)
    named = np.zeros(len(long), np.int64)
    for k in range(3):
        start = found.segments[found.indptr[long] + k]
        named += view.held(own, start, start + found.lengths[long])
    first = found.segments[found.indptr[long]]
    listed = view.points[first + found.lengths[long]] == ord("、")
    within = [(points_in(marks) == ord(WITHIN))[long] for marks in (found.before, found.after)]
    for k in long[(named == 0) & (listed | ~np.logical_or(*within))].tolist():
        run, before, after = found.run(k), found.before[k], found.after[k]
        # What follows the last mark may begin like a segment and be none.
        for series in (run, run[:-1]) if after == WITHIN else (run,):
            if len(series) >= 3 and is_parallel(view, series) and not _is_list(view, series):
                end = _end(view, series)
                if not _is_part(view, series, before, end):
                    yield Hit(series[0][0], end, "parallel", "series")
                break


def _is_list(view: View, run: Run) -> bool:
    """Tell whether places, complaints or kinds of one thing are listed, 文明城市、卫生城市、森林城市."""
    words = [view.inside(*span) for span in run]
    named = any(
        word.tag in _NAMES and not verb_and_object(view, word.start, word.end) for span in words for word in span
    )
    same_end = len({view.text[end - 2 : end] for _, end in run}) == 1
    thing = same_end and all(span and coarse(span[-1].tag) == "n" for span in words)
    joined = view.text[run[-1][0] - 1] in AND and not common(view.text, run)
    return named or thing or joined or _COMPLAINT.search(view.text, run[0][0], run[-1][1]) is not None


def _is_part(view: View, run: Run, before: str, end: int) -> bool:
    """Tell whether a series is only a stretch of a longer list: it goes on, or began before, on no frame."""
    text = view.text
    if text[run[0][1]] != "、":
        return False
    if text[end : end + 1] == "等" and not common(text, run):
        return True
    return len(run) < _SURE and "、" in (before, text[end : end + 1])


def _end(view: View, run: Run) -> int:
    """Return where a series ends: one longer segment on its frame may close it, 谁投资、谁决策、谁承担风险."""
    text, end = view.text, run[-1][1]
    first, length = end + 1, run[0][1] - run[0][0]
    frame = common(text, run)
    if not frame or text[end : end + 1] != "、":
        return end
    if any(text[first + k : first + k + 1] != text[run[0][0] + k] for k in frame):
        return end
    opened, closed = view.quotes.T
    marks = set(closed[(opened <= run[0][0]) & (closed >= first)].tolist())
    for stop in range(first + length, min(first + length + _LONGER, len(text)) + 1):
        if stop == len(text) or not text[stop].isalnum() or text[stop] == "的" or stop in marks:
            return stop
    return end


def is_parallel(view: View, run: Run) -> bool:
    """Tell whether segments of one length share a frame: a character at one place, or the build of clauses."""
    text = view.text
    length = run[0][1] - run[0][0]
    if len({text[a:b] for a, b in run}) < len(run) or any(map(str.isdigit, text[run[0][0] : run[-1][1]])):
        return False
    shared = common(text, run)
    if shared:
        return _on_a_frame(view, run, shared, length)
    # Without a character in common only whole clauses of verb and object count, or set formulas.
    if length == 3:
        return all(verb_and_object(view, *span) for span in run)
    if length < 4 or not all(view.fits(*span) for span in run):
        return False
    words = [view.inside(*span) for span in run]
    return (similar(words) and _verbal(words)) or (length == 4 and _formulas(words)) or _done(view, run, words)


def _done(view: View, run: Run, words: list[list[Word]]) -> bool:
    """Tell whether each segment is a verb and what it is done to, no verb twice: 守好渔港、修牢海塘、添置渔船.

    Longer ones between commas are plans, and what goes on behind the last may belong to the last alone.
    """
    (a, b), last = run[0], run[-1][1]
    text = view.text[a:last]
    if b - a > (_PLAN if view.text[b] == "、" else _PLAN - 2) or "的" in text or _ENDED.match(view.text, last) is None:
        return False
    sizes = {verb_of(view, *span, own) for span, own in zip(run, words, strict=True)}
    size = sizes.pop()
    return not sizes and size > 0 and len({view.text[a : a + size] for a, _ in run}) == len(run)


def _on_a_frame(view: View, run: Run, shared: list[int], length: int) -> bool:
    text, start = view.text, run[0][0]
    if shared == [length - 1]:
        return text[start + length - 1] in _SUFFIX
    if shared == [0]:
        coined = length == 2 and not any(word.tag for span in run for word in view.inside(*span))
        return text[start] not in _FIRST_NO and not coined  # 达竹、达石: roads
    head = view.inside(start, start + 1)
    if head and shared == list(range(len(shared))) and head[0].tag not in ("v", "d", "vn", "a", "p"):
        return False  # a noun that all begin with makes a list too: 公共服务、公共安全
    # A noun that all end in makes a list of things: 城市设计、街景设计.
    ends = shared == list(range(length - len(shared), length)) and len(shared) >= 2
    return not ends and (len(shared) < length - 1 or length == 2 or 0 in shared)


def _verbal(words: list[list[Word]]) -> bool:
    """Tell whether each segment begins with a verb, or has a verb or an adjective behind a noun."""
    return all(len(own) >= 2 and (coarse(own[0].tag) == "v" or own[-1].tag in ("v", "a", "ad")) for own in words)


def _formulas(words: list[list[Word]]) -> bool:
    """Tell whether segments of four characters are formulas: idioms, or built around a verb.

    The last word of one of them may be too new for a part of speech. Activities side by side are a list:
    选拔任用、考核评价、流动配置.
    """
    if all(coarse(word.tag) == "v" and word.end - word.start >= 2 for span in words for word in span):
        return False
    return (
        all(any(coarse(word.tag) in _VERBAL for word in span) for span in words if span[-1].tag)
        and all(span[-1].tag == "" or coarse(span[-1].tag) in _VERBAL for span in words)
        and sum(span[-1].tag == "" for span in words) <= 1
        and not any(word.tag in _NAMES for span in words for word in span)
    )
