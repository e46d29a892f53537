"""The score of a hit: how often such hits are right."""

import math

from reportnlp.lexicon import load_lexicon
from reportnlp.slogans.choose import Scored
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View

__all__ = ["scored"]

#: Share of right hits of each rule, by type where rules share a name.
RATES = {
    "quotes": 0.95,
    "known": 0.8,
    "plus": 0.9,
    "chain": 0.7,
    "pairs": 0.85,
    "ones": 0.8,
    "circle": 0.9,
    "numeral lexicon": 0.85,
    "metaphor lexicon": 0.4,
    "policy lexicon": 0.9,
    "scope": 0.95,
    "pair": 0.65,
    "sentence": 0.8,
    "series": 0.75,
    "axay": 0.8,
    "axxayy": 0.75,
    "axx twice": 0.8,
    "with": 0.7,
    "both": 0.7,
    "leads": 0.7,
    "negations": 0.8,
    "idiom": 0.85,
    "row": 0.7,
    "outline": 0.9,
    "run-in": 0.85,
    "predictor": 0.5,
    "made by a place": 0.75,
    "wish of a place": 0.75,
}
#: Share of right hits among those that only the predictor sees, in a report that does use quotation marks.
UNQUOTED = 0.5


def scored(view: View, hit: Hit, logit: float | None) -> Scored:
    """Return a hit with its score and its evidence; `logit` is the predictor's, None if it is very small."""
    words = view.inside(hit.start, hit.end)
    whole = len(words) == 1 and words[0].end == hit.end
    category = words[0].category if whole else load_lexicon().category(view.text[hit.start : hit.end])
    rate = RATES[hit.rule if hit.rule != "lexicon" else f"{hit.type} lexicon"]
    likely = 0.0 if logit is None else 1 / (1 + math.exp(-logit))
    if hit.rule == "predictor":
        # Who uses quotation marks has quoted most of what there is to quote.
        rate = likely * (UNQUOTED if view.quotes else 0.9)
    return Scored(hit, rate, view.quoted(hit.start, hit.end), view.fits(hit.start, hit.end), likely, category)
