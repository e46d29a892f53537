"""Everything that the page shows, computed before any template sees it."""

import json
from dataclasses import dataclass
from typing import Any

from reportnlp.report.comparison import Comparison, comparison_of
from reportnlp.report.keywords import MOST_SENTENCES, Panel, keywords_of
from reportnlp.report.method import Method, method_of
from reportnlp.report.overview import Overview, overview_of
from reportnlp.report.slogans import Slogans, slogans_of
from reportnlp.report.topics import Topics, topics_of
from reportnlp.summary import Summary

__all__ = ["View", "embedded", "view_of"]


@dataclass(frozen=True, slots=True)
class View:
    """The page as data, a field a view."""

    overview: Overview
    keywords: tuple[Panel, ...]
    comparison: Comparison | None
    topics: Topics | None
    slogans: Slogans | None
    method: Method
    most_sentences: int = MOST_SENTENCES


def view_of(summary: Summary) -> View:
    """Collect what the page shows."""
    return View(
        overview=overview_of(summary),
        keywords=keywords_of(summary),
        comparison=comparison_of(summary),
        topics=topics_of(summary),
        slogans=slogans_of(summary),
        method=method_of(summary),
    )


def embedded(data: Any) -> str:
    """Return data as JSON that is safe inside a script element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # There only "<" can end the element or open a comment; the two line ends are none of JSON's in old scripts.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
