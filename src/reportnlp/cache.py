"""The user's cache folder, and files in it that are whole and ours, or absent."""

import hashlib
import os
import tempfile
from pathlib import Path

import platformdirs

__all__ = ["cache_folder", "read_cached", "write_cached"]

_DIGEST = hashlib.sha256().digest_size


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time; it need not exist."""
    return Path(platformdirs.user_cache_dir("reportnlp", appauthor=False))


def read_cached(name: str) -> bytes | None:
    """Return what `write_cached` stored under `name`; None if it is not there, cut short or altered."""
    try:
        data = (cache_folder() / name).read_bytes()
    except OSError:
        return None
    digest, content = data[:_DIGEST], memoryview(data)[_DIGEST:]
    return bytes(content) if hashlib.sha256(content).digest() == digest else None


def write_cached(name: str, content: bytes) -> None:
    """Store `content` under `name`, whole or not at all, however many processes do so at once.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(content).digest())
            stream.write(content)
        # On one file system a rename is atomic: a reader sees the old file, the new one, or none.
        Path(draft).replace(folder / name)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
