"""Topic models: fit, choose, compare and read them."""

from reportnlp.topics.coherence import coherence
from reportnlp.topics.compare import compare
from reportnlp.topics.model import TopicModel
from reportnlp.topics.selection import select_n_topics

__all__ = ["TopicModel", "coherence", "compare", "select_n_topics"]
