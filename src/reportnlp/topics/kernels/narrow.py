"""The passes over documents and words for few topics: all numbers of a row stay where the processor computes."""

import numpy as np
import numpy.typing as npt
from numba import float32, int64

from reportnlp.jit import kernel
from reportnlp.kernels.fetching import fetch
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

__all__ = ["MOST_PACKS", "update_documents_narrow", "update_words_narrow"]

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
    slots: Int32s,
    quotients: Floats,
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
                if step == 0:  # what a document needs lies near from then on
                    fetch_row(word_topic, n * indices[min(j + AHEAD, end)], n)
                    fetch(quotients, 2 * slots[j])
                word = load_all(word_topic, n * indices[j], packs)
                g = multiply(totals, word)
                q = float32(1) / (summed(g) + TINY)
                if final:
                    quotients[slots[j], 0] = q
                if excluding:
                    others = subtract(totals, multiply(g, spread_all(q, packs)))
                    g = multiply(greater(others, least), word)
                    q = float32(1) / (summed(g) + TINY)
                c = counts[j] * q
                if final:
                    quotients[slots[j], 1] = c
                sums = add(sums, multiply(g, spread_all(c, packs)))
            totals = add(sums, least)
        store(doc_topic, n * d, totals)


@kernel
def update_words_narrow(
    first: int,
    last: int,
    indptr: Int64s,
    documents: Int32s,
    word_topic: Floats,
    alpha: Floats,
    excluding: bool,
    used: Floats,
    quotients: Floats,
    step: float,
    out: Floats,
    packs: Packs,
) -> None:
    """Do what `update_words` does, in the same order and so to the same bit.

    Parameters
    ----------
    packs : tuple of int
        As many as there are packs of `LANES` topics; the other parameters are those of `update_words`.
    """
    n, end = int64(LANES * len(packs)), len(documents) - 1
    least, by, zero = load_all(alpha, 0, packs), spread_all(float32(step), packs), spread_all(float32(0), packs)
    moved, kept = np.empty(n, np.float32), np.empty(n, np.float32)
    for w in range(first, last):
        word, before, sums = load_all(word_topic, n * w, packs), load_all(out, n * w, packs), zero
        for i in range(indptr[w], indptr[w + 1]):
            fetch_row(used, n * documents[min(i + AHEAD, end)], n)
            mine = load_all(used, n * documents[i], packs)
            if excluding:
                own = multiply(multiply(mine, word), spread_all(quotients[i, 0], packs))
                mine = greater(subtract(mine, own), least)
            sums = add(sums, multiply(spread_all(quotients[i, 1], packs), mine))
        there = add(before, multiply(by, subtract(multiply(sums, word), before)))
        store(moved, 0, there)
        there = greater(there, zero)
        store(kept, 0, there)
        whole = rest = float32(0)
        for k in range(n):
            whole += moved[k]
            rest += kept[k]
        store(out, n * w, multiply(there, spread_all(whole / (rest + TINY), packs)))
