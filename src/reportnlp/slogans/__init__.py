"""Slogans: set phrases that a report wants to be remembered by."""

from reportnlp.slogans.find import slogans
from reportnlp.slogans.templates import templates

__all__ = ["slogans", "templates"]
