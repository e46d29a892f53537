"""Progress bars: shown on a terminal, silent everywhere else."""

import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Meter", "meter", "silent", "track"]

T = TypeVar("T")

#: A terminal has one display; bars that begin while another runs stand below it.
_shown: "list[Progress]" = []
#: How many blocks of `silent` are open.
_silences: list[None] = []


class Meter:
    """A bar that is moved by hand; a context manager.

    Parameters
    ----------
    label : str
        What is being done.
    total : int or None
        Steps to the end, if they are known.
    """

    def __init__(self, label: str, total: int | None) -> None:
        self._label, self._total = label, total
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._first = False

    def __enter__(self) -> Self:
        # What a display puts in the place of standard error may say that it is no terminal.
        if _silences:
            return self
        if _shown or (sys.stderr is not None and sys.stderr.isatty()):
            self._first = not _shown
            if self._first:
                _shown.append(_display())
            self._progress = _shown[0]
            self._task = self._progress.add_task(self._label, total=self._total, note="")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._progress is not None and self._task is not None:
            self._progress.remove_task(self._task)
            if self._first:
                self._progress.stop()
                _shown.clear()
        self._progress = None

    def update(self, note: str = "") -> None:
        """Move the bar by one step; `note` stands at its end."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=1, note=note)


@contextmanager
def silent() -> Iterator[None]:
    """Show no bar in this block: another process shows how far the whole is."""
    _silences.append(None)
    try:
        yield
    finally:
        _silences.pop()


def meter(label: str, total: int) -> Meter:
    """Return a bar that is moved by hand, for what is not a loop over items."""
    return Meter(label, total)


def track(items: Iterable[T], label: str, *, total: int | None = None) -> Iterator[T]:
    """Yield `items`, `total` in number, and show on standard error how many are done, if it is a terminal."""
    if total is None and isinstance(items, Sized):
        total = len(items)
    with Meter(label, total) as bar:
        for item in items:
            yield item
            bar.update()


def _display() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = TextColumn("{task.description}:"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    note = TextColumn("{task.fields[note]}")
    # What is printed to standard output meanwhile may go to a file: it is not the display's.
    display = Progress(*parts, note, console=Console(stderr=True), transient=True, redirect_stdout=False)
    display.start()
    return display
