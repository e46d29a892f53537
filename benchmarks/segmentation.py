"""Segmentation beside its peers: is it jieba's answer, and how fast is it.

Run ``python benchmarks/segmentation.py`` from the checkout; it needs the reports in ``../shared/data``, or in the
folder named as its argument, and rjieba (``pip install 'reportnlp[rjieba]'``). All programs that are compared take
turns in one run, and the median counts. ``--only speed`` runs one part, ``--megabytes 4 --repeats 3`` a shorter one.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import jieba

import reportnlp as rn
from measuring import Row, medians, run


@dataclass(frozen=True)
class Setting:
    """What to measure on, and how often."""

    data: Path
    megabytes: float
    repeats: int

    def reports(self) -> list[str]:
        """Return the texts of all reports."""
        return [file.read_bytes().decode() for file in sorted((self.data / "reports").glob("*.txt"))]

    def lines(self) -> list[str]:
        """Return as many megabytes of report lines, in random order but always the same; blank ones are left out."""
        pool = [line for text in self.reports() for line in text.splitlines(keepends=True) if line.strip()]
        random.Random(1).shuffle(pool)
        chosen, size, k = [], 0, 0
        while size < self.megabytes * 1e6:
            chosen.append(pool[k % len(pool)])
            size += len(chosen[-1].encode())
            k += 1
        return chosen


def private_jieba() -> jieba.Tokenizer:
    """Return a jieba that nobody has added words to."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def identity(setting: Setting) -> Iterator[Row]:
    """Compare with jieba on every line there is, with and without its model and the government lexicon."""
    gold = [file.read_text(encoding="utf-8").replace(" ", "") for file in (setting.data / "gold").glob("*_dev.txt")]
    street = [file.read_bytes().decode() for file in (setting.data / "street_reports").iterdir()]
    lines = [line for text in [*setting.reports(), *street, *gold] for line in text.splitlines(keepends=True)]
    tasks = [(hmm, lexicon, lines[k::8]) for lexicon in (False, True) for hmm in (True, False) for k in range(8)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        differing = sum(pool.map(count_differing, tasks))
    yield Row("lines that are not cut as jieba does", f"{differing} of {4 * len(lines)}", "0")


def count_differing(task: tuple[bool, bool, list[str]]) -> int:
    """Count the lines that the two engines cut differently."""
    hmm, with_lexicon, lines = task
    lexicon = rn.load_lexicon() if with_lexicon else None
    fast = rn.Segmenter(lexicon, hmm=hmm)
    if with_lexicon:
        oracle = rn.Segmenter(lexicon, hmm=hmm, engine="jieba").words
    else:
        tokenizer = private_jieba()

        def oracle(text: str) -> list[str]:
            return tokenizer.lcut(text, HMM=hmm)

    tokens = fast.segment(lines, n_threads=1)
    return sum(tokens.words(k) != oracle(line) for k, line in enumerate(lines))


def speed(setting: Setting) -> Iterator[Row]:
    """Compare the time to ids and offsets."""
    import rjieba

    lines, oracle, rust = setting.lines(), private_jieba(), rjieba.Jieba()
    for hmm in (True, False):
        segmenter = rn.Segmenter(hmm=hmm)
        seconds = medians(
            {
                "ours": lambda s=segmenter: s.segment(lines),
                "ours, 1 thread": lambda s=segmenter: s.segment(lines, n_threads=1),
                # Their words are let go at once, which is kinder to them than to keep millions of strings.
                "rjieba": lambda hmm=hmm: deque((rust.cut(line, hmm) for line in lines), maxlen=0),
                "jieba": lambda hmm=hmm: deque((oracle.lcut(line, HMM=hmm) for line in lines), maxlen=0),
            },
            setting.repeats,
        )
        how = "with HMM" if hmm else "without HMM"
        for ours in ("ours", "ours, 1 thread"):
            ratios = f"{seconds['jieba'] / seconds[ours]:.0f}x jieba, {seconds['rjieba'] / seconds[ours]:.1f}x rjieba"
            yield Row(f"{ours}, {how}", f"{ratios} ({seconds[ours]:.3f} s)", ">= 40x jieba, >= 3x rjieba")


def matrix(setting: Setting) -> Iterator[Row]:
    """Compare the time from text to counts of each document, as jieba cuts and as the library does by itself."""
    import rjieba

    lines, oracle, rust = setting.lines(), private_jieba(), rjieba.Jieba()
    plain, full = rn.Segmenter(), rn.Segmenter(rn.load_lexicon(), numerals=True)
    kinds = ("word", "number", "symbol", "space")
    seconds = medians(
        {
            "": lambda: rn.count(plain.segment(lines), kinds=kinds),
            ", with lexicon and numbers": lambda: rn.count(full.segment(lines), kinds=kinds),
            "rjieba": lambda: [Counter(rust.cut(line)) for line in lines],
            "jieba": lambda: [Counter(oracle.lcut(line)) for line in lines],
        },
        setting.repeats,
    )
    for how in ("", ", with lexicon and numbers"):
        ratios = f"{seconds['rjieba'] / seconds[how]:.1f}x rjieba, {seconds['jieba'] / seconds[how]:.0f}x jieba"
        yield Row(f"text to TermMatrix{how}", f"{ratios} ({seconds[how]:.3f} s)", ">= 2.5x rjieba, >= 30x jieba")


def threads(setting: Setting) -> Iterator[Row]:
    """Compare two threads with one."""
    lines, plain, full = setting.lines(), rn.Segmenter(), rn.Segmenter(rn.load_lexicon(), numerals=True)
    for name, segmenter in (("2 threads over 1", plain), ("2 threads over 1, with lexicon and numbers", full)):
        seconds = medians(
            {str(n): lambda n=n, s=segmenter: s.segment(lines, n_threads=n) for n in (1, 2)}, max(setting.repeats, 7)
        )
        yield Row(name, f"{seconds['1'] / seconds['2']:.2f}x", ">= 1.6x")


def lexicon(setting: Setting) -> Iterator[Row]:
    """Compare the time with and without the government lexicon."""
    lines, plain, full = setting.lines(), rn.Segmenter(), rn.Segmenter(rn.load_lexicon())
    seconds = medians(
        {
            "plain": lambda: plain.segment(lines, n_threads=1),
            "full": lambda: full.segment(lines, n_threads=1),
        },
        max(setting.repeats, 7),
    )
    yield Row("with the full lexicon", f"{seconds['full'] / seconds['plain']:.2f}x the time without", "<= 1.15x")


def numerals(setting: Setting) -> Iterator[Row]:
    """Measure all reports with and without numbers and names joined."""
    texts, government = setting.reports(), rn.load_lexicon()
    plain, full = rn.Segmenter(government), rn.Segmenter(government, numerals=True)
    seconds = medians(
        {
            "plain": lambda: plain.segment(texts, n_threads=1),
            "full": lambda: full.segment(texts, n_threads=1),
        },
        max(setting.repeats, 7),
    )
    found = f"{seconds['full']:.3f} s, and {seconds['plain']:.3f} s without"
    yield Row(f"{len(texts)} reports with numbers and names, 1 thread", found, "<= 0.3 s")


def one_report(setting: Setting) -> Iterator[Row]:
    """Measure one report of 13 KB, when everything is warm."""
    text = max(setting.reports(), key=len)[:4400]
    segmenter = rn.Segmenter(rn.load_lexicon())
    corpus = rn.Corpus([rn.Report("a", text)])
    programs = {
        "Segmenter.words": lambda: segmenter.words(text),
        "Segmenter.segment": lambda: segmenter.segment([text]),
        "segment of a corpus": lambda: rn.segment(corpus),
    }
    for name, seconds in medians(programs, 101).items():
        yield Row(f"one report of {len(text.encode()) / 1e3:.0f} KB, {name}", f"{seconds * 1e3:.2f} ms", "<= 1.5 ms")


#: What a new process does: import, let numba start with a kernel of its own, get ready without and with the lexicon,
#: then with numbers.
READY = """
import json, time
times = [time.perf_counter()]
def lap(): times.append(time.perf_counter())
import numba, numpy, pandas, reportnlp, reportnlp.segmentation, reportnlp.lexicon; lap()
numba.njit(lambda a: a.size)(numpy.zeros(1)); lap()
plain = reportnlp.Segmenter(); plain.words('优化营商环境'); lap()
full = reportnlp.Segmenter(reportnlp.load_lexicon()); full.segment(['优化营商环境']); lap()
reportnlp.segment(reportnlp.Corpus([reportnlp.Report('a', '优化营商环境')])); lap()
print(json.dumps([b - a for a, b in zip(times, times[1:])]))
"""


def ready(setting: Setting) -> Iterator[Row]:
    """Measure a new process with an empty cache folder, and then with what that one left there."""
    with tempfile.TemporaryDirectory() as home:
        first, *later = [json.loads(in_new_process(READY, home)) for _ in range(1 + setting.repeats)]
    imports, start, plain, full, numbers = (statistics.median(times) for times in zip(*later, strict=True))
    build = f"{sum(first[1:4]):.1f} s, {first[4]:.1f} s more for numbers, and {first[0]:.1f} s of imports"
    yield Row("first-ever build", build, "<= 8 s")
    yield Row("ready from cache, no lexicon", f"{plain:.2f} s", "<= 0.4 s")
    yield Row("ready from cache, with the lexicon on top", f"{full:.2f} s")
    yield Row("ready from cache, with numbers on top of both", f"{numbers:.2f} s")
    yield Row("what numba and the imports take before", f"{start:.2f} s and {imports:.2f} s")


#: What a new process does to a text, given as Python; it prints characters and peak memory in bytes. Where the system
#: tells it, the peak is that of this program alone: `resource` also counts what started it.
MEMORY = """
import pathlib, random, re, resource, sys
import reportnlp as rn
texts = {texts}
rn.Segmenter(numerals={numerals}).segment(texts)
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(sum(map(len, texts)), peak)
"""


def memory(setting: Setting) -> Iterator[Row]:
    """Measure the peak memory of a process that cuts the lines, and of one that cuts a line without an end."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "lines.txt"
        file.write_text("".join(setting.lines()), encoding="utf-8", newline="")
        lines = f"open({str(file)!r}, newline='').read().splitlines(keepends=True)"
        endless = "[''.join(random.Random(2).choices('发展新质生产力人民的鼯鼱', k=10**5)) * 100]"
        for numerals in (False, True):
            in_new_process(MEMORY.format(texts="['']", numerals=numerals), home)  # compiles
            for name, texts in (
                (f"{setting.megabytes:g} MB of lines", lines),
                ("10 million characters in a line", endless),
            ):
                n, peak = map(int, in_new_process(MEMORY.format(texts=texts, numerals=numerals), home).split())
                how = ", with numbers" if numerals else ""
                yield Row(f"peak memory, {name}{how}", f"{peak / 1e6:.0f} MB", f"<= {250 + 16 * n / 1e6:.0f} MB")


def in_new_process(code: str, home: str) -> str:
    """Return what Python prints when `home` is where its user's folders are."""
    folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), home)
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | folders, check=True, capture_output=True, text=True
    ).stdout


PARTS = (identity, speed, matrix, threads, lexicon, numerals, one_report, ready, memory)


if __name__ == "__main__":
    run(
        __doc__,
        PARTS,
        Setting,
        {"megabytes": (float, 20, "how much text to time"), "repeats": (int, 7, "how often to time it")},
    )
