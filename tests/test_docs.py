"""What the manual promises, run: commands here, lines of Python as doctests of the pages themselves."""

import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

import reportnlp as rn
from conftest import LIMIT, ROOT
from reportnlp.cli import app
from reportnlp.cli.commands import COMMANDS

PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
manual = runpy.run_path(str(ROOT / "scripts" / "manual.py"))


def blocks(page):
    return re.findall(r"^```(.*)\n((?:(?!```).*\n)*)```$", page.read_text("utf-8"), re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_is_one_that_is_run(page):
    for language, code in blocks(page):
        if language == "python":
            assert code.startswith(">>> "), code  # a doctest, which pytest runs
        elif not language.startswith("{"):
            assert language == "sh", (language, code)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name != "command_line.md"],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_commands_run(page, tmp_path, monkeypatch):
    run_all([code for language, code in blocks(page) if language == "sh"], tmp_path, monkeypatch)


def test_commands_of_the_introduction_run(tmp_path, monkeypatch):
    # Those of its sections are the examples of the help, which test_cli runs, and that of compare needs two models.
    codes = [code for _, code in blocks(ROOT / "docs" / "command_line.md")]
    run_all([codes[0], f"reportnlp {COMMANDS['compare'].example}\n"], tmp_path, monkeypatch)


def run_all(codes, folder, monkeypatch):
    (folder / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(folder)
    for line in "".join(codes).split("\n")[:-1]:
        program, *args = shlex.split(line.split("  #")[0])
        if program == "make":
            assert re.search(rf"^{args[0]}:", (ROOT / "Makefile").read_text("utf-8"), re.M), line
        elif program == "pip":
            extras = re.findall(r"\w+", "".join(re.findall(r"\[(.*)\]", line)))
            assert set(extras) <= set(PROJECT["project"]["optional-dependencies"]), line
        elif program == "reportnlp":
            result = CliRunner().invoke(app, args)
            assert result.exit_code == 0, (line, result.output)
        else:
            raise AssertionError(f"nobody runs {line!r}")


def test_the_options_in_the_manual_are_those_of_the_program():
    said = (ROOT / "docs" / "command_line.md").read_text("utf-8")
    assert said == manual["page"](), "run scripts/manual.py"


def test_the_picture_of_the_house_is_drawn_from_the_layers():
    drawn = (ROOT / "docs" / "house.svg").read_text("utf-8")
    assert drawn == manual["house"](), "run scripts/manual.py"
    rooms = re.findall(r">([a-z_]+)</text>", drawn)
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    assert rooms == [room.strip() for floor in layers for room in floor.split("|")]
    heights = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="(\d+)"', drawn)]
    assert heights == sorted(heights)
    assert len(set(heights)) == len(layers)


def test_the_reference_has_every_public_name():
    text = (ROOT / "docs" / "reference.md").read_text("utf-8")
    names = re.findall(r"^\.\. auto\w+:: (?:reportnlp\.)?(\w+)$", text, re.M)
    assert sorted(names) == sorted(set(rn.__all__))


def test_every_page_is_in_the_contents():
    listed = set(re.findall(r"^(\w[\w/]*)$", (ROOT / "docs" / "index.md").read_text("utf-8"), re.M))
    pages = {page.relative_to(ROOT / "docs").with_suffix("").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert pages - {"index"} == listed & pages
    assert listed <= pages


def test_the_gallery_names_the_notebooks():
    said = set(re.findall(r"\.\./notebooks/(\w+\.ipynb)", (ROOT / "docs" / "gallery.md").read_text("utf-8")))
    assert {file.name for file in (ROOT / "notebooks").glob("*.ipynb")} == said


def test_the_citation_has_the_version():
    assert f"\nversion: {rn.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_both_readmes_name_the_same_commands_and_names():
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    for name in COMMANDS:
        assert f"`{name}`" in english or f"reportnlp {name}" in english
        assert f"`{name}`" in chinese or f"reportnlp {name}" in chinese


def test_the_manual_builds_without_a_warning(tmp_path):
    if not find_spec("sphinx"):
        pytest.skip("Sphinx is not here: pip install 'reportnlp[docs]'")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    process = subprocess.run(
        [*command, str(ROOT / "docs"), str(tmp_path / "out")],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert (process.returncode, process.stderr) == (0, "")
    page = (tmp_path / "out" / "concepts" / "keyness.html").read_text("utf-8")
    assert "<math" in page
    for file in (tmp_path / "out").rglob("*.html"):
        assert not re.search(r'(?:src|href)="https?://[^"]+\.(?:js|css)', file.read_text("utf-8")), file
