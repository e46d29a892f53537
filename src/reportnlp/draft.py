"""Output that is whole or not there: a draft that takes the place of a file when all of it is written."""

import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

__all__ = ["STALE", "draft_of", "drafts_in", "in_spite_of_ctrl_c", "remove", "remove_drafts"]

_NAME = re.compile(r"\.[0-9a-f]{16}\.part(\.[^.]+)?")
#: Seconds after which nobody is still writing a draft.
STALE = 24 * 3600


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Yield a path beside `target`; what the block makes there then takes the place of `target`.

    That may be a folder where there is none yet: no rename puts one in the place of another.

    If the block fails, for want of room, by Ctrl-C or by any error, the draft is removed and what was there stays.
    Missing folders are made. Any number of processes may write one file at once: the last one counts, whole. For
    several files that belong together open the drafts in one ``with``: none takes its place before all are written.
    Only a process that is killed leaves its draft, which the next process removes that writes there a day later.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from reportnlp.draft import draft_of
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = file.write_text("old")
    >>> with draft_of(file) as draft:
    ...     _ = draft.write_text("new")
    ...     print(file.read_text())
    old
    >>> file.read_text(), [name.name for name in file.parent.iterdir()]
    ('new', ['a.txt'])
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent)
    # Not by tempfile, whose files only their owner can read. The suffix is kept since writers choose by it.
    draft = target.with_name(f".{secrets.token_hex(8)}.part{target.suffix}")
    try:
        yield draft
        # On one file system a rename is atomic: a reader sees the old file or the new one.
        draft.replace(target)
    except BaseException:
        remove(draft)
        raise


@contextmanager
def drafts_in(folder: Path) -> Iterator[Path]:
    """Yield a new folder; the files that the block makes there move into `folder` when all of them are written.

    If the block fails, nothing in `folder` has changed. Files there with other names stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    drafts = folder / f".{secrets.token_hex(8)}.part"
    try:
        drafts.mkdir()
        yield drafts
        waiting = sorted(drafts.iterdir())
        in_spite_of_ctrl_c(lambda: _move(waiting, folder))
    finally:
        remove(drafts)


def in_spite_of_ctrl_c(call: Callable[[], object]) -> None:
    """Call, and at Ctrl-C once more before that goes on: what is left takes less time than a second Ctrl-C."""
    try:
        call()
    except KeyboardInterrupt:
        call()
        raise


def remove(path: Path) -> None:
    """Remove a file or a folder, if that can be."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def remove_drafts(folder: Path, *, since: float = 0) -> None:
    """Remove drafts that have not changed for `since` seconds: killed processes left them; nobody may be at them."""
    for file in folder.glob(".*.part*"):
        with suppress(OSError):  # another process may remove it too
            if _NAME.fullmatch(file.name) and time.time() - file.stat().st_mtime >= since:
                remove(file)


@cache  # once a process, since a folder can hold many files
def _sweep(folder: Path) -> None:
    remove_drafts(folder, since=STALE)


def _move(files: list[Path], folder: Path) -> None:
    while files:
        with suppress(FileNotFoundError):  # moved already when Ctrl-C came
            files[-1].replace(folder / files[-1].name)
        files.pop()
