"""Of hits that overlap, which stay: spans nest only across types."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportnlp.slogans.hit import TYPES, Hit

__all__ = ["Scored", "choose"]

_PLACE = {type_: k for k, type_ in enumerate(TYPES)}
#: No hit is longer, so what overlaps one begins at most so far before it.
LONGEST = 200


class Scored(NamedTuple):
    """A hit with its score and its evidence."""

    hit: Hit
    score: float
    quoted: bool
    boundary: bool
    predictor: float
    lexicon: str


def choose(hits: Iterable[Scored]) -> list[Scored]:
    """Return hits by start, the better ones of those that may not stand together.

    Two of one type may not overlap, two of other types may not cross or have the same span. The
    quoted one wins, then the higher score, the longer one, the one further left, and the narrower type;
    what only the predictor sees comes last.
    """
    ranked = sorted(
        (scored for scored in hits if scored.hit.end - scored.hit.start <= LONGEST),
        key=lambda s: (
            s.hit.rule == "predictor",
            not s.quoted,
            -s.score,
            s.hit.start - s.hit.end,
            s.hit.start,
            _PLACE[s.hit.type],
        ),
    )
    kept: list[Scored] = []
    spans: list[tuple[int, int, str]] = []  # of what stays, in order
    for scored in ranked:
        start, end, type_, _ = scored.hit
        if not _conflicts(start, end, type_, spans):
            insort(spans, (start, end, type_))
            kept.append(scored)
    return sorted(kept, key=lambda s: (s.hit.start, -s.hit.end, _PLACE[s.hit.type]))


def _conflicts(start: int, end: int, type_: str, spans: Sequence[tuple[int, int, str]]) -> bool:
    for k in range(bisect_left(spans, (start - LONGEST,)), bisect_left(spans, (end,))):
        a, b, other = spans[k]
        if b <= start:
            continue
        nested = (a <= start and end <= b) or (start <= a and b <= end)
        if not nested or other == type_ or (a, b) == (start, end):
            return True
    return False
