import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import NMF

from reportnlp.topics import factors, threads
from reportnlp.topics.vectors import singular_vectors
from worlds import drawn


@pytest.fixture
def matrix() -> sparse.csr_array:
    return sparse.csr_array(drawn(500, 6)[0].astype(np.float32) / 60)


@pytest.mark.parametrize("n_factors", [1, 6])
def test_the_factors_are_those_of_scikit_learn(matrix: sparse.csr_array, n_factors: int):
    oracle = NMF(n_factors, init="nndsvda", max_iter=factors.PASSES, tol=0, random_state=0).fit_transform(matrix)
    with threads.mapper(1, 1) as run:
        assert factors.row_factors(matrix, n_factors, run) == pytest.approx(oracle, abs=1e-4)


def test_more_factors_than_topics_come_as_near_as_those_of_scikit_learn(matrix: sparse.csr_array):
    # Vectors of noise are near each other in size, and each library finds others among them.
    oracle = NMF(9, init="nndsvda", max_iter=factors.PASSES, tol=0, random_state=0).fit_transform(matrix)
    with threads.mapper(1, 1) as run:
        found = factors.row_factors(matrix, 9, run)
    ours, theirs = (_error(matrix, each.astype(np.float64)) for each in (found, oracle))
    assert ours == pytest.approx(theirs, rel=1e-5)


def _error(matrix: sparse.csr_array, rows: np.ndarray) -> float:
    """Return the error of the best columns for some factors of rows."""
    dense = matrix.toarray().astype(np.float64)
    return float(np.linalg.norm(dense - rows @ np.linalg.lstsq(rows, dense, rcond=None)[0]))


def test_singular_vectors_are_those_of_lapack():
    rng = np.random.default_rng(1)
    left, right = (np.linalg.qr(rng.standard_normal((n, 12)))[0] for n in (70, 40))
    sizes = 2.0 ** -np.arange(12)
    dense = left * sizes @ right.T
    found = _found(dense, 5)
    u, s, v = np.linalg.svd(dense)
    assert found[1] == pytest.approx(s[:5], rel=1e-5)
    for ours, theirs in ((found[0], u[:, :5]), (found[2], v[:5].T)):
        assert np.abs((ours * theirs).sum(axis=0)) == pytest.approx(np.ones(5), abs=1e-5)  # their signs are free
    assert (found[0] * found[1]) @ found[2].T == pytest.approx((u[:, :5] * s[:5]) @ v[:5], abs=1e-5)


def test_a_matrix_of_fewer_dimensions_has_zeros_beyond_them():
    left, values, right = _found(np.outer([1.0, 2, 2, 0], [3.0, 0, 4]), 3)
    # |(1, 2, 2)| = 3 and |(3, 4)| = 5: one value, 3 * 5.
    assert values == pytest.approx([15, 0, 0], abs=1e-4)
    assert np.abs(left[:, 0]) == pytest.approx([1 / 3, 2 / 3, 2 / 3, 0], abs=1e-6)
    assert np.abs(right[:, 0]) == pytest.approx([0.6, 0, 0.8], abs=1e-6)
    assert np.isfinite(left).all()
    assert np.isfinite(right).all()


def _found(dense: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    whole = sparse.csr_array(dense.astype(np.float32))
    with threads.mapper(1, 1) as run:
        return singular_vectors(whole, whole.T.tocsr(), n, run)


def test_two_threads_find_the_same(matrix: sparse.csr_array, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "BLOCK", 500)  # many blocks, so that there is work for each thread
    monkeypatch.setattr("reportnlp.topics.vectors.BLOCK", 50)
    found = []
    for n in (1, 2):
        with threads.mapper(n, 8) as run:
            found.append(factors.row_factors(matrix, 6, run).tobytes())
    assert found[0] == found[1]
