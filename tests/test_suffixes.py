"""The kernels against counts made one string at a time."""

from collections import Counter, defaultdict
from itertools import accumulate, pairwise, takewhile
from operator import eq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reportnlp import suffixes

DEPTH = 5
TEXTS = st.lists(st.text("甲乙丙1a，\n😀𠀀", max_size=25), min_size=1, max_size=4)


def runs(texts: list[str]) -> list[str]:
    """Return the runs of letters and digits."""
    return [run for text in texts for run in "".join(c if c.isalnum() else " " for c in text).split(" ")]


def naive(texts: list[str], length: int) -> Counter[str]:
    return Counter(run[k : k + length] for run in runs(texts) for k in range(len(run) - length + 1))


def arrays(texts: list[str]):
    points, text_of = suffixes.encode(texts)
    codes = suffixes.symbols(points)
    return points, text_of, codes, *suffixes.suffix_order(codes, DEPTH + 1)


def string(points: np.ndarray, start: int, length: int) -> str:
    return "".join(map(chr, points[start : start + length].tolist()))


def checked_order(codes: np.ndarray, depth: int) -> None:
    """Compare the order with that of lists that end at their first zero, and what is shared with plain comparison."""
    order, shared = suffixes.suffix_order(codes, depth)
    every = codes.tolist()
    suffix = [list(takewhile(bool, every[k : k + depth])) for k in range(len(every))]
    assert order.tolist() == sorted(range(len(every)), key=lambda k: (suffix[k], k))
    same = [sum(accumulate(map(eq, suffix[a], suffix[b]), min)) for a, b in pairwise(order.tolist())]
    assert shared.tolist() == [0, *same][: len(every)]


@settings(deadline=None)
@given(TEXTS)
def test_the_order_is_that_of_the_strings(texts: list[str]):
    checked_order(arrays(texts)[2], DEPTH + 1)


@settings(deadline=None)
@given(
    st.integers(0, 300),
    st.sampled_from([1, 2, 5, 255, 70_000, 0x10FFFF]),
    st.integers(2, 12),
    st.integers(0, 2**32 - 1),
)
def test_the_order_of_symbols_of_any_size(n: int, largest: int, depth: int, seed: int):
    # Half of them repeat a piece, so that groups are large enough for digits and end in the middle of a key.
    random = np.random.default_rng(seed)
    piece = random.integers(0, largest + 1, 7)
    codes = np.concatenate([random.choice([0, 1, largest], n), np.tile(piece, 40), random.integers(0, largest + 1, n)])
    checked_order(codes.astype(np.int32), depth)


@pytest.mark.parametrize(("n", "letters", "depth"), [(6000, 2, 70), (6000, 3, 12), (9000, 40, 5)])
def test_the_order_of_groups_larger_than_the_widest_digit(n: int, letters: int, depth: int):
    codes = np.random.default_rng(n).integers(1, letters + 1, n)
    codes[:: n // 4] = 0
    checked_order(codes.astype(np.int32), depth)


@settings(deadline=None)
@given(TEXTS, st.integers(1, DEPTH))
def test_groups_are_the_ngrams_with_their_counts(texts: list[str], length: int):
    points, _, codes, order, shared = arrays(texts)
    starts = suffixes.groups(shared, length)
    fits = suffixes.room(codes)[order[starts[:-1]]] >= length
    first = order[starts[:-1]][fits]
    found = {string(points, s, length): n for s, n in zip(first, np.diff(starts)[fits], strict=True)}
    assert found == naive(texts, length)
    assert len(found) == len(first)
    at = suffixes.counts_at(order, starts)
    assert all(at[s] == found[string(points, s, length)] for s in first)


@settings(deadline=None)
@given(TEXTS)
def test_cohesion_is_the_least_mutual_information(texts: list[str]):
    points, _, codes, order, shared = arrays(texts)
    count = Counter[str]()
    for length in range(1, DEPTH + 1):
        count.update(naive(texts, length))
    whole = [
        (string(points, s, k), s, k) for k in range(2, DEPTH + 1) for s in np.flatnonzero(suffixes.room(codes) >= k)
    ]
    starts, lengths = (np.array([row[i] for row in whole], np.int64) for i in (1, 2))
    found = suffixes.cohesion(order, shared, starts, lengths, n_symbols=np.count_nonzero(codes))
    total = sum(map(len, runs(texts)))
    for (term, _, _), value in zip(whole, found, strict=True):
        cuts = (np.log(count[term] * total / (count[term[:i]] * count[term[i:]])) for i in range(1, len(term)))
        assert value == pytest.approx(min(cuts), abs=1e-9)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 3))
def test_ngrams_are_those_of_plain_counting(texts: list[str], min_count: int):
    points, text_of, codes, order, shared = arrays(texts)
    table = suffixes.ngrams(codes, text_of, order, shared, longest=DEPTH, min_count=min_count)
    sides: tuple[defaultdict[str, Counter[object]], ...] = (defaultdict(Counter), defaultdict(Counter))
    holding = defaultdict(set)
    for number, text in enumerate(texts):
        for run in runs([text]):
            for length in range(2, DEPTH + 1):
                for k in range(len(run) - length + 1):
                    term = run[k : k + length]
                    sides[0][term][run[k - 1 : k] or object()] += 1  # at an end of a run, a neighbour of its own
                    sides[1][term][run[k + length : k + length + 1] or object()] += 1
                    holding[term].add(number)
    counts = {term: after.total() for term, after in sides[1].items() if after.total() >= min_count}
    terms = [string(points, s, k) for s, k in zip(table.start, table.length, strict=True)]
    assert dict(zip(terms, table.n, strict=True)) == counts
    assert dict(zip(terms, table.n_texts, strict=True)) == {term: len(holding[term]) for term in counts}
    for side, entropies in zip(sides, (table.left_entropy, table.right_entropy), strict=True):
        expected = [stats.entropy(list(side[term].values())) for term in terms]
        assert entropies == pytest.approx(expected, abs=1e-12)
    for term, group, n in zip(terms, table.group, table.n, strict=True):
        assert {string(points, s, len(term)) for s in order[group : group + n]} == {term}


@pytest.mark.parametrize("unit", ["甲", "甲乙", "打好组合拳，", "。"])
def test_hostile_repetition_takes_linear_work(unit: str):
    # Quadratic work over half a million characters would not end within the suite's patience.
    _, text_of, codes, order, shared = arrays([unit * (500_000 // len(unit))])
    table = suffixes.ngrams(codes, text_of, order, shared, longest=DEPTH, min_count=2)
    assert (table.n_texts == 1).all()
    if unit == "甲":
        assert table.n.tolist() == [500_000 - length + 1 for length in range(2, DEPTH + 1)]


def test_no_text_and_empty_texts():
    for texts in ([], [""], ["", "\0"]):
        _, text_of, codes, order, shared = arrays(texts)
        assert not codes.any()
        assert len(suffixes.ngrams(codes, text_of, order, shared, longest=DEPTH, min_count=1).n) == 0


def test_many_different_characters_need_more_than_one_pass():
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 5000))) * 2
    shared = arrays([text])[-1]
    n = np.diff(suffixes.groups(shared, DEPTH))
    # 4996 5-grams stand in both halves; 4 cross the middle, and at 5 places, the end included, none fits.
    assert Counter(n.tolist()) == {2: 4996, 1: 4 + 5}
