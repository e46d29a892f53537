"""Kernels of CVB0, the collapsed variational inference of order zero for LDA (Asuncion et al. 2009).

What a token says about topics is not stored: the part of topic k in occurrence (d, w) is computed anew
from the totals of its document and its word, less its own part in the total of the document. A pass
over the documents updates the document totals with the words' fixed, a pass over the words then does
the opposite. No two documents, and no two words, write to one place, and every sum runs in a fixed
order: the result does not depend on how the rows are divided among threads.

Topics are padded to a multiple of 8 with columns of zero, so that they are computed 8 at a time.
"""

import numpy as np
import numpy.typing as npt
from numba import float32, float64, int64

from reportnlp.jit import kernel, part
from reportnlp.kernels.fetching import fetch
from reportnlp.topics.kernels.lanes import (
    LANES,
    LINE,
    add,
    greater,
    largest,
    load,
    multiply,
    spread,
    store,
    subtract,
    summed,
)

__all__ = [
    "add_columns", "add_scaled", "fold_in", "joint", "log_likelihood", "scale_columns", "total", "update_documents",
    "update_words",
]  # fmt: skip

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Keeps a quotient finite where a word is in no topic.
TINY = np.float32(1e-30)
#: Occurrences from one of which to the one whose row is asked for: rows lie all over the memory.
AHEAD = 16


@part
def total(values: Floats, n: int) -> np.float32:
    """Return the sum of the first `n` values, `n` a multiple of 8, always added in the same order."""
    found = spread(float32(0))
    for k in range(0, n, LANES):
        found = add(found, load(values, k))
    return summed(found)


@part
def joint(a: Floats, at: int, b: Floats, bt: int, out: Floats, n: int) -> np.float32:
    """Fill `out` with the products of `n` values from `at` and `bt` on, and return their sum."""
    found = spread(float32(0))
    for k in range(0, n, LANES):
        product = multiply(load(a, at + k), load(b, bt + k))
        store(out, k, product)
        found = add(found, product)
    return summed(found)


@part
def add_scaled(values: Floats, by: float, out: Floats, n: int) -> None:
    """Add `by` times the first `n` values to `out`."""
    factor = spread(by)
    for k in range(0, n, LANES):
        store(out, k, add(load(out, k), multiply(load(values, k), factor)))


@part
def fetch_row(values: Floats, at: int, n: int) -> None:
    """Ask for `n` values from `at` on, which are used soon."""
    for k in range(0, n, LINE):
        fetch(values, at + k)


@kernel
def update_documents(
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
) -> None:
    """Update the totals of documents `first` to `last`.

    Parameters
    ----------
    first, last : int
        The documents.
    indptr, indices, counts
        CSR of the counts, as int64, int32 and float32.
    word_topic : ndarray of float32, shape (v, k)
        Probability of each word in each topic.
    alpha : ndarray of float32, shape (k,)
        Prior weight of each topic in a document.
    n_rounds : int
        How often to go through each document.
    excluding : bool
        Whether an occurrence is left out of the total that it is compared with (CVB0), or not (EM).
    doc_topic : ndarray of float32, shape (d, k)
        Expected tokens of each topic in each document, plus `alpha`; updated.
    used : ndarray of float32, shape (d, k)
        Filled with the totals that the last round started from.
    slots : ndarray of int32, shape (nnz,)
        Place of each occurrence among those by word.
    quotients : ndarray of float32, shape (nnz, 2)
        Filled for `update_words`, by word: 1 / p before exclusion, and count / p after it.
    """
    n = int64(doc_topic.shape[1]) // LANES * LANES
    totals = np.empty(n, np.float32)
    sums = np.empty(n, np.float32)
    g = np.empty(n, np.float32)
    end = len(indices) - 1
    for d in range(first, last):
        for k in range(n):
            totals[k] = doc_topic[d, k]
        for step in range(n_rounds):
            final = step == n_rounds - 1
            for k in range(n):
                sums[k] = 0
            if final:
                for k in range(n):
                    used[d, k] = totals[k]
            for j in range(indptr[d], indptr[d + 1]):
                word = n * indices[j]
                fetch_row(word_topic, n * indices[min(j + AHEAD, end)], n)
                q = float32(1) / (joint(totals, 0, word_topic, word, g, n) + TINY)
                if final:
                    quotients[slots[j], 0] = q
                if excluding:
                    left, part_of_all = spread(float32(0)), spread(q)
                    for k in range(0, n, LANES):
                        others = subtract(load(totals, k), multiply(load(g, k), part_of_all))
                        own = multiply(greater(others, load(alpha, k)), load(word_topic, word + k))
                        store(g, k, own)
                        left = add(left, own)
                    q = float32(1) / (summed(left) + TINY)
                c = counts[j] * q
                if final:
                    quotients[slots[j], 1] = c
                add_scaled(g, c, sums, n)
            for k in range(n):
                totals[k] = sums[k] + alpha[k]
        for k in range(n):
            doc_topic[d, k] = totals[k]


@kernel
def update_words(
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
) -> None:
    """Move `out` to the expected tokens of each topic of words `first` to `last`, after `update_documents`.

    Parameters
    ----------
    indptr, documents : ndarray of int64 and int32
        The occurrences of each word, in the order of the documents: where they begin, and their
        documents. In this order `quotients` are read as they lie in the memory.
    step : float
        How far to go: 1 to what is found, with more beyond it (Salakhutdinov and Roweis 2003), but not
        below 0. Each word keeps its tokens.
    out : ndarray of float32, shape (v, k)
        The other parameters are those of `update_documents`.
    """
    n, by = int64(word_topic.shape[1]) // LANES * LANES, float32(step)
    sums = np.empty(n, np.float32)
    end = len(documents) - 1
    for w in range(first, last):
        for k in range(n):
            sums[k] = 0
        for i in range(indptr[w], indptr[w + 1]):
            d = n * documents[i]
            fetch_row(used, n * documents[min(i + AHEAD, end)], n)
            q, c = spread(quotients[i, 0]), spread(quotients[i, 1])
            for k in range(0, n, LANES):
                mine = load(used, d + k)
                if excluding:
                    own = multiply(multiply(mine, load(word_topic, w * n + k)), q)
                    mine = greater(subtract(mine, own), load(alpha, k))
                store(sums, k, add(load(sums, k), multiply(c, mine)))
        whole = kept = float32(0)
        for k in range(n):
            sums[k] = out[w, k] + by * (sums[k] * word_topic[w, k] - out[w, k])
            out[w, k] = max(sums[k], float32(0))
            whole += sums[k]
            kept += out[w, k]
        for k in range(n):
            out[w, k] *= whole / (kept + TINY)


@kernel
def scale_columns(first: int, last: int, values: Floats, more: float, scale: Floats, out: Floats) -> None:
    """Fill rows `first` to `last` of `out` with those of `values`, plus `more`, times `scale`, one for each column."""
    n, each = int64(values.shape[1]) // LANES * LANES, spread(float32(more))
    for w in range(first, last):
        for k in range(0, n, LANES):
            store(out, n * w + k, multiply(add(load(values, n * w + k), each), load(scale, k)))


@kernel
def add_columns(values: Floats, sums: Doubles) -> None:
    """Add to `sums`, float64 of shape (k,), the first `k` columns of rows one after the other."""
    for w in range(len(values)):
        for k in range(len(sums)):
            sums[k] += float64(values[w, k])


@kernel
def log_likelihood(
    first: int,
    last: int,
    indptr: Int64s,
    indices: Int32s,
    counts: Floats,
    word_topic: Floats,
    doc_topic: Floats,
) -> float:
    """Return the log-likelihood of the tokens of documents `first` to `last`, given their totals."""
    n = int64(doc_topic.shape[1]) // LANES * LANES
    g = np.empty(n, np.float32)
    likelihood, end = float64(0), len(indices) - 1
    for d in range(first, last):
        for k in range(n):
            g[k] = doc_topic[d, k]
        mass = total(g, n)
        for j in range(indptr[d], indptr[d + 1]):
            fetch_row(word_topic, n * indices[min(j + AHEAD, end)], n)
            likelihood += counts[j] * np.log((joint(doc_topic, n * d, word_topic, n * indices[j], g, n) + TINY) / mass)
    return likelihood


@kernel
def fold_in(
    first: int,
    last: int,
    indptr: Int64s,
    indices: Int32s,
    counts: Floats,
    word_topic: Floats,
    alpha: Floats,
    max_rounds: int,
    tol: float,
    doc_topic: Floats,
) -> None:
    """Fill `doc_topic` with the totals of documents under words that stay as they are.

    Each document starts from equal totals and ends when none moves by more than `tol` of its tokens,
    so that its answer depends on no other document. Its words are laid side by side, where all rounds read them.
    """
    n = int64(doc_topic.shape[1]) // LANES * LANES
    longest = int64(0)
    for d in range(first, last):
        longest = max(longest, indptr[d + 1] - indptr[d])
    words, weights = np.empty(longest * n, np.float32), np.empty(longest, np.float32)
    totals, end = np.empty(n, np.float32), len(indices) - 1
    for d in range(first, last):
        begin, many = indptr[d], indptr[d + 1] - indptr[d]
        size = float32(0)
        for j in range(many):
            size += counts[begin + j]
            fetch_row(word_topic, n * indices[min(begin + j + AHEAD, end)], n)
            for k in range(0, n, LANES):
                store(words, j * n + k, load(word_topic, n * indices[begin + j] + k))
        for k in range(n):
            totals[k] = alpha[k] + size / n
        for _ in range(max_rounds):
            for j in range(many):
                found = spread(float32(0))
                for k in range(0, n, LANES):
                    found = add(found, multiply(load(totals, k), load(words, j * n + k)))
                weights[j] = counts[begin + j] / (summed(found) + TINY)
            moved = spread(float32(0))
            for k in range(0, n, LANES):
                of_words, before = spread(float32(0)), load(totals, k)
                for j in range(many):
                    of_words = add(of_words, multiply(load(words, j * n + k), spread(weights[j])))
                now = add(multiply(before, of_words), load(alpha, k))
                moved = greater(moved, greater(subtract(now, before), subtract(before, now)))
                store(totals, k, now)
            if largest(moved) <= tol * size:
                break
        for k in range(n):
            doc_topic[d, k] = totals[k]
