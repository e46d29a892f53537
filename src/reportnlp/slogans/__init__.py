"""Slogans: set phrases that a report wants to be remembered by."""

from reportnlp.slogans.find import slogans
from reportnlp.slogans.history import slogan_history
from reportnlp.slogans.templates import templates

__all__ = ["slogan_history", "slogans", "templates"]
