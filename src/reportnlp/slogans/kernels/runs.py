"""Kernel of runs: neighbouring segments of one length between marks.

Arrays, n the number of characters and p that of the pieces, which are stretches without punctuation:

``points``, int32[n]
    Code points.
``edges``, uint8[n + 1]
    1 where a token begins or ends.
``starts``, ``ends``, int64[p]
    Span of each piece, in order.
``low``, ``high``, int64[r]
    The first piece of each row and that behind its last: pieces of a row have one mark between each two.
"""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["AND", "segments"]

_Points = npt.NDArray[np.int32]
_Bytes = npt.NDArray[np.uint8]
_Longs = npt.NDArray[np.int64]

#: Characters of a segment.
SHORTEST, LONGEST = 2, 18
#: Code points of 和, 与 and 及, which join the last segment to the one before.
AND = (0x548C, 0x4E0E, 0x53CA)


@part
def _joins(point: int) -> bool:
    return point == AND[0] or point == AND[1] or point == AND[2]


@part
def _fitted(
    points: _Points, edges: _Bytes, starts: _Longs, ends: _Longs, k: int, stop: int, length: int, run: _Longs
) -> int:
    """Write the starts of the segments of a length from piece `k` on into `run`, and return how many there are."""
    first = ends[k] - length
    if first < starts[k] or not edges[first]:
        return 0
    run[0] = first
    n = 1
    for j in range(k + 1, stop):
        end = starts[j] + length
        if end > ends[j] or not edges[end]:
            break
        run[n] = starts[j]
        n += 1
        if end < ends[j]:
            # 获得感、幸福感和安全感: the last one follows a word instead of a mark.
            last = end + 1 + length
            if _joins(points[end]) and last <= ends[j] and edges[last]:
                run[n] = end + 1
                n += 1
            break
    return n


@kernel
def segments(
    points: _Points, edges: _Bytes, starts: _Longs, ends: _Longs, low: _Longs, high: _Longs
) -> tuple[_Longs, _Longs, _Longs, _Longs, _Longs]:
    """Divide the pieces of each row into the runs of most segments of one length, from the left.

    A length is that of one of the first two pieces of a run, or what stands before 和, 与 or 及 in the first half of
    the second. The first segment is cut to the last characters of its piece, the last one to the first of its own,
    if words allow it.

    Returns
    -------
    segments : ndarray of int64
        Where each segment begins.
    indptr : ndarray of int64, shape (r + 1,)
        Segments of each run.
    lengths, first, last : ndarray of int64, shape (r,)
        Length of its segments, and the pieces where it begins and where it should end by their number.
    """
    room = 6 * len(starts) + 4  # a piece is of two rows at most, and each of a run but one takes a piece
    found = np.empty(room, np.int64)
    indptr, lengths = np.zeros(room, np.int64), np.empty(room, np.int64)
    firsts, lasts = np.empty(room, np.int64), np.empty(room, np.int64)
    run, best = np.empty(len(starts) + 2, np.int64), np.empty(len(starts) + 2, np.int64)
    size, count = 0, 0
    for r in range(len(low)):
        k, stop = low[r], high[r]
        while k + 1 < stop:
            own, second = ends[k] - starts[k], ends[k + 1] - starts[k + 1]
            most, chosen = 1, 0
            for length in range(SHORTEST, LONGEST + 1):
                joined = length < second // 2 + 1 and _joins(points[starts[k + 1] + length])
                if length not in (own, second) and not joined:
                    continue
                n = _fitted(points, edges, starts, ends, k, stop, length, run)
                if n > 1 and n >= most:
                    most, chosen = n, length
                    best[:n] = run[:n]
            if chosen == 0:
                k += 1
                continue
            found[size : size + most] = best[:most]
            size += most
            last = min(k + most, stop) - 1
            lengths[count], firsts[count], lasts[count] = chosen, k, last
            count += 1
            indptr[count] = size
            k = last if best[most - 1] + chosen != ends[last] else last + 1
    spans = found[:size].copy(), indptr[: count + 1].copy()
    return spans[0], spans[1], lengths[:count].copy(), firsts[:count].copy(), lasts[:count].copy()
