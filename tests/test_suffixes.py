"""The kernels against counts made one string at a time."""

from collections import Counter, defaultdict

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
    order = suffixes.suffix_order(codes, DEPTH + 1)
    return points, text_of, codes, order, suffixes.shared_prefixes(codes, order, DEPTH + 1)


def string(points: np.ndarray, start: int, length: int) -> str:
    return "".join(map(chr, points[start : start + length].tolist()))


@settings(deadline=None)
@given(TEXTS)
def test_the_order_is_that_of_the_strings(texts: list[str]):
    _, _, codes, order, shared = arrays(texts)
    padded = [*codes.tolist(), *[0] * DEPTH]
    suffix = [padded[k : k + DEPTH + 1] for k in order.tolist()]
    assert sorted(order.tolist()) == list(range(len(codes)))
    assert suffix == sorted(suffix)
    for k in range(1, len(order)):
        pairs = zip(suffix[k - 1], suffix[k], strict=True)
        same = (i for i, (one, other) in enumerate(pairs) if one != other or one == 0)
        assert shared[k] == next(same, DEPTH + 1)


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
@given(TEXTS, st.integers(1, DEPTH))
def test_entropies_are_those_of_scipy(texts: list[str], length: int):
    points, _, codes, order, shared = arrays(texts)
    starts = suffixes.groups(shared, length)
    found = suffixes.entropies(shared, starts, length)
    successors: defaultdict[str, Counter[object]] = defaultdict(Counter)
    for run in runs(texts):
        for k in range(len(run) - length + 1):
            after = run[k + length : k + length + 1] or object()  # at the end of a run, a neighbour of its own
            successors[run[k : k + length]][after] += 1
    fits = suffixes.room(codes)[order[starts[:-1]]] >= length
    for start, entropy in zip(order[starts[:-1]][fits], found[fits], strict=True):
        expected = stats.entropy(list(successors[string(points, start, length)].values()))
        assert entropy == pytest.approx(expected, abs=1e-12)


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


def test_texts_with_counts_each_text_once():
    _, text_of, _, order, shared = arrays(["甲乙甲乙", "乙甲乙", "丙"])
    starts = suffixes.groups(shared, 2)
    n = np.diff(starts)
    # 甲乙 three times in two texts, 乙甲 twice in two.
    assert sorted(suffixes.texts_with(order, text_of, starts[:-1][n > 1], n[n > 1]).tolist()) == [2, 2]


def test_no_text_and_empty_texts():
    for texts in ([], [""], ["", "\0"]):
        _, _, codes, order, shared = arrays(texts)
        assert not codes.any()
        assert len(suffixes.entropies(shared, suffixes.groups(shared, 2), 2)) == len(order)


def test_many_different_characters_need_more_than_one_pass():
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 5000))) * 2
    shared = arrays([text])[-1]
    n = np.diff(suffixes.groups(shared, DEPTH))
    # 4996 5-grams stand in both halves; 4 cross the middle, and at 5 places, the end included, none fits.
    assert Counter(n.tolist()) == {2: 4996, 1: 4 + 5}
