"""Propagation: a phrase quoted once marks its uses without quotes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportnlp.slogans.hit import TYPES, SloganType

__all__ = ["by_head", "known", "most_frequent", "stressed", "uses"]

#: Of all uses of a phrase, the share that must be quoted. A short one is more often a plain word as well.
SHARE = {2: 0.8, 3: 0.5}
SHARE_OF_LONGER = 0.3
#: A phrase of so many uses is a plain word if a smaller share of them is quoted.
MANY, SHARE_OF_PLAIN = 10, 0.1
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
    return frozenset(phrase for phrase, n in quoted.items() if MANY <= used.get(phrase, 0) > n / SHARE_OF_PLAIN)


def most_frequent(types: Counter[SloganType]) -> SloganType:
    """Return the type that was counted most often, the narrower one of two."""
    return min(types, key=lambda type_: (-types[type_], TYPES.index(type_)))


def by_head(phrases: Iterable[str]) -> Mapping[str, tuple[list[int], frozenset[str]]]:
    """Return the phrases of 2 to 20 characters by their first two, with their lengths."""
    index: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        if 2 <= len(phrase) <= _LONGEST:
            index[phrase[:2]].add(phrase)
    return {head: (sorted(set(map(len, found))), frozenset(found)) for head, found in index.items()}


def uses(
    text: str, starts: Sequence[int], edges: bytes, index: Mapping[str, tuple[list[int], frozenset[str]]]
) -> Iterator[tuple[int, int]]:
    """Yield where phrases stand that cut no token, by start; they may overlap."""
    for start in starts:
        head = index.get(text[start : start + 2])
        if head:
            for length in head[0]:
                if text[start : start + length] in head[1] and edges[start + length]:
                    yield start, start + length
