"""Charts, one function each; every one returns an Altair chart and none touches global settings."""

from reportnlp.plots.lengths import lengths
from reportnlp.plots.slogan_types import slogan_types
from reportnlp.plots.topic_shares import topic_shares

__all__ = ["lengths", "slogan_types", "topic_shares"]
