"""Growth of the verbs over partitions: peak memory of each worker and time, on corpora made of recombined sentences.

The corpora are of the sizes asked for, in GB of UTF-8, of the sentences of the reports in the folder, drawn under a
seed into reports of about 20 kB; they go into a temporary folder and are removed at the end. Each size is run by
worker processes of its own (distributed.LocalCluster), which measure their own peak memory.

    python benchmarks/scale.py [DATA] [--sizes 1,2,4] [--workers 2] [--partition 16] [--slogans 0.02]
"""

import random
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from distributed import Client, LocalCluster

import reportnlp as rn
from measuring import Row, run
from reportnlp.units import sentence_spans

#: Characters of a report.
LENGTH = 7000


@dataclass(frozen=True)
class Setting:
    """What the parts need: sentences, and what was asked for."""

    sentences: list[str]
    sizes: list[float]
    workers: int
    partition: int
    slogans: float


@dataclass(frozen=True)
class Measured:
    """Seconds of each step, those of the processors of all workers, and the peak of each in MB before and after."""

    size: float
    seconds: dict[str, float]
    cpu: dict[str, float]
    start: float
    peak: float
    disk: float


def setting(data: Path, sizes: str, workers: int, partition: int, slogans: float) -> Setting:
    """Read the sentences."""
    corpus = rn.read_corpus(data / "reports")
    sentences = [report.text[a:b] for report in corpus for a, b in sentence_spans(report.text)]
    return Setting(sentences, [float(size) for size in sizes.split(",")], workers, partition, slogans)


def write_corpus(folder: Path, sentences: list[str], size: float, partition: int) -> None:
    """Write reports of recombined sentences as Parquet files of `partition` MB, `size` GB together."""
    drawing = random.Random(7)
    folder.mkdir()
    rows: list[dict[str, Any]] = []
    written, in_file, number = 0, 0, 0
    while written < size * 1e9:
        text = "\n".join(_paragraphs(drawing, sentences))
        place = f"{drawing.choice('东西南北')}{drawing.choice('山河湖海')}镇"
        rows.append({"id": f"r{number}", "text": text, "place": place, "level": "town", "year": 2000 + number % 25})
        number += 1
        written += len(text.encode())
        in_file += len(text.encode())
        if in_file >= partition * 1e6 or written >= size * 1e9:
            pd.DataFrame(rows).to_parquet(folder / f"{number:09}.parquet", index=False)
            rows, in_file = [], 0


def _paragraphs(drawing: random.Random, sentences: list[str]) -> Iterator[str]:
    length = 0
    while length < LENGTH:
        paragraph = "".join(drawing.choices(sentences, k=drawing.randint(2, 6)))
        length += len(paragraph)
        yield paragraph


def measured(setting: Setting, size: float, slogans: bool = False) -> Measured:
    """Run the steps over a new corpus of some GB, by new workers."""
    folder = Path(tempfile.mkdtemp(prefix="scale-"))
    try:
        write_corpus(folder / "in", setting.sentences, size, setting.partition)
        options = {"n_workers": setting.workers, "threads_per_worker": 1, "dashboard_address": None}
        with LocalCluster(processes=True, silence_logs=50, **options) as cluster, Client(cluster) as client:
            client.run(_warm)
            start = max(client.run(_peak).values())
            seconds, cpu = _steps(folder, client, slogans)
            peak = max(client.run(_peak).values())
        disk = sum(file.stat().st_size for file in (folder / "work").rglob("*") if file.is_file()) / 1e9
        return Measured(size, seconds, cpu, start, peak, disk)
    finally:
        shutil.rmtree(folder)


def _steps(folder: Path, client: Client, slogans: bool) -> tuple[dict[str, float], dict[str, float]]:
    seconds, cpu = {}, {}
    marks = [time.perf_counter()]
    used = [sum(client.run(time.process_time).values())]

    def lap(name: str) -> None:
        marks.append(time.perf_counter())
        used.append(sum(client.run(time.process_time).values()))
        seconds[name], cpu[name] = marks[-1] - marks[-2], used[-1] - used[-2]

    corpus = rn.scale.read(folder / "in", work=folder / "work", client=client)
    lap("read")
    if slogans:
        rn.scale.slogans(corpus)
        lap("slogans")
        return seconds, cpu
    matrix = rn.scale.count(rn.scale.segment(corpus).drop(rn.load_stopwords()), min_docs=2)
    lap("count")
    rn.scale.keywords(matrix, by="year")
    lap("keywords")
    rn.scale.keyness(matrix, target={"year": 2024})
    lap("keyness")
    rn.scale.topics(matrix, 20, passes=1, max_iter=20, tol=1e-2)
    lap("topics")
    return seconds, cpu


def _warm() -> None:
    """Load what every task needs, so that memory is compared with that of a worker that is ready."""
    rn.slogans(rn.Corpus([rn.Report("a", "稳增长。打好“组合拳”。")]))
    rn.segment(rn.Corpus([rn.Report("a", "稳增长。")]))


def _peak() -> float:
    """Return the most memory that this process had, in MB.

    Linux counts into ``ru_maxrss`` what the process that started this one had, so the kernel's own figure goes first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth(setting: Setting) -> Iterator[Row]:
    """Measure memory and time by size."""
    found = []
    for size in setting.sizes:
        found.append(measured(setting, size))
        last = found[-1]
        rates = ", ".join(f"{name} {size * 1000 / max(s, 1e-9):.1f}" for name, s in last.cpu.items())
        yield Row(f"{size} GB: peak memory of a worker (ready: {last.start:.0f} MB)", f"{last.peak:.0f} MB")
        yield Row(f"{size} GB: MB of text for each second of a processor", rates)
        yield Row(f"{size} GB: seconds, all workers' processors", f"{sum(last.cpu.values()):.0f}")
        yield Row(f"{size} GB: files of the steps", f"{last.disk:.2f} GB")
        if len(found) > 1:  # after each size, since the last one takes longest
            yield from _growth(found)


def _growth(found: list[Measured]) -> Iterator[Row]:
    first, last = found[0], found[-1]
    sizes = np.log([each.size for each in found])
    yield Row(f"peak memory, {last.size} GB over {first.size} GB", f"{last.peak / first.peak:.2f}", "≤ 1.20")
    for name in (*first.cpu, "all steps"):
        spent = [each.cpu.get(name, sum(each.cpu.values())) for each in found]
        exponent = np.polyfit(sizes, np.log(np.maximum(spent, 1e-3)), 1)[0]
        yield Row(f"exponent of processor time up to {last.size} GB, {name}", f"{exponent:.2f}", "≤ 1.05")


def slogans(setting: Setting) -> Iterator[Row]:
    """Measure the rate of the slowest step."""
    found = measured(setting, setting.slogans, slogans=True)
    rate = setting.slogans * 1000 / found.cpu["slogans"]
    yield Row(f"slogans, {setting.slogans} GB: MB of text for each second of a processor", f"{rate:.2f}")
    yield Row("slogans: peak memory of a worker", f"{found.peak:.0f} MB")


if __name__ == "__main__":
    numbers = {
        "sizes": (str, "1,2,4", "sizes of the corpora in GB of text"),
        "workers": (int, 2, "worker processes"),
        "partition": (int, 16, "MB of text in a partition"),
        "slogans": (float, 0.02, "GB of text for the slogans"),
    }
    run(__doc__, (growth, slogans), setting, numbers)
