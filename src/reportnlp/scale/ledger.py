"""The ledger of a step: which partitions are done, of what, and what came out."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reportnlp.scale.tables import write_bytes

__all__ = ["Entry", "Ledger"]

NAME = "ledger.jsonl"


@dataclass(frozen=True)
class Entry:
    """A partition that is done.

    Parameters
    ----------
    part : str
        Name of the partition.
    source : str
        What it was made of, in words.
    input : str
        SHA-256 of what it was made of.
    outputs : mapping of str to str
        SHA-256 of each file that was written, by its name in the folder of the step.
    sizes : mapping of str to int
        Their sizes in bytes.
    facts : mapping
        What the step says of it, as JSON values.
    failures : list of [file, reason]
        What of it could not be used. Such a partition is tried again by the next run.
    """

    part: str
    source: str
    input: str
    outputs: Mapping[str, str]
    sizes: Mapping[str, int]
    facts: Mapping[str, Any] = field(default_factory=dict)
    failures: list[list[str]] = field(default_factory=list)


class Ledger:
    """The ledger in a folder, a JSON object a line; only the process that hands out the tasks writes it.

    Parameters
    ----------
    folder : Path
        Folder of the step.
    params : str
        SHA-256 of the step with its parameters, repeated in each line.
    """

    def __init__(self, folder: Path, params: str) -> None:
        self.folder, self.params = folder, params
        self.entries: dict[str, Entry] = {}
        file = folder / NAME
        for line in file.read_bytes().split(b"\n") if file.exists() else []:
            entry = _entry(line, params)
            if entry is not None:
                self.entries[entry.part] = entry
        self.write_anew()

    def done(self, part: str, digest: str) -> Entry | None:
        """Return the entry of a partition if it was made of this and all of it is there."""
        entry = self.entries.get(part)
        if entry is None or entry.input != digest or entry.failures:
            return None
        whole = all(_size(self.folder / name) == size for name, size in entry.sizes.items())
        return entry if whole else None

    def add(self, entry: Entry) -> None:
        """Append a line, and wait until it is on the disk."""
        self.entries[entry.part] = entry
        with (self.folder / NAME).open("ab") as stream:
            stream.write(self._line(entry))
            stream.flush()
            os.fsync(stream.fileno())

    def write_anew(self) -> None:
        """Write the whole ledger, by partition: without what a kill cut short, and the same whatever came first."""
        lines = [self._line(self.entries[part]) for part in sorted(self.entries)]
        write_bytes(self.folder / NAME, b"".join(lines))

    def _line(self, entry: Entry) -> bytes:
        fields = {**asdict(entry), "params": self.params}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _entry(line: bytes, params: str) -> Entry | None:
    """Return what a line says; None if it was cut short or is of another step."""
    try:
        fields = json.loads(line)
        return Entry(**fields) if fields.pop("params") == params else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
