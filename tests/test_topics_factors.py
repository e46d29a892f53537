import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import NMF

from reportnlp.topics import factors, threads
from worlds import drawn


@pytest.fixture
def matrix() -> sparse.csr_matrix:
    return sparse.csr_matrix(drawn(500, 6)[0].astype(np.float32) / 60)


@pytest.mark.parametrize("n_factors", [1, 6, 9])
def test_the_factors_are_those_of_scikit_learn(matrix: sparse.csr_matrix, n_factors: int):
    oracle = NMF(n_factors, init="nndsvda", max_iter=factors.PASSES, tol=0, random_state=0).fit_transform(matrix)
    with threads.mapper(1, 1) as run:
        assert factors.row_factors(matrix, n_factors, run) == pytest.approx(oracle, abs=1e-4)


def test_two_threads_find_the_same(matrix: sparse.csr_matrix, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "BLOCK", 500)  # many blocks, so that there is work for each thread
    found = []
    for n in (1, 2):
        with threads.mapper(n, 8) as run:
            found.append(factors.row_factors(matrix, 6, run).tobytes())
    assert found[0] == found[1]
