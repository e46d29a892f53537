"""Kernels of the number scan: where expressions stand, and the tokens that follow from it.

A character that can begin an expression is asked for the longest one. A unit wins the last characters of it
(3|千瓦 and not 3千|瓦). A guard that contains the expression keeps it from being cut; one that merely crosses
it does so for numerals only, for figures are never words. A numeral that is a number only as a count must have
a measure behind it that ends where a token ends.
"""

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import callee, part
from reportnlp.segmentation.automaton import Automaton
from reportnlp.segmentation.kernels.coinages import is_coined
from reportnlp.segmentation.kernels.interning import NO_ID
from reportnlp.segmentation.kernels.rules import GUARD, OPENS, UNKNOWN, Rules, class_of, longest
from reportnlp.segmentation.number_forms import COINED, COUNT, LATE, NUMERAL, ONES, RUN, TORN

__all__ = ["number_spans", "recut"]

_Codes = npt.NDArray[np.uint32]
_Starts = npt.NDArray[np.int32]
_Flags = npt.NDArray[np.uint16]

_MINUSES = (ord("-"), ord("−"), ord("－"))
_ONE = ord("一")
_MORE, _REST = ord("多"), ord("余")
_TO, _UNTIL = ord("到"), ord("至")
_CONGRESS = ord("大")  # the last character of 二十大; elsewhere a measure: 十|大|工程
# What may begin a numeral and is no numeral itself; as the end of a word (户数, 迈上, 最近) it never does.
_LEADS = tuple(ord(character) for character in "近上数几")


@part
def _joins_left(codes: _Codes, start: int) -> bool:
    """Tell whether a minus at `start` ties two things together (A-3, 5%-3) rather than makes a number negative."""
    code = codes[start]
    if start == 0 or (code != _MINUSES[0] and code != _MINUSES[1] and code != _MINUSES[2]):
        return False
    left = codes[start - 1]
    return bool((left < 128 and left not in (10, 32, 40)) or 0xFF10 <= left <= 0xFF5A)


@part
def _end_of(codes: _Codes, starts: _Starts, token: int) -> int:
    return int64(starts[token + 1]) if token + 1 < len(starts) else len(codes)


@callee
def _expression(codes: _Codes, start: int, numbers: Automaton, measures: Automaton) -> tuple[int, int, int, int]:
    """Return end and label of the expression at `start`, then of the one it would be if it were shorter.

    A unit wins the last characters of a number: 3|千瓦 and not 3千|瓦, 30|MW though 5G is a word.
    """
    end, label, end_before, label_before = longest(numbers, codes, start, len(codes))
    if label == TORN:
        border = start
        while codes[border] != _TO and codes[border] != _UNTIL:
            border += 1
        end, label, end_before, label_before = longest(numbers, codes, start, border)
    if label_before:
        reach = longest(measures, codes, end_before, len(codes))[0]
        if reach > end or (reach == end and label > COUNT and codes[end - 1] != _CONGRESS):
            return end_before, label_before, start, 0
    return end, label, end_before, label_before


@part
def _token_at(codes: _Codes, starts: _Starts, token: int, position: int) -> int:
    """Return the token that holds `position`, looking from `token` on."""
    while _end_of(codes, starts, token) <= position:
        token += 1
    return token


@callee
def _breaks(codes: _Codes, starts: _Starts, flags: _Flags, shorter: int, end: int, token: int) -> bool:
    """Tell whether a 多 or 余 at the end breaks a guard that the shorter expression does not."""
    last = _token_at(codes, starts, token, end - 1)
    vague = codes[end - 1] == _MORE or codes[end - 1] == _REST
    return vague and flags[last] & GUARD and shorter <= starts[last] and _end_of(codes, starts, last) > end


@callee
def _guarded(codes: _Codes, starts: _Starts, flags: _Flags, start: int, end: int, label: int, token: int) -> bool:
    """Tell whether a guard keeps [start, end), which begins in `token`, from being an expression.

    One that contains it does. One that crosses it does so for numerals only: figures are never half a word.
    """
    last = _token_at(codes, starts, token, end - 1)
    stop = _end_of(codes, starts, last)
    left = starts[token] < start and (flags[token] & GUARD or codes[start] in _LEADS)
    right = flags[last] & GUARD and stop > end
    if label in (NUMERAL, COUNT):
        return left or right
    return token == last and flags[token] & GUARD and (left or right)


@callee
def _counts(
    codes: _Codes, starts: _Starts, flags: _Flags, start: int, end: int, token: int, measures: Automaton
) -> tuple[bool, int]:
    """Tell whether a measure that the numeral [start, end) can count follows, and its end if it must be cut free.

    The measure ends where a token ends, or begins a token of the kind 年内.
    """
    behind, strength, _, _ = longest(measures, codes, end, len(codes))
    if behind == end:
        return False, end
    after = _token_at(codes, starts, token, end)
    closed = _end_of(codes, starts, _token_at(codes, starts, after, behind - 1)) == behind
    # A token that the number has broken is none any more: 25万|千升 from 万千|升, 100亿|元|以上项目.
    broken = starts[after] < end and (closed or flags[after] & GUARD)
    opens = broken or (starts[after] == end and flags[after] & OPENS)
    strong = strength == 1 or end - start > 1 or (strength == 2 and codes[start] != _ONE)
    return strong and (closed or opens), behind if opens else end


@callee
def number_spans(codes: _Codes, starts: _Starts, flags: _Flags, rules: Rules, spans: _Starts) -> int:
    """Find the spans that must be tokens: number expressions, words with figures, and measures cut free.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n,)
        Code points of a document.
    starts : ndarray of int32, shape (m,)
        Where tokens start, ascending from 0; together they cover `codes`.
    flags : ndarray of uint16, shape (m,)
        `flags_of` each token.
    rules : Rules
    spans : ndarray of int32, shape (n, 2)
        Filled from the front with start and end of each span, ascending and without overlap.

    Returns
    -------
    int
        Number of spans.
    """
    found, token, i = int64(0), int64(0), int64(0)  # plain zeros would be compiled as cases of their own
    numbers, classes, opening = rules.numbers, rules.numbers.class_of, rules.opening
    while i < len(codes):
        if not opening[class_of(classes, codes[i])]:
            i += 1
            continue
        end, label, end_before, label_before = _expression(codes, i, numbers, rules.measures)
        if COINED <= label <= ONES:
            token = _token_at(codes, starts, token, i)
            if is_coined(codes, starts, flags, i, end, label, token, rules):
                spans[found, 0], spans[found, 1] = i, end
                found += 1
                i = end
                continue
            end, label, end_before, label_before = end_before, label_before, i, int64(0)
        if label in (0, RUN, LATE) or _joins_left(codes, i):
            i = end if label == RUN else i + 1
            continue
        token = _token_at(codes, starts, token, i)
        if label_before and _breaks(codes, starts, flags, end_before, end, token):
            end, label = end_before, label_before  # 12|多元化 and not 12多|元化
        if _guarded(codes, starts, flags, i, end, label, token):
            # What the word holds is passed over; the rest may stand on its own.
            i = max(i + 1, min(end, _end_of(codes, starts, token)))
            continue
        counts, behind = _counts(codes, starts, flags, i, end, token, rules.measures)
        if label == COUNT and not counts:
            i = end
            continue
        spans[found, 0], spans[found, 1] = i, end
        found += 1
        i = end
        if label <= COUNT and behind > end:
            spans[found, 0], spans[found, 1] = end, behind
            found += 1
            i = behind
    return found


@callee
def recut(
    ids: _Starts,
    starts: _Starts,
    flags: _Flags,
    n: int,
    spans: _Starts,
    n_spans: int,
    new_ids: _Starts,
    new_starts: _Starts,
    new_flags: _Flags,
) -> int:
    """Make each span a token: no token starts within one, and one starts where it ends.

    Parameters
    ----------
    ids, starts : ndarray of int32, shape (m,)
    flags : ndarray of uint16, shape (m,)
        Tokens of a document; they start at 0 and cover it.
    n : int
        Length of the document.
    spans : ndarray of int32, shape (k or more, 2)
        Ascending and without overlap.
    n_spans : int
        k
    new_ids, new_starts : ndarray of int32, shape (n or more,)
    new_flags : ndarray of uint16, shape (n or more,)
        Filled with the tokens there are now; what was not there before has the id `NO_ID` and the flags `UNKNOWN`.
        They may share memory with the tokens, if each of those stands at the place of the last of its characters
        or behind it.

    Returns
    -------
    int
        Number of tokens.
    """
    count, span = int64(0), int64(0)
    for token in range(len(starts)):
        stop = starts[token + 1] if token + 1 < len(starts) else n
        begin, id_, flag = starts[token], ids[token], flags[token]  # what is written may stand in their place
        at = begin
        if span > 0 and spans[span - 1, 1] > at:
            at = min(spans[span - 1, 1], stop)
        while at < stop:
            new_start = at
            inside = span < n_spans and spans[span, 0] < stop
            if inside and spans[span, 0] == at:
                at = spans[span, 1]
                span += 1
            else:
                at = spans[span, 0] if inside else stop
            is_old = new_start == begin and at == stop
            new_ids[count], new_starts[count] = id_ if is_old else NO_ID, new_start
            new_flags[count] = flag if is_old else UNKNOWN
            count += 1
    return count
