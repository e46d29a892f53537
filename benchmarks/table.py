"""The frame of the suite: how much is measured, on which text, and the lines of the table."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median

import main_job
import reportnlp as rn
from measuring import installed, spread, turns

ROOT = Path(__file__).parents[1]
LAYERS = ("function", "formula", "verb")


@dataclass(frozen=True)
class Size:
    """How much to measure, and how often."""

    reports: int
    rounds: int
    slow_rounds: int  #: of what takes seconds and more
    passes: tuple[int, ...]
    topics: tuple[int, ...]
    sweeps: int
    smallest: int  #: reports at 1× of the growth


QUICK = Size(28, 5, 1, (1,), (20,), 100, 1)
FULL = Size(219, 5, 5, (1, 10), (20, 50, 100), 500, 13)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    ratio: str
    work: str
    ours: str
    peer: str
    target: str


@dataclass
class Text:
    """The reports, and what is made of them once."""

    folder: Path
    size: Size
    made: bool
    out: Path = field(init=False)

    def __post_init__(self) -> None:
        self.out = self.folder.parent / "out"

    @cached_property
    def corpus(self) -> rn.Corpus:
        """The reports."""
        return rn.read_corpus(self.folder)

    @cached_property
    def lines(self) -> list[str]:
        """Their lines."""
        return [line for report in self.corpus for line in report.text.splitlines(keepends=True) if line.strip()]

    @cached_property
    def tokens(self) -> rn.Tokens:
        """The words of whole reports."""
        return rn.segment(self.corpus).drop(rn.load_stopwords())

    @cached_property
    def paragraphs(self) -> rn.Tokens:
        """The words of paragraphs that tell something."""
        return rn.segment(self.corpus.split("paragraph")).drop(rn.load_stopwords(*LAYERS))


def text_of(data: Path, size: Size, folder: Path) -> Text:
    """Copy the reports, or make them of the sample's sentences."""
    folder.mkdir()
    real = data / "reports"
    if real.is_dir():
        main_job.some_of(real, size.reports, folder)
    else:
        recombined(size.reports, folder)
    return Text(folder, size, not real.is_dir())


def recombined(n: int, folder: Path) -> None:
    """Write reports of the lines of the sample reports in random order, each as long as a true one."""
    sample = rn.read_corpus(ROOT / "corpus" / "sample")
    lines = [line for report in sample for line in report.text.splitlines() if len(line) > 30]
    rng = random.Random(0)
    for k in range(n):
        body = "\n".join(rng.choices(lines, k=90))
        (folder / f"{k:03}.txt").write_text(f"栖云镇{1950 + k % 75}年政府工作报告\n{body}\n", encoding="utf-8")


def compared(
    work: str, programs: Mapping[str, Callable[[], object] | None], rounds: int, target: str
) -> Iterator[Line]:
    """Time the first program beside the others; one that is None is not there."""
    there, why = {}, dict.fromkeys(programs, "not installed")
    for name, program in programs.items():
        try:
            if program is not None:
                program()  # whatever is done only once
                there[name] = program
        except Exception as error:
            if not there:
                raise  # it is ours
            why[name] = f"fails: {error!r}"[:80]
    seconds = turns(there, rounds, time.process_time)
    mine = seconds[next(iter(programs))]
    for name in list(programs)[1:]:
        if name not in there:
            yield missing(f"{work}: {name}", target, why[name])
            continue
        theirs = seconds[name]
        ratio = spread([b / a for a, b in zip(mine, theirs, strict=True)], "x")
        yield Line(ratio, f"{work}: {name}", f"{median(mine):.3g} s", f"{median(theirs):.3g} s", target)


def missing(work: str, target: str, why: str = "not installed") -> Line:
    """Say that a peer is not there."""
    return Line("–", work, "", why, target)


def if_there(package: str, program: Callable[[], object]) -> Callable[[], object] | None:
    """Return a program, None if its package is missing."""
    return program if installed(package) else None
