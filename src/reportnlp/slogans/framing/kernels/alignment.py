"""Kernels that align clauses character by character and keep what they share in the same order."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["common", "ordered_pairs", "pair_weights"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@part
def _trace(
    codes: Int32s,
    weights: Floats,
    alone: Bools,
    marks: Bools,
    a: int,
    n: int,
    b: int,
    m: int,
    gap: float,
    table: Floats,
    found: Int64s,
) -> tuple[int, float]:
    """Align ``codes[a : a + n]`` with ``codes[b : b + m]``; return the number of matches and their weight.

    The best global alignment of S. B. Needleman and C. D. Wunsch (1970), Journal of Molecular Biology 48 (3), 443–453:
    a match earns the smaller of the two weights, two different characters may stand opposite each other for
    nothing, one that stands opposite nothing costs `gap`, and a mark stands opposite its like or nothing.
    Then a single character between two that do not match is given up if it is but a part of a word.
    The positions of the matches, counted from `a` and `b`, are left in ``found[0]`` and ``found[1]``, last first.
    """
    for j in range(m + 1):
        table[0, j] = -gap * j
    for i in range(1, n + 1):
        table[i, 0] = -gap * i
        for j in range(1, m + 1):
            best = max(table[i - 1, j], table[i, j - 1]) - gap
            x, y = a + i - 1, b + j - 1
            if codes[x] == codes[y] and codes[x] > 0:
                best = max(best, table[i - 1, j - 1] + min(weights[x], weights[y]))
            elif not (marks[x] or marks[y]):
                best = max(best, table[i - 1, j - 1])
            table[i, j] = best
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


@kernel
def pair_weights(
    codes: Int32s, weights: Floats, alone: Bools, marks: Bools, indptr: Int64s, one: Int64s, other: Int64s, gap: float
) -> Floats:
    """Return the weight of what each pair of clauses shares, less what its gaps cost: float64[p].

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
    one, other : ndarray of int64, shape (p,)
        Clauses to compare.
    gap : float
        Cost of a character that stands opposite nothing.
    """
    longest = 0
    for d in range(indptr.size - 1):
        longest = max(longest, indptr[d + 1] - indptr[d])
    table = np.empty((longest + 1, longest + 1), np.float64)
    found = np.empty((2, longest + 1), np.int64)
    result = np.empty(one.size, np.float64)
    for p in range(one.size):
        a, b = indptr[one[p]], indptr[other[p]]
        n, m = indptr[one[p] + 1] - a, indptr[other[p] + 1] - b
        result[p] = _trace(codes, weights, alone, marks, a, n, b, m, gap, table, found)[1]
    return result


@kernel
def common(
    codes: Int32s, weights: Floats, alone: Bools, marks: Bools, n: int, part_of_first: float
) -> tuple[Int32s, Floats, Bools, Bools]:
    """Return what the first `n` characters share with the rest, with a 0 for each slot between.

    Parameters
    ----------
    codes, weights, alone, marks : ndarray, shape (n + m,)
        As in `pair_weights`.
    n : int
        Characters of the first sequence.
    part_of_first : float
        Part that its weights have in those of what is shared, from 0 to 1; the other sequence has the rest.

    Returns
    -------
    tuple of ndarray
        The four arrays of what is shared: a match that does not follow the one before it in both sequences has
        a slot before it, and the last one behind it, if it does not end both.
    """
    m = codes.size - n
    table = np.empty((n + 1, m + 1), np.float64)
    found = np.empty((2, min(n, m) + 1), np.int64)
    k, _ = _trace(codes, weights, alone, marks, 0, n, n, m, 0.0, table, found)
    shared = np.zeros(2 * k + 1, np.int32)
    worth = np.zeros(2 * k + 1, np.float64)
    single = np.zeros(2 * k + 1, np.bool_)
    mark = np.zeros(2 * k + 1, np.bool_)
    at, last_i, last_j = 0, -1, -1
    for t in range(k - 1, -1, -1):
        i, j = found[0, t], found[1, t]
        if i != last_i + 1 or j != last_j + 1:
            at += 1
        shared[at], mark[at] = codes[i], marks[i]
        worth[at] = part_of_first * weights[i] + (1.0 - part_of_first) * weights[n + j]
        single[at] = alone[i] and alone[n + j]
        at, last_i, last_j = at + 1, i, j
    if last_i != n - 1 or last_j != m - 1:
        at += 1
    return shared[:at], worth[:at], single[:at], mark[:at]


@kernel
def ordered_pairs(words: Int32s, frame: Bools, indptr: Int64s, longest: int) -> tuple[Int64s, Int64s]:
    """Return the pairs of words that follow each other in a clause, at any distance, and the clause of each.

    Parameters
    ----------
    words : ndarray of int32, shape (w,)
        Words of all clauses.
    frame : ndarray of bool, shape (w,)
        A pair needs one of these words, or the last word of its clause.
    indptr : ndarray of int64, shape (d + 1,)
        Words of each clause.
    longest : int
        Words of a clause that are looked at.

    Returns
    -------
    ndarray of int64, shape (k,), and ndarray of int64, shape (k,)
        The first word times 2**32, plus the second; the number of the clause.
    """
    room = 0
    for d in range(indptr.size - 1):
        n = min(indptr[d + 1] - indptr[d], longest)
        room += n * (n - 1) // 2
    keys = np.empty(room, np.int64)
    clauses = np.empty(room, np.int64)
    k = 0
    for d in range(indptr.size - 1):
        stop = min(indptr[d + 1], indptr[d] + longest)
        for i in range(indptr[d], stop):
            for j in range(i + 1, stop):
                if frame[i] or frame[j] or j == indptr[d + 1] - 1:
                    keys[k] = np.int64(words[i]) << 32 | np.int64(words[j])
                    clauses[k] = d
                    k += 1
    return keys[:k], clauses[:k]
