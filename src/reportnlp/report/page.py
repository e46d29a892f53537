"""write_report: a Summary as one HTML file that needs no network."""

import os
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import jinja2
from markupsafe import Markup

from reportnlp.draft import draft_of
from reportnlp.report.view import embedded, view_of
from reportnlp.summary import Summary
from reportnlp.validate import choice

__all__ = ["Language", "write_report"]

Language = Literal["zh", "en"]


def write_report(summary: Summary, path: str | os.PathLike[str], *, lang: Language = "zh") -> None:
    """Write the page of a corpus: overview, keywords, comparison, topics, slogans, method.

    Parameters
    ----------
    summary : Summary
        What `summarize` returned.
    path : path-like
        The HTML file; missing folders are made. The same summary gives the same bytes.
    lang : {"zh", "en"}, default "zh"
        The language in which the page opens; it can be switched there.

    Raises
    ------
    ArgumentError
        If the language is another.

    Notes
    -----
    Scripts and styles are in the file; a content security policy in it forbids every request. Text
    of reports is escaped. Without a script everything can be read; the script switches, searches, sorts
    and compares. Of a large corpus the page shows a part, and says which file has the rest: the tables
    that ``reportnlp report`` writes beside the page, or `save_table` from ``summary.tables``.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import reportnlp as rn
    >>> page = pathlib.Path(tempfile.mkdtemp()) / "report.html"
    >>> rn.write_report(rn.summarize(rn.read_corpus("corpus/sample")), page)
    >>> page.read_text(encoding="utf-8").startswith("<!doctype html>")
    True
    """
    html = (
        _environment()
        .get_template("page.html")
        .render(view=view_of(summary), lang=choice("lang", lang, get_args(Language)))
    )
    with draft_of(Path(path)) as draft:
        draft.write_text(html, encoding="utf-8", newline="\n")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reportnlp.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embedded"] = lambda data: Markup(embedded(data))
    return environment
