"""The score of a hit: how often such hits are right.

The rates are those of hits of 219 reports that were drawn at random and judged one by one, and of hand-labelled reports
of streets; `docs/slogans.md` has the judgements as a table. Where a rule was not met often enough the rate is
that of its type.
"""

import math

import numpy as np

from reportnlp.lexicon import load_lexicon
from reportnlp.slogans.choose import Scored
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View

__all__ = ["scored"]

#: Share of right hits of each rule.
RATES = {
    "quotes": 0.96,
    "brand quotes": 0.9,
    "symbol quotes": 0.99,
    "contrast": 0.5,
    "honour": 0.3,
    "foe": 0.2,
    "ill": 0.5,
    "kind": 0.4,
    "work": 0.2,
    "office": 0.3,
    "stressed": 0.3,
    "known": 0.8,
    "brand known": 0.5,
    "numeral known": 0.55,
    "plus": 0.97,
    "chain": 0.9,
    "pairs": 0.92,
    "ones": 0.9,
    "circle": 0.97,
    "lexicon": 0.85,
    "numeral lexicon": 0.88,
    "metaphor lexicon": 0.2,
    "policy lexicon": 0.8,
    "scope": 0.96,
    "pair": 0.83,
    "sentence": 0.85,
    "series": 0.84,
    "axay": 0.92,
    "axxayy": 0.75,
    "axx twice": 0.9,
    "with": 0.85,
    "both": 0.85,
    "leads": 0.6,
    "negations": 0.75,
    "idiom": 0.73,
    "idiom in prose": 0.3,
    "row": 0.7,
    "outline": 0.98,
    "run-in": 0.96,
    "made by a place": 0.87,
    "wish of a place": 0.87,
}
#: The same where the predictor agrees, for what it can tell.
SURE, AGREED = 0.5, {"metaphor lexicon": 0.8, "policy lexicon": 0.9}
#: For what only the predictor sees: its probability, and the share that is right in a report without quotation marks.
LIKELY = (0.0, 0.05, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0)
RIGHT = (0.05, 0.2, 0.3, 0.45, 0.5, 0.62, 0.75, 0.85, 0.95)
#: Who uses quotation marks has quoted what there is to quote: of the rest so many are right.
REST = 0.2


def scored(view: View, hit: Hit, logit: float | None) -> Scored:
    """Return a hit with its score and its evidence; `logit` is the predictor's, None if it is very small."""
    words = view.inside(hit.start, hit.end)
    whole = len(words) == 1 and words[0].end == hit.end
    category = words[0].category if whole else load_lexicon().category(view.text[hit.start : hit.end])
    likely = 0.0 if logit is None else 1 / (1 + math.exp(-logit))
    quoted = view.quoted(hit.start, hit.end)
    if hit.rule == "predictor":
        score = float(np.interp(likely, LIKELY, RIGHT)) * (REST if view.quotes else 1)
    else:
        rule = "quotes" if quoted and hit.rule == "known" else hit.rule
        rate = RATES.get(f"{hit.type} {rule}", RATES.get(rule, 0))
        score = AGREED.get(f"{hit.type} {rule}", AGREED.get(rule, rate)) if likely >= SURE else rate
    return Scored(hit, score, quoted, view.fits(hit.start, hit.end), likely, category)
