"""Charts, one function each; every one returns an Altair chart and none touches global settings."""

from reportnlp.plots.attention import attention
from reportnlp.plots.dispersion import dispersion
from reportnlp.plots.keyness import keyness
from reportnlp.plots.keywords import keywords
from reportnlp.plots.lengths import lengths
from reportnlp.plots.save_chart import save_chart
from reportnlp.plots.show import show
from reportnlp.plots.similarity import similarity
from reportnlp.plots.slogan_history import slogan_history
from reportnlp.plots.slogan_types import slogan_types
from reportnlp.plots.topic_models import document_strip, topic_choice, topic_map, topic_terms, topic_trends
from reportnlp.plots.topic_shares import topic_shares
from reportnlp.plots.trends import trends
from reportnlp.plots.word_cloud import word_cloud

__all__ = [
    "attention",
    "dispersion",
    "document_strip",
    "keyness",
    "keywords",
    "lengths",
    "save_chart",
    "show",
    "similarity",
    "slogan_history",
    "slogan_types",
    "topic_choice",
    "topic_map",
    "topic_shares",
    "topic_terms",
    "topic_trends",
    "trends",
    "word_cloud",
]
