"""Runs of segments of about one length: where parallels and couplets are looked for."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.kernels.runs import AND as _AND
from reportnlp.slogans.kernels.runs import segments
from reportnlp.slogans.view import SPACES, View, among

__all__ = ["AND", "WITHIN", "Run", "Runs", "rows", "runs"]

Longs = npt.NDArray[np.int64]
Run = list[tuple[int, int]]

#: Words that join the last segment to the one before.
AND = "".join(map(chr, _AND))
WITHIN = "…"
_BETWEEN = f"，、；：。！？,;:!?…—（）()《》<>|{SPACES}"


class Runs(NamedTuple):
    """Runs of two segments or more.

    Where each segment begins, int64[s]; of each run its segments, their length, and the mark before and the mark after
    it, `WITHIN` where it begins or ends within a piece.
    """

    segments: Longs
    indptr: Longs
    lengths: Longs
    before: str
    after: str

    def run(self, k: int) -> Run:
        """Return the spans of the segments of a run."""
        length = self.lengths.item(k)
        return [(start, start + length) for start in self.segments[self.indptr[k] : self.indptr[k + 1]].tolist()]


def rows(view: View, marks: str) -> tuple[Longs, Longs, Longs, Longs]:
    """Return where the stretches without punctuation begin and end, int64[p], and the rows of two of them or more.

    The pieces of a row, from the first, int64[r], to the one before the last, have one of `marks` between each two.
    """
    inside = np.concatenate([[False], ~view.among(_BETWEEN), [False]])
    starts, ends = np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2).T
    between = view.points[ends[:-1]]
    link = np.where((ends[:-1] + 1 == starts[1:]) & among(between, marks), between, 0)
    change = np.flatnonzero(np.diff(link, prepend=0, append=0))
    low, high = change[:-1], change[1:]
    linked = link[low] > 0
    return starts, ends, low[linked], high[linked] + 1


def runs(view: View, marks: str) -> Runs:
    """Return the runs of segments between `marks`, in order.

    The length is that of what stands between two marks, or of the shorter one of two. What stands
    before the first mark is cut to the last characters, what stands after the last to the first, if
    words allow it.
    """
    starts, ends, low, high = rows(view, marks)
    found, indptr, lengths, first, last = segments(view.points, view.edges, starts, ends, low, high)
    begin, end = found[indptr[:-1]], found[indptr[1:] - 1] + lengths
    before = np.where(begin == starts[first], view.points[begin - 1], ord(WITHIN))
    after = np.where(end == ends[last], view.points[end], ord(WITHIN))
    return Runs(found, indptr, lengths, *("".join(map(chr, mark.tolist())) for mark in (before, after)))
