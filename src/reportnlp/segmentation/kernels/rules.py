"""Kernels that tell what a token is to the passes that join numbers and names."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import callee, kernel
from reportnlp.segmentation.automaton import DEAD, PLANE, Automaton
from reportnlp.segmentation.kernels.interning import hash_of, slot_of
from reportnlp.segmentation.number_forms import COUNT, WORD

__all__ = [
    "ANYWHERE", "APART", "COMPANY", "FILL", "GENERIC", "GUARD", "HAN", "LOOSE", "LOOSE_END", "NUMBER_WORD", "NUMERIC",
    "OFFICE", "OPENING", "OPENS", "PIECE", "PLACE", "PROPER", "REGION", "STEM", "TAIL", "TERM", "TOWN", "UNKNOWN",
    "UNTAGGED", "Rules", "class_of", "fill_table", "flags_of", "label_types", "listed", "longest",
]  # fmt: skip

Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]

#: What a token can be in a name; the flags add up.
STEM = 1  # 词林 in 词林社区
PLACE = 2  # a suffix: 社区
COMPANY = 4  # a suffix that may have words of trade before it: 有限公司
FILL = 8  # such a word: 科技, 投资
REGION = 16  # a place that may open a company's name: 浙江
PIECE = 32  # one character that is a piece of a longer name: 柳|溪河|公园
TAIL = 64  # after a suffix it makes another word of it: 社区|大学, 街道|路
#: What else a list can say of a string; `Rules.lists` holds these and PLACE, COMPANY, FILL and TAIL.
GENERIC = 128  # a modifier that is tagged as a name: 美丽, 智慧
OPENING = 256  # begins with a measure if a number stands before it: 年内
NUMBER_WORD = 512  # looks like a numeral and its measure, and is a word: 四周

#: What the number scan must know of a token, added to its flags.
GUARD = 256  # numerals may not break it: a word with a numeral in it, such as 三农 or 十四五规划
OPENS = 512  # its first characters are a measure if a number stands before it: 年|内, 个|人

#: What a character can be; the flags add up.
NUMERIC = 1  # a word with it may be broken by a numeral
HAN = 2
LOOSE = 4  # a guess that begins with it is no name but a name and the word before it: 出稠江
ANYWHERE = 8  # nor is one that has it anywhere
LOOSE_END = 16  # nor is any word that ends with it
OFFICE = 32  # 省, 市: no piece of the name behind it

#: What a part of speech says; the flags add up.
PROPER = 1  # of proper names
UNTAGGED = 2  # no word of a dictionary
APART = 4  # a character of it is no piece of the name behind it
TOWN = 8  # of places
#: Added to the flags of its tag if a word is a term of the lexicon.
TERM = 16

#: Flags that nobody has looked for yet.
UNKNOWN = 0xFFFF
_GE = ord("个")


class Rules(NamedTuple):
    """What the passes go by.

    Parameters
    ----------
    numbers, measures, counting : Automaton
        Number expressions by label, measure words by strength, and numerals with or without a measure.
    opening : ndarray of bool, shape (classes of `numbers`,)
        Whether a character of each class can begin an expression.
    classes : ndarray of uint8, shape (65536,)
        Flags of each code point of the basic plane.
    table : ndarray of int32, shape (2 m,)
    hashes : ndarray of uint64, shape (k,)
    points : ndarray of uint32
    bounds : ndarray of int64, shape (2 k,)
        Strings that are in lists: a hash table, their hashes, and start and end of each in `points`.
    lists : ndarray of int64, shape (k,)
        What the lists say of each string.
    longest : ndarray of int64, shape (k,)
        Characters that a name with this suffix has at most.
    tags : ndarray of uint8, shape (n_words,)
        Flags of the part of speech of each word.
    flags : ndarray of uint16, shape (n_words + N_POINTS,)
        `flags_of` each word and each single character, `UNKNOWN` until it is met. Threads may write at the
        same time; they write the same.
    """

    numbers: Automaton
    measures: Automaton
    counting: Automaton
    opening: npt.NDArray[np.bool_]
    classes: Flags
    table: npt.NDArray[np.int32]
    hashes: Hashes
    points: Points
    bounds: npt.NDArray[np.int64]
    lists: npt.NDArray[np.int64]
    longest: npt.NDArray[np.int64]
    tags: Flags
    flags: npt.NDArray[np.uint16]


@callee
def class_of(automaton: Automaton, code: int) -> int:
    """Return the class of a code point."""
    return int64(automaton.class_of[uint64(code)]) if code < PLANE else 0


@callee
def longest(automaton: Automaton, codes: Points, start: int, limit: int) -> tuple[int, int, int, int]:
    """Return end and label of the longest match at `start`, then of the longest one before with a label up to `limit`.

    The label 0 means none.
    """
    state, end, label, end_before, label_before = int64(0), start, int64(0), start, int64(0)
    for position in range(start, len(codes)):
        state = int64(automaton.step[state, class_of(automaton, codes[position])])
        if state == DEAD:
            break
        if automaton.accept[state]:
            if 0 < label <= limit:
                end_before, label_before = end, label
            end, label = position + 1, int64(automaton.accept[state])
    return end, label, end_before, label_before


@callee
def listed(rules: Rules, points: Points, start: int, end: int) -> int:
    """Return the number of a string in the lists, or -1."""
    value = hash_of(points, start, end)
    slot = slot_of(rules.table, rules.hashes, rules.points, rules.bounds, value, points, start, end)
    return int64(rules.table[slot])


@callee
def _lists_of(rules: Rules, points: Points, start: int, end: int) -> int:
    """Return what the lists say of a string."""
    number = listed(rules, points, start, end)
    return rules.lists[number] if number >= 0 else int64(0)


@callee
def _class_flags(rules: Rules, point: int) -> int:
    return int64(rules.classes[uint64(point)]) if point < PLANE else 0


@callee
def flags_of(rules: Rules, points: Points, start: int, end: int, id_: int) -> int:
    """Return the flags of the token ``points[start:end]`` with a provisional id, and keep those of words."""
    is_kept = id_ < rules.flags.size
    flags = int64(rules.flags[uint64(id_)]) if is_kept else UNKNOWN
    if flags == UNKNOWN:
        flags = _flags_anew(rules, points, start, end, id_)
        if is_kept:
            rules.flags[uint64(id_)] = flags
    return flags


@callee
def _flags_anew(rules: Rules, points: Points, start: int, end: int, id_: int) -> int:
    tag = int64(rules.tags[id_]) if id_ < rules.tags.size else int64(UNTAGGED)
    lists = _lists_of(rules, points, start, end)
    flags = lists & (PLACE | COMPANY | FILL | TAIL)
    first = _class_flags(rules, points[start])
    if end - start == 1:
        return flags | PIECE if first & HAN and not first & OFFICE and not tag & APART else flags
    flags |= _scan_flag(rules, points, start, end, tag, lists)
    if tag == UNTAGGED and first & HAN:  # what the scan has found is no guess
        stop, label, _, _ = longest(rules.numbers, points[:end], start, COUNT)
        if stop == end and label <= WORD:
            tag = int64(PROPER if label == WORD else 0)
    if not lists & (PLACE | COMPANY) and _is_stem(rules, points, start, end, tag, lists):
        flags |= STEM | REGION if tag & TOWN else STEM
    return flags


@callee
def _scan_flag(rules: Rules, points: Points, start: int, end: int, tag: int, lists: int) -> int:
    """Return `GUARD`, `OPENS` or 0 for a token of two characters or more.

    A guess of the hidden Markov model guards nothing.
    """
    if lists & OPENING or (tag == UNTAGGED and points[start] == _GE):  # 3|个圈
        return OPENS
    numeric = False
    for k in range(start, end):
        numeric |= _class_flags(rules, points[k]) & NUMERIC != 0
    if tag == UNTAGGED or not numeric:
        return 0
    # A numeral with or without its measure, 两个 and 万元, is no word, but what the scanner cuts.
    stop = longest(rules.counting, points[:end], start, COUNT)[0]
    return GUARD if tag & TERM or lists & NUMBER_WORD or stop < end else 0


@callee
def _is_stem(rules: Rules, points: Points, start: int, end: int, tag: int, lists: int) -> bool:
    """Tell whether a token is a proper name by its tag, or a guess that begins and ends like one."""
    if not 2 <= end - start <= 4 or tag & TERM or not tag & (PROPER | UNTAGGED) or lists & GENERIC:
        return False
    all_of, any_of = HAN, 0
    for k in range(start, end):
        flags = _class_flags(rules, points[k])
        all_of &= flags
        any_of |= flags
    if all_of == 0 or _class_flags(rules, points[end - 1]) & LOOSE_END:
        return False
    if tag & UNTAGGED and (any_of & ANYWHERE or _class_flags(rules, points[start]) & LOOSE):
        return False
    ends = 0  # what ends in a suffix is a name already
    for k in range(start + 1, end):
        ends |= _lists_of(rules, points, k, end) & (PLACE | COMPANY)
    return ends == 0


@kernel
def fill_table(points: Points, bounds: npt.NDArray[np.int64], table: npt.NDArray[np.int32], hashes: Hashes) -> None:
    """Fill `Rules.table`, all -1, and `Rules.hashes` from the strings, no two of which are the same."""
    for k in range(hashes.size):
        start, end = bounds[2 * k], bounds[2 * k + 1]
        hashes[k] = hash_of(points, start, end)
        table[slot_of(table, hashes, points, bounds, hashes[k], points, start, end)] = k


@kernel
def label_types(automaton: Automaton, points: Points, bounds: npt.NDArray[np.int64], labels: Flags) -> None:
    """Write the label of each string that an automaton takes as a whole, else 0.

    Parameters
    ----------
    automaton : Automaton
    points : ndarray of uint32
    bounds : ndarray of int64, shape (2 k,)
        Start and end of each string in `points`.
    labels : ndarray of uint8, shape (k,)
        Filled.
    """
    for k in range(labels.size):
        start, stop = bounds[2 * k], bounds[2 * k + 1]
        end, label, _, _ = longest(automaton, points[:stop], start, COUNT)
        labels[k] = label if end == stop else 0
