"""What all charts share: a font with Chinese glyphs, colours, and data without its record."""

import altair as alt
import pandas as pd

__all__ = ["COLOURS", "FONT", "ROW", "plain", "styled"]

FONT = (
    "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
)
#: Height of a report's row, in pixels.
ROW = 16
# Okabe and Ito's colours, told apart by colour-blind readers.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"]


def styled(chart: alt.Chart, title: str, height: int) -> alt.Chart:
    """Return the chart with its title, as wide as the page and in a font that has the glyphs."""
    sized = chart.properties(title=title, width="container", height=height)
    drawn: alt.Chart = sized.configure(font=FONT).configure_axis(labelLimit=200)
    return drawn


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy without the record, which Altair would try to store."""
    copy = table.reset_index(drop=True)
    copy.attrs = {}
    return copy
