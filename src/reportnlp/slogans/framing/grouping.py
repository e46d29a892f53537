"""Groups of clauses that share one frame: pairs are joined, best first, as long as what all share stays a frame."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.framing.arrays import LAYOUT, Clauses, rated, score
from reportnlp.slogans.framing.kernels.alignment import common

__all__ = ["Frame", "group", "single"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Characters of a piece that is a frame alone; parts, all of the same lengths, of a frame of one shorter piece, and
#: of a frame of nothing but marks.
LONG, BUILT, BARE = 4, 2, 3
MIXED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What `size` clauses share, of which number `first` is the first.

    ``codes`` are the characters in order, 0 where there is a slot, and ``weights, alone, marks`` what
    `kernels.alignment` says; ``total`` is the mean weight of the clauses, ``layout`` and ``n_parts`` are theirs,
    or `MIXED`.
    """

    first: int
    size: int
    codes: Int32s
    weights: Floats
    alone: Bools
    marks: Bools
    total: float
    layout: int
    n_parts: int
    score: float

    @property
    def pieces(self) -> list[str]:
        """The texts between the slots: the first or the last is empty where a slot begins or ends the frame."""
        return "".join(map(chr, self.codes.tolist())).split("\0")


def group(clauses: Clauses, one: Int64s, other: Int64s, min_score: float) -> list[tuple[Frame, list[int]]]:
    """Return the frames of candidate pairs and the clauses of each, two or more, no clause in two.

    The pairs are taken from the highest score down. The groups of the two become one if what all their
    members share still scores `min_score`.
    """
    scores = np.round(score(clauses, one, other), 12)
    good = np.flatnonzero(scores >= min_score)
    good = good[np.lexsort((other[good], one[good], -scores[good]))]
    groups = _Groups(clauses, min_score)
    for a, b in zip(one[good].tolist(), other[good].tolist(), strict=True):
        groups.join(a, b)
    # Frames can have come to be the same though no two of their members were compared.
    same: dict[bytes, int] = {}
    for k in sorted(groups.frames):
        frame = groups.frames[k]
        if frame.size > 1:
            groups.join(same.setdefault(frame.codes.tobytes(), k), k)
    members: dict[int, list[int]] = {}
    for k in np.unique(np.concatenate([one[good], other[good]])).tolist():
        members.setdefault(groups.root(k), []).append(k)
    return [(groups.frames[k], own) for k, own in sorted(members.items()) if len(own) > 1]


class _Groups:
    """Disjoint sets of clauses, each under its first; a clause that was never joined is alone."""

    def __init__(self, clauses: Clauses, min_score: float) -> None:
        self.clauses, self.min_score = clauses, min_score
        self.above = list(range(len(clauses.total)))
        self.frames: dict[int, Frame] = {}
        self.refused: set[tuple[int, int, int, int]] = set()

    def root(self, k: int) -> int:
        while self.above[k] != k:
            self.above[k] = self.above[self.above[k]]
            k = self.above[k]
        return k

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a == b:
            return
        left, right = (self.frames.setdefault(k, self.frames.get(k) or single(self.clauses, k)) for k in (a, b))
        pair = (a, left.size, b, right.size)  # a group only grows: its first and its size tell which it is
        if pair in self.refused:
            return
        joined = _joined(left, right)
        if joined.score >= self.min_score:
            self.frames[a], self.above[b] = joined, a
            del self.frames[b]
        else:
            self.refused.add(pair)


def single(clauses: Clauses, k: int) -> Frame:
    """Return one clause as a frame without slots."""
    own = slice(clauses.indptr[k], clauses.indptr[k + 1])
    arrays = (clauses.codes[own], clauses.weights[own], clauses.alone[own], clauses.marks[own])
    total, layout, n_parts = float(clauses.total[k]), int(clauses.layout[k]), int(clauses.n_parts[k])
    return Frame(k, 1, *arrays, total, layout, n_parts, _value(total, total, layout, n_parts))


def _joined(a: Frame, b: Frame) -> Frame:
    codes, weights = np.concatenate([a.codes, b.codes]), np.concatenate([a.weights, b.weights])
    alone, marks = np.concatenate([a.alone, b.alone]), np.concatenate([a.marks, b.marks])
    size = a.size + b.size
    part = a.size / size
    codes, weights, alone, marks = common(codes, weights, alone, marks, len(a.codes), part)
    total = part * a.total + (1 - part) * b.total
    layout = a.layout if a.layout == b.layout else MIXED
    n_parts = a.n_parts if a.n_parts == b.n_parts else MIXED
    value = _value(float(weights.sum()), total, layout, n_parts)
    frame = Frame(a.first, size, codes, weights, alone, marks, total, layout, n_parts, value)
    return frame if _is_frame(frame) else replace(frame, score=0.0)


def _is_frame(frame: Frame) -> bool:
    """Tell whether the words of a frame make one: two pieces of them, a long one, or the build and one or none."""
    words = [size for piece in frame.pieces if (size := sum(map(str.isalnum, piece)))]
    if len(words) > 1 or sum(words) >= LONG:
        return True
    return frame.layout != MIXED and frame.n_parts >= (BUILT if words else BARE)


def _value(weight: float, total: float, layout: int, n_parts: int) -> float:
    return float(rated(weight, total, LAYOUT[0 if layout != MIXED else 1 if n_parts != MIXED else 2]))
