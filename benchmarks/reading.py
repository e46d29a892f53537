"""How well and how fast reports are read, beside peers.

    python benchmarks/reading.py [FOLDER OF THE DATA] [--held-out]

1. Recovered text: for each messy original, the share of the clean text's character 6-grams that come back
   (recall) and the share of the output's 6-grams that the clean text has (precision). Blanks and the width of
   characters do not count. Beside ours: the decoded or extracted text as it is, and a peer's. Where a share is
   below 0.99, the longest passages that only one of the two texts has follow, so that a source which is itself
   incomplete can be told from a fault of ours.
2. Outline and metadata against hand annotation (tests/cases/reading.json). Files are read under a neutral name.
3. Sentences against hand annotation (tests/cases/sentences.json).
4. Speed of decoding, cleaning and outline in one process, in MB of UTF-8 a second.
5. Peak memory of a new process that reads 30 and 120 copies of the longest report. Read one after the other and
   let go, they take what the largest file takes. A Corpus holds the text and the original of all its reports, so
   it grows with them; what `read_corpus` takes beyond the same reports in a list must not, nor its workers.

The held-out halves of the annotation are read only with --held-out.
"""

import io
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import reportnlp as rn
from reportnlp.edits import origins
from reportnlp.reading.clean import clean
from reportnlp.reading.decode import decode
from reportnlp.reading.gazetteer import find_division
from reportnlp.reading.outline import outline
from reportnlp.units import sentence_spans

CASES = Path(__file__).parents[1] / "tests" / "cases"
N = 6


def main(data: Path, held_out: bool) -> None:
    """Print every table."""
    recovered(data)
    annotated(data, held_out)
    sentences(data, held_out)
    speed(data)
    memory(data)


# 1. Recovered text


def recovered(data: Path) -> None:
    """Print recall and precision for each messy file with an oracle."""
    print(f"{'file':42}{'ours R':>9}{'P':>8}{'as it is R':>12}{'P':>8}   peer R  P")
    for file, oracle in _pairs(data):
        report, wanted = rn.read_report(file), rn.read_report(oracle).text
        peer = _peer(file)
        ours, plain = _shares(report.text, wanted), _shares(report.raw or "", wanted)
        other = f"{peer[0]} {_shares(peer[1], wanted)[0]:.4f} {_shares(peer[1], wanted)[1]:.4f}" if peer else ""
        name = f"{file.parent.name}/{file.name}"
        print(f"{name:42}{ours[0]:9.4f}{ours[1]:8.4f}{plain[0]:12.4f}{plain[1]:8.4f}   {other}")
        if min(ours) < 0.99:
            print(f"    only in the clean text: {_passages(wanted, report.text)}")
            print(f"    only in ours:           {_passages(report.text, wanted)}")


def _pairs(data: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each messy file with the clean text of the same report."""
    for file in sorted((data / "messy").rglob("*")):
        year, place = file.name[:4], file.stem[5:].removesuffix("政府工作报告").removesuffix("省")
        if file.suffix == ".docx":
            yield file, next((data / "reports").glob(f"provincial_{place}*_{year}.txt"))
        elif file.suffix in (".txt", ".html"):
            yield file, data / "reports" / f"national_国务院_{year}.txt"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _grams(text: str) -> set[str]:
    plain = _plain(text)
    return {plain[k : k + N] for k in range(len(plain) - N + 1)}


def _shares(output: str, wanted: str) -> tuple[float, float]:
    found, clean_grams = _grams(output), _grams(wanted)
    both = len(found & clean_grams)
    return both / len(clean_grams), both / max(1, len(found))


def _passages(text: str, other: str) -> str:
    """Name the longest passages of `text` whose 6-grams `other` lacks, by place and length."""
    plain, known = _plain(text), _grams(other)
    runs: list[list[int]] = []
    for k in range(len(plain) - N + 1):
        if plain[k : k + N] not in known:
            if runs and k <= runs[-1][1] + N:
                runs[-1][1] = k
            else:
                runs.append([k, k])
    longest = sorted(runs, key=lambda run: run[0] - run[1])[:4]
    shown = (f"{b - a + N} characters at {a} ({plain[a : a + 8]}…)" for a, b in longest)
    return f"{len(runs)} passages, the longest {', '.join(shown)}"


def _peer(file: Path) -> tuple[str, str] | None:
    """Return the name and the text of the peer that reads such files."""
    try:
        if file.suffix == ".docx":
            import docx

            return "python-docx", "\n".join(p.text for p in docx.Document(str(file)).paragraphs)
        if file.suffix == ".html":
            import trafilatura

            # It takes whole pages only; the saved ones are fragments.
            page = f"<html><body><article>{file.read_text(encoding='utf-8')}</article></body></html>"
            return "trafilatura", trafilatura.extract(page, favor_recall=True) or ""
        import jionlp

        return "jionlp", jionlp.clean_text(file.read_bytes().decode("gb18030"))
    except ImportError:
        return None


# 2. Outline and metadata


def annotated(data: Path, held_out: bool) -> None:
    """Print the scores for each annotated report and for all together."""
    print(f"\n{'held-out' if held_out else 'development'} reports{'':20} kinds  headings  metadata  joined  wrongly")
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for case in _cases("reading.json", held_out):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "x.txt"
            file.write_bytes((data / case["file"]).read_bytes())
            scores = _score(rn.read_report(file), case)
        for name in (case["level"], "all"):
            totals[name].update(scores)
        print(_line(case["file"].rpartition("/")[2], scores))
    for name in sorted(totals, key=lambda name: (name == "all", name)):
        print(_line(name, totals[name]))


def _cases(name: str, held_out: bool) -> list[dict[str, Any]]:
    cases = json.loads((CASES / name).read_text(encoding="utf-8"))
    return [case for case in cases if case["held_out"] == held_out]


def _line(name: str, n: Counter[str]) -> str:
    f1 = 2 * n["hit"] / max(1, n["found"] + n["wanted"])
    joins = f"{n['joined']}/{n['breaks']}"
    return (
        f"{name:38}{n['kind'] / n['chars']:7.4f}{f1:10.4f}{n['fields']:7}/{n['of_fields']:<4}{joins:>6}{n['wrong']:7}"
    )


def _score(report: rn.Report, case: dict[str, Any]) -> Counter[str]:
    at, raw = origins(report.cleaning, len(report.raw or ""))[0][:-1], report.raw or ""
    wanted = {_trimmed(raw, a, b) for a, b, _ in case["headings"]}
    found = {_trimmed(raw, *_heading_span(report, s, at)) for s in _flat(report.sections) if s.title}
    kind, chars = _kinds(report, case, at)
    fields = _fields(report, case, raw)
    joined, breaks, wrong = _joins(report, case, at, raw)
    return Counter(
        hit=len(wanted & found), found=len(found), wanted=len(wanted), kind=kind, chars=chars,
        fields=sum(fields), of_fields=len(fields), joined=joined, breaks=breaks, wrong=wrong,
    )  # fmt: skip


def _flat(sections: tuple[rn.Section, ...]) -> Iterator[rn.Section]:
    for section in sections:
        yield section
        yield from _flat(section.sections)


def _heading_span(report: rn.Report, section: rn.Section, at: Any) -> tuple[int, int]:
    """Return where the heading stands in the raw text; its lines may be further apart there."""
    k = section.start
    for character in "".join(section.title.split()):
        k = report.text.index(character, k) + 1
    return int(at[section.start]), int(at[k - 1]) + 1


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    return start, start + len(raw[start:end].rstrip("。：:；;，,、！!？? 　\n"))


def _kinds(report: rn.Report, case: dict[str, Any], at: Any) -> tuple[int, int]:
    """Return how many characters of the text are in a section of the right kind, and of how many."""
    end = case["end"] or len(report.raw or "")
    starts = [start for start, _ in case["kinds"]]
    ours = np.full(len(report.text), "", object)
    for section in report.sections:
        ours[section.start : section.end] = section.kind
    counted = at < end
    wanted = np.array([kind for _, kind in case["kinds"]], object)[np.searchsorted(starts, at, "right") - 1]
    return int((wanted == ours)[counted].sum()), int(counted.sum())


def _fields(report: rn.Report, case: dict[str, Any], raw: str) -> list[bool]:
    title = raw[slice(*case["title"])] if case["title"] else ""
    place = find_division(report.place)
    return [
        _plain(report.title) == _plain(title),
        report.place == (case["place"] or "") or (place is not None and place == find_division(case["place"])),
        report.level == case["level"],
        report.year_reviewed == case["year_reviewed"],
        report.year_planned == case["year_planned"],
    ]


def _joins(report: rn.Report, case: dict[str, Any], at: Any, raw: str) -> tuple[int, int, int]:
    """Return how many broken paragraphs are joined, of how many that were kept, and how many wrong joins there are."""
    place = {int(origin): k for k, origin in reversed(list(enumerate(at)))}
    kept = [(place[a - 1], place[b]) for a, b in case["joins"] if a - 1 in place and b in place]
    joined = sum("\n" not in report.text[i + 1 : j] for i, j in kept)
    right = {i for i, _ in kept}
    solid = [k for k, character in enumerate(report.text) if not character.isspace()]
    wrong = 0
    for i, j in pairwise(solid):
        between = raw[at[i] + 1 : at[j]]
        if "\n" in between and between.isspace() and "\n" not in report.text[i + 1 : j]:
            wrong += i not in right
    return joined, len(kept), wrong


# 3. Sentences


def sentences(data: Path, held_out: bool) -> None:
    """Print precision, recall and F1 of sentence ends, and the characters that no sentence has."""
    cases = _cases("sentences.json", held_out)
    print(f"\nsentence ends ({sum(len(case['ends']) for case in cases)} annotated)        P       R      F1")
    for name, split in _splitters().items():
        hit = found = wanted = 0
        for case in cases:
            text = (data / case["file"]).read_bytes().decode()[case["start"] : case["end"]]
            ours, gold = split(text), {end - case["start"] for end in case["ends"]}
            hit, found, wanted = hit + len(ours & gold), found + len(ours), wanted + len(gold)
        print(f"{name:30}{hit / found:11.4f}{hit / wanted:8.4f}{2 * hit / (found + wanted):8.4f}")
    lost = n = 0
    for file in (data / "reports").glob("*.txt"):
        text = rn.read_report(file).text
        covered = sum(len("".join(text[a:b].split())) for a, b in sentence_spans(text))
        lost, n = lost + len("".join(text.split())) - covered, n + 1
    print(f"characters of {n} reports that are in no sentence: {lost}")


def _splitters() -> dict[str, Callable[[str], set[int]]]:
    splitters: dict[str, Callable[[str], set[int]]] = {
        "reportnlp": lambda text: {end for _, end in sentence_spans(text)},
        "split at [。！？] and lines": lambda text: {m.end() for m in re.finditer(r"[。！？]|(?<=\S)(?=\n|$)", text)},
    }
    try:
        import jionlp

        splitters["jionlp"] = lambda text: _ends(text, jionlp.split_sentence(text, criterion="coarse"))
    except ImportError:
        pass
    return splitters


def _ends(text: str, parts: list[str]) -> set[int]:
    at, ends = 0, set()
    for part in parts:
        if part.strip():
            at = text.index(part.strip(), at) + len(part.strip())
            ends.add(at)
    return ends


# 4. Speed


def speed(data: Path) -> None:
    """Print MB a second over all reports, median of five."""
    contents = [file.read_bytes() for file in sorted((data / "reports").glob("*.txt"))]
    size = sum(map(len, contents)) / 1e6

    def read_all() -> None:
        for content in contents:
            text, _ = clean(decode(content))
            outline(text)

    print(f"\ndecode + clean + outline: {size / _median(read_all):.1f} MB/s of UTF-8 ({size:.1f} MB)")
    try:
        import jionlp

        texts = [content.decode() for content in contents]
        print(f"jionlp.clean_text:        {size / _median(lambda: [jionlp.clean_text(t) for t in texts]):.1f} MB/s")
    except ImportError:
        pass
    for n_jobs in (1, 2):
        seconds = _median(lambda n=n_jobs: rn.read_corpus(data / "reports", n_jobs=n))  # type: ignore[misc]
        print(f"read_corpus, {n_jobs} process(es): {seconds:.2f} s for {len(contents)} reports")


# 5. Memory

# What a new process does with a folder; it prints the peak memory of itself and of the largest of its workers.
_IN_NEW_PROCESS = """
import os, pathlib, re, sys
import reportnlp as rn
def peak(pid):
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024
def parent(status):
    return int(re.search(r"PPid:\\s+(\\d+)", status)[1])
folder = pathlib.Path(sys.argv[1])
files = sorted(folder.iterdir())
WHAT
workers = [p.parent.name for p in pathlib.Path("/proc").glob("[0-9]*/status") if parent(p.read_text()) == os.getpid()]
print(peak("self"), max(map(peak, workers), default=0))
"""
_WAYS = {
    "read_report, one after the other": "for file in files: rn.read_report(file)",
    "read_report, kept in a list": "kept = [rn.read_report(file) for file in files]",
    "read_corpus, one process": "kept = rn.read_corpus(folder, n_jobs=1)",
    "read_corpus, two processes": "kept = rn.read_corpus(folder, n_jobs=2)",
}
_COPIES = (30, 120)


def memory(data: Path) -> None:
    """Print the peaks in MB where the system tells them."""
    if not Path("/proc/self/status").exists():
        print("\npeak memory: this system does not tell")
        return
    longest = max((data / "reports").glob("*.txt"), key=lambda file: file.stat().st_size).read_text(encoding="utf-8")
    print(f"\npeak memory in MB{'':26}" + "".join(f"{n:6} copies, of a worker" for n in _COPIES))
    with tempfile.TemporaryDirectory() as home:
        for n in _COPIES:
            (Path(home) / str(n)).mkdir()
            for k in range(n):
                (Path(home) / str(n) / f"{k}.txt").write_text(f"{longest}\n第{k}份。\n", encoding="utf-8")
        for name, what in _WAYS.items():
            peaks = [_peaks(what, Path(home) / str(n)) for n in _COPIES]
            print(f"{name:40}" + "".join(f"{own:12.0f}{worker:12.0f}" for own, worker in peaks))


def _peaks(what: str, folder: Path) -> tuple[float, float]:
    code = _IN_NEW_PROCESS.replace("WHAT", what)
    run = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True)
    own, worker = map(float, run.stdout.split())
    return own, worker


def _median(action: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    warnings.simplefilter("ignore", rn.ReportNLPWarning)
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    folders = [argument for argument in sys.argv[1:] if argument != "--held-out"]
    main(Path(folders[0]) if folders else Path(__file__).parents[2] / "shared" / "data", "--held-out" in sys.argv)
