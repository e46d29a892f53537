"""A step over all partitions: what is done is kept, what is left is run, and both give the same files."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp import __version__
from reportnlp.corpus import Failure
from reportnlp.draft import remove_drafts
from reportnlp.progress import meter
from reportnlp.provenance import fingerprint
from reportnlp.scale.ledger import Entry, Ledger
from reportnlp.scale.running import Task, check_dask, run_all, written
from reportnlp.scale.tables import write_bytes

__all__ = ["Made", "Part", "Run", "Source", "run_stage"]

#: Raised when the files of a step change.
FORMAT = 1


@dataclass(frozen=True)
class Run:
    """Where the files go, and what runs the tasks: a client of Dask, or by default what Dask is set to."""

    work: Path
    client: Any = field(default=None, compare=False, repr=False)


class Source(NamedTuple):
    """What a partition is made of: its name, the same in words, a digest of the content, and the call that makes it.

    The call gets the name and the folder, and returns `Made`.
    """

    name: str
    label: str
    digest: str
    make: Callable[[str, Path], "Made"]


class Made(NamedTuple):
    """What a call wrote: the SHA-256 of each file by its name, facts as JSON values, and what could not be used."""

    outputs: Mapping[str, str]
    facts: Mapping[str, Any] = {}
    failures: Sequence[Failure] = ()


@dataclass(frozen=True)
class Part:
    """A partition as files.

    Parameters
    ----------
    name, label : str
        Its name, and what it was made of in words.
    folder : Path
        Where the files are.
    outputs : mapping of str to str
        SHA-256 of each file by its name.
    facts : mapping
        What the step that made it says of it.
    failures : tuple of Failure
        What of it could not be used.
    """

    name: str
    label: str
    folder: Path
    outputs: Mapping[str, str]
    facts: Mapping[str, Any]
    failures: tuple[Failure, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of all its files."""
        return fingerprint(json.dumps(dict(self.outputs), sort_keys=True))

    def file(self, suffix: str) -> tuple[Path, str]:
        """Return the path and the SHA-256 of the file with this suffix."""
        name = self.name + suffix
        return self.folder / name, self.outputs[name]


def run_stage(name: str, params: Mapping[str, Any], sources: Sequence[Source], run: Run) -> list[Part]:
    """Make all partitions, those apart that an earlier run has made of the same with the same parameters.

    Raises
    ------
    StorageError
        If the disk is full, or the cluster lost its tasks: what is done is in the ledger.
    """
    check_dask()
    said = json.dumps(
        {"step": name, "params": params, "format": FORMAT, "version": __version__},
        ensure_ascii=False,
        sort_keys=True,
        indent=1,
    )
    digest = fingerprint(said)
    folder = run.work / f"{name}-{digest[:16]}"
    with written(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(folder / "step.json", said.encode())
        ledger = Ledger(folder, digest)
    left = [source for source in sources if ledger.done(source.name, source.digest) is None]
    with meter(name, len(left)) as bar:

        def done(number: int, made: Made) -> None:
            source = left[number]
            sizes = {file: (folder / file).stat().st_size for file in made.outputs}
            failures = [list(failure) for failure in made.failures]
            of = source.name, source.label, source.digest
            with written(source.label):
                ledger.add(Entry(*of, dict(made.outputs), sizes, dict(made.facts), failures))
            bar.update()

        run_all([Task(source.label, partial(source.make, source.name, folder)) for source in left], run.client, done)
    with written(str(folder)):
        ledger.write_anew()
        remove_drafts(folder)  # of workers that were killed
    entries = [ledger.entries[source.name] for source in sources]
    return [
        Part(entry.part, entry.source, folder, entry.outputs, entry.facts, tuple(Failure(*f) for f in entry.failures))
        for entry in entries
    ]
