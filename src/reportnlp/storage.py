"""Saved objects: a folder of plain arrays, Parquet tables and one JSON index. Never pickle.

Arrays are single ``.npy`` files because those can be memory-mapped, which a ``.npz`` archive cannot.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.draft import draft_of
from reportnlp.errors import StorageError

__all__ = ["loaded", "require", "save"]

Content = tuple[dict[str, npt.NDArray[Any]], dict[str, pd.DataFrame], dict[str, Any]]

#: 2 since the index has a checksum of its own.
FORMAT = 3
INDEX = "index.json"


def save(
    path: str | os.PathLike[str],
    kind: str,
    *,
    arrays: Mapping[str, npt.NDArray[Any]],
    tables: Mapping[str, pd.DataFrame],
    meta: Mapping[str, Any],
) -> None:
    """Write an object as folder `path`, whole or not at all; an object already there is replaced.

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
    with draft_of(target) as draft:
        draft.mkdir()
        for name, array in arrays.items():
            # Open for reading too, for which NumPy writes piece by piece: in its ``tofile`` Ctrl-C is a TypeError.
            with (draft / f"{name}.npy").open("w+b") as stream:
                np.save(stream, array, allow_pickle=False)
        for name, table in tables.items():
            table.to_parquet(draft / f"{name}.parquet", index=False)
        files = {file.name: _sha256(file) for file in sorted(draft.iterdir())}
        index = {"format": FORMAT, "kind": kind, "files": files, "meta": dict(meta)}
        text = json.dumps(index | {"checksum": _checksum(index)}, ensure_ascii=False, indent=1)
        (draft / INDEX).write_text(text, encoding="utf-8")


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
    index = _index(folder, kind)
    arrays: dict[str, npt.NDArray[Any]] = {}
    tables: dict[str, pd.DataFrame] = {}
    try:
        for name, checksum in index["files"].items():
            file = folder / Path(name).name  # a name with a path in it must not lead outside
            if not file.is_file() or _sha256(file) != checksum:
                raise StorageError(f"{file}: is missing or damaged; make the object again and save it")
            if file.suffix == ".npy":
                arrays[file.stem] = np.load(file, mmap_mode="r", allow_pickle=False)
            else:
                tables[file.stem] = pd.read_parquet(file)
        yield arrays, tables, index["meta"]
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        said = f"{folder}: does not hold what a {kind} is made of ({error}); make the object again and save it"
        raise StorageError(said) from error


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
