"""show: a chart in a notebook, interactive where it can be and a picture everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import altair as alt

from reportnlp.plots.save_chart import png, sized
from reportnlp.plots.style import FONT

__all__ = ["Shown", "show"]

# Not Altair's own type, which names version 6: JupyterLab and VS Code know this one, and it draws these charts alike.
INTERACTIVE = "application/vnd.vegalite.v5+json"


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A chart that shows itself in Jupyter: what each kind of viewer understands, by media type."""

    bundle: Mapping[str, Any]

    def __repr__(self) -> str:
        return str(self.bundle["text/plain"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return dict(self.bundle)


def show(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> Shown:
    """Show a chart in a notebook, interactive where scripts run and as a picture where they do not.

    Parameters
    ----------
    chart : altair chart
        What a function of `reportnlp.plots` returned, or any other: one that names no font is drawn in a font with
        Chinese characters.

    Returns
    -------
    Shown
        Jupyter keeps two things of it in the notebook: the chart as data, which JupyterLab draws without
        any network, and a PNG of 72 dots an inch, which every viewer can show.

    Raises
    ------
    ArgumentError
        If no font has Chinese characters.

    Notes
    -----
    No setting of Altair is changed, and none is needed. The picture is drawn with the font of the extra
    ``fonts``, else with those of this machine, as that of `save_chart`.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")))
    >>> rn.plots.show(rn.plots.similarity(rn.similarity(matrix)))
    <Chart: 相似程度 Similarity of groups>
    """
    spec = sized(chart)
    spec["config"] = {"font": FONT, "title": {"anchor": "start"}} | spec.get("config", {})
    title = spec.get("title", "")
    name = title.get("text", "") if isinstance(title, dict) else title
    return Shown(
        MappingProxyType({INTERACTIVE: spec, "image/png": png(spec, scale=1), "text/plain": f"<Chart: {name}>"})
    )
