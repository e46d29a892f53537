"""Saved objects: a folder of plain arrays, Parquet tables and one JSON index. Never pickle.

Arrays are single ``.npy`` files because those can be memory-mapped, which a ``.npz`` archive cannot. They lie with the
tables in a folder that is named after what they hold, and the index says which: so an object is replaced by one rename,
of the index.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.draft import STALE, draft_of, drafts_in, in_spite_of_ctrl_c, remove
from reportnlp.errors import StorageError

__all__ = ["loaded", "require", "save"]

Content = tuple[dict[str, npt.NDArray[Any]], dict[str, pd.DataFrame], dict[str, Any]]

#: Raised when the files change.
FORMAT = 4
INDEX = "index.json"
#: Name of the folder with the arrays and tables.
_CONTENT = re.compile("[0-9a-f]{16}")


def save(
    path: str | os.PathLike[str],
    kind: str,
    *,
    arrays: Mapping[str, npt.NDArray[Any]],
    tables: Mapping[str, pd.DataFrame],
    meta: Mapping[str, Any],
) -> None:
    """Write an object as folder `path`, whole or not at all; an object already there is replaced.

    At every moment the folder holds the old object or the new one, even if the process is killed.

    Parameters
    ----------
    path : path-like
        The folder to make.
    kind : str
        Name of the class, checked on load.
    arrays, tables, meta : mapping
        Arrays, data frames and JSON values by name.
    """
    target = Path(path)
    if target.exists() and not (target / INDEX).is_file():
        raise StorageError(f"{target}: exists and is no saved object; choose another name or remove it")
    if not target.exists():
        try:
            with draft_of(target) as draft:
                draft.mkdir()
                _write(draft, kind, arrays, tables, meta)
            return
        except OSError:
            if not (target / INDEX).is_file():  # another process has saved one there meanwhile
                raise
    _write(target, kind, arrays, tables, meta)


def _write(
    folder: Path,
    kind: str,
    arrays: Mapping[str, npt.NDArray[Any]],
    tables: Mapping[str, pd.DataFrame],
    meta: Mapping[str, Any],
) -> None:
    """Write the content beside that of the old object, then the index that names it."""
    own = {_named_in(folder)}
    try:
        with drafts_in(folder) as drafts:
            made = drafts / "made"
            made.mkdir()
            for name, array in arrays.items():
                # Open for reading too, for which NumPy writes piece by piece: in its ``tofile`` Ctrl-C is a TypeError.
                with (made / f"{name}.npy").open("w+b") as stream:
                    np.save(stream, array, allow_pickle=False)
            for name, table in tables.items():
                table.to_parquet(made / f"{name}.parquet", index=False)
            files = {file.name: _sha256(file) for file in sorted(made.iterdir())}
            content = _checksum(files)[:16]
            own.add(content)
            if _is_whole(folder / content, files):
                remove(made)
            else:
                remove(folder / content)
                made.rename(drafts / content)
        index = {"format": FORMAT, "kind": kind, "content": content, "files": files, "meta": dict(meta)}
        text = json.dumps(index | {"checksum": _checksum(index)}, ensure_ascii=False, indent=1)
        with draft_of(folder / INDEX) as draft:
            draft.write_text(text, encoding="utf-8")
    finally:
        in_spite_of_ctrl_c(lambda: _remove_unnamed(folder, own))


def _named_in(folder: Path) -> str:
    """Return the name of the content that an index names, empty if there is none."""
    try:
        return str(json.loads((folder / INDEX).read_text(encoding="utf-8"))["content"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ""


def _is_whole(content: Path, files: Mapping[str, str]) -> bool:
    return all((content / name).is_file() and _sha256(content / name) == sha256 for name, sha256 in files.items())


def _remove_unnamed(folder: Path, own: set[str]) -> None:
    """Remove what the index does not name: content of this process, and what killed ones left a day ago."""
    named = _named_in(folder)
    for content in folder.iterdir():
        if _CONTENT.fullmatch(content.name) and content.name != named:
            with suppress(OSError):  # another process may remove it too
                if content.name in own or time.time() - content.stat().st_mtime >= STALE:
                    remove(content)


@contextmanager
def loaded(path: str | os.PathLike[str], kind: str) -> Iterator[Content]:
    """Yield what `save` wrote, to make an object of in the block; arrays are memory-mapped and read-only.

    A folder can be forged, checksums and all. Nothing in it is ever run, and a block that cannot make its object
    of what it holds, because a name is missing or arrays do not fit, ends with an error that says so.

    Raises
    ------
    StorageError
        If the folder is no saved object, holds another kind, is damaged or newer than this version.
    """
    folder = Path(path)
    try:
        yield _content(folder, kind)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        said = f"{folder}: does not hold what a {kind} is made of ({error}); make the object again and save it"
        raise StorageError(said) from error


def _content(folder: Path, kind: str) -> Content:
    while True:
        written = _written(folder)
        index = _index(folder, kind)
        try:
            return (*_arrays_and_tables(folder, index), index["meta"])
        except (OSError, StorageError):
            if _written(folder) == written:  # else another process has just replaced the object
                raise


def _written(folder: Path) -> tuple[int, int]:
    """Return what tells an index from one written later, even if that says the same; zeros if there is none."""
    try:
        status = (folder / INDEX).stat()
    except OSError:
        return 0, 0
    return status.st_ino, status.st_mtime_ns


def _arrays_and_tables(
    folder: Path, index: dict[str, Any]
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, pd.DataFrame]]:
    require(_CONTENT.fullmatch(index["content"]) is not None, "a name of no content")
    arrays: dict[str, npt.NDArray[Any]] = {}
    tables: dict[str, pd.DataFrame] = {}
    for name, checksum in index["files"].items():
        file = folder / index["content"] / Path(name).name  # a name with a path in it must not lead outside
        if not file.is_file() or _sha256(file) != checksum:
            raise StorageError(f"{file}: is missing or damaged; make the object again and save it")
        if file.suffix == ".npy":
            arrays[file.stem] = np.load(file, mmap_mode="r", allow_pickle=False)
        else:
            tables[file.stem] = pd.read_parquet(file)
    return arrays, tables


def require(fits: bool, what: str) -> None:
    """Raise ValueError with what does not fit, which `loaded` turns into an error that names the folder."""
    if not fits:
        raise ValueError(what)


def _index(folder: Path, kind: str) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        found, written = index["kind"], index["format"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise StorageError(f"{folder}: is no object saved by this library") from error
    if found != kind:
        raise StorageError(f"{folder}: holds a {found}, not a {kind}; load it with {found}.load")
    if written != FORMAT:
        newer = isinstance(written, int) and written > FORMAT
        remedy = "upgrade reportnlp" if newer else "make the object again and save it"
        raise StorageError(f"{folder}: has format {written}, this version reads {FORMAT}; {remedy}")
    if index.pop("checksum", None) != _checksum(index):
        raise StorageError(f"{folder / INDEX}: is damaged; make the object again and save it")
    return index


def _checksum(index: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an index, however its JSON is laid out."""
    return hashlib.sha256(json.dumps(index, sort_keys=True).encode()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
