"""Zip archives of reports, read in memory: nothing is ever unpacked to disk."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from reportnlp.reading.decode import DecodingError, readable
from reportnlp.reading.formats.extract import Extract, suffix_of

__all__ = ["read"]

_MOST_MEMBERS = 10_000
_LARGEST = 500 * 2**20  # bytes unpacked, all members together
_RATIO = 200  # text shrinks ten times; what shrinks more than this is made to burst


def read(
    data: bytes,
    inner: Callable[[bytes, str], Iterator[Extract]],
    suffixes: tuple[str, ...],
    documents: Mapping[str, str],
) -> Iterator[Extract]:
    """Yield the texts of the members in the order of their names.

    Documents of other formats, which `documents` gives with what to do with them, are named; whatever else there is,
    such as pictures, is passed over.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=_name)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DecodingError("is damaged or no zip archive; make it anew") from error
    if len(members) > _MOST_MEMBERS:
        raise DecodingError(f"has more than {_MOST_MEMBERS} members; split it")
    if sum(member.file_size for member in members) > min(_LARGEST, _RATIO * len(data) + 2**20):
        raise DecodingError(f"unpacks to too much for its size (at most {_LARGEST >> 20} MB); unpack it yourself")
    chosen = [(member, name) for member in members if _is_report(name := _name(member), suffixes)]
    foreign = [(name, documents.get(suffix_of(name), "")) for name in map(_name, members)]
    unread = [(name, advice) for name, advice in foreign if advice and _is_report(name, (suffix_of(name),))]
    if not chosen and not unread:
        raise DecodingError(f"has no member of a format that can be read ({', '.join(suffixes)})")
    for name, advice in unread:
        yield Extract("", name, error=f"is not of a format that can be read; {advice}")
    for member, name in chosen:
        try:
            packed = archive.read(member)
        except Exception as error:  # each way to pack has errors of its own, and a lock another one
            yield Extract("", name, error=f"is locked or damaged in the archive ({error})")
            continue
        try:
            for extract in inner(packed, name):
                yield replace(extract, part=f"{name} {extract.part}".strip())
        except DecodingError as error:
            yield Extract("", name, error=str(error))


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the mark of UTF-8 it was taken for one of the first PCs."""
    marked = member.flag_bits & 0x800
    return member.filename if marked else readable(member.orig_filename.encode("cp437")) or member.filename


def _is_report(name: str, suffixes: tuple[str, ...]) -> bool:
    parts = name.split("/")
    return name.lower().endswith(suffixes) and not any(
        part.startswith((".", "__MACOSX")) and part != ".." for part in parts
    )
