"""Suffix arrays over code points: how often each n-gram of many texts occurs, and how freely it goes on."""

from reportnlp.suffixes.arrays import (
    cohesion,
    counts_at,
    encode,
    groups,
    members,
    not_inside,
    room,
    suffix_order,
    symbols,
)
from reportnlp.suffixes.ngrams import NGrams, ngrams

__all__ = [
    "NGrams",
    "cohesion",
    "counts_at",
    "encode",
    "groups",
    "members",
    "ngrams",
    "not_inside",
    "room",
    "suffix_order",
    "symbols",
]
