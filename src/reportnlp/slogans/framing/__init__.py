"""What clauses share in the same order around slots: clauses as arrays, pairs to compare, scores, groups."""

from reportnlp.slogans.framing.arrays import encode, score, spelled
from reportnlp.slogans.framing.candidates import candidates
from reportnlp.slogans.framing.grouping import group, single

__all__ = ["candidates", "encode", "group", "score", "single", "spelled"]
