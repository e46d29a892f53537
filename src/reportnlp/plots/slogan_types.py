"""slogan_types: how many slogans of each type each report has."""

import altair as alt
import pandas as pd

from reportnlp.plots.style import ROW, need, plain, rows_of, styled

__all__ = ["slogan_types"]


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
    need("slogans", slogans, ["report", "type"])
    data = plain(slogans.groupby(["report", "type"], sort=False).size().rename("n").reset_index())
    encoded = (
        alt.Chart(rows_of(data))
        .mark_bar()
        .encode(
            alt.X("n:Q", title="条数 Slogans"),
            alt.Y("report:N", title="报告 Report", sort=None),
            alt.Color("type:N", title="类型 Type", scale=alt.Scale(scheme="paired")),
            tooltip=["report:N", "type:N", "n:Q"],
        )
    )
    drawn: alt.Chart = styled(encoded, "各报告的提法 Slogans in each report", height=ROW * data["report"].nunique())
    return drawn
