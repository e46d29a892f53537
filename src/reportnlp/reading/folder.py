"""read_report and read_corpus: a file, or a folder of files, to reports."""

import functools
import os
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import joblib

from reportnlp.corpus import Corpus, Failure, Report
from reportnlp.errors import ReadError, ReadWarning
from reportnlp.progress import track
from reportnlp.provenance import Provenance, Source, fingerprint
from reportnlp.reading import manifest
from reportnlp.reading.clean import clean, simplified
from reportnlp.reading.decode import DecodingError, check, readable
from reportnlp.reading.formats import SUFFIXES, Extract, extracts, remedy
from reportnlp.reading.manifest import Row
from reportnlp.reading.metadata import describe
from reportnlp.reading.outline import outline
from reportnlp.validate import encoding_name, flag, processes

__all__ = ["check_ids", "free_id", "listed", "read_corpus", "read_or_fail", "read_report"]

# Files that stand beside reports and are none.
_ASIDE = ("readme", "license", "licence", "manifest.csv", "changelog")
_LARGEST = 150 * 2**20  # bytes
_MANY = 24 * 2**20  # bytes from which starting more processes pays: one reads as much in four seconds


def read_report(path: str | os.PathLike[str], *, encoding: str | None = None, simplify: bool = False) -> Report:
    """Read one report from a file.

    Parameters
    ----------
    path : path-like
        Text, Markdown, HTML, DOCX or PDF with a text layer. Place, level and years come from the
        name of the file, such as ``city_杭州_2024.txt``, and from the text; `Report.guessed` says
        which came from where.
    encoding : str, optional
        Encoding of text files; by default it is detected.
    simplify : bool, default False
        Whether to turn traditional characters into simplified ones.

    Returns
    -------
    Report
        With the raw text, the cleaning steps and the outline.

    Raises
    ------
    ReadError
        If the file is missing, of an unknown format, damaged, without Chinese text, or holds
        several reports.

    Examples
    --------
    >>> import reportnlp as rn
    >>> report = rn.read_report("corpus/sample/wangchao-2023.txt")
    >>> report.year, report.year_planned, report.kind
    (2023, 2024, 'speech')
    >>> [section.kind for section in report.sections]
    ['opening', 'review', 'problems', 'plan', 'closing']
    """
    encoding, simplify = encoding_name(encoding), flag("simplify", simplify)
    file = Path(path)
    found = list(_read(file, Row(_name(file.name)), encoding, simplify))
    for item in found:
        if isinstance(item, Failure):
            raise ReadError(*item)
    if len(found) > 1:
        raise ReadError(_name(file.name), f"holds {len(found)} reports; use read_corpus")
    return _with_id(next(item for item in found if isinstance(item, Report)), set())


def read_corpus(
    path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    encoding: str | None = None,
    simplify: bool = False,
    n_jobs: int | None = None,
) -> Corpus:
    """Read a folder of reports, or a file of one or many.

    Parameters
    ----------
    path : path-like or iterable of path-like
        A folder, read at any depth, or one file, or several of them. A file holds one report
        (``.txt .md .html .htm .docx .pdf``), one a row (``.csv .tsv .jsonl .parquet .xlsx`` with a
        column of texts) or one a member (``.zip``). A ``manifest.csv`` in the folder may give
        ``file, id`` and any field of a report's metadata, and further columns of your own; what it
        leaves open is found as `read_report` does. Where there is a manifest, the files that it names
        are read and no others.
    encoding : str, optional
        Encoding of text files; by default it is detected for each.
    simplify : bool, default False
        Whether to turn traditional characters into simplified ones.
    n_jobs : int, optional
        Processes that read, -1 for as many as there are processors; by default one for a few
        files and all for many. The corpus is the same for any number.

    Returns
    -------
    Corpus
        In the order of place, year and content, which does not depend on the names of the files.
        What could not be read is in `failures`. An id is place and year.

    Raises
    ------
    ReadError
        If there is no such folder, its manifest is unusable, two reports are given one id, or not
        one report can be read.

    Warns
    -----
    ReadWarning
        If some files could not be read; each is named with the reason.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.read_corpus("corpus/sample")
    >>> [report.id for report in corpus.where(year=2024)]
    ['望潮街道-2024', '栖云镇-2024', '槐埠镇-2024', '盐帆镇-2024', '荔塘街道-2024', '鹭岗街道-2024']
    """
    encoding, simplify = encoding_name(encoding), flag("simplify", simplify)
    n_jobs = processes(n_jobs)
    roots = [Path(path)] if isinstance(path, str | os.PathLike) else list(map(Path, path))
    said = ", ".join(map(str, roots)) or "path"
    for root in roots:
        if not root.exists():
            raise ReadError(str(root), "does not exist; give a folder of reports or one file")
    files = [found for root in roots for found in listed(root)]
    if len(roots) > 1:
        files = _told_apart(files)
    reports: list[Report] = []
    failures: list[Failure] = []
    first_file: dict[str, str] = {}  # by content
    for item in _read_all(files, encoding, simplify, n_jobs):
        if isinstance(item, Failure):
            failures.append(item)
            continue
        twin = first_file.setdefault(item.raw or "", item.file)
        if twin != item.file:
            failures.append(Failure(item.file, f"has the same text as {twin}, which was read; remove one of them"))
        else:
            reports.append(item)
    if not reports:
        raise ReadError(said, _nothing_read(failures))
    if failures:
        warnings.warn(_named(failures), ReadWarning, stacklevel=2)
    return _corpus(reports, failures)


def listed(root: Path) -> Iterator[tuple[Path, Row]]:
    """Yield the files to read, with what the manifest says of each."""
    if root.is_file():
        yield root, Row(_name(root.name))
    elif (root / manifest.NAME).is_file():
        for name, row in sorted(manifest.read_manifest(root / manifest.NAME).items()):
            yield root / name, row
    else:
        for file in sorted(root.rglob("*"), key=lambda file: file.relative_to(root).as_posix()):
            name = file.relative_to(root).as_posix()
            hidden = any(part.startswith(".") for part in name.split("/"))
            if file.is_file() and not hidden and not file.name.lower().startswith(_ASIDE):
                yield file, Row(_name(name))


def _name(name: str) -> str:
    """Return a name that can stand in a table: Linux allows one of any bytes, and archives bring names in GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return readable(os.fsencode(name)) or name.encode("utf-8", "replace").decode()
    return name


def _told_apart(listed: list[tuple[Path, Row]]) -> list[tuple[Path, Row]]:
    """Give each file once, and put the folder before the names that two folders have in common."""
    once = {file.resolve(): (file, row) for file, row in reversed(listed)}
    named = Counter(row.file for _, row in once.values())
    return [
        (file, row if named[row.file] == 1 else replace(row, file=f"{file.parent.name}/{row.file}"))
        for file, row in reversed(once.values())
    ]


def _read_all(
    listed: list[tuple[Path, Row]], encoding: str | None, simplify: bool, n_jobs: int | None
) -> Iterator[Report | Failure]:
    """Yield what each file holds, in the order of the files however many processes read them."""
    if n_jobs is None:
        n_jobs = -1 if sum(map(_size, listed)) > _MANY else 1
    one = functools.partial(read_or_fail, encoding=encoding, simplify=simplify)
    n_jobs = min(n_jobs, max(len(listed), 1))  # all are started at once
    jobs = (joblib.delayed(one)(file, row) for file, row in listed)
    found = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(jobs)
    for items in track(found, "read", total=len(listed)):
        yield from items


def _size(file_and_row: tuple[Path, Row]) -> int:
    try:
        return file_and_row[0].stat().st_size
    except (OSError, ValueError):  # ValueError: a manifest's name with a null character
        return 0


def read_or_fail(file: Path, row: Row, encoding: str | None, simplify: bool) -> list[Report | Failure]:
    """Return the reports of one file, in the order that they have there, or why it cannot be read."""
    try:
        return list(_read(file, row, encoding, simplify))
    except ReadError as error:
        return [Failure(error.file, error.reason)]


def _read(file: Path, row: Row, encoding: str | None, simplify: bool) -> Iterator[Report | Failure]:
    """Read the reports of one file; an id is the one of the manifest or of the row, or still empty."""
    if row.error:
        raise ReadError(row.file, row.error)
    if file.suffix.lower() not in SUFFIXES:
        raise ReadError(row.file, f"is not of a format that can be read; {remedy(file.suffix.lower())}")
    try:
        if file.stat().st_size > _LARGEST:
            raise ReadError(row.file, f"is larger than {_LARGEST >> 20} MB; split it into its reports")
        data = file.read_bytes()
        found = list(extracts(data, file.name, encoding))
    except DecodingError as error:
        raise ReadError(row.file, str(error)) from error
    except OSError as error:
        raise ReadError(row.file, f"cannot be opened: {error.strerror or error}") from error
    sha256 = fingerprint(data)  # once: a file of 64 MB may hold thousands of reports
    for extract in found:
        yield _report(extract, row, sha256, simplify)


def _report(extract: Extract, row: Row, sha256: str, simplify: bool) -> Report | Failure:
    name = f"{row.file} {extract.part}".strip()
    own = manifest.row_of(extract.fields, name)
    if extract.error or own.error:
        return Failure(name, extract.error or own.error)
    text, steps = clean(extract.text)
    if simplify:
        text, steps = simplified(text, steps)
    try:
        check(text)
    except DecodingError as error:
        return Failure(name, str(error))
    said, guessed = describe(row.metadata | own.metadata, row.file, extract.text, text)
    return Report(
        id=row.id or own.id,
        text=text,
        **asdict(said),
        guessed=guessed,
        sections=outline(text),
        file=name,
        sha256=sha256,
        raw=extract.text,
        cleaning=steps,
        meta=row.meta + own.meta,
    )


def _corpus(reports: list[Report], failures: list[Failure]) -> Corpus:
    taken = check_ids((report.id, report.file) for report in reports if report.id)
    reports.sort(key=lambda report: (report.place, report.year or 0, report.id, report.raw))
    named = []
    for report in reports:
        named.append(report if report.id else _with_id(report, taken))
        taken.add(named[-1].id)
    sources = tuple(Source(report.id, report.sha256) for report in named)
    return Corpus(named, failures, Provenance(sources).then("read_corpus"))


def check_ids(ids_and_files: Iterable[tuple[str, str]]) -> set[str]:
    """Return the ids that reports were given; raise ReadError, with where both stand, if two are the same."""
    first: dict[str, str] = {}
    for name, file in ids_and_files:
        if name in first:
            raise ReadError(file, f"has the id {name!r} of {first[name]}; give each report an id of its own, or none")
        first[name] = file
    return set(first)


def _with_id(report: Report, taken: set[str]) -> Report:
    if report.id:
        return report
    return replace(report, id=free_id(report.place, report.year, fingerprint(report.text), taken))


def free_id(place: str, year: int | None, sha256: str, taken: Collection[str]) -> str:
    """Return an id made of place and year, else of the text's SHA-256; a number tells it from those that are taken."""
    known = [str(part) for part in (place, year) if part]
    stem = "-".join(known) if place else "-".join(["report", *known, sha256[:8]])
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}"
    return name


def _named(failures: list[Failure]) -> str:
    lines = "".join(f"\n  {file}: {reason}" for file, reason in failures)
    return f"{len(failures)} of the files could not be read and are left out:{lines}"


def _nothing_read(failures: list[Failure]) -> str:
    return _named(failures) if failures else f"holds no file of a format that can be read ({', '.join(SUFFIXES)})"
