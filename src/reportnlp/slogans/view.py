"""View: reports as the detectors see them, in one text without quotation marks, which are kept beside it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import ascii_letters
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.corpus import Corpus, Section
from reportnlp.lexicon import load_stopwords
from reportnlp.tokens import Tokens
from reportnlp.units import CLOSINGS, ENDS

__all__ = ["HAN", "Bare", "View", "Word", "ahead", "among", "bare_text", "points_in", "sentences_in", "view_of"]

Bools = npt.NDArray[np.bool_]
Points = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32 | np.int64]

#: First letters of the parts of speech that begin prose.
_PROSE = frozenset("prcdmu")
# Opening marks with the one that closes each; the straight mark does both.
_CLOSER = {"“": "”", "‘": "’", "「": "」", "『": "』", "〝": "〞", '"': '"', "＂": "＂"}
_CLOSERS = set(_CLOSER.values())
#: All that `str.isspace` takes for a blank, and Chinese characters.
SPACES = "".join(chr(k) for k in range(0x3001) if chr(k).isspace())
HAN = "".join(map(chr, range(0x4E00, 0xA000)))
#: Characters that are looked at together for the ends of sentences: all at once they would need much memory.
BLOCK = 1 << 16


class Word(NamedTuple):
    """A token at [start, end) with its part of speech and its category in the lexicon."""

    start: int
    end: int
    tag: str
    category: str


class Bare(NamedTuple):
    """A text without quotation marks, where each of its characters stood, and what was quoted."""

    text: str
    at: Places
    quotes: list[tuple[int, int]]


def points_in(text: str) -> Points:
    """Return the code points of a text: int32[n]."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)


def place_type(n: int) -> type[np.int32 | np.int64]:
    """Return the smaller type that counts `n` characters and more by one."""
    return np.int32 if n < np.iinfo(np.int32).max else np.int64


@cache
def members(characters: str) -> Bools:
    """Return which code points are one of some characters: bool[0x110000]."""
    table = np.zeros(0x110000, np.bool_)
    table[points_in(characters)] = True
    return table


def among(points: Points, characters: str) -> Bools:
    """Tell which code points are one of some characters: bool[n]."""
    return members(characters).take(points, mode="clip")  # to look for what is no code point takes twice the time


def bare_text(text: str) -> Bare:
    """Take the quotation marks out of a text.

    A quotation does not reach over the end of a line. Of two openings of one kind without a closing
    between them the later one counts, so a mark too many loses one phrase and no more.
    """
    points = points_in(text)
    marks = among(points, "".join(_CLOSER) + "".join(_CLOSERS))
    letter = among(points, ascii_letters)
    within = among(points, "‘’")  # an apostrophe is no quotation mark
    within[1:] &= letter[:-1]
    within[:-1] &= letter[1:]
    marks[1:-1] &= ~within[1:-1]
    quotes: list[tuple[int, int]] = []
    open_at: dict[str, int] = {}  # by the mark that would close it, where it began
    places = np.flatnonzero(marks)
    lines = np.searchsorted(np.flatnonzero(points == ord("\n")), places)
    last = -1
    for k, (place, line) in enumerate(zip(places.tolist(), lines.tolist(), strict=True)):
        if line != last:
            open_at.clear()
            last = line
        mark = text[place]
        if mark in _CLOSERS and mark in open_at:
            quotes.append((open_at.pop(mark), place - k))
        elif mark in _CLOSER:
            open_at[_CLOSER[mark]] = place - k
    kept = points[~marks].tobytes().decode("utf-32-le", "surrogatepass")
    return Bare(kept, np.flatnonzero(~marks).astype(place_type(len(text))), sorted(quotes))


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Reports without quotation marks, a line break after each; all spans are of this text, in code points.

    Parameters
    ----------
    text : str, points : ndarray of int32, shape (n,)
        The text without them.
    at : ndarray of int32, shape (n,)
        Where each character stands in the text of its report. Of a text of 2³¹ characters this and the others of
        int32 are of int64.
    first : ndarray of int64, shape (d + 1,)
        Where each report begins, and the end of the text.
    marks, quotes : ndarray of int64, shape (q, 2)
        What stood in quotation marks, in order, and the same if they are to be used as evidence, else nothing.
    tokens : ndarray of int32, shape (3, m)
        Start and end of each token, and which of `kinds` it is: its part of speech and its category in the lexicon.
    token : ndarray of int32, shape (n + 1,)
        The first token that begins at each position or behind it.
    prose : ndarray of bool, shape (m + 1,)
        Which tokens are words that begin prose rather than a slogan: 加强, 推进, 在, 我们, 一是.
    edges : ndarray of uint8, shape (n + 1,)
        1 where a token begins or ends.
    sentences : (ndarray of int64, ndarray of int64)
        Where the sentences begin and end.
    headings : list of (int, int)
        Titles of the outline, without a label or a number before them.
    places : tuple of str
        The place of each report.
    """

    text: str
    points: Points
    at: Places
    first: Longs
    marks: Longs
    quotes: Longs
    tokens: Places
    kinds: list[tuple[str, str]]
    token: Places
    prose: Bools
    edges: npt.NDArray[np.uint8]
    sentences: tuple[Longs, Longs]
    headings: list[tuple[int, int]]
    places: tuple[str, ...]

    @property
    def starts(self) -> Places:
        """Where each token begins: int32[m]."""
        found: Places = self.tokens[0]
        return found

    @property
    def ends(self) -> Places:
        """Where each token ends: int32[m]."""
        found: Places = self.tokens[1]
        return found

    @property
    def kind(self) -> Places:
        """Which of `kinds` each token is: int32[m]."""
        found: Places = self.tokens[2]
        return found

    @property
    def has_quotes(self) -> Bools:
        """Whether each report has a quotation: bool[d]."""
        return np.diff(np.searchsorted(self.quotes[:, 0], self.first)) > 0

    def words(self, numbers: slice | Longs) -> list[Word]:
        """Return some tokens."""
        kinds, make = self.kinds, tuple.__new__  # half the time of what `Word` does in between
        return [make(Word, (a, b, *kinds[k])) for a, b, k in zip(*self.tokens[:, numbers].tolist(), strict=True)]

    def place(self, start: int) -> str:
        """Return the place of the report that has the character at `start`."""
        return self.places[bisect_right(self.first, start) - 1]

    def inside(self, start: int, end: int) -> list[Word]:
        """Return the tokens that begin in [start, end)."""
        return self.words(slice(self.token.item(start), self.token.item(end)))

    def before(self, start: int) -> Word | None:
        """Return the token that ends at `start`, None if there is none."""
        k = self.token.item(start) - 1
        return self.words(slice(k, k + 1))[0] if k >= 0 and self.ends.item(k) == start else None

    def which(self, test: Callable[[str, str], object]) -> Bools:
        """Tell which tokens have a part of speech and a category that meet a test: bool[m]."""
        return np.array([bool(test(*kind)) for kind in self.kinds], np.bool_)[self.kind]

    def held(self, tokens: Bools, start: Longs, end: Longs) -> Longs:
        """Return how many of some tokens begin in each [start, end): int64[c]."""
        before = np.append(0, np.cumsum(tokens))
        found: Longs = before[self.token[end]] - before[self.token[start]]
        return found

    def among(self, characters: str) -> Bools:
        """Tell which characters are one of some: bool[n]."""
        return among(self.points, characters)

    def fits(self, start: int, end: int) -> bool:
        """Tell whether [start, end) cuts no token."""
        return bool(self.edges.item(start) and self.edges.item(end))

    def quoted(self, start: Longs, end: Longs) -> Bools:
        """Tell whether a quotation is [start, end), blanks and marks at its ends apart: bool[c]."""
        found = np.zeros(len(start), np.bool_)
        behind = np.searchsorted(self.quotes[:, 0], start, side="right")
        for k in range(1, min(3, len(self.quotes)) + 1):
            a, b = self.quotes[np.maximum(behind - k, 0)].T
            around = (behind >= k) & (a <= start) & (end <= b)
            found |= around & (a == start) & (b == end)
            for c in np.flatnonzero(around & ~found).tolist():
                beside = self.text[a[c] : start[c]] + self.text[end[c] : b[c]]
                found[c] = not any(map(str.isalpha, beside))  # the number of a footnote is no part of it
        return found

    def broken(self, start: int, end: int) -> bool:
        """Tell whether a quotation begins or ends within [start, end)."""
        low, high = np.searchsorted(self.quotes[:, 0], [start, end]).tolist()
        return any(start < a < end or start < b < end for a, b in self.quotes[max(low - 1, 0) : high].tolist())

    def opens(self, start: int, end: int) -> bool:
        """Tell whether a quotation begins at `start` and ends before `end`."""
        low, high = np.searchsorted(self.quotes[:, 0], [start, start + 1]).tolist()
        return any(b < end for b in self.quotes[low:high, 1].tolist())

    def closes(self, end: int) -> bool:
        """Tell whether a quotation ends at `end`: one of the last three that begin before it."""
        low = int(np.searchsorted(self.quotes[:, 0], end))
        return bool(np.any(self.quotes[max(low - 3, 0) : low, 1] == end))

    def spans(self, start: Longs, end: Longs) -> tuple[Longs, Longs]:
        """Return where each [start, end) stands in the text of its report; marks around it stay outside.

        A mark whose partner lies within the span belongs to it.
        """
        none = [[-1, -1]]  # before all and behind all, so that there is one
        opening, closing = np.concatenate([self.marks, none]).T
        k = np.searchsorted(opening[:-1], start)
        opens = (opening[k] == start) & (closing[k] < end)
        inner = self.marks[self.marks[:, 0] < self.marks[:, 1]]
        opening, closing = np.concatenate([none, inner[np.lexsort(inner.T)]]).T
        k = np.searchsorted(closing, end, side="right") - 1
        closes = (closing[k] == end) & (opening[k] > start)
        return self.at[start] - opens, self.at[end - 1] + 1 + closes

    def matches(self, pattern: re.Pattern[str], places: Longs) -> Iterator[re.Match[str]]:
        """Yield what `pattern.finditer` would, where `places`, ascending, hold each place at which it can match."""
        end = 0
        for place in places.tolist():
            if place >= end and (match := pattern.match(self.text, place)):
                end = match.end()
                yield match


def ahead(found: Bools, k: int) -> Bools:
    """Tell what is true `k` characters behind each."""
    shifted = np.zeros_like(found)
    if k < len(found):
        shifted[: len(found) - k] = found[k:]
    return shifted


def sentences_in(points: Points) -> tuple[Longs, Longs]:
    """Return what `sentence_spans` yields for a text: where its sentences begin and end, two int64[s]."""
    lines = np.flatnonzero(points == ord("\n")) + 1
    behind = np.searchsorted(lines, np.arange(BLOCK, len(points), BLOCK))
    limits = np.unique([0, *lines[behind[behind < len(lines)]].tolist(), len(points)]).tolist()
    starts, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for first, last in pairwise(limits):
        found = _sentences_in(points[first:last])
        starts.append(found[0] + first)
        ends.append(found[1] + first)
    return np.concatenate(starts), np.concatenate(ends)


def _sentences_in(points: Points) -> tuple[Longs, Longs]:
    """Return where the sentences of some lines begin and end."""
    blank, line = among(points, SPACES), points == ord("\n")
    mark, closing = among(points, ENDS), among(points, CLOSINGS)
    here = np.arange(len(points))
    tail = mark | (closing & mark[np.maximum.accumulate(np.where(closing, 0, here))])  # an end mark, and what closes it
    cut = np.ones(len(points) + 1, np.bool_)
    cut[1:-1] = line[1:] | line[:-1] | (tail[:-1] & ~closing[1:] & ~(mark[:-1] & mark[1:]))
    cuts = np.flatnonzero(cut)
    full = np.append(0, np.cumsum(~blank))
    solid = np.flatnonzero(~blank)
    before, after = full[cuts[:-1]], full[cuts[1:]]
    kept = before < after
    return solid[before[kept]], solid[after[kept] - 1] + 1


def view_of(corpus: Corpus, bare: Bare, first: Longs, tokens: Tokens, use_quotes: bool) -> View:
    """Return the view of reports.

    `bare` is the text of all, a line break between two, `first` where each begins in it, and `tokens` are those of
    each of them.
    """
    points = points_in(bare.text)
    n, place = len(points), bare.at.dtype.type
    raw = np.cumsum([0, *(len(report.text) + 1 for report in corpus)])
    marks = np.array(bare.quotes, np.int64).reshape(-1, 2)
    shift = np.repeat(first[:-1].astype(place), np.diff(tokens.indptr))
    tagged = tokens.vocabulary.types, tokens.vocabulary.tags
    names = list(zip(tokens.vocabulary.tags, tokens.vocabulary.categories, strict=True))
    kinds = {kind: k for k, kind in enumerate(dict.fromkeys([("", ""), *names]))}
    kind = np.array([kinds[name] for name in names], np.int32)[tokens.ids]
    verbs = load_stopwords("verb")
    prose = np.array([tag[:1] in _PROSE or type_ in verbs for type_, tag in zip(*tagged, strict=True)], np.bool_)
    quotes = marks if use_quotes else marks[:0]
    starts, ends, whole = _cut(tokens.starts + shift, tokens.ends + shift, np.unique(quotes))
    kind = np.where(whole < 0, 0, kind[whole])
    prose = np.append((whole >= 0) & prose[tokens.ids][whole], False)
    for k in np.flatnonzero(whole < 0).tolist():
        prose[k] = bare.text[starts[k] : ends[k]] in verbs
    edges = np.zeros(n + 1, np.uint8)
    edges[first], edges[first[1:] - 1], edges[starts], edges[-1] = 1, 1, 1, 1
    return View(
        text=bare.text,
        points=points,
        at=bare.at - np.repeat(raw[:-1].astype(place), np.diff(first)),
        first=first,
        marks=marks,
        quotes=quotes,
        tokens=np.stack([starts, ends, kind.astype(place)]),
        kinds=list(kinds),
        token=np.repeat(np.arange(len(starts) + 1, dtype=place), np.diff(starts, prepend=place(-1), append=place(n))),
        prose=prose,
        edges=edges,
        sentences=sentences_in(points),
        headings=headings_of(corpus, raw, bare.at),
        places=tuple(report.place for report in corpus),
    )


def _cut(starts: Places, ends: Places, places: Longs) -> tuple[Places, Places, Places]:
    """Divide the tokens that reach over a place; return starts, ends and which token each was, -1 for a part of one."""
    places = places.astype(starts.dtype)
    owner = np.searchsorted(starts, places) - 1
    reach = owner >= 0
    reach[reach] = places[reach] < ends[owner[reach]]
    owner, places = owner[reach], places[reach]
    whole = np.arange(len(starts), dtype=starts.dtype)
    whole[owner] = -1
    return np.insert(starts, owner + 1, places), np.insert(ends, owner, places), np.insert(whole, owner + 1, -1)


_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章|编)|关键词[一二三四五六七八九十]{1,3})[\s：:]*"
    r"|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[）)]、?|[、.．：:]|[是要][，：]?)\s*"
    r"|[①-⑳]\s*|第[一二三四五六七八九十]{1,3}[，、：]\s*|——"
)


def headings_of(corpus: Corpus, raw: Longs, at: Places) -> list[tuple[int, int]]:
    """Return the titles of the outlines in the text without quotation marks, each without its label.

    `raw` is where each report begins in the text with them, `at` where each character stands in that.
    """
    spans = []
    for report, first in zip(corpus, raw.tolist(), strict=False):
        for section in _all(report.sections):
            label = _LABEL.match(report.text, section.start)
            end = _end_of(section.title, report.text, section.start)
            spans.append((first + (label.end() if label else section.start), first + end))
    found = np.searchsorted(at, np.array(spans, at.dtype).reshape(-1, 2)).tolist()
    return sorted({(a, b) for a, b in found if a < b})


def _end_of(title: str, text: str, start: int) -> int:
    """Return where a title ends that stands at `start`, with other blanks perhaps; `start` if it does not."""
    if text.startswith(title.rstrip(), start):
        return start + len(title.rstrip())
    k = start
    for character in title:
        if not character.isspace():
            while text[k : k + 1].isspace():
                k += 1
            if text[k : k + 1] != character:
                return start
            k += 1
    return k


def _all(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.sections)
