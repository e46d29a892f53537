"""Couplets: two clauses that answer each other, 党建兴则事业兴，党建强则事业强."""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.align import VERBS, coarse, common, names, prosaic, similar
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.runs import WITHIN, Run, Runs, runs
from reportnlp.slogans.view import View

__all__ = ["find_couplets", "is_couplet", "verb_and_object"]

_NOT_VERSE = re.compile("[\\d的了过们]|同志|代表|我们|一年|去年|今年|完成|增长")
_ENDS = "，。！？；：\n、 "
_LONGEST = 10
# Complaints: 能力不够强，速度不够快.
_COMPLAINT = re.compile("不[大优高强快足够深严实细]")
# What joins two characters to a phrase: 看得见、摸得着.
_MIDDLE = "得有不必能敢"
_STOPS = ("", "。", "！", "？", "\n")


def find_couplets(view: View) -> Iterator[Hit]:
    """Yield pairs of clauses of one length that stand free and are built alike, by start."""
    found = runs(view, "，、 ")
    for k in _pairs(view, found).tolist():
        run, before, after = found.run(k), found.before[k], found.after[k]
        if is_couplet(view, run, free=_free(before) and _free(after), closed=after in "。！？；\n"):
            yield Hit(run[0][0], run[1][1], "couplet", "pair")
        elif before == WITHIN and _free(after) and _led(view, run):
            yield Hit(run[0][0], run[1][1], "couplet", "led")
        elif before in _STOPS and after in _STOPS and _is_sentence(view, run):
            yield Hit(run[0][0], run[1][1], "couplet", "sentence")


def _free(mark: str) -> bool:
    return mark == "" or mark in _ENDS or mark.isspace()


def _led(view: View, run: Run) -> bool:
    """Tell whether two are each a verb of one character and its object: 全力拼经济、谋发展."""
    (a, b), (c, d) = run
    if b - a != 3 or view.text[b] not in "、，" or view.text[a] == view.text[c]:
        return False
    verbs = [view.text[start] in VERBS or view.inside(start, start + 1)[0].tag == "v" for start in (a, c)]
    return all(verbs) and verb_and_object(view, a, b) and verb_and_object(view, c, d)


def _is_sentence(view: View, run: Run) -> bool:
    """Tell whether two clauses of one length that are a whole sentence are short enough for verse."""
    (a, b), (c, d) = run
    text = view.text[a:b] + view.text[c:d]
    return 4 <= b - a <= 9 and view.text[b] == "，" and not _NOT_VERSE.search(text) and view.text[a] != view.text[c]


def is_couplet(view: View, run: Run, *, free: bool, closed: bool) -> bool:
    """Tell whether two segments of one length answer each other.

    They share characters but not their ends only, or they stand `free` and have tokens of the same
    lengths and classes; prose does that too, so of such clauses only short ones, or those that end
    their sentence (`closed`), count.
    """
    text = view.text
    (a, b), (c, d) = run
    length = b - a
    if (
        text[a:b] == text[c:d]
        or _COMPLAINT.search(text, a, d)
        or any(text[k].isdigit() for k in (*range(a, b), *range(c, d)))
        or length < 3
    ):
        return False
    shared = common(text, run)
    if shared and free and 4 <= length <= _LONGEST:
        few = 2 * len(shared) <= length + 1 or _one_for_one(text[a:b], text[c:d])
        return shared not in ([length - 1], [0]) and few and _has_verb(view, run)
    if not free:
        return False
    if length == 3:
        if shared == [1] and text[a + 1] in _MIDDLE:
            return True
        return verb_and_object(view, a, b) and verb_and_object(view, c, d)
    listed = text[b] == "、"
    return (closed or listed) and length >= 6 and similar(view, run) and len(view.inside(a, b)) >= 3


def _one_for_one(one: str, other: str) -> bool:
    """Tell whether two clauses differ in one character that comes again: 人兴则业兴，人强则业强."""
    changed = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(changed) >= 2 and len(set(changed)) == 1


def _pairs(view: View, found: Runs) -> npt.NDArray[np.int64]:
    """Return the numbers of the runs of two segments that are no prose, name nobody and are no part of a list.

    Both clauses begin as prose does, or one of two that are longer than a slogan of old.
    """
    two = np.flatnonzero(np.diff(found.indptr) == 2)
    first, length = found.indptr[two], found.lengths[two]
    long = names(view, ("ns", "nt")) & (view.ends - view.starts > 2)
    prose, named = np.zeros(len(two), np.int64), np.zeros(len(two), np.int64)
    for start in (found.segments[first], found.segments[first + 1]):
        prose += prosaic(view, start, start + length)
        named += view.held(long, start, start + length)
    listed = np.array(["、" in (found.before[k], found.after[k]) for k in two.tolist()], np.bool_)
    kept: npt.NDArray[np.int64] = two[(prose < np.where(length > 4, 1, 2)) & (named == 0) & ~listed]
    return kept


def _has_verb(view: View, run: Run) -> bool:
    return all(any(coarse(word.tag) in ("v", "a", "i", "l", "") for word in view.inside(*span)) for span in run)


def verb_and_object(view: View, start: int, end: int) -> bool:
    """Tell whether three characters are verb and object: 补短板, 绷紧弦."""
    words = view.inside(start, end)
    if not view.fits(start, end):
        return False
    if len(words) == 1:
        known = coarse(words[0].tag) in ("v", "i", "l") or words[0].category in ("metaphor", "policy")
        return known or view.text[start] in VERBS
    sizes = [word.end - word.start for word in words]
    return sizes in ([1, 2], [2, 1]) and words[0].tag[:1] in ("v", "a", "n", "p", "")
