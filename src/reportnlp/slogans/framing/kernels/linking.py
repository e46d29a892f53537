"""Kernels that find which clauses are worth comparing, in time linear in the clauses and in what is found."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["linked", "rarest_pairs"]

Bools = npt.NDArray[np.bool_]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@part
def _keep(best: Int64s, d: int, new: int) -> None:
    """Put a number among the smallest in a row, which ascend, if it is smaller than the last of them."""
    at = best.shape[1] - 1
    if new >= best[d, at]:
        return
    while at > 0 and best[d, at - 1] > new:
        best[d, at] = best[d, at - 1]
        at -= 1
    best[d, at] = new


@part
def _by_word(words: Int32s, n_words: int) -> tuple[Int64s, Int32s]:
    """Return where the places of each word begin, and the places, word by word, each in the order of the text."""
    begins = np.zeros(n_words + 1, np.int64)
    for word in words:
        begins[word + 1] += 1
    for word in range(n_words):
        begins[word + 1] += begins[word]
    ends, places = begins.copy(), np.empty(words.size, np.int32)
    for i in range(words.size):
        places[ends[words[i]]] = i
        ends[words[i]] += 1
    return begins, places


@kernel
def rarest_pairs(words: Int32s, frame: Bools, clause_of: Int64s, indptr: Int64s, longest: int, best: Int64s) -> None:
    """Find the rarest pairs of words of each clause, in order and at any distance, that another clause has too.

    All places of a first word are looked at together, so that what is known of its pairs lies in the cache.

    Parameters
    ----------
    words : ndarray of int32, shape (w,)
        Words of all clauses.
    frame : ndarray of bool, shape (w,)
        A pair needs one of these words, or the last word of its clause.
    clause_of : ndarray of int64, shape (w,)
        The clause of each word.
    indptr : ndarray of int64, shape (d + 1,)
        Words of each clause.
    longest : int
        Words of a clause that are looked at.
    best : ndarray of int64, shape (d, k)
        The largest int64 throughout; its rows get up to k pairs of each clause, rarest first, ties by words: the
        number of clauses that have the pair, times 2**32, plus a number of the pair.
    """
    n_words = 0
    for word in words:
        n_words = max(n_words, int(word) + 1)
    begins, places = _by_word(words, n_words)
    last, number = np.full(n_words, -1, np.int64), np.zeros(n_words, np.int64)
    times, others, n = np.zeros(n_words, np.int64), np.empty(n_words, np.int64), 0
    for word in range(n_words):
        if begins[word + 1] - begins[word] < 2:
            continue
        different, repeated = 0, 0
        for i in places[begins[word] : begins[word + 1]]:
            d = clause_of[i]
            for j in range(i + 1, min(indptr[d + 1], indptr[d] + longest)):
                other = words[j]
                if (frame[i] or frame[j] or j == indptr[d + 1] - 1) and last[other] != d:
                    if times[other] == 0:
                        others[different], different = other, different + 1
                    last[other], times[other] = d, times[other] + 1
        for k in range(different):
            last[others[k]] = -1
            if times[others[k]] > 1:
                others[repeated], repeated = others[k], repeated + 1
            else:
                times[others[k]] = 0
        others[:repeated].sort()
        for k in range(repeated):
            number[others[k]] = times[others[k]] << 32 | n + k
        n += repeated
        for i in places[begins[word] : begins[word + 1]]:
            d = clause_of[i]
            for j in range(i + 1, min(indptr[d + 1], indptr[d] + longest)):
                other = words[j]
                if times[other] > 0 and (frame[i] or frame[j] or j == indptr[d + 1] - 1) and last[other] != d:
                    last[other] = d
                    _keep(best, d, number[other])
        for k in range(repeated):
            times[others[k]], last[others[k]] = 0, -1


@part
def _into_groups(groups: Int64s, members: Int64s, place: Int64s, begins: Int64s) -> Int64s:
    """Return the members group by group, by place in each; change `begins` from zeros to where each group begins."""
    at = np.zeros(place.size + 1, np.int64)
    for member in members:
        at[place[member] + 1] += 1
    for k in range(place.size):
        at[k + 1] += at[k]
    by_place = np.empty(members.size, np.int64)
    for k in range(members.size):
        where = place[members[k]]
        by_place[at[where]] = k
        at[where] += 1
    for group in groups:
        begins[group + 1] += 1
    for k in range(begins.size - 1):
        begins[k + 1] += begins[k]
    ends, inside = begins.copy(), np.empty(members.size, np.int64)
    for row in by_place:
        inside[ends[groups[row]]] = members[row]
        ends[groups[row]] += 1
    return inside


@kernel
def linked(groups: Int64s, members: Int64s, place: Int64s, n_groups: int, reach: int) -> tuple[Int64s, Int64s]:
    """Return each pair of members of one group that have less than `reach` others of it between them.

    Parameters
    ----------
    groups, members : ndarray of int64, shape (m,)
        Groups, and a member of each; none twice.
    place : ndarray of int64, shape (d,)
        Ranks of all members, by which those of one group are ordered.
    n_groups, reach : int
        How many groups there are, and how far members are compared.

    Returns
    -------
    ndarray of int64, shape (p,), and ndarray of int64, shape (p,)
        The smaller member, in ascending order, and the other; each pair once.
    """
    begins = np.zeros(n_groups + 1, np.int64)
    inside = _into_groups(groups, members, place, begins)
    ends = np.zeros(place.size + 1, np.int64)
    for group in range(n_groups):
        for i in range(begins[group], begins[group + 1]):
            for j in range(i + 1, min(i + 1 + reach, begins[group + 1])):
                ends[min(inside[i], inside[j]) + 1] += 1
    for k in range(place.size):
        ends[k + 1] += ends[k]
    others = np.empty(ends[place.size], np.int32)
    for group in range(n_groups):
        for i in range(begins[group], begins[group + 1]):
            for j in range(i + 1, min(i + 1 + reach, begins[group + 1])):
                one = min(inside[i], inside[j])
                others[ends[one]] = max(inside[i], inside[j])
                ends[one] += 1
    met = np.full(place.size, -1, np.int64)
    first, n = 0, 0
    for one in range(place.size):
        for k in range(first, ends[one]):
            if met[others[k]] != one:
                met[others[k]], others[n], n = one, others[k], n + 1
        first, ends[one] = ends[one], n
    found = np.empty(n, np.int64)
    first = 0
    for one in range(place.size):
        found[first : ends[one]] = one
        first = ends[one]
    return found, others[:n].astype(np.int64)
