"""Charts of topic models, made from their tables; every one returns an Altair chart."""

import math
from collections.abc import Mapping

import altair as alt
import pandas as pd

from reportnlp.plots.style import COLOURS, ROW, labelled, layered, need, plain, rows_of, styled
from reportnlp.spots import CHARACTER, beside, circles_of
from reportnlp.validate import choice

__all__ = ["document_strip", "topic_choice", "topic_map", "topic_terms", "topic_trends"]

#: Width and height of the map of topics, in pixels.
MAP_WIDTH, MAP_HEIGHT = 700, 420


def topic_map(positions: pd.DataFrame, labels: Mapping[int, str]) -> alt.LayerChart:
    """Draw topics as circles, near each other where their words are alike, as large as their share.

    Parameters
    ----------
    positions : pandas.DataFrame
        ``TopicModel.positions()``.
    labels : mapping of int to str
        What to call each topic.

    Returns
    -------
    altair.LayerChart
        One circle a topic with its number, and beside it, where there is room, its label.

    Examples
    --------
    >>> import pandas as pd
    >>> from reportnlp import plots
    >>> positions = pd.DataFrame({"topic": [1, 2], "x": [0.1, -0.1], "y": [0.0, 0.0], "prevalence": [0.7, 0.3]})
    >>> len(plots.topic_map(positions, {1: "产业", 2: "民生"}).layer) > 2
    True
    """
    data = labelled("TopicModel.positions", positions, ["x", "y", "prevalence"], labels).sort_values(
        "prevalence", ascending=False, kind="stable"
    )
    size = (MAP_WIDTH, MAP_HEIGHT)
    circles = circles_of(data["x"].tolist(), data["y"].tolist(), data["prevalence"].tolist(), size)
    data[["x", "y", "r"]] = circles
    data["area"] = math.pi * data["r"] ** 2
    spots = list(beside(circles, data["label"].tolist(), size))
    data["align"] = [spot[2] if spot else "" for spot in spots]
    data["name_x"], data["name_y"] = (
        [at + (spot[k] if spot else 0) for at, spot in zip(data["xy"[k]], spots, strict=True)] for k in (0, 1)
    )
    across, down = alt.Scale(domain=[0, size[0]]), alt.Scale(domain=[size[1], 0])
    place = alt.Chart(data).encode(alt.X("x:Q", axis=None, scale=across), alt.Y("y:Q", axis=None, scale=down))
    layers = [
        place.mark_circle(opacity=0.45, color=COLOURS[0]).encode(
            size=alt.Size("area:Q", scale=None), tooltip=["label:N", alt.Tooltip("prevalence:Q", format=".1%")]
        ),
        place.mark_text(fontSize=CHARACTER, fontWeight="bold").encode(text="topic:N"),
    ]
    for align in ("left", "right", "center"):
        if (data["align"] == align).any():
            names = place.transform_filter(f"datum.align === '{align}'").mark_text(align=align, fontSize=CHARACTER)
            layers.append(names.encode(alt.X("name_x:Q"), alt.Y("name_y:Q"), text="label:N"))
    note = "圆的面积为占比；名称放不下时只有编号 Areas are shares; where a name has no room the number remains"
    return styled(layered(*layers), "主题图 Map of topics", MAP_HEIGHT, MAP_WIDTH, note)


def topic_terms(terms: pd.DataFrame, labels: Mapping[int, str]) -> alt.FacetChart:
    """Draw the terms of each topic as bars.

    Parameters
    ----------
    terms : pandas.DataFrame
        ``TopicModel.terms()``.
    labels : mapping of int to str
        What to call each topic.

    Returns
    -------
    altair.FacetChart
        One panel a topic, the terms in the order of the table.

    Examples
    --------
    >>> import pandas as pd
    >>> from reportnlp import plots
    >>> terms = pd.DataFrame({"topic": [1], "rank": [1], "term": ["产业"], "probability": [0.1]})
    >>> plots.topic_terms(terms, {1: "产业"}).columns
    3
    """
    data = labelled("TopicModel.terms", terms, ["rank", "term", "probability"], labels)
    bars = (
        alt.Chart(data)
        .mark_bar(color=COLOURS[0])
        .encode(
            alt.X("probability:Q", title="概率 Probability"),
            alt.Y("term:N", title=None, sort=alt.EncodingSortField("rank", order="ascending")),
            tooltip=["label:N", "term:N", alt.Tooltip("probability:Q", format=".3f")],
        )
        .properties(width=180, height=ROW * int(terms["rank"].max()))
    )
    order = [labels[topic] for topic in sorted(set(terms["topic"]))]
    panels = bars.facet(alt.Facet("label:N", title=None, sort=order), columns=3)
    drawn: alt.FacetChart = styled(panels.resolve_scale(y="independent"), "主题词 Terms of topics")
    return drawn


def topic_trends(shares: pd.DataFrame, labels: Mapping[int, str], *, by: str = "year") -> alt.FacetChart:
    """Draw the share of each topic over time, with its interval.

    Parameters
    ----------
    shares : pandas.DataFrame
        ``TopicModel.shares("year")``.
    labels : mapping of int to str
        What to call each topic.
    by : str, default "year"
        Column of time.

    Returns
    -------
    altair.FacetChart
        One panel a topic: a line, and a band for the interval.

    Examples
    --------
    >>> import pandas as pd
    >>> from reportnlp import plots
    >>> row = {"year": 2024, "topic": 1, "share": 0.4, "low": 0.3, "high": 0.5}
    >>> plots.topic_trends(pd.DataFrame([row]), {1: "产业"}).columns
    3
    """
    choice("by", by, map(str, shares.columns))
    data = labelled("TopicModel.shares", shares.dropna(subset=[by]), ["share", "low", "high"], labels)
    time = alt.Chart().encode(alt.X(f"{by}:O", title="年份 Year"))
    band = time.mark_area(opacity=0.25, color=COLOURS[0]).encode(
        alt.Y("low:Q", title="占比 Share", axis=alt.Axis(format="%")), alt.Y2("high:Q")
    )
    line = time.mark_line(point=True, color=COLOURS[0]).encode(
        alt.Y("share:Q"),
        tooltip=[f"{by}:O", "label:N", *(alt.Tooltip(f"{name}:Q", format=".1%") for name in ("share", "low", "high"))],
    )
    order = [labels[topic] for topic in sorted(set(data["topic"]))]
    panels = alt.layer(band, line, data=data).properties(width=180, height=110)
    chart: alt.FacetChart = panels.facet(alt.Facet("label:N", title=None, sort=order), columns=3)
    return styled(chart, "主题占比的变化 Shares of topics over time")


def document_strip(documents: pd.DataFrame, labels: Mapping[int, str]) -> alt.Chart:
    """Draw each report as a strip of its paragraphs, coloured by their topics.

    Parameters
    ----------
    documents : pandas.DataFrame
        ``TopicModel.documents()`` of paragraphs, or the rows of some reports.
    labels : mapping of int to str
        What to call each topic.

    Returns
    -------
    altair.Chart
        One strip a report; a paragraph is as long as its text, and the fainter the less it is of its topic.

    Examples
    --------
    >>> import pandas as pd
    >>> from reportnlp import plots
    >>> row = {"id": "a/1", "report": "a", "start": 0, "end": 80, "topic": 1, "share": 0.9}
    >>> plots.document_strip(pd.DataFrame([row]), {1: "产业"}).mark
    'bar'
    """
    need("TopicModel.documents", documents, names := ["topic", "report", "start", "end", "share", "id"])
    data = labelled("TopicModel.documents", documents.dropna(subset=["topic"]), names, labels)
    order = [labels[topic] for topic in sorted(set(data["topic"]))]
    encoded: alt.Chart = (
        alt.Chart(rows_of(data))
        .mark_bar()
        .encode(
            alt.X("start:Q", title="位置（字） Position in characters"),
            alt.X2("end:Q"),
            alt.Y("report:N", title="报告 Report", sort=None),
            alt.Color("label:N", title="主题 Topic", sort=order, scale=alt.Scale(scheme="tableau20")),
            alt.Opacity("share:Q", legend=None, scale=alt.Scale(domain=[0, 1])),
            tooltip=["id:N", "label:N", alt.Tooltip("share:Q", format=".0%")],
        )
    )
    drawn: alt.Chart = styled(encoded, "各段落的主题 Topics of the paragraphs", height=ROW * data["report"].nunique())
    return drawn


def topic_choice(table: pd.DataFrame) -> alt.FacetChart:
    """Draw what speaks for each number of topics.

    Parameters
    ----------
    table : pandas.DataFrame
        ``select_n_topics(...)``.

    Returns
    -------
    altair.FacetChart
        One panel a measure; the recommended number is marked.

    Examples
    --------
    >>> import pandas as pd
    >>> from reportnlp import plots
    >>> measures = dict.fromkeys(("held_out", "stability", "npmi", "c_v", "exclusivity", "diversity"), 0.5)
    >>> plots.topic_choice(pd.DataFrame([{"n_topics": 10, "recommended": True} | measures])).columns
    3
    """
    names = {
        "held_out": "留出似然 Held-out likelihood", "stability": "稳定性 Stability", "npmi": "NPMI", "c_v": "C_v",
        "exclusivity": "独占性 Exclusivity", "diversity": "多样性 Diversity",
    }  # fmt: skip
    need("select_n_topics", table, ["n_topics", "recommended", *names])
    data = plain(table).melt(["n_topics", "recommended"], list(names), "measure", "value")
    data["measure"] = data["measure"].map(names)
    place = alt.Chart().encode(
        alt.X("n_topics:Q", title="主题数 Topics"), alt.Y("value:Q", title=None, scale=alt.Scale(zero=False))
    )
    line = place.mark_line(color=COLOURS[0])
    points = place.mark_point(filled=True, size=60).encode(
        alt.Color("recommended:N", title="推荐 Recommended", scale=alt.Scale(range=[COLOURS[0], COLOURS[5]])),
        tooltip=["n_topics:Q", alt.Tooltip("value:Q", format=".3f")],
    )
    panels = alt.layer(line, points, data=data).properties(width=180, height=120)
    chart: alt.FacetChart = panels.facet(alt.Facet("measure:N", title=None, sort=list(names.values())), columns=3)
    drawn: alt.FacetChart = styled(chart.resolve_scale(y="independent"), "主题数的选择 Choice of the number of topics")
    return drawn
