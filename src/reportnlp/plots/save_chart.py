"""save_chart: a chart as a page that needs no network, or as a picture."""

import json
import os
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from reportnlp.draft import draft_of
from reportnlp.errors import ArgumentError
from reportnlp.plots.pdf import page_of_jpeg
from reportnlp.plots.png import repacked
from reportnlp.plots.style import FONT

__all__ = ["png", "save_chart", "sized"]

#: Width in pixels of a chart that is as wide as its page.
WIDTH = 720
#: Pixels of a PNG for each pixel of the chart.
SCALE = 2
#: Pixels of a picture in a PDF for each point.
FINE = 4
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
# A character that every Chinese font has, and one that no font can have.
_ANY, _NONE = "国", "\U0010fffd"


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
        If the suffix is none of these, or a picture is asked for where no font has Chinese characters.

    Notes
    -----
    Scripts and data are in the page, and a content security policy in it forbids every request. Pictures
    are drawn with the fonts of this machine. If none has Chinese characters, that of the extra
    ``fonts`` is taken: ``pip install 'reportnlp[fonts]'``. An SVG keeps its text as
    text, in the first of the usual Chinese fonts that the machine has on which it is opened. A PDF holds the
    glyphs that it needs; if the font is a variable one, as that of the extra is, they cannot be embedded, and
    the chart is in it as a picture of 288 dots an inch.

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
    _find_glyphs()
    return repacked(vl_convert.vegalite_to_png(_text(spec), scale=scale, allowed_base_urls=[]))


def _svg(spec: dict[str, Any]) -> bytes:
    _find_glyphs()
    picture: str = vl_convert.vegalite_to_svg(_text(spec), allowed_base_urls=[])
    # The names of clips and gradients go on counting from chart to chart: here they begin at 0.
    names = {name: f"{kind}{k}" for k, (name, kind) in enumerate(dict.fromkeys(_NAMED.findall(picture)))}
    return _USED.sub(lambda m: f"{m[1]}{names.get(m[2], m[2])}{m[3]}", picture).encode("utf-8")


def _pdf(spec: dict[str, Any]) -> bytes:
    _find_glyphs()
    try:
        picture: bytes = vl_convert.vegalite_to_pdf(_text(spec), allowed_base_urls=[])
    except ValueError as error:
        if "subsetting a font" not in str(error):
            raise
        # A variable font cannot be embedded.
        jpeg = vl_convert.vegalite_to_jpeg(_text(spec), scale=FINE, quality=95, allowed_base_urls=[])
        picture = page_of_jpeg(jpeg, FINE)
    return picture


def _find_glyphs() -> None:
    """Make sure that a font has Chinese characters: those of this machine, else that of the extra."""
    if _has_glyphs():
        return
    extra = find_spec("manimgx_fonts_cjk")
    if extra is not None and extra.origin:
        vl_convert.register_font_directory(str(Path(extra.origin).parent))
    if not _has_glyphs():
        raise ArgumentError(
            "path: no font here has Chinese characters, so a picture would show boxes; "
            "pip install 'reportnlp[fonts]', or save as .html"
        )


def _has_glyphs() -> bool:
    """Tell whether a Chinese character is drawn otherwise than one that no font has."""
    return bool(_drawn(_ANY) != _drawn(_NONE))


def _drawn(character: str) -> Any:
    box = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'>"
    return vl_convert.svg_to_png(
        f"{box}<text x='4' y='30' font-size='24' font-family='{FONT}'>{character}</text></svg>"
    )


_WRITERS = {".html": _html, ".png": png, ".svg": _svg, ".pdf": _pdf}
