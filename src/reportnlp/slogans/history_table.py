"""SloganHistory: the table of `reportnlp.slogan_history`, which shows itself."""

from html import escape
from typing import Any

import pandas as pd

__all__ = ["BETWEEN", "COLUMNS", "SloganHistory"]

COLUMNS = {
    "slogan": "str",
    "variants": "str",
    "year": "Int64",
    "level": "str",
    "n": "int64",
    "n_reports": "int64",
    "places": "str",
    "n_all": "int64",
    "n_reports_all": "int64",
    "first_year": "Int64",
    "first_place": "str",
    "last_year": "Int64",
    "last_place": "str",
    "spread": "str",
    "where": "str",
    "sentences": "str",
}
#: Between the parts of a cell.
BETWEEN = "｜"
#: Slogans that the HTML shows.
SHOWN = 100


class SloganHistory(pd.DataFrame):
    """A data frame that shows itself in Jupyter as a list of slogans, each of which opens its sentences."""

    @property
    def _constructor(self) -> type["SloganHistory"]:
        return SloganHistory

    def _repr_html_(self) -> str:
        if not set(COLUMNS) <= set(self.columns):
            return self.head(SHOWN).to_html()
        names = self["slogan"].drop_duplicates()
        shown = self[self["slogan"].isin(names.head(SHOWN))]
        first = f", the first {SHOWN}" if len(names) > SHOWN else ""
        items = "".join(_item(rows.to_dict("records")) for _, rows in shown.groupby("slogan", sort=False))
        return f"<div><p>{len(names)} slogans{first}</p>{items}</div>"


def _item(rows: list[dict[Any, Any]]) -> str:
    """Return one slogan as HTML, closed."""
    head = rows[0]
    years = _span(head["first_year"], head["last_year"])
    facts = f"{head['n_all']} × in {head['n_reports_all']} reports{f', {years}' if years else ''}"
    notes = [text for text in (head["spread"], head["variants"]) if text]
    spellings = sorted([head["slogan"], *head["variants"].split(BETWEEN)], key=lambda text: (-len(text), text))
    lines = "".join(
        f"<li><small>{escape(place)}</small> {_marked(sentence, spellings)}</li>"
        for row in rows
        for place, sentence in zip(row["where"].split("\n"), row["sentences"].split("\n"), strict=True)
    )
    below = "".join(f"<p><small>{escape(text)}</small></p>" for text in notes)
    return (
        f"<details><summary><b>{escape(head['slogan'])}</b> <small>{escape(facts)}</small></summary>"
        f"{below}<ul>{lines}</ul></details>"
    )


def _span(first: Any, last: Any) -> str:
    if pd.isna(first):
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _marked(sentence: str, spellings: list[str]) -> str:
    """Return a sentence as HTML with the longest spelling that stands in it marked."""
    found = next((text for text in spellings if text and text in sentence), "")
    if not found:
        return escape(sentence)
    left, _, right = sentence.partition(found)
    return f"{escape(left)}<mark>{escape(found)}</mark>{escape(right)}"
