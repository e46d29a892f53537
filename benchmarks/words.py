"""How right the words are, beside jieba.

    python benchmarks/words.py [FOLDER OF THE DATA] [--held-out]

1. Terms kept whole: the share of annotated occurrences of government terms that one token covers.
2. Wrong joins: the share of annotated word boundaries that a token crosses.
3. Numbers: the share of annotated expressions that are one token with the right kind and value.
4. Word F1 on PKU and MSR text, where adding a vocabulary must not cost much.

The annotation is in tests/cases, and how it was made in the README there; of 1 to 3 what is held out is read only
with --held-out, which says so and prints nothing else if there is none.
"""

import json
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import reportnlp as rn

CASES = Path(__file__).parents[1] / "tests" / "cases"
Spans = list[tuple[int, int]]
Cutter = Callable[[str], Spans]


def main(data: Path, held_out: bool) -> None:
    """Print every table; of held-out annotation only the figures, for whoever reads its misses has opened it."""
    names = ("segmentation_terms.json", "segmentation_joins.json", "numbers_gold.json")
    if held_out and not any(True for name in names for _ in _cases(name, data, held_out)):
        print("no annotation is held out: all was opened and is development now; scripts/gold.py draws and stores more")
        return
    cutters = _cutters()
    print(f"{'held-out' if held_out else 'development'} annotation")
    terms(data, cutters, held_out)
    joins(data, cutters, held_out)
    numbers(data, held_out)
    word_f1(data, cutters)


def _cutters() -> dict[str, Cutter]:
    ours = rn.Segmenter(rn.load_lexicon())
    cutters: dict[str, Cutter] = {
        "reportnlp": lambda text: _spans(rn.segment(rn.Corpus([rn.Report("a", text)]))),
        "lexicon alone": ours.spans,
        "jieba": rn.Segmenter(engine="jieba").spans,
    }
    try:
        import rjieba

        cutters["rjieba"] = lambda text: _spans_of(rjieba.cut(text))
    except ImportError:
        pass
    return cutters


def _spans(tokens: rn.Tokens) -> Spans:
    return list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))


def _spans_of(words: list[str]) -> Spans:
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return list(pairwise(ends))


def _cases(name: str, data: Path, held_out: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the text and the annotation of each file."""
    for case in json.loads((CASES / name).read_text(encoding="utf-8")):
        if case["held_out"] == held_out:
            yield (data / case["file"]).read_bytes().decode(), case


def terms(data: Path, cutters: dict[str, Cutter], held_out: bool) -> None:
    """Print the share of terms that one token covers, and which ours cuts."""
    cases = list(_cases("segmentation_terms.json", data, held_out))
    if not cases:
        return
    print(f"\nterms kept whole, of {sum(len(case['terms']) for _, case in cases)}")
    for name, cut in cutters.items():
        kept = total = 0
        lost: Counter[str] = Counter()
        for text, case in cases:
            for begin, stop in case["passages"]:
                spans = cut(text[begin:stop])
                for start, end in case["terms"]:
                    if begin <= start and end <= stop:
                        whole = any(a <= start - begin and end - begin <= b for a, b in spans)
                        kept, total = kept + whole, total + 1
                        lost[text[start:end]] += not whole
        print(f"{name:16}{kept / total:8.4f}")
        if name == "reportnlp" and not held_out:
            print(f"    cut: {', '.join(term for term, n in lost.most_common(60) if n)}")


def joins(data: Path, cutters: dict[str, Cutter], held_out: bool) -> None:
    """Print the share of certain boundaries that a token crosses, and where ours does."""
    cases = list(_cases("segmentation_joins.json", data, held_out))
    if not cases:
        return
    print(f"\nwrong joins, of {sum(len(case['boundaries']) for _, case in cases)} boundaries")
    for name, cut in cutters.items():
        wrong = total = 0
        where = []
        for text, case in cases:
            sentence = text[case["start"] : case["end"]]
            spans = cut(sentence)
            for boundary in case["boundaries"]:
                at = boundary - case["start"]
                across = [sentence[a:b] for a, b in spans if a < at < b]
                wrong, total = wrong + len(across), total + 1
                where += across
        print(f"{name:16}{wrong / total:8.4f}")
        if name == "reportnlp" and not held_out:
            print(f"    {', '.join(sorted(set(where)))}")


def numbers(data: Path, held_out: bool) -> None:
    """Print the share of number expressions with the right span, kind and value, and the others."""
    right: Counter[str] = Counter()
    total = 0
    wrong = []
    for text, case in _cases("numbers_gold.json", data, held_out):
        for begin, stop in case["passages"]:
            table = rn.numbers(rn.segment(rn.Corpus([rn.Report("a", text[begin:stop])])))
            found = {(row.start + begin, row.end + begin): row for row in table.itertuples()}
            for gold in case["numbers"]:
                if not (begin <= gold["start"] and gold["end"] <= stop):
                    continue
                total += 1
                row = found.get((gold["start"], gold["end"]))
                steps = (
                    row is not None,
                    row is not None and row.kind == gold["kind"],
                    row is not None and _same(row, gold),
                )
                right.update(
                    span=steps[0], kind=all(steps[:2]), all=all(steps), doubtful="note" in gold and not all(steps)
                )
                if not all(steps):
                    got = (row.text, row.kind, row.value, row.iso) if row else None
                    wrong.append((text[gold["start"] : gold["end"]], gold["kind"], gold["value"], got))
    if not total:
        return
    print(f"\nnumbers, of {total}: span {right['span'] / total:.4f}, and kind {right['kind'] / total:.4f}, "
          f"and value {right['all'] / total:.4f}; of the others the annotator doubted {right['doubtful']}")  # fmt: skip
    for each in wrong if not held_out else ():
        print("   ", *each)


def _same(row: Any, gold: dict[str, Any]) -> bool:
    value = gold["value"]
    if isinstance(value, list):
        return row.iso == "/".join(value) if isinstance(value[0], str) else [row.value, row.high] == value
    if isinstance(value, str) and gold["kind"] in ("date", "time"):
        return row.iso.lstrip("-") == value
    if isinstance(value, str):
        low, _, high = value.partition("/")
        value = float(low) / float(high) if high else float(low.lstrip("Vv")) if low.count(".") < 2 else row.value
    return abs(row.value - value) <= 1e-9 * max(1, abs(value))


def word_f1(data: Path, cutters: dict[str, Cutter]) -> None:
    """Print word F1 on the SIGHAN texts."""
    print("\nword F1" + " " * 16 + "PKU     MSR")
    golds = {
        name: (data / "gold" / f"{name}_dev.txt").read_text(encoding="utf-8").splitlines() for name in ("pku", "msr")
    }
    for name, cut in cutters.items():
        scores = []
        for lines in golds.values():
            hit = found = wanted = 0
            for line in lines:
                words = line.split()
                gold, ours = set(_spans_of(words)), set(cut("".join(words)))
                hit, found, wanted = hit + len(gold & ours), found + len(ours), wanted + len(gold)
            scores.append(2 * hit / (found + wanted))
        print(f"{name:20}{scores[0]:8.4f}{scores[1]:8.4f}")


if __name__ == "__main__":
    warnings.simplefilter("ignore", rn.ReportNLPWarning)
    folders = [argument for argument in sys.argv[1:] if argument != "--held-out"]
    main(Path(folders[0]) if folders else Path(__file__).parents[2] / "shared" / "data", "--held-out" in sys.argv)
