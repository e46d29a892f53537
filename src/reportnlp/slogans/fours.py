"""Formulas of four characters: idioms, and verbs that come in pairs, 扬长补短、创新制胜."""

from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.align import coarse, prosaic
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.runs import rows
from reportnlp.slogans.view import View

__all__ = ["find_fours", "is_four"]

_FOUR = 4
# Idioms of the dictionary that begin so are plain phrases: 十分复杂, 在建设中, 提前完成.
_ADVERBS = frozenset("十在提明极严更很较正将已")


def is_four(view: View, start: int, end: int) -> bool:
    """Tell whether four characters are an idiom or built of two verbs, each perhaps with its object."""
    if end - start != _FOUR or not view.fits(start, end):
        return False
    words = view.inside(start, end)
    if len(words) == 1:
        return words[0].tag in ("i", "l") and words[0].category != "numeral"
    return (
        len(words) == 2
        and [coarse(word.tag) for word in words] in (["v", "v"], ["v", "a"], ["a", "v"])
        and [word.tag for word in words] != ["vn", "vn"]
        and not prosaic(view, start, end)
    )


def find_fours(view: View) -> Iterator[Hit]:
    """Yield formulas of four characters, in no promised order: every idiom, and what stands in a row of such."""
    idioms = view.which(lambda tag, _: tag == "i")
    for word in view.words(np.flatnonzero(idioms & (view.ends - view.starts == _FOUR))):
        if view.text[word.start] not in _ADVERBS:
            free = _stands_free(view.text, word.start, word.end)
            yield Hit(word.start, word.end, "four", "idiom" if free else "idiom in prose")
    for row in _rows(view):
        found = [(a, b) for a, b in row if is_four(view, a, b)]
        plain = [(a, b) for a, b in found if not any(word.tag == "i" for word in view.inside(a, b))]
        # Two verbs side by side can be prose; beside an idiom, or three in a row, they are not.
        if len(found) >= 3 or len(plain) < len(found):
            for a, b in plain:
                yield Hit(a, b, "four", "row")


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether an idiom has a mark on one side at least, and is no adjective and no adverb of what follows."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return after not in ("的", "地") and not (before.isalnum() and after.isalnum())


def _rows(view: View) -> Iterator[list[tuple[int, int]]]:
    """Yield, of the pieces of each row, what has four characters and begins and ends as its tokens do, two or more.

    Of the first piece it is the end, of the last the beginning.
    """
    starts, ends, low, high = rows(view, "、")
    a, b = starts.copy(), np.minimum(starts + _FOUR, len(view.text))
    a[low], b[low] = np.maximum(ends[low] - _FOUR, 0), ends[low]
    middle = np.ones(len(starts), np.bool_)
    middle[low] = middle[high - 1] = False
    whole = (starts <= a) & (b <= ends) & (~middle | (b == ends)) & ((view.edges[a] & view.edges[b]) > 0)
    n = view.token[b] - view.token[a]
    whole &= (n == 1) | ((n == 2) & ~prosaic(view, a, b))
    before = np.append(0, np.cumsum(whole))
    for k in np.flatnonzero(before[high] - before[low] >= 2).tolist():
        own = np.arange(low[k], high[k])[whole[low[k] : high[k]]]
        yield list(zip(a[own].tolist(), b[own].tolist(), strict=True))
