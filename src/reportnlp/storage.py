"""Saved objects: a folder of plain arrays, Parquet tables and one JSON index. Never pickle.

Arrays are single ``.npy`` files because those can be memory-mapped, which a ``.npz`` archive cannot.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.errors import StorageError

__all__ = ["load", "save"]

FORMAT = 1
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
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, array in arrays.items():
            np.save(draft / f"{name}.npy", array, allow_pickle=False)
        for name, table in tables.items():
            table.to_parquet(draft / f"{name}.parquet", index=False)
        files = {file.name: _sha256(file) for file in sorted(draft.iterdir())}
        index = {"format": FORMAT, "kind": kind, "files": files, "meta": dict(meta)}
        (draft / INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def load(
    path: str | os.PathLike[str], kind: str
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, pd.DataFrame], dict[str, Any]]:
    """Read what `save` wrote; arrays come back memory-mapped and read-only.

    Raises
    ------
    StorageError
        If the folder is no saved object, holds another kind, is damaged or newer than this version.
    """
    folder = Path(path)
    index = _index(folder, kind)
    arrays: dict[str, npt.NDArray[Any]] = {}
    tables: dict[str, pd.DataFrame] = {}
    for name, checksum in index["files"].items():
        file = folder / Path(name).name  # a name with a path in it must not lead outside
        if not file.is_file() or _sha256(file) != checksum:
            raise StorageError(f"{file}: is missing or damaged; make the object again and save it")
        if file.suffix == ".npy":
            arrays[file.stem] = np.load(file, mmap_mode="r", allow_pickle=False)
        else:
            tables[file.stem] = pd.read_parquet(file)
    return arrays, tables, index["meta"]


def _index(folder: Path, kind: str) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        found, written = index["kind"], index["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{folder}: is no object saved by this library") from error
    if found != kind:
        raise StorageError(f"{folder}: holds a {found}, not a {kind}; load it with {found}.load")
    if written != FORMAT:
        raise StorageError(f"{folder}: has format {written}, this version reads {FORMAT}; upgrade reportnlp")
    return index


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
