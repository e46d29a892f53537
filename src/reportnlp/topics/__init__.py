"""Topic models."""

from reportnlp.topics.model import TopicModel

__all__ = ["TopicModel"]
