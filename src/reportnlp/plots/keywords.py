"""keywords: the terms of each group as bars."""

import altair as alt
import pandas as pd

from reportnlp.errors import ArgumentError
from reportnlp.plots.style import COLOURS, label_of, need, plain, styled
from reportnlp.validate import integer

__all__ = ["keywords"]

#: What weights are called on the axis.
_WEIGHTS = {"tf_idf": "TF-IDF", "bm25": "BM25", "log_odds": "对数几率 Log-odds (z)"}


def keywords(table: pd.DataFrame, *, top: int = 10, most: int = 12) -> alt.FacetChart:
    """Draw the keywords of each group.

    Parameters
    ----------
    table : pandas.DataFrame
        What `reportnlp.keywords` returned.
    top : int, default 10
        Terms a group.
    most : int, default 12
        Groups to draw, the first of the table; how many there are is said below the title.

    Returns
    -------
    altair.FacetChart
        A panel of bars a group, three beside each other.

    Raises
    ------
    ArgumentError
        If the table is another, or empty.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")).drop(rn.load_stopwords()))
    >>> chart = rn.plots.keywords(rn.keywords(matrix, by="year", top=5))
    >>> chart.data["group"].unique().tolist()
    ['2021', '2022', '2023', '2024']
    """
    need("keywords", table, ["term", "n", "rank"])
    weight = next((name for name in _WEIGHTS if name in table), None)
    if weight is None:
        raise ArgumentError(f"table: there is none of the columns {', '.join(_WEIGHTS)}; give one of rn.keywords")
    by = table.columns[: table.columns.get_loc("term")].tolist()
    data = plain(table[table["rank"] <= integer("top", top)].assign(group=label_of(table, by)))
    groups = data["group"].unique()
    data = plain(data.loc[data["group"].isin(groups[: integer("most", most)]), ["group", "term", "n", "rank", weight]])
    bars = (
        alt.Chart(data)
        .mark_bar(color=COLOURS[0], opacity=0.85)
        .encode(
            alt.X(f"{weight}:Q", title=_WEIGHTS[weight], axis=alt.Axis(tickCount=3)),
            alt.Y("term:N", title=None, sort=alt.SortField("rank")),
            tooltip=["group:N", "rank:Q", "term:N", "n:Q", alt.Tooltip(f"{weight}:Q", format=".3g")],
        )
        .properties(width=170, height=alt.Step(16))
    )
    header = alt.Header(title=None, labelFontWeight="bold", labelFontSize=12)
    panels = bars.facet(alt.Facet("group:N", header=header, sort=None), columns=3)
    note = f"前 {most} 组，共 {len(groups)} 组 first {most} of {len(groups)} groups" if len(groups) > most else ""
    drawn: alt.FacetChart = styled(panels.resolve_scale(x="independent", y="independent"), "关键词 Keywords", note=note)
    return drawn
