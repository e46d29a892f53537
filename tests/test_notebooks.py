"""The notebooks run, and what is committed is what a fresh run gives.

Compared are all that a cell prints, its tables as text and as HTML, and every chart as data: text to the character,
numbers in charts to `DIGITS` digits, for processors round the last ones differently. Pictures are not compared: they are
drawn from these data, with whatever fonts the machine has; of them it is checked that there is one for each chart.
"""

import importlib.util
import json
import re

import altair as alt
import numpy as np
import pytest
import vl_convert

from conftest import ROOT
from reportnlp.provenance import fingerprint

nbformat = pytest.importorskip("nbformat", reason="pip install 'reportnlp[notebooks]'")
pytest.importorskip("nbmake", reason="pip install 'reportnlp[notebooks]'")

_SPEC = importlib.util.spec_from_file_location("notebooks_script", ROOT / "scripts" / "notebooks.py")
assert _SPEC is not None and _SPEC.loader is not None
script = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(script)

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: What is committed was made with NumPy 2.4; others differ in the last digit, and in the eighth after a hundred passes.
DIGITS = 9 if np.__version__.startswith("2.4.") else 6
CHART = "application/vnd.vegalite.v5+json"
#: What is committed was made with Altair 6, of which another writes the same chart otherwise.
UNLIKE = {"image/png"} | (set() if alt.SCHEMA_VERSION.startswith("v6") else {CHART})
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def outputs(notebook) -> list[list[object]]:
    """Return what each cell of code gave, without what another machine or version gives otherwise."""
    return [
        [
            output.get("text") or {kind: data for kind, data in output.get("data", {}).items() if kind not in UNLIKE}
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def rounded(value: object) -> object:
    """Return a copy with `DIGITS` digits of each number; Altair's names of data, their hashes, become those of the copy."""
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if not isinstance(value, dict):
        return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
    copy = {name: rounded(item) for name, item in value.items()}
    text = json.dumps(copy, sort_keys=True)
    for name, rows in copy.get("datasets", {}).items():
        text = text.replace(name, fingerprint(json.dumps(rows, sort_keys=True)))
    return json.loads(text)


def test_there_are_six():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]


# Kernels and their sockets are closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@each
def test_a_fresh_run_gives_what_is_committed(path):
    committed = nbformat.read(path, 4)
    fresh = script.run(path)
    assert [cell.source for cell in fresh.cells] == [cell.source for cell in committed.cells]
    given, wanted = (rounded(json.loads(json.dumps(outputs(book)))) for book in (fresh, committed))
    for cell, one, other in zip((c for c in fresh.cells if c.cell_type == "code"), given, wanted, strict=True):
        assert one == other, cell.source


@each
def test_what_is_committed_can_be_read_anywhere(path):
    assert path.stat().st_size < 1_000_000
    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, 4)
    nbformat.validate(notebook)
    assert text == nbformat.writes(script.clean(nbformat.reads(text, 4))) + "\n"
    given = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in given if output.output_type == "error" or output.get("name") == "stderr"]
    # No path of a machine, no clock, no address in memory.
    printed = json.dumps(outputs(notebook), ensure_ascii=False)
    assert not re.search(r"/tmp/|/home/|/Users/|/root/|\b\d\d:\d\d:\d\d\b|\bat 0x[0-9a-f]{6,}|it/s", printed)
    charts = [output.data for output in given if CHART in output.get("data", {})]
    assert charts and all("image/png" in data for data in charts)
    for data in charts:
        # JupyterLab draws them with version 5 of Vega-Lite, to which Altair's specifications are not addressed.
        now, old = (
            vl_convert.vegalite_to_svg(json.dumps(data[CHART]), vl_version=version) for version in ("6.4", "5.21")
        )
        assert re.sub(r"gradient_\d+", "gradient", now) == re.sub(r"gradient_\d+", "gradient", old)


@each
def test_prose_is_in_two_languages_and_every_chart_is_read(path):
    cells = nbformat.read(path, 4).cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    for text in prose:
        chinese, english = re.search("[\u4e00-\u9fff]", text), re.search("[A-Za-z]{3,}", text)
        assert chinese and english and chinese.start() < text.rindex(re.findall("[A-Za-z]{3,}", text)[-1])
    for number, cell in enumerate(cells):
        if cell.cell_type == "code" and "plots.show(" in cell.source:
            # The next prose reads it, with the figures and tables right after it.
            following = next(later.source for later in cells[number:] if later.cell_type == "markdown")
            assert "读图" in following and "Reading" in following, cell.source


def test_rounding_keeps_what_is_a_result():
    def chart(x: float, *names: str) -> dict[str, object]:
        rows = [[{"x": x, "term": "茶园"}], [{"n": 3}]]
        return {"datasets": dict(zip(names, rows, strict=True)), "layer": [{"data": {"name": name}} for name in names]}

    assert rounded({"x": 0.1 + 0.2, "n": 3, "term": "茶园"}) == {"x": 0.3, "n": 3, "term": "茶园"}
    assert rounded(chart(0.1 + 0.2, "data-a", "data-b")) == rounded(chart(0.3, "data-c", "data-d"))
    assert rounded(chart(0.3, "data-a", "data-b")) != rounded(chart(0.30001, "data-a", "data-b"))
    swapped = chart(0.3, "data-a", "data-b") | {"layer": [{"data": {"name": "data-b"}}, {"data": {"name": "data-a"}}]}
    assert rounded(swapped) != rounded(chart(0.3, "data-a", "data-b"))


def test_cleaning_takes_out_what_is_no_result():
    cell = nbformat.v4.new_code_cell("1", execution_count=7, metadata={"execution": {"shell": "10:00"}})
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=7)]
    book = nbformat.v4.new_notebook(cells=[cell], metadata={"language_info": {"name": "python", "version": "3.11"}})
    clean = script.clean(book)
    assert clean.cells[0].id == "cell-1" and clean.cells[0].metadata == {}
    assert clean.cells[0].execution_count is None and clean.cells[0].outputs[0].execution_count is None
    assert "version" not in clean.metadata.language_info


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cell_that_fails_is_named(tmp_path):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 1 == 2, 'no longer true'")])
    nbformat.write(book, tmp_path / "x.ipynb")
    with pytest.raises(RuntimeError, match=r"x.ipynb: .*no longer true"):
        script.run(tmp_path / "x.ipynb")
