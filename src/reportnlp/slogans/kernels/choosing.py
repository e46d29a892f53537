"""Kernel that chooses among overlapping spans."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["compatible"]

_Longs = npt.NDArray[np.int64]


@kernel
def compatible(starts: _Longs, ends: _Longs, types: _Longs, n: int, longest: int) -> npt.NDArray[np.bool_]:
    """Tell which spans can stand beside all those kept before them: bool[c].

    Two of one type may not overlap, two of other types may not cross or have the same span. None is empty.

    Parameters
    ----------
    starts, ends, types : ndarray of int64, shape (c,)
        Spans of a text and the number of the type of each, best first.
    n : int
        Characters of the text.
    longest : int
        Characters of the longest span.
    """
    kept = np.zeros(len(starts), np.bool_)
    last = np.full(n, -1, np.int32)  # by its start, the latest span that is kept
    before = np.full(len(starts), -1, np.int32)  # the one before it with the same start
    for c in range(len(starts)):
        start, end, fits = starts[c], ends[c], True
        for place in range(max(start - longest, 0), end):
            other = last[place]
            while fits and other >= 0:
                a, b = place, ends[other]
                if b > start:
                    nested = (a <= start and end <= b) or (start <= a and b <= end)
                    fits = nested and types[other] != types[c] and not (a == start and b == end)
                other = before[other]
            if not fits:
                break
        if fits:
            kept[c] = True
            before[c] = last[start]
            last[start] = c
    return kept
