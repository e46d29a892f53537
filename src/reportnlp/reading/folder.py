"""read_report and read_corpus: a file, or a folder of files, to reports."""

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reportnlp.corpus import Corpus, Failure, Report
from reportnlp.errors import ReadError, ReadWarning
from reportnlp.progress import track
from reportnlp.provenance import Provenance, Source, fingerprint
from reportnlp.reading import manifest
from reportnlp.reading.clean import clean
from reportnlp.reading.decode import DecodingError, decode
from reportnlp.reading.metadata import from_name, from_text
from reportnlp.reading.outline import outline

__all__ = ["read_corpus", "read_report"]

SUFFIXES = (".txt",)
# Files that stand beside reports and are none.
_ASIDE = ("readme", "license", "licence", "manifest.csv", "changelog")


def read_report(path: str | os.PathLike[str]) -> Report:
    """Read one report from a text file in UTF-8.

    Parameters
    ----------
    path : path-like
        The file. Place, level and year come from its name, such as ``city_杭州_2024.txt``, else
        from the first lines of the text.

    Returns
    -------
    Report
        With the raw text, the cleaning steps and the outline.

    Raises
    ------
    ReadError
        If the file is missing, empty, binary, not UTF-8, or has no Chinese.

    Examples
    --------
    >>> import reportnlp as rn
    >>> report = rn.read_report("corpus/sample/wangchao-2023.txt")
    >>> report.year, [section.kind for section in report.sections]
    (2023, ['opening', 'review', 'problems', 'plan'])
    """
    file = Path(path)
    return _with_id(_read(file, manifest.Row(file.name)), set())


def read_corpus(path: str | os.PathLike[str]) -> Corpus:
    """Read a folder of reports, or one report.

    Parameters
    ----------
    path : path-like
        A folder of ``.txt`` files in UTF-8, at any depth, or one such file. A ``manifest.csv`` in
        the folder may give ``file, id, title, place, level, year`` and any further column; what it
        leaves open comes from the file's name, else from the first lines. Where there is a
        manifest, the files that it names are read and no others.

    Returns
    -------
    Corpus
        In the order of place, year and content, which does not depend on the names of the files.
        Files that could not be read are in `failures`. An id is place and year.

    Raises
    ------
    ReadError
        If there is no such folder, its manifest is unusable, or not one file can be read.

    Warns
    -----
    ReadWarning
        If some files could not be read; each is named with the reason.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.read_corpus("corpus/sample")
    >>> [report.id for report in corpus]
    ['望潮街道-2023', '望潮街道-2024', '栖云镇-2023', '栖云镇-2024']
    """
    root = Path(path)
    if not root.exists():
        raise ReadError(str(path), "does not exist; give a folder of reports or one file")
    reports: list[Report] = []
    failures: list[Failure] = []
    first_file: dict[str, str] = {}  # by content
    for file, row in track(list(_listed(root)), "read"):
        try:
            report = _read(file, row)
        except ReadError as error:
            failures.append(Failure(error.file, error.reason))
            continue
        twin = first_file.setdefault(report.sha256, row.file)
        if twin != row.file:
            failures.append(Failure(row.file, f"has the same content as {twin}, which was read; remove one of them"))
        else:
            reports.append(report)
    if not reports:
        raise ReadError(str(path), _nothing_read(failures))
    if failures:
        warnings.warn(_named(failures), ReadWarning, stacklevel=2)
    return _corpus(reports, failures)


def _listed(root: Path) -> Iterator[tuple[Path, manifest.Row]]:
    """Yield the files to read, with what the manifest says of each."""
    if root.is_file():
        yield root, manifest.Row(root.name)
    elif (root / manifest.NAME).is_file():
        for name, row in sorted(manifest.read_manifest(root / manifest.NAME).items()):
            yield root / name, row
    else:
        for file in sorted(root.rglob("*"), key=lambda file: file.relative_to(root).as_posix()):
            name = file.relative_to(root).as_posix()
            hidden = any(part.startswith(".") for part in name.split("/"))
            if file.is_file() and not hidden and not file.name.lower().startswith(_ASIDE):
                yield file, manifest.Row(name)


def _read(file: Path, row: manifest.Row) -> Report:
    """Read one file; the id is the one of the manifest, or still empty."""
    if row.error:
        raise ReadError(row.file, row.error)
    if file.suffix.lower() not in SUFFIXES:
        raise ReadError(row.file, f"is not of a format that can be read; use {', '.join(SUFFIXES)}")
    try:
        data = file.read_bytes()
        raw = decode(data)
    except DecodingError as error:
        raise ReadError(row.file, str(error)) from error
    except OSError as error:
        raise ReadError(row.file, f"cannot be opened: {error.strerror or error}") from error
    text, steps = clean(raw)
    known = row.metadata | from_name(row.file) | from_text(text)
    return Report(
        id=row.id,
        text=text,
        title=known.title,
        place=known.place,
        level=known.level,
        year=known.year,
        sections=outline(text),
        file=row.file,
        sha256=fingerprint(data),
        raw=raw,
        cleaning=steps,
        meta=row.meta,
    )


def _corpus(reports: list[Report], failures: list[Failure]) -> Corpus:
    taken = {report.id for report in reports if report.id}
    reports.sort(key=lambda report: (report.place, report.year or 0, report.id, report.sha256))
    named = []
    for report in reports:
        named.append(report if report.id else _with_id(report, taken))
        taken.add(named[-1].id)
    sources = tuple(Source(report.id, report.sha256) for report in named)
    return Corpus(named, failures, Provenance(sources).then("read_corpus"))


def _with_id(report: Report, taken: set[str]) -> Report:
    """Name a report after its place and year, else after its content; a number tells namesakes apart."""
    known = [str(part) for part in (report.place, report.year) if part]
    stem = "-".join(known) if report.place else "-".join(["report", *known, report.sha256[:8]])
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}"
    return replace(report, id=name)


def _named(failures: list[Failure]) -> str:
    lines = "".join(f"\n  {file}: {reason}" for file, reason in failures)
    return f"{len(failures)} of the files could not be read and are left out:{lines}"


def _nothing_read(failures: list[Failure]) -> str:
    return _named(failures) if failures else f"holds no file of a format that can be read ({', '.join(SUFFIXES)})"
