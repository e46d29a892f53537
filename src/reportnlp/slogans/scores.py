"""The score of a hit: how often such hits are right.

The rates are those of hits of 219 reports that were drawn at random and judged one by one, and of hand-labelled reports
of streets; `docs/slogans.md` has the judgements as a table. What was judged twenty times or more in the eighth to the
eleventh draw and is still found has (right + 1) / (judged + 2) of these; another rule has what earlier draws gave, or
the rate of its type. A quoted phrase that was drawn whatever its type counts with those drawn as one of a type.
"""

import math
import re
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.hit import PREDICTOR, Found
from reportnlp.slogans.view import View

__all__ = ["Scores", "likely_for", "scores_of"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: Share of right hits of each rule.
RATES = {
    "quotes": 0.9,
    "brand quotes": 0.74,
    "clause quotes": 0.8,
    "couplet quotes": 0.94,
    "four quotes": 0.64,
    "metaphor quotes": 0.69,
    "numeral quotes": 0.98,
    "parallel quotes": 0.86,
    "policy quotes": 0.91,
    "symbol quotes": 0.98,
    "contrast": 0.5,
    "honour": 0.3,
    "foe": 0.2,
    "ill": 0.5,
    "kind": 0.4,
    "work": 0.2,
    "program": 0.2,
    "title": 0.4,
    "office": 0.3,
    "stressed": 0.3,
    "piece": 0.35,
    "prose": 0.3,
    "flat": 0.4,
    "known": 0.8,
    "brand known": 0.5,
    "numeral known": 0.55,
    "plus": 0.97,
    "chain": 0.9,
    "pairs": 0.92,
    "ones": 0.9,
    "circle": 0.97,
    "lexicon": 0.85,
    "numeral lexicon": 0.92,
    "metaphor lexicon": 0.2,
    "policy lexicon": 0.83,
    "scope": 0.96,
    "pair": 0.8,
    "led": 0.92,
    "sentence": 0.92,
    "objects": 0.75,
    "series": 0.89,
    "axay": 0.89,
    "axxayy": 0.75,
    "axx twice": 0.9,
    "xaya": 0.85,
    "all": 0.9,
    "anew": 0.8,
    "with": 0.85,
    "both": 0.85,
    "leads": 0.6,
    "negations": 0.8,
    "creed": 0.97,
    "idiom": 0.91,
    "idiom in prose": 0.3,
    "row": 0.9,
    "outline": 0.89,
    "run-in": 0.95,
    "lead": 0.9,
    "counted": 0.9,
    "inner": 0.82,
    "wish of a place": 0.8,
}
#: The same where the predictor agrees, for what it can tell.
SURE, AGREED = 0.5, {"metaphor lexicon": 0.81}
#: The same for what is quoted as something that is done or made: 打造“…”, 深入实施“…”.
URGED = {"brand quotes": 0.89, "metaphor quotes": 0.89, "parallel quotes": 0.93}
_URGE = re.compile(
    "(?:打造|实施|开展|叫响|推行|创新|推进|推动|擦亮|深化|坚持|落实|构建|建立|围绕|聚焦|发挥|争当|争创|建设|加快|践行|举办|弘扬"
    "|完善|健全|实现|牢记|打响|提升|推出|做|当|打)[^，。；：、\n]{0,3}$"
)
_NEAR = 6
#: For what only the predictor sees: its probability, and the share that is right in a report without quotation marks.
LIKELY = (0.0, 0.05, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0)
RIGHT = (0.05, 0.2, 0.3, 0.45, 0.5, 0.62, 0.75, 0.85, 0.95)
#: Who uses quotation marks has quoted what there is to quote: of the rest so many are right.
REST = 0.2


class Scores(NamedTuple):
    """Of each hit its score and how likely it is to be quoted, float64[c], and whether it is, bool[c]."""

    score: Floats
    likely: Floats
    quoted: Bools

    def these(self, numbers: npt.NDArray[np.int64]) -> Self:
        """Return those of some hits."""
        return type(self)(self.score[numbers], self.likely[numbers], self.quoted[numbers])


def scores_of(view: View, found: Found) -> Scores:
    """Return the scores of hits, and their evidence."""
    likely = np.array([0.0 if math.isnan(x) else 1 / (1 + math.exp(-x)) for x in found.logit.tolist()])
    quoted = view.quoted(found.start, found.end)
    rules = ["quotes" if q and rule == "known" else rule for q, rule in zip(quoted.tolist(), found.rule, strict=True)]
    pairs = list(zip(found.type, rules, strict=True))
    rates = {(type_, rule): _rates(type_, rule) for type_, rule in set(pairs)}
    table = np.array([rates[pair] for pair in pairs]).reshape(-1, 2)
    score = np.where(likely >= SURE, table[:, 1], table[:, 0])
    for k in np.flatnonzero([f"{type_} {rule}" in URGED for type_, rule in pairs]).tolist():
        start = found.start.item(k)
        if _URGE.search(view.text, max(start - _NEAR, 0), start):
            score[k] = URGED[f"{found.type[k]} {rules[k]}"]
    alone = np.flatnonzero([rule == PREDICTOR for rule in rules])
    rest = view.has_quotes[np.searchsorted(view.first, found.start[alone], side="right") - 1]
    # One by one: many at once are rounded otherwise.
    score[alone] = [np.interp(x, LIKELY, RIGHT) for x in likely[alone].tolist()] * np.where(rest, REST, 1)
    return Scores(score, likely, quoted)


def _rates(type_: str, rule: str) -> tuple[float, float]:
    """Return how often hits of a type and a rule are right, and the same where the predictor agrees."""
    rate = RATES.get(f"{type_} {rule}", RATES.get(rule, 0.0))
    return rate, AGREED.get(f"{type_} {rule}", AGREED.get(rule, rate))


def likely_for(min_score: float, quotes: bool) -> float:
    """Return how likely what only the predictor sees must be to score so much, more than 1 if it cannot."""
    least = min_score / REST if quotes else min_score
    return math.inf if least > RIGHT[-1] else float(np.interp(least, RIGHT, LIKELY))
