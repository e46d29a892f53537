"""Of hits that overlap, which stay: spans nest only across types."""

from collections.abc import Iterable
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
    at: dict[int, list[tuple[int, str]]] = {}  # by start, the ends and types of what stays
    for scored in ranked:
        start, end, type_, _ = scored.hit
        if not _conflicts(start, end, type_, at):
            at.setdefault(start, []).append((end, type_))
            kept.append(scored)
    return sorted(kept, key=lambda s: (s.hit.start, -s.hit.end, _PLACE[s.hit.type]))


def _conflicts(start: int, end: int, type_: str, at: dict[int, list[tuple[int, str]]]) -> bool:
    for a in range(start - LONGEST, end):
        for b, other in at.get(a, ()):
            if b <= start:
                continue
            nested = (a <= start and end <= b) or (start <= a and b <= end)
            if not nested or other == type_ or (a, b) == (start, end):
                return True
    return False
