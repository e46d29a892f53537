"""similarity: every pair of groups as a heat map."""

import altair as alt
import pandas as pd

from reportnlp.errors import ArgumentError
from reportnlp.plots.style import need, plain, rows_of, styled

__all__ = ["similarity"]

#: Side of the map in pixels, and the largest and smallest side of a cell.
SIDE, LARGEST, SMALLEST = 620, 28, 4
#: Labels need cells of this side.
READABLE = 9


def similarity(table: pd.DataFrame) -> alt.Chart:
    """Draw how alike groups are, each with each.

    Parameters
    ----------
    table : pandas.DataFrame
        What `reportnlp.similarity` returned: all pairs, or the nearest of each group.

    Returns
    -------
    altair.Chart
        A heat map; the darker, the more alike. With more than 68 groups the axes bear no labels, and the
        pairs show on hovering.

    Raises
    ------
    ArgumentError
        If the table is another, or empty.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")).drop(rn.load_stopwords()))
    >>> rn.plots.similarity(rn.similarity(matrix)).mark
    'rect'
    """
    need("similarity", table, ["a", "b", "rank"])
    measure = next((name for name in ("similarity", "distance") if name in table), None)
    if measure is None:
        raise ArgumentError("table: there is no column 'similarity' or 'distance'; give one of rn.similarity")
    groups = pd.unique(pd.concat([table["a"], table["b"]]).sort_values()).astype(str).tolist()
    data = plain(table[["a", "b", measure, "rank"]]).astype({"a": "str", "b": "str"})
    cell = max(SMALLEST, min(LARGEST, SIDE // len(groups)))
    labels = cell >= READABLE
    axis = alt.Axis(labels=labels, ticks=labels, labelAngle=-90, labelFontSize=min(10, cell))
    near = "相似度 Cosine" if measure == "similarity" else "距离 Jensen–Shannon distance"
    scheme = alt.Scale(scheme="blues", reverse=measure == "distance", zero=False)
    chart = (
        alt.Chart(rows_of(data))
        .mark_rect()
        .encode(
            alt.X("a:N", title=None, sort=groups, axis=axis),
            alt.Y(
                "b:N", title=None, sort=groups, axis=alt.Axis(labels=labels, ticks=labels, labelFontSize=min(10, cell))
            ),
            alt.Color(f"{measure}:Q", title=near, scale=scheme, legend=alt.Legend(format=".2f")),
            tooltip=["a:N", "b:N", alt.Tooltip(f"{measure}:Q", format=".3f"), "rank:Q"],
        )
    )
    drawn: alt.Chart = styled(chart, "相似程度 Similarity of groups", cell * len(groups), cell * len(groups))
    return drawn
