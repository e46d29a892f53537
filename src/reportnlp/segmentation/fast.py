"""The engine of this library: jieba's answer by kernels on arrays."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.progress import track
from reportnlp.segmentation.cut import Cut
from reportnlp.segmentation.dictionary import Dictionary, points_of
from reportnlp.segmentation.documents import cut_documents
from reportnlp.segmentation.interning import N_POINTS, intern_rest, renumber
from reportnlp.segmentation.lattice import WINDOW, Scratch, Spans
from reportnlp.segmentation.numbering import Types, number_types

__all__ = ["FastEngine"]

#: Characters in a chunk of documents: enough to make the start of a task not count, and few enough to
#: keep all threads busy to the end.
CHUNK = 1 << 18

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]


class FixedSpans(NamedTuple):
    """Spans of documents that come out as one token each.

    Parameters
    ----------
    bounds : ndarray of int64, shape (d + 1,)
        The spans of document i are those from ``bounds[i]`` to before ``bounds[i + 1]``.
    spans : Spans
        Of all documents, one document after another.
    """

    bounds: Int64s
    spans: Spans

    @classmethod
    def none(cls, n_docs: int) -> "FixedSpans":
        """Return that there are no such spans."""
        return cls(np.zeros(n_docs + 1, np.int64), Spans(np.zeros(0, np.int32), np.zeros(0, np.int32)))


class Chunk(NamedTuple):
    """Documents that one task cuts, and the room for their tokens; see `documents.cut_documents`."""

    points: Points
    bounds: Int64s
    fixed: FixedSpans
    ids: Int32s
    starts: Int32s
    counts: Int64s

    @classmethod
    def of(cls, points: Points, bounds: Int64s, fixed: FixedSpans) -> "Chunk":
        """Return a chunk of all documents."""
        ids, starts = np.empty(len(points), np.int32), np.empty(len(points), np.int32)
        return cls(points, bounds, fixed, ids, starts, np.empty(len(bounds) - 1, np.int64))

    def part(self, first: int, last: int) -> "Chunk":
        """Return the chunk of the documents from `first` to before `last`; it fills the same room."""
        bounds = self.bounds[first : last + 1]
        place = slice(bounds[0] - self.bounds[0], bounds[-1] - self.bounds[0])
        fixed = self.fixed._replace(bounds=self.fixed.bounds[first : last + 1])
        return Chunk(self.points, bounds, fixed, self.ids[place], self.starts[place], self.counts[first:last])


class FastEngine:
    """Cuts as jieba does, with a compiled dictionary.

    Parameters
    ----------
    dictionary : Dictionary
        With the terms of the lexicon.
    hmm : bool
        Whether runs of single characters are joined to new words by jieba's hidden Markov model.
    """

    def __init__(self, dictionary: Dictionary, *, hmm: bool) -> None:
        self._dictionary = dictionary
        self._hmm = hmm
        self._reach = dictionary.reach

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        chunk = Chunk.of(*points_of([text]), FixedSpans.none(1))
        places = [*chunk.starts[: self._cut(chunk)].tolist(), len(text)]
        return [text[start:end] for start, end in pairwise(places)]

    def cut_all(self, texts: Sequence[str], n_threads: int, fixed: FixedSpans | None = None) -> Cut:
        """Return the words of all texts, each span of `fixed` as one."""
        whole = Chunk.of(*points_of(texts), fixed or FixedSpans.none(len(texts)))
        n_known = len(self._dictionary) + N_POINTS
        used = np.zeros(n_known, np.uint8)  # threads write nothing but ones
        chunks = [whole.part(first, last) for first, last in pairwise(_limits(whole.bounds))]
        with ThreadPoolExecutor(n_threads) as pool:
            tasks = [pool.submit(self._cut_and_intern, chunk, used) for chunk in chunks]
            done = [task.result() for task in track(tasks, "segment")]
            sizes, types = [n for n, _ in done], [types for _, types in done]
            met = np.flatnonzero(used)
            numbering = number_types(whole.points, met, types, self._dictionary)
            table = np.empty(n_known, np.int32)
            table[met] = numbering.of_met
            ids = [chunk.ids[:size] for chunk, size in zip(chunks, sizes, strict=True)]
            of_types = np.split(numbering.of_types, np.cumsum([0, *(len(chunk.hashes) for chunk in types)])[1:-1])
            list(pool.map(renumber, ids, repeat(table), of_types))
        indptr = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(whole.counts, out=indptr[1:])
        starts = _joined(whole.starts, [chunk.starts[:size] for chunk, size in zip(chunks, sizes, strict=True)])
        ends = _ends(starts, indptr, np.diff(whole.bounds))
        return Cut(numbering.types, numbering.numbers, _joined(whole.ids, ids), starts, ends, indptr)

    def _cut_and_intern(self, chunk: Chunk, used: npt.NDArray[np.uint8]) -> tuple[int, Types]:
        return self._cut(chunk), self._intern(chunk, used)

    def _cut(self, chunk: Chunk) -> int:
        """Fill the room of `chunk` and return the number of tokens."""
        dictionary = self._dictionary
        n: int = cut_documents(
            chunk.points,
            chunk.bounds,
            *chunk.fixed,
            dictionary.trie,
            dictionary.hmm,
            len(dictionary),
            self._hmm,
            chunk.ids,
            chunk.starts,
            chunk.counts,
            _scratch(self._reach, int(np.diff(chunk.bounds).max(initial=0))),
        )
        return n

    def _intern(self, chunk: Chunk, used: npt.NDArray[np.uint8]) -> Types:
        """Give every token of `chunk` an id, mark what is used and return the types that are no words."""
        room = 1 << 12
        while True:
            types, hashes = np.empty(2 * room, np.int64), np.empty(room, np.uint64)
            table = np.full(2 * room, -1, np.int32)
            trie, n_words = self._dictionary.trie, len(self._dictionary)
            n = intern_rest(
                chunk.points,
                chunk.bounds,
                chunk.ids,
                chunk.starts,
                chunk.counts,
                trie,
                n_words,
                used,
                table,
                types,
                hashes,
            )
            if n >= 0:
                return Types(types[: 2 * n], hashes[:n])
            room *= 4


def _scratch(reach: int, longest: int) -> Scratch:
    """Return working memory for words of up to `reach` characters in documents of up to `longest`."""
    width = max(WINDOW, reach + 3)
    return Scratch(
        codes=np.empty(width + reach + 3, np.int32),
        pairs=np.empty(width, np.int32),
        triples=np.empty(width, np.int32),
        ones=np.empty(width),
        twos=np.empty(width),
        threes=np.empty(width),
        deep=np.empty(width, bool),
        scores=np.empty(width + reach + 3),
        states=np.empty(longest, np.uint8),
    )


def _joined(room: Int32s, parts: Sequence[Int32s]) -> Int32s:
    """Move the parts of an array, which lie in it in this order, to its front and give back the rest."""
    n = 0
    for part in parts:
        room[n : n + len(part)] = part
        n += len(part)
    room.resize(n, refcheck=False)
    return room


def _limits(bounds: Int64s) -> list[int]:
    """Return where to divide the documents so that no chunk but one of a single document is large."""
    marks = np.arange(0, bounds[-1], CHUNK)
    limits: list[int] = np.unique([0, *np.searchsorted(bounds, marks).tolist(), len(bounds) - 1]).tolist()
    return limits


def _ends(starts: Int32s, indptr: Int64s, lengths: Int64s) -> Int32s:
    """Return where each token ends: where the next one starts, or its document ends."""
    ends = np.empty_like(starts)
    ends[:-1] = starts[1:]
    filled = lengths > 0
    ends[indptr[1:][filled] - 1] = lengths[filled]
    return ends
