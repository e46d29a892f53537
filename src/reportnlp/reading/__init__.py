"""Bytes to reports: decode, clean, find metadata and outline."""

from reportnlp.reading.counts import read_counts
from reportnlp.reading.folder import read_corpus, read_report

__all__ = ["read_corpus", "read_counts", "read_report"]
