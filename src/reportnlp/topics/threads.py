"""Threads over blocks of rows: the blocks depend on the data alone, so that results do too."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from reportnlp.validate import threads

__all__ = ["Mapper", "Rows", "blocks", "mapper"]

T = TypeVar("T")
#: First and last row of each block.
Rows: TypeAlias = list[tuple[int, int]]
#: Calls a function for the first and last row of each block and returns what it returned, in order.
Mapper: TypeAlias = Callable[[Callable[[int, int], Any], Rows], list[Any]]

#: Stored counts in a block.
BLOCK = 1 << 14


def blocks(indptr: npt.NDArray[np.integer[Any]]) -> Rows:
    """Divide rows into blocks of about `BLOCK` stored counts each."""
    marks = np.searchsorted(indptr, np.arange(0, indptr[-1], BLOCK)).tolist()
    return list(pairwise(np.unique([0, *marks, len(indptr) - 1]).tolist()))


@contextmanager
def mapper(n_threads: int | None, n_blocks: int) -> Iterator[Mapper]:
    """Give something that runs a function over blocks with up to `n_threads` threads."""
    n = min(threads(n_threads), n_blocks)
    if n < 2:
        yield lambda function, rows: [function(*each) for each in rows]
        return
    with ThreadPoolExecutor(n) as pool:
        yield lambda function, rows: _shared(pool, n, function, rows)


def _shared(pool: ThreadPoolExecutor, n: int, function: Callable[[int, int], T], rows: Rows) -> list[T]:
    """Return what a function gives for each block: a thread takes the next when it is done with one.

    To hand out each block as a task of its own takes as long as a small block.
    """
    found: dict[int, T] = {}
    waiting = enumerate(rows)

    def work(_: int) -> None:
        for place, each in waiting:  # to take the next is one step for Python's lock
            found[place] = function(*each)

    list(pool.map(work, range(min(n, len(rows)))))
    return [found[place] for place in range(len(rows))]
