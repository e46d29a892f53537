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
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, get_args
from unittest import mock

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import normalized_mutual_info_score

import reportnlp as rn
from measuring import Row, run
from reportnlp.topics import cvb0
from reportnlp.topics.coherence import diversity
from reportnlp.topics.counts import Counts, halves
from reportnlp.topics.cvb0 import Cvb0, infer, likelihood, word_topic
from reportnlp.topics.priors import Priors, default_alpha
from reportnlp.topics.stability import part_of
from reportnlp.topics.start import Start, start_topics
from reportnlp.topics.threads import mapper

PEERS = ("tomotopy", "gensim", "sklearn", "nmf")
#: Words of which every report is full; a topic that begins with one says nothing.
GENERIC = frozenset(
    [
        "发展", "建设", "工作", "推进", "加强", "经济", "社会", "全面", "提高", "实现", "加快", "推动", "坚持", "促进",
        "提升", "完善", "深入", "重点", "全市", "我市", "全省",
    ]
)  # fmt: skip
Doubles = npt.NDArray[np.float64]


@dataclass
class Setting:
    """What to measure on, and how often."""

    data: Path
    repeats: int
    documents: int

    @cached_property
    def paragraphs(self) -> rn.Corpus:
        """The paragraphs of all reports."""
        return rn.read_corpus(self.data / "reports").split("paragraph")

    @cached_property
    def tokens(self) -> rn.Tokens:
        """Their words without stop words."""
        return rn.segment(self.paragraphs).drop(rn.load_stopwords("function", "formula", "verb"))

    @cached_property
    def matrix(self) -> rn.TermMatrix:
        """Their counts, of terms in two paragraphs or more."""
        return rn.count(self.tokens, min_chars=2, min_docs=2)

    @cached_property
    def divided(self) -> tuple[rn.TermMatrix, Counts, Counts]:
        """Nine tenths of the paragraphs, and the two halves of the tokens of the others."""
        return held_out(self.matrix)


def held_out(matrix: rn.TermMatrix) -> tuple[rn.TermMatrix, Counts, Counts]:
    """Divide documents; one of fewer than 10 tokens is never held out."""
    long = np.flatnonzero(np.asarray(matrix.counts.sum(axis=1)).ravel() >= 10)
    held = np.sort(np.random.default_rng(0).choice(long, len(long) // 10, replace=False))
    train = part_of(matrix, np.setdiff1d(np.arange(matrix.shape[0]), held))
    return train, *halves(Counts.of(part_of(matrix, held).counts))


def score(topics: Doubles, alpha: Doubles, first: Counts, second: Counts) -> float:
    """Return the log-likelihood a token of the second half of documents, given the first."""
    shares = infer(first, word_topic(topics), alpha, n_threads=1)
    return likelihood(second, topics, shares)


class Tomotopy:
    """Gibbs sampling under way."""

    def __init__(self, counts: Counts, n_topics: int) -> None:
        import tomotopy

        self.model = tomotopy.LDAModel(k=n_topics, seed=1)
        names = np.array([str(k) for k in range(counts.n_terms)])
        for row in range(len(counts)):
            mine = slice(counts.indptr[row], counts.indptr[row + 1])
            self.model.add_doc(np.repeat(names[counts.indices[mine]], counts.data[mine].astype(int)).tolist())
        self.n_terms = counts.n_terms

    def sweep(self, n: int) -> None:
        """Sample every token `n` times."""
        self.model.train(n, workers=1)

    @property
    def topics(self) -> Doubles:
        """Probability of each term in each topic now."""
        topics = np.full((self.model.k, self.n_terms), 1e-12)
        known = [int(name) for name in self.model.used_vocabs]
        topics[:, known] = [self.model.get_topic_word_dist(k) for k in range(self.model.k)]
        return topics / topics.sum(axis=1, keepdims=True)

    def score(self, first: Counts, second: Counts) -> float:
        """Return its likelihood now."""
        return score(self.topics, np.array(self.model.alpha, np.float64), first, second)


def by_gensim(train: rn.TermMatrix, n_topics: int, passes: int) -> tuple[Doubles, Doubles]:
    """Return the topics and the weights that gensim finds, as it is called by itself."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    bags = Sparse2Corpus(train.counts, documents_columns=False)
    names = dict(enumerate(train.terms))
    model = LdaModel(bags, n_topics, names, passes=passes, random_state=0)
    return model.get_topics().astype(np.float64), model.alpha.astype(np.float64)


def by_sklearn(train: rn.TermMatrix, n_topics: int) -> tuple[Doubles, Doubles]:
    """Return the topics and the weights that scikit-learn finds, as it is called by itself."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(n_topics, random_state=0).fit(sparse.csr_matrix(train.counts))
    return model.components_ / model.components_.sum(axis=1, keepdims=True), np.full(n_topics, 1 / n_topics)


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


def fit_passes(train: rn.TermMatrix, n_topics: int, n: int) -> Cvb0:
    """Make `n` passes from the matrix on, as `TopicModel` does by default."""
    counts = Counts.of(train.counts)
    topics = start_topics(counts, n_topics, "lexicon", 0, train.vocabulary.categories)
    priors = Priors(np.full(n_topics, default_alpha(n_topics)), 0.01)
    fit = Cvb0(counts, topics * (counts.n_tokens / n_topics), priors)
    with mapper(1, fit.n_blocks) as run:
        for _ in range(n):
            fit.sweep(run)
    return fit


def passes_to(goal: float, train: rn.TermMatrix, n_topics: int, first: Counts, second: Counts) -> int:
    """Return after how many passes ours is at `goal`; this also compiles the kernels."""
    fit = fit_passes(train, n_topics, 0)
    with mapper(1, fit.n_blocks) as run:
        for n in range(1, 200):
            fit.sweep(run)
            if score(fit.topics, fit.priors.alpha, first, second) >= goal:
                return n
    raise RuntimeError(f"{goal} was never reached")


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


def made(n_docs: int, n_topics: int) -> tuple[rn.TermMatrix, Doubles]:
    """Make documents of 60 tokens by the process that LDA supposes, from topics of words that follow Zipf's law."""
    rng = np.random.default_rng(0)
    n_terms = 20_000
    zipf = 1 / np.arange(1, n_terms + 1)
    topics = rng.gamma(np.maximum(zipf / zipf.sum() * 100, 1e-3)[None].repeat(n_topics, 0)) + 1e-300
    topics /= topics.sum(axis=1, keepdims=True)
    limits = topics.cumsum(axis=1)
    rows, columns = [], []
    for row in range(n_docs):
        shares = rng.dirichlet(np.full(n_topics, 0.03))
        for k, n in Counter(rng.choice(n_topics, 60, p=shares).tolist()).items():
            found = np.searchsorted(limits[k], rng.random(n))
            columns.append(np.minimum(found, n_terms - 1))
            rows.append(np.full(n, row))
    row, column = np.concatenate(rows), np.concatenate(columns)
    counts = sparse.coo_array((np.ones(len(row), np.int32), (row, column)), shape=(n_docs, n_terms)).tocsr()
    used = np.flatnonzero(np.bincount(counts.indices, minlength=n_terms))
    names = tuple(f"{k:05}" for k in range(len(used)))
    vocabulary = rn.Vocabulary(names, ("",) * len(names), ("",) * len(names))
    docs = pd.DataFrame({"id": [f"{k:06}" for k in range(n_docs)]})
    kept = topics[:, used]
    return rn.TermMatrix(counts[:, used], vocabulary, docs), kept / kept.sum(axis=1, keepdims=True)


def recovered(found: Doubles, truth: Doubles) -> float:
    """Return the mean cosine of topics with the true ones that they are matched with."""
    cosine = (found @ truth.T) / np.outer(np.linalg.norm(found, axis=1), np.linalg.norm(truth, axis=1))
    return float(cosine[linear_sum_assignment(-cosine)].mean())


def known(setting: Setting) -> Iterator[Row]:
    """Compare on documents with 100 known topics."""
    matrix, truth = made(setting.documents, 100)
    divided, name = held_out(matrix), f"{setting.documents} made documents, K = 100"
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


def quiet(n_topics: int, engine: str, **options: Any) -> rn.TopicModel:
    """Return a model; tomotopy as its manual has it, with 500 sweeps."""
    if engine == "tomotopy":
        options = {"alpha": 0.1, "max_iter": 500} | options
    return rn.TopicModel(n_topics, engine=engine, **options)


def readable(setting: Setting) -> Iterator[Row]:
    """Compare coherence, diversity and generic words, of the most probable terms and of those that are shown."""
    matrix, tokens = setting.matrix, setting.tokens
    models = {"ours": quiet(20, "cvb0"), "ours with a background": quiet(20, "cvb0", background=True)}
    models |= {engine: quiet(20, engine) for engine in PEERS}
    for name, model in models.items():
        model.fit(matrix)
        for relevance in (1.0, 0.6):
            table = model.terms(10, relevance=relevance)
            lists = [part["term"].tolist() for _, part in table.groupby("topic")]
            npmi = rn.coherence(lists, tokens)["coherence"].mean()
            generic = np.mean([bool(GENERIC & set(row[:5])) for row in lists])
            how = "most probable" if relevance == 1 else "as shown"
            found = f"NPMI {npmi:.3f}, diversity {diversity(lists):.3f}, generic in the top 5 of {generic:.0%}"
            yield Row(f"{name}, {how}", found, "not below tomotopy; <= 20 %" if name == "ours" else "")


def stable(setting: Setting) -> Iterator[Row]:
    """Compare how much of the top 10 is found again in 90 % subsamples, on provincial reports of 2025."""
    docs = setting.matrix.docs
    chosen = np.flatnonzero(((docs["level"] == "provincial") & (docs["year"] == 2025)).to_numpy())
    matrix = part_of(setting.matrix, chosen)
    n_reports = matrix.docs["report"].nunique()
    rng = np.random.default_rng(0)
    parts = [np.sort(rng.choice(len(chosen), round(0.9 * len(chosen)), replace=False)) for _ in range(5)]
    samples = [part_of(matrix, rows) for rows in parts]
    models = {"ours": quiet(10, "cvb0"), "ours, start='nmf'": quiet(10, "cvb0", start="nmf")}
    models |= {engine: quiet(10, engine) for engine in PEERS}
    for name, model in models.items():
        tops: dict[float, list[list[frozenset[str]]]] = {1.0: [], 0.6: []}
        for sample in samples:
            model.fit(sample)
            for relevance, found in tops.items():
                table = model.terms(10, relevance=relevance)
                found.append([frozenset(part["term"]) for _, part in table.groupby("topic")])
        means = [np.mean([overlap(a, b) for a, b in combinations(found, 2)]) for found in tops.values()]
        yield Row(
            f"stability over five subsamples, {n_reports} reports, {name}",
            f"{means[0]:.2f} of the most probable terms, {means[1]:.2f} of those shown",
            ">= 0.88" if name == "ours" else "",
        )


def overlap(a: list[frozenset[str]], b: list[frozenset[str]]) -> float:
    """Return the mean share of terms that matched topics have in common."""
    common = np.array([[len(x & y) / len(x) for y in b] for x in a])
    return float(common[linear_sum_assignment(-common)].mean())


#: What a heading must have, and nothing of another theme, for its paragraphs to be of a theme.
HEADINGS = {
    "agriculture": ("农业", "农村", "乡村", "三农", "粮食"),
    "industry": ("工业", "产业", "制造业", "实体经济"),
    "technology": ("科技", "创新驱动", "科教"),
    "ecology": ("生态", "环境保护", "绿色", "污染", "美丽"),
    "opening": ("对外开放", "开放型", "高水平开放", "扩大开放", "外交", "对外"),
    "livelihood": ("民生", "社会保障", "就业", "社会事业", "医疗", "养老"),
    "culture": ("文化", "教育", "文旅", "旅游"),
    "safety": ("安全", "平安", "风险", "社会治理", "稳定"),
    "government": ("政府自身", "自身建设", "法治政府", "廉政", "依法行政", "服务型政府", "政府建设"),
    "city": ("城市", "城镇", "基础设施", "交通"),
    "reform": ("改革", "营商环境", "体制"),
    "investment": ("投资", "内需", "消费", "项目"),
}


def themed(setting: Setting) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return the paragraphs under headings of one theme alone, and their themes."""
    rows, labels = [], []
    for k, unit in enumerate(setting.paragraphs):
        heading = innermost(unit)
        of = [theme for theme, words in HEADINGS.items() if any(word in heading for word in words)]
        if len(of) == 1 and heading not in unit.text:
            rows.append(k)
            labels.append(of[0])
    return np.array(rows, np.int64), labels


def innermost(unit: rn.Report) -> str:
    """Return the deepest heading that a paragraph stands under."""
    heading, sections = "", unit.parent.sections if unit.parent else ()
    while True:
        inside = [s for s in sections if s.start <= unit.start < s.end]
        if not inside:
            return heading
        heading, sections = inside[0].title or heading, inside[0].sections


def themes(setting: Setting) -> Iterator[Row]:
    """Compare how well topics agree with themes that headings, and annotators, give to paragraphs and sentences."""
    rows, labels = themed(setting)
    gold = pd.read_csv(setting.data / "gold" / "plan_sentences_topics_dev.tsv", sep="\t", quoting=3)
    sentences = rn.Corpus([rn.Report(f"{k:04}", text) for k, text in enumerate(gold["sentence"])])
    words = rn.segment(sentences).drop(rn.load_stopwords("function", "formula", "verb"))
    tasks = {
        f"{len(rows)} paragraphs under headings of {len(set(labels))} themes": (part_of(setting.matrix, rows), labels),
        f"{len(gold)} sentences of a plan, {gold['topic'].nunique()} topics": (
            rn.count(words, min_chars=2, min_docs=2), gold["topic"].tolist(),
        ),
    }  # fmt: skip
    for task, (matrix, truth) in tasks.items():
        filled = np.asarray(matrix.counts.sum(axis=1)).ravel() > 0
        n_topics = len(set(truth))
        models = {
            "ours": quiet(n_topics, "cvb0"),
            "ours with a background": quiet(n_topics, "cvb0", background=True),
            "ours, start='nmf'": quiet(n_topics, "cvb0", start="nmf"),
        } | {engine: quiet(n_topics, engine) for engine in PEERS}
        for name, model in models.items():
            found = model.fit_transform(matrix).argmax(axis=1)
            nmi = normalized_mutual_info_score(np.array(truth)[filled], found[filled])
            yield Row(f"NMI on {task}, {name}", f"{nmi:.3f}", "above every peer" if name == "ours" else "")


def same(setting: Setting) -> Iterator[Row]:
    """Fit twice with one thread and once with two, and print a fingerprint to compare on other Pythons."""
    prints = [fingerprint(rn.TopicModel(20, n_threads=n, max_iter=20, tol=1).fit(setting.matrix)) for n in (1, 1, 2)]
    python = ".".join(map(str, sys.version_info[:2]))
    yield Row(f"bytes of two runs and of 2 threads, Python {python}", f"{len(set(prints))} kind: {prints[0]}", "1 kind")


def fingerprint(model: rn.TopicModel) -> str:
    """Return a hash of all that was learned."""
    parts = (model.components_.tobytes(), model.doc_topic_.tobytes(), np.float64(model.bound_).tobytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


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


PARTS = (speed, starts, known, active, readable, stable, themes, same, threads, coherent, memory, choice)


if __name__ == "__main__":
    run(
        __doc__,
        PARTS,
        Setting,
        {"repeats": (int, 5, "how often to time it"), "documents": (int, 50_000, "documents to make")},
    )
