"""save_chart: a chart as a page that needs no network, or as a picture."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from reportnlp.draft import draft_of
from reportnlp.errors import ArgumentError
from reportnlp.plots.glyphs import family_for
from reportnlp.plots.png import repacked
from reportnlp.plots.style import FONT

__all__ = ["png", "save_chart", "sized"]

#: Width in pixels of a chart that is as wide as its page.
WIDTH = 720
#: Pixels of a PNG for each pixel of the chart.
SCALE = 2
#: Names of clips and gradients in an SVG, and where they stand.
_NAMED = re.compile(r'id="((clip|gradient_)\d+)"')
_USED = re.compile(r'(id="|url\(#|href="#)((?:clip|gradient_)\d+)("|\))')
_PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval';
 style-src 'unsafe-inline'; img-src data: blob:">
<title>reportnlp</title>
</head>
<body>
<div id="chart"></div>
<script>{script}</script>
<script>
vegaEmbed("#chart", {spec}, {{actions: {{export: true, source: false, compiled: false, editor: false}}}});
</script>
</body>
</html>
"""


def save_chart(chart: alt.Chart | alt.LayerChart | alt.FacetChart, path: str | os.PathLike[str]) -> None:
    """Write a chart as a page that needs no network, or as a picture.

    Parameters
    ----------
    chart : altair chart
        What a function of `reportnlp.plots` returned, or any other.
    path : path-like
        The suffix chooses the format: ``.html``, interactive; ``.png``, 144 dots an inch; ``.svg``;
        ``.pdf``. Missing folders are made.

    Raises
    ------
    ArgumentError
        If the suffix is none of these, a picture is asked for where no font has Chinese characters, or a PDF
        where the extra is not there and the only one is a variable font, which cannot be embedded.

    Notes
    -----
    Scripts and data are in the page, and a content security policy in it forbids every request. Pictures
    are drawn with the font of the extra ``fonts``, ``pip install 'reportnlp[fonts]'``, so that they are the same
    on every machine that has it; without it with the Chinese fonts of the machine. An SVG keeps its text as
    text, in the first of the usual Chinese fonts that the machine has on which it is opened. A PDF holds the
    glyphs that it needs.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import reportnlp as rn
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "similarity.html"
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")))
    >>> rn.save_chart(rn.plots.similarity(rn.similarity(matrix)), file)
    >>> file.read_text(encoding="utf-8").startswith("<!doctype html>")
    True
    """
    target = Path(path)
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        raise ArgumentError(f"path: {target.name!r} has no known suffix; use one of {', '.join(_WRITERS)}")
    data = writer(sized(chart))
    with draft_of(target) as draft:
        draft.write_bytes(data)


def sized(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> dict[str, Any]:
    """Return the specification of a chart, with a width of its own if it was to be as wide as its page."""
    spec: dict[str, Any] = chart.to_dict()
    if spec.get("width") == "container":
        spec["width"] = WIDTH
    return spec


def _text(spec: dict[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, sort_keys=True)


def _html(spec: dict[str, Any]) -> bytes:
    # Inside a script element only "<" can end the element or open a comment.
    return _PAGE.format(script=_vega(), spec=_text(spec).replace("<", "\\u003c")).encode("utf-8")


@cache
def _vega() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script."""
    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return script


def png(spec: dict[str, Any], *, scale: float = SCALE) -> bytes:
    """Return the picture of a specification; raise ArgumentError where no font has Chinese characters."""
    text, _ = _with_glyphs(spec)
    return repacked(vl_convert.vegalite_to_png(text, scale=scale, allowed_base_urls=[]))


def _svg(spec: dict[str, Any]) -> bytes:
    text, family = _with_glyphs(spec)
    # Drawn with the glyphs that it is measured by, but read with those of the machine on which it is opened.
    picture: str = vl_convert.vegalite_to_svg(text, allowed_base_urls=[]).replace(family, FONT)
    # The names of clips and gradients go on counting from chart to chart: here they begin at 0.
    names = {name: f"{kind}{k}" for k, (name, kind) in enumerate(dict.fromkeys(_NAMED.findall(picture)))}
    return _USED.sub(lambda m: f"{m[1]}{names.get(m[2], m[2])}{m[3]}", picture).encode("utf-8")


def _pdf(spec: dict[str, Any]) -> bytes:
    text, _ = _with_glyphs(spec, bold=False)
    try:
        picture: bytes = vl_convert.vegalite_to_pdf(text, allowed_base_urls=[])
    except ValueError as error:
        if "subsetting a font" not in str(error):
            raise
        raise ArgumentError(
            "path: the Chinese font here is a variable one, which a PDF cannot hold; pip install 'reportnlp[fonts]'"
        ) from error
    return picture


def _with_glyphs(spec: dict[str, Any], *, bold: bool = True) -> tuple[str, str]:
    """Return a specification as text, with a font that has its characters instead of the usual ones, and that font."""
    text = _text(spec)
    family = family_for(text, bold=bold)
    return text.replace(FONT, family), family


_WRITERS = {".html": _html, ".png": png, ".svg": _svg, ".pdf": _pdf}
