"""Where paragraphs and sentences begin and end."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = [
    "BLANK",
    "BREAK",
    "CLOSING",
    "CLOSINGS",
    "END",
    "ENDS",
    "merge_short",
    "paragraph_spans",
    "sentence_spans",
    "unit_marks",
]

#: Marks that end a sentence, and those that belong to it if they follow its end.
ENDS = "。！？!?…"
CLOSINGS = "”’』」）)》〉】"

#: What a type is, one bit each: nothing but blanks; with a line break; beginning with an end mark, a closing mark.
BLANK, BREAK, END, CLOSING = 1, 2, 4, 8

# A paragraph is a line with something on it; blanks at its ends belong to no paragraph.
_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")

# A sentence runs to its end marks and takes the closing quotes and brackets after them; a line
# break ends it too. The full-width semicolon does not: 一是…；二是… is one sentence.
_SENTENCE = re.compile(rf"[^{ENDS}\n]*[{ENDS}]+[{CLOSINGS}]*|[^{ENDS}\n]+")


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each paragraph of `text`."""
    return iter(_paragraphs(text))


@lru_cache(2)  # one rule of reading after the other asks for the same text, or for it and what became of it
def _paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    return tuple([match.span() for match in _PARAGRAPH.finditer(text)])


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of `text`, without the blanks around it.

    Only blanks lie between the spans.
    """
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        start = match.start() + len(sentence) - len(sentence.lstrip())
        end = match.start() + len(sentence.rstrip())
        if start < end:
            yield start, end


def unit_marks(types: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return what each type is to paragraphs and sentences: the bits above, uint8, shape (v,)."""
    marks = np.zeros(len(types), np.uint8)
    # Letters and digits are none of these.
    for k in np.flatnonzero(~np.fromiter(map(str.isalnum, types), bool, len(types))).tolist():
        text = types[k]
        marks[k] = BLANK * text.isspace() | BREAK * ("\n" in text) | END * (text[0] in ENDS)
        marks[k] |= CLOSING * (text[0] in CLOSINGS)
    return marks


def merge_short(spans: Sequence[tuple[int, int]], groups: Iterable[int], min_chars: int) -> list[tuple[int, int]]:
    """Return spans of at least `min_chars` characters, made of successive ones of one group each.

    A short span goes with what follows it in its group; the last ones of a group go with what precedes
    them, and stand alone, short as they are, only if that is nothing.
    """
    merged: list[tuple[int, int, int]] = []
    full = True
    for (start, end), group in zip(spans, groups, strict=True):
        if not full and merged[-1][2] == group:
            merged[-1] = (merged[-1][0], end, group)
        else:
            _close(merged, full)
            merged.append((start, end, group))
        full = merged[-1][1] - merged[-1][0] >= min_chars
    _close(merged, full)
    return [(start, end) for start, end, _ in merged]


def _close(merged: list[tuple[int, int, int]], full: bool) -> None:
    """Merge the last span, if it is not full, with the one before it in its group."""
    if not full and len(merged) > 1 and merged[-2][2] == merged[-1][2]:
        _, end, group = merged.pop()
        merged[-1] = (merged[-1][0], end, group)
