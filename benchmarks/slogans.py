"""How well slogans are found, beside six peers.

    python benchmarks/slogans.py [FOLDER OF THE DATA] [--hold-out NAME …] [--blocks] [--time] [--harvesttext PYTHON]

1. Gold: F1 of distinct slogans and formulas of street reports, exact and overlapping, policies and formulas of four
   characters apart. A method that only ranks is cut after as many as the gold has, which is the best for it.
2. Silver, street reports: quoted phrases of 2 to 12 characters, N of them distinct, that are among the first N and the
   first 2N after all quotation marks are removed. Nothing is trained on these reports.
3. Silver, State Council, with --blocks: the same for its reports of 2003 on in blocks of five years, each with a
   predictor trained on all reports outside the block that share no sentence of a phrase with it; takes half an hour.
4. Seconds for all reports, with --time, and for a half of them: linear if the ratio is 2.

Two strings are the same if they are after NFKC, without quotation marks and blanks and with full-width commas. They
overlap if one holds the other and is at most twice as long. ``--hold-out`` leaves out the files whose names begin so,
or, with ``--only``, all others. HarvestText needs old packages: give the interpreter of an environment that has it.
"""

import argparse
import csv
import importlib.util
import json
import re
import subprocess
import time
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import reportnlp as rn
from reportnlp.slogans.predictor import predict, prepare
from reportnlp.slogans.view import Bare, bare_text
from reportnlp.units import sentence_spans

_DROPPED = re.compile("[\\s\"'“”‘’「」『』]")
_QUOTED = re.compile("“([^“”\n]{2,30})”")
_PIECES = re.compile("[，。；：！？、,;:!?…（）()\\s]+")
APART = ("policy", "four")
SHORTEST, LONGEST = 2, 12
Ranker = Callable[[Sequence[str]], list[str]]


def main() -> None:
    """Print every table that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--hold-out", nargs="*", default=[])
    parser.add_argument("--only", action="store_true")
    parser.add_argument("--blocks", action="store_true")
    parser.add_argument("--time", action="store_true")
    parser.add_argument("--harvesttext")
    given = parser.parse_args()
    reports = rn.read_corpus(given.data / "street_reports")
    held = [report for report in reports if report.file.startswith(tuple(given.hold_out))] if given.hold_out else []
    streets = rn.Corpus(held if given.only else [report for report in reports if report not in held])
    peers = _peers(given.harvesttext)
    gold(given.data, streets, peers)
    silver(streets, peers)
    if given.blocks:
        blocks(rn.read_corpus(given.data / "reports"), peers)
    if given.time:
        seconds(rn.read_corpus(given.data / "reports"))


def same(text: str) -> str:
    """Return what two strings that are the same have in common."""
    folded = unicodedata.normalize("NFKC", text.replace("\\n", ""))
    return _DROPPED.sub("", folded).replace(",", "，")


def gold(data: Path, streets: rn.Corpus, peers: dict[str, Ranker]) -> None:
    """Print F1 on the hand-labelled forms, and what each type adds."""
    names = {report.file for report in streets}
    with (data / "gold" / "street_slogans_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["file"] in names]
    core = {same(row["text"]) for row in rows if row["type"] not in APART}
    aside = {same(row["text"]) for row in rows} - core
    texts = [report.text for report in streets]
    found = {"reportnlp": _ours(streets), "quote regex": [m for text in texts for m in _QUOTED.findall(text)]}
    found |= {name: rank(texts)[: len(core)] for name, rank in peers.items()}
    print(f"gold: {len(core)} distinct forms in {len(streets)} street reports")
    print(f"{'':22}{'precision':>10}{'recall':>8}{'F1':>8}{'F1 overlap':>12}")
    for name, forms in found.items():
        print(f"{name:22}" + _scores({same(form) for form in forms} - aside, core))


def _scores(found: set[str], core: set[str]) -> str:
    exact, near = len(found & core), _near(found, core)
    precision, recall = exact / max(len(found), 1), exact / len(core)
    f1 = 2 * exact / max(len(found) + len(core), 1)
    overlap = (near / max(len(found), 1), _near(core, found) / len(core))
    f1_overlap = 2 * overlap[0] * overlap[1] / max(sum(overlap), 1e-9)
    return f"{precision:10.3f}{recall:8.3f}{f1:8.3f}{f1_overlap:12.3f}"


def _near(some: set[str], others: set[str]) -> int:
    """Return how many of `some` overlap one of `others`."""
    return sum(any((a in b or b in a) and min(len(a), len(b)) * 2 >= max(len(a), len(b)) for b in others) for a in some)


def _ours(streets: rn.Corpus) -> list[str]:
    table = rn.slogans(streets)
    return table.loc[~table["type"].isin(APART), "text"].tolist()


def silver(streets: rn.Corpus, peers: dict[str, Ranker]) -> None:
    """Print how many quoted phrases of the street reports are found without the marks."""
    bare = [bare_text(report.text) for report in streets]
    rankers = {"reportnlp": _by_predictor, **peers}
    print(f"\nsilver: quoted phrases of {len(streets)} street reports, marks removed")
    _print_silver({name: [(rank([text.text for text in bare]), _phrases(bare))] for name, rank in rankers.items()})


def _print_silver(results: dict[str, list[tuple[list[str], set[str]]]]) -> None:
    """Print the share found among the first N and 2N, over all pairs of a ranking and what is to find."""
    print(f"{'':22}{'N':>6}{'top N':>8}{'top 2N':>8}")
    for name, pairs in results.items():
        total = sum(len(wanted) for _, wanted in pairs)
        shares = [sum(len(wanted & set(ranked[: k * len(wanted)])) for ranked, wanted in pairs) / total for k in (1, 2)]
        print(f"{name:22}{total:6}{shares[0]:8.3f}{shares[1]:8.3f}")


def _phrases(bare: Iterable[Bare]) -> set[str]:
    return {same(text[a:b]) for text, _, quotes in bare for a, b in quotes if SHORTEST <= b - a <= LONGEST}


def _by_predictor(texts: Sequence[str]) -> list[str]:
    """Rank as the library does where no mark is to be used: what the table of slogans says of the predictor."""
    corpus = rn.Corpus([rn.Report(str(k), text) for k, text in enumerate(texts)])
    table = rn.slogans(corpus, use_quotes=False, min_score=0)
    table = table[table["predictor"] > 0].sort_values(["predictor", "text"], ascending=[False, True])
    return list(dict.fromkeys(map(same, table["text"])))


def blocks(reports: rn.Corpus, peers: dict[str, Ranker]) -> None:
    """Print the same for the State Council, with predictors that have not seen the phrases' sentences."""
    results: dict[str, list[tuple[list[str], set[str]]]] = defaultdict(list)
    train = _trainer()
    bare = {report.id: bare_text(report.text) for report in reports}
    for year in range(2003, 2027, 5):
        block = [r.id for r in reports if r.level == "national" and r.year and year <= r.year < year + 5]
        texts, wanted = [bare[k].text for k in block], _phrases(bare[k] for k in block)
        shared = {sentence for k in block for sentence in _quoting(bare[k])}
        others = [text for k, text in bare.items() if k not in block and not shared & set(_sentences(text.text))]
        results["reportnlp"].append((_ranked(texts, train(others)), wanted))
        for name, rank in peers.items():
            results[name].append((rank(texts), wanted))
        print(f"\nsilver: State Council {year}–{year + 4}, {len(block)} reports, trained on {len(others)}")
        _print_silver({name: pairs[-1:] for name, pairs in results.items()})
    print("\nsilver: State Council, all blocks")
    _print_silver(results)


def _sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


def _quoting(bare: Bare) -> set[str]:
    """Return the sentences that have a quoted phrase."""
    spans = list(sentence_spans(bare.text))
    places = (
        bisect_right(spans, a, key=lambda span: span[0]) - 1 for a, b in bare.quotes if SHORTEST <= b - a <= LONGEST
    )
    return {bare.text[slice(*spans[k])] for k in places}


def _trainer() -> Callable[[Sequence[Bare]], object]:
    file = Path(__file__).parents[1] / "scripts" / "train_quotes.py"
    spec = importlib.util.spec_from_file_location("train_quotes", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.train


def _ranked(texts: Sequence[str], model: object) -> list[str]:
    """Rank the spans of texts by a model, without overlaps, as `find_predicted` does."""
    best: dict[str, float] = {}
    for text, found in zip(texts, predict(prepare(texts), model, -9.0), strict=True):
        taken = bytearray(len(text) + 1)
        for score, a, b in sorted(zip((-found.score).tolist(), found.start.tolist(), found.end.tolist(), strict=True)):
            if not any(taken[a:b]):
                taken[a:b] = b"\1" * (b - a)
                best[same(text[a:b])] = max(best.get(same(text[a:b]), -99.0), -score)
    return sorted(best, key=lambda form: (-best[form], form))


def _peers(harvesttext: str | None) -> dict[str, Ranker]:
    peers: dict[str, Ranker] = {"clause split": _clauses, "gensim Phrases NPMI": _gensim, "nltk PMI": _nltk}
    if harvesttext:
        peers["HarvestText"] = lambda texts: _harvest(texts, harvesttext)
    return peers | {"jieba TF-IDF": _tfidf}


def _clauses(texts: Sequence[str]) -> list[str]:
    """Rank what stands between marks by how often it does, the shorter first."""
    counts = Counter(same(piece) for text in texts for piece in _PIECES.split(text) if 2 <= len(piece) <= 30)
    return sorted(counts, key=lambda piece: (-counts[piece], len(piece), piece))


def _lines(texts: Sequence[str]) -> list[list[str]]:
    segmenter = rn.Segmenter()
    return [segmenter.words(piece) for text in texts for piece in _PIECES.split(text) if piece]


def _gensim(texts: Sequence[str]) -> list[str]:
    from gensim.models.phrases import Phrases

    lines, best = _lines(texts), {}
    for _ in range(3):
        phrases = Phrases(lines, min_count=1, threshold=0.6, scoring="npmi", delimiter="\x1f")
        best |= {same(phrase.replace("\x1f", "")): score for phrase, score in phrases.export_phrases().items()}
        lines = [phrases[line] for line in lines]
    return sorted((form for form in best if len(form) >= SHORTEST), key=lambda form: (-best[form], form))


def _nltk(texts: Sequence[str]) -> list[str]:
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    finder = BigramCollocationFinder.from_documents(_lines(texts))
    scored = finder.score_ngrams(BigramAssocMeasures.pmi)
    return list(dict.fromkeys(same("".join(pair)) for pair, _ in sorted(scored, key=lambda item: (-item[1], item[0]))))


def _tfidf(texts: Sequence[str]) -> list[str]:
    import jieba.analyse

    return [same(word) for word in jieba.analyse.extract_tags("\n".join(texts), topK=5000)]


_HARVEST = """
import json, sys
from harvesttext import HarvestText
found = HarvestText().word_discover(sys.stdin.read(), sort_by="score")
print(json.dumps(list(found.index)))
"""


def _harvest(texts: Sequence[str], python: str) -> list[str]:
    given = "\n".join(texts)
    done = subprocess.run(
        [python, "-W", "ignore", "-c", _HARVEST], input=given, capture_output=True, text=True, check=True
    )
    return [same(form) for form in json.loads(done.stdout.splitlines()[-1])]


def seconds(reports: rn.Corpus) -> None:
    """Print how long the slogans of all reports take, and of every second one."""
    half = rn.Corpus(reports.reports[::2])
    rn.slogans(rn.Corpus(half.reports[:1]))
    print()
    for corpus in (half, reports, half, reports):
        start = time.perf_counter()
        n = len(rn.slogans(corpus))
        chars = sum(len(report.text) for report in corpus)
        print(f"{len(corpus):4} reports, {chars:,} characters: {time.perf_counter() - start:6.1f} s, {n} hits")


if __name__ == "__main__":
    main()
