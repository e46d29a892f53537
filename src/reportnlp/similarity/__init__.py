"""How alike reports, years or levels are in their words."""

from reportnlp.similarity.pairs import similarity

__all__ = ["similarity"]
