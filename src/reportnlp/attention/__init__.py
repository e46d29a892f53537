"""Policy attention: how much of a text is about a subject, under a definition that can be checked."""

from reportnlp.attention.hits import attention_hits
from reportnlp.attention.index import attention
from reportnlp.attention.sensitivity import attention_sensitivity

__all__ = ["attention", "attention_hits", "attention_sensitivity"]
