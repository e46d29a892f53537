"""How well pairs of headings that share a frame are told from others, beside measures of likeness; and how fast.

    python benchmarks/templates.py [FOLDER OF THE DATA]

1. Average precision on labelled pairs of headings, in halves: the method was tuned on the one and not on the other.
   The labels are in tests/cases/template_pairs.json: positions, no text. A pair is labelled 1 if both have two
   pieces or more of the same wording in the same order around slots that they fill differently, or one piece and
   the same build of all parts, or the same build with a quoted word in the same place; to be about the same
   subject is not enough. They were drawn at random, from neighbours by TF-IDF, from neighbours by common
   subsequence, from neighbours in one report, and from the street reports, and labelled before there was a method.
2. The same where a pair that `templates` does not compare has no score, and where its score is that of the template
   that both are members of.
3. Seconds of the processor for all reports and for half of them, which do not depend on what else the machine does.
"""

import json
import statistics
import sys
import time
import warnings
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score

import reportnlp as rn
from reportnlp.slogans.framing import encode, score, spelled

CASES = Path(__file__).parents[1] / "tests" / "cases" / "template_pairs.json"
ROUNDS = 3
Pairs = Sequence[tuple[str, str]]
Floats = npt.NDArray[np.float64]


def read(data: Path) -> rn.Corpus:
    """Return the reports of the data, street reports last."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rn.ReadWarning)  # index.tsv is a list of files, no report
        return rn.Corpus([*rn.read_corpus(data / "reports"), *rn.read_corpus(data / "street_reports")])


def labelled_pairs(corpus: rn.Corpus) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Return the table of labels, and the two headings of each row."""
    data = json.loads(CASES.read_text(encoding="utf-8"))
    rows = pd.DataFrame(data["pairs"], columns=data["columns"])
    texts = []
    for row in rows.itertuples():
        one = corpus[row.report].text[row.start : row.end]
        other = corpus[row.other_report].text[row.other_start : row.other_end]
        if zlib.crc32(f"{one}\n\n{other}".encode()) != row.crc32:
            raise SystemExit(f"{row.report}: the labels were made for another text; its cleaning has changed")
        texts.append((one, other))
    return rows, texts


def ours(pairs: Pairs, headings: Sequence[str]) -> Floats:
    """Return the score of frames, words weighed by how rare they are among all headings."""
    texts = sorted({spelled(text) for text in [*headings, *(text for pair in pairs for text in pair)]})
    number = {text: k for k, text in enumerate(texts)}
    one, other = (np.array([number[spelled(pair[k])] for pair in pairs], np.int64) for k in (0, 1))
    return score(encode(texts), one, other)


def tf_idf(pairs: Pairs, headings: Sequence[str]) -> Floats:
    """Return the cosine of TF-IDF over one to three characters."""
    model = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True).fit(headings)
    one, other = (model.transform([pair[k] for pair in pairs]) for k in (0, 1))
    return np.asarray(one.multiply(other).sum(axis=1)).ravel()


def rapidfuzz(pairs: Pairs, headings: Sequence[str]) -> Floats:
    """Return the ratio of matching characters."""
    from rapidfuzz import fuzz

    return np.array([fuzz.ratio(*pair) for pair in pairs])


def minhash(pairs: Pairs, headings: Sequence[str]) -> Floats:
    """Return the estimated Jaccard similarity of the pairs of characters."""
    from datasketch import MinHash

    def sketch(text: str) -> MinHash:
        made = MinHash(128)
        for k in range(len(text) - 1):
            made.update(text[k : k + 2].encode())
        return made

    return np.array([sketch(one).jaccard(sketch(other)) for one, other in pairs])


MEASURES: tuple[Callable[[Pairs, Sequence[str]], Floats], ...] = (ours, rapidfuzz, tf_idf, minhash)


def precision(corpus: rn.Corpus) -> None:
    """Print the average precision of each measure on each half."""
    rows, pairs = labelled_pairs(corpus)
    halves = {half: (rows["half"] == half).to_numpy() for half in ("tuning", "held_out")} | {"all": rows["half"] != ""}
    table = rn.templates(corpus, units=["heading"], min_score=0)
    headings = table["text"].tolist()
    print(f"{len(rows)} pairs, {rows['label'].sum()} with a common frame")
    print(f"{'average precision':28}" + "".join(f"{half:>10}" for half in halves))
    found = {"chance": np.zeros(len(rows))}
    for measure in MEASURES:
        try:
            found[measure.__name__] = measure(pairs, headings)
        except ImportError as error:
            print(f"{measure.__name__}: {error}")
    found["ours, as in the table"] = in_table(rows, rn.templates(corpus, units=["heading"]))
    for name, scores in found.items():
        values = (average_precision_score(rows["label"][half], scores[half]) for half in halves.values())
        print(f"{name:28}" + "".join(f"{value:10.3f}" for value in values))


def in_table(rows: pd.DataFrame, table: pd.DataFrame) -> Floats:
    """Return the score of the template of both headings, 0 if they are in none."""
    at = {(row.report, row.start): (row.template, row.score) for row in table.itertuples()}
    found = []
    for row in rows.itertuples():
        one, other = at.get((row.report, row.start)), at.get((row.other_report, row.other_start))
        found.append(one[1] if one is not None and one == other else 0.0)
    return np.array(found)


def speed(corpus: rn.Corpus) -> None:
    """Print the seconds of the processor for half of the reports and for all, a median."""
    half = corpus[::2]
    print(f"{'seconds':28}{'half':>10}{'all':>10}{'members':>10}")
    for units in (["heading"], ["heading", "clause"]):
        taken: dict[int, list[float]] = {0: [], 1: []}
        for _ in range(ROUNDS):
            for k, part in enumerate((half, corpus)):
                start = time.process_time()
                table = rn.templates(part, units=units)
                taken[k].append(time.process_time() - start)
        print(f"{' and '.join(units):28}" + "".join(f"{statistics.median(t):10.2f}" for t in taken.values())
              + f"{len(table):10}")  # fmt: skip


if __name__ == "__main__":
    reports = read(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data")
    precision(reports)
    speed(reports)
