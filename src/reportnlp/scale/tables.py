"""Parquet files that are whole or absent, and known by their SHA-256."""

import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reportnlp.draft import draft_of
from reportnlp.errors import StorageError

__all__ = ["read_bytes", "read_table", "write_bytes", "write_table"]


def write_table(path: Path, table: pa.Table) -> str:
    """Write a table as Parquet under another name, then rename it; return the SHA-256 of the file."""
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    return write_bytes(path, buffer.getvalue().to_pybytes())


def write_bytes(path: Path, data: bytes) -> str:
    """Write a file, whole or not at all, and return its SHA-256."""
    try:
        _write(path, data)
    except FileNotFoundError:  # a run beside this one came to its end, and took the draft for one of a killed worker
        _write(path, data)
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    with draft_of(path) as draft, draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())  # a rename must not be on the disk before what it names


def read_table(path: Path, sha256: str) -> pa.Table:
    """Read a table that `write_table` wrote; errors as of `read_bytes`."""
    return pq.read_table(pa.BufferReader(read_bytes(path, sha256)))


def read_bytes(path: Path, sha256: str) -> bytes:
    """Read a file that `write_bytes` wrote.

    Raises
    ------
    StorageError
        If the file is missing, or not what was written.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror}); run the step that wrote it again") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageError(f"{path}: is damaged; remove it and run the step that wrote it again")
    return data
