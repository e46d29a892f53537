"""One phrase, one type: what the lexicon says of it, else the type of most of its hits."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from reportnlp.slogans.forms import known_type
from reportnlp.slogans.hit import Hit, SloganType
from reportnlp.slogans.normal import normalize
from reportnlp.slogans.spread import most_frequent
from reportnlp.slogans.view import View

__all__ = ["types_of", "votes_in", "with_types"]


def votes_in(seen: Sequence[View], found: Sequence[Sequence[Hit]]) -> Counter[tuple[str, SloganType]]:
    """Return how many hits, those of the predictor apart, say of each normalized phrase that it is of a type.

    A heading is one by its place, not by its words, and has no part in this.
    """
    votes: Counter[tuple[str, SloganType]] = Counter()
    for view, hits in zip(seen, found, strict=True):
        for hit in hits:
            if hit.type != "heading" and hit.rule != "predictor":
                votes[_spelling(view.text[hit.start : hit.end]), hit.type] += 1
    return votes


def types_of(votes: Mapping[tuple[str, SloganType], int]) -> dict[str, SloganType]:
    """Return one type for each phrase, whatever detector met it and wherever.

    A set metaphor or the name of a policy is what `known_type` says. Any other phrase has the type of most of its
    hits, and the narrower one of two.
    """
    counted: dict[str, Counter[SloganType]] = defaultdict(Counter)
    for (phrase, type_), n in votes.items():
        counted[phrase][type_] += n
    return {phrase: known_type(phrase) or most_frequent(types) for phrase, types in counted.items()}


def with_types(view: View, hits: Sequence[Hit], types: Mapping[str, SloganType]) -> list[Hit]:
    """Return the hits of a view with the types of their phrases, headings as they are."""
    return [
        hit
        if hit.type == "heading"
        else hit._replace(type=types.get(_spelling(view.text[hit.start : hit.end]), hit.type))
        for hit in hits
    ]


@lru_cache(maxsize=1 << 17)
def _spelling(text: str) -> str:
    return normalize(text)
