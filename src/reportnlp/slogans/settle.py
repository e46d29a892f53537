"""One phrase, one type: what the lexicon says of it, else the type of most of its hits."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from reportnlp.slogans.forms import form_of, known_type
from reportnlp.slogans.hit import PREDICTOR, Found, SloganType
from reportnlp.slogans.normal import normalize
from reportnlp.slogans.spread import most_frequent
from reportnlp.slogans.view import View

__all__ = ["spelling", "types_of", "votes_in", "with_types"]


def votes_in(view: View, found: Found) -> Counter[tuple[str, SloganType]]:
    """Return how many hits, those of the predictor apart, say of each normalized phrase that it is of a type.

    A heading is one by its place, not by its words, and has no part in this.
    """
    return Counter(
        (spelling(view.text[start:end]), type_)
        for start, end, type_, rule in zip(
            found.start.tolist(), found.end.tolist(), found.type, found.rule, strict=True
        )
        if type_ and type_ != "heading" and rule != PREDICTOR
    )


def types_of(votes: Mapping[tuple[str, SloganType], int]) -> dict[str, SloganType]:
    """Return one type for each phrase, whatever detector met it and wherever.

    A set metaphor or the name of a policy is what `known_type` says. Any other phrase has the type of most of its
    hits, and the narrower one of two.
    """
    counted: dict[str, Counter[SloganType]] = defaultdict(Counter)
    for (phrase, type_), n in votes.items():
        counted[phrase][type_] += n
    return {phrase: known_type(phrase) or most_frequent(types) for phrase, types in counted.items()}


def with_types(view: View, found: Found, types: Mapping[str, SloganType]) -> Found:
    """Return hits with the types of their phrases, headings as they are; the predictor's have that of their form."""
    return found._replace(
        type=[
            type_
            if type_ == "heading"
            else types.get(spelling(view.text[start:end])) or type_ or form_of(view, start, end)
            for start, end, type_ in zip(found.start.tolist(), found.end.tolist(), found.type, strict=True)
        ]
    )


@lru_cache(maxsize=1 << 17)
def spelling(text: str) -> str:
    """Return the normalized spelling of a phrase, most of which come again."""
    return normalize(text)
