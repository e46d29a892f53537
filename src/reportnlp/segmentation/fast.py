"""The engine of this library: jieba's answer by kernels on arrays."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle, pairwise, repeat
from queue import Empty, SimpleQueue
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.progress import track
from reportnlp.segmentation.cut import Cut
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels.documents import cut_text
from reportnlp.segmentation.kernels.interning import N_POINTS, finish_documents, intern_rest, renumber
from reportnlp.segmentation.kernels.lattice import WINDOW, Scratch
from reportnlp.segmentation.numbering import Numbering, Types, number_types

__all__ = ["FastEngine"]

#: Characters in a chunk of documents: enough to make the start of a task not count, and few enough to
#: keep all threads busy to the end.
CHUNK = 1 << 17

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]


class Chunk(NamedTuple):
    """Documents that one task cuts.

    Parameters
    ----------
    texts : sequence of str, length d
    bounds : ndarray of int64, shape (d + 1,)
        Where each document begins in the text that `_points` makes of them; the last one ends one
        character before the last bound.
    """

    texts: Sequence[str]
    bounds: Int64s

    @property
    def size(self) -> int:
        """Number of characters that the text has room for."""
        return int(self.bounds[-1])


class Room(NamedTuple):
    """Memory for the tokens of a chunk, and to work with; used again for other chunks."""

    ids: Int32s
    starts: Int32s
    scratch: Scratch

    @classmethod
    def of(cls, size: int, reach: int) -> "Room":
        """Return room for a text of `size` characters and words of up to `reach`."""
        return cls(np.empty(size, np.int32), np.empty(size, np.int32), _scratch(reach, size))


class Piece(NamedTuple):
    """The tokens of a chunk, in the room that it was given.

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


class Marks(NamedTuple):
    """One entry for each word and each code point.

    Parameters
    ----------
    used : ndarray of uint8, shape (n_words + N_POINTS + 1,)
        1 if it is a token, else 0; the last one stands for all other types. Threads write nothing but ones.
    table : ndarray of int32, shape (n_words + N_POINTS,)
        The id of those that are used.
    """

    used: npt.NDArray[np.uint8]
    table: Int32s


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
        self._idle: SimpleQueue[Marks] = SimpleQueue()

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`."""
        points, room = _points([text]), Room.of(len(text), self._reach)
        n = self._cut(points, room)
        return [text[start:end] for start, end in pairwise([*room.starts[:n].tolist(), len(text)])]

    def cut_all(self, texts: Sequence[str], n_threads: int) -> Cut:
        """Return the words of all texts."""
        marks = self._marks()
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        chunks = _chunks(texts, lengths)
        n_threads, sizes = min(n_threads, len(chunks)), [chunk.size for chunk in chunks]
        rooms = [Room.of(max(sizes, default=0), self._reach) for _ in range(n_threads + 1)]
        ids, starts = rooms[0].ids, rooms[0].starts
        if len(chunks) > 1:
            # As long as the text; what the tokens do not need is never touched, and so takes no memory.
            ids, starts = np.empty(sum(sizes), np.int32), np.empty(sum(sizes), np.int32)
        limits, counts, types = [0], [np.zeros(1, np.int64)], []
        for piece in track(self._pieces(chunks, rooms, marks.used), "segment", total=len(chunks)):
            limits.append(limits[-1] + len(piece.ids))
            if len(chunks) > 1:
                ids[limits[-2] : limits[-1]], starts[limits[-2] : limits[-1]] = piece.ids, piece.starts
            counts.append(piece.counts)
            types.append(piece.types)
        numbering = self._number(marks, types, [ids[a:b] for a, b in pairwise(limits)], n_threads)
        rooms.clear()
        ids.resize(limits[-1], refcheck=False)
        starts.resize(limits[-1], refcheck=False)
        indptr = np.cumsum(np.concatenate(counts))
        return Cut(numbering.types, numbering.numbers, ids, starts, _ends(starts, indptr, lengths), indptr)

    def _pieces(self, chunks: list[Chunk], rooms: list[Room], used: npt.NDArray[np.uint8]) -> Iterator[Piece]:
        """Cut chunks by one thread less than there are rooms; a room is used again after its piece was taken."""
        if len(rooms) < 3:
            yield from map(self._piece, chunks, repeat(rooms[0]), repeat(used))
            return
        with ThreadPoolExecutor(len(rooms) - 1) as pool:
            tasks: deque[Future[Piece]] = deque()
            for chunk, room in zip(chunks, cycle(rooms), strict=False):
                if len(tasks) == len(rooms):
                    yield tasks.popleft().result()
                tasks.append(pool.submit(self._piece, chunk, room, used))
            yield from (task.result() for task in tasks)

    def _piece(self, chunk: Chunk, room: Room, used: npt.NDArray[np.uint8]) -> Piece:
        """Cut a chunk, and mark the ids that occur."""
        points, counts = _points(chunk.texts), np.empty(len(chunk.texts), np.int64)
        n = self._cut(points, room)
        ids, starts = room.ids[:n], room.starts[:n]
        trie, n_words = self._dictionary.trie, len(self._dictionary)
        n_rest = finish_documents(points, chunk.bounds, ids, starts, counts, trie, n_words, used)
        n = int(counts.sum())
        ids, starts = ids[:n], starts[:n]
        size = 1 << min(n_rest, 1 << 16).bit_length()
        while True:
            types, hashes = np.empty(2 * size, np.int64), np.empty(size, np.uint64)
            table = np.full(2 * size, -1, np.int32)
            k = intern_rest(points, chunk.bounds, ids, starts, counts, self._n_known, table, types, hashes)
            if k >= 0:
                return Piece(
                    ids, starts, counts, Types.at(points, types[: 2 * k : 2], types[1 : 2 * k : 2], hashes[:k])
                )
            size *= 4

    def _cut(self, points: Points, room: Room) -> int:
        """Fill a room with starts and provisional ids of the tokens of a text, and return their number."""
        dictionary = self._dictionary
        ids, starts = room.ids[: len(points)], room.starts[: len(points)]
        n: int = cut_text(
            points,
            dictionary.trie,
            dictionary.hmm,
            len(dictionary),
            self._hmm,
            ids,
            starts,
            room.scratch,
        )
        return n

    def _number(self, marks: Marks, types: list[Types], ids: list[Int32s], n_threads: int) -> Numbering:
        """Give ids to all types that occur, and replace the provisional ids of each piece."""
        met = np.flatnonzero(marks.used[:-1].view(bool))
        numbering = number_types(met, types, self._dictionary)
        marks.table[met] = numbering.of_met
        of_types = np.split(numbering.of_types, np.cumsum([0, *(len(part.hashes) for part in types)])[1:-1])
        with ThreadPoolExecutor(max(n_threads, 1)) as pool:
            map_ = pool.map if n_threads > 1 else map
            deque(map_(renumber, ids, repeat(marks.table), of_types), maxlen=0)
        marks.used[met] = marks.used[-1] = 0
        self._idle.put(marks)
        return numbering

    def _marks(self) -> Marks:
        """Return marks that no other call has; new ones take longer than all the rest of a short text."""
        try:
            return self._idle.get_nowait()
        except Empty:
            return Marks(np.zeros(self._n_known + 1, np.uint8), np.empty(self._n_known, np.int32))


def _chunks(texts: Sequence[str], lengths: Int64s) -> list[Chunk]:
    """Divide documents into chunks of a good size; a large document is a chunk of its own."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(lengths + 1, out=bounds[1:])
    marks = np.searchsorted(bounds, np.arange(0, bounds[-1], CHUNK)).tolist()
    limits = pairwise(np.unique([0, *marks, len(texts)]).tolist())
    return [Chunk(texts[first:last], bounds[first : last + 1] - bounds[first]) for first, last in limits]


def _points(texts: Sequence[str]) -> Points:
    """Return the code points of texts, with a zero between each two: nothing reaches across it."""
    # Half of a surrogate pair is a code point like any other here.
    return np.frombuffer("\0".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


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
