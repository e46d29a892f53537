"""Slogans that only the predictor sees: quoted nowhere, and of no form that a rule knows."""

from collections.abc import Iterator

import numpy as np

from reportnlp.slogans.forms import form_of
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.predictor import Predicted
from reportnlp.slogans.view import View

__all__ = ["CUT", "find_predicted"]

#: Spans of a smaller logit are not looked at: fewer than one in fifty would be quoted.
CUT = -4.0


def find_predicted(view: View, predicted: Predicted) -> Iterator[Hit]:
    """Yield the spans that are more likely than all that overlap them, in no promised order."""
    taken = np.zeros(len(view.text) + 1, bool)
    for k in np.argsort(-predicted.score, kind="stable").tolist():
        start, end = int(predicted.start[k]), int(predicted.end[k])
        if not taken[start:end].any():
            taken[start:end] = True
            if view.text[start].isalnum() and (view.text[end - 1].isalnum() or view.text[end - 1] in "+＋"):
                yield Hit(start, end, form_of(view, start, end), "predictor")
