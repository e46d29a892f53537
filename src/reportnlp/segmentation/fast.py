"""The engine of this library: jieba's answer by kernels on arrays."""

from collections import deque
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
from reportnlp.segmentation.numbering import Numbering, Types, number_types

__all__ = ["FastEngine"]

#: Characters in a chunk of documents: enough to make the start of a task not count, and few enough to
#: keep all threads busy to the end.
CHUNK = 1 << 17

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

    @classmethod
    def none(cls, n_docs: int) -> "FixedSpans":
        """Return that there are no such spans."""
        return cls(np.zeros(n_docs + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))

    def within(self, offsets: Int64s) -> Spans:
        """Return the spans in a text in which the documents begin at `offsets`."""
        shift = np.repeat(offsets, np.diff(self.bounds))
        return Spans(self.starts + shift, self.ends + shift)


class Chunk(NamedTuple):
    """Documents that one task cuts, and the spans in the text that `_points` makes of them."""

    texts: Sequence[str]
    spans: Spans


class Piece(NamedTuple):
    """The tokens of a chunk.

    Parameters
    ----------
    ids : ndarray of int32, shape (n,)
        Provisional; see `interning`.
    starts : ndarray of int32, shape (n,)
        In the document.
    counts : ndarray of int64, shape (d,)
        Tokens of each document.
    types : Types
        Those that are neither words nor single characters.
    """

    ids: Int32s
    starts: Int32s
    counts: Int64s
    types: Types


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
        _, starts = self._cut(_points([text]), FixedSpans.none(1).within(np.zeros(1, np.int64)))
        return [text[start:end] for start, end in pairwise([*starts.tolist(), len(text)])]

    def cut_all(self, texts: Sequence[str], n_threads: int, fixed: FixedSpans | None = None) -> Cut:
        """Return the words of all texts, each span of `fixed` as one."""
        used = np.zeros(self._n_known + 1, np.uint8)  # threads write nothing but ones
        chunks = _chunks(texts, fixed or FixedSpans.none(len(texts)))
        n_threads = min(n_threads, len(chunks))
        # As long as the text; what the tokens do not need is never touched, and so takes no memory.
        room = max(int(_bounds(texts)[-1]) - 1, 0)
        ids, starts = np.empty(room, np.int32), np.empty(room, np.int32)
        limits, counts, types = [0], [np.zeros(1, np.int64)], []
        for piece in track(_each(n_threads, self._piece, chunks, repeat(used)), "segment", total=len(chunks)):
            limits.append(limits[-1] + len(piece.ids))
            ids[limits[-2] : limits[-1]], starts[limits[-2] : limits[-1]] = piece.ids, piece.starts
            counts.append(piece.counts)
            types.append(piece.types)
        numbering = self._number(used, types, [ids[a:b] for a, b in pairwise(limits)], n_threads)
        ids.resize(limits[-1], refcheck=False)
        starts.resize(limits[-1], refcheck=False)
        indptr = np.cumsum(np.concatenate(counts))
        ends = _ends(starts, indptr, np.fromiter(map(len, texts), np.int64, len(texts)))
        return Cut(numbering.types, numbering.numbers, ids, starts, ends, indptr)

    def _number(self, used: npt.NDArray[np.uint8], types: list[Types], ids: list[Int32s], n_threads: int) -> Numbering:
        """Give ids to all types that occur, and replace the provisional ids of each piece."""
        met = np.flatnonzero(used[:-1].view(bool))
        numbering = number_types(met, types, self._dictionary)
        table = np.empty(self._n_known, np.int32)
        table[met] = numbering.of_met
        of_types = np.split(numbering.of_types, np.cumsum([0, *(len(part.hashes) for part in types)])[1:-1])
        deque(_each(n_threads, renumber, ids, repeat(table), of_types), maxlen=0)
        return numbering

    def _piece(self, chunk: Chunk, used: npt.NDArray[np.uint8]) -> Piece:
        """Cut a chunk, and mark the ids that occur."""
        points, bounds, counts = _points(chunk.texts), _bounds(chunk.texts), np.empty(len(chunk.texts), np.int64)
        ids, starts = self._cut(points, chunk.spans)
        trie, n_words = self._dictionary.trie, len(self._dictionary)
        n_rest = finish_documents(points, bounds, ids, starts, counts, trie, n_words, used)
        n = int(counts.sum())
        ids, starts = ids[:n], starts[:n]
        room = 1 << min(n_rest, 1 << 16).bit_length()
        while True:
            types, hashes = np.empty(2 * room, np.int64), np.empty(room, np.uint64)
            table = np.full(2 * room, -1, np.int32)
            k = intern_rest(points, bounds, ids, starts, counts, self._n_known, table, types, hashes)
            if k >= 0:
                return Piece(
                    ids, starts, counts, Types.at(points, types[: 2 * k : 2], types[1 : 2 * k : 2], hashes[:k])
                )
            room *= 4

    def _cut(self, points: Points, spans: Spans) -> tuple[Int32s, Int32s]:
        """Return provisional ids and starts of the tokens of a text."""
        dictionary, scratch = self._dictionary, _scratch(self._reach, len(points))
        ids, starts = np.empty(len(points), np.int32), np.empty(len(points), np.int32)
        n = cut_text(points, spans, dictionary.trie, dictionary.hmm, len(dictionary), self._hmm, ids, starts, scratch)
        ids.resize(n, refcheck=False)  # gives back the memory behind them
        starts.resize(n, refcheck=False)
        return ids, starts


def _chunks(texts: Sequence[str], fixed: FixedSpans) -> list[Chunk]:
    """Divide documents into chunks of a good size; a large document is a chunk of its own."""
    bounds = _bounds(texts)
    spans = fixed.within(bounds[:-1])
    marks = np.searchsorted(bounds, np.arange(0, bounds[-1], CHUNK)).tolist()
    chunks = []
    for first, last in pairwise(np.unique([0, *marks, len(texts)]).tolist()):
        mine = slice(fixed.bounds[first], fixed.bounds[last])
        own = Spans(spans.starts[mine] - bounds[first], spans.ends[mine] - bounds[first])
        chunks.append(Chunk(texts[first:last], own))
    return chunks


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


def _ends(starts: Int32s, indptr: Int64s, lengths: Int64s) -> Int32s:
    """Return where each token ends: where the next one starts, or its document ends."""
    ends = np.empty_like(starts)
    ends[:-1] = starts[1:]
    filled = lengths > 0
    ends[indptr[1:][filled] - 1] = lengths[filled]
    return ends
