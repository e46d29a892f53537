"""Of hits that overlap, which stay: spans nest only across types."""

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.hit import PREDICTOR, TYPES, Found
from reportnlp.slogans.kernels.choosing import compatible
from reportnlp.slogans.scores import Scores
from reportnlp.slogans.view import View

__all__ = ["choose"]

_PLACE: dict[str, int] = {type_: k for k, type_ in enumerate(TYPES)}
#: No hit is longer.
LONGEST = 200


def choose(view: View, found: Found, scores: Scores) -> npt.NDArray[np.int64]:
    """Return the numbers of the better ones of the hits that may not stand together, by start, the longer first.

    Two of one type may not overlap, two of other types may not cross or have the same span. The
    quoted one wins, then the higher score, the longer one, the one further left, and the narrower type;
    what only the predictor sees comes last.
    """
    length = found.end - found.start
    place = np.array([_PLACE[type_] for type_ in found.type], np.int64)
    predicted = np.array([rule == PREDICTOR for rule in found.rule], np.bool_)
    ranked = np.lexsort((place, found.start, -length, -scores.score, ~scores.quoted, predicted))
    ranked = ranked[length[ranked] <= LONGEST]
    kept = ranked[compatible(found.start[ranked], found.end[ranked], place[ranked], len(view.text), LONGEST)]
    order: npt.NDArray[np.int64] = kept[np.lexsort((place[kept], -found.end[kept], found.start[kept]))]
    return order
