"""What each paragraph of a report is for, as a path through the text.

Every paragraph is evidence for or against each kind: by the words it uses, by the title of its chapter, by its
place. A kind goes on until the evidence outweighs what a change costs, which is little at a heading or where the
speaker turns (各位代表, 在肯定成绩的同时), and much within a passage. The path that explains the whole text best is
found by the algorithm of Viterbi (1967). So chapters that mix what was done, what is lacking and what is to be done
are told apart, and so are speeches that have no headings.

The weights were set by hand from how the genre speaks, moved by the likelihood of the annotated development reports
while a Gaussian prior held each near its first value, as a linear-chain conditional random field is trained
(Lafferty, McCallum & Pereira 2001), and rounded to halves.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import get_args

import numpy as np
import numpy.typing as npt

from reportnlp.corpus import Section, SectionKind
from reportnlp.reading.headings import Heading
from reportnlp.reading.years import with_digits

__all__ = ["APPENDIX", "by_title", "tell_kinds"]

Floats = npt.NDArray[np.float64]

KINDS: tuple[SectionKind, ...] = get_args(SectionKind)
_AT = {kind: k for k, kind in enumerate(KINDS)}

APPENDIX = re.compile("解释|注释|^附件")
# Words of a title that give its part away; where one kind must be named, the first with a hit counts.
_TITLES: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    (
        "other",
        re.compile(
            f"{APPENDIX.pattern}|国际(?:形势|局势)|外交|对外(?:政策|关系|工作)|世界和平|国内外团结|霸权|帝国主义|"
            "统一战线|国家的?(?:基本制度|政治生活)"
        ),
    ),
    ("closing", re.compile("^结束语")),
    (
        "problems",
        re.compile(
            "^.{0,6}(?:存在|面临|正视|不足|困难|短板|挑战)|(?:[与和、]问题|存在的?(?:主要|突出)?问题|[没未待].{1,6}问题|不足|困难|挑战)$"
        ),
    ),
    (
        "review",
        re.compile(
            "回顾|过去|总结|成就|成绩|成效|胜利|以来|年来|(?<!新)形势(?:$|[与和、])|(?:工作|完成|执行)情况|决算"
        ),
    ),
    (
        "plan",
        re.compile(
            "(?:计划|安排|任务|打算|思路|目标|部署|要求|建议|取向|举措|预算)$|(?:计划|安排|任务|打算|目标)[和与、]|"
            "争取|明年|下一步|下一年|今年|今后|展望|新征程"
        ),
    ),
)
_CHAPTERS = ("review", "plan", "other")  # kinds that a chapter hands on to those after it that tell nothing
# Titles within a chapter that say for sure that what follows is for something else.
_SURE = re.compile("存在的?.{0,8}(?:问题|困难|不足)|外交工作|对外政策|国际形势")
_DOES = re.compile(
    "^(?:[（(]?[一二三四五六七八九十]+[）)、，是要]*)?(?:加强|推进|坚持|积极|继续|进一步|切实|努力|全面|深化|加快|大力|抓好|保持|厉行|"
    "提高|促进|扩大|改善|充分|正确|做好|认真|实施|发展)"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")

# Words of one or two characters that show how a paragraph speaks; those after a minus hold one of them by chance.
_CUES = {
    "done": "了 已 曾 取得 同比 累计 建成 获评 荣获 圆满 超额 完成 达到 -了解 -为了 -除了 -已知",
    "past": "去年 过去 年来 以来 上年 历年 年中",
    "to do": "要 将 必须 应当 应该 力争 争取 确保 务必 决不 坚决 "
    "-重要 -主要 -需要 -首要 -只要 -要素 -要求 -要点 -要害 -将军 -将士 -将来",
    "ahead": "今后 明年 未来 下步 今年 任务 目标",
    "lack": "不够 不足 不强 不高 不优 不多 不快 不合 不适 不平 不协 不充 有待 亟待 短板 差距 滞后 薄弱 较低 浪费 "
    "偏高 偏低 偏大 困难 问题 挑战 缺点 错误 矛盾 失误 压力 严重 清醒 自满",
    "topic": "外交 国际 帝国 霸权 殖民 世界 各国 两国 邻国 美国 苏联 日本 印度 英国 亚洲 非洲 拉丁 侵略 和平 裁军 建交 "
    "大国 台湾 民主 政权 宪法 民族 宗教 选举 国防 专政 机关",
    "thanks": "感谢 敬意 谢意",
    "report": "审议 报告",
    "sentence": "。 ！ ？ ；",
}
_CUE = {name: k for k, name in enumerate(_CUES)}

# How a paragraph begins.
_HEAD = 100  # characters of a beginning
_ADDRESS = re.compile("各位代表|同志们|朋友们|各位委员|最后，")
_ADDRESS_LONGEST = 12  # characters of an address on a line of its own
_TURN = re.compile(
    "但是|然而|当然|另一方面|同时，|在.{2,12}的同时|回顾|展望|今后|明年|下一步|当前|目前|(?:应当|应该|必须)指出|总结"
)
_RECALL = re.compile(".{0,6}回顾|.{0,30}(?:体会|经验(?!证明)|认识(?:和体会|到以下))")
_GOES_ON = re.compile(
    "(?:.{0,12}|这些|以上)问题|对(?:此|这些|以上|于这些)|这些(?:困难|矛盾)|针对这些|[二三四五六七八九]是|——"
)
_SOBER = re.compile("清醒.{0,3}(?:看到|认识|意识到)|清楚地?(?:看到|认识到)")
_OWNS = re.compile(
    "也(?:应|要|必须)?看到|"
    "(?:存在|面临|遇到)[着了的]?.{0,14}(?:困难|问题|不足|短板|挑战|差距|缺点|矛盾)|缺点和错误|突出的?问题是|问题还|自满"
)
_OVERCOME = re.compile("解决|克服|今后|曾|将|回[望首顾]")  # before it: problems of another time
_APPEAL = re.compile(
    "让我们|紧密地?团结|谢谢大家|而(?:努力|团结|共同)?奋斗|再创|谱写|(?:前进|胜利|奋斗)！|胜利前进|(?:更大|新)的胜利|万岁"
)

_EARLY = 600  # characters from the beginning
_OPENING_LONGEST = 2500  # characters of an opening, and of a paragraph of it
# Characters to the end: a share of the text, but so many at the least and at the most.
_LATE, _LAST = (1 / 20, 100, 700), (1 / 40, 50, 300)
_APPEALS = 800  # characters to the end where an appeal may stand

# For each sign how much it speaks for a kind, in natural logarithms of odds.
_WEIGHTS: dict[str, dict[SectionKind, float]] = {
    "always": {"opening": -6.5, "problems": -4, "closing": -1.5, "other": -1.5},
    "voice": {"review": 1.5, "plan": -1},
    "recall": {"review": 3},
    "thanks": {"review": 2, "problems": -2},
    "owns": {"problems": 5},
    "lack": {"problems": 5},
    "goes on": {"problems": 2},
    "topic": {"other": 1.5},
    "topic alone": {"other": 2.5},
    "report": {"opening": 4},
    "early": {"opening": 3.5},
    "before": {"opening": 5},
    "no headings": {"opening": 2.5},
    "appeal": {"closing": 5.5},
    "address": {"closing": 1},
    "late": {"closing": 1.5},
    "last": {"closing": 1.5},
    "appendix": {"other": 8},
    "told review": {"review": 1, "problems": 1.5},
    "told plan": {"plan": 2, "problems": -3},
    "told other": {"other": 3, "problems": -3},
    "told problems": {"problems": 5},
    "told closing": {"closing": 7},
    "carried review": {},
    "carried plan": {"plan": 1.5, "problems": -3.5},
    "carried other": {"other": 3, "problems": -3},
    "inner review": {"review": 3},
    "inner plan": {"plan": 3},
    "inner other": {"other": 3},
    "inner problems": {"problems": 4},
    "inner closing": {"closing": 4},
    "does": {"plan": 0.5},
}
_SIGN = {name: k for k, name in enumerate(_WEIGHTS)}
_TOLD_TWICE = 2  # the worth of two kinds that one title names: it passes from the first to the second

# What a change costs by the place where it comes, and what it gains or costs by the kinds.
_PLACES = {"within": -4.5, "after address": -9.0, "turn": -3.5, "address": -2.0, "heading": -5.5, "chapter": -1.0}
_NEVER = -50.0
_CHANGES: dict[tuple[SectionKind, SectionKind], float] = {
    ("opening", "problems"): -6,
    ("opening", "closing"): _NEVER,
    ("review", "problems"): 0.5,
    ("problems", "plan"): 3,
    ("problems", "review"): 1.5,
    ("plan", "review"): -1.5,
    ("plan", "closing"): 1,
    ("closing", "review"): -6,
    ("closing", "problems"): -6,
    ("closing", "plan"): -6,
    ("closing", "other"): -2,
    **{(kind, "opening"): _NEVER for kind in KINDS if kind != "opening"},
}
_OTHER_AWAY = -20.0  # a text with headings turns to something else at a heading only
_CLOSING_AT_CHAPTER = -3.0  # an appeal has no title, unless it is 结束语
_FIRST_OPENING = 3.0


def by_title(title: str) -> SectionKind:
    """Return the kind that a title tells, "other" if none."""
    return next((kind for kind, pattern in _TITLES if pattern.search(title)), "other")


def tell_kinds(
    text: str, spans: Sequence[tuple[int, int]], tops: Sequence[Section], headings: Sequence[Heading]
) -> list[SectionKind]:
    """Return the kind of each paragraph of `text`.

    Parameters
    ----------
    text
        In simplified characters.
    spans
        Start and end of its paragraphs.
    tops, headings
        The outermost sections that have a title, and all headings, in the order of the text.
    """
    if not spans:
        return []
    signs, places = evidence(text, spans, tops, headings)
    return [KINDS[k] for k in best_path(signs, places, *weights())]


def evidence(
    text: str, spans: Sequence[tuple[int, int]], tops: Sequence[Section], headings: Sequence[Heading]
) -> tuple[Floats, list[int]]:
    """Return the signs of each paragraph, one column a sign, and for each the number of its costs of change."""
    signs = np.zeros((len(spans), len(_SIGN)))
    signs[:, _SIGN["always"]] = 1
    cues = _cues(text, spans)
    turns = _beginnings(text, spans, cues, signs)
    _speech(cues, signs)
    starts = np.array([start for start, _ in spans])
    if not headings:  # there is nothing else to tell the topic by
        signs[:, _SIGN["topic alone"]] = signs[:, _SIGN["topic"]]
    _positions(text, spans, starts, tops, signs)
    _chapters(starts, tops, headings, signs)
    chapters = {section.start for section in tops}
    inner = {heading.start for heading in headings}
    number = {name: k for k, name in enumerate(_PLACES)}
    bound = len(number) * bool(headings)
    places = []
    for k, (start, _) in enumerate(spans):
        if start in chapters:
            closes = signs[k, _SIGN["told closing"]] > 0
            places.append(bound + number["chapter"] if closes else 2 * len(number))
        else:
            places.append(bound + number[turns[k] or ("heading" if start in inner else "within")])
    return signs, places


@cache
def _cue_tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int8]]:
    """Return the number of each character that cues have, and for pairs of numbers the cue + 1, negative to take off.

    A pair with 0 stands for a cue of one character.
    """
    words = [(word.lstrip("-"), (-1 if word[0] == "-" else 1) * (k + 1)) for k, cue in enumerate(_CUES.values())
             for word in cue.split()]  # fmt: skip
    characters = sorted({character for word, _ in words for character in word})
    number = np.zeros(0x10000, np.uint8)
    number[[ord(character) for character in characters]] = np.arange(1, len(characters) + 1)
    cue = np.zeros((len(characters) + 1, len(characters) + 1), np.int8)
    for word, k in words:
        cue[number[ord(word[0])], number[ord(word[1])] if len(word) > 1 else 0] = k
    return number, cue


def _cues(text: str, spans: Sequence[tuple[int, int]]) -> Floats:
    """Return how often each paragraph has each cue."""
    number, cue = _cue_tables()
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    ids = number.take(points, mode="clip")  # no cue has the last code point of these
    places = np.flatnonzero(ids)
    first, second = ids[places], np.append(ids, 0)[places + 1]
    n = np.zeros((len(spans), len(_CUES)))
    starts = np.array([start for start, _ in spans])
    for hits in (cue[first, 0], cue[first, second] * (second > 0)):
        at = np.flatnonzero(hits)
        paragraph = np.searchsorted(starts, places[at], "right") - 1
        np.add.at(n, (paragraph, np.abs(hits[at]) - 1), np.sign(hits[at]))
    return np.maximum(n, 0)


def _beginnings(text: str, spans: Sequence[tuple[int, int]], cues: Floats, signs: Floats) -> list[str]:
    """Fill in the signs of how paragraphs begin, and return how each turns, "" if it does not."""
    alone = False  # whether the paragraph before is an address and nothing else
    rows, turns = [], []
    for (start, end), lack in zip(spans, cues[:, _CUE["lack"]].tolist(), strict=True):
        head = text[start : min(end, start + _HEAD)]
        owns = lack > 0 and _owns(head)
        recalls = not owns and _RECALL.match(head) is not None
        address = _ADDRESS.match(head) is not None
        turn = recalls or _TURN.match(head) is not None
        rows.append((owns, recalls, _GOES_ON.match(head) is not None, address))
        turns.append("after address" if alone else "address" if address or owns else "turn" if turn else "")
        alone = address and end - start <= _ADDRESS_LONGEST
    signs[:, [_SIGN[name] for name in ("owns", "recall", "goes on", "address")]] = rows
    return turns


def _owns(head: str) -> bool:
    """Tell whether a paragraph begins by owning up to what is lacking now."""
    owns = _OWNS.search(head)
    return _SOBER.search(head) is not None or (owns is not None and not _OVERCOME.search(head, 0, owns.end()))


def _speech(cues: Floats, signs: Floats) -> None:
    """Fill in the signs of how paragraphs speak: of what was done or is to be done, of lacks, of other topics."""
    n = {name: cues[:, k] for name, k in _CUE.items()}
    done, to_do, sentences = n["done"] + 1.5 * n["past"], n["to do"] + n["ahead"], np.maximum(n["sentence"], 1)
    signs[:, _SIGN["voice"]] = (done - to_do) / (done + to_do + 2)
    signs[:, _SIGN["lack"]] = np.minimum(n["lack"] * (0.67 / sentences + 0.055), 1)
    signs[:, _SIGN["topic"]] = np.minimum(n["topic"] / sentences, 1)
    for name in ("thanks", "report"):
        signs[:, _SIGN[name]] = n[name] > 0


def _positions(
    text: str, spans: Sequence[tuple[int, int]], starts: npt.NDArray[np.int64], tops: Sequence[Section], signs: Floats
) -> None:
    """Fill in the signs of where paragraphs stand, and which of the last ones appeal to the audience."""
    end = next((section.start for section in tops if APPENDIX.search(section.title)), len(text))
    late, last = (starts > end - min(max(share * end, least), most) for share, least, most in (_LATE, _LAST))
    brief = np.array([stop - start <= _OPENING_LONGEST for start, stop in spans])
    signs[:, _SIGN["early"]] = brief & (starts < _EARLY)
    signs[:, _SIGN["late"]] = late & (starts < end)
    signs[:, _SIGN["last"]] = last & (starts < end)
    signs[:, _SIGN["appendix"]] = starts >= end
    first = min(tops[0].start, _OPENING_LONGEST) if tops else _EARLY
    signs[:, _SIGN["before" if tops else "no headings"]] = brief & (starts < first)
    for k in np.flatnonzero((starts > end - _APPEALS) & (starts < end)).tolist():
        signs[k, _SIGN["appeal"]] = _APPEAL.search(text, *spans[k]) is not None


def _chapters(
    starts: npt.NDArray[np.int64], tops: Sequence[Section], headings: Sequence[Heading], signs: Floats
) -> None:
    """Fill in the signs of the titles that paragraphs stand under."""
    told = _told([section.title for section in tops])
    carried: set[SectionKind] = set()
    for section, kinds in zip(tops, told, strict=True):
        rows = slice(*np.searchsorted(starts, (section.start, section.end)))
        passed = (starts[rows] - section.start) / (section.end - section.start)
        for kind in kinds:
            share = passed if kind == kinds[-1] else 1 - passed
            signs[rows, _SIGN[f"told {kind}"]] = 1 if len(kinds) == 1 else _TOLD_TWICE * share
        if kinds:
            carried = set(kinds) & set(_CHAPTERS) or carried
            continue
        for kind in carried:
            signs[rows, _SIGN[f"carried {kind}"]] = 1 / len(carried)
        signs[rows, _SIGN["does"]] = _DOES.search(section.title) is not None
    chapters = {section.start for section in tops}
    for k, heading in enumerate(headings):
        if heading.start in chapters or not _SURE.search(heading.title):
            continue
        ends = (h.start for h in headings[k + 1 :] if h.rank <= heading.rank or h.start in chapters)
        rows = slice(*np.searchsorted(starts, (heading.start, next(ends, starts[-1] + 1))))
        for kind, pattern in _TITLES:
            if pattern.search(heading.title):
                signs[rows, _SIGN[f"inner {kind}"]] = 1


def _told(titles: Sequence[str]) -> list[list[SectionKind]]:
    """Return the kinds that each title tells, in its order; if none, the first or last year that titles name does."""
    told: list[list[SectionKind]] = []
    for title in titles:
        found = {kind: match.start() for kind, pattern in _TITLES if (match := pattern.search(title))}
        told.append(sorted(found, key=lambda kind: found[kind]))
    years = [max(map(int, _YEAR.findall(with_digits(title))), default=0) for title in titles]
    named = sorted({year for year in years if year})
    for kinds, year in zip(told, years, strict=True):
        if len(named) > 1 and not kinds and year in (named[0], named[-1]):
            kinds.append("review" if year == named[0] else "plan")
    return told


@cache
def weights() -> tuple[Floats, Floats]:
    """Return the weights, sign by kind, and the costs of a change: place × from × to."""
    score = np.array([[_WEIGHTS[sign].get(kind, 0.0) for kind in KINDS] for sign in _WEIGHTS])
    kinds = np.array([[_CHANGES.get((before, after), 0.0) for after in KINDS] for before in KINDS])
    change = 1 - np.eye(len(KINDS))
    free = np.array([kinds + change * cost for cost in _PLACES.values()])
    bound = free.copy()
    for k, place in enumerate(_PLACES):
        if place not in ("heading", "chapter"):
            bound[k, :, _AT["other"]] += _OTHER_AWAY * change[:, _AT["other"]]
    chapter = bound[-1].copy()
    chapter[:, _AT["closing"]] += _CLOSING_AT_CHAPTER * change[:, _AT["closing"]]
    return score, np.concatenate([free, bound, chapter[None]])


def best_path(signs: Floats, places: Sequence[int], score: Floats, costs: Floats) -> list[int]:
    """Return the numbers of the kinds of the path with the highest sum (Viterbi)."""
    gains, steps = signs @ score, list(costs.transpose(0, 2, 1).copy())
    gains[0, _AT["opening"]] += _FIRST_OPENING
    best, came = gains[0], []
    for gain, place in zip(gains[1:], places[1:], strict=True):
        paths = best + steps[place]
        came.append(paths.argmax(1))
        best = np.maximum.reduce(paths, 1) + gain
    path = [int(best.argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return path[::-1]
