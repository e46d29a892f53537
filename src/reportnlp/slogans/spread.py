"""Propagation: a phrase quoted once marks its uses without quotes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from reportnlp.slogans.hit import TYPES, SloganType
from reportnlp.slogans.kernels.uses import phrase_uses
from reportnlp.slogans.view import View, points_in

__all__ = ["known", "most_frequent", "stressed", "uses"]

#: Of all uses of a phrase, the share that must be quoted. A short one is more often a plain word as well.
SHARE = {2: 0.8, 3: 0.5}
SHARE_OF_LONGER = 0.3
#: A phrase is a plain word if it has so many other uses, and a smaller share of them is quoted.
OTHERS, SHARE_OF_PLAIN = 4, 0.15
_LONGEST = 20


def known(quoted: Mapping[tuple[str, SloganType], int], used: Mapping[str, int]) -> dict[str, SloganType]:
    """Return the phrases whose quoted uses are a large enough share of all, each with its most frequent type.

    Parameters
    ----------
    quoted : mapping
        How often each phrase is quoted as a slogan of each type.
    used : mapping
        How often each phrase stands anywhere.
    """
    types: dict[str, Counter[SloganType]] = defaultdict(Counter)
    for (phrase, type_), n in quoted.items():
        types[phrase][type_] += n
    return {
        phrase: most_frequent(found)
        for phrase, found in types.items()
        if found.total() >= SHARE.get(len(phrase), SHARE_OF_LONGER) * used.get(phrase, 0)
    }


def stressed(quoted: Mapping[str, int], used: Mapping[str, int]) -> frozenset[str]:
    """Return the phrases that are words as any other, and were stressed once or twice: 满意度, 竞争力."""
    others = {phrase: used.get(phrase, 0) - 1 for phrase in quoted}
    return frozenset(p for p, n in quoted.items() if others[p] >= OTHERS and n - 1 < SHARE_OF_PLAIN * others[p])


def most_frequent(types: Counter[SloganType]) -> SloganType:
    """Return the type that was counted most often, the narrower one of two."""
    return min(types, key=lambda type_: (-types[type_], TYPES.index(type_)))


def uses(view: View, phrases: Iterable[str]) -> list[tuple[int, str]]:
    """Return where phrases of 2 to 20 characters stand that cut no token, by start; they may overlap."""
    every = [phrase for phrase in phrases if 2 <= len(phrase) <= _LONGEST]
    indptr = np.append(0, np.cumsum([len(phrase) for phrase in every], dtype=np.int64))
    starts, numbers = phrase_uses(view.points, view.edges, view.starts, points_in("".join(every)), indptr)
    return [(start, every[k]) for start, k in zip(starts.tolist(), numbers.tolist(), strict=True)]
