"""Kernels that tell what a token is to the passes that join numbers and names."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import int64, uint64

from reportnlp.jit import callee, lean_kernel, part
from reportnlp.segmentation.automaton import DEAD, PLANE, Automaton
from reportnlp.segmentation.kernels.interning import hash_of, slot_of
from reportnlp.segmentation.number_forms import COUNT, ONES, WORD

__all__ = [
    "ANNOUNCES", "ANYWHERE", "APART", "BOUND", "BRAND", "BRAND_WORD", "BREAK", "CLAUSE", "CLOSE", "COMPANY",
    "FILL", "FINAL", "FIRST", "GENERIC", "GUARD", "HAN", "HEAD", "HEAD_WORD", "HOST", "LIGHT", "LINK", "LONG",
    "LOOSE", "LOOSE_END", "NUMBER_WORD", "NUMERIC", "OFFICE", "OPEN", "OPENING", "OPENS", "PIECE", "PLACE",
    "PROPER", "REGION", "ROUTE", "STEM", "TAIL", "TERM", "TOWN", "UNKNOWN", "UNTAGGED", "Lists", "Rules",
    "class_of", "fill_table", "flags_at", "flags_of", "kinds_of", "label_types", "listed", "longest",
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
ROUTE = 1024  # of the suffix 高铁 and of 至: no name is 石家庄|至|张家口|高铁, but 京张高铁 is one
#: What a token can be in a derived word.
BOUND = 2048  # an ending that is no word: 率 in 化解率
HOST = 4096  # a word that may stand before it
LINK = 8192  # a head of one character, which makes a longer term of one: 链 in 锂电产业链
HEAD = 8192 | 4096  # a word that ends like a programme: 行动 in 就业稳岗扩容提质行动; a `HOST`, which no link is
LONG = 16384  # a term of three characters or more
#: What a token can be to quotation marks.
CLOSE = 32768  # ” ’ 」
BRAND = 32768  # of a word, which is no mark: 平安 in 平安南京
BREAK = 128  # a word of a clause: no name has it
#: What else a list can say of a string; `Lists.kinds` holds these, and PLACE, COMPANY, FILL, TAIL, ROUTE, BOUND, LINK
#: and CLOSE.
GENERIC = 128  # a modifier that is tagged as a name: 美丽, 智慧
OPENING = 256  # begins with a measure if a number stands before it: 年内
NUMBER_WORD = 512  # looks like a numeral and its measure, and is a word: 四周
BRAND_WORD = 1 << 16  # what a place that is behind it makes its own: `BRAND`
HEAD_WORD = 1 << 17  # what programmes end in: `HEAD`
ANNOUNCES = 1 << 18  # a verb that such a name follows: 实施
OPEN = 1 << 19  # what stands between the two and is no part of it: 新一轮

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
FIRST = 64  # the first of a string in a list: most tokens need not be looked for
FINAL = 128  # the last of a suffix

#: What a part of speech says; the flags add up.
PROPER = 1  # of proper names
UNTAGGED = 2  # no word of a dictionary
APART = 4  # a character of it is no piece of the name behind it
TOWN = 8  # of places
LIGHT = 32  # of function words, adverbs, numerals and time: nothing is derived from them
CLAUSE = 64  # of particles, pronouns, conjunctions, prepositions and interjections
#: Added to the flags of its tag if a word is a term of the lexicon.
TERM = 16

#: Flags that nobody has looked for yet.
UNKNOWN = 0xFFFF


class Lists(NamedTuple):
    """Strings that are in lists, as a hash table.

    Parameters
    ----------
    table : ndarray of int32, shape (2 m,)
    hashes : ndarray of uint64, shape (k,)
    points : ndarray of uint32
    bounds : ndarray of int64, shape (2 k,)
        The table, hash of each string, and start and end of each in `points`.
    kinds : ndarray of int64, shape (k,)
        What the lists say of each.
    longest : ndarray of int64, shape (k,)
        Characters that a name with this suffix has at most.
    """

    table: npt.NDArray[np.int32]
    hashes: Hashes
    points: Points
    bounds: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    longest: npt.NDArray[np.int64]


class Rules(NamedTuple):
    """What the passes go by.

    Few functions take all of it: each array is handed over as seven numbers, and compiled as such.

    Parameters
    ----------
    numbers, measures, counting : Automaton
        Number expressions by label, measure words by strength, and numerals with or without a measure.
    opening : ndarray of bool, shape (classes of `numbers`,)
        Whether a character of each class can begin an expression.
    classes : ndarray of uint8, shape (65536,)
        Flags of each code point of the basic plane.
    lists : Lists
    tags : ndarray of uint8, shape (n_nodes,)
        Flags of the part of speech of the word at each node of the trie.
    flags : ndarray of uint16, shape (n_nodes + N_POINTS,)
        `flags_of` each word and each single character, `UNKNOWN` until it is met. Threads may write at the
        same time; they write the same.
    """

    numbers: Automaton
    measures: Automaton
    counting: Automaton
    opening: npt.NDArray[np.bool_]
    classes: Flags
    lists: Lists
    tags: Flags
    flags: npt.NDArray[np.uint16]


@part
def class_of(classes: npt.NDArray[np.uint16], point: int) -> int:
    """Return the class of a code point, from `Automaton.class_of`."""
    return int64(classes[uint64(point)]) if point < PLANE else 0


@callee
def longest(automaton: Automaton, codes: Points, start: int, stop: int) -> tuple[int, int, int, int]:
    """Return end and label of the longest match in ``codes[start:stop]`` from its start on, then of the one before.

    Of those before, the longest one that is a number counts. The label 0 means none.
    """
    state, end, label, end_before, label_before = int64(0), start, int64(0), start, int64(0)
    for position in range(start, stop):
        state = int64(automaton.step[state, class_of(automaton.class_of, codes[position])])
        if state == DEAD:
            break
        if automaton.accept[state]:
            if 0 < label <= COUNT:
                end_before, label_before = end, label
            end, label = position + 1, int64(automaton.accept[state])
    return end, label, end_before, label_before


@part
def listed(lists: Lists, points: Points, start: int, end: int) -> int:
    """Return the number of a string in the lists, or -1."""
    value = hash_of(points, start, end)
    return int64(lists.table[slot_of(lists.table, lists.hashes, lists.points, lists.bounds, value, points, start, end)])


@part
def kinds_of(lists: Lists, points: Points, start: int, end: int) -> int:
    """Return what the lists say of a string."""
    number = listed(lists, points, start, end)
    return lists.kinds[number] if number >= 0 else int64(0)


@part
def flags_at(classes: Flags, point: int) -> int:
    """Return the flags of a character."""
    return int64(classes[uint64(point)]) if point < PLANE else 0


@callee
def flags_of(rules: Rules, points: Points, start: int, end: int, id_: int) -> int:
    """Return the flags of the token ``points[start:end]`` with a provisional id."""
    first = flags_at(rules.classes, points[start])
    tag = int64(rules.tags[id_]) if id_ < rules.tags.size else int64(UNTAGGED)
    kinds = kinds_of(rules.lists, points, start, end) if first & FIRST else int64(0)
    flags = kinds & (PLACE | COMPANY | FILL | TAIL | ROUTE | BOUND | LINK | CLOSE)
    if tag & CLAUSE:
        flags |= BREAK
    if end - start == 1:
        return flags | PIECE if first & HAN and not first & OFFICE and not tag & APART else flags
    if kinds & BRAND_WORD:
        flags |= BRAND
    if kinds & OPENING:
        flags |= OPENS
    elif tag == UNTAGGED:  # a guess of the hidden Markov model guards nothing
        # 3|个圈, 100|元少
        flags |= OPENS if longest(rules.measures, points, start, start + 1)[1] == 1 else 0
    elif _flags_in(rules.classes, points, start, end) & NUMERIC:
        # A numeral with or without its measure, 两个 and 万元, is no word, but what the scanner cuts.
        stop = longest(rules.counting, points, start, end)[0]
        flags |= GUARD if tag & TERM or kinds & NUMBER_WORD or stop < end else 0
    if tag == UNTAGGED and rules.opening[class_of(rules.numbers.class_of, points[start])]:
        stop, label, _, _ = longest(rules.numbers, points, start, end)
        if stop == end and label <= ONES:  # what the scan found is no guess
            tag = int64(PROPER if label == WORD else LIGHT)
    if first & HAN and not tag & LIGHT:
        flags |= HEAD if kinds_of(rules.lists, points, end - 2, end) & HEAD_WORD else HOST
    if tag & TERM and end - start > 2:
        flags |= LONG
    may_be = 2 <= end - start <= 4 and first & HAN and tag & (PROPER | UNTAGGED) and not tag & TERM
    if (
        may_be
        and not kinds & (PLACE | COMPANY | GENERIC)
        and _is_stem(rules.classes, rules.lists, points, start, end, tag)
    ):
        flags |= STEM | REGION if tag & TOWN else STEM
    return flags


@part
def _flags_in(classes: Flags, points: Points, start: int, end: int) -> int:
    """Return the flags that a character of ``points[start:end]`` has."""
    found = int64(0)
    for k in range(start, end):
        found |= flags_at(classes, points[k])
    return found


@part
def _is_stem(classes: Flags, lists: Lists, points: Points, start: int, end: int, tag: int) -> bool:
    """Tell whether a proper name or a guess begins and ends like a stem."""
    first, last = flags_at(classes, points[start]), flags_at(classes, points[end - 1])
    all_of = HAN
    for k in range(start, end):
        all_of &= flags_at(classes, points[k])
    if all_of == 0 or last & LOOSE_END:
        return False
    if tag & UNTAGGED and (first & LOOSE or _flags_in(classes, points, start, end) & ANYWHERE):
        return False
    ends = 0  # what ends in a suffix is a name already
    for k in range(start + 1, end if last & FINAL else start):
        ends |= kinds_of(lists, points, k, end) & (PLACE | COMPANY)
    return ends == 0


@lean_kernel
def fill_table(points: Points, bounds: npt.NDArray[np.int64], table: npt.NDArray[np.int32], hashes: Hashes) -> None:
    """Fill `Lists.table`, all -1, and `Lists.hashes` from the strings, no two of which are the same."""
    for k in range(hashes.size):
        start, end = bounds[2 * k], bounds[2 * k + 1]
        hashes[k] = hash_of(points, start, end)
        table[slot_of(table, hashes, points, bounds, hashes[k], points, start, end)] = k


@lean_kernel
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
        end, label, _, _ = longest(automaton, points, start, stop)
        labels[k] = label if end == stop else 0
