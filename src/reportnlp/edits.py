"""Cleaning as data: ordered steps of edits that replay from the raw text and map every offset back."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CleaningStep", "changes", "origins", "raw_span", "replay"]

Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CleaningStep:
    """Replacements made by one named rule, in the coordinates of the text before the step.

    Parameters
    ----------
    name : str
        The rule.
    starts, ends : ndarray of int64, shape (n,)
        Spans that were replaced: sorted, not overlapping, in code points.
    texts : tuple of str, length n
        What each span became.
    """

    name: str
    starts: Offsets
    ends: Offsets
    texts: tuple[str, ...]

    @classmethod
    def of(cls, name: str, edits: Iterable[tuple[int, int, str]]) -> "CleaningStep":
        """Build a step from (start, end, text) triples in ascending order."""
        rows = list(edits)
        starts = np.array([row[0] for row in rows], np.int64)
        ends = np.array([row[1] for row in rows], np.int64)
        if (starts > ends).any() or (ends[:-1] > starts[1:]).any():
            raise ValueError(f"the edits of step {name!r} must be sorted and must not overlap")
        starts.flags.writeable = ends.flags.writeable = False
        return cls(name, starts, ends, tuple(row[2] for row in rows))

    @classmethod
    def replacing(cls, name: str, pattern: re.Pattern[str], by: str, text: str) -> "CleaningStep":
        """Build the step that replaces every match of `pattern` in `text`."""
        return cls.of(name, ((m.start(), m.end(), by) for m in pattern.finditer(text)))

    def __len__(self) -> int:
        return len(self.texts)

    def apply(self, text: str) -> str:
        """Return `text` with the edits made."""
        pieces: list[str] = []
        at = 0
        for start, end, new in zip(self.starts.tolist(), self.ends.tolist(), self.texts, strict=True):
            pieces += text[at:start], new
            at = end
        return "".join([*pieces, text[at:]])

    def carry(self, places: Offsets, edge: int) -> Offsets:
        """Return for each character after the step the place of the one it came from.

        `places` has one for each character before the step and one for its end. New characters get
        that of the first (`edge` 0) or last (-1) character that they replace.
        """
        pieces: list[Offsets] = []
        at = 0
        for start, end, new in zip(self.starts.tolist(), self.ends.tolist(), self.texts, strict=True):
            source = places[start:end] if end > start else places[start : start + 1]
            pieces += places[at:start], np.full(len(new), source[edge])
            at = end
        return np.concatenate([*pieces, places[at:]])

    def before(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text before the step from which output span [start, end) came."""
        lengths = np.fromiter(map(len, self.texts), np.int64, len(self))
        grown = np.cumsum(lengths - (self.ends - self.starts))
        after_ends = self.ends + grown
        after_starts = after_ends - lengths

        def place(position: int) -> tuple[int, int]:
            """Return the input span of the one output character at `position`."""
            k = int(np.searchsorted(after_starts, position, side="right")) - 1
            if k < 0:
                return position, position + 1
            if position < after_ends[k]:
                return int(self.starts[k]), int(self.ends[k])
            origin = position - int(grown[k])
            return origin, origin + 1

        if start == end:
            at = place(start)[0]
            return at, at
        return place(start)[0], place(end - 1)[1]


def replay(steps: Iterable[CleaningStep], raw: str) -> str:
    """Apply `steps` in order to `raw` and return the cleaned text."""
    for step in steps:
        raw = step.apply(raw)
    return raw


def raw_span(steps: Iterable[CleaningStep], start: int, end: int) -> tuple[int, int]:
    """Map span [start, end) of the cleaned text back to the raw text."""
    for step in reversed(tuple(steps)):
        if len(step):
            start, end = step.before(start, end)
    return start, end


def changes(steps: Iterable[CleaningStep], raw: str) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the step, the raw span, the old and the new text of every edit."""
    first, last = origins((), len(raw))
    text = raw
    for step in steps:
        for start, end, new in zip(step.starts.tolist(), step.ends.tolist(), step.texts, strict=True):
            stop = int(last[end - 1]) if end > start else int(first[start])
            yield step.name, int(first[start]), stop, text[start:end], new
        first, last = step.carry(first, 0), step.carry(last, -1)
        text = step.apply(text)


def origins(steps: Iterable[CleaningStep], n_raw: int) -> tuple[Offsets, Offsets]:
    """Return the start and end in raw of each character of the text, and of its end."""
    first, last = np.arange(n_raw + 1), np.arange(1, n_raw + 2)
    for step in steps:
        first, last = step.carry(first, 0), step.carry(last, -1)
    return first, last
