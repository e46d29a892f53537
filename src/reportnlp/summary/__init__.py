"""The main job: from a corpus to all of its tables."""

from reportnlp.summary.summarize import Summary, summarize

__all__ = ["Summary", "summarize"]
