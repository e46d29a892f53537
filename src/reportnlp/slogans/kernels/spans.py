"""Kernels of the predictor: a logistic model over hashed features of every span of 2 to 12 characters.

The features of a span are those of its left edge, of its right edge, of each character in it and of the
whole; each is a number below 2**19 that names a weight (feature hashing, K. Weinberger et al. (2009), Feature
hashing for large scale multitask learning, ICML). As all but the last kind add up, sums over a text are
made once, and a span costs the few features of the whole.

Arrays, n the number of characters of all texts with `MARGIN` zeros before, between and after them:

``point``, int32[n]
    Code points; 0 where no span may be.
``edge``, uint8[n + 1]
    1 where a token begins or ends.
``tag``, uint8[n]
    Part of speech of the token at each character.
``word``, int64[n]
    A hash of that token, 0 or more.
``kind``, uint8[n]
    Class of each character: 1 Chinese numeral, 2 other Chinese character, 3 digit, 4 letter, 5 plus, 6 other.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel, part

__all__ = [
    "BITS",
    "LONGEST",
    "MARGIN",
    "MOST",
    "SHORTEST",
    "all_features",
    "apart",
    "candidates",
    "scores_at",
    "words_of",
]

_Points = npt.NDArray[np.int32]
_Bytes = npt.NDArray[np.uint8]
_Longs = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float32]
_Doubles = npt.NDArray[np.float64]

BITS = 19
SHORTEST, LONGEST = 2, 12
MARGIN = 4
#: Features of the longest span.
MOST = 96

_SHIFT = np.uint64(64 - BITS)
_M1, _M2, _29 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(29)


@part
def _mixed(h: Any, x: Any) -> Any:
    h = (h ^ np.uint64(x)) * _M1
    return (h ^ (h >> _29)) * _M2


@part
def _bucket(template: int, x: Any, y: Any, z: Any) -> Any:
    h = _mixed(_mixed(_mixed(np.uint64(template) * _M2, x), y), z)
    return np.int64(h >> _SHIFT)


@part
def _left(point: _Points, edge: _Bytes, tag: _Bytes, word: _Longs, s: int, out: _Longs, n: int) -> int:
    """Write the features of the left edge behind the `n` first ones of `out`, and return how many there are now."""
    a, b, c, d = np.int64(point[s - 1]), np.int64(point[s - 2]), np.int64(point[s]), np.int64(point[s + 1])
    e = np.int64(edge[s])
    out[n] = _bucket(1, a, e, 0)
    out[n + 1] = _bucket(2, b, a, e)
    out[n + 2] = _bucket(3, np.int64(point[s - 3]), b, a)
    out[n + 3] = _bucket(4, c, e, 0)
    out[n + 4] = _bucket(5, c, d, e)
    out[n + 5] = _bucket(6, a, c, 0)
    out[n + 6] = _bucket(7, b, a, c)
    out[n + 7] = _bucket(8, a, c, d)
    out[n + 8] = _bucket(9, c, d, np.int64(point[s + 2]))
    out[n + 9] = _bucket(10, word[s - 1], e, 0)
    out[n + 10] = _bucket(11, word[s], e, 0)
    out[n + 11] = _bucket(12, word[s - 1], tag[s], e)
    out[n + 12] = _bucket(13, tag[s - 1], tag[s], e)
    out[n + 13] = _bucket(14, np.int64(point[s - 4]) << 21 | np.int64(point[s - 3]), b, a)
    return n + 14


@part
def _right(point: _Points, edge: _Bytes, tag: _Bytes, word: _Longs, t: int, out: _Longs, n: int) -> int:
    """Write the features of the right edge before position `t`, as `_left` does."""
    a, b, c, d = np.int64(point[t]), np.int64(point[t + 1]), np.int64(point[t - 1]), np.int64(point[t - 2])
    e = np.int64(edge[t])
    out[n] = _bucket(21, a, e, 0)
    out[n + 1] = _bucket(22, a, b, e)
    out[n + 2] = _bucket(23, a, b, np.int64(point[t + 2]))
    out[n + 3] = _bucket(24, c, e, 0)
    out[n + 4] = _bucket(25, d, c, e)
    out[n + 5] = _bucket(26, c, a, 0)
    out[n + 6] = _bucket(27, c, a, b)
    out[n + 7] = _bucket(28, d, c, a)
    out[n + 8] = _bucket(29, np.int64(point[t - 3]), d, c)
    out[n + 9] = _bucket(30, word[t], e, 0)
    out[n + 10] = _bucket(31, word[t - 1], e, 0)
    out[n + 11] = _bucket(32, word[t], tag[t - 1], e)
    out[n + 12] = _bucket(33, tag[t - 1], tag[t], e)
    out[n + 13] = _bucket(34, np.int64(point[t + 3]) << 21 | np.int64(point[t + 2]), b, a)
    return n + 14


@part
def _one(point: _Points, k: int) -> Any:
    return _bucket(41, np.int64(point[k]), 0, 0)


@part
def _two(point: _Points, edge: _Bytes, k: int) -> Any:
    return _bucket(42, np.int64(point[k]), np.int64(point[k + 1]), np.int64(edge[k + 1]))


@part
def _whole(
    point: _Points, edge: _Bytes, tag: _Bytes, word: _Longs, kind: _Bytes, s: int, t: int, out: _Longs, n: int
) -> int:
    """Write the features of the whole span [s, t), that of its text last, and return how many there are now."""
    length = np.int64(t - s)
    e = np.int64(edge[s]) * 2 + np.int64(edge[t])
    text, kinds, tags, cuts = np.uint64(7), np.uint64(8), np.uint64(9), 0
    for k in range(s, t):
        text = _mixed(text, np.int64(point[k]))
        kinds = _mixed(kinds, kind[k])
        if k == s or edge[k]:
            tags = _mixed(tags, tag[k])
            cuts += 1
    few = min(cuts, 5)
    shape = np.int64(kinds >> np.uint64(2))
    parts = np.int64(tags >> np.uint64(2))
    out[n] = _bucket(51, length, e, few)
    out[n + 1] = _bucket(52, np.int64(point[s]), np.int64(point[t - 1]), length)
    out[n + 2] = _bucket(53, np.int64(point[s - 1]), np.int64(point[t]), 0)
    out[n + 3] = _bucket(54, shape, e, 0)
    out[n + 4] = _bucket(55, tag[s], tag[t - 1], few)
    out[n + 5] = _bucket(56, tag[s - 1], tag[t], e)
    out[n + 6] = _bucket(57, word[s - 1], word[t], 0)
    out[n + 7] = _bucket(58, word[s], length, e)
    out[n + 8] = _bucket(59, word[t - 1], length, e)
    out[n + 9] = _bucket(60, parts, e, 0)
    out[n + 10] = _bucket(61, np.int64(point[t]), np.int64(point[t + 1]), length)
    out[n + 11] = _bucket(62, np.int64(point[s - 2]), np.int64(point[s - 1]), length)
    out[n + 12] = _bucket(63, word[t], length, few * 4 + e)
    out[n + 13] = _bucket(64, word[s - 1], length, few * 4 + e)
    out[n + 14] = _bucket(65, parts, word[t], 0)
    out[n + 15] = _bucket(66, shape, word[t], 0)
    out[n + 16] = _bucket(67, shape, word[s - 1], 0)
    out[n + 17] = _bucket(68, np.int64(text >> np.uint64(2)), 0, 0)
    return n + 18


@part
def all_features(
    point: _Points, edge: _Bytes, tag: _Bytes, word: _Longs, kind: _Bytes, s: int, t: int, out: _Longs
) -> int:
    """Write all features of span [s, t), that of its text last, into int64[MOST] and return how many there are."""
    n = _left(point, edge, tag, word, s, out, 0)
    n = _right(point, edge, tag, word, t, out, n)
    for k in range(s, t):
        out[n] = _one(point, k)
        n += 1
    for k in range(s, t - 1):
        out[n] = _two(point, edge, k)
        n += 1
    return _whole(point, edge, tag, word, kind, s, t, out, n)


@kernel
def words_of(point: _Points, edge: _Bytes) -> _Longs:
    """Return the hash of the token at each character: int64[n]."""
    n = len(point)
    word = np.zeros(n, np.int64)
    s = 0
    while s < n:
        t = s + 1
        while t < n and not edge[t]:
            t += 1
        h = np.uint64(5)
        for k in range(s, t):
            h = _mixed(h, np.int64(point[k]))
        word[s:t] = np.int64(h >> np.uint64(2))
        s = t
    return word


@part
def _edges(weight: _Floats, out: _Longs, m: int, score: float) -> float:
    """Add the weights of the first `m` features of `out`."""
    for f in range(m):
        score += weight[out[f]]
    return score


@part
def _sums(point: _Points, edge: _Bytes, weight: _Floats, low: int, high: int, ones: _Doubles, twos: _Doubles) -> None:
    """Write the sums over characters and over pairs before each place of a text, anew from where no span may be.

    So they do not depend on what stands before.
    """
    ones[low] = twos[low] = 0.0
    for k in range(low, high):
        ones[k + 1] = twos[k + 1] = 0.0
        if point[k]:
            ones[k + 1] = ones[k] + weight[_one(point, k)]
            twos[k + 1] = twos[k] + weight[_two(point, edge, k)]


@kernel
def candidates(
    point: _Points,
    edge: _Bytes,
    tag: _Bytes,
    word: _Longs,
    kind: _Bytes,
    weight: _Floats,
    bias: float,
    first: _Longs,
    cut: _Doubles,
) -> tuple[_Longs, _Longs, _Floats]:
    """Return start, end and score of the spans of texts whose score is `cut` or more, by start and then by end.

    Parameters
    ----------
    point, edge, tag, word, kind
        See the module.
    weight : ndarray of float32, shape (2**BITS,)
    bias : float
        The score of a span is the logit: the bias and the weights of its features.
    first : ndarray of int64, shape (d + 1,)
        Where each text begins, and n.
    cut : ndarray of float64, shape (d,)
        Least score of each text, infinite for one that is not to be looked at.

    Returns
    -------
    starts, ends : ndarray of int64
    scores : ndarray of float32
    """
    n = len(point)
    out = np.empty(MOST, np.int64)
    right, ones, twos = np.empty(n + 1, np.float64), np.empty(n + 1, np.float64), np.empty(n + 1, np.float64)
    size = 1024
    starts, ends, scores = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.float32)
    found = 0
    for d in range(len(cut)):
        if cut[d] == np.inf:
            continue
        low, high = first[d], first[d + 1] - MARGIN
        for k in range(low, high + 1):
            right[k] = _edges(weight, out, _right(point, edge, tag, word, k, out, 0), 0.0)
        _sums(point, edge, weight, low, high, ones, twos)
        for s in range(low, high):
            if point[s] == 0 or point[s + 1] == 0:
                continue
            left = _edges(weight, out, _left(point, edge, tag, word, s, out, 0), bias)
            for t in range(s + SHORTEST, min(s + LONGEST, high) + 1):
                if point[t - 1] == 0:
                    break
                score = left + right[t] + ones[t] - ones[s] + twos[t - 1] - twos[s]
                if score < cut[d] - 6.0:  # the features of the whole make no such difference
                    continue
                score = _edges(weight, out, _whole(point, edge, tag, word, kind, s, t, out, 0), score)
                if score >= cut[d]:
                    if found == size:
                        size *= 2
                        starts, ends, scores = _longer(starts, size), _longer(ends, size), _longer_floats(scores, size)
                    starts[found], ends[found], scores[found] = s, t, score
                    found += 1
    return starts[:found].copy(), ends[:found].copy(), scores[:found].copy()


@kernel
def scores_at(
    point: _Points,
    edge: _Bytes,
    tag: _Bytes,
    word: _Longs,
    kind: _Bytes,
    weight: _Floats,
    bias: float,
    starts: _Longs,
    ends: _Longs,
) -> _Floats:
    """Return the scores of some spans, not a number where no span may be: float32[c], as of `candidates`."""
    out = np.empty(MOST, np.int64)
    scores = np.full(len(starts), np.nan, np.float32)
    for c in range(len(starts)):
        s, t = starts[c], ends[c]
        allowed = SHORTEST <= t - s <= LONGEST
        for k in range(s, t):
            allowed = allowed and point[k] != 0
        if not allowed:
            continue
        low = s
        while point[low - 1]:
            low -= 1
        # Sums run from the same place on as those of `candidates`, so that they are rounded alike.
        one, two, one_before, two_before, two_last = 0.0, 0.0, 0.0, 0.0, 0.0
        for k in range(low, t):
            if k == s:
                one_before, two_before = one, two
            if k == t - 1:
                two_last = two
            one += weight[_one(point, k)]
            two += weight[_two(point, edge, k)]
        score = _edges(weight, out, _left(point, edge, tag, word, s, out, 0), bias)
        score += _edges(weight, out, _right(point, edge, tag, word, t, out, 0), 0.0)
        score = score + one - one_before + two_last - two_before
        scores[c] = _edges(weight, out, _whole(point, edge, tag, word, kind, s, t, out, 0), score)
    return scores


@kernel
def apart(starts: _Longs, ends: _Longs, n: int) -> npt.NDArray[np.bool_]:
    """Tell which spans of n characters overlap none of those before them that overlap none: bool[c]."""
    taken = np.zeros(n, np.bool_)
    kept = np.zeros(len(starts), np.bool_)
    for c in range(len(starts)):
        kept[c] = True
        for k in range(
            starts[c], ends[c]
        ):  # `any` of an array would load SciPy's linear algebra, in a tenth of a second
            kept[c] &= not taken[k]
        if kept[c]:
            taken[starts[c] : ends[c]] = True
    return kept


@part
def _longer(array: _Longs, size: int) -> _Longs:
    longer = np.empty(size, np.int64)
    longer[: len(array)] = array
    return longer


@part
def _longer_floats(array: _Floats, size: int) -> _Floats:
    longer = np.empty(size, np.float32)
    longer[: len(array)] = array
    return longer
