"""The sentences that slogans stand in."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from reportnlp.corpus import Report
from reportnlp.slogans.view import points_in, sentences_in

__all__ = ["around"]

Longs = npt.NDArray[np.int64]


def around(reports: Iterable[Report], of: Longs, start: Longs, end: Longs, farthest: int) -> tuple[Longs, Longs]:
    """Return the sentences that spans of reports stand in, `farthest` characters before and after them at most."""
    texts = [f"{report.text}\n" for report in reports]
    bounds = np.cumsum([0, *map(len, texts)])
    starts, ends = sentences_in(points_in("".join(texts)))
    low, high = (np.searchsorted(starts, bounds[k]) for k in (of, of + 1))
    raw = bounds[of]
    first = np.searchsorted(starts, raw + start, side="right") - 1
    # A phrase with an end mark in it reaches into the next sentence: show both.
    last = np.searchsorted(starts, raw + end - 1, side="right") - 1
    first, last = np.clip(first, low, high - 1), np.clip(last, low, high - 1)
    begin, stop = np.minimum(starts[first] - raw, start), np.maximum(ends[last] - raw, end)
    return np.maximum(begin, start - farthest), np.minimum(stop, end + farthest)
