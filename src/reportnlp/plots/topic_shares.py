"""topic_shares: how much of each report each topic makes up."""

import altair as alt
import pandas as pd

from reportnlp.plots.style import ROW, labelled, rows_of, styled

__all__ = ["topic_shares"]


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
    data = labelled("summarize", shares, ["report", "share"], labels)
    chart = alt.Chart(rows_of(data)).mark_rect()
    encoded = chart.encode(
        alt.X("label:N", title="主题 Topic", sort=list(labels.values()), axis=alt.Axis(labelAngle=-40)),
        alt.Y("report:N", title="报告 Report", sort=None),
        alt.Color("share:Q", title="占比 Share", scale=alt.Scale(scheme="blues"), legend=alt.Legend(format="%")),
        tooltip=["report:N", "label:N", alt.Tooltip("share:Q", format=".1%")],
    )
    drawn: alt.Chart = styled(encoded, "各报告的主题构成 Topics in each report", height=ROW * data["report"].nunique())
    return drawn
