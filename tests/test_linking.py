"""What finds clauses to compare, against the same one clause and one pair at a time."""

from collections import defaultdict
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.slogans.framing.kernels.linking import linked, rarest_pairs

NONE = np.iinfo(np.int64).max
WORD = st.tuples(st.integers(0, 5), st.booleans())


@given(st.lists(st.lists(WORD, min_size=1, max_size=7), min_size=1, max_size=6), st.integers(2, 8), st.integers(1, 4))
def test_the_pairs_of_a_clause_are_its_rarest_that_another_has(clauses, longest: int, most: int):
    held = []
    for clause in clauses:
        places = combinations(range(min(len(clause), longest)), 2)
        framed = [(i, j) for i, j in places if clause[i][1] or clause[j][1] or j == len(clause) - 1]
        held.append({(clause[i][0], clause[j][0]) for i, j in framed})
    holding = defaultdict(set)
    for d, pairs in enumerate(held):
        for pair in pairs:
            holding[pair].add(d)
    expected = [sorted((len(holding[pair]), pair) for pair in pairs if len(holding[pair]) > 1)[:most] for pairs in held]
    words, frame = (
        np.array([word[k] for clause in clauses for word in clause], kind) for k, kind in ((0, "i4"), (1, "?"))
    )
    lengths = np.array([len(clause) for clause in clauses])
    best = np.full((len(clauses), most), NONE)
    indptr = np.append(0, np.cumsum(lengths))
    rarest_pairs(words, frame, np.repeat(np.arange(len(clauses)), lengths), indptr, longest, best)
    repeated = sorted(pair for pair in holding if len(holding[pair]) > 1)  # numbers follow the words
    for row, own in zip(best.tolist(), expected, strict=True):
        assert [(key >> 32, repeated[key & 0xFFFFFFFF]) for key in row if key != NONE] == own


@given(st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=4), st.permutations(range(10)), st.integers(1, 3))
def test_linked_are_those_near_each_other_in_a_group(groups: list[set[int]], place: list[int], reach: int):
    expected = set()
    for group in groups:
        ordered = sorted(group, key=lambda member: place[member])
        near = [(i, j) for i, j in combinations(range(len(ordered)), 2) if j - i <= reach]
        expected |= {tuple(sorted((ordered[i], ordered[j]))) for i, j in near}
    members = np.array([member for group in groups for member in group], np.int64)
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    one, other = linked(numbers, members, np.array(place), len(groups), reach)
    found = list(zip(one.tolist(), other.tolist(), strict=True))
    assert set(found) == expected
    assert len(found) == len(expected)
    assert (np.diff(one) >= 0).all()
