"""Mine candidates for the government lexicon, count its terms, and find terms that hurt.

    python scripts/lexicon.py mine FOLDER -o candidates.tsv     candidates to judge, best first
    python scripts/lexicon.py count FOLDER                      fill the column count of the shipped lists
    python scripts/lexicon.py crossings FOLDER -o suspects.tsv  terms whose edges cut words in two
    python scripts/lexicon.py readings FOLDER -o compared.tsv   where readers cut otherwise than we do

FOLDER holds reports as ``rn.read_corpus`` reads them; for ``readings`` text files whose lines readers have segmented,
with | between the words. A candidate becomes a term by hand: copy its row, with a category and a tag, into one of
``src/reportnlp/lexicon/data/terms``, and run ``count`` again, which also sorts.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

import reportnlp as rn
from reportnlp.lexicon.rows import read_rows

DATA = Path(__file__).parent.parent / "src" / "reportnlp" / "lexicon" / "data"
COLUMNS = ["term", "category", "tag", "count"]
SPLIT_COLUMNS = ["term", "count"]


def mine(corpus: rn.Corpus, top: int) -> pd.DataFrame:
    """Return the candidates of `corpus` with two empty columns for the judgement."""
    table = rn.new_words(corpus, top=top, min_docs=2)
    table.insert(1, "category", "")
    table.insert(2, "tag", "")
    return table.round(3)


def fill_counts(corpus: rn.Corpus) -> None:
    """Write the counts of all shipped terms and splits in `corpus` into their lists, each sorted by term."""
    texts = [report.text for report in corpus]
    files = [*sorted((DATA / "terms").glob("*.tsv")), DATA / "words.tsv", DATA / "places.tsv"]
    lists = {file: list(read_rows(file).values()) for file in files}
    terms = [row["term"] for rows in lists.values() for row in rows]
    n = count(texts, terms)
    for file, rows in lists.items():
        write_list(file, COLUMNS if file.parent.name == "terms" else SPLIT_COLUMNS, _filled(rows, n))
    splits = list(read_rows(DATA / "splits.tsv").values())
    n = count(texts, [*terms, *(row["term"] for row in splits)])
    write_list(DATA / "splits.tsv", SPLIT_COLUMNS, _filled(splits, n))


def _filled(rows: list[dict[str, str]], n: dict[str, int]) -> list[dict[str, str]]:
    return sorted((row | {"count": str(n[row["term"]])} for row in rows), key=lambda row: row["term"])


def write_list(file: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a shipped list, its rows in the given order."""
    lines = ["\t".join(row.get(name, "") for name in columns) for row in rows]
    file.write_text("\n".join(["\t".join(columns), *lines, ""]), encoding="utf-8", newline="\n")


def count(texts: Iterable[str], terms: Iterable[str]) -> dict[str, int]:
    """Count the occurrences of each term that lie in no occurrence of a longer one."""
    find = finder("\0".join(texts))
    listed = sorted(set(terms))
    found = [find(term) for term in listed]
    which = np.repeat(np.arange(len(listed)), [len(places) for places in found])
    start = np.concatenate([np.zeros(0, np.int64), *found])
    end = start + np.array([len(term) for term in listed], np.int64)[which]
    order = np.lexsort((-end, start))  # of those that begin together the longest comes first
    reach = np.maximum.accumulate(np.concatenate([[0], end[order]]))[:-1]
    free = end[order] > reach
    n = np.bincount(which[order][free], minlength=len(listed))
    return dict(zip(listed, n.tolist(), strict=True))


def crossings(corpus: rn.Corpus, least: float) -> pd.DataFrame:
    """Return the terms of which a share of `least` or more cuts a word of the base dictionary in two.

    Only occurrences that segmentation makes a token count. A word of the dictionary that reaches over the edge
    of the term may be an accident, or the sign that the string is no unit there: 国有企业 in 全国有企业. Three
    contexts show which.
    """
    lexicon, base = rn.Segmenter(rn.load_lexicon()), rn.Segmenter(hmm=False)
    places: dict[str, list[tuple[bool, str]]] = {}
    for line in (line for report in corpus for line in report.text.splitlines()):
        edges = {0, *(end for _, end in base.spans(line))}
        for start, end in lexicon.spans(line):
            if (term := line[start:end]) in lexicon.lexicon:
                crossed = not {start, end} <= edges
                places.setdefault(term, []).append((crossed, line[max(start - 6, 0) : end + 6] if crossed else ""))
    rows = []
    for term, found in sorted(places.items()):
        contexts = [context for crossed, context in found if crossed]
        if contexts and len(contexts) >= least * len(found):
            category = rn.load_lexicon().category(term)
            rows.append((term, category, len(found), len(contexts), " | ".join(contexts[:3])))
    return pd.DataFrame(rows, columns=["term", "category", "n", "crossed", "contexts"])


def readings(lines: Iterable[str]) -> pd.DataFrame:
    """Return each token of ours that readers part, and each word of theirs that we part.

    Parameters
    ----------
    lines : iterable of str
        Sentences with | between the words.

    Returns
    -------
    DataFrame
        `whose` ("ours" or "theirs"), `term`, `n`, how often it is a token or a word, and `n_parted`, how often the
        other has a boundary within it; the most often parted first.
    """
    segmenter = rn.Segmenter(rn.load_lexicon(), numerals=True)
    n: Counter[tuple[str, str]] = Counter()
    parted: Counter[tuple[str, str]] = Counter()
    for words in (line.split("|") for line in lines):
        text = "".join(words)
        ends = [0, *accumulate(map(len, words))]
        both = {"ours": segmenter.spans(text), "theirs": list(pairwise(ends))}
        for whose, other in (("ours", "theirs"), ("theirs", "ours")):
            edges = {start for start, _ in both[other]}
            for start, end in both[whose]:
                n[whose, text[start:end]] += 1
                parted[whose, text[start:end]] += not edges.isdisjoint(range(start + 1, end))
    rows = [(*key, n[key], parted[key]) for key in sorted(parted, key=lambda key: (-parted[key], key)) if parted[key]]
    return pd.DataFrame(rows, columns=["whose", "term", "n", "n_parted"])


def finder(text: str) -> Callable[[str], npt.NDArray[np.int64]]:
    """Return what finds all occurrences of a term, by an index of the pairs of characters."""
    points = np.frombuffer((text + "\0\0").encode("utf-32-le"), np.uint32).astype(np.int64)
    pairs = points[:-1] << 21 | points[1:]
    order = np.argsort(pairs, kind="stable")
    pairs = pairs[order]

    def find(term: str) -> npt.NDArray[np.int64]:
        wanted = [ord(character) for character in term]
        key, width = (wanted[0] << 21 | wanted[1], 1) if len(wanted) > 1 else (wanted[0] << 21, 1 << 21)
        places = order[np.searchsorted(pairs, key) : np.searchsorted(pairs, key + width)]
        for k, point in enumerate(wanted[2:], 2):
            places = places[points[np.minimum(places + k, len(points) - 1)] == point]
        return np.sort(places)

    return find


def main(arguments: list[str]) -> None:
    """Parse the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["mine", "count", "crossings", "readings"])
    parser.add_argument("folder", type=Path, help="reports as text files")
    parser.add_argument("-o", "--output", type=Path, help="where to write the table; all but count need it")
    parser.add_argument("--top", type=int, default=10_000, help="candidates to write (10000)")
    parser.add_argument("--least", type=float, default=0.02, help="share of crossed occurrences to report (0.02)")
    options = parser.parse_args(arguments)
    if options.what != "count" and options.output is None:
        parser.error(f"{options.what} needs -o FILE")
    if options.what == "readings":
        files = sorted(options.folder.glob("*.txt"))
        table = readings(line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    elif options.what == "count":
        fill_counts(rn.read_corpus(options.folder))
        return
    elif options.what == "mine":
        table = mine(rn.read_corpus(options.folder), options.top)
    else:
        table = crossings(rn.read_corpus(options.folder), options.least)
    table.to_csv(options.output, sep="\t", index=False, encoding="utf-8", lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
