"""Formulas of four characters: idioms, and verbs that come in pairs, 扬长补短、创新制胜."""

from collections.abc import Iterator

from reportnlp.slogans.align import coarse, prosaic
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import Piece, View

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
    for word in view.notable:
        if word.tag == "i" and word.end - word.start == _FOUR and view.text[word.start] not in _ADVERBS:
            free = _stands_free(view.text, word.start, word.end)
            yield Hit(word.start, word.end, "four", "idiom" if free else "idiom in prose")
    row: list[Piece] = []
    for piece in view.pieces:
        if row and row[-1].end + 1 != piece.start:
            yield from _of_row(view, row)
            row = []
        row.append(piece)
        if piece.after != "、":
            yield from _of_row(view, row)
            row = []


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether an idiom has a mark on one side at least, and is no adjective and no adverb of what follows."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return after not in ("的", "地") and not (before.isalnum() and after.isalnum())


def _of_row(view: View, row: list[Piece]) -> Iterator[Hit]:
    if len(row) < 2:
        return
    spans = [(row[0].end - _FOUR, row[0].end), *((piece.start, piece.end) for piece in row[1:-1])]
    spans.append((row[-1].start, row[-1].start + _FOUR))
    inside = [(a, b) for (a, b), piece in zip(spans, row, strict=True) if piece.start <= a and b <= piece.end]
    found = [(a, b) for a, b in inside if is_four(view, a, b)]
    # Two verbs side by side can be prose; beside an idiom, or three in a row, they are not.
    if len(found) >= 3 or any(word.tag == "i" for span in found for word in view.inside(*span)):
        for a, b in found:
            if not any(word.tag == "i" for word in view.inside(a, b)):
                yield Hit(a, b, "four", "row")
