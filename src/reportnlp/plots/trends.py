"""trends: the rate of terms over the years, with intervals."""

import altair as alt
import pandas as pd

from reportnlp.plots.style import COLOURS, need, plain, styled

__all__ = ["trends"]

#: How far intervals are drawn, in highest rates of the term.
REACH = 1.5
_VERDICTS = {"rise": "↑ 上升 rise", "fall": "↓ 下降 fall", "none": "→ 无趋势 no trend"}


def trends(table: pd.DataFrame) -> alt.FacetChart:
    """Draw terms over the years, a panel each, with the intervals of their rates.

    Parameters
    ----------
    table : pandas.DataFrame
        What `reportnlp.trends` returned.

    Returns
    -------
    altair.FacetChart
        One panel a term with an axis of its own; its verdict and p stand in the title of the panel.

    Raises
    ------
    ArgumentError
        If the table is another, or empty.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")))
    >>> rn.plots.trends(rn.trends(matrix, ["首店", "水库"])).data["panel"].unique().tolist()
    ['首店　→ 无趋势 no trend，p = 0.28', '水库　→ 无趋势 no trend，p = 0.75']
    """
    names = ["term", "n", "per_10k", "low", "high", "n_reports", "share_reports", "tau", "p", "trend"]
    need("trends", table, names)
    by = table.columns[1]
    data = plain(table[[by, *names]]).rename(columns={by: "at"})
    verdicts = zip(data["term"], data["trend"], data["p"], strict=True)
    data["panel"] = [f"{term}　{_VERDICTS[trend]}，{_p(p)}" for term, trend, p in verdicts]
    # A year of few words can be anything: its interval is cut, or nothing else could be seen.
    most = REACH * data.groupby("term")["per_10k"].transform("max")
    data["top"] = data["high"].clip(upper=most.where(most > 0, data["high"]))
    years = pd.api.types.is_numeric_dtype(data["at"])
    if not years:
        data["at"] = data["at"].astype("str")
    scale = alt.Scale(zero=False, nice=False, padding=8) if years else alt.Undefined
    base = alt.Chart(data).encode(
        alt.X(f"at:{'Q' if years else 'O'}", title="年份 Year" if by == "year" else by, scale=scale,
              axis=alt.Axis(format="d", tickMinStep=1) if years else alt.Axis())
    )  # fmt: skip
    tips = ["term:N", alt.Tooltip(f"at:{'Q' if years else 'O'}", title=by, format="d" if years else ""), "n:Q"]
    tips += [alt.Tooltip(f"{name}:Q", format=".3g") for name in ("per_10k", "low", "high", "share_reports")]
    rate = alt.Y("per_10k:Q", title="每万词次数 per 10,000 words", axis=alt.Axis(tickCount=4, titleFontSize=10))
    panels = alt.layer(
        base.mark_rule(opacity=0.25, color=COLOURS[0], strokeWidth=4).encode(alt.Y("low:Q", title=""), alt.Y2("top:Q")),
        base.mark_line(color=COLOURS[0], strokeWidth=1, opacity=0.6).encode(rate),
        base.mark_circle(color=COLOURS[0], size=28, opacity=1).encode(rate, tooltip=tips),
    ).properties(width=640, height=110)
    header = alt.Header(title=None, labelPadding=3, labelAnchor="start", labelFontWeight="bold", labelFontSize=12)
    rows = panels.facet(alt.Facet("panel:N", header=header, sort=data["panel"].unique().tolist()), columns=1)
    note = "点为比率，竖线为区间（过长的截断） point: rate; bar: interval, cut where it is long"
    drawn: alt.FacetChart = styled(rows.resolve_scale(y="independent"), "词语的变化 Trends of terms", note=note)
    return drawn


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.2f}" if p >= 0.095 else f"p = {p:.3f}"
