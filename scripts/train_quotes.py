"""Train the predictor of quotation marks on a folder of reports.

    python scripts/train_quotes.py FOLDER [--out src/reportnlp/slogans/data/predictor.npz]

What authors put in quotation marks, 2 to 12 characters, is what to find; the marks are taken out, and a
logistic model learns by AdaGrad (J. Duchi, E. Hazan and Y. Singer (2011), JMLR 12) to tell those spans from
others: from those that overlap them, from others at random, and, in a second round, from those that the model of the
first round takes for quoted. A phrase that is quoted somewhere counts for nothing where it is not. Same
folder, same weights. For development: the library only reads the result.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt

import reportnlp as rn
from reportnlp.slogans.kernels.spans import BITS, LONGEST, MARGIN, MOST, SHORTEST, all_features
from reportnlp.slogans.predictor import Model, Texts, predict, prepare
from reportnlp.slogans.view import Bare, bare_text

Longs = npt.NDArray[np.int64]
EPOCHS, RATE = 6, 0.12
RANDOM, AROUND, HARD = 60, 12, 25  # others for each quoted span
SMALLEST = 0.03  # weights that are kept


def train(texts: Sequence[Bare], seed: int = 0) -> Model:
    """Return the model of texts without quotation marks that know what was quoted."""
    arrays = prepare([text.text for text in texts])
    spans = [
        (int(first) + a, int(first) + b)
        for text, first in zip(texts, arrays.first, strict=True)
        for a, b in text.quotes
    ]
    quoted = _possible(arrays, np.array(spans, np.int64).reshape(-1, 2))
    known = set(_phrases(arrays, quoted))
    random = np.random.default_rng(seed)
    others = _unknown(arrays, _others(arrays, quoted, random), known)
    model = _fitted(arrays, quoted, others, random)
    hard = _hard(arrays, model, known, HARD * len(quoted))
    model = _fitted(arrays, quoted, np.concatenate([others, hard]), random)
    weight = np.where(np.abs(model.weight) >= SMALLEST, model.weight, 0).astype(np.float16).astype(np.float32)
    return Model(weight, model.bias)


def _phrases(arrays: Texts, spans: Longs) -> list[bytes]:
    return [arrays.point[a:b].tobytes() for a, b in spans.tolist()]


def _possible(arrays: Texts, spans: Longs) -> Longs:
    """Return the spans of 2 to 12 characters that hold nothing where no span may be."""
    a, b = spans.T
    stops = np.append(0, np.cumsum(arrays.point == 0))
    inside = (b - a >= SHORTEST) & (b - a <= LONGEST) & (a >= MARGIN) & (b < len(arrays.point) - MARGIN)
    spans = spans[inside]
    return spans[stops[spans[:, 0]] == stops[spans[:, 1]]]


def _unknown(arrays: Texts, spans: Longs, known: set[bytes]) -> Longs:
    """Return the spans whose text is quoted nowhere."""
    return spans[[phrase not in known for phrase in _phrases(arrays, spans)]]


def _others(arrays: Texts, quoted: Longs, random: np.random.Generator) -> Longs:
    """Return spans around the quoted ones, and some at random, three in four at edges of tokens."""
    around = np.repeat(quoted, AROUND, axis=0) + random.integers(-4, 5, (AROUND * len(quoted), 2))
    sizes = np.bincount(quoted[:, 1] - quoted[:, 0], minlength=LONGEST + 1)[SHORTEST:] + len(quoted) / 50
    starts = random.integers(MARGIN, len(arrays.point) - 2 * LONGEST, RANDOM * len(quoted))
    ends = starts + random.choice(np.arange(SHORTEST, LONGEST + 1), len(starts), p=sizes / sizes.sum())
    edges = np.flatnonzero(arrays.edge)
    at_edges = np.arange(len(starts)) % 4 > 0
    for places in (starts, ends):
        places[at_edges] = edges[np.minimum(np.searchsorted(edges, places[at_edges]), len(edges) - 1)]
    return _possible(arrays, np.concatenate([around, np.stack([starts, ends], 1)]))


def _hard(arrays: Texts, model: Model, known: set[bytes], most: int) -> Longs:
    """Return the spans that a model takes for quoted and that are not, the worst ones."""
    found = predict(arrays, model, -4.0)
    firsts = zip(arrays.first.tolist(), found, strict=True)
    spans = np.concatenate([np.stack([some.start, some.end], 1) + first for first, some in firsts])
    scores = np.concatenate([some.score for some in found])
    new = np.array([phrase not in known for phrase in _phrases(arrays, spans)], bool)
    return spans[new][np.argsort(-scores[new], kind="stable")[:most]]


def _fitted(arrays: Texts, quoted: Longs, others: Longs, random: np.random.Generator) -> Model:
    """Return the model that tells the quoted spans from the others."""
    spans = np.concatenate([quoted, others])
    labels = np.zeros(len(spans), np.float32)
    labels[: len(quoted)] = 1
    phrases = _phrases(arrays, quoted)
    counts = Counter(phrases)
    weights = np.ones(len(spans), np.float32)
    # A phrase that is quoted in every report shall not be all that is learned.
    weights[: len(quoted)] = [counts[phrase] ** -0.5 for phrase in phrases]
    weight, squares, bias = np.zeros(1 << BITS, np.float32), np.full(1 << BITS, 1e-2, np.float32), 0.0
    for epoch in range(EPOCHS):
        order = random.permutation(len(spans))
        bias = _epoch(arrays[:5], (spans, labels, weights, order), (weight, squares), bias, epoch)
    return Model(weight, bias)


@numba.njit(cache=False)
def _epoch(arrays, examples, model, bias, epoch):
    """Go once through the spans in an order; change the weights in place and return the bias."""
    (point, edge, tag, word, kind), (spans, labels, shares, order), (weight, squares) = arrays, examples, model
    out = np.empty(MOST, np.int64)
    bias_squares = 1.0
    for i in range(len(order)):
        k = order[i]
        m = all_features(point, edge, tag, word, kind, spans[k, 0], spans[k, 1], out)
        if (k + epoch) % 2:
            m -= 1  # half of the time without the text itself, or nothing else would be learned of it
        score = bias
        for f in range(m):
            score += weight[out[f]]
        slope = (1.0 / (1.0 + np.exp(-score)) - labels[k]) * shares[k]
        for f in range(m):
            w = out[f]
            squares[w] += slope * slope
            weight[w] -= RATE * slope / np.sqrt(squares[w])
        bias_squares += slope * slope
        bias -= RATE * slope / np.sqrt(bias_squares)
    return bias


def save(model: Model, path: Path) -> None:
    """Write the weights that are not 0 with the steps between their numbers."""
    used = np.flatnonzero(model.weight)
    steps = np.diff(used, prepend=0)
    np.savez_compressed(
        path,
        steps=steps.astype(np.uint8 if steps.max(initial=0) < 256 else np.uint16),
        weights=model.weight[used].astype(np.float16),
        bias=np.float64(model.bias),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/reportnlp/slogans/data/predictor.npz"))
    given = parser.parse_args()
    corpus = rn.read_corpus(given.folder)
    save(train([bare_text(report.text) for report in corpus]), given.out)
