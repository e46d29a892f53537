"""Frames: what headings and clauses share in the same order around slots that each fills in its own way.

A clause is a sequence of characters, each with a weight: that of its word shared out over its characters. A word
that names a subject (nouns and the like) counts less than one that says how it is put, for two clauses about the
same subject need no frame; rare words count more than common ones; marks count the same everywhere.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reportnlp.corpus import Corpus, Report
from reportnlp.segmentation import segment
from reportnlp.slogans.framing.kernels.alignment import pair_scores

__all__ = ["Clauses", "distinct", "encode", "rated", "score", "spelled"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Weight of a mark, and what the weight of a word of subject matter is multiplied by.
MARK, SUBJECT = 0.4, 0.3
#: Cost of a character that stands opposite nothing.
GAP = 0.05
#: Factors for the same lengths of all parts, the same number of parts, and neither.
LAYOUT = (1.0, 0.3, 0.1)
#: Half of the score is lost at this weight of what is shared: little in common is no frame, even of short clauses.
LITTLE = 1.0
#: Fewer clauses than these cannot tell which words are rare: words count as if there were so many.
FEW = 1000
_SUBJECT_TAGS = ("n", "j", "s", "t", "m", "q", "b")
_ALIKE = {**dict.fromkeys(" \n\t\u3000,;；", "，"), **dict.fromkeys('"「『‘', "“"), **dict.fromkeys("」』’", "”")}
_COMMAS = re.compile("，{2,}")
_OTHER = re.compile(f"[{''.join(_ALIKE)}]")  # few clauses have one
_SPELLING = str.maketrans(_ALIKE)


@dataclass(frozen=True, slots=True)
class Clauses:
    """Clauses as arrays: c characters of d clauses.

    ``codes, weights, alone, marks`` and ``indptr`` are those of `kernels.alignment`; ``words``, int32[w], are the
    words of all but the marks, with the clause of each, int64[w]; ``frame``, bool[w], tells which of them are no
    subject matter; ``total``, float64[d], is the weight of each clause; ``layout`` and ``n_parts``, int64[d],
    number the lengths of its parts between marks, and count them.
    """

    codes: Int32s
    weights: Floats
    alone: Bools
    marks: Bools
    indptr: Int64s
    words: Int32s
    frame: Bools
    clause_of_word: Int64s
    total: Floats
    layout: Int64s
    n_parts: Int64s

    @property
    def characters(self) -> tuple[Int32s, Floats, Bools, Bools]:
        """The arrays of characters."""
        return self.codes, self.weights, self.alone, self.marks


def spelled(text: str) -> str:
    """Return a clause in the spelling in which clauses are compared: one form of quotes, blanks as commas."""
    if _OTHER.search(text):
        text = text.translate(_SPELLING)
    return _COMMAS.sub("，", text) if "，，" in text else text


def encode(texts: Sequence[str]) -> Clauses:
    """Return the arrays of clauses, `spelled` and none of them empty."""
    tokens = segment(Corpus([Report("clauses", "\n".join(texts))]))
    lengths = np.array([len(text) for text in texts], np.int64)
    inside = np.ones(max(int(lengths.sum()) + len(texts) - 1, 0), np.bool_)
    inside[np.cumsum(lengths + 1)[:-1] - 1] = False  # the line breaks between the clauses
    word_of = np.repeat(np.arange(len(tokens.ids)), tokens.ends - tokens.starts)[inside]
    joined = "".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le"), np.int32)
    every = "".join(set(joined))
    marks = ~_table(character for character in every if character.isalnum())[points]
    digits = _table(character for character in every if character.isdecimal())[points]
    clause_of = np.repeat(np.arange(len(texts)), lengths)
    types, size = tokens.ids[word_of], (tokens.ends - tokens.starts)[word_of]
    subject = np.array([tag.startswith(_SUBJECT_TAGS) or tag == "vn" for tag in tokens.vocabulary.tags], np.bool_)
    worth = _rarity(clause_of, types, len(texts), len(subject)) * np.where(subject, SUBJECT, 1.0)
    weights = np.where(marks, MARK, worth[types] / np.sqrt(size))
    begins = np.flatnonzero(np.diff(word_of, prepend=-1) | np.diff(clause_of, prepend=-1))
    layout, n_parts = _layouts(~marks | (points == ord("_")), clause_of, len(texts))
    return Clauses(
        # Half a number is no part of a frame: 2023年 and 2025年 share 年.
        codes=np.where(digits, 0, points).astype(np.int32),
        weights=weights,
        alone=marks | (size == 1),
        marks=marks,
        indptr=np.append(0, np.cumsum(lengths)),
        words=types[begins][~marks[begins]],
        frame=~subject[types[begins]][~marks[begins]],
        clause_of_word=clause_of[begins][~marks[begins]],
        total=np.bincount(clause_of, weights, len(texts)).astype(np.float64),
        layout=layout,
        n_parts=n_parts,
    )


def _layouts(inside: Bools, clause_of: Int64s, n_clauses: int) -> tuple[Int64s, Int64s]:
    """Return a number for the lengths of the parts of each clause, and how many there are: two int64[d].

    `inside`, bool[n], tells which characters belong to a part.
    """
    part_of = np.where(inside, clause_of, -1)
    begins = np.flatnonzero(inside & (np.diff(part_of, prepend=-1) != 0))
    lengths = np.add.reduceat(inside, begins, dtype=np.int64) if len(begins) else begins
    n_parts = np.bincount(clause_of[begins], minlength=n_clauses)
    bounds = np.append(0, np.cumsum(n_parts)).tolist()
    number: dict[bytes, int] = {}
    layout = [number.setdefault(lengths[a:b].tobytes(), len(number)) for a, b in pairwise(bounds)]
    return np.array(layout, np.int64), n_parts


def _table(characters: Iterable[str]) -> Bools:
    """Return which code points are one of some characters: bool[0x110000]."""
    table = np.zeros(0x110000, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


def distinct(numbers: Int64s) -> Int64s:
    """Return what `numpy.unique` would of numbers of 0 and more, which is slower."""
    numbers = np.sort(numbers)
    found: Int64s = numbers[np.diff(numbers, prepend=-1) != 0]
    return found


def _rarity(clause_of: Int64s, types: Int32s, n_clauses: int, n_types: int) -> Floats:
    """Return for each type 0 if every one of many clauses has it, up to about 1 if one has."""
    held = np.bincount(distinct(clause_of * np.int64(n_types) + types) % max(n_types, 1), minlength=n_types)
    n = max(n_clauses, FEW) + 1
    rarity: Floats = np.log(n / (held + 0.5)) / np.log(n)
    return rarity


def score(clauses: Clauses, one: Int64s, other: Int64s, min_score: float = 0.0) -> Floats:
    """Return how much of a frame each pair of clauses shares: float64[p], from 0 to 1, or 0 if less than `min_score`.

    Some pairs are seen to score less before they are aligned.
    """
    c = clauses
    one, other = np.minimum(one, other), np.maximum(one, other)  # of alignments equally good either may be found
    build = c.total, c.layout, c.n_parts
    found: Floats = pair_scores(*c.characters, c.indptr, *build, one, other, GAP, np.array(LAYOUT), LITTLE, min_score)
    return found


def rated(weight: Floats | float, total: Floats | float, layout: Floats | float) -> Floats:
    """Return the score of a frame: the root of its share in its clauses, what it weighs, and how alike they are built.

    `weight` is that of what is shared, `total` the mean weight of the clauses, `layout` one of `LAYOUT`.
    """
    result: Floats = np.sqrt(np.minimum(weight / total, 1.0) * weight / (weight + LITTLE) * layout)
    return result
