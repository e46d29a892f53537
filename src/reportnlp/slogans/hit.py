"""What a detector of slogans returns."""

from typing import Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

__all__ = ["PREDICTOR", "TYPES", "Found", "Hit", "SloganType"]

#: The rule of what only the predictor sees; such a hit has no type before it is to be shown.
PREDICTOR = "predictor"

SloganType = Literal[
    "brand",
    "clause",
    "couplet",
    "four",
    "frame",
    "heading",
    "metaphor",
    "numeral",
    "parallel",
    "policy",
    "rank",
    "symbol",
]

#: Of two hits with one span and one score the type that stands first here stays: the narrower one.
TYPES: tuple[SloganType, ...] = (
    "symbol",
    "numeral",
    "rank",
    "couplet",
    "parallel",
    "frame",
    "metaphor",
    "policy",
    "four",
    "clause",
    "brand",
    "heading",
)


class Hit(NamedTuple):
    """A slogan at span [start, end) of a text without quotation marks, and the rule that gave it away."""

    start: int
    end: int
    type: SloganType
    rule: str


class Found(NamedTuple):
    """Hits as arrays, overlaps and all: int64[c]; types and rules; the predictor's logit, float64[c], perhaps none."""

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    type: list[SloganType | Literal[""]]
    rule: list[str]
    logit: npt.NDArray[np.float64]

    def these(self, numbers: npt.NDArray[np.int64]) -> Self:
        """Return some of them."""
        types, rules = [self.type[k] for k in numbers.tolist()], [self.rule[k] for k in numbers.tolist()]
        return type(self)(self.start[numbers], self.end[numbers], types, rules, self.logit[numbers])
