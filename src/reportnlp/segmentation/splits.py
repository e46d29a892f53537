"""Types that are no word, cut wherever they occur."""

from collections.abc import Mapping, Sequence

import numpy as np

from reportnlp.segmentation.cut import Cut
from reportnlp.segmentation.dictionary import Dictionary, points_of

__all__ = ["split_types"]


def split_types(cut: Cut, parts: Mapping[str, Sequence[str]], dictionary: Dictionary) -> Cut:
    """Return a cut in which some types are divided.

    Parameters
    ----------
    cut : Cut
    parts : mapping of str to sequence of str
        Types of the cut, and what becomes of each: words that put together are the type again.
    dictionary : Dictionary
        It numbers the parts.

    Returns
    -------
    Cut
    """
    if not parts:
        return cut
    pieces = [list(parts.get(type_, (type_,))) for type_ in cut.types]
    types = sorted({piece for each in pieces for piece in each})
    number_of = {type_: k for k, type_ in enumerate(types)}
    flat = np.fromiter((number_of[piece] for each in pieces for piece in each), np.int32)
    sizes = np.fromiter((len(piece) for each in pieces for piece in each), np.int32)
    counts = np.fromiter(map(len, pieces), np.int64, len(pieces))
    firsts = np.cumsum(counts) - counts
    copies = counts[cut.ids]
    stops = np.append(0, np.cumsum(copies))
    within = np.arange(stops[-1]) - np.repeat(stops[:-1], copies)  # place of each part among those of its type
    which = np.repeat(firsts[cut.ids], copies) + within
    before = np.cumsum(sizes) - sizes  # characters in front of each part, those of all types in one row
    starts = np.repeat(cut.starts - before[firsts[cut.ids]], copies) + before[which]
    ids, starts = flat[which], starts.astype(np.int32)
    forms = np.zeros(len(types), np.uint8)
    forms[flat[firsts[counts == 1]]] = cut.forms[counts == 1]
    return Cut(types, dictionary.find(*points_of(types)), forms, ids, starts, starts + sizes[which], stops[cut.indptr])
