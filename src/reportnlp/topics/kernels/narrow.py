"""The pass over documents for few topics: all numbers of a row stay where the processor computes."""

import numpy as np
import numpy.typing as npt
from numba import float32, int64

from reportnlp.jit import kernel
from reportnlp.topics.kernels.cvb0 import AHEAD, TINY, fetch_row
from reportnlp.topics.kernels.lanes import (
    LANES,
    add,
    greater,
    load_all,
    multiply,
    spread_all,
    store,
    subtract,
    summed,
)

__all__ = ["MOST_PACKS", "update_documents_narrow"]

Floats = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Packs = tuple[int, ...]

#: Packs of a row for which a kernel of its own pays: with more the registers have no room, and each must be compiled.
MOST_PACKS = 4


@kernel
def update_documents_narrow(
    first: int,
    last: int,
    indptr: Int64s,
    indices: Int32s,
    counts: Floats,
    word_topic: Floats,
    alpha: Floats,
    n_rounds: int,
    excluding: bool,
    doc_topic: Floats,
    used: Floats,
    inverse: Floats,
    weights: Floats,
    packs: Packs,
) -> None:
    """Do what `update_documents` does, in the same order and so to the same bit, in two thirds of the time.

    Parameters
    ----------
    packs : tuple of int
        As many as there are packs of `LANES` topics; the other parameters are those of `update_documents`.
    """
    n = int64(LANES * len(packs))
    least, end = load_all(alpha, 0, packs), len(indices) - 1
    for d in range(first, last):
        totals = load_all(doc_topic, n * d, packs)
        for step in range(n_rounds):
            final = step == n_rounds - 1
            if final:
                store(used, n * d, totals)
            sums = spread_all(float32(0), packs)
            for j in range(indptr[d], indptr[d + 1]):
                fetch_row(word_topic, n * indices[min(j + AHEAD, end)], n)
                word = load_all(word_topic, n * indices[j], packs)
                g = multiply(totals, word)
                q = float32(1) / (summed(g) + TINY)
                if final:
                    inverse[j] = q
                if excluding:
                    others = subtract(totals, multiply(g, spread_all(q, packs)))
                    g = multiply(greater(others, least), word)
                    q = float32(1) / (summed(g) + TINY)
                c = counts[j] * q
                if final:
                    weights[j] = c
                sums = add(sums, multiply(g, spread_all(c, packs)))
            totals = add(sums, least)
        store(doc_topic, n * d, totals)
