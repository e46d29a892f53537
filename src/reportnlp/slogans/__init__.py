"""Slogans: set phrases that a report wants to be remembered by."""

from reportnlp.slogans.find import slogans

__all__ = ["slogans"]
