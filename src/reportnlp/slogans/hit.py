"""What a detector of slogans returns."""

from typing import Literal, NamedTuple

__all__ = ["TYPES", "Hit", "SloganType"]

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
