import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from reportnlp.kernels.rows import add_rows, differences, first_of_rows


def counts_of(seed: int, n_rows: int, n_columns: int, density: float) -> sparse.csr_array:
    rng = np.random.default_rng(seed)
    dense = rng.integers(1, 5, (n_rows, n_columns)) * (rng.random((n_rows, n_columns)) < density)
    return sparse.csr_array(dense.astype(np.int32))


def stored(counts: sparse.csr_array) -> tuple[np.ndarray, ...]:
    return counts.data, counts.indices.astype(np.int32), counts.indptr.astype(np.int64)


@given(
    st.integers(0, 99),
    st.integers(1, 9),
    st.sampled_from([1, 60, 64, 9000]),
    st.sampled_from([0, 0.01, 0.1, 0.9]),
    st.integers(1, 4),
)
def test_sums_of_rows_are_those_of_scipy(seed: int, n_rows: int, n_columns: int, density: float, n_groups: int):
    counts = counts_of(seed, n_rows, n_columns, density)
    of = np.random.default_rng(seed).integers(0, n_groups, n_rows)
    bounds = np.append(0, np.cumsum(np.bincount(of, minlength=n_groups)))
    found = add_rows(*stored(counts), np.argsort(of, kind="stable"), bounds, n_columns)
    sums = sparse.csr_array(found, shape=(n_groups, n_columns))
    member = sparse.csr_array((np.ones(n_rows, np.int32), (of, np.arange(n_rows))), shape=(n_groups, n_rows))
    assert sums.has_canonical_format
    assert (sums.toarray() == (member @ counts).toarray()).all()
    assert sums.dtype == np.int32


@given(st.lists(st.lists(st.sampled_from([-1.5, 0.0, 0.25, 2.0]), max_size=9), max_size=5), st.integers(1, 6))
def test_the_first_of_rows_are_those_of_a_stable_sort(rows: list[list[float]], top: int):
    indptr = np.append(0, np.cumsum([len(row) for row in rows])).astype(np.int64)
    values = np.array([value for row in rows for value in row], np.float64)
    expected = [
        int(begin) + k
        for row, begin in zip(rows, indptr[:-1], strict=True)
        for k in sorted(range(len(row)), key=row.__getitem__)[:top]
    ]
    assert first_of_rows(values, indptr, top).tolist() == expected


@pytest.mark.parametrize("number", [np.int64, np.float64])
def test_differences_by_definition(number: type):
    counts = counts_of(1, 6, 8, 0.5)
    dense, lengths = counts.toarray().astype(np.int64), counts.toarray().sum(axis=1)
    totals, words = dense.sum(axis=0), int(dense.sum())
    by_length = lengths[:, None] * totals
    expected = np.where(dense > 0, np.abs(dense * words - by_length) - by_length, 0).sum(axis=0)
    found = differences(*stored(counts), lengths.astype(number), totals.astype(number), number(words))
    assert found.dtype == number
    assert found.tolist() == expected.tolist()
