"""keyness: what marks one group of documents out, effect against frequency."""

import altair as alt
import numpy as np
import pandas as pd

from reportnlp.plots.style import COLOURS, GREY, layered, need, plain, rows_of, styled
from reportnlp.spots import CHARACTER, SPOTS, placed
from reportnlp.validate import integer, number

__all__ = ["keyness"]

WIDTH, HEIGHT = 760, 460
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
    points_at = list(zip(left, down, data["term"], strict=True))
    data["place"] = list(placed(points_at, integer("labels", labels), (WIDTH, HEIGHT)))
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
    for k, (dx, dy, align) in enumerate(SPOTS):
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
