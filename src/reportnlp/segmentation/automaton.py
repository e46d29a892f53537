"""Patterns to one table: a small subset of regular expressions as a deterministic automaton.

A table walks text at some nanoseconds a character whatever the number of patterns, where `re` tries
alternative after alternative and takes the first, not the longest.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.cache import open_cached, write_cached
from reportnlp.provenance import fingerprint

__all__ = ["DEAD", "Automaton", "compile_patterns", "load_automata"]

#: Raised when what is stored changes, or what patterns mean.
FORMAT = 1

#: The state without a way on.
DEAD = -1
#: Code points with a class of their own; all above share class 0, which no pattern knows.
PLANE = 0x10000


class Automaton(NamedTuple):
    """A deterministic automaton over code points; state 0 is the start.

    Parameters
    ----------
    class_of : ndarray of uint16, shape (65536,)
        Class of each code point of the basic plane; 0 stands in no pattern.
    step : ndarray of int16, shape (n_states, n_classes)
        Next state, or `DEAD`.
    accept : ndarray of uint8, shape (n_states,)
        Label of the patterns that end in a state, the smallest if there are several; 0 for none.
    """

    class_of: npt.NDArray[np.uint16]
    step: npt.NDArray[np.int16]
    accept: npt.NDArray[np.uint8]

    def longest(self, text: str, start: int = 0) -> tuple[int, int]:
        """Return end and label of the longest match at `start`; the label 0 means none."""
        state, end, label = 0, start, 0
        for position in range(start, len(text)):
            code = ord(text[position])
            state = int(self.step[state, self.class_of[code] if code < PLANE else 0])
            if state == DEAD:
                break
            if self.accept[state]:
                end, label = position + 1, int(self.accept[state])
        return end, label


def compile_patterns(patterns: Iterable[tuple[int, str]]) -> Automaton:
    """Compile (label, pattern) pairs.

    Parameters
    ----------
    patterns : iterable of (int, str)
        Labels from 1 to 255. A pattern is a regular expression of literals, ``[…]`` with ranges,
        ``(?:…)``, ``|`` and the repeats ``? * + {m} {m,n}``; it means what it means to `re`.

    Notes
    -----
    Thompson's construction, then subsets, then Moore's merging of equal states (Hopcroft, Motwani and
    Ullman, 2nd ed., sections 3.2.3, 2.3.5 and 4.4).

    Examples
    --------
    >>> from reportnlp.segmentation.automaton import compile_patterns
    >>> compile_patterns([(1, "[0-9]+"), (2, "[0-9]+(?:%|‰)")]).longest("x12%y", 1)
    (4, 2)
    """
    graph = _Graph()
    labels: dict[int, int] = {}
    for label, pattern in patterns:
        labels[_Parser(pattern, graph).connect(0)] = label
    classes, n_classes = _classes(graph)
    step, accept = _merge(*_subsets(graph, labels, classes, n_classes))
    class_of = np.zeros(PLANE, np.uint16)
    for character, number in classes.items():
        class_of[ord(character)] = number
    return Automaton(class_of, step.astype(np.int16), accept.astype(np.uint8))


def load_automata(lists: Sequence[Sequence[tuple[int, str]]]) -> list[Automaton]:
    """Return the automata of lists of patterns, from the cache folder or else compiled and put there."""
    name = f"patterns-{fingerprint(repr((FORMAT, lists)))[:18]}.npz"
    with open_cached(name) as stream:
        if stream is not None:
            with np.load(stream, allow_pickle=False) as stored:
                return [Automaton(*(stored[f"{field}{k}"] for field in Automaton._fields)) for k in range(len(lists))]
    found = [compile_patterns(patterns) for patterns in lists]
    with suppress(OSError):  # that nothing can be kept is said where the dictionary is loaded
        write_cached(name, partial(_write, found))
    return found


def _write(found: Sequence[Automaton], stream: BinaryIO) -> None:
    arrays = {f"{field}{k}": array for k, each in enumerate(found) for field, array in each._asdict().items()}
    np.savez(stream, allow_pickle=False, **arrays)


class _Graph:
    """A nondeterministic automaton; state 0 is the start."""

    def __init__(self) -> None:
        self.empty: list[list[int]] = [[]]  # ways that read nothing
        self.moves: list[tuple[frozenset[str], int] | None] = [None]  # the one way that reads a character

    def new(self) -> int:
        self.empty.append([])
        self.moves.append(None)
        return len(self.empty) - 1


class _Parser:
    """Recursive descent over one pattern; each part adds states to the graph and returns its last."""

    def __init__(self, pattern: str, graph: _Graph) -> None:
        self.pattern, self.graph, self.at = pattern, graph, 0

    def connect(self, start: int) -> int:
        entry = self.graph.new()
        self.graph.empty[start].append(entry)
        end = self.choice(entry)
        if self.at < len(self.pattern):
            raise ValueError(f"pattern {self.pattern!r}: cannot read {self.pattern[self.at :]!r}")
        return end

    def choice(self, start: int) -> int:
        end = self.graph.new()
        while True:
            entry = self.graph.new()
            self.graph.empty[start].append(entry)
            self.graph.empty[self.sequence(entry)].append(end)
            if self.peek() != "|":
                return end
            self.at += 1

    def sequence(self, start: int) -> int:
        while self.peek() not in ("", "|", ")"):
            begin = self.at
            end = self.atom(start)
            start = self.repeated(begin, start, end)
        return start

    def repeated(self, begin: int, start: int, end: int) -> int:
        """Read the repeat after the atom that began at `begin`; a copy is made by reading it again."""
        low, high = self.repeat()
        after = self.at
        if high is None:  # ? means once, * and + loop
            self.graph.empty[end].append(start)
        ends = [start] if low == 0 else []
        for count in range(1, high or 1):
            if count >= low:
                ends.append(end)
            self.at = begin
            end = self.atom(self._fresh(end))
        self.at = after
        last = self._fresh(end)
        for early in ends:
            self.graph.empty[early].append(last)
        return last

    def _fresh(self, state: int) -> int:
        """Return a new state after `state`, so that no loop leads back into what came before."""
        after = self.graph.new()
        self.graph.empty[state].append(after)
        return after

    def repeat(self) -> tuple[int, int | None]:
        mark = self.peek()
        if mark in ("?", "*", "+"):
            self.at += 1
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[mark]
        if mark != "{":
            return 1, 1
        close = self.pattern.index("}", self.at)
        low, _, high = self.pattern[self.at + 1 : close].partition(",")
        self.at = close + 1
        return int(low), int(high or low)

    def atom(self, start: int) -> int:
        start = self._fresh(start)
        if self.pattern.startswith("(?:", self.at):
            self.at += 3
            end = self.choice(start)
            self.at += 1  # the closing parenthesis
            return end
        end = self.graph.new()
        self.graph.moves[start] = (self.characters(), end)
        return end

    def characters(self) -> frozenset[str]:
        if self.peek() != "[":
            return frozenset(self.literal())
        close = self.pattern.index("]", self.at)
        body, self.at = self.pattern[self.at + 1 : close], close + 1
        found: set[str] = set()
        k = 0
        while k < len(body):
            if body[k + 1 : k + 2] == "-" and k + 2 < len(body):
                found.update(map(chr, range(ord(body[k]), ord(body[k + 2]) + 1)))
                k += 3
            else:
                found.add(body[k])
                k += 1
        return frozenset(found)

    def literal(self) -> str:
        self.at += 2 if self.peek() == "\\" else 1
        return self.pattern[self.at - 1]

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]


def _classes(graph: _Graph) -> tuple[dict[str, int], int]:
    """Assign a number to each set of characters that no pattern tells apart."""
    sets = sorted({move[0] for move in graph.moves if move}, key=sorted)
    members: dict[str, list[int]] = {}
    for k, characters in enumerate(sets):
        for character in characters:
            members.setdefault(character, []).append(k)
    numbers: dict[tuple[int, ...], int] = {}
    classes = {character: numbers.setdefault(tuple(members[character]), len(numbers) + 1) for character in members}
    return classes, len(numbers) + 1


def _subsets(
    graph: _Graph, labels: Mapping[int, int], classes: Mapping[str, int], n_classes: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    reads = [(frozenset(classes[c] for c in move[0]), move[1]) if move else None for move in graph.moves]
    closures: dict[int, frozenset[int]] = {}
    first = _closure(graph, 0, closures)
    numbers, queue = {first: 0}, [first]
    rows: list[list[int]] = []
    accept: list[int] = []
    for states in queue:  # grows while it is walked
        targets: dict[int, set[int]] = {}
        for state in states:
            move = reads[state]
            if move:
                for number in move[0]:
                    targets.setdefault(number, set()).update(_closure(graph, move[1], closures))
        row = [DEAD] * n_classes
        for number, target in sorted(targets.items()):
            key = frozenset(target)
            if key not in numbers:
                numbers[key] = len(numbers)
                queue.append(key)
            row[number] = numbers[key]
        rows.append(row)
        accept.append(min((labels[state] for state in states if state in labels), default=0))
    return np.array(rows), np.array(accept)


def _closure(graph: _Graph, state: int, known: dict[int, frozenset[int]]) -> frozenset[int]:
    """Return the states that `state` reaches without reading and that read or end something."""
    if state not in known:
        seen, stack = {state}, [state]
        while stack:
            for after in graph.empty[stack.pop()]:
                if after not in seen:
                    seen.add(after)
                    stack.append(after)
        known[state] = frozenset(k for k in seen if graph.moves[k] or not graph.empty[k])
    return known[state]


def _merge(
    step: npt.NDArray[np.int64], accept: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Merge states with the same label and the same ways on."""
    group = np.unique(accept, return_inverse=True)[1]
    while True:
        padded = np.append(group, DEAD)  # index -1 leads here
        keys = np.column_stack([group, padded[step]])
        _, kept, finer = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        finer = finer.reshape(-1)
        if len(kept) == group.max() + 1:
            break
        group = finer
    # The start keeps number 0: groups are renumbered by their first state.
    order = np.argsort(kept)
    rank = np.empty(len(kept), int)
    rank[order] = np.arange(len(kept))
    step, accept = step[kept[order]], accept[kept[order]]
    return np.append(rank[finer], DEAD)[step], accept
