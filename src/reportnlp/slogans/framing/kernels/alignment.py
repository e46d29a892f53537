"""Kernels that align clauses character by character and keep what they share in the same order."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["pair_scores", "trace"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@part
def trace(
    codes: Int32s,
    weights: Floats,
    alone: Bools,
    marks: Bools,
    a: int,
    n: int,
    b: int,
    m: int,
    gap: float,
    least: float,
    table: Floats,
    found: Int64s,
) -> tuple[int, float]:
    """Align ``codes[a : a + n]`` with ``codes[b : b + m]``; return the number of matches and their weight.

    The best global alignment of S. B. Needleman and C. D. Wunsch (1970), Journal of Molecular Biology 48 (3), 443–453:
    a match earns the smaller of the two weights, two different characters may stand opposite each other for
    nothing, one that stands opposite nothing costs `gap`, and a mark stands opposite its like or nothing.
    Then a single character between two that do not match is given up if it is but a part of a word.
    The positions of the matches, counted from `a` and `b`, are left in ``found[0]`` and ``found[1]``, last first.
    Nothing is found if what they weigh is less than `least` before any is given up.
    """
    for j in range(m + 1):
        table[0, j] = -gap * j
    for i in range(1, n + 1):
        code, worth, mark = codes[a + i - 1], weights[a + i - 1], marks[a + i - 1]
        left, across = -gap * i, table[i - 1, 0]
        table[i, 0] = left
        for j in range(m):
            y = b + j
            above = table[i - 1, j + 1]
            best = max(above, left) - gap
            if code == codes[y] and code > 0:
                best = max(best, across + min(worth, weights[y]))
            elif not (mark or marks[y]):
                best = max(best, across)
            table[i, j + 1] = best
            left, across = best, above
    if table[n, m] < least:
        return 0, 0.0
    i, j, k, weight = n, m, 0, 0.0
    while i > 0 and j > 0:
        x, y = a + i - 1, b + j - 1
        same = codes[x] == codes[y] and codes[x] > 0
        if same and table[i, j] == table[i - 1, j - 1] + min(weights[x], weights[y]):
            found[0, k], found[1, k] = i - 1, j - 1
            k, i, j = k + 1, i - 1, j - 1
        elif not same and not (marks[x] or marks[y]) and table[i, j] == table[i - 1, j - 1]:
            i, j = i - 1, j - 1
        elif table[i, j] == table[i - 1, j] - gap:
            weight -= gap
            i -= 1
        else:
            weight -= gap
            j -= 1
    weight -= gap * (i + j)
    kept, last_i, last_j = 0, -1, -1  # the match before this one, kept or not
    for t in range(k):
        i, j = found[0, t], found[1, t]
        joined = (last_i == i + 1 and last_j == j + 1) or (
            t + 1 < k and found[0, t + 1] == i - 1 and found[1, t + 1] == j - 1
        )
        last_i, last_j = i, j
        if joined or (alone[a + i] and alone[b + j]):
            found[0, kept], found[1, kept] = i, j
            kept += 1
            weight += min(weights[a + i], weights[b + j])
    return kept, weight


@part
def _least(min_score: float, total: float, layout: float, little: float) -> float:
    """Return the least weight for which the score is `min_score`, with room for rounding, infinite if none is."""
    asked = min_score**2 / layout
    least = (asked * total + np.sqrt((asked * total) ** 2 + 4 * asked * total * little)) / 2
    if least > total:
        least = asked * little / (1 - asked) if asked < 1 else np.inf
    return least - 1e-6


@kernel
def pair_scores(
    codes: Int32s, weights: Floats, alone: Bools, marks: Bools, indptr: Int64s, total: Floats, layout: Int64s,
    n_parts: Int64s, one: Int64s, other: Int64s, gap: float, layouts: Floats, little: float, min_score: float
) -> Floats:  # fmt: skip
    """Return the score of each pair of clauses: float64[p], by the weight of what both share, less the gaps' cost.

    It is the root of (w / W) (w / (w + `little`)) b: w the weight, W the mean weight of the clauses, b their build.
    A pair that cannot reach `min_score` has 0: since one clause, or the characters that both have in any order, are
    worth less, so that it is not aligned; or since its best alignment is.

    Parameters
    ----------
    codes : ndarray of int32, shape (n,)
        Characters of all clauses; 0 never matches.
    weights : ndarray of float64, shape (n,)
        What a character is worth, 0 or more.
    alone : ndarray of bool, shape (n,)
        Whether a character is a word, or a mark, by itself.
    marks : ndarray of bool, shape (n,)
        Whether it is a mark.
    indptr : ndarray of int64, shape (d + 1,)
        Characters of each clause.
    total : ndarray of float64, shape (d,)
        Weight of each clause.
    layout, n_parts : ndarray of int64, shape (d,)
        A number for the lengths of its parts, and how many there are.
    one, other : ndarray of int64, shape (p,)
        Clauses to compare.
    gap : float
        Cost of a character that stands opposite nothing.
    layouts : ndarray of float64, shape (3,)
        Factor of the score for one layout, one number of parts, and neither.
    little : float
        Half of the score is lost at this weight.
    min_score : float
        The score that is asked for.
    """
    longest = 0
    for d in range(indptr.size - 1):
        longest = max(longest, indptr[d + 1] - indptr[d])
    table = np.empty((longest + 1, longest + 1), np.float64)
    found = np.empty((2, longest + 1), np.int64)
    result = np.zeros(one.size, np.float64)
    worth = np.zeros(0x110000, np.float64)  # of the characters of the first clause
    last = -1
    for p in range(one.size):
        a, b = indptr[one[p]], indptr[other[p]]
        n, m = indptr[one[p] + 1] - a, indptr[other[p] + 1] - b
        mean = (total[one[p]] + total[other[p]]) / 2
        factor = layouts[1] if n_parts[one[p]] == n_parts[other[p]] else layouts[2]
        if layout[one[p]] == layout[other[p]]:
            factor = layouts[0]
        least, between = _least(min_score, mean, factor, little), gap * abs(n - m)
        if min(total[one[p]], total[other[p]]) - between < least:
            continue
        if one[p] != last:
            if last >= 0:
                worth[codes[indptr[last] : indptr[last + 1]]] = 0.0
            for k in range(a, a + n):
                worth[codes[k]] = max(worth[codes[k]], weights[k])
            worth[0] = 0.0
            last = one[p]
        bound = -between
        for k in range(b, b + m):
            bound += min(weights[k], worth[codes[k]])
        if bound < least:
            continue
        weight = trace(codes, weights, alone, marks, a, n, b, m, gap, least, table, found)[1]
        if weight > 0:
            result[p] = np.sqrt(min(weight / mean, 1.0) * weight / (weight + little) * factor)
    return result
