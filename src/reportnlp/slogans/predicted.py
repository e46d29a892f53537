"""Slogans that only the predictor sees: quoted nowhere, and of no form that a rule knows."""

import math

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.kernels.spans import apart
from reportnlp.slogans.predictor import Texts, load_model, logits_at, predict
from reportnlp.slogans.scores import likely_for
from reportnlp.slogans.view import View

__all__ = ["find_predicted", "logits_of"]

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Spans of a smaller logit are not looked at: fewer than one in a hundred would be quoted.
CUT = -5.0


def find_predicted(view: View, texts: Texts, min_score: float) -> tuple[Longs, Longs, Floats]:
    """Return the spans that are more likely than all that overlap them and may score `min_score`, with their logits."""
    cuts = [_logit(likely_for(min_score, quotes)) for quotes in view.has_quotes.tolist()]
    found = predict(texts, load_model(), cuts)
    shift = view.first[:-1].tolist()
    start = np.concatenate(
        [np.zeros(0, np.int64), *(own.start + first for own, first in zip(found, shift, strict=True))]
    )
    end = np.concatenate([np.zeros(0, np.int64), *(own.end + first for own, first in zip(found, shift, strict=True))])
    logit = np.concatenate([np.zeros(0, np.float32), *(own.score for own in found)])
    best = np.argsort(-logit, kind="stable")
    best = best[apart(start[best], end[best], len(view.text))]
    first, last = ([view.text[k] for k in places.tolist()] for places in (start[best], end[best] - 1))
    whole = [a.isalnum() and (b.isalnum() or b in "+＋") for a, b in zip(first, last, strict=True)]
    best = best[np.array(whole, np.bool_)]
    return start[best], end[best], logit[best].astype(np.float64)


def logits_of(view: View, texts: Texts, start: Longs, end: Longs) -> Floats:
    """Return the logits of some spans, not a number for those of less than `CUT`: float64[c]."""
    report = np.searchsorted(view.first, start, side="right") - 1
    shift = texts.first[report] - view.first[report]
    logits = logits_at(texts, load_model(), start + shift, end + shift).astype(np.float64)
    return np.where(logits >= CUT, logits, np.nan)


def _logit(likely: float) -> float:
    """Return the least logit of what is `likely` to be quoted, infinite if nothing is, with room for rounding."""
    if likely > 1:
        return math.inf
    likely = min(likely, 1 - 1e-12)
    return max(CUT, math.log(likely / (1 - likely)) - 1e-6) if likely > 0 else CUT
