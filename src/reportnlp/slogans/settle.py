"""One phrase, one type: what the lexicon says of it, else the type of most of its hits."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from reportnlp.slogans.forms import known_type
from reportnlp.slogans.hit import Hit, SloganType
from reportnlp.slogans.normal import normalize
from reportnlp.slogans.spread import most_frequent
from reportnlp.slogans.view import View

__all__ = ["one_type"]


def one_type(seen: Sequence[View], found: Sequence[Sequence[Hit]]) -> list[list[Hit]]:
    """Return the hits of each view with one type a phrase, whatever detector met it and wherever.

    A set metaphor or the name of a policy is what `known_type` says. Any other phrase has the type of most of its
    hits, those of the predictor apart, and the narrower one of two. A heading is one by its place, not by
    its words, and has no part in this.
    """
    spelling: dict[str, str] = {}
    votes: dict[str, Counter[SloganType]] = defaultdict(Counter)
    texts = [[view.text[hit.start : hit.end] for hit in hits] for view, hits in zip(seen, found, strict=True)]
    for own, hits in zip(texts, found, strict=True):
        for text, hit in zip(own, hits, strict=True):
            if text not in spelling:
                spelling[text] = normalize(text)
            if hit.type != "heading" and hit.rule != "predictor":
                votes[spelling[text]][hit.type] += 1
    types = {phrase: known_type(phrase) or most_frequent(counted) for phrase, counted in votes.items()}
    return [
        [
            hit if hit.type == "heading" else hit._replace(type=types.get(spelling[text], hit.type))
            for text, hit in zip(own, hits, strict=True)
        ]
        for own, hits in zip(texts, found, strict=True)
    ]
