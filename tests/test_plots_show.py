import json
import struct
import zlib

import altair as alt
import pandas as pd
import pytest
import vl_convert

import reportnlp as rn
from conftest import needs
from reportnlp.plots.png import repacked

INTERACTIVE = "application/vnd.vegalite.v5+json"


@pytest.fixture(scope="module")
def chart(sample_tokens: rn.Tokens) -> alt.Chart:
    return rn.plots.similarity(rn.similarity(rn.count(sample_tokens)))


def header(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def pixels(picture: bytes) -> bytes:
    """Return the data of all IDAT chunks, unpacked, and check every checksum on the way."""
    position, data = 8, b""
    while position < len(picture):
        size, name = struct.unpack_from(">I4s", picture, position)
        body = picture[position + 8 : position + 8 + size]
        assert struct.unpack_from(">I", picture, position + 8 + size)[0] == zlib.crc32(name + body)
        data += body if name == b"IDAT" else b""
        position += size + 12
    return zlib.decompress(data)


@needs("fonts")
def test_a_notebook_gets_the_chart_as_data_and_as_a_picture(chart: alt.Chart):
    bundle = rn.plots.show(chart)._repr_mimebundle_()
    assert list(bundle) == [INTERACTIVE, "image/png", "text/plain"]
    assert bundle[INTERACTIVE]["mark"] == {"type": "rect"}
    assert bundle["text/plain"] == "<Chart: 相似程度 Similarity of groups>"
    assert bundle["image/png"].startswith(b"\x89PNG")
    json.dumps(bundle[INTERACTIVE])  # a notebook is JSON


@needs("notebooks")
def test_jupyter_can_keep_it(chart: alt.Chart):
    import nbformat

    data = rn.plots.show(chart)._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data | {"image/png": ""}, execution_count=1)
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


@needs("fonts")
def test_the_picture_is_half_as_wide_as_that_of_a_file(chart: alt.Chart, tmp_path):
    rn.save_chart(chart, tmp_path / "x.png")
    shown = header(rn.plots.show(chart)._repr_mimebundle_()["image/png"])
    # save draws two pixels for each of show; either may round up.
    for one, two in zip(shown, header((tmp_path / "x.png").read_bytes()), strict=True):
        assert abs(2 * one - two) <= 1


@needs("fonts")
def test_a_chart_without_a_font_gets_one_and_its_own_settings_stay():
    table = pd.DataFrame({"词": ["茶园"], "n": [1]})
    plain = alt.Chart(table).mark_bar().encode(x="n:Q", y="词:N")
    spec = rn.plots.show(plain)._repr_mimebundle_()[INTERACTIVE]
    assert spec["config"]["font"].startswith("Noto Sans SC")
    own = rn.plots.show(plain.configure(font="Courier"))._repr_mimebundle_()[INTERACTIVE]
    assert own["config"]["font"] == "Courier"
    assert repr(rn.plots.show(plain)) == "<Chart: >"


def test_a_packed_picture_has_the_same_pixels_in_fewer_bytes():
    box = "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'>"
    picture = vl_convert.svg_to_png(f"{box}<circle cx='50' cy='50' r='40' fill='#0072B2'/></svg>")
    packed = repacked(picture)
    assert pixels(packed) == pixels(picture)
    assert header(packed) == header(picture) == (200, 100)
    assert len(packed) < len(picture)
