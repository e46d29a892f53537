"""Kernels that find which topics add little, and which are two in one."""

import numpy as np
import numpy.typing as npt
from numba import float32

from reportnlp.jit import kernel

__all__ = ["add_losses", "fill_parts", "first_sides", "gain_of_sides"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Int8s = npt.NDArray[np.int8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

#: Tokens by which a word's place on the axis is drawn to the middle: else rare words are its ends.
CALM = 10.0
#: Tokens of the whole topic that each of its sides is given.
SHARED = 50.0
#: A word of which all other documents have no more than this says nothing.
RARE = 1e-6


@kernel
def add_losses(
    first: int,
    last: int,
    indptr: Int64s,
    indices: Int32s,
    counts: Floats,
    word_topic: Floats,
    alpha: Floats,
    used: Floats,
    slots: Int32s,
    quotients: Floats,
    losses: Doubles,
) -> None:
    """Add up what the tokens of documents `first` to `last` lose of their log-likelihood without each topic.

    A token of which topic k has the part r loses -ln(1 - r); no other topic takes its place here, so the true
    loss is less.

    Parameters
    ----------
    word_topic, alpha, used, slots, quotients
        Those of `update_documents` when it left each occurrence out.
    losses : ndarray of float64, shape (k,)
        Added to.
    """
    quarter, third, half = float32(0.25), float32(1 / 3), float32(0.5)
    parts = np.empty(len(losses), np.float32)
    for d in range(first, last):
        for j in range(indptr[d], indptr[d + 1]):
            w, q, c = indices[j], quotients[slots[j], 0], counts[j]
            by = quotients[slots[j], 1] / c
            most = float32(0)
            for k in range(len(losses)):
                held = used[d, k]
                r = by * max(held - held * word_topic[w, k] * q, alpha[k]) * word_topic[w, k]
                parts[k], most = r, max(most, r)
            for k in range(len(losses)):  # the first terms of the series: a logarithm for each would take too long
                r = parts[k]
                losses[k] += c * r * (1 + r * (half + r * (third + r * quarter))) if r < half else 0.0
            if most >= half:
                for k in range(len(losses)):
                    if parts[k] >= half:
                        losses[k] -= c * np.log(max(1 - parts[k], float32(1e-3)))


@kernel
def fill_parts(
    documents: Int64s,
    k: int,
    indptr: Int64s,
    indices: Int32s,
    word_topic: Floats,
    least: float,
    used: Floats,
    slots: Int32s,
    quotients: Floats,
    words: Int32s,
    parts: Floats,
) -> None:
    """Fill in the words of documents, one document after the other, and the tokens that topic `k` has of them.

    Parameters
    ----------
    documents : ndarray of int64
        Rows.
    least : float
        Weight of the topic in a document, its alpha.
    words, parts : ndarray of int32 and float32, as long as the documents have stored counts
        Filled.
    """
    at = 0
    for d in documents:
        held = used[d, k]
        for j in range(indptr[d], indptr[d + 1]):
            p = word_topic[indices[j], k]
            words[at] = indices[j]
            q, c = quotients[slots[j], 0], quotients[slots[j], 1]
            parts[at] = c * max(held - held * p * q, float32(least)) * p
            at += 1


@kernel
def first_sides(begins: Int64s, words: Int32s, parts: Floats, n_rounds: int, places: Doubles, sides: Int8s) -> None:
    """Put documents on the two sides of the axis along which their words differ most.

    The axis is found by reciprocal averaging (Hill 1973): a document stands where its words stand, a word where
    its documents do.

    Parameters
    ----------
    begins : ndarray of int64, shape (d + 1,)
        Where the words of each document begin.
    words, parts
        Those of `fill_parts`.
    places : ndarray of float64, shape (v,)
        Where words stand at first; changed.
    sides : ndarray of int8, shape (d,)
        Filled with 0 or 1.
    """
    tokens, sums = np.zeros(len(places)), np.empty(len(places))
    for a in range(len(words)):
        tokens[words[a]] += parts[a]
    for _ in range(n_rounds):
        middle = (places * tokens).sum() / tokens.sum()
        sums[:] = 0
        for d in range(len(sides)):
            place, size = 0.0, 1.0
            for a in range(begins[d], begins[d + 1]):
                place += parts[a] * (places[words[a]] - middle)
                size += parts[a]
            sides[d] = place > 0
            for a in range(begins[d], begins[d + 1]):
                sums[words[a]] += parts[a] * place / size
        places[:] = sums / (tokens + CALM)
        places /= max(np.abs(places).max(), 1e-300)


@kernel
def gain_of_sides(begins: Int64s, words: Int32s, parts: Floats, n_rounds: int, sides: Int8s, tokens: Doubles) -> float:
    """Let each document go to the side that predicts its words better, and return how much better two sides predict.

    No document has a say in what it is judged by, and in the end it may be of either side, each as likely as it
    has tokens: of a topic that is one, two sides predict no better.

    Parameters
    ----------
    begins, words, parts, sides
        Those of `first_sides`; `sides` are changed.
    n_rounds : int
        How often documents may go.
    tokens : ndarray of float64, shape (2, v)
        Filled with the tokens of both sides.

    Returns
    -------
    float
        Gain of log-likelihood.
    """
    gain = 0.0
    for step in range(n_rounds + 1):
        tokens[:] = 0
        for d in range(len(sides)):
            for a in range(begins[d], begins[d + 1]):
                tokens[sides[d], words[a]] += parts[a]
        sizes = tokens.sum(axis=1)
        for d in range(len(sides)):
            side, size = sides[d], 0.0
            for a in range(begins[d], begins[d + 1]):
                size += parts[a]
            stays = goes = 0.0
            for a in range(begins[d], begins[d + 1]):
                w, mine = words[a], float(parts[a])
                own, other = max(tokens[side, w] - mine, 0.0), tokens[1 - side, w]
                if own + other <= RARE:
                    continue  # no other document has it
                whole = (own + other) / (sizes[0] + sizes[1] - size)
                near = (own / whole + SHARED) / (sizes[side] - size + SHARED)
                far = (other / whole + SHARED) / (sizes[1 - side] + SHARED)
                goes += mine * np.log(far / near)
                if step == n_rounds:
                    stays += mine * np.log(near)
            if step < n_rounds:
                sides[d] = side ^ (goes > 0)
            else:
                odds = sizes[1 - side] / (sizes[side] - size + RARE) * np.exp(min(goes, 500.0))
                gain += stays + np.log((1 + odds) / (1 + sizes[1 - side] / (sizes[side] - size + RARE)))
    return gain
