"""new_words: strings that behave like words and stand in no dictionary."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp import suffixes
from reportnlp.corpus import Corpus
from reportnlp.lexicon import Lexicon, load_lexicon
from reportnlp.points import points_of
from reportnlp.segmentation import Segmenter
from reportnlp.segmentation.compiled import load_dictionary
from reportnlp.validate import choice, integer, number

__all__ = ["new_words"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: A candidate goes if a longer one has this share of its occurrences.
INSIDE = 0.8
COLUMNS = {
    "term": "str",
    "n": "int64",
    "n_docs": "int64",
    "cohesion": "float64",
    "left_entropy": "float64",
    "right_entropy": "float64",
    "quoted": "int64",
    "cut": "str",
    "score": "float64",
}
OPENING, CLOSING = "“‘「『\"'", "”’」』\"'"


def new_words(
    corpus: Corpus,
    lexicon: Lexicon | Literal["government"] | None = "government",
    *,
    top: int = 1000,
    min_count: int = 5,
    min_docs: int = 1,
    max_length: int = 10,
    min_cohesion: float = 1.0,
    min_entropy: float = 0.7,
) -> pd.DataFrame:
    r"""Find strings that behave like words and stand neither in the base dictionary nor in the lexicon.

    Parameters
    ----------
    corpus : Corpus
        Reports, or units of reports.
    lexicon : Lexicon, "government" or None, default "government"
        Terms that are known; the shipped lexicon by default, None for none.
    top : int, default 1000
        Candidates to return.
    min_count, min_docs : int, default 5 and 1
        Occurrences, and documents of the corpus that have one.
    max_length : int, default 10
        Characters of the longest candidate; the shortest has two.
    min_cohesion : float, default 1
        Least cohesion, in nats.
    min_entropy : float, default 0.7
        Least entropy on either side, in nats; ln 2 = 0.69 is that of two neighbours in turn.

    Returns
    -------
    pandas.DataFrame
        One row a candidate: ``term`` (str); ``n`` and ``n_docs`` (int64), its occurrences,
        overlapping ones too, and the documents with one; ``cohesion``, ``left_entropy``,
        ``right_entropy`` (float64), in nats; ``quoted`` (int64), how often it fills a pair of
        quotation marks; ``cut`` (str), the words of the base dictionary that it would be cut into,
        with blanks between; ``score`` (float64). Sorted by score, largest first; ties go to the
        term that is first by code point.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.

    Notes
    -----
    A candidate is a run of letters and digits, at least two of them letters; it crosses no
    punctuation, no blank and no end of a line. Of those that pass the thresholds, one goes if a
    longer one has four fifths of its occurrences or more.

    Cohesion is the smallest pointwise mutual information over the cuts of the candidate into two
    parts, min ln(n(ab) N / (n(a) n(b))), N letters and digits in all. The entropies are those of
    the characters before and after it; where a run ends, the neighbour counts as one that occurs
    once, as in the accessor variety of H. Feng, K. Chen, X. Deng and W. Zheng (2004),
    Computational Linguistics 30 (1). The score is cohesion · √(smaller entropy) · ln n.

    Examples
    --------
    >>> import reportnlp as rn
    >>> text = "打造潮邻客厅。\n“潮邻客厅”开放。\n建设潮邻客厅，\n走进潮邻客厅里，\n到潮邻客厅去"
    >>> table = rn.new_words(rn.Corpus([rn.Report("a", text)]))
    >>> table[["term", "n", "quoted", "cut"]]
       term  n  quoted      cut
    0  潮邻客厅  5       1  潮 邻 客厅
    """
    if isinstance(lexicon, str):
        choice("lexicon", lexicon, ["government"])
        lexicon = load_lexicon()
    limits = _Limits(
        integer("min_count", min_count),
        integer("min_docs", min_docs),
        integer("max_length", max_length, minimum=2),
        number("min_cohesion", min_cohesion, low=-np.inf, high=np.inf),
        number("min_entropy", min_entropy, low=0, high=np.inf),
    )
    top = integer("top", top)
    found = _candidates([report.text for report in corpus], limits)
    in_base = load_dictionary().find(*points_of(found["term"].tolist())) >= 0
    in_lexicon = frozenset(() if lexicon is None else lexicon)
    fresh = [
        not known and term not in in_lexicon and _has_letters(term)
        for term, known in zip(found["term"], in_base.tolist(), strict=True)
    ]
    table = _ranked(found[np.array(fresh, np.bool_)], top)
    name, sha256 = (lexicon.name, lexicon.sha256) if lexicon is not None else ("", "")
    step = {"lexicon": name, "sha256": sha256, "top": top, **limits._asdict()}
    return corpus.provenance.then("new_words", **step).attach(table)


class _Limits(NamedTuple):
    min_count: int
    min_docs: int
    max_length: int
    min_cohesion: float
    min_entropy: float


def _candidates(texts: Sequence[str], limits: _Limits) -> pd.DataFrame:
    """Return the n-grams of two characters or more that pass the limits and lie in no longer one."""
    points, text_of = suffixes.encode(texts)
    codes = suffixes.symbols(points)
    order, shared = suffixes.suffix_order(codes, limits.max_length + 1)
    found = pd.DataFrame(
        suffixes.ngrams(codes, text_of, order, shared, longest=limits.max_length, min_count=limits.min_count)._asdict()
    )
    found = found[
        (found[["left_entropy", "right_entropy"]].min(axis=1) >= limits.min_entropy)
        & (found["n_texts"] >= limits.min_docs)
    ].copy()
    n_symbols = int(np.count_nonzero(codes))
    found["cohesion"] = suffixes.cohesion(order, shared, *_arrays(found, "start", "length"), n_symbols=n_symbols)
    found["quoted"] = _quoted(points, order, found)
    found = found[found["cohesion"] >= limits.min_cohesion].rename(columns={"n_texts": "n_docs"})
    free = suffixes.not_inside(order, shared, *_arrays(found, "start", "length", "n"), share=INSIDE)
    found = found[free].copy()
    text = points.tolist()
    spans = zip(found["start"], found["start"] + found["length"], strict=True)
    found["term"] = pd.array(["".join(map(chr, text[begin:end])) for begin, end in spans], dtype="str")
    return found


def _arrays(found: pd.DataFrame, *names: str) -> list[Int64s]:
    return [found[name].to_numpy(np.int64) for name in names]


def _quoted(points: Int32s, order: Int32s, found: pd.DataFrame) -> Int64s:
    """Return how often each n-gram fills a pair of quotation marks."""
    group, n, length = _arrays(found, "group", "n", "length")
    which, members = suffixes.members(group, n)
    begin = order[members]
    # Before the first character and behind the last there is the end mark, which closes the array.
    before, after = points[begin - 1], points[begin + length[which]]
    quoted = np.zeros(len(begin), np.bool_)
    for mark, other in zip(map(ord, OPENING), map(ord, CLOSING), strict=True):
        quoted |= (before == mark) & (after == other)
    return np.bincount(which[quoted], minlength=len(group))


def _has_letters(term: str) -> bool:
    return sum(character.isalpha() for character in term) >= 2


def _ranked(found: pd.DataFrame, top: int) -> pd.DataFrame:
    least = found[["left_entropy", "right_entropy"]].min(axis=1)
    score = found["cohesion"] * np.sqrt(least) * np.log(found["n"])
    found = found.assign(score=score, rounded=-score.round(12))  # formulas that round differently are ties too
    found = found.sort_values(["rounded", "term"], ignore_index=True).head(top)
    words = Segmenter(hmm=False).words
    found["cut"] = pd.array([" ".join(words(term)) for term in found["term"]], dtype="str")
    return found[list(COLUMNS)].astype(COLUMNS)
