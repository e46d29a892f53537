"""The user's cache folder, and files in it that are whole and ours, or absent."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import platformdirs

from reportnlp.draft import draft_of

__all__ = ["cache_folder", "open_cached", "write_cached"]

_DIGEST = hashlib.sha256().digest_size


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time; it need not exist."""
    return Path(platformdirs.user_cache_dir("reportnlp", appauthor=False))


@contextmanager
def open_cached(name: str) -> Iterator[BinaryIO | None]:
    """Open what `write_cached` stored under `name`; None if it is not there, cut short or altered."""
    try:
        stream = (cache_folder() / name).open("rb")
    except OSError:
        yield None
        return
    with stream:
        if stream.read(_DIGEST) == _digest(stream):
            stream.seek(_DIGEST)
            yield stream
        else:
            yield None


def write_cached(name: str, write: Callable[[BinaryIO], None]) -> None:
    """Store what `write` writes under `name`, whole or not at all, however many processes do so at once.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    with draft_of(cache_folder() / name) as draft, draft.open("w+b") as stream:
        stream.seek(_DIGEST)
        write(stream)
        stream.seek(_DIGEST)
        digest = _digest(stream)
        stream.seek(0)
        stream.write(digest)


def _digest(stream: BinaryIO) -> bytes:
    """Return the SHA-256 of what is left of a file."""
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.digest()
