"""Groups of clauses that share one frame: pairs are joined, best first, as long as what all share stays a frame."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.framing.arrays import LAYOUT, LITTLE, Clauses, rated, score
from reportnlp.slogans.framing.kernels.joining import join

__all__ = ["Frame", "group", "single"]

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]

#: Characters of a piece that is a frame alone; parts, all of the same lengths, of a frame of one shorter piece, and
#: of a frame of nothing but marks.
LONG, BUILT, BARE = 4, 2, 3


class Frame(NamedTuple):
    """What clauses share: the texts between the slots, the first or the last empty where a slot begins or ends it."""

    pieces: list[str]
    score: float


def group(clauses: Clauses, one: Int64s, other: Int64s, min_score: float) -> list[tuple[Frame, list[int]]]:
    """Return the frames of candidate pairs and the clauses of each, two or more, no clause in two.

    The pairs are taken from the highest score down. The groups of the two become one if what all their
    members share still scores `min_score`.
    """
    scores = np.round(score(clauses, one, other, min_score), 12)
    good = np.flatnonzero(scores >= min_score)
    good = good[np.lexsort((other[good], one[good], -scores[good]))]
    d = len(clauses.total)
    lengths = np.diff(clauses.indptr)
    start = 2 * clauses.indptr[:-1] + np.arange(d)
    places = np.repeat(start, lengths) + np.arange(len(clauses.codes)) - np.repeat(clauses.indptr[:-1], lengths)
    texts = [np.zeros(2 * len(clauses.codes) + d, own.dtype) for own in clauses.characters]
    for text, own in zip(texts, clauses.characters, strict=True):
        text[places] = own
    above, size, value = np.arange(d), np.ones(d, np.int64), single(clauses)
    groups = (above, size, start, lengths, clauses.total.copy(), clauses.layout.copy(), clauses.n_parts.copy(), value)
    how = (min_score, np.array(LAYOUT), LITTLE, np.array([LONG, BUILT, BARE]))
    join(*groups, *texts, one[good], other[good], *how)  # type: ignore[call-arg, arg-type]

    def codes(k: int) -> bytes:
        return texts[0][start[k] : start[k] + lengths[k]].tobytes()

    # Frames can have come to be the same though no two of their members were compared.
    same: dict[bytes, int] = {}
    firsts = np.flatnonzero((above == np.arange(d)) & (size > 1))
    twins = [same.setdefault(codes(k), k) for k in firsts.tolist()]
    join(*groups, *texts, np.array(twins, np.int64), firsts, *how)  # type: ignore[call-arg, arg-type]
    while (above[above] != above).any():
        above[:] = above[above]
    framed = np.flatnonzero(size[above] > 1)
    order = framed[np.argsort(above[framed], kind="stable")]
    cuts = np.flatnonzero(np.diff(above[order])) + 1
    return [
        (Frame(codes(own[0]).decode("utf-32-le").split("\0"), float(value[own[0]])), own.tolist())
        for own in np.split(order, cuts)
        if len(own)
    ]


def single(clauses: Clauses) -> Floats:
    """Return the score of each clause as a frame without slots: float64[d]."""
    return rated(clauses.total, clauses.total, LAYOUT[0])
