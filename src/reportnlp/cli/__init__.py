"""The command line: parse, call, write."""

from reportnlp.cli.app import app

__all__ = ["app"]
