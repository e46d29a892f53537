"""View: a report as the detectors see it, without its quotation marks, which are kept beside it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reportnlp.corpus import Report, Section
from reportnlp.tokens import Tokens

__all__ = ["Bare", "Piece", "View", "Word", "bare_text", "headings_of", "views"]

# Opening marks with the one that closes each; the straight mark does both.
_CLOSER = {"“": "”", "‘": "’", "「": "」", "『": "』", "〝": "〞", '"': '"', "＂": "＂"}
_CLOSERS = set(_CLOSER.values())
# An apostrophe is no quotation mark.
_MARK = re.compile('[“”「」『』〝〞"＂]|(?<![A-Za-z])[‘’]|[‘’](?![A-Za-z])')
_PIECE = re.compile(r"[^，、；：。！？,;:!?…\s—（）()《》<>|]+")


_TAGS, _CATEGORIES = frozenset({"i", "nz"}), frozenset({"metaphor", "numeral"})


class Word(NamedTuple):
    """A token at [start, end) with its part of speech and its category in the lexicon."""

    start: int
    end: int
    tag: str
    category: str


class Piece(NamedTuple):
    """A stretch without punctuation at [start, end), the mark before it and the mark after it, empty at an end."""

    start: int
    end: int
    before: str
    after: str


class Bare(NamedTuple):
    """A text without quotation marks, where each of its characters stood, and what was quoted."""

    text: str
    at: list[int]
    quotes: list[tuple[int, int]]


def bare_text(text: str) -> Bare:
    """Take the quotation marks out of a text.

    A quotation does not reach over the end of a line. Of two openings of one kind without a closing
    between them the later one counts, so a mark too many loses one phrase and no more.
    """
    kept: list[str] = []
    at: list[int] = []
    quotes: list[tuple[int, int]] = []
    open_at: dict[str, int] = {}  # by the mark that would close it, where it began
    last, line_end = 0, text.find("\n")
    for match in _MARK.finditer(text):
        here, mark = match.start(), match[0]
        kept.append(text[last:here])
        at.extend(range(last, here))
        last = here + 1
        if 0 <= line_end < here:
            open_at.clear()
            line_end = text.find("\n", here)
        if mark in _CLOSERS and mark in open_at:
            quotes.append((open_at.pop(mark), len(at)))
        elif mark in _CLOSER:
            open_at[_CLOSER[mark]] = len(at)
    kept.append(text[last:])
    at.extend(range(last, len(text)))
    return Bare("".join(kept), at, sorted(quotes))


@dataclass(frozen=True, slots=True)
class View:
    """A report without quotation marks; all spans are of its text, in code points.

    Parameters
    ----------
    text : str
        The text without them.
    at : list of int
        Where each character stands in the text of the report.
    marks, quotes : list of (int, int)
        What stood in quotation marks, and the same if they are to be used as evidence, else nothing.
    starts, ends, tags, categories : list
        Span, part of speech and category in the lexicon of each token.
    edges : bytes
        1 at each position where a token begins or ends.
    headings : list of (int, int)
        Titles of the outline, without a label or a number before them.
    place : str
        The place of the report.
    notable : list of Word
        The tokens that a rule looks for: idioms, proper names, metaphors and numerals.
    pieces : list of Piece
        The stretches between marks.
    """

    text: str
    at: list[int]
    marks: list[tuple[int, int]]
    quotes: list[tuple[int, int]]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    categories: list[str]
    edges: bytes
    headings: list[tuple[int, int]]
    place: str
    notable: list[Word]
    pieces: list[Piece]

    def inside(self, start: int, end: int) -> list[Word]:
        """Return the tokens that begin in [start, end)."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        here = slice(first, last)
        return list(map(Word, self.starts[here], self.ends[here], self.tags[here], self.categories[here]))

    def before(self, start: int) -> Word | None:
        """Return the token that ends at `start`, None if there is none."""
        k = bisect_left(self.starts, start) - 1
        if k < 0 or self.ends[k] != start:
            return None
        return Word(self.starts[k], self.ends[k], self.tags[k], self.categories[k])

    def fits(self, start: int, end: int) -> bool:
        """Tell whether [start, end) cuts no token."""
        return bool(self.edges[start] and self.edges[end])

    def quoted(self, start: int, end: int) -> bool:
        """Tell whether a quotation is [start, end), blanks and marks at its ends apart."""
        k = bisect_left(self.quotes, (start + 1, 0))
        return any(
            a <= start and end <= b and not any(map(str.isalnum, self.text[a:start] + self.text[end:b]))
            for a, b in self.quotes[max(k - 3, 0) : k]
        )

    def broken(self, start: int, end: int) -> bool:
        """Tell whether a quotation begins or ends within [start, end)."""
        near = self.quotes[max(bisect_left(self.quotes, (start, 0)) - 1, 0) : bisect_left(self.quotes, (end, 0))]
        return any(start < a < end or start < b < end for a, b in near)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where [start, end) stands in the text of the report; marks around it stay outside.

        A mark whose partner lies within the span belongs to it.
        """
        near = self.marks[bisect_left(self.marks, (start, 0)) : bisect_left(self.marks, (end, 0))]
        opens = any(a == start and b < end for a, b in near)
        closes = any(a > start and b == end for a, b in near)
        return self.at[start] - opens, self.at[end - 1] + 1 + closes


def views(reports: Sequence[Report], bare: Sequence[Bare], tokens: Tokens, use_quotes: bool) -> Iterator[View]:
    """Yield the view of each report; `tokens` are those of the texts without quotation marks."""
    names = np.array(tokens.vocabulary.tags, object), np.array(tokens.vocabulary.categories, object)
    for doc, (report, (text, at, marks)) in enumerate(zip(reports, bare, strict=True)):
        here = slice(tokens.indptr[doc], tokens.indptr[doc + 1])
        ids = tokens.ids[here]
        words = (
            tokens.starts[here].tolist(),
            tokens.ends[here].tolist(),
            names[0][ids].tolist(),
            names[1][ids].tolist(),
        )
        quotes = marks if use_quotes else []
        for place in sorted({place for span in quotes for place in span}):
            _cut(words, place)
        edges = np.zeros(len(text) + 1, np.uint8)
        edges[[0, len(text), *words[0]]] = 1
        notable = [Word(*word) for word in zip(*words, strict=True) if word[2] in _TAGS or word[3] in _CATEGORIES]
        headings = headings_of(report, at)
        yield View(text, at, marks, quotes, *words, edges.tobytes(), headings, report.place, notable, _pieces(text))


def _pieces(text: str) -> list[Piece]:
    spans = (match.span() for match in _PIECE.finditer(text))
    return [Piece(start, end, text[start - 1 : start], text[end : end + 1]) for start, end in spans]


def _cut(words: tuple[list[int], list[int], list[str], list[str]], place: int) -> None:
    """Divide the token that reaches over a place; its parts have no part of speech."""
    starts, ends, tags, categories = words
    k = bisect_left(starts, place) - 1
    if k >= 0 and starts[k] < place < ends[k]:
        starts[k : k + 1] = [starts[k], place]
        ends[k : k + 1] = [place, ends[k]]
        tags[k : k + 1] = ["", ""]
        categories[k : k + 1] = ["", ""]


_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章|编)|关键词[一二三四五六七八九十]{1,3})[\s：:]*"
    r"|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[）)]、?|[、.．：:]|[是要][，：]?)\s*"
    r"|[①-⑳]\s*|第[一二三四五六七八九十]{1,3}[，、：]\s*|——"
)


def headings_of(report: Report, at: list[int]) -> list[tuple[int, int]]:
    """Return the titles of the outline in the text without quotation marks, each without its label."""
    found = []
    for section in _all(report.sections):
        label = _LABEL.match(report.text, section.start)
        end = _end_of(section.title, report.text, section.start)
        a = bisect_left(at, label.end() if label else section.start)
        b = bisect_left(at, end)
        if a < b:
            found.append((a, b))
    return sorted(set(found))


def _end_of(title: str, text: str, start: int) -> int:
    """Return where a title ends that stands at `start`, with other blanks perhaps; `start` if it does not."""
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
