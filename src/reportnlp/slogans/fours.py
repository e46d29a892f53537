"""Formulas of four characters: idioms, and verbs that come in pairs, 扬长补短、创新制胜."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.align import coarse, prosaic
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.runs import rows
from reportnlp.slogans.view import View

__all__ = ["find_fours", "is_four"]

Longs = npt.NDArray[np.int64]

_FOUR = 4
# Idioms of the dictionary that begin so are plain phrases: 十分复杂, 在建设中, 提前完成.
_ADVERBS = frozenset("十在提明极严更很较正将已")


def is_four(view: View, start: int, end: int) -> bool:
    """Tell whether four characters are an idiom or built of two verbs, each perhaps with its object."""
    if end - start != _FOUR or not view.fits(start, end):
        return False
    words = view.inside(start, end)
    return _is_built([(word.tag, word.category) for word in words]) and not (
        len(words) > 1 and prosaic(view, start, end)
    )


def _is_built(kinds: list[tuple[str, str]]) -> bool:
    """Tell whether words of some parts of speech and categories are an idiom, or two verbs."""
    tags = [tag for tag, _ in kinds]
    if len(kinds) == 1:
        return tags[0] in ("i", "l") and kinds[0][1] != "numeral"
    return list(map(coarse, tags)) in (["v", "v"], ["v", "a"], ["a", "v"]) and tags != ["vn", "vn"]


def find_fours(view: View) -> Iterator[Hit]:
    """Yield formulas of four characters, in no promised order: every idiom, and what stands in a row of such."""
    idioms = view.which(lambda tag, _: tag == "i")
    for word in view.words(np.flatnonzero(idioms & (view.ends - view.starts == _FOUR))):
        if view.text[word.start] not in _ADVERBS:
            free = _stands_free(view.text, word.start, word.end)
            yield Hit(word.start, word.end, "four", "idiom" if free else "idiom in prose")
    start, row = _in_rows(view)
    idiom = idioms[view.token[start]]
    # Two verbs side by side can be prose; beside an idiom, or three in a row, they are not.
    good = (np.bincount(row) >= 3) | (np.bincount(row, idiom) > 0)
    for a in start[good[row] & ~idiom].tolist():
        yield Hit(a, a + _FOUR, "four", "row")


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether an idiom has a mark on one side at least, and is no adjective and no adverb of what follows."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return after not in ("的", "地") and not (before.isalnum() and after.isalnum())


def _in_rows(view: View) -> tuple[Longs, Longs]:
    """Return where formulas begin that are pieces of a row, and the numbers of the rows: two int64[c].

    Of the first piece of a row it is the end, of the last the beginning.
    """
    starts, ends, low, high = rows(view, "、")
    row = np.repeat(np.arange(len(low)), high - low)
    piece = np.arange(len(row)) - np.repeat(np.cumsum(high - low) - high, high - low)
    first, last = piece == low[row], piece == high[row] - 1
    a = np.where(first, ends[piece] - _FOUR, starts[piece])
    fits = (starts[piece] <= a) & (a + _FOUR <= ends[piece]) & (first | last | (a + _FOUR == ends[piece]))
    a, row = a[fits], row[fits]
    whole = (view.edges[a] & view.edges[a + _FOUR]) > 0
    token, n = view.token[a], view.token[a + _FOUR] - view.token[a]
    whole &= (n == 1) | ((n == 2) & ~prosaic(view, a, a + _FOUR))
    a, row, token, n = a[whole], row[whole], token[whole], n[whole]
    # The kinds of the words of each, of which few are different.
    pair = np.stack([view.kind[token], np.where(n == 2, view.kind[token + n - 1], -1)])
    pairs, number = np.unique(pair, axis=1, return_inverse=True)
    built = [_is_built([view.kinds[k] for k in kinds if k >= 0]) for kinds in pairs.T.tolist()]
    kept = np.array(built, np.bool_)[number]
    return a[kept], row[kept]
