"""The predictor: where an author would put quotation marks, learned from where authors put them."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import ascii_letters
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.segmentation import Segmenter
from reportnlp.slogans.kernels.spans import BITS, MARGIN, candidates, scores_at, words_of
from reportnlp.slogans.view import HAN, SPACES, among, points_in

__all__ = ["Model", "Predicted", "Texts", "load_model", "logits_at", "predict", "prepare"]

Longs = npt.NDArray[np.int64]

#: No span holds one of these, or a blank.
_STOPS = "。；：！？!?;:…（）()《》<>〈〉【】[]|—\u3000\u00a0"
_NUMERALS = "一二三四五六七八九十百千万亿零两双"
#: Parts of speech, in an order that the weights depend on.
_TAGS = (
    "", "a", "ad", "an", "b", "c", "d", "df", "e", "f", "g", "h", "i", "j", "k", "l", "m", "mq", "n", "ng", "nr",
    "nrfg", "nrt", "ns", "nt", "nz", "o", "p", "q", "r", "rr", "rz", "s", "t", "tg", "u", "ud", "ug", "uj", "ul",
    "uv", "uz", "v", "vd", "vg", "vi", "vn", "vq", "x", "y", "z", "zg",
)  # fmt: skip
_TAG_NUMBER = {tag: k for k, tag in enumerate(_TAGS)}


class Texts(NamedTuple):
    """Texts as the kernels take them, and where each begins: int64[d]."""

    point: npt.NDArray[np.int32]
    edge: npt.NDArray[np.uint8]
    tag: npt.NDArray[np.uint8]
    word: npt.NDArray[np.int64]
    kind: npt.NDArray[np.uint8]
    first: npt.NDArray[np.int64]


class Model(NamedTuple):
    """Weights of the features, float32[2**BITS], and the bias."""

    weight: npt.NDArray[np.float32]
    bias: float


class Predicted(NamedTuple):
    """Spans of a text with their logits, by start and then by end."""

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    score: npt.NDArray[np.float32]

    def by_span(self) -> dict[tuple[int, int], float]:
        """Return the logits by (start, end)."""
        return dict(zip(zip(self.start.tolist(), self.end.tolist(), strict=True), self.score.tolist(), strict=True))


@cache
def load_model() -> Model:
    """Return the weights that come with the package; `scripts/train_quotes.py` made them."""
    with np.load(files("reportnlp.slogans") / "data" / "predictor.npz", allow_pickle=False) as stored:  # type: ignore[arg-type]
        weight = np.zeros(1 << BITS, np.float32)
        weight[np.cumsum(stored["steps"], dtype=np.int64)] = stored["weights"]
        return Model(weight, float(stored["bias"]))


def prepare(texts: Sequence[str]) -> Texts:
    """Return texts without quotation marks as arrays; they are cut by the plain dictionary, without a lexicon."""
    tokens = _segmenter().segment(texts)
    lengths = np.array([len(text) for text in texts], np.int64)
    first = MARGIN + np.cumsum(np.append(0, lengths[:-1] + MARGIN))[: len(texts)]
    n = int(lengths.sum()) + MARGIN * (len(texts) + 1)
    point, edge, tag = np.zeros(n, np.int32), np.zeros(n + 1, np.uint8), np.zeros(n, np.uint8)
    known = np.array([_TAG_NUMBER.get(each, 0) for each in tokens.vocabulary.tags], np.uint8)
    for k, (text, start) in enumerate(zip(texts, first.tolist(), strict=True)):
        own = slice(tokens.indptr[k], tokens.indptr[k + 1])
        starts, ends = tokens.starts[own], tokens.ends[own]
        point[start : start + len(text)] = points_in(text)
        tag[start : start + len(text)] = np.repeat(known[tokens.ids[own]], ends - starts)
        edge[start + starts] = edge[start + ends] = 1
    edge[:-1][point == 0] = 1
    word = words_of(point, edge)
    kind = _kinds().take(point, mode="clip")
    point[among(point, _STOPS + SPACES)] = 0
    return Texts(point, edge, tag, word, kind, first)


def predict(texts: Texts, model: Model, cut: npt.ArrayLike) -> list[Predicted]:
    """Return for each text the spans of 2 to 12 characters whose logit is `cut` or more; they may overlap.

    `cut` is one for all texts or one for each, infinite where no span is wanted.
    """
    first = np.append(texts.first, len(texts.point))
    cuts = np.broadcast_to(np.asarray(cut, np.float64), len(texts.first)).copy()
    start, end, score = candidates(*texts[:5], model.weight, model.bias, first, cuts)
    bounds = np.searchsorted(start, np.append(texts.first, len(texts.point)))
    return [
        Predicted(start[a:b] - first, end[a:b] - first, score[a:b])
        for a, b, first in zip(bounds[:-1].tolist(), bounds[1:].tolist(), texts.first.tolist(), strict=True)
    ]


def logits_at(texts: Texts, model: Model, start: Longs, end: Longs) -> npt.NDArray[np.float32]:
    """Return the logits of spans of the arrays, not a number for one that `predict` never returns: float32[c]."""
    found: npt.NDArray[np.float32] = scores_at(*texts[:5], model.weight, model.bias, start, end)
    return found


@cache
def _segmenter() -> Segmenter:
    return Segmenter()


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return the class of each code point: uint8[0x110000]."""
    kind = np.full(0x110000, 6, np.uint8)
    for k, characters in enumerate((HAN, _NUMERALS, "0123456789", ascii_letters, "+＋")):
        kind[points_in(characters)] = (2, 1, 3, 4, 5)[k]
    return kind
