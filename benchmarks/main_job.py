"""The main job, from a folder to a page: `reportnlp report` beside a script as users write it (`baseline.py`).

    python benchmarks/main_job.py [FOLDER OF REPORTS] [--reports N] [--repeats N] [--passes N …] [--quality]

Whole processes from their start to their end, in turn; medians with the least and the most. Seconds of the processor
are of a process and its children; memory is the peak of the largest one. One run of ours before, which is not timed,
fills the cache of compiled kernels, as jieba's own cache of its dictionary is filled.

Ours does what the script does and more: templates, sentences of every keyword, comparisons with intervals, five further
fits that say how stable each topic is. The second row of ours leaves out what has no counterpart in the script.
gensim's default is one pass over the paragraphs; `--quality` prints the held-out likelihood that it has after 1, 10 and
30 passes beside ours, on the same words.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring import DATA, Row, spread

BASELINE = Path(__file__).with_name("baseline.py")
#: The parts that the script has as well; keyword sentences, keyness, stability of topics and
#: templates are left out.
PARTS = ("keywords", "topics", "slogans")


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the clock and of the processor, and peak memory in megabytes."""

    wall: float
    cpu: float
    memory: float


#: A small process that starts the one that is measured: the peak memory of a process counts what started it.
LAUNCH = """
import json, os, subprocess, sys, time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # Python keeps what it compiled, as it does for users
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
wall, code = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
process.returncode = code
print(json.dumps([code, wall, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def cost(command: list[str]) -> Cost:
    """Run a program to its end."""
    done = subprocess.run([sys.executable, "-c", LAUNCH, *command], capture_output=True, text=True, check=True)
    code, wall, cpu, peak = json.loads(done.stdout)
    # 1 says that some file could not be read, which is named.
    if code not in {0, 1}:
        raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
    return Cost(wall, cpu, peak / (1e6 if sys.platform == "darwin" else 1e6 / 1024))


def programs(folder: Path, out: Path, passes: list[int]) -> dict[str, list[str]]:
    """Return the commands that are compared."""
    ours = [sys.executable, "-m", "reportnlp", "report", str(folder), "-o"]
    parts = [word for part in PARTS for word in ("--parts", part)]
    found = {"ours": [*ours, str(out / "a")], f"ours, {', '.join(PARTS)} only": [*ours, str(out / "b"), *parts]}
    for n in passes:
        name = f"script, {n} pass{'es' if n > 1 else ''}{', the default' if n == 1 else ''}"
        found[name] = [sys.executable, str(BASELINE), str(folder), str(out / "c"), "--passes", str(n)]
    return found


def measured(folder: Path, out: Path, passes: list[int], repeats: int) -> dict[str, list[Cost]]:
    """Return what each program takes, in turn; the page of the whole job stays in ``a`` of `out`."""
    commands = programs(folder, out, passes)
    cost(commands["ours"])  # compiles
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            costs[name].append(cost(command))
    return costs


def rows(folder: Path, passes: list[int], repeats: int) -> Iterator[Row]:
    """Compare the whole job; the ratios are of runs beside each other."""
    with tempfile.TemporaryDirectory() as out:
        costs = measured(folder, Path(out), passes, repeats)
    n = len(list(folder.glob("*.txt")))
    ours = {name: found for name, found in costs.items() if name.startswith("ours")}
    for mine, own in ours.items():
        for name, theirs in costs.items():
            if name in ours:
                continue
            wall = spread([b.wall / a.wall for a, b in zip(own, theirs, strict=True)], "x")
            cpu = spread([b.cpu / a.cpu for a, b in zip(own, theirs, strict=True)], "x")
            memory = spread([b.memory / a.memory for a, b in zip(own, theirs, strict=True)], "x")
            found = (
                f"{wall} on the clock, {cpu} of the processor, {memory} the memory "
                f"({middle(own, 'wall'):.1f} s, {middle(own, 'cpu'):.1f} s, {middle(own, 'memory'):.0f} MB; "
                f"{middle(theirs, 'wall'):.1f} s, {middle(theirs, 'cpu'):.1f} s, {middle(theirs, 'memory'):.0f} MB)"
            )
            yield Row(f"main job, {n} reports, {mine} beside the {name}", found, ">= 10x, less memory")


def middle(costs: list[Cost], name: str) -> float:
    """Return the median of one of the three."""
    return statistics.median(getattr(each, name) for each in costs)


def quality(folder: Path) -> Iterator[Row]:
    """Compare what the topics predict: the likelihood of the second halves of paragraphs that were held out."""
    import reportnlp as rn
    from topic_models import by_gensim, held_out, score

    paragraphs = rn.read_corpus(folder).split("paragraph")
    words = rn.segment(paragraphs).drop(rn.load_stopwords("function", "formula", "verb"))
    train, first, second = held_out(rn.count(words, min_chars=2, min_docs=2))
    ours = rn.TopicModel(20, n_threads=1).fit(train)
    found = [f"ours {score(ours.components_, ours.alpha_, first, second):.3f}"]
    found += [f"gensim with {n} {score(*by_gensim(train, 20, n), first, second):.3f}" for n in (1, 10, 30)]
    yield Row("held-out likelihood a token, 20 topics, by passes", ", ".join(found), "not below")


def some_of(folder: Path, n: int, into: Path) -> Path:
    """Copy `n` of the reports, spread over the folder."""
    files = sorted(folder.glob("*.txt"))
    step = max(len(files) // n, 1)
    for file in files[::step][:n]:
        shutil.copy(file, into)
    return into


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "reports")
    parser.add_argument("--reports", type=int, default=10_000, help="how many of them (all)")
    parser.add_argument("--repeats", type=int, default=5, help="how often to time it (5)")
    parser.add_argument("--passes", type=int, nargs="+", default=[1, 10], help="gensim's passes (1 10)")
    parser.add_argument("--quality", action="store_true", help="compare what the topics predict")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as copied:
        folder = some_of(given.folder, given.reports, Path(copied))
        print("| measure | found | target |\n|---|---|---|")
        table = quality(folder) if given.quality else rows(folder, given.passes, given.repeats)
        for row in table:
            print(f"| {row.measure} | {row.found} | {row.target} |", flush=True)


if __name__ == "__main__":
    main()
