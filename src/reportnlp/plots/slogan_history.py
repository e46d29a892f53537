"""slogan_history: when each slogan came up, at which level, and how often."""

from typing import Any

import altair as alt
import pandas as pd

from reportnlp.corpus import LEVELS
from reportnlp.plots.style import COLOURS, GREY, layered, need, plain, styled
from reportnlp.validate import integer

__all__ = ["slogan_history"]

#: Height of a slogan's row, in pixels: room for a point of each level.
HEIGHT = 34
_NAMES = ("国家 national", "省 provincial", "市 city", "县 county", "乡镇街道 town", "不明 unknown")


def slogan_history(table: pd.DataFrame, *, top: int = 20) -> alt.LayerChart:
    """Draw when slogans came up, at which level, and how often.

    Parameters
    ----------
    table : pandas.DataFrame
        What `reportnlp.slogan_history` returned. Uses without a year are left out.
    top : int, default 20
        Slogans to draw, the first of the table; those that came up first stand on top.

    Returns
    -------
    altair.LayerChart
        One row a slogan, with a line from the first year to the last and a point for each year and level: its area
        is the number of reports, its colour the level; upper levels stand higher in the row.

    Raises
    ------
    ArgumentError
        If the table is another, or has no use with a year.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.read_corpus("corpus/sample")
    >>> table = rn.slogan_history(rn.slogans(corpus), corpus)
    >>> rn.plots.slogan_history(table, top=3).layer[1].mark.type
    'circle'
    """
    integer("top", top)
    names = ["slogan", "year", "level", "n", "n_reports", "places", "first_year", "last_year", "first_place", "spread"]
    need("slogan_history", table, names)
    dated = table[table["year"].notna()]
    need("slogan_history", dated, names)
    data = plain(dated.loc[dated["slogan"].isin(dated["slogan"].drop_duplicates().head(top)), names])
    data = data.astype({"year": "int64", "first_year": "int64", "last_year": "int64"})
    data["level"] = data["level"].map(dict(zip(LEVELS, _NAMES, strict=True)))
    rows = data.drop_duplicates("slogan").sort_values(["first_year", "last_year", "slogan"])
    levels = [name for name in _NAMES if name in set(data["level"])]
    colours = dict(zip(_NAMES, [*COLOURS[:5], GREY], strict=True))
    guides = alt.Axis(grid=True, gridColor="#eeeeee", labelLimit=260)
    y = alt.Y("slogan:N", title=None, sort=rows["slogan"].tolist(), axis=guides)
    years: dict[str, Any] = {
        "title": "年份 Year",
        "scale": alt.Scale(zero=False, nice=False, padding=14),
        "axis": alt.Axis(format="d", tickMinStep=1, grid=False),
    }
    lines = (
        alt.Chart(rows)
        .mark_rule(color=GREY, strokeWidth=1)
        .encode(y, alt.X("first_year:Q", **years), alt.X2("last_year:Q"), tooltip=["slogan:N", "spread:N"])
    )
    points = (
        alt.Chart(data)
        .mark_circle(opacity=0.9)
        .encode(
            alt.X("year:Q", **years), y,
            alt.YOffset("level:N", sort=levels, scale=alt.Scale(domain=levels)),
            alt.Color("level:N", title="层级 Level", sort=levels,
                      scale=alt.Scale(domain=levels, range=[colours[name] for name in levels])),
            alt.Size("n_reports:Q", title="报告数 Reports", scale=alt.Scale(range=[30, 190], zero=True),
                     legend=alt.Legend(format="d", tickCount=3, values=_sizes(int(data["n_reports"].max())))),
            tooltip=["slogan:N", "year:Q", "level:N", "n:Q", "n_reports:Q", "places:N", "spread:N"],
        )
    )  # fmt: skip
    note = "线从首次到最近一次使用，点为一年一级 line: first to last use; point: one year at one level"
    drawn: alt.LayerChart = styled(
        layered(lines, points), "提法的来龙去脉 History of slogans", height=HEIGHT * len(rows), note=note
    )
    return drawn


def _sizes(most: int) -> list[int]:
    """Return the sizes that the legend shows: the smallest, the largest, and one between."""
    return sorted({1, (most + 1) // 2, most})
