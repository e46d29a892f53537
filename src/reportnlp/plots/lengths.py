"""lengths: how long the reports are."""

import altair as alt
import pandas as pd

from reportnlp.plots.style import COLOURS, need, plain, rows_of, styled

__all__ = ["lengths"]


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
    need("summarize", reports, names := ["id", "place", "level", "year", "n_chars"])
    need("summarize", dated := reports[names].dropna(subset=["year"]), names)
    data = plain(dated)
    chart = alt.Chart(rows_of(data)).mark_circle(size=70, opacity=0.75)
    encoded = chart.encode(
        alt.X("year:O", title="年份 Year"),
        alt.Y("n_chars:Q", title="字数 Characters", scale=alt.Scale(zero=True)),
        alt.Color("level:N", title="层级 Level", scale=alt.Scale(range=COLOURS)),
        tooltip=["id:N", "place:N", "year:O", "n_chars:Q"],
    )
    drawn: alt.Chart = styled(encoded, "各报告的篇幅 Length of the reports", height=260)
    return drawn
