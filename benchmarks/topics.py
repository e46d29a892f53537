"""Topics beside their peers: how fast to which likelihood, how true, how stable, how readable.

Run ``python benchmarks/topics.py`` from the checkout; it needs the reports in ``../shared/data``, or in the folder
named as its argument, and gensim and tomotopy (``pip install 'reportnlp[topics,tomotopy]'``). ``--only speed`` runs
one part; ``--repeats 1`` a shorter one. All programs run in one thread unless it says otherwise; times of programs
that are compared are taken in turn, and the median counts. A model is judged by its topics alone: whoever fitted
them, the shares of a document held out are found by one and the same program, with the weights that fitted them.
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from unittest import mock

import numpy as np

import reportnlp as rn
from measuring import Row, run
from reportnlp.topics import cvb0
from reportnlp.topics.counts import Counts, halves
from reportnlp.topics.cvb0 import Cvb0
from reportnlp.topics.priors import Priors, default_alpha
from reportnlp.topics.stability import part_of
from reportnlp.topics.start import Start, start_topics
from reportnlp.topics.terms import aligned
from reportnlp.topics.threads import mapper
from topic_models import (
    Doubles,
    Setting,
    Tomotopy,
    fit_passes,
    held_out,
    made,
    passes_to,
    quiet,
    recovered,
    score,
)
from topic_quality import readable, stable, themes


@dataclass(frozen=True)
class Race:
    """How long ours takes to the likelihood that tomotopy has after 500 sweeps, both at the end, and their topics."""

    fast: str
    final: str
    ours: Doubles
    theirs: Doubles


def race(divided: tuple[rn.TermMatrix, Counts, Counts], n_topics: int, repeats: int) -> Race:
    """Fit both; seconds are those of the processor, and a program that is timed does nothing but fit."""
    train, first, second = divided
    counts = Counts.of(train.counts)
    peer_seconds, goals = [], []
    for _ in range(repeats if counts.n_tokens < 1e6 else 1):
        peer = Tomotopy(counts, n_topics)
        start = time.process_time()
        peer.sweep(500)
        peer_seconds.append(time.process_time() - start)
        goals.append(peer.score(first, second))
    goal = statistics.median(goals)
    n_passes = passes_to(goal, train, n_topics, first, second)
    ours, walls = [], []
    for _ in range(repeats):
        start, wall = time.process_time(), time.perf_counter()
        fit_passes(train, n_topics, n_passes)
        ours.append(time.process_time() - start)
        walls.append(time.perf_counter() - wall)
    model = rn.TopicModel(n_topics, n_threads=1).fit(train)
    final = score(model.components_, model.alpha_, first, second)
    seconds, peers = statistics.median(ours), statistics.median(peer_seconds)
    return Race(
        f"{peers / seconds:.1f}x tomotopy ({n_passes} passes, {seconds:.2f} s of the processor, "
        f"{statistics.median(walls):.2f} s on the clock; tomotopy {peers:.1f} s)",
        f"{final:.4f} after {model.n_iter_} passes; tomotopy {goal:.4f}",
        model.components_,
        peer.topics,
    )


def starts(setting: Setting) -> Iterator[Row]:
    """Compare where a fit may start, by what it predicts of documents held out after 30 passes."""
    train, first, second = setting.divided
    for n_topics in (20, 50, 100):
        found = []
        for start in get_args(Start):
            model = rn.TopicModel(n_topics, start=start, n_threads=1, max_iter=30, tol=0).fit(train)
            found.append(f"{start} {score(model.components_, model.alpha_, first, second):.4f}")
        yield Row(f"held-out likelihood a token by start, K = {n_topics}", ", ".join(found))


def speed(setting: Setting) -> Iterator[Row]:
    """Compare the time to tomotopy's likelihood, and the likelihood at the end."""
    for n_topics in (20, 50):
        found = race(setting.divided, n_topics, setting.repeats)
        yield Row(f"time to tomotopy's likelihood after 500 sweeps, K = {n_topics}", found.fast, ">= 10x")
        yield Row(f"final held-out likelihood a token, K = {n_topics}", found.final, "not below tomotopy")
    train, first, second = setting.divided
    for engine in ("gensim", "sklearn"):
        start = time.process_time()
        model = quiet(20, engine).fit(train)
        found = score(model.components_, model.alpha_, first, second)
        yield Row(f"{engine}, K = 20", f"{found:.4f} after {time.process_time() - start:.1f} s")


def known(setting: Setting) -> Iterator[Row]:
    """Compare on documents with 100 known topics."""
    matrix, truth = made(setting.documents, 100)
    divided, name = held_out(matrix), f"{setting.documents} made documents, K = 100"
    truth = truth[:, [matrix.vocabulary.id(term) for term in divided[0].terms]]
    found = race(divided, 100, 1)
    yield Row(f"time to tomotopy's likelihood after 500 sweeps, {name}", found.fast, ">= 3x")
    yield Row(f"final held-out likelihood a token, {name}", found.final, "not below tomotopy")
    cosines = f"{recovered(found.ours, truth):.3f}; tomotopy {recovered(found.theirs, truth):.3f}"
    yield Row("matched cosine with the known topics", cosines, ">= 0.98")
    train, first, second = divided
    model = rn.TopicModel(100, start="anchor", n_threads=1).fit(train)
    held = score(model.components_, model.alpha_, first, second)
    yield Row("the same, start='anchor'", f"{recovered(model.components_, truth):.3f}, held out {held:.4f}")


def active(setting: Setting) -> Iterator[Row]:
    """Compare passes over the active topics of each document with passes over all, in turn; the start is left out."""
    train, first, second = setting.divided
    counts = Counts.of(train.counts)
    rn.TopicModel(cvb0.MANY, max_iter=11).fit(part_of(train, np.arange(500)))  # compiles the kernels
    for n_topics in (100, 200):
        begin = start_topics(counts, n_topics, "lexicon", 0, train.vocabulary.categories)
        priors = Priors(np.full(n_topics, default_alpha(n_topics)), 0.01)
        seconds: dict[int, list[float]] = {cvb0.MANY: [], n_topics + 1: []}
        likelihoods: dict[int, tuple[float, float]] = {}
        for _ in range(setting.repeats):
            for many, times in seconds.items():
                with mock.patch.object(cvb0, "MANY", many), mapper(1, 1) as run:
                    fit = Cvb0(counts, begin * (counts.n_tokens / n_topics), priors)
                    start = time.process_time()
                    for _ in range(60):
                        fit.sweep(run)
                    times.append(time.process_time() - start)
                    likelihoods[many] = fit.bound(run), score(fit.topics, priors.alpha, first, second)
        some, whole = (statistics.median(times) for times in seconds.values())
        (bound, held), (bound_whole, held_whole) = likelihoods.values()
        yield Row(
            f"60 passes over active topics, K = {n_topics}",
            f"{whole / some:.2f}x those over all ({some:.1f} s, {whole:.1f} s); likelihood a token {bound:.4f} "
            f"({bound_whole:.4f}), held out {held:.4f} ({held_whole:.4f})",
            "> 1x; the same likelihood",
        )


def same(setting: Setting) -> Iterator[Row]:
    """Fit twice with one thread and once with two, and print a fingerprint: that of any Python and NumPy."""
    prints = [fingerprint(rn.TopicModel(20, n_threads=n, max_iter=20, tol=1).fit(setting.matrix)) for n in (1, 1, 2)]
    python = ".".join(map(str, sys.version_info[:2]))
    yield Row(f"bytes of two runs and of 2 threads, Python {python}", f"{len(set(prints))} kind: {prints[0]}", "1 kind")


def fingerprint(model: rn.TopicModel) -> str:
    """Return a hash of all that was learned."""
    parts = (model.components_, model.doc_topic_, model.prevalence_, np.float64(model.bound_))
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def threads(setting: Setting) -> Iterator[Row]:
    """Compare two threads with one."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(setting.repeats):
        for n, times in seconds.items():
            start = time.perf_counter()
            rn.TopicModel(50, n_threads=n, max_iter=40, tol=0).fit(setting.matrix)
            times.append(time.perf_counter() - start)
    one, two = (statistics.median(times) for times in seconds.values())
    yield Row(
        "2 threads over 1, K = 50, 40 passes, the start included",
        f"{one / two:.2f}x ({one:.2f} s, {two:.2f} s)",
        ">= 1.6x",
    )


def coherent(setting: Setting) -> Iterator[Row]:
    """Compare the speed and the values of coherence with gensim's."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    tokens = setting.tokens
    model = rn.TopicModel(20, max_iter=20, tol=1).fit(setting.matrix)
    lists = [part["term"].tolist() for _, part in model.terms(10).groupby("topic")]
    texts = [tokens.words(k) for k in range(len(tokens.docs))]
    dictionary = Dictionary(texts)
    for measure, theirs in (("npmi", "c_npmi"), ("c_v", "c_v")):
        rn.coherence(lists, tokens, measure=measure)
        times = []
        for _ in range(setting.repeats):
            start = time.process_time()
            rn.coherence(lists, tokens, measure=measure)
            times.append(time.process_time() - start)
        start = time.process_time()
        oracle = CoherenceModel(topics=lists, texts=texts, dictionary=dictionary, coherence=theirs, processes=1)
        values = np.array(oracle.get_coherence_per_topic())
        slow = time.process_time() - start
        off = np.abs(rn.coherence(lists, tokens, measure=measure, compat="gensim")["coherence"] - values).max()
        exact = np.abs(rn.coherence(lists, tokens, measure=measure)["coherence"] - values).max()
        fast = statistics.median(times)
        found = f"{slow / fast:.0f}x gensim ({fast * 1e3:.1f} ms); off by {off:.0e} with compat, {exact:.3f} without"
        yield Row(f"coherence {measure}", found, ">= 100x; <= 1e-6")


#: What a new process does to a saved matrix; it prints how far its memory grew, and the sizes of what it had and made.
MEMORY = """
import json, pathlib, re, sys, warnings
warnings.simplefilter("ignore")
import numpy as np, reportnlp as rn
def status(key): return 1024 * int(re.search(key + r":\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
matrix = rn.TermMatrix.load(sys.argv[1])
small = rn.TermMatrix(matrix.counts[:500], matrix.vocabulary, matrix.docs.iloc[:500].reset_index(drop=True))
rn.TopicModel(int(sys.argv[2]), max_iter=4, n_threads=2).fit(small)
csr = sum(getattr(matrix.counts, name).nbytes for name in ("data", "indices", "indptr"))
pathlib.Path("/proc/self/clear_refs").write_text("5")
before = status("VmRSS")
model = rn.TopicModel(int(sys.argv[2]), max_iter=10, n_threads=2).fit(matrix)
print(json.dumps([status("VmHWM") - before, csr, model.doc_topic_.nbytes, model.components_.nbytes]))
"""


def memory(setting: Setting) -> Iterator[Row]:
    """Measure how far the memory of a new process grows when it fits."""
    with tempfile.TemporaryDirectory() as folder:
        setting.matrix.save(Path(folder) / "m")
        for n_topics in (20, 50):
            command = [sys.executable, "-c", MEMORY, str(Path(folder) / "m"), str(n_topics)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
            grown, *parts = json.loads(done.stdout.splitlines()[-1])
            ratio = (grown + parts[0]) / sum(parts)
            found = f"{ratio:.1f} x ({(grown + parts[0]) / 1e6:.0f} MB of {sum(parts) / 1e6:.0f} MB)"
            yield Row(f"memory over counts, doc_topic and topic_term, K = {n_topics}", found, "<= 3 x")


def choice(setting: Setting) -> Iterator[Row]:
    """Choose the number of topics of documents that were made with 50."""
    matrix, _ = made(5000, 50)
    start = time.perf_counter()
    table = rn.select_n_topics(matrix, [10, 30, 40, 50, 60, 80], n_splits=3)
    found = ", ".join(f"{k}: {v:.3f}" for k, v in zip(table["n_topics"], table["held_out"], strict=True))
    yield Row(
        "choice among numbers of topics, 50 are true",
        f"{table.loc[table['recommended'], 'n_topics'].item()} ({found}; {time.perf_counter() - start:.0f} s)",
        "50",
    )


def partitions(setting: Setting) -> Iterator[Row]:
    """Compare a model of partitions with one of all their paragraphs, on the reports of which none was in either."""
    corpus, words = rn.read_corpus(setting.data / "reports"), rn.load_stopwords("function", "formula", "verb")
    order = np.random.default_rng(0).permutation(len(corpus)).tolist()
    n_held = len(corpus) // 10
    held = rn.Corpus([corpus[k] for k in sorted(order[:n_held])])
    test = rn.count(rn.segment(held.split("paragraph")).drop(words), min_chars=2)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as work:
        for part in range(24):
            rows = [{"id": corpus[k].id, "text": corpus[k].text} for k in order[n_held + part :: 24]]
            lines = [json.dumps(row, ensure_ascii=False) for row in rows]
            (Path(folder) / f"{part:02}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        units = rn.scale.read(folder, work=work).split("paragraph")
        matrix = rn.scale.count(rn.scale.segment(units).drop(words), min_chars=2, min_docs=2)
        whole = matrix.compute()
        halved = halves(Counts.of(aligned(test, whole.vocabulary).counts))
        for n_topics in (20, 50):
            batch = rn.TopicModel(n_topics).fit(whole)
            goal = score(batch.components_, batch.alpha_, *halved)
            for passes in (3, 10):
                model = rn.scale.topics(matrix, n_topics, passes=passes)
                found = score(model.components_, model.alpha_, *halved)
                yield Row(
                    f"held-out likelihood a token, {passes} passes over {len(matrix.parts)} partitions, K = {n_topics}",
                    f"{found:.4f}, of all at once {goal:.4f}: {(goal - found) / abs(goal):.2%} worse",
                    "within 1 %",
                )


PARTS = (speed, starts, known, active, readable, stable, themes, same, threads, coherent, memory, choice, partitions)


if __name__ == "__main__":
    run(
        __doc__,
        PARTS,
        Setting,
        {"repeats": (int, 5, "how often to time it"), "documents": (int, 50_000, "documents to make")},
    )
