"""The engine of this library: jieba's answer by kernels on arrays."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, repeat
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from reportnlp.progress import track
from reportnlp.segmentation.cut import Cut
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.documents import cut_text
from reportnlp.segmentation.interning import N_POINTS, finish_documents, intern_rest, renumber
from reportnlp.segmentation.lattice import WINDOW, Scratch, Spans
from reportnlp.segmentation.numbering import Types, number_types

__all__ = ["FastEngine"]

#: Characters in a chunk of documents: enough to make the start of a task not count, and few enough to
#: keep all threads busy to the end.
CHUNK = 1 << 18

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]

T = TypeVar("T")


class FixedSpans(NamedTuple):
    """Spans of documents that come out as one token each.

    Parameters
    ----------
    bounds : ndarray of int64, shape (d + 1,)
        The spans of document i are those from ``bounds[i]`` to before ``bounds[i + 1]``.
    starts, ends : ndarray of int32
        Of all documents, one document after another; in each they ascend and do not overlap.
    """

    bounds: Int64s
    starts: Int32s
    ends: Int32s

    def within(self, offsets: Int64s) -> Spans:
        """Return the spans in a text in which the documents begin at `offsets`."""
        shift = np.repeat(offsets, np.diff(self.bounds))
        return Spans(self.starts + shift, self.ends + shift)


class Chunk(NamedTuple):
    """Documents that one task cuts, and the room for their tokens.

    Parameters
    ----------
    texts : sequence of str, length d
    spans : Spans
        What must come out as one token each, in the text of `_points`.
    ids, starts : ndarray of int32, as long as that text
    counts : ndarray of int64, shape (d,)
        Room for the tokens, and for their number in each document.
    """

    texts: Sequence[str]
    spans: Spans
    ids: Int32s
    starts: Int32s
    counts: Int64s

    @classmethod
    def of(cls, texts: Sequence[str], fixed: FixedSpans | None = None) -> "Chunk":
        """Return a chunk of all documents."""
        bounds = _bounds(texts)
        size = max(int(bounds[-1]) - 1, 0)
        spans = fixed.within(bounds[:-1]) if fixed else Spans(np.empty(0, np.int64), np.empty(0, np.int64))
        return cls(texts, spans, np.empty(size, np.int32), np.empty(size, np.int32), np.empty(len(texts), np.int64))

    def split(self) -> list["Chunk"]:
        """Return chunks of a good size that fill the same room."""
        bounds = _bounds(self.texts)
        marks = np.searchsorted(bounds, np.arange(0, bounds[-1], CHUNK)).tolist()
        limits = np.unique([0, *marks, len(self.texts)]).tolist()
        return [self._part(first, last, bounds[first], bounds[last] - 1) for first, last in pairwise(limits)]

    def _part(self, first: int, last: int, begin: int, end: int) -> "Chunk":
        mine = slice(*np.searchsorted(self.spans.starts, [begin, end]))
        return Chunk(
            self.texts[first:last],
            Spans(self.spans.starts[mine] - begin, self.spans.ends[mine] - begin),
            self.ids[begin:end],
            self.starts[begin:end],
            self.counts[first:last],
        )

    def tokens(self) -> tuple[Int32s, Int32s]:
        """Return ids and starts of the tokens, when there are any."""
        n = self.counts.sum()
        return self.ids[:n], self.starts[:n]


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
        self._n_known = len(dictionary) + N_POINTS

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        chunk = Chunk.of([text])
        n = self._cut(_points([text]), chunk)
        places = [*chunk.starts[:n].tolist(), len(text)]
        return [text[start:end] for start, end in pairwise(places)]

    def cut_all(self, texts: Sequence[str], n_threads: int, fixed: FixedSpans | None = None) -> Cut:
        """Return the words of all texts, each span of `fixed` as one."""
        whole = Chunk.of(texts, fixed)
        used = np.zeros(self._n_known + 1, np.uint8)  # threads write nothing but ones
        chunks = whole.split()
        n_threads = min(n_threads, len(chunks))
        types = list(track(_each(n_threads, self._cut_and_intern, chunks, repeat(used)), "segment", len(chunks)))
        met = np.flatnonzero(used[:-1].view(bool))
        numbering = number_types(met, types, self._dictionary)
        table = np.empty(self._n_known, np.int32)
        table[met] = numbering.of_met
        ids, starts = [chunk.tokens()[0] for chunk in chunks], [chunk.tokens()[1] for chunk in chunks]
        of_types = np.split(numbering.of_types, np.cumsum([0, *(len(part.hashes) for part in types)])[1:-1])
        list(_each(n_threads, renumber, ids, repeat(table), of_types))
        indptr = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(whole.counts, out=indptr[1:])
        all_ids, all_starts = _closed_up(whole.ids, ids), _closed_up(whole.starts, starts)
        ends = _ends(all_starts, indptr, np.fromiter(map(len, texts), np.int64, len(texts)))
        return Cut(numbering.types, numbering.numbers, all_ids, all_starts, ends, indptr)

    def _cut_and_intern(self, chunk: Chunk, used: npt.NDArray[np.uint8]) -> Types:
        """Fill the room of `chunk`, mark what is used and return the types that are no words."""
        points, bounds, n_words = _points(chunk.texts), _bounds(chunk.texts), len(self._dictionary)
        n = self._cut(points, chunk)
        tokens = (points, bounds, chunk.ids, chunk.starts)
        n_rest = finish_documents(*tokens, n, chunk.counts, self._dictionary.trie, n_words, used)
        room = 1 << min(n_rest, 1 << 16).bit_length()
        while True:
            types, hashes = np.empty(2 * room, np.int64), np.empty(room, np.uint64)
            table = np.full(2 * room, -1, np.int32)
            k = intern_rest(*tokens, chunk.counts, self._n_known, table, types, hashes)
            if k >= 0:
                return Types.at(points, types[: 2 * k : 2], types[1 : 2 * k : 2], hashes[:k])
            room *= 4

    def _cut(self, points: Points, chunk: Chunk) -> int:
        """Cut the text of a chunk and return the number of tokens."""
        dictionary = self._dictionary
        n: int = cut_text(
            points,
            chunk.spans,
            dictionary.trie,
            dictionary.hmm,
            len(dictionary),
            self._hmm,
            chunk.ids,
            chunk.starts,
            _scratch(self._reach, len(points)),
        )
        return n


def _each(n_threads: int, function: Callable[..., T], *arguments: Iterable[Any]) -> Iterator[T]:
    """Call a function like `map`, but from several threads."""
    if n_threads < 2:
        yield from map(function, *arguments)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        yield from pool.map(function, *arguments)


def _points(texts: Sequence[str]) -> Points:
    """Return the code points of texts, with a zero between each two: nothing reaches across it."""
    # Half of a surrogate pair is a code point like any other here.
    return np.frombuffer("\0".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


def _bounds(texts: Sequence[str]) -> Int64s:
    """Return where each text begins in these; the last one ends one character before the last bound."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=bounds[1:])
    return bounds


def _scratch(reach: int, longest: int) -> Scratch:
    """Return working memory for words of up to `reach` characters in texts of up to `longest`."""
    width = max(WINDOW, reach + 5)
    return Scratch(
        codes=np.empty(width + reach + 5, np.uint16),
        pairs=np.empty(width, np.uint32),
        triples=np.empty(width, np.uint32),
        quads=np.empty(width, np.uint32),
        twos=np.empty(width),
        threes=np.empty(width),
        fours=np.empty(width),
        opens=np.empty(width, np.uint32),
        depths=np.empty(width, np.uint8),
        scores=np.empty(width + reach + 5),
        states=np.empty(longest, np.uint8),
    )


def _closed_up(room: Int32s, parts: Sequence[Int32s]) -> Int32s:
    """Move the parts of an array, which lie in it in this order, to its front and give back the rest."""
    n = 0
    for part in parts:
        room[n : n + len(part)] = part
        n += len(part)
    room.resize(n, refcheck=False)
    return room


def _ends(starts: Int32s, indptr: Int64s, lengths: Int64s) -> Int32s:
    """Return where each token ends: where the next one starts, or its document ends."""
    ends = np.empty_like(starts)
    ends[:-1] = starts[1:]
    filled = lengths > 0
    ends[indptr[1:][filled] - 1] = lengths[filled]
    return ends
