"""Kernels of CVB0 over the active topics of each document (Neal and Hinton 1998, section 5: a sparse algorithm).

A document of sixty words has tokens of a handful of a hundred topics, and what the others hold of it hardly
changes from pass to pass. Between two passes over all topics those parts therefore stay as the first left
them, and only the rest of each occurrence is divided anew, among the active topics: no token is lost, and
no pass can undo what the others found. As in the kernels over all topics, every sum runs in a fixed order.
"""

import numpy as np
import numpy.typing as npt
from numba import float32

from reportnlp.jit import kernel
from reportnlp.topics.kernels.cvb0 import TINY, total

__all__ = ["divide_active", "hold_active", "total_active"]

Floats = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]
Uint32s = npt.NDArray[np.uint32]
Int64s = npt.NDArray[np.int64]


@kernel
def hold_active(
    first: int,
    last: int,
    indptr: Int64s,
    indices: Int32s,
    starts: Int64s,
    active: Uint32s,
    word_topic: Floats,
    alpha: Floats,
    used: Floats,
    slots: Int32s,
    quotients: Floats,
    held: Floats,
    mass: Floats,
) -> None:
    """Fill in what the active topics of documents `first` to `last` hold after `update_documents`.

    Parameters
    ----------
    first, last : int
        The documents.
    indptr, indices : ndarray of int64 and int32
        The terms of each document, as in a CSR.
    starts, active : ndarray of int64, shape (d + 1,), and uint32
        The active topics of each document, as in a CSR.
    word_topic, alpha, used, slots, quotients
        Those of `update_documents`, as it took and left them when it left each occurrence out.
    held : ndarray of float32, shape of `active`
        Filled with the totals that the last round started from.
    mass : ndarray of float32, shape (nnz,)
        Filled with the part of each count that the active topics have.
    """
    for d in range(first, last):
        for a in range(starts[d], starts[d + 1]):
            held[a] = used[d, active[a]]
        for j in range(indptr[d], indptr[d + 1]):
            w, q = indices[j], quotients[slots[j], 0]
            found = float32(0)
            for a in range(starts[d], starts[d + 1]):
                k = active[a]
                found += max(held[a] - held[a] * word_topic[w, k] * q, alpha[k]) * word_topic[w, k]
            mass[j] = found * quotients[slots[j], 1]


@kernel
def divide_active(
    first: int,
    last: int,
    indptr: Int64s,
    indices: Int32s,
    counts: Floats,
    starts: Int64s,
    active: Uint32s,
    mass: Floats,
    word_topic: Floats,
    alpha: Floats,
    n_rounds: int,
    doc_topic: Floats,
    held: Floats,
    slots: Int32s,
    quotients: Floats,
) -> None:
    """Update the totals of the active topics of documents `first` to `last`; see `hold_active`.

    The words of a document are brought beside each other once, padded to a multiple of 8 with words of
    probability 0, so that a topic is computed for 8 words at a time.
    """
    longest, most = 0, 0
    for d in range(first, last):
        n = (indptr[d + 1] - indptr[d] + 7) // 8 * 8
        longest, most = max(longest, n), max(most, starts[d + 1] - starts[d])
    near = np.empty((most, longest), np.float32)
    g = np.empty(longest, np.float32)
    p = np.empty(longest, np.float32)
    rest = np.empty(longest, np.float32)
    share = np.zeros(longest, np.float32)
    for d in range(first, last):
        begin, n_active = starts[d], starts[d + 1] - starts[d]
        at, size = indptr[d], indptr[d + 1] - indptr[d]
        n = (size + 7) // 8 * 8
        near[:n_active, size:n] = 0
        for j in range(size):
            share[j] = mass[at + j] / counts[at + j]
            for a in range(n_active):
                near[a, j] = word_topic[indices[at + j], active[begin + a]]
        for _ in range(n_rounds):
            p[:n] = TINY
            rest[:n] = TINY
            for a in range(n_active):
                topic = doc_topic[d, active[begin + a]]
                held[begin + a] = topic
                for j in range(n):
                    p[j] += topic * near[a, j]
            for j in range(n):
                p[j] = share[j] / p[j]
            for a in range(n_active):
                topic, least = held[begin + a], alpha[active[begin + a]]
                for j in range(n):
                    rest[j] += max(topic - topic * near[a, j] * p[j], least) * near[a, j]
            for j in range(size):
                rest[j] = mass[at + j] / rest[j]
                quotients[slots[at + j], 0] = p[j]
                quotients[slots[at + j], 1] = rest[j]
            rest[size:n] = 0
            for a in range(n_active):
                topic, least = held[begin + a], alpha[active[begin + a]]
                for j in range(n):
                    g[j] = max(topic - topic * near[a, j] * p[j], least) * near[a, j] * rest[j]
                doc_topic[d, active[begin + a]] = total(g, n) + least


@kernel
def total_active(
    first: int,
    last: int,
    indptr: Int64s,
    documents: Int32s,
    starts: Int64s,
    active: Uint32s,
    word_topic: Floats,
    alpha: Floats,
    held: Floats,
    quotients: Floats,
    rest: Floats,
    sign: float,
    out: Floats,
) -> None:
    """Fill `out` with `rest` and what words `first` to `last` have in active topics; compare `update_words`.

    Parameters
    ----------
    rest : ndarray of float32, shape (v, k)
        Tokens in topics that are not active in their documents; or in all, to find the former.
    sign : float
        1 to add to the rest what is found, or -1 to take it away.
    out : ndarray of float32, shape (v, k)
        The other parameters are those of `update_words` and `hold_active`.
    """
    n, by = word_topic.shape[1], float32(sign)
    sums = np.empty(n, np.float32)
    for w in range(first, last):
        sums[:] = 0
        word = word_topic[w]
        for i in range(indptr[w], indptr[w + 1]):
            d = documents[i]
            q, c = quotients[i, 0], quotients[i, 1]
            for a in range(starts[d], starts[d + 1]):
                k = active[a]
                sums[k] += c * max(held[a] - held[a] * word[k] * q, alpha[k])
        for k in range(n):
            out[w, k] = max(rest[w, k] + by * sums[k] * word[k], float32(0))
