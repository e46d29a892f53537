"""Documents in chunks: cut, joined, looked up and numbered by several threads at once."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle, pairwise, repeat
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.progress import meter, track
from reportnlp.segmentation.cut import Cut, Engine, joined_points
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels.interning import N_POINTS, finish_documents, intern_rest, renumber
from reportnlp.segmentation.kernels.joining import Joins, join_documents, joins_of
from reportnlp.segmentation.kernels.rules import Rules
from reportnlp.segmentation.numbering import Numbering, Types, number_types, places

__all__ = ["Cutter"]

#: Characters in a chunk of documents: enough to make the start of a task not count, and few enough to
#: keep all threads busy to the end.
CHUNK = 1 << 17

#: Types of a chunk that are neither words nor single characters for which there is room at first.
MOST_TYPES = 1 << 16

Points = npt.NDArray[np.uint32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class Chunk(NamedTuple):
    """Documents that one task cuts.

    Parameters
    ----------
    texts : sequence of str, length d
    bounds : ndarray of int64, shape (d + 1,)
        Where each document begins in the text that `joined_points` makes of them; the last one ends one
        character before the last bound.
    """

    texts: Sequence[str]
    bounds: Int64s

    @property
    def size(self) -> int:
        """Number of characters that the text has room for."""
        return int(self.bounds[-1])


class Room(NamedTuple):
    """Memory for the tokens of a chunk, and to work with; used again for other chunks.

    Parameters
    ----------
    ids, starts : ndarray of int32, as long as the longest chunk
        What the engine fills, and the rules, if there are any.
    met : ndarray of int32, as long as the longest chunk
        Words and single characters that no chunk before had.
    joins : Joins, optional
        What the rules work with.
    workspace
        The engine's own.
    """

    ids: Int32s
    starts: Int32s
    met: Int32s
    joins: Joins | None
    workspace: Any


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
    met : ndarray of int32
        Words and single characters that no chunk before had.
    types : Types
        Those that are neither words nor single characters.
    """

    ids: Int32s
    starts: Int32s
    counts: Int64s
    met: Int32s
    types: Types


class Marks(NamedTuple):
    """One entry for each node and each code point.

    Parameters
    ----------
    used : ndarray of uint8, shape ((n_nodes + N_POINTS) / 8 + 1,)
        A bit for each, set if it is a token. What a thread sets another may lose, for which it is noted again.
    table : ndarray of int32, shape (n_nodes + N_POINTS,)
        The id of those that are used.
    """

    used: npt.NDArray[np.uint8]
    table: Int32s


class Cutter:
    """Cuts many texts by an engine.

    Parameters
    ----------
    engine : Engine
    dictionary : Dictionary
        With the terms of the lexicon.
    """

    def __init__(self, engine: Engine, dictionary: Dictionary) -> None:
        self._engine = engine
        self._dictionary = dictionary
        self._n_known = len(dictionary.trie.labels) + N_POINTS
        self._idle: SimpleQueue[Marks] = SimpleQueue()

    def cut_all(self, texts: Sequence[str], lengths: Int64s, n_threads: int, rules: Rules | None = None) -> Cut:
        """Return the words of all texts, with numbers and names joined by `rules` if there are any.

        The result does not depend on the number of threads.
        """
        marks, chunks = self._marks(), _chunks(texts, lengths)
        sizes = [chunk.size for chunk in chunks]
        n_threads = max(1, min(n_threads, len(chunks), self._engine.most_threads))
        rooms = [self._room(max(sizes, default=0), rules) for _ in range(n_threads + (n_threads > 1))]
        ids, starts = rooms[0].ids, rooms[0].starts
        if len(chunks) > 1:
            # As long as the text; what the tokens do not need is never touched, and so takes no memory.
            ids, starts = np.empty(sum(sizes), np.int32), np.empty(sum(sizes), np.int32)
        limits, counts, met, types = [0], [np.zeros(1, np.int64)], [np.empty(0, np.int32)], []
        for piece in self._pieces(chunks, rooms, marks.used, rules):
            limits.append(limits[-1] + len(piece.ids))
            if len(chunks) > 1:
                ids[limits[-2] : limits[-1]], starts[limits[-2] : limits[-1]] = piece.ids, piece.starts
            counts.append(piece.counts)
            met.append(piece.met)
            types.append(piece.types)
        rooms.clear()
        numbering = number_types(np.concatenate(met), types, self._dictionary, rules)
        self._renumber(numbering, marks, types, [ids[a:b] for a, b in pairwise(limits)], n_threads)
        ids.resize(limits[-1], refcheck=False)
        starts.resize(limits[-1], refcheck=False)
        indptr = np.cumsum(np.concatenate(counts))
        return Cut(numbering.types, numbering.numbers, numbering.forms, ids, starts, indptr)

    def _room(self, size: int, rules: Rules | None) -> Room:
        ids, starts, met = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
        return Room(ids, starts, met, None if rules is None else joins_of(size), self._engine.workspace(size))

    def _pieces(
        self, chunks: list[Chunk], rooms: list[Room], used: npt.NDArray[np.uint8], rules: Rules | None
    ) -> Iterator[Piece]:
        """Cut chunks by one thread less than there are rooms; a room is used again after its piece was taken."""
        if len(rooms) == 1:
            pieces = map(self._piece, chunks, repeat(rooms[0]), repeat(used), repeat(rules))
            # A bar takes longer than a short text.
            yield from track(pieces, "segment", total=len(chunks)) if len(chunks) > 1 else pieces
            return
        with meter("segment", len(chunks)) as bar, ThreadPoolExecutor(len(rooms) - 1) as pool:
            tasks: deque[Future[Piece]] = deque()
            for chunk, room in zip(chunks, cycle(rooms), strict=False):
                if len(tasks) == len(rooms):
                    yield tasks.popleft().result()
                    bar.update()
                tasks.append(pool.submit(self._piece, chunk, room, used, rules))
            for task in tasks:
                yield task.result()
                bar.update()

    def _piece(self, chunk: Chunk, room: Room, used: npt.NDArray[np.uint8], rules: Rules | None) -> Piece:
        """Cut a chunk, join its numbers and names, and mark the ids that occur."""
        points, counts = joined_points(chunk.texts), np.empty(len(chunk.texts), np.int64)
        n = self._engine.fill(chunk.texts, points, room.ids, room.starts, room.workspace)
        notes = self._dictionary.trie, used, room.met
        if rules is None or room.joins is None:
            tokens = points, chunk.bounds, room.ids[:n], room.starts[:n], counts
            n_rest, n_met = finish_documents(*tokens, *notes)
        else:
            cut = points, chunk.bounds, room.ids[: chunk.size], room.starts[: chunk.size], n, counts
            n_rest, n_met = join_documents(*cut, *notes, rules, room.joins)
        ids, starts = (array[: counts.sum()] for array in (room.ids, room.starts))
        tokens = points, chunk.bounds, ids, starts, counts
        found = self._types(tokens, 1 << min(n_rest, MOST_TYPES).bit_length())
        return Piece(ids, starts, counts, room.met[:n_met].copy(), found)

    def _types(self, tokens: tuple[Points, Int64s, Int32s, Int32s, Int64s], size: int) -> Types:
        """Find the types that are neither words nor single characters, by a table for `size` or more of them."""
        n = -1
        while n < 0:
            table, types = np.full(2 * size, -1, np.int32), np.empty(2 * size, np.int64)
            hashes, named = np.empty(size, np.uint64), np.empty(size, np.uint8)
            n = intern_rest(*tokens, self._n_known, table, types, hashes, named)
            size *= 4
        begins, stops = types[: 2 * n : 2], types[1 : 2 * n : 2]
        return Types(tokens[0][places(begins, stops)], stops - begins, hashes[:n].copy(), named[:n].copy())

    def _renumber(
        self, numbering: Numbering, marks: Marks, types: list[Types], ids: list[Int32s], n_threads: int
    ) -> None:
        """Replace the provisional ids of each piece, and leave the marks clean for another call."""
        marks.table[numbering.met] = numbering.of_met
        of_types = np.split(numbering.of_types, np.cumsum([0, *(len(part.hashes) for part in types)])[1:-1])
        if n_threads > 1:
            with ThreadPoolExecutor(n_threads) as pool:
                deque(pool.map(renumber, ids, repeat(marks.table), of_types), maxlen=0)
        else:
            deque(map(renumber, ids, repeat(marks.table), of_types), maxlen=0)
        marks.used[numbering.met >> 3] = 0
        self._idle.put(marks)

    def _marks(self) -> Marks:
        """Return marks that no other call has; new ones take longer than all the rest of a short text."""
        try:
            return self._idle.get_nowait()
        except Empty:
            return Marks(np.zeros(self._n_known // 8 + 1, np.uint8), np.empty(self._n_known, np.int32))


def _chunks(texts: Sequence[str], lengths: Int64s) -> list[Chunk]:
    """Divide documents into chunks of a good size; a large document is a chunk of its own."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(lengths + 1, out=bounds[1:])
    marks = np.searchsorted(bounds, np.arange(0, bounds[-1], CHUNK)).tolist()
    limits = pairwise(sorted({0, *marks, len(texts)}))
    return [Chunk(texts[first:last], bounds[first : last + 1] - bounds[first]) for first, last in limits]
