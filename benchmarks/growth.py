"""How the time of each part grows with the text: an exponent of 1 is linear."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import phrases
import reportnlp as rn
from measuring import spread, turns
from table import LAYERS, Line, Text
from topic_models import fit_passes


def growing(text: Text) -> Iterator[Line]:
    """Measure how the time of each grows from once to 4 and 16 times the text."""
    smallest = text.size.smallest
    corpora = [text.corpus[:n] for n in (smallest, 4 * smallest, 16 * smallest) if n <= len(text.corpus)]
    if len(corpora) < 3:  # the same reports again, under other names
        corpora = [repeated(text.corpus, n) for n in (smallest, 4 * smallest, 16 * smallest)]
    sizes = [sum(len(report.text) for report in corpus) for corpus in corpora]
    for name, prepare in GROWING.items():
        programs = [prepare(corpus) for corpus in corpora]
        for program in programs:
            program()
        by_size = {str(k): program for k, program in enumerate(programs)}
        seconds = turns(by_size, text.size.slow_rounds, time.process_time)
        rounds = np.array(list(seconds.values())).T
        slopes = [float(np.polyfit(np.log(sizes), np.log(row), 1)[0]) for row in rounds]
        taken = ", ".join(f"{value:.3g}" for value in np.median(rounds, axis=0))
        yield Line("", f"growth, exponent: {name}", spread(slopes), f"{taken} s", "<= 1.05")


def repeated(corpus: rn.Corpus, n: int) -> rn.Corpus:
    """Return `n` reports, the same ones again under other names."""
    return rn.Corpus([rn.Report(f"{k:05}", corpus[k % len(corpus)].text) for k in range(n)])


def matrix_of(corpus: rn.Corpus) -> rn.TermMatrix:
    """Return the words of each report."""
    return rn.count(rn.segment(corpus).drop(rn.load_stopwords()))


def paragraphs_of(corpus: rn.Corpus) -> tuple[rn.Tokens, rn.TermMatrix]:
    """Return the words of each paragraph, and their counts."""
    tokens = rn.segment(corpus.split("paragraph")).drop(rn.load_stopwords(*LAYERS))
    return tokens, rn.count(tokens, min_chars=2, min_docs=2)


def ready_main_job(corpus: rn.Corpus) -> Callable[[], object]:
    """Return what reads a folder, makes all tables and the page, in this process alone, whose seconds are taken."""
    folder = tempfile.TemporaryDirectory()  # removed when the program is let go
    for k, report in enumerate(corpus):
        Path(folder.name, f"{k:05}.txt").write_text(report.text, encoding="utf-8")

    def program() -> None:
        summary = rn.summarize(rn.read_corpus(folder.name), n_jobs=1)
        with tempfile.TemporaryDirectory() as out:
            rn.write_report(summary, Path(out, "report.html"))

    return program


def ready_keyness(corpus: rn.Corpus) -> Callable[[], object]:
    """Return what compares the first half of the reports with the second."""
    matrix = matrix_of(corpus.split("paragraph"))
    docs = matrix.docs.assign(half=(np.arange(len(matrix.docs)) < len(matrix.docs) // 2).astype(int))
    halves = rn.TermMatrix(matrix.counts, matrix.vocabulary, docs)
    return lambda: rn.keyness(halves, target={"half": 1})


def ready_topics(corpus: rn.Corpus) -> Callable[[], object]:
    """Return what makes ten passes."""
    _, matrix = paragraphs_of(corpus)
    return lambda: fit_passes(matrix, 10, 10)


def ready_coherence(corpus: rn.Corpus) -> Callable[[], object]:
    """Return what judges ten topics of the most frequent terms."""
    tokens, matrix = paragraphs_of(corpus)
    common = np.argsort(-np.bincount(matrix.counts.indices, matrix.counts.data), kind="stable")[:100]
    lists = [[matrix.terms[k] for k in common[first::10]] for first in range(10)]
    return lambda: rn.coherence(lists, tokens)


def ready(prepare: Callable[[rn.Corpus], object], verb: Callable[..., object]) -> Callable[[rn.Corpus], Callable]:
    """Return what prepares a call of a verb."""

    def program(corpus: rn.Corpus) -> Callable[[], object]:
        prepared = prepare(corpus)
        return lambda: verb(prepared)

    return program


GROWING: dict[str, Callable[[rn.Corpus], Callable[[], object]]] = {
    "main job": ready_main_job,
    "segmentation": ready(lambda corpus: corpus, rn.segment),
    "text to counts": ready(lambda corpus: corpus, matrix_of),
    "TF-IDF": ready(matrix_of, rn.keywords),
    "keyness": ready_keyness,
    "collocations": ready(rn.segment, rn.collocations),
    "topics, ten passes": ready_topics,
    "coherence": ready_coherence,
    "n-grams": ready(lambda corpus: [report.text for report in corpus], phrases.ours),
    "slogans": ready(lambda corpus: corpus, rn.slogans),
    "templates": ready(lambda corpus: corpus, rn.templates),
}
