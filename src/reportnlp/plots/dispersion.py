"""dispersion: where in each report hits stand."""

import altair as alt
import pandas as pd

from reportnlp.errors import ArgumentError
from reportnlp.plots.style import COLOURS, ROW, layered, need, plain, rows_of, styled

__all__ = ["dispersion"]


def dispersion(hits: pd.DataFrame, reports: pd.DataFrame) -> alt.LayerChart:
    """Draw where in each report the hits stand, from its beginning to its end.

    Parameters
    ----------
    hits : pandas.DataFrame
        What `reportnlp.kwic`, `attention_hits`, `slogans` or `numbers` returned: ``report``, ``start`` and
        a text.
    reports : pandas.DataFrame
        `Corpus.table` of the whole reports: ``id`` and ``n_chars``. A report without a hit has an empty row.

    Returns
    -------
    altair.LayerChart
        One row a report, one stroke a hit; up to six different texts have colours of their own.

    Raises
    ------
    ArgumentError
        If a table is another, or a report with a hit is none of `reports`.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.read_corpus("corpus/sample")
    >>> hits = rn.attention_hits(rn.segment(corpus), rn.load_dictionary("ecology"))
    >>> rn.plots.dispersion(hits, corpus.table).layer[1].mark.type
    'tick'
    """
    need("kwic", hits, ["report", "start", "end"])
    if lost := [name for name in ("id", "n_chars") if name not in reports]:
        raise ArgumentError(f"reports: there is no column {lost[0]!r}; give Corpus.table")
    length = dict(zip(reports["id"], reports["n_chars"], strict=True))
    if strange := sorted(set(hits["report"]) - set(length)):
        raise ArgumentError(f"reports: {strange[0]!r} is not among them; give the table of the whole reports")
    text = next((name for name in ("hit", "term", "text") if name in hits), "report")
    data = plain(hits[["report", "start"]].assign(hit=hits[text]))
    data["position"] = data["start"] / data["report"].map(length)
    common = data["hit"].value_counts(sort=True).index
    coloured = 1 < len(common) <= len(COLOURS)
    names = list(length)
    rows = alt.Y("report:N", title=None, sort=names, scale=alt.Scale(domain=names))
    lines = pd.DataFrame({"report": names, "from": 0, "to": 1})
    where = alt.X(
        "position:Q", title="在报告中的位置 Position in the report", scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5, grid=False),
    )  # fmt: skip
    colour = alt.Color("hit:N", title=None, scale=alt.Scale(range=COLOURS), legend=alt.Legend(orient="top"))
    strokes = alt.Chart(rows_of(data)).mark_tick(thickness=1.5, height=ROW - 5, opacity=0.75, color=COLOURS[0])
    marks = strokes.encode(where, rows, tooltip=["report:N", "hit:N", "start:Q"])
    base = (
        alt.Chart(lines).mark_rule(color="#e4e4e4", strokeWidth=ROW - 5).encode(alt.X("from:Q"), rows, alt.X2("to:Q"))
    )
    note = f"{len(data):,} 处 hits" + ("" if len(common) > 1 else f"：{common[0]}")
    drawn = layered(base, marks.encode(colour) if coloured else marks)
    return styled(drawn, "分布 Dispersion of hits", ROW * len(names), note=note)
