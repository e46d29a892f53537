"""attention: the index of each group with its interval."""

import altair as alt
import pandas as pd

from reportnlp.plots.style import COLOURS, ROW, label_of, layered, need, plain, styled
from reportnlp.provenance import provenance_of
from reportnlp.validate import integer

__all__ = ["attention"]

_UNITS = {"hits": "次数", "tokens": "词", "characters": "字", "sentences": "句", "paragraphs": "段"}
_SUBJECTS = {
    "digital_economy": "数字经济",
    "ecology": "生态环境",
    "innovation": "科技创新",
    "livelihood": "民生",
    "safety": "安全",
}


def attention(table: pd.DataFrame, *, top: int = 40) -> alt.LayerChart:
    """Draw a policy-attention index: over the years, or groups in the order of their ranks.

    Parameters
    ----------
    table : pandas.DataFrame
        What `reportnlp.attention` returned; by the year alone it becomes a line, else a row a group.
    top : int, default 40
        Groups to draw, those with the highest index.

    Returns
    -------
    altair.LayerChart
        The index per 10,000 words or characters, or in percent of sentences or paragraphs, with intervals.

    Raises
    ------
    ArgumentError
        If the table is another, or empty.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.read_corpus("corpus/sample").where(year=2024))
    >>> chart = rn.plots.attention(rn.attention(tokens, rn.load_dictionary("ecology")))
    >>> chart.data["group"].tolist()
    ['盐帆镇 2024', '槐埠镇 2024', '栖云镇 2024', '望潮街道 2024', '鹭岗街道 2024', '荔塘街道 2024']
    """
    need("attention", table, ["numerator", "denominator", "index", "low", "high", "rank"])
    by = table.columns[: table.columns.get_loc("numerator")].tolist()
    dictionary, unit, factor = _definition(table)
    data = plain(table).assign(group=label_of(plain(table), by))
    data[["value", "from", "to"]] = factor * data[["index", "low", "high"]]
    title = f"{dictionary}关注度 Policy attention"
    shown = ["group", "value", "from", "to", "numerator", "denominator", "rank"]
    if by == ["year"]:
        return styled(_over_years(plain(data[["year", *shown]]), unit), title, 280)
    data = data[data["rank"] <= integer("top", top)].sort_values("rank")
    note = f"前 {top} 组，共 {len(table)} 组 first {top} of {len(table)} groups" if len(table) > top else ""
    return styled(_rows(plain(data[shown]), unit), title, ROW * len(data), note=note)


def _definition(table: pd.DataFrame) -> tuple[str, str, float]:
    """Return the subject, the unit and the factor that the record of a table says."""
    steps = [step for step in provenance_of(table).steps if step.name == "attention"]
    params = steps[-1].params if steps else {"dictionary": "", "numerator": "hits", "denominator": "tokens"}
    numerator, denominator = params["numerator"], params["denominator"]
    name = _SUBJECTS.get(params["dictionary"], params["dictionary"])
    if numerator == denominator:
        return name, f"占{_UNITS[denominator]}的百分比 % of {denominator}", 100
    if denominator in ("tokens", "characters"):
        return name, f"每万{_UNITS[denominator]}的{_UNITS[numerator]} {numerator} per 10,000 {denominator}", 10_000
    return name, f"每百{_UNITS[denominator]}的{_UNITS[numerator]} {numerator} per 100 {denominator}", 100


def _tips() -> list[alt.Tooltip | str]:
    numbers = [alt.Tooltip(f"{name}:Q", format=".3g") for name in ("value", "from", "to")]
    return ["group:N", *numbers, "numerator:Q", "denominator:Q", "rank:Q"]


def _over_years(data: pd.DataFrame, unit: str) -> alt.LayerChart:
    scale = alt.Scale(zero=False, nice=False, padding=8)
    base = alt.Chart(data).encode(
        alt.X("year:Q", title="年份 Year", scale=scale, axis=alt.Axis(format="d", tickMinStep=1))
    )
    value = alt.Y("value:Q", title=unit)
    return layered(
        base.mark_rule(opacity=0.3, color=COLOURS[2], strokeWidth=4).encode(
            alt.Y("from:Q", title=unit), alt.Y2("to:Q")
        ),
        base.mark_line(color=COLOURS[2], strokeWidth=1, opacity=0.6).encode(value),
        base.mark_circle(color=COLOURS[2], size=32, opacity=1).encode(value, tooltip=_tips()),
        data=data,
    )


def _rows(data: pd.DataFrame, unit: str) -> alt.LayerChart:
    base = alt.Chart(data).encode(alt.Y("group:N", title=None, sort=None))
    return layered(
        base.mark_rule(color=COLOURS[2], opacity=0.6, strokeWidth=2).encode(
            alt.X("from:Q", title=unit), alt.X2("to:Q")
        ),
        base.mark_circle(color=COLOURS[2], size=46, opacity=1).encode(alt.X("value:Q", title=unit), tooltip=_tips()),
        data=data,
    )
