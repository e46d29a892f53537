"""Progress bars: shown on a terminal, silent everywhere else."""

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from tqdm import tqdm

__all__ = ["meter", "track"]

T = TypeVar("T")


def track(items: Iterable[T], label: str, *, total: int | None = None) -> Iterator[T]:
    """Yield `items`, `total` in number, and show on standard error how many are done, if it is a terminal."""
    if total is None and isinstance(items, Sized):
        total = len(items)
    return iter(tqdm(items, desc=label, total=total, leave=False, disable=None))


def meter(label: str, total: int) -> "tqdm[None]":
    """Return a bar that is moved by hand, for what is not a loop over items; a context manager."""
    return tqdm(desc=label, total=total, leave=False, disable=None)
