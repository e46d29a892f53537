"""Kernels of the number scan: where expressions stand, and the tokens that follow from it."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part
from reportnlp.segmentation.automaton import DEAD, PLANE, Automaton
from reportnlp.segmentation.number_forms import COUNT, LATE, NUMERAL, RUN, TORN

__all__ = ["GUARD", "OPENS", "forced_spans", "recut"]

#: A token that numerals may not break: a word with a numeral in it, such as 三农 or 十四五规划.
GUARD = 1
#: A token whose first characters are a measure if a number stands before it: 年|内, 个|人.
OPENS = 2

_Codes = npt.NDArray[np.uint32]
_Starts = npt.NDArray[np.int32]
_Flags = npt.NDArray[np.uint8]

_MINUSES = (ord("-"), ord("−"), ord("－"))
_ONE = ord("一")
_MORE, _REST = ord("多"), ord("余")
_TO, _UNTIL = ord("到"), ord("至")
# What may begin a numeral and is no numeral itself; as the end of a word (户数, 迈上, 最近) it never does.
_LEADS = tuple(ord(character) for character in "近上数几")


@part
def _class(automaton: Automaton, code: int) -> int:
    return automaton.class_of[code] if code < PLANE else 0


@part
def _longest(automaton: Automaton, codes: _Codes, start: int) -> tuple[int, int, int, int]:
    """Return end and label of the longest match at `start`, then of the longest number shorter than that."""
    state, end, label, end_before, label_before = 0, start, 0, start, 0
    for position in range(start, len(codes)):
        state = automaton.step[state, _class(automaton, codes[position])]
        if state == DEAD:
            break
        if automaton.accept[state]:
            if 0 < label <= COUNT:
                end_before, label_before = end, label
            end, label = position + 1, automaton.accept[state]
    return end, label, end_before, label_before


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
    return starts[token + 1] if token + 1 < len(starts) else len(codes)


@part
def _expression(codes: _Codes, start: int, numbers: Automaton, measures: Automaton) -> tuple[int, int, int, int]:
    """Return end and label of the expression at `start`, then of the one it would be if it were shorter.

    A unit wins the last characters of a number: 3|千瓦 and not 3千|瓦, 30|MW though 5G is a word.
    """
    end, label, end_before, label_before = _longest(numbers, codes, start)
    if label == TORN:
        border = start
        while codes[border] != _TO and codes[border] != _UNTIL:
            border += 1
        end, label, end_before, label_before = _longest(numbers, codes[:border], start)
    if label_before:
        reach = _longest(measures, codes, end_before)[0]
        if reach > end or (reach == end and label > COUNT):
            return end_before, label_before, start, 0
    return end, label, end_before, label_before


@part
def _token_at(codes: _Codes, starts: _Starts, token: int, position: int) -> int:
    """Return the token that holds `position`, looking from `token` on."""
    while _end_of(codes, starts, token) <= position:
        token += 1
    return token


@part
def _breaks(codes: _Codes, starts: _Starts, flags: _Flags, shorter: int, end: int, token: int) -> bool:
    """Tell whether a 多 or 余 at the end breaks a guard that the shorter expression does not."""
    last = _token_at(codes, starts, token, end - 1)
    vague = codes[end - 1] == _MORE or codes[end - 1] == _REST
    return vague and flags[last] == GUARD and shorter <= starts[last] and _end_of(codes, starts, last) > end


@part
def _guarded(codes: _Codes, starts: _Starts, flags: _Flags, start: int, end: int, label: int, token: int) -> bool:
    """Tell whether a guard keeps [start, end), which begins in `token`, from being an expression.

    One that contains it does. One that crosses it does so for numerals only: figures are never half a word.
    """
    last = _token_at(codes, starts, token, end - 1)
    stop = _end_of(codes, starts, last)
    left = starts[token] < start and (flags[token] == GUARD or codes[start] in _LEADS)
    right = flags[last] == GUARD and stop > end
    if label in (NUMERAL, COUNT):
        return left or right
    return token == last and flags[token] == GUARD and (left or right)


@part
def _counts(
    codes: _Codes, starts: _Starts, flags: _Flags, start: int, end: int, token: int, measures: Automaton
) -> tuple[bool, int]:
    """Tell whether a measure that the numeral [start, end) can count follows, and its end if it must be cut free.

    The measure ends where a token ends, or begins a token of the kind 年内.
    """
    behind, strength, _, _ = _longest(measures, codes, end)
    if behind == end:
        return False, end
    after = _token_at(codes, starts, token, end)
    closed = _end_of(codes, starts, _token_at(codes, starts, after, behind - 1)) == behind
    # A token that the number has broken is none any more: 25万|千升 from 万千|升, 100亿|元|以上项目.
    broken = starts[after] < end and (closed or flags[after] == GUARD)
    opens = broken or (starts[after] == end and flags[after] == OPENS)
    strong = strength == 1 or end - start > 1 or (strength == 2 and codes[start] != _ONE)
    return strong and (closed or opens), behind if opens else end


@kernel
def forced_spans(
    codes: _Codes, starts: _Starts, flags: _Flags, numbers: Automaton, measures: Automaton
) -> tuple[_Starts, _Starts]:
    """Find the spans that must be tokens: number expressions, words with figures, and measures cut free.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n,)
        Code points. Texts put one after the other need a line feed between them.
    starts : ndarray of int32, shape (m,)
        Where tokens start, ascending from 0; together they cover `codes`.
    flags : ndarray of uint8, shape (m,)
        `GUARD`, `OPENS` or 0 for each token.
    numbers, measures : Automaton
        `number_forms.automata`.

    Returns
    -------
    starts, ends : ndarray of int32
        Ascending and without overlap.

    Notes
    -----
    One pass from left to right. At a character that can begin an expression the longest one is taken.
    A unit wins the last characters (3|千瓦 and not 3千|瓦). A guard that contains the expression keeps it
    from being cut; one that merely crosses it does so for numerals only, for figures are never words.
    A numeral that is a number only as a count must have a measure behind it that ends where a token ends.
    """
    opening = np.array([state != DEAD for state in numbers.step[0]])
    room = 0  # counted first, for an array that grows within the loop would double its time
    for code in codes:
        room += opening[_class(numbers, code)]
    spans = np.empty((2 * room, 2), np.int32)
    found, token, i = 0, 0, 0
    while i < len(codes):
        if not opening[_class(numbers, codes[i])]:
            i += 1
            continue
        end, label, end_before, label_before = _expression(codes, i, numbers, measures)
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
        counts, behind = _counts(codes, starts, flags, i, end, token, measures)
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
    return spans[:found, 0].copy(), spans[:found, 1].copy()


@kernel
def recut(starts: _Starts, n: int, begin: _Starts, finish: _Starts) -> tuple[_Starts, _Starts]:
    """Make each span a token: no token starts within one, and one starts where it ends.

    Parameters
    ----------
    starts : ndarray of int32, shape (m,)
        Where tokens start, ascending from 0.
    n : int
        Length of the text.
    begin, finish : ndarray of int32, shape (k,)
        Spans, ascending and without overlap.

    Returns
    -------
    starts : ndarray of int32, shape (p,)
        Where the tokens start now.
    source : ndarray of int32, shape (p,)
        Number of the token before that has the same span, -1 for a new one.
    """
    size = len(starts) + 2 * len(begin)
    out = np.empty(size, np.int32)
    source = np.empty(size, np.int32)
    count = 0
    span = 0
    for token in range(len(starts)):
        stop = starts[token + 1] if token + 1 < len(starts) else n
        at = starts[token]
        if span > 0 and finish[span - 1] > at:
            at = min(finish[span - 1], stop)
        while at < stop:
            out[count] = at
            inside = span < len(begin) and begin[span] < stop
            if inside and begin[span] == at:
                at = finish[span]
                source[count] = token if out[count] == starts[token] and at == stop else -1
                span += 1
            else:
                at = begin[span] if inside else stop
                source[count] = token if out[count] == starts[token] and at == stop else -1
            count += 1
    return out[:count].copy(), source[:count].copy()
