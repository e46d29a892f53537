"""Glyphs for pictures: of the font of the extra, made static for the characters of a chart; else the machine's.

The renderer draws a variable font at its thinnest and cannot embed it, and the font of the extra is one.
"""

import hashlib
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import vl_convert

from reportnlp.errors import ArgumentError
from reportnlp.plots.style import FONT

__all__ = ["family_for"]

#: What the renderer may write of its own accord, besides the text of the chart.
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | set("−–—…×·")
#: Styles of a family and their weights.
_STYLES = {"Regular": 400, "Bold": 700}
# A character that every Chinese font has, and one that no font can have.
_ANY, _NONE = "国", "\U0010fffd"

#: Families made in this process by whether they have a bold style, each with its characters.
_made: dict[bool, dict[str, frozenset[str]]] = {True: {}, False: {}}


def family_for(text: str, *, bold: bool = True) -> str:
    """Return the name of a font family, or of several, with the glyphs of a text, known to the renderer.

    Without `bold` what is bold is drawn in the regular style: a PDF lists two fonts in an order that changes from run
    to run.

    Raises
    ------
    ArgumentError
        If the extra is not there and no font of the machine has Chinese characters.
    """
    source = _font_of_the_extra()
    if source is None:
        _need_system_glyphs()
        return FONT
    needed = _ALWAYS | set(text)
    family = next((name for name, characters in _made[bold].items() if needed <= characters), None)
    return family or _make(source, needed, bold)


def _font_of_the_extra() -> Path | None:
    extra = find_spec("manimgx_fonts_cjk")
    if extra is None or extra.origin is None or find_spec("fontTools") is None:
        return None
    return next(Path(extra.origin).parent.glob("NotoSansCJK*.ttc"), None)


@cache
def _need_system_glyphs() -> None:
    if _drawn(_ANY) == _drawn(_NONE):
        raise ArgumentError(
            "path: no font here has Chinese characters, so a picture would show boxes; "
            "pip install 'reportnlp[fonts]', or save as .html"
        )


def _drawn(character: str) -> Any:
    box = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'>"
    return vl_convert.svg_to_png(
        f"{box}<text x='4' y='30' font-size='24' font-family='{FONT}'>{character}</text></svg>"
    )


def _make(source: Path, characters: frozenset[str], bold: bool) -> str:
    """Make a family with these characters, and let the renderer know it."""
    # One word that begins with a letter: no renderer wants it in quotation marks.
    digest = hashlib.sha256("".join(sorted(characters)).encode("utf-8", "replace")).hexdigest()[:12]
    family = f"reportnlp-{digest}{'' if bold else '-plain'}"
    folder = Path(_folder().name) / family
    folder.mkdir()
    for style, weight in _STYLES.items() if bold else [("Regular", _STYLES["Regular"])]:
        _draw(source, characters, (family, style, weight), folder / f"{style}.otf")
    vl_convert.register_font_directory(str(folder))
    _made[bold][family] = characters
    return family


def _draw(source: Path, characters: frozenset[str], name: tuple[str, str, int], target: Path) -> None:
    """Draw the characters at one weight of a variable font, as a font of their own."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.ttLib import TTFont

    family, style, weight = name
    with TTFont(source, fontNumber=_number_of_simplified(source), lazy=True) as font:
        known, glyphs = font.getBestCmap(), font.getGlyphSet(location={"wght": weight})
        points = {ord(character): known[ord(character)] for character in sorted(characters) if ord(character) in known}
        order = [".notdef", *dict.fromkeys(points.values())]
        strings, widths = {}, {}
        for glyph in order:
            pen = T2CharStringPen(glyphs[glyph].width, glyphs)
            glyphs[glyph].draw(pen)
            strings[glyph], widths[glyph] = pen.getCharString(), (round(glyphs[glyph].width), 0)
        up, down = font["hhea"].ascent, font["hhea"].descent
        builder = FontBuilder(font["head"].unitsPerEm, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(points)
    builder.setupCFF(f"{family}-{style}", {"FullName": f"{family} {style}"}, strings, {})
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=up, descent=down)
    builder.setupNameTable({"familyName": family, "styleName": style, "psName": f"{family}-{style}"})
    builder.setupOS2(usWeightClass=weight, sTypoAscender=up, sTypoDescender=down, usWinAscent=up, usWinDescent=-down)
    builder.setupPost()
    builder.save(target)


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Return the folder of the fonts, which goes when the process does."""
    return tempfile.TemporaryDirectory(prefix="reportnlp-fonts-")


@cache
def _number_of_simplified(source: Path) -> int:
    """Return which font of a collection has the forms of the mainland."""
    from fontTools.ttLib import TTCollection

    with TTCollection(source, lazy=True) as collection:
        names = [str(font["name"].getDebugName(1)) for font in collection.fonts]
    return next((k for k, name in enumerate(names) if "SC" in name), 0)
