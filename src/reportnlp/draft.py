"""Output that is whole or not there: a draft that takes the place of a file when all of it is written."""

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

__all__ = ["draft_of", "drafts_in", "remove_drafts"]

#: Names of drafts, and of no old folder that stepped aside for one.
_NAME = re.compile(r"\.[0-9a-f]{16}\.part(\.(?!old$)[^.]+)?")
#: Seconds after which nobody is still writing a draft.
STALE = 24 * 3600


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Yield a path beside `target`; what the block makes there, a file or a folder, then takes the place of `target`.

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
        if draft.is_dir():
            _replace_folder(draft, target)
        else:
            # On one file system a rename is atomic: a reader sees the old file or the new one.
            draft.replace(target)
    except BaseException:
        _remove(draft)
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
        try:
            _move(waiting, folder)
        except KeyboardInterrupt:  # what is left takes less time than a second Ctrl-C
            _move(waiting, folder)
            raise
    finally:
        _remove(drafts)


def remove_drafts(folder: Path, *, since: float = 0) -> None:
    """Remove drafts that have not changed for `since` seconds: killed processes left them; nobody may be at them."""
    for file in folder.glob(".*.part*"):
        with suppress(OSError):  # another process may remove it too
            if _NAME.fullmatch(file.name) and time.time() - file.stat().st_mtime >= since:
                _remove(file)


@cache  # once a process, since a folder can hold many files
def _sweep(folder: Path) -> None:
    remove_drafts(folder, since=STALE)


def _move(files: list[Path], folder: Path) -> None:
    while files:
        with suppress(FileNotFoundError):  # moved already when Ctrl-C came
            files[-1].replace(folder / files[-1].name)
        files.pop()


def _replace_folder(draft: Path, target: Path) -> None:
    """Put a folder in the place of another; no rename can do that at once, so the old one steps aside first."""
    aside = target.with_name(f"{draft.name}.old")
    try:
        with suppress(FileNotFoundError):
            target.rename(aside)
        draft.rename(target)
        _remove(aside)
    except BaseException:
        if draft.exists():
            with suppress(FileNotFoundError):
                aside.rename(target)
        _remove(aside)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
