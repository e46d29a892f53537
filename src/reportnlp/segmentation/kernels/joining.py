"""Kernel that joins numbers and names: the tokens of a chunk of documents, cut elsewhere."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import callee, lean_kernel
from reportnlp.segmentation.kernels.interning import N_POINTS, NO_ID, id_of, marked
from reportnlp.segmentation.kernels.names import first_of_name
from reportnlp.segmentation.kernels.numbers import number_spans, recut
from reportnlp.segmentation.kernels.programmes import first_of_programme
from reportnlp.segmentation.kernels.quotes import opening_of
from reportnlp.segmentation.kernels.rules import (
    BOUND,
    BRAND,
    CLOSE,
    COMPANY,
    FIRST,
    HAN,
    HEAD,
    HOST,
    LINK,
    LONG,
    PLACE,
    REGION,
    TAIL,
    UNKNOWN,
    Rules,
    flags_at,
    flags_of,
    listed,
)
from reportnlp.segmentation.kernels.trie import Trie

__all__ = ["Joins", "join_documents", "joins_of"]

Int32s = npt.NDArray[np.int32]
Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint16]


class Joins(NamedTuple):
    """Memory to work with when numbers and names are joined; used again for other chunks.

    Parameters
    ----------
    flags : ndarray of uint16, as long as the longest chunk
        `flags_of` the tokens of a document.
    spans : ndarray of int32, shape (as long as the longest chunk, 2)
        See `number_spans`.
    """

    flags: Flags
    spans: Int32s


def joins_of(size: int) -> Joins:
    """Return memory for chunks of up to `size` characters."""
    return Joins(np.empty(size, np.uint16), np.empty((size, 2), np.int32))


@lean_kernel
def join_documents(
    points: Points,
    bounds: npt.NDArray[np.int64],
    ids: Int32s,
    starts: Int32s,
    n_tokens: int,
    counts: npt.NDArray[np.int64],
    trie: Trie,
    used: npt.NDArray[np.uint8],
    met: Int32s,
    rules: Rules,
    joins: Joins,
) -> tuple[int, int]:
    """Do what `finish_documents` does, and join numbers, then names, derived words, longer terms and what is quoted.

    Parameters
    ----------
    points, bounds, counts, trie, used, met
        As for `finish_documents`.
    ids, starts : ndarray of int32, shape (bounds[-1],)
        Begin with the tokens there are, and then with those of the documents; a name that is no word has the id
        ``n_nodes + N_POINTS + 1``, one in quotation marks ``n_nodes + N_POINTS + 2``.
    n_tokens : int
        How many there are.
    rules : Rules
    joins : Joins

    Returns
    -------
    int
        Number of tokens that are no word and longer than a character.
    int
        Number of ids in `met`.

    Notes
    -----
    What comes out stands before what is still to be read. A span brings two tokens more at most, so those of one
    document make room for as many as its spans may bring; those of several move to the end first. Behind a token
    stands at most one for each character, so it then lies no further to the front than the last of its characters,
    and what is written when it is read ends there or before.
    """
    known, spans, alone = trie.labels.size + N_POINTS, joins.spans, counts.size == 1
    n_rest, n_met, n, t = int64(0), int64(0), int64(0), int64(0)
    if not alone:
        t = ids.size - n_tokens
        _move(ids, n_tokens, t)
        _move(starts, n_tokens, t)
    for doc in range(counts.size):
        begin, stop = bounds[doc], bounds[doc + 1] - 1
        first = t
        while t < ids.size and t - first < n_tokens and starts[uint64(t)] < stop:
            starts[uint64(t)] -= begin
            t += 1
        codes, doc_ids, doc_starts = points[begin:stop], ids[first:t], starts[first:t]
        flags = joins.flags[: stop - begin]
        doc_flags = flags[: t - first]
        doc_flags[:] = UNKNOWN
        _look_up(codes, doc_ids, doc_starts, trie, rules, doc_flags)
        n_spans = number_spans(codes, doc_starts, doc_flags, rules, spans)
        gap = min(2 * n_spans, flags.size - doc_flags.size)
        _move(flags, doc_flags.size, gap)
        doc_flags = flags[gap : gap + doc_flags.size]
        if alone:
            _move(ids, t, gap)
            _move(starts, t, gap)
            doc_ids, doc_starts = ids[gap : gap + t], starts[gap : gap + t]
        m = recut(doc_ids, doc_starts, doc_flags, stop - begin, spans, n_spans, ids[n:], starts[n:], flags)
        out_ids, out_starts = ids[n : n + m], starts[n : n + m]
        if n_spans > 0:
            _look_up(codes, out_ids, out_starts, trie, rules, flags)
        m = _join_names(codes, out_ids, out_starts, trie, rules, flags)
        for k in range(m):
            id_ = int64(out_ids[uint64(k)])
            if id_ < known:
                n_met = marked(id_, used, met, n_met)
            else:
                n_rest += 1
        counts[doc] = m
        n += m
        t += 1  # the character between
    return n_rest, n_met


@callee
def _move(array: Int32s | Flags, n: int, by: int) -> None:
    """Move the first `n` entries of an array towards its end."""
    if by > 0:
        for k in range(n - 1, -1, -1):
            array[k + by] = array[k]


@callee
def _look_up(codes: Points, ids: Int32s, starts: Int32s, trie: Trie, rules: Rules, flags: Flags) -> None:
    """Write the flags of tokens where they are unknown, and look up those of them without an id."""
    known, classes = rules.flags, rules.classes
    for k in range(ids.size):
        if flags[uint64(k)] != UNKNOWN:
            continue
        id_ = int64(ids[uint64(k)])
        if id_ < known.size and known[uint64(id_)] != UNKNOWN:
            flags[uint64(k)] = known[uint64(id_)]
            continue
        start, end = int64(starts[k]), int64(starts[k + 1]) if k + 1 < ids.size else codes.size
        if id_ == NO_ID:
            id_ = id_of(codes, start, end, trie)
            ids[k] = id_
        # Of what begins otherwise and is no word, letters and figures, there is nothing to know.
        begins = id_ < known.size or flags_at(classes, codes[start]) & (FIRST | HAN)
        flags[k] = flags_of(rules, codes, start, end, id_) if begins else 0
        if id_ < known.size:
            known[id_] = flags[k]


@callee
def _join_names(codes: Points, ids: Int32s, starts: Int32s, trie: Trie, rules: Rules, flags: Flags) -> int:
    """Join names, derived words, longer terms and what is quoted in place; return how many tokens there are then."""
    count, free, rest = int64(0), int64(-1), trie.labels.size + N_POINTS
    for k in range(ids.size):
        flag = int64(flags[uint64(k)])
        before = int64(flags[uint64(count - 1)]) if count > 0 else int64(0)
        if (flag & BOUND and before & HOST) or (flag & HEAD == LINK and before & LONG):
            end = int64(starts[k + 1]) if k + 1 < ids.size else codes.size
            ids[count - 1] = id_of(codes, int64(starts[count - 1]), end, trie)
            continue
        after = int64(flags[k + 1]) if flag & REGION and k + 1 < ids.size else int64(0)
        branded = flag & REGION and before & BRAND and starts[k] - starts[count - 1] > 1  # a mark is one character
        if branded and not after & (PLACE | COMPANY | TAIL):
            end = int64(starts[k + 1]) if k + 1 < ids.size else codes.size
            id_ = id_of(codes, int64(starts[count - 1]), end, trie)
            ids[count - 1], flags[count - 1] = id_ + 2 * (id_ == rest), 0
            continue
        ids[uint64(count)], starts[uint64(count)], flags[uint64(count)] = ids[uint64(k)], starts[uint64(k)], flag
        if flag & (PLACE | COMPANY) and not (k + 1 < ids.size and flags[k + 1] & TAIL):
            start, end = int64(starts[count]), int64(starts[k + 1]) if k + 1 < ids.size else codes.size
            most = rules.lists.longest[listed(rules.lists, codes, start, end)]
            at = first_of_name(starts, flags, count, free, end, most)
            if at >= 0:
                id_ = id_of(codes, int64(starts[at]), end, trie)
                ids[at] = id_ + (id_ == rest)
                count, free = at, at + 1
        elif flag & HEAD == HEAD and not (k + 1 < ids.size and flags[k + 1] & HEAD == HEAD):
            end = int64(starts[k + 1]) if k + 1 < ids.size else codes.size
            at = first_of_programme(codes, starts, flags, count, free, end, rules.lists)
            if at >= 0:
                id_ = id_of(codes, int64(starts[at]), end, trie)
                ids[at], flags[at] = id_ + 2 * (id_ == rest), 0
                count, free = at, at + 1
        elif flag & CLOSE:
            at = opening_of(codes, starts, flags, count, rules)
            id_ = id_of(codes, int64(starts[at + 1]), int64(starts[count]), trie) if at >= 0 else int64(0)
            if id_ == rest:  # what the dictionary has, it has cut on purpose
                ids[at + 1] = id_ + 2
                ids[at + 2], starts[at + 2], flags[at + 2] = ids[count], starts[count], flag
                count, free = at + 2, at + 2
        count += 1
    return count
