"""Where terms, patterns and regular expressions stand in tokens."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from fnmatch import translate
from itertools import islice, product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.errors import ArgumentError
from reportnlp.kernels.phrases import find_in_types, not_overlapping
from reportnlp.points import points_of
from reportnlp.tokens import Tokens
from reportnlp.vocabulary import Vocabulary

__all__ = ["Matches", "find_expression", "find_patterns", "find_terms"]

_Ids = npt.NDArray[np.int64]
#: For each token of a run, the ids of the types it can be.
_Run = tuple[_Ids, ...]

#: Ways to write one term with the types of a vocabulary that are looked for.
MOST_SPELLINGS = 1000
#: How long a regular expression may search.
MOST_SECONDS = 60

_SEARCH = """
import json, re, sys
expression, texts = json.load(sys.stdin)
find = re.compile(expression).finditer
json.dump([(k, *m.span()) for k, text in enumerate(texts) for m in find(text) if m.group()], sys.stdout)
"""


class Matches(NamedTuple):
    """Where something stands, in the order of the text; int64 arrays of one length.

    Parameters
    ----------
    term : ndarray
        Number of what was found, in the sequence that was looked for.
    doc : ndarray
        Number of the document.
    start, end : ndarray
        Span in the text of the document, in code points; it can be a part of one token.
    first, last : ndarray
        The tokens that hold the span are ``first:last``.
    """

    term: _Ids
    doc: _Ids
    start: _Ids
    end: _Ids
    first: _Ids
    last: _Ids

    def take(self, chosen: npt.NDArray[np.bool_] | _Ids) -> "Matches":
        """Return the matches with these numbers, or those where a mask is true."""
        return Matches(*(column[chosen] for column in self))


def find_terms(tokens: Tokens, terms: Sequence[str]) -> Matches:
    """Find terms wherever they do not cut across a word.

    A term counts if it lies inside one token or spans whole tokens exactly: 污染防治攻坚战 as one token has
    污染防治, but 污水|利用 has no 水利. Of matches that overlap, the first counts, and of those that begin
    at one place the longest.

    Examples
    --------
    >>> import reportnlp as rn
    >>> from reportnlp.matching import find_terms
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "打好污染防治攻坚战，循环保障污水利用。")]))
    >>> find_terms(tokens, ["污染防治", "环保", "水利"]).start.tolist()
    [2]
    """
    _check(terms)
    whole = [
        (k, run)
        for k, term in enumerate(terms)
        for run in _spellings(term, tokens.vocabulary, MOST_SPELLINGS)
        if len(run) > 1
    ]
    return _first_and_longest(_together(_inside(tokens, terms), _runs(tokens, whole)))


def find_patterns(tokens: Tokens, patterns: Sequence[str]) -> Matches:
    """Find sequences of whole tokens, without overlaps.

    The elements of a pattern stand between blanks. An element is a text, found however it was cut into
    tokens, or has ``*`` (any characters) or ``?`` (any one) and then stands for one token.

    Examples
    --------
    >>> import reportnlp as rn
    >>> from reportnlp.matching import find_patterns
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "推进乡村振兴，推进城市更新。")]))
    >>> find_patterns(tokens, ["推进 *更新"]).start.tolist()
    [7]
    """
    _check(patterns)
    runs = [
        (k, tuple(part for element in chosen for part in element))
        for k, pattern in enumerate(patterns)
        for chosen in islice(product(*(_element(part, tokens.vocabulary) for part in pattern.split())), MOST_SPELLINGS)
    ]
    return _first_and_longest(_runs(tokens, runs))


def find_expression(tokens: Tokens, expression: str) -> Matches:
    """Find what a regular expression finds in the texts; nothing empty counts.

    Raises
    ------
    ArgumentError
        If it is no regular expression, or takes longer than a minute.
    """
    try:
        re.compile(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise ArgumentError(f"pattern: {expression!r} is no regular expression: {error}") from error
    spans = _expression_spans(expression, [tokens.text(doc) for doc in range(len(tokens.docs))])
    doc, start, end = np.array(spans, np.int64).reshape(-1, 3).T
    # Documents one after the other, so that one search finds the tokens of all.
    shift = int(tokens.ends.max(initial=0)) + 1
    first = np.searchsorted(tokens.doc_of * shift + tokens.ends, doc * shift + start, side="right")
    last = np.searchsorted(tokens.doc_of * shift + tokens.starts, doc * shift + end, side="left")
    return Matches(np.zeros(len(spans), np.int64), doc, start, end, first, np.maximum(first, last))


def _expression_spans(expression: str, texts: list[str]) -> list[list[int]]:
    """Return document, start and end of what an expression finds, in a process that can be stopped.

    Some expressions, such as ``(.+)+。``, try more ways to match one text than there is time for, and nothing else
    can interrupt them.
    """
    asked = json.dumps([expression, texts])
    try:
        found = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _SEARCH], input=asked, capture_output=True, text=True, check=True,
            encoding="ascii", timeout=MOST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ArgumentError(
            f"pattern: {expression!r} has tried for {MOST_SECONDS} seconds to match; "
            "leave no repeat within a repeat, such as (.+)+"
        ) from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().rpartition("\n")[2]
        raise ArgumentError(f"pattern: {expression!r} cannot be searched for: {reason}; make it simpler") from error
    spans: list[list[int]] = json.loads(found.stdout)
    return spans


def _check(texts: Sequence[str]) -> None:
    if isinstance(texts, str) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ArgumentError(f"terms: give a sequence of texts, none of them blank; got {texts!r}")


def _spellings(term: str, vocabulary: Vocabulary, most: int) -> list[_Run]:
    """Return the ways to write a term with types of the vocabulary, those with the longest first types first."""

    def from_(start: int) -> Iterator[tuple[_Ids, ...]]:
        if start == len(term):
            yield ()
        for end in range(len(term), start, -1):
            id_ = vocabulary.id(term[start:end])
            if id_ >= 0:
                yield from ((np.array([id_]), *rest) for rest in from_(end))

    return list(islice(from_(0), most))


def _element(element: str, vocabulary: Vocabulary) -> list[_Run]:
    """Return the runs that an element of a pattern can be."""
    if not set("*?") & set(element):
        return _spellings(element, vocabulary, MOST_SPELLINGS)
    matches = re.compile(translate(element)).match
    ids = np.flatnonzero(vocabulary.flag(lambda type_: not type_.isspace() and bool(matches(type_))))
    return [(ids,)] if len(ids) else []


def _inside(tokens: Tokens, terms: Sequence[str]) -> Matches:
    """Find the terms in each token, overlaps included."""
    of, offset, term = find_in_types(*tokens.vocabulary.points, *points_of(terms))
    n_in = np.bincount(of, minlength=len(tokens.vocabulary))
    holders = np.flatnonzero((n_in > 0)[tokens.ids])
    times = n_in[tokens.ids[holders]]
    first = np.repeat(holders, times)
    # The rows of a type follow each other in `found`: count on from the first of them.
    rows_before = (np.cumsum(n_in) - n_in)[tokens.ids[holders]]
    row = np.repeat(rows_before - (np.cumsum(times) - times), times) + np.arange(len(first))
    start = tokens.starts[first] + offset[row]
    length = np.array([len(text) for text in terms], np.int64)
    return Matches(term[row], _docs_of(tokens, first), start, start + length[term[row]], first, first + 1)


def _runs(tokens: Tokens, runs: Sequence[tuple[int, _Run]]) -> Matches:
    """Find runs of tokens without a gap between them, each given with the number of its term."""
    begins, follows = (np.zeros(len(tokens.vocabulary), bool) for _ in range(2))
    for _, run in runs:
        begins[run[0]] = True
        follows[run[-1] if len(run) == 1 else run[1]] = True
    place = np.flatnonzero(begins[tokens.ids])
    if all(len(run) > 1 for _, run in runs):  # most beginnings go on otherwise
        place = place[place + 1 < len(tokens)]
        place = place[follows[tokens.ids[place + 1]]]
    place = place[np.argsort(tokens.ids[place], kind="stable")]
    begun = tokens.ids[place].astype(np.int64)
    parts = [np.zeros((0, 3), np.int64)]
    for k, run in runs:
        bounds = zip(np.searchsorted(begun, run[0], "left"), np.searchsorted(begun, run[0], "right"), strict=True)
        first = np.concatenate([place[begin:end] for begin, end in bounds])
        for step, ids in enumerate(run[1:], 1):
            if not len(first):
                break
            first = first[first + step < len(tokens)]
            here = first + step
            same = tokens.ids[here] == ids[0] if len(ids) == 1 else np.isin(tokens.ids[here], ids)
            first, here = first[same], here[same]
            apart = tokens.indptr[_docs_of(tokens, here)] == here
            first = first[(tokens.starts[here] == tokens.ends[here - 1]) & ~apart]
        if len(first):
            parts.append(np.column_stack((np.full(len(first), k), first, first + len(run))))
    term, first, last = np.concatenate(parts).T
    start, end = tokens.starts[first].astype(np.int64), tokens.ends[last - 1].astype(np.int64)
    return Matches(term, _docs_of(tokens, first), start, end, first, last)


def _docs_of(tokens: Tokens, places: _Ids) -> _Ids:
    """Return the documents of some of the tokens."""
    return np.searchsorted(tokens.indptr, places, side="right") - 1


def _together(*all_: Matches) -> Matches:
    return Matches(*(np.concatenate(columns) for columns in zip(*all_, strict=True)))


def _first_and_longest(matches: Matches) -> Matches:
    """Leave out what overlaps an earlier match, or a longer one that begins at the same place."""
    ordered = matches.take(np.lexsort((matches.term, -matches.end, matches.start, matches.doc)))
    return ordered.take(not_overlapping(ordered.doc, ordered.start, ordered.end))
