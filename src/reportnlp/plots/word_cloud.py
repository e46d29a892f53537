"""word_cloud: terms as large as they weigh, for those who want one."""

import math
from collections.abc import Iterator

import altair as alt
import numpy as np
import pandas as pd

from reportnlp.plots.style import COLOURS, need, plain, styled
from reportnlp.spots import width_of
from reportnlp.validate import integer

__all__ = ["word_cloud"]

Box = tuple[float, float, float, float]

WIDTH, HEIGHT = 720, 400
#: Sizes of the lightest and of the heaviest term, in pixels.
SMALLEST, LARGEST = 11, 64
#: Part of the picture that the terms fill.
FILLED = 0.5
#: Angle between two places that are tried, in radians, and how far the spiral grows in one turn, in pixels.
STEP, GROWTH = 0.35, 9.0


def word_cloud(table: pd.DataFrame, *, top: int = 80) -> alt.Chart:
    """Draw terms near each other, the area of each as large as its weight.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``term`` and a weight: ``tf_idf``, ``bm25``, ``log_odds``, ``statistic`` or ``n``, the first that is
        there; rows of one term count once, with the largest. What `reportnlp.keywords` or `reportnlp.keyness`
        returned, or a part of it.
    top : int, default 80
        Terms to draw, those of the largest weights; one for which there is no room goes without.

    Returns
    -------
    altair.Chart
        Text marks. The places follow from the table alone: the heaviest term in the middle, each further one at
        the first free place of an Archimedean spiral.

    Raises
    ------
    ArgumentError
        If the table is another, or has no term with a weight above 0.

    Notes
    -----
    A cloud shows less than a bar chart: lengths of words distort it and places mean nothing. `keywords` shows the
    same table with its numbers.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")).drop(rn.load_stopwords()))
    >>> rn.plots.word_cloud(rn.keywords(matrix, by="place")).mark.type
    'text'
    """
    weights = ("tf_idf", "bm25", "log_odds", "statistic", "n")
    weight = next((name for name in weights if name in table.columns), "n")
    need("keywords", table, ["term", weight])
    heaviest = plain(table).groupby("term", sort=True)[weight].max()
    heaviest = heaviest[heaviest > 0].sort_values(ascending=False, kind="stable").head(integer("top", top))
    data = heaviest.rename("weight").reset_index()
    need("keywords", data, ["term", "weight"])
    share = data["weight"] / data["weight"].max()
    # All boxes together, were the heaviest term one pixel high, say how high it can be.
    area = float((share * [width_of(term, 1.16) for term in data["term"]]).sum())
    largest = min(LARGEST, math.sqrt(FILLED * WIDTH * HEIGHT / area))
    sizes = np.maximum(largest * np.sqrt(share), SMALLEST).round(1)
    places = list(_placed(list(zip(data["term"], sizes.tolist(), strict=True))))
    data["size"] = sizes
    data[["x", "y"]] = [place or (np.nan, np.nan) for place in places]
    data["colour"] = [COLOURS[k % len(COLOURS)] for k in range(len(data))]
    shown = data.dropna(subset=["x"])
    chart = (
        alt.Chart(shown)
        .mark_text(baseline="middle")
        .encode(
            alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False)),
            alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False)),
            text="term:N",
            size=alt.Size("size:Q", scale=None, legend=None),
            color=alt.Color("colour:N", scale=None),
            tooltip=["term:N", alt.Tooltip("weight:Q", title=weight, format=".3g")],
        )
    )
    drawn: alt.Chart = styled(chart, "词云 Word cloud", HEIGHT, WIDTH)
    return drawn


def _placed(terms: list[tuple[str, float]]) -> Iterator[tuple[float, float] | None]:
    """Yield the middle of each term, or None where there is no room."""
    taken: list[Box] = []
    for term, size in terms:
        half = (width_of(term, size) / 2 + 2, size * 0.58 + 1)
        spot = next((at for at in _spiral() if _is_free(_box(at, half), taken)), None)
        if spot is not None:
            taken.append(_box(spot, half))
        yield spot


def _spiral() -> Iterator[tuple[float, float]]:
    """Yield places from the middle outwards, flattened to the shape of the picture, to its corners."""
    turn = 0.0
    while True:
        reach = GROWTH * turn / (2 * math.pi)
        if reach > WIDTH / 2:
            return
        x, y = WIDTH / 2 + reach * math.cos(turn), HEIGHT / 2 + reach * math.sin(turn) * HEIGHT / WIDTH
        yield round(x, 1), round(y, 1)
        # Steps of about one length on the spiral.
        turn += min(STEP, 14 / max(reach, 1))


def _box(at: tuple[float, float], half: tuple[float, float]) -> Box:
    return at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]


def _is_free(box: Box, taken: list[Box]) -> bool:
    if box[0] < 0 or box[1] < 0 or box[2] > WIDTH or box[3] > HEIGHT:
        return False
    return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
