"""What all charts share: a font with Chinese glyphs, colours, and data without its record."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, cast

import altair as alt
import pandas as pd

from reportnlp.errors import ArgumentError

__all__ = ["COLOURS", "FONT", "GREY", "ROW", "label_of", "labelled", "layered", "need", "plain", "rows_of", "styled"]

FONT = (
    "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
)
#: Rows of a data frame that Altair draws unless it is told otherwise.
MOST_ROWS = 5_000
#: Height of a report's row, in pixels.
ROW = 16
# Okabe and Ito's colours, told apart by colour-blind readers.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"]
GREY = "#9a9a9a"

C = TypeVar("C", alt.Chart, alt.LayerChart, alt.FacetChart)


def styled(
    chart: C, title: str, height: int | None = None, width: int | Literal["container"] = "container", note: str = ""
) -> C:
    """Return the chart with its title, in a font that has the glyphs; with a height, also as wide as the page."""
    head = alt.TitleParams(title, subtitle=note or alt.Undefined, anchor="start", subtitleColor="#555555")
    size: dict[str, Any] = {} if height is None else {"width": width, "height": height}
    drawn: C = chart.properties(title=head, **size).configure(font=FONT).configure_axis(labelLimit=200)
    return drawn


def layered(*charts: alt.Chart, **options: Any) -> alt.LayerChart:
    """Return charts on top of each other."""
    return cast(alt.LayerChart, alt.layer(*charts, **options))


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy without the record, which Altair would try to store."""
    copy = pd.DataFrame(table).reset_index(drop=True)
    copy.attrs = {}
    return copy


def rows_of(data: pd.DataFrame) -> pd.DataFrame | alt.InlineData:
    """Return data that Altair takes whatever its length; more than 5,000 rows of a frame it refuses."""
    if len(data) <= MOST_ROWS:
        return data
    # One text instead of a list of rows, each of which Altair would check.
    types = {name: "number" if pd.api.types.is_numeric_dtype(data[name]) else "string" for name in data.columns}
    return alt.InlineData(values=data.to_csv(index=False), format=alt.CsvDataFormat(type="csv", parse=types))


def need(verb: str, table: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse a table that lacks a column that the chart of `verb` draws, or that has no row."""
    if lost := [name for name in columns if name not in table.columns]:
        raise ArgumentError(f"table: there is no column {lost[0]!r}; give a table as rn.{verb} returns it")
    if not len(table):
        raise ArgumentError(f"table: has no row, so there is nothing to draw; look at what rn.{verb} was asked for")


def labelled(verb: str, table: pd.DataFrame, columns: Iterable[str], labels: Mapping[int, str]) -> pd.DataFrame:
    """Return a table of topics, which `need` has let pass, with the label of each row's topic."""
    need(verb, table, ["topic", *columns])
    if strange := sorted(set(table["topic"]) - set(labels)):
        raise ArgumentError(f"labels: there is no name for topic {strange[0]}; give one for each topic of the table")
    names = [labels[topic] for topic in table["topic"]]
    return plain(table).assign(topic=table["topic"].astype("int64").to_numpy(), label=names)


def label_of(table: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return one text a row for the columns that make its group."""
    return table[columns].astype("str").fillna("").agg(" ".join, axis=1).astype("str")
