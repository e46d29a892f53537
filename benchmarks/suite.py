"""Every part of the library beside its peers, in one table: `make bench`, or `make bench QUICK=1` for three minutes.

All that is compared takes turns in one run on the same text. A ratio is how many times as long the peer takes: the
median of the rounds, with the least and the most. Seconds are of the processor, except where a row says otherwise, so
that what else runs on the machine changes little. The text is that of the reports in ``../shared/data/reports`` where
they are, and elsewhere as many reports made of the sentences of ``corpus/sample`` in random order, always the same.
``--write`` puts the table into docs/benchmarks.md and five lines of it into README.md.
"""

import argparse
import os
import platform
import re
import tempfile
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from growth import growing
from measuring import DATA
from peers import coherence, comparing, finding_phrases, main_jobs, modelling, segmenting, starting
from table import FULL, QUICK, ROOT, Line, Text, text_of

#: Packages whose versions stand beside the table.
PACKAGES = (
    "reportnlp", "numpy", "numba", "pandas", "scikit-learn", "jieba", "rjieba", "gensim", "tomotopy", "nltk", "conc",
    "scattertext", "harvesttext",
)  # fmt: skip


PARTS = (main_jobs, segmenting, comparing, modelling, coherence, finding_phrases, starting, growing)
HEAD = "| ratio | work: peer | ours | peer | target |\n|---|---|---|---|---|"


def shown(line: Line) -> str:
    """Return a line of the table."""
    return f"| {line.ratio} | {line.work} | {line.ours} | {line.peer} | {line.target} |"


def machine() -> str:
    """Return what it ran on, in one line."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists() and (found := re.search(r"model name\s*:\s*(.+)", info.read_text())):
        cpu = found[1]
    return f"{cpu}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"


def versions() -> str:
    """Return the versions of all that is compared; what is not there is named."""
    said = []
    for name in PACKAGES:
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            said.append(f"{name} not installed")
    return ", ".join(said)


PAGE = """# Benchmarks

This page is written by `make bench`. Ratios say how many times as long the peer takes, or for memory how many times as
much, on the same text in the same run: the median of the rounds, with the least and the most. Seconds are of the
processor unless a row says otherwise. `benchmarks/README.md` lists the scripts that measure single parts more closely.

- Run: {run}
- Text: {n} {of}, {chars:,} characters
- Machine: {machine}
- Versions: {versions}

{table}
"""


def page_of(lines: list[Line], text: Text, given: argparse.Namespace) -> str:
    """Return docs/benchmarks.md."""
    quick = "`make bench QUICK=1`: few reports and few rounds; a full run says more"
    run = quick if given.quick else "`make bench`"
    return PAGE.format(
        run=f"{run}. {given.note}".rstrip(". "),
        n=len(text.corpus),
        of="reports made of the sentences of corpus/sample" if text.made else "government work reports",
        chars=sum(len(report.text) for report in text.corpus),
        machine=machine(),
        versions=versions(),
        table="\n".join([HEAD, *map(shown, lines)]),
    )


#: What the README shows: the beginnings of lines, the first that is there; of the main job what the script does too.
README = (
    "main job, seconds on the clock, ours, keywords", "segmentation: jieba", "topics to equal", "coherence, npmi",
    "phrases",
)  # fmt: skip
MARKS = ("<!-- benchmarks: written by make bench -->", "<!-- end of benchmarks -->")


def readme(lines: list[Line]) -> str:
    """Return the README with five lines of the table in place of what stood between the marks."""
    chosen = [next((line for line in lines if line.work.startswith(start)), None) for start in README]
    said = "\n".join(f"- {line.ratio} {line.work}" for line in chosen if line is not None)
    before, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(MARKS[0])
    return f"{before}{MARKS[0]}\n{said}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}"


def main() -> None:
    """Print the table as it comes."""
    by_name = {part.__name__: part for part in PARTS}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DATA, help="folder with reports/")
    parser.add_argument("--quick", action="store_true", help="few reports and rounds: about three minutes")
    parser.add_argument("--only", nargs="+", choices=by_name, default=list(by_name), help="the parts to run (all)")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and the lines in README.md")
    parser.add_argument("--note", default="", help="what else is to be said of the run, for the page")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        text = text_of(given.data, QUICK if given.quick else FULL, Path(folder) / "reports")
        print(HEAD)
        lines = []
        for name in given.only:
            for line in by_name[name](text):
                lines.append(line)
                print(shown(line), flush=True)
            if given.write:  # after each part: what was measured stays if a later part is stopped
                (ROOT / "docs" / "benchmarks.md").write_text(page_of(lines, text, given), encoding="utf-8")
                (ROOT / "README.md").write_text(readme(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
