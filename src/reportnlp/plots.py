"""Charts, one function each; every one returns an Altair chart and none touches global settings."""

import altair as alt
import pandas as pd

__all__ = ["lengths", "slogan_types", "topic_shares"]

FONT = (
    "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
)
#: Height of a report's row, in pixels.
ROW = 16
# Okabe and Ito's colours, told apart by colour-blind readers.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"]


def lengths(reports: pd.DataFrame) -> alt.Chart:
    """Draw how long the reports are, by year.

    Parameters
    ----------
    reports : pandas.DataFrame
        ``Summary.tables["reports"]``.

    Returns
    -------
    altair.Chart
        One point a report.

    Examples
    --------
    >>> import reportnlp as rn
    >>> from reportnlp import plots
    >>> plots.lengths(rn.summarize(rn.read_corpus("corpus/sample")).tables["reports"]).mark.type
    'circle'
    """
    data = _plain(reports[["id", "place", "level", "year", "n_chars"]].dropna(subset=["year"]))
    chart = alt.Chart(data).mark_circle(size=70, opacity=0.75)
    encoded = chart.encode(
        alt.X("year:O", title="年份 Year"),
        alt.Y("n_chars:Q", title="字数 Characters", scale=alt.Scale(zero=True)),
        alt.Color("level:N", title="层级 Level", scale=alt.Scale(range=COLOURS)),
        tooltip=["id:N", "place:N", "year:O", "n_chars:Q"],
    )
    return _styled(encoded, "各报告的篇幅 Length of the reports", height=260)


def topic_shares(shares: pd.DataFrame, labels: dict[int, str]) -> alt.Chart:
    """Draw how much of each report each topic makes up.

    Parameters
    ----------
    shares : pandas.DataFrame
        ``Summary.tables["topic_shares"]``.
    labels : dict of int to str
        What to call each topic.

    Returns
    -------
    altair.Chart
        A heat map of reports by topics.

    Examples
    --------
    >>> import pandas as pd
    >>> from reportnlp import plots
    >>> shares = pd.DataFrame({"report": ["a", "a"], "topic": [1, 2], "share": [0.25, 0.75]})
    >>> plots.topic_shares(shares, {1: "产业", 2: "民生"}).mark
    'rect'
    """
    data = _plain(shares.assign(label=[labels[topic] for topic in shares["topic"]]))
    chart = alt.Chart(data).mark_rect()
    encoded = chart.encode(
        alt.X("label:N", title="主题 Topic", sort=list(labels.values()), axis=alt.Axis(labelAngle=-40)),
        alt.Y("report:N", title="报告 Report", sort=None),
        alt.Color("share:Q", title="占比 Share", scale=alt.Scale(scheme="blues"), legend=alt.Legend(format="%")),
        tooltip=["report:N", "label:N", alt.Tooltip("share:Q", format=".1%")],
    )
    return _styled(encoded, "各报告的主题构成 Topics in each report", height=ROW * data["report"].nunique())


def slogan_types(slogans: pd.DataFrame) -> alt.Chart:
    """Draw how many slogans of each type each report has.

    Parameters
    ----------
    slogans : pandas.DataFrame
        ``Summary.tables["slogans"]``.

    Returns
    -------
    altair.Chart
        One stacked bar a report.

    Examples
    --------
    >>> import reportnlp as rn
    >>> from reportnlp import plots
    >>> plots.slogan_types(rn.slogans(rn.read_corpus("corpus/sample"))).mark
    'bar'
    """
    data = _plain(slogans.groupby(["report", "type"], sort=False).size().rename("n").reset_index())
    encoded = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            alt.X("n:Q", title="条数 Slogans"),
            alt.Y("report:N", title="报告 Report", sort=None),
            alt.Color("type:N", title="类型 Type", scale=alt.Scale(range=COLOURS)),
            tooltip=["report:N", "type:N", "n:Q"],
        )
    )
    return _styled(encoded, "各报告的提法 Slogans in each report", height=ROW * data["report"].nunique())


def _styled(chart: alt.Chart, title: str, height: int) -> alt.Chart:
    sized = chart.properties(title=title, width="container", height=height)
    styled: alt.Chart = sized.configure(font=FONT).configure_axis(labelLimit=200)
    return styled


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy without the record, which Altair would try to store."""
    plain = table.reset_index(drop=True)
    plain.attrs = {}
    return plain
