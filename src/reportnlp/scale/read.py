"""read: a folder of reports, however large, to partitions."""

import hashlib
import os
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from reportnlp.corpus import Failure, Report
from reportnlp.errors import ReadError, ReadWarning
from reportnlp.provenance import Provenance, Source, Step, fingerprint
from reportnlp.reading.folder import check_ids, free_id, listed, read_or_fail
from reportnlp.reading.manifest import Row
from reportnlp.scale.nouns import PartitionedCorpus
from reportnlp.scale.recipe import Recipe
from reportnlp.scale.reports import NAMES, REPORTS, reports_table
from reportnlp.scale.stage import Made, Part, Run, run_stage
from reportnlp.scale.stage import Source as Input
from reportnlp.scale.tables import read_table, write_table
from reportnlp.validate import encoding_name, flag

__all__ = ["read"]

#: Files that hold many reports are a partition each; of others as many go together as have so many bytes.
MANY, TOGETHER = (".parquet", ".csv", ".tsv", ".jsonl", ".xlsx", ".zip"), 16 * 2**20
_KEYS = ".keys.parquet"
#: Failures that a warning names.
_NAMED = 20

Files = tuple[tuple[Path, Row], ...]


def read(
    path: str | os.PathLike[str],
    *,
    work: str | os.PathLike[str] | None = None,
    encoding: str | None = None,
    simplify: bool = False,
    client: Any = None,
) -> PartitionedCorpus:
    """Read a folder of reports that need not fit into memory.

    Parameters
    ----------
    path : path-like
        A folder, or one file, of what `reportnlp.read_corpus` reads. A file of many reports (``.parquet
        .csv .tsv .jsonl .xlsx .zip``) is a partition; of files of one report as many are one as have
        16 MB together.
    work : path-like, optional
        Folder for what the steps write, which every worker must reach; by default one beside `path`
        with ``.work`` after its name. One run at a time may use it.
    encoding : str, optional
        Encoding of text files; by default it is detected for each.
    simplify : bool, default False
        Whether to turn traditional characters into simplified ones.
    client : distributed.Client, optional
        A cluster that runs all steps. By default Dask decides: threads of this machine, or what
        ``dask.config.set(scheduler="processes")`` names, or the client that is active.

    Returns
    -------
    PartitionedCorpus
        The reports that `read_corpus` would give, in the order of the files. An id is place and year
        where none is given; what could not be read is in `failures`.

    Raises
    ------
    ReadError
        If there is no such folder, its manifest is unusable, two reports are given one id, or not
        one report can be read.
    ArgumentError
        If Dask is not installed (``pip install 'reportnlp[scale]'``).
    StorageError
        If the disk is full, or the cluster lost its tasks; what is done is kept.

    Warns
    -----
    ReadWarning
        If some files could not be read; the rest goes on.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> corpus
    <PartitionedCorpus: n_partitions=1, n_reports=24>
    >>> matrix = rn.scale.count(rn.scale.segment(corpus).drop(rn.load_stopwords()))
    >>> rn.scale.keywords(matrix, by="year", top=1)["year"].tolist()
    [2021, 2022, 2023, 2024]
    """
    root = Path(path)
    if not root.exists():
        raise ReadError(str(root), "does not exist; give a folder of reports or one file")
    encoding, simplify = encoding_name(encoding), flag("simplify", simplify)
    run = Run(Path(work) if work is not None else root.with_name(f"{root.name}.work"), client)
    groups = list(_together(listed(root)))
    inputs = [
        Input(f"part-{number:06}", _label(files), _stamp(files), partial(_read_part, files, encoding, simplify))
        for number, files in enumerate(groups)
    ]
    params = {"encoding": encoding, "simplify": simplify}
    parts = run_stage("read", params, inputs, run)
    if not any(part.facts["n"] for part in parts):
        raise ReadError(str(root), _said([failure for part in parts for failure in part.failures], "holds no reports"))
    parts, twins = _with_ids(parts, run)
    failures = [failure for part in parts for failure in part.failures] + twins
    if failures:
        warnings.warn(_said(failures, ""), ReadWarning, stacklevel=2)
    meta = tuple(sorted({name for part in parts for name in part.facts["meta"]}))
    sources = tuple(Source(part.label, part.facts["sha256"]) for part in parts)
    record = Provenance(sources, (Step("read_corpus", params),))
    return PartitionedCorpus(tuple(parts), tuple(failures), run, Recipe(meta), record)


def _together(files: Iterator[tuple[Path, Row]]) -> Iterator[Files]:
    """Put small files together, in their order."""
    waiting: list[tuple[Path, Row]] = []
    size = 0
    for file, row in files:
        if file.suffix.lower() in MANY:
            yield ((file, row),)
            continue
        waiting.append((file, row))
        size += file.stat().st_size if file.is_file() else 0
        if size >= TOGETHER:
            yield tuple(waiting)
            waiting, size = [], 0
    if waiting:
        yield tuple(waiting)


def _label(files: Files) -> str:
    first, last = files[0][1].file, files[-1][1].file
    return first if len(files) == 1 else f"{first} … {last}"


def _stamp(files: Files) -> str:
    """Return a digest of the names, sizes and times of files: to read all of them would take as long as the work."""
    said = []
    for file, row in files:
        found = file.stat() if file.is_file() else None
        said.append(f"{row!r} {found.st_size} {found.st_mtime_ns}" if found else repr(row))
    return fingerprint("\n".join(said))


def _read_part(files: Files, encoding: str | None, simplify: bool, name: str, folder: Path) -> Made:
    reports: list[Report] = []
    failures: list[Failure] = []
    digest = hashlib.sha256()
    for file, row in files:
        for item in read_or_fail(file, row, encoding, simplify):
            (failures if isinstance(item, Failure) else reports).append(item)  # type: ignore[arg-type]
    for sha256 in sorted({report.sha256 for report in reports}):
        digest.update(sha256.encode())
    keys = {
        "id": [report.id for report in reports],
        "place": [report.place for report in reports],
        "year": [report.year for report in reports],
        "file": [report.file for report in reports],
        "text": [fingerprint(report.text) for report in reports],
        "raw": [fingerprint(report.raw or "") for report in reports],
    }
    types = [(column, pa.int64() if column == "year" else pa.string()) for column in keys]
    outputs = {
        name + REPORTS: write_table(folder / (name + REPORTS), reports_table(reports)),
        name + _KEYS: write_table(folder / (name + _KEYS), pa.table(keys, schema=pa.schema(types))),
    }
    meta = sorted({column for report in reports for column, _ in report.meta})
    return Made(outputs, {"n": len(reports), "meta": meta, "sha256": digest.hexdigest()}, failures)


def _with_ids(parts: Sequence[Part], run: Run) -> tuple[list[Part], list[Failure]]:
    """Give ids to the reports that have none, and leave out those whose text another one has.

    The rule is that of `read_corpus`, but namesakes are numbered by the SHA-256 of their text.
    """
    keys = pd.concat([_keys(part) for part in parts], ignore_index=True)
    first = keys["file"].groupby(keys["raw"], sort=False).transform("first")
    twin = (keys["raw"].duplicated() & (first != keys["file"])).to_numpy()
    failures = [
        Failure(file, f"has the same text as {other}, which was read; remove one of them")
        for file, other in zip(keys["file"][twin], first[twin], strict=True)
    ]
    given = keys[(keys["id"] != "") & ~twin]
    check_ids(given.loc[given["id"].duplicated(keep=False), ["id", "file"]].itertuples(index=False, name=None))
    named, changed = keys["id"].to_numpy(object, copy=True), twin | (keys["id"] == "").to_numpy()
    named[twin] = None
    taken = set(given["id"])
    nameless = keys[(keys["id"] == "") & ~twin].assign(year=lambda table: table["year"].fillna(0).astype(int))
    nameless = nameless.sort_values(["place", "year", "raw"])
    columns = (nameless[name].tolist() for name in ("place", "year", "text"))
    for number, place, year, text in zip(nameless.index.tolist(), *columns, strict=True):
        named[number] = free_id(place, year, text, taken)
        taken.add(named[number])
    bounds = np.cumsum([0, *(part.facts["n"] for part in parts)]).tolist()
    rows = [slice(*pair) for pair in pairwise(bounds)]
    return [_renamed(part, named[own], changed[own]) for part, own in zip(parts, rows, strict=True)], failures


def _keys(part: Part) -> pd.DataFrame:
    table: pd.DataFrame = read_table(*part.file(_KEYS)).to_pandas()
    return table


def _renamed(part: Part, named: npt.NDArray[np.object_], changed: npt.NDArray[np.bool_]) -> Part:
    outputs = {name: sha256 for name, sha256 in part.outputs.items() if not name.endswith(_KEYS)}
    if changed.any():
        table = pa.table({"row": np.flatnonzero(changed), "id": pa.array(named[changed], pa.string())})
        outputs[part.name + NAMES] = write_table(part.folder / (part.name + NAMES), table)
    n = int(part.facts["n"]) - sum(name is None for name in named[changed])
    return Part(part.name, part.label, part.folder, outputs, {**part.facts, "n": n}, part.failures)


def _said(failures: Sequence[Failure], none: str) -> str:
    if not failures:
        return none
    lines = "".join(f"\n  {file}: {reason}" for file, reason in failures[:_NAMED])
    more = f"\n  and {len(failures) - _NAMED} more" if len(failures) > _NAMED else ""
    return f"{len(failures)} of the files could not be read and are left out:{lines}{more}"
