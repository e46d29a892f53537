"""Kernels of the phrases: which of many texts stand in the types of a vocabulary, and around places of the tokens."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = ["find_in_types", "find_overlapping", "not_overlapping"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]
_Points = npt.NDArray[np.uint32]


@part
def _chains(phrases: _Points, bounds: _Numbers) -> tuple[_Ids, _Ids]:
    """Return the first phrase that begins with a code point of these last ten bits, or -1, and the next one of each."""
    heads, nexts = np.full(1024, -1, np.int32), np.full(len(bounds) - 1, -1, np.int32)
    for phrase in range(len(bounds) - 2, -1, -1):
        bits = phrases[bounds[phrase]] & np.uint32(1023)
        nexts[phrase], heads[bits] = heads[bits], phrase
    return heads, nexts


@part
def _stands(points: _Points, place: int, end: int, phrases: _Points, start: int, stop: int) -> bool:
    """Tell whether ``phrases[start:stop]`` stands at a place of ``points[:end]``."""
    k = 0
    while start + k < stop and place + k < end and points[place + k] == phrases[start + k]:
        k += 1
    return start + k == stop


@kernel
def find_in_types(
    points: _Points, indptr: _Numbers, phrases: _Points, bounds: _Numbers
) -> tuple[_Numbers, _Numbers, _Numbers]:
    """Find phrases in types, those that overlap among them.

    Parameters
    ----------
    points : ndarray of uint32
        The code points of the types.
    indptr : ndarray of int64, shape (v + 1,)
        Those of type t are ``points[indptr[t]:indptr[t + 1]]``.
    phrases, bounds
        The same of m phrases; none is empty.

    Returns
    -------
    type, offset, phrase : ndarray of int64
        Phrase number p stands in type t from the code point `offset` on; ascending by type and offset.
    """
    heads, nexts = _chains(phrases, bounds)
    found, size = np.empty((1024, 3), np.int64), 0
    for type_ in range(len(indptr) - 1):
        for place in range(indptr[type_], indptr[type_ + 1]):
            phrase = heads[points[place] & np.uint32(1023)]
            while phrase >= 0:
                if _stands(points, place, indptr[type_ + 1], phrases, bounds[phrase], bounds[phrase + 1]):
                    if size == len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[size, 0], found[size, 1], found[size, 2] = type_, place - indptr[type_], phrase
                    size += 1
                phrase = nexts[phrase]
    return found[:size, 0].copy(), found[:size, 1].copy(), found[:size, 2].copy()


@kernel
def find_overlapping(
    spans: tuple[_Numbers, ...], ids: _Ids, starts: _Ids, ends: _Ids, docs: _Numbers,
    points: _Points, indptr: _Numbers, phrases: _Points, bounds: _Numbers
) -> _Numbers:  # fmt: skip
    """Return for each span the phrase that overlaps it and does not lie inside it, or -1: the first, then the longest.

    Parameters
    ----------
    spans : tuple of five ndarrays of int64, shape (h,)
        The document of each, its start and end in the text, and the tokens ``first:last`` that hold it without a gap.
    ids, starts, ends : ndarray of int32, shape (n,)
        The tokens. Text that no token holds is no part of a phrase.
    docs : ndarray of int64, shape (d + 1,)
        Tokens ``docs[i]:docs[i + 1]`` are those of document i.
    points, indptr
        The code points of the types, as for `find_in_types`.
    phrases, bounds
        The phrases likewise, in any order.

    Returns
    -------
    ndarray of int64, shape (h,)
    """
    doc, start, end, first, last = spans
    (heads, nexts), reach = _chains(phrases, bounds), np.diff(bounds).max() - 1
    overlapping, text = np.full(len(doc), -1, np.int64), np.empty(1024, np.uint32)
    for span in range(len(doc)):
        # With the tokens around that are near enough.
        a, b = first[span], last[span]
        while a > docs[doc[span]] and starts[a] > start[span] - reach and starts[a] == ends[a - 1]:
            a -= 1
        while b < docs[doc[span] + 1] and ends[b - 1] < end[span] + reach and starts[b] == ends[b - 1]:
            b += 1
        while len(text) < ends[b - 1] - starts[a]:
            text = np.concatenate((text, text))
        size = 0
        for token in range(a, b):
            for point in points[indptr[ids[token]] : indptr[ids[token] + 1]]:
                text[size] = point
                size += 1
        begin, stop = start[span] - starts[a], end[span] - starts[a]
        for place in range(max(begin - reach, 0), stop):
            phrase, longest = heads[text[place] & np.uint32(1023)], 0
            while phrase >= 0:
                length = bounds[phrase + 1] - bounds[phrase]
                if length > longest and _stands(text, place, size, phrases, bounds[phrase], bounds[phrase + 1]):
                    longest = length
                    if place + length > begin and (place < begin or place + length > stop):
                        overlapping[span] = phrase
                phrase = nexts[phrase]
            if overlapping[span] >= 0:
                break
    return overlapping


@kernel
def not_overlapping(doc: _Numbers, start: _Numbers, end: _Numbers) -> npt.NDArray[np.bool_]:
    """Tell which spans begin where the last one that is kept has ended, bool, shape (h,).

    Parameters
    ----------
    doc, start, end : ndarray of int64, shape (h,)
        Document of each span, where it starts and where it ends; ascending by document and start.
    """
    kept = np.zeros(len(doc), np.bool_)
    last, reached = -1, 0
    for k in range(len(doc)):
        if doc[k] > last or start[k] >= reached:
            kept[k], last, reached = True, doc[k], end[k]
    return kept
