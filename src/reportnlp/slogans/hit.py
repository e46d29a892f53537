"""What a detector of slogans returns."""

from typing import Literal, NamedTuple

__all__ = ["Hit", "SloganType"]

SloganType = Literal["quoted", "numeral", "symbol"]


class Hit(NamedTuple):
    """A slogan at span [start, end) of a text, without its quotation marks, and what gave it away."""

    start: int
    end: int
    type: SloganType
    evidence: str
