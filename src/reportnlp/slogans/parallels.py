"""Parallelism (排比): three segments or more on one frame, 规范化、常态化、精细化."""

import re
from collections.abc import Iterator

from reportnlp.slogans.align import coarse, common, similar
from reportnlp.slogans.couplets import verb_and_object
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.runs import Run, runs
from reportnlp.slogans.view import View

__all__ = ["find_parallels", "is_parallel"]

# Abstract suffixes that make a series of qualities; 农业、工业、服务业 and 公安局、民政局 are lists of things.
_SUFFIX = frozenset("化感性率力度新强优实好稳高快严准美明活通畅清净上下起来出进住到")
_COMPLAINT = re.compile("不[大优高强快足够深严实细]|各位代表|同志们")
_FIRST_NO = frozenset("省市县区第各每老小副总原本该其中国人农")


def find_parallels(view: View) -> Iterator[Hit]:
    """Yield series of three segments or more that share a frame, by start."""
    for run, before, after in runs(view, "、，；"):
        if view.text[run[0][1]] != "、" and "…" in (before, after):
            continue
        # What follows the last mark may begin like a segment and be none.
        for series in (run, run[:-1] if after == "…" else run):
            if len(series) >= 3 and not _is_list(view, series) and is_parallel(view, series):
                yield Hit(series[0][0], _end(view, series), "parallel", "series")
                break


def _is_list(view: View, run: Run) -> bool:
    """Tell whether places or complaints are listed."""
    names = any(word.tag in ("ns", "nt", "nr") for span in run for word in view.inside(*span))
    return names or _COMPLAINT.search(view.text, run[0][0], run[-1][1]) is not None


def _end(view: View, run: Run) -> int:
    """Return where a series ends: one longer segment on its frame may close it, 谁投资、谁决策、谁承担风险."""
    text, end = view.text, run[-1][1]
    first = [k for k in common(text, run) if k == 0]
    if not first or text[end : end + 1] != "、" or text[end + 1 : end + 2] != text[run[0][0]]:
        return end
    length = run[0][1] - run[0][0]
    for stop in range(end + 1 + length, min(end + 2 + 2 * length, len(text)) + 1):
        if stop == len(text) or not text[stop].isalnum() or text[stop] == "的":
            return stop
    return end


def is_parallel(view: View, run: Run) -> bool:
    """Tell whether segments of one length share a frame: a character at one place, or the build of clauses."""
    text = view.text
    length = run[0][1] - run[0][0]
    if len({text[a:b] for a, b in run}) < len(run) or any(text[k].isdigit() for a, b in run for k in range(a, b)):
        return False
    shared = common(text, run)
    if shared:
        return _on_a_frame(view, run, shared, length)
    # Without a character in common only whole clauses of verb and object count, or set formulas.
    if length == 3:
        return all(verb_and_object(view, *span) for span in run)
    return length >= 4 and ((similar(view, run) and _verbal(view, run)) or (length == 4 and _formulas(view, run)))


def _on_a_frame(view: View, run: Run, shared: list[int], length: int) -> bool:
    text, start = view.text, run[0][0]
    if shared == [length - 1]:
        return text[start + length - 1] in _SUFFIX
    if shared == [0]:
        return text[start] not in _FIRST_NO
    head = view.inside(start, start + 1)
    if head and shared == list(range(len(shared))) and head[0].tag not in ("v", "d", "vn", "a", "p"):
        return False  # a noun that all begin with makes a list too: 公共服务、公共安全
    # A noun that all end in makes a list of things: 城市设计、街景设计.
    ends = shared == list(range(length - len(shared), length)) and len(shared) >= 2
    return not ends and (len(shared) < length - 1 or length == 2 or 0 in shared)


def _verbal(view: View, run: Run) -> bool:
    """Tell whether each segment begins with a verb, or has a verb or an adjective behind a noun."""
    for start, end in run:
        classes = [coarse(word.tag) for word in view.inside(start, end)]
        if len(classes) < 2 or not (classes[0] == "v" or view.inside(start, end)[-1].tag in ("v", "a", "ad")):
            return False
    return True


def _formulas(view: View, run: Run) -> bool:
    """Tell whether segments of four characters are formulas: idioms, or built around a verb."""
    return all(
        any(coarse(word.tag) in ("v", "a", "i", "l") for word in view.inside(start, end)) and view.fits(start, end)
        and not any(word.tag in ("ns", "nt", "nr") for word in view.inside(start, end))
        and coarse(view.inside(start, end)[-1].tag) in ("v", "a", "i", "l")
        for start, end in run
    )  # fmt: skip
