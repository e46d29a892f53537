"""How the nouns show themselves: one line as text, a small table in Jupyter."""

from collections.abc import Mapping
from html import escape

__all__ = ["facts_html", "facts_line"]


def facts_line(noun: str, facts: Mapping[str, object]) -> str:
    """Return ``<Noun: a=1, b=2>``."""
    return f"<{noun}: {', '.join(f'{name}={value}' for name, value in facts.items())}>"


def facts_html(noun: str, facts: Mapping[str, object]) -> str:
    """Return a two-column HTML table of `facts`; every value is escaped."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:left'>{escape(str(value))}</td></tr>"
        for name, value in facts.items()
    )
    return f"<table><caption>{escape(noun)}</caption>{rows}</table>"
