"""Kernel that joins clauses into groups that share a frame.

Arrays, d the number of clauses: a group is known by its first clause, and the row of that is the group's.

``above``, int64[d]
    A clause of the same group that stands before, or the clause itself if it is the first.
``size``, int64[d]
    Clauses of the group.
``start``, int64[d], ``length``, int64[d]
    Where the frame of the group stands in the arrays of characters; there is room for each character of the first
    clause and a slot around each.
``total``, float64[d]
    Mean weight of the clauses.
``layout``, ``n_parts``, int64[d]
    Of all clauses, or `MIXED`.
``value``, float64[d]
    Score of the frame, 0 if what is shared is none.
``codes``, int32[c], ``weights``, float64[c], ``alone``, ``marks``, bool[c]
    As in `kernels.alignment`; a code of 0 is a slot.
"""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part
from reportnlp.slogans.framing.kernels.alignment import trace

__all__ = ["MIXED", "join"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

MIXED = -1


@part
def _root(above: Int64s, k: int) -> int:
    while above[k] != k:
        above[k] = above[above[k]]
        k = above[k]
    return k


@part
def _is_frame(codes: Int32s, marks: Bools, n: int, layout: int, n_parts: int, long: int, built: int, bare: int) -> bool:
    """Tell whether the words of a frame make one: two pieces of them, a long one, or the build and one or none."""
    pieces, every, own = 0, 0, 0
    for k in range(n):
        if codes[k] == 0:
            own = 0
        elif not marks[k]:
            pieces += own == 0
            own += 1
            every += 1
    if pieces > 1 or every >= long:
        return True
    return layout != MIXED and n_parts >= (built if pieces else bare)


@kernel
def join(
    above: Int64s,
    size: Int64s,
    start: Int64s,
    length: Int64s,
    total: Floats,
    layout: Int64s,
    n_parts: Int64s,
    value: Floats,
    codes: Int32s,
    weights: Floats,
    alone: Bools,
    marks: Bools,
    one: Int64s,
    other: Int64s,
    min_score: float,
    layouts: Floats,
    little: float,
    limits: Int64s,
) -> None:
    """Join the groups of two clauses, one pair after the other, if what all their members share scores enough.

    All but the last six arguments are changed.

    Parameters
    ----------
    above, size, start, length, total, layout, n_parts, value, codes, weights, alone, marks
        See the module.
    one, other : ndarray of int64, shape (p,)
        Clauses whose groups are to be joined, in this order.
    min_score : float
        Least score of a frame.
    layouts : ndarray of float64, shape (3,)
        Factor of the score for one layout, one number of parts, and neither.
    little : float
        Half of the score is lost at this weight.
    limits : ndarray of int64, shape (3,)
        Characters of a frame of one piece; parts of one with one shorter piece, and of one with none.
    """
    longest = 1
    for k in range(len(length)):
        longest = max(longest, length[k])
    longest = 2 * longest + 2
    table, found = np.empty((longest, longest), np.float64), np.empty((2, longest), np.int64)
    shared, worth = np.empty(2 * longest, np.int32), np.empty(2 * longest, np.float64)
    single, mark = np.empty(2 * longest, np.bool_), np.empty(2 * longest, np.bool_)
    room = 16
    while room < 2 * len(one):
        room *= 2
    refused = np.full((room, 4), -1, np.int64)  # pairs of groups by their first and their size: a group only grows
    for p in range(len(one)):
        a, b = _root(above, one[p]), _root(above, other[p])
        if a == b:
            continue
        a, b = min(a, b), max(a, b)
        place = (a * 1_000_003 + b * 8191 + size[a] * 127 + size[b]) & (room - 1)
        known = False
        while refused[place, 0] >= 0 and not known:
            known = (
                refused[place, 0] == a
                and refused[place, 1] == b
                and refused[place, 2] == size[a]
                and refused[place, 3] == size[b]
            )
            place = (place + (not known)) & (room - 1)
        if known:
            continue
        n, m = length[a], length[b]
        count, _ = trace(codes, weights, alone, marks, start[a], n, start[b], m, 0.0, -np.inf, table, found)
        share = size[a] / (size[a] + size[b])
        at, last_i, last_j, weight = 0, -1, -1, 0.0
        for t in range(count - 1, -1, -1):
            i, j = found[0, t], found[1, t]
            x, y = start[a] + i, start[b] + j
            if i != last_i + 1 or j != last_j + 1:
                shared[at], worth[at], single[at], mark[at] = 0, 0.0, False, False
                at += 1
            shared[at], mark[at], single[at] = codes[x], marks[x], alone[x] and alone[y]
            worth[at] = share * weights[x] + (1.0 - share) * weights[y]
            weight += worth[at]
            at, last_i, last_j = at + 1, i, j
        if last_i != n - 1 or last_j != m - 1:
            shared[at], worth[at], single[at], mark[at] = 0, 0.0, False, False
            at += 1
        whole = share * total[a] + (1.0 - share) * total[b]
        build = layout[a] if layout[a] == layout[b] else MIXED
        parts = n_parts[a] if n_parts[a] == n_parts[b] else MIXED
        score = 0.0
        if _is_frame(shared, mark, at, build, parts, limits[0], limits[1], limits[2]):
            factor = layouts[0] if build != MIXED else layouts[1] if parts != MIXED else layouts[2]
            score = np.sqrt(min(weight / whole, 1.0) * weight / (weight + little) * factor)
        if score < min_score:
            refused[place, 0], refused[place, 1], refused[place, 2], refused[place, 3] = a, b, size[a], size[b]
            continue
        codes[start[a] : start[a] + at], weights[start[a] : start[a] + at] = shared[:at], worth[:at]
        alone[start[a] : start[a] + at], marks[start[a] : start[a] + at] = single[:at], mark[:at]
        above[b] = a
        size[a] += size[b]
        length[a], total[a], layout[a], n_parts[a], value[a] = at, whole, build, parts, score
