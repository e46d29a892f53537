"""The page: one self-contained HTML file."""

from reportnlp.report.page import write_report

__all__ = ["write_report"]
