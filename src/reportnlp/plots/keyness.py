"""keyness: what marks one group of documents out, effect against frequency."""

import math
from collections.abc import Iterator
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from reportnlp.plots.style import COLOURS, GREY, layered, need, plain, rows_of, styled
from reportnlp.validate import integer, number

__all__ = ["keyness"]

Align = Literal["left", "center", "right"]
Spot = tuple[int, int, Align]
Box = tuple[float, float, float, float]

WIDTH, HEIGHT = 760, 460
#: Size of a Chinese character in a label, and of a point with the room around it, in pixels.
CHARACTER, POINT = 11, 4
#: Where a label can stand beside its point, in the order of liking: from the point in pixels, and which end is there.
_PLACES: tuple[Spot, ...] = (
    (7, 0, "left"), (-7, 0, "right"), (0, -11, "center"), (0, 12, "center"),
    (6, -10, "left"), (6, 11, "left"), (-6, -10, "right"), (-6, 11, "right"),
    (8, -20, "left"), (8, 21, "left"), (-8, -20, "right"), (-8, 21, "right"),
)  # fmt: skip
_SIDES = {"目标 target": COLOURS[5], "参照 reference": COLOURS[0], "不显著 not significant": GREY}


def keyness(table: pd.DataFrame, *, labels: int = 40, points: int = 600, alpha: float = 0.05) -> alt.LayerChart:
    """Draw the effect of terms against their frequency, with labels that do not overlap.

    Parameters
    ----------
    table : pandas.DataFrame
        What `reportnlp.keyness` returned.
    labels : int, default 40
        Terms to name, those with the largest statistics; one for which there is no room goes without.
    points : int, default 600
        Terms to draw, those with the largest statistics.
    alpha : float, default 0.05
        Terms with a q above are grey.

    Returns
    -------
    altair.LayerChart
        One point a term: to the right what is frequent, above what marks the target.

    Raises
    ------
    ArgumentError
        If the table is another, or empty.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")).drop(rn.load_stopwords()))
    >>> chart = rn.plots.keyness(rn.keyness(matrix, target={"place": "栖云镇"}), labels=5)
    >>> len(chart.layer) > 2
    True
    """
    names = ["term", "n_target", "n_reference", "per_10k_target", "per_10k_reference", "effect", "statistic", "p", "q"]
    need("keyness", table, names)
    alpha = number("alpha", alpha, low=0, high=1)
    strongest = np.argsort(-table["statistic"].abs().to_numpy(), kind="stable")[: integer("points", points)]
    data = plain(table[names].iloc[strongest])
    data["per_10k"] = np.maximum(data["per_10k_target"], data["per_10k_reference"])
    target, reference, neither = _SIDES
    data["side"] = np.where(data["q"] > alpha, neither, np.where(data["effect"] > 0, target, reference)).tolist()
    x, y = _domain(np.log10(data["per_10k"])), _domain(data["effect"])
    left = WIDTH * (np.log10(data["per_10k"]) - x[0]) / (x[1] - x[0])
    down = HEIGHT * (y[1] - data["effect"]) / (y[1] - y[0])
    data["place"] = list(_placed(list(zip(left, down, data["term"], strict=True)), integer("labels", labels)))
    base = alt.Chart(rows_of(data)).encode(
        alt.X(
            "per_10k:Q",
            title="每万词次数（较多的一方） Per 10,000 words, on the side that has more",
            scale=alt.Scale(type="log", domain=[10 ** x[0], 10 ** x[1]], nice=False),
            axis=alt.Axis(format="~g", tickCount=6, grid=False),
        ),
        alt.Y(
            "effect:Q",
            title="效应量 Effect（上：目标较多 above: more in the target）",
            scale=alt.Scale(domain=list(y), nice=False),
        ),
    )
    colour = alt.Color(
        "side:N", title=None, scale=alt.Scale(domain=list(_SIDES), range=list(_SIDES.values())),
        legend=alt.Legend(orient="top"),
    )  # fmt: skip
    tips = ["term:N", "n_target:Q", "n_reference:Q", *(alt.Tooltip(f"{name}:Q", format=".3g") for name in names[3:])]
    size = alt.condition("datum.place >= 0", alt.value(40), alt.value(18))
    strength = alt.condition("datum.place >= 0", alt.value(0.95), alt.value(0.35))
    layers = [
        alt.Chart().mark_rule(color=GREY, strokeDash=[3, 3]).encode(y=alt.datum(0)),
        base.mark_circle().encode(colour, size=size, opacity=strength, tooltip=tips),
    ]
    for k, (dx, dy, align) in enumerate(_PLACES):
        if (data["place"] == k).any():
            text = base.transform_filter(f"datum.place === {k}")
            text = text.mark_text(dx=dx, dy=dy, align=align, baseline="middle", fontSize=CHARACTER)
            layers.append(text.encode(alt.Text("term:N"), colour))
    note = f"统计量最大的 {len(data):,} 个词，共 {len(table):,} 个 the {len(data):,} strongest of {len(table):,} terms"
    return styled(layered(*layers), "词语的显著性 Keyness", HEIGHT, WIDTH, note)


def _domain(values: pd.Series) -> tuple[float, float]:
    """Return ends of an axis with room for labels."""
    low, high = float(values.min()), float(values.max())
    room = 0.08 * (high - low) or 0.5
    return low - room, high + room


def _placed(points: list[tuple[float, float, str]], labels: int) -> Iterator[int]:
    """Yield for each point, strongest first, the number of the place of its label, or -1 for none."""
    dots = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y, _ in points]
    names: list[Box] = []
    for k, (x, y, term) in enumerate(points):
        place = -1
        if k < labels:
            boxes = [_box(x, y, term, spot) for spot in _PLACES]
            # At best a label hides no point, at worst points of terms that have no label.
            for taken in (names + dots, names + dots[:labels]):
                place = next((number for number, box in enumerate(boxes) if _is_free(box, taken)), -1)
                if place >= 0:
                    names.append(boxes[place])
                    break
        yield place


def _box(x: float, y: float, term: str, spot: Spot) -> Box:
    dx, dy, align = spot
    wide = sum(1.0 if ord(character) > 0x2E80 else 0.62 for character in term) * CHARACTER
    start = x + dx - {"left": 0, "center": wide / 2, "right": wide}[align]
    half = math.ceil(CHARACTER * 0.62)
    return start, y + dy - half, start + wide, y + dy + half


def _is_free(box: Box, taken: list[Box]) -> bool:
    """Tell whether a box lies in the chart and touches none that is taken."""
    if box[0] < 0 or box[1] < 0 or box[2] > WIDTH or box[3] > HEIGHT:
        return False
    return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
