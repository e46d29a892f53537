"""Slogan clauses out of quotes: 小事不出村、大事不出镇, two or more clauses around one negation."""

import re
from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import HAN, View, ahead

__all__ = ["CREED", "find_clauses"]

_NO = "[一-鿿]{2,4}[不无零][一-鿿]{1,4}"
_NEGATIONS = re.compile(f"(?<![一-鿿])(?:[一-鿿]{{1,4}})?{_NO}(?:[，、]{_NO})+(?![一-鿿])")
#: The first negation stands so many characters behind the beginning at most.
_FAR = 9
_NEGATION = re.compile("[不无零]")
# Plain words with a negation, and complaints: 总量不大、结构不优.
_NOT_ONE = re.compile(
    "不[断仅少同足能得会可久良利平是及算容到如了够合协]|无[论法数]|不[大优高强多快善力活全健佳严实彻齐广深顺清明准紧]|有[令法]不|[的都在与令]"
    "|不(?:行|适应|扎实|灵活|解放|规范|充分|平衡|协调|完善|到位|明显|稳定|均衡|合理)|[无零]一?(?:伤亡|溃坝|垮坝)"
)


#: What comes first, of two characters: 人民至上, 项目为王.
CREED = re.compile("[一-鿿]{2}(?:至上|为[王先要大上重基])(?![一-鿿])")
# Several in a row are one slogan: 渔港为先、渔船为重、渔民为本.
_CREEDS = re.compile(f"{CREED.pattern}(?:[、，]{CREED.pattern.replace('基', '基本')})*")
_WITH, _NEAR = re.compile("以[^，。；：、]*$"), 16


def find_clauses(view: View) -> Iterator[Hit]:
    """Yield runs of clauses that each negate something in the same word, and creeds, in no promised order."""
    yield from _negations(view)
    for match in view.matches(_CREEDS, np.flatnonzero(ahead(view.among("至为"), 2))):
        start, end = match.span()
        whole = not view.broken(start, end)
        for a, b in [(start, end)] if whole else [one.span() for one in CREED.finditer(view.text, start, end)]:
            # 以团结为重 is grammar.
            if view.fits(a, b) and not _WITH.search(view.text, max(a - _NEAR, 0), a):
                yield Hit(a, b, "clause", "creed")


def _negations(view: View) -> Iterator[Hit]:
    han = view.among(HAN)
    begins = np.flatnonzero(han & ~np.append(False, han[:-1]))
    negated = np.append(0, np.cumsum(view.among("不无零")))
    near = negated[np.minimum(begins + _FAR, len(han))] > negated[begins]
    for match in view.matches(_NEGATIONS, begins[near]):
        clauses = re.split("[，、]", match[0])
        if _NOT_ONE.search(match[0]) or len({_word(clause) for clause in clauses}) > 1:
            continue
        # A verb before the first clause, 实现矛盾不上交、平安不出事, is no part of the slogan.
        extra = len(clauses[0]) - len(clauses[1])
        start = match.start() + max(extra, 0)
        if (
            extra >= -1
            and view.fits(start, match.end())
            and not view.opens(start, match.end())
            and max(map(len, clauses[1:])) - min(map(len, clauses[1:])) <= 2
        ):
            yield Hit(start, match.end(), "clause", "negations")


def _word(clause: str) -> str:
    found = _NEGATION.search(clause, 2)
    return found[0] if found else ""
