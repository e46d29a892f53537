import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import reportnlp as rn
from conftest import LIMIT, ROOT

HEAVY = {"gensim", "sklearn", "matplotlib", "altair", "dask", "pandas", "numba", "jieba"}


def test_readme_and_api_reference_name_exactly_what_is_public():
    readme = (ROOT / "README.md").read_text("utf-8").split("## Names")[1].split("## ")[0]
    api = (ROOT / "docs" / "api.md").read_text("utf-8")
    public = {*rn.__all__, "__version__"}
    assert set(re.findall(r"`(\w+)`", readme)) == public
    assert set(re.findall(r"^\| `(\w+)` \|", api, re.M)) == public


def test_api_reference_quotes_the_docstrings():
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", (ROOT / "docs" / "api.md").read_text("utf-8"), re.M))
    for name in rn.__all__:
        assert rows[name] == inspect.getdoc(getattr(rn, name)).split("\n")[0], name


@pytest.mark.parametrize("name", rn.__all__)
def test_everything_public_is_documented_with_an_example(name: str):
    thing = getattr(rn, name)
    if inspect.ismodule(thing) or (inspect.isclass(thing) and issubclass(thing, Exception)):
        assert inspect.getdoc(thing)
    else:
        assert "Examples\n--------\n" in inspect.getdoc(thing)


def test_public_names_do_not_depend_on_what_was_imported_before():
    code = (
        "import reportnlp.keywords, reportnlp.slogans, reportnlp as rn;"
        "import types; assert isinstance(rn.keywords, types.FunctionType), rn.keywords;"
        "assert isinstance(rn.slogans, types.FunctionType);"
        "assert isinstance(rn.plots, types.ModuleType);"
        "assert sorted(rn.__all__) == [n for n in dir(rn) if n in rn.__all__]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=LIMIT)


def test_a_name_that_is_none():
    with pytest.raises(AttributeError, match="topic_model"):
        rn.topic_model  # noqa: B018 - the access is the test


def test_import_brings_in_nothing_heavy():
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import reportnlp"],
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    imported = {line.split("|")[-1].strip().split(".")[0] for line in process.stderr.splitlines()}
    assert "reportnlp" in imported
    assert not imported & HEAVY


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import reportnlp.report", "altair"),
        ("from reportnlp.cli.app import command_of; command_of('report')", "numba"),
        ("import reportnlp.slogans.find", "reportnlp.reading"),
        ("import reportnlp.slogans.history_table", "reportnlp.slogans.find"),
        ("import reportnlp.reading.headings", "reportnlp.reading.folder"),
        ("import reportnlp.topics.model", "sklearn.decomposition"),
    ],
)
def test_what_is_not_needed_is_not_loaded(code: str, absent: str):
    code = f"import sys; {code}; sys.exit({absent!r} in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=LIMIT)


def test_no_source_file_names_this_machine():
    for file in [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        assert not re.search(r"/(?:home|root|work|tmp)/", Path(file).read_text("utf-8")), file
