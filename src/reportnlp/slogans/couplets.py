"""Couplets: two clauses that answer each other, 党建兴则事业兴，党建强则事业强."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.align import VERBS, coarse, common, names, prosaic, similar
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.runs import WITHIN, Run, Runs, runs
from reportnlp.slogans.view import SPACES, View, Word, among, points_in

__all__ = ["find_couplets", "is_couplet", "verb_and_object", "verb_of"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]

_NOT_VERSE = re.compile("[\\d的了过们]|同志|代表|我们|一年|去年|今年|完成|增长")
_ENDS = f"，。！？；：、{SPACES}"
_LONGEST, _LONGEST_OBJECTS, _LED = 10, 7, 3
# What plans say of anything: two longer clauses that begin so are prose.
_VERSE = 5
_PLAIN = frozenset(
    re.findall(
        "..",
        "加强推进发展实施开展做好搞好抓好完善提高提升加快建立促进深化坚持优化改善调整推动强化增加加大建设落实"
        "保障健全支持鼓励推广推行扩大增强改进改革规范严格实行努力创新培育保证防止打击降低减少注重重视培养维护取消",
    )
)
# What 、 joins before one name: 实施千帆引领、万网提升|工程.
_OF_BOTH = re.compile("工程|制度|机制|原则|行动|体系|水平|活动|工作|计划|措施|政策|改革|项目|热潮|成果|试点")
# First letters of parts of speech that no plain object has.
_NO_OBJECT = frozenset("prcdmuqft")
# Complaints: 能力不够强，速度不够快.
_COMPLAINT = re.compile("不[大优高强快足够深严实细]")
# What joins two characters to a phrase: 看得见、摸得着.
_MIDDLE = "得有不必能敢"
_STOPS = "。！？\n"


def find_couplets(view: View) -> Iterator[Hit]:
    """Yield pairs of clauses of one length that stand free and are built alike, by start."""
    found = runs(view, "，、 ")
    numbers, prosaic, free = (each.tolist() for each in _pairs(view, found))
    for k, prose, alone in zip(numbers, prosaic, free, strict=True):
        run, before, after = found.run(k), found.before[k], found.after[k]
        if not alone:
            if _led(view, run):
                yield Hit(run[0][0], run[1][1], "couplet", "led")
        elif not prose and is_couplet(view, run, closed=after in "。！？；\n"):
            yield Hit(run[0][0], run[1][1], "couplet", "pair")
        elif not prose and before in _STOPS and after in _STOPS and _is_sentence(view, run):
            yield Hit(run[0][0], run[1][1], "couplet", "sentence")
        elif _answers(view, run):
            yield Hit(run[0][0], run[1][1], "couplet", "objects")


def _led(view: View, run: Run) -> bool:
    """Tell whether two are each a verb of one character and its object: 全力拼经济、谋发展."""
    (a, b), (c, d) = run
    if view.text[b] not in "、，" or view.text[a] == view.text[c]:
        return False
    verbs = [view.text[start] in VERBS or view.inside(start, start + 1)[0].tag == "v" for start in (a, c)]
    return all(verbs) and verb_and_object(view, a, b) and verb_and_object(view, c, d)


def _is_sentence(view: View, run: Run) -> bool:
    """Tell whether two clauses of one length that are a whole sentence are short enough for verse."""
    (a, b), (c, d) = run
    text = view.text[a:b] + view.text[c:d]
    return 4 <= b - a <= 9 and view.text[b] == "，" and not _NOT_VERSE.search(text) and view.text[a] != view.text[c]


def is_couplet(view: View, run: Run, *, closed: bool) -> bool:
    """Tell whether two segments of one length that stand free answer each other.

    They share characters but not their ends only, or they have tokens of the same lengths and
    classes; prose does that too, so of such clauses only short ones, or those that end their
    sentence (`closed`), count.
    """
    text = view.text
    (a, b), (c, d) = run
    length = b - a
    if text[a:b] == text[c:d] or _COMPLAINT.search(text, a, d) or any(map(str.isdigit, text[a:d])) or length < 3:
        return False
    shared = common(text, run)
    if shared and 4 <= length <= _LONGEST:
        few = 2 * len(shared) <= length + 1 or _one_for_one(text[a:b], text[c:d])
        return shared not in ([length - 1], [0]) and few and _has_verb(view, run)
    if length == 3:
        if shared == [1] and text[a + 1] in _MIDDLE:
            return True
        return verb_and_object(view, a, b) and verb_and_object(view, c, d)
    listed = text[b] == "、"
    if not (closed or listed) or length < 6 or not (view.fits(a, b) and view.fits(c, d)):
        return False
    words = [view.inside(a, b), view.inside(c, d)]
    return len(words[0]) >= 3 and similar(words)


def _one_for_one(one: str, other: str) -> bool:
    """Tell whether two clauses differ in one character that comes again: 人兴则业兴，人强则业强."""
    changed = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(changed) >= 2 and len(set(changed)) == 1


def _answers(view: View, run: Run) -> bool:
    words = [view.inside(*span) for span in run]
    return _objects(view, run, words) or _is_double(view, run, words) or _is_crossed(view.text, run, words)


def _objects(view: View, run: Run, words: list[list[Word]]) -> bool:
    """Tell whether two clauses are each a verb and what it is done to, with verbs of one length: 补齐短板，筑牢底线."""
    (a, b), (c, d) = run
    text = view.text
    if not 3 <= b - a <= _LONGEST_OBJECTS or any(map(str.isdigit, text[a:d])) or _COMPLAINT.search(text, a, d):
        return False
    if view.broken(a, d) or (text[b] == "、" and _OF_BOTH.match(text, d - 2)):
        return False
    if [k for k in range(b - a) if text[a + k] == "的"] != [k for k in range(b - a) if text[c + k] == "的"]:
        return False
    one, other = (verb_of(view, *span, own) for span, own in zip(run, words, strict=True))
    plain = b - a > _VERSE and text[b] == "，" and text[a : a + 2] in _PLAIN and text[c : c + 2] in _PLAIN
    return 0 < one == other and text[a : a + one] != text[c : c + one] and not plain


def verb_of(view: View, start: int, end: int, words: list[Word]) -> int:
    """Return the length of the verb that a clause, of these words, begins with, 0 if it is none of verb and object."""
    if not view.fits(start, end) or len(words) < 2 or words[0].end - words[0].start > 2:
        return 0
    first, last = words[0], words[-1]
    said = (
        coarse(first.tag) == "v" or first.tag == "" or (view.prose[view.token[start]] and first.tag[:1] not in "prcdm")
    )
    plain = all(word.tag[:1] not in _NO_OBJECT or word.tag == "uj" for word in words[1:])
    named = any(word.tag in ("ns", "nr", "nt") for word in words[1:])
    thing = coarse(last.tag) == "n" or (coarse(last.tag) in ("v", "a", "i", "l", "") and last.end - last.start > 1)
    return first.end - first.start if said and plain and not named and thing else 0


def _is_double(view: View, run: Run, words: list[list[Word]]) -> bool:
    """Tell whether two clauses are each twice a verb and its object, 抓渔港打基础, or a formula before them."""
    if run[0][1] - run[0][0] == 7:
        return all(view.fits(*span) for span in run) and all(
            own[0].tag in ("i", "l") and own[0].end - own[0].start == 4 for own in words
        )
    twice = all([word.end - word.start for word in own] == [1, 2, 1, 2] for own in words)
    return twice and all(own[k].tag == "v" for own in words for k in (0, 2))


def _is_crossed(text: str, run: Run, words: list[list[Word]]) -> bool:
    """Tell whether two clauses have two words in common that change places: 以渔兴旅、以旅兴渔."""
    if max(b - a for a, b in run) > _LONGEST:
        return False
    one, other = ([text[word.start : word.end] for word in own] for own in words)
    both = [word for word in one if len(word) >= 2 and one.count(word) == other.count(word) == 1]
    return len(both) >= 2 and any(other.index(a) > other.index(b) for a, b in pairwise(both))


def _pairs(view: View, found: Runs) -> tuple[Longs, Bools, Bools]:
    """Return the numbers of the runs of two segments that may be couplets, which are prose, and which stand free.

    They name nobody and are no part of a list, and they stand free, or three characters and no prose are led by a word.
    Of prose both clauses begin as prose does, or one of two that are longer than a slogan of old.
    """
    two = np.flatnonzero(np.diff(found.indptr) == 2)
    first, length = found.indptr[two], found.lengths[two]
    long = names(view, ("ns", "nt")) & (view.ends - view.starts > 2)
    prose, named = np.zeros(len(two), np.int64), np.zeros(len(two), np.int64)
    for start in (found.segments[first], found.segments[first + 1]):
        prose += prosaic(view, start, start + length)
        named += view.held(long, start, start + length)
    before, after = (points_in(marks)[two] for marks in (found.before, found.after))
    is_prose = prose >= np.where(length > 4, 1, 2)
    ended = among(after, _ENDS)
    free = among(before, _ENDS) & ended
    led = (before == ord(WITHIN)) & ended & (length == _LED) & ~is_prose
    kept = (named == 0) & (before != ord("、")) & (after != ord("、")) & (free | led)
    return two[kept], is_prose[kept], free[kept]


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
    return sizes in ([1, 2], [2, 1]) and words[0].tag[:1] in ("v", "a", "n", "p", "z", "")
