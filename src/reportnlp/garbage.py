"""When a process gives back memory: how often Python looks for cycles, where large arrays lie, what goes at once."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["collected_seldom", "give_back", "large_apart", "not_collected"]

#: Objects made since Python last looked, looks at them before one at older ones, and those before one at all.
SELDOM = (10_000, 10, 10)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let Python look for cycles more seldom: among a million tuples it finds none, and takes a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*(max(pair) for pair in zip(before, SELDOM, strict=True)))
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def not_collected() -> Iterator[None]:
    """Let Python look for no cycles while much is made that stays: a look at all there is takes 0.05 seconds."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


#: Options of mallopt (malloc.h) with their values in bytes: what is larger than the first has pages of its own, and
#: free memory at the end of the heap goes back when it is more than the second. New pages cost time, which smaller
#: arrays would need over and over: with 1 MB and 16 MB twice as many; with 16 MB and 64 MB the peak is 90 MB higher.
APART = {-3: 8 << 20, -1: 32 << 20}


def large_apart() -> None:
    """Let glibc give back a large array as soon as it is gone, for good; other libraries do as they do.

    By itself glibc takes the largest array that was ever given back, up to 32 MB, for the size of what is to lie in the
    heap, where the next small object behind an array keeps its place: a tenth of the memory of the main job.
    """
    with suppress(AttributeError, OSError, TypeError):  # no such function, or no library of the process
        mallopt = ctypes.CDLL(None).mallopt
        for option, size in APART.items():
            mallopt(option, size)


def give_back() -> None:
    """Give back what is free between objects that stay, and what Arrow keeps for its next table."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
