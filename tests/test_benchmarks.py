import gc
import importlib
import sys
import warnings

import pytest

from conftest import ROOT


@pytest.fixture
def suite(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # jieba.analyse leaves a file open
        module = importlib.import_module("suite")
        gc.collect()
    return module


def test_a_peer_that_is_missing_or_fails_is_named(suite):
    table = sys.modules["table"]
    programs = {"ours": lambda: None, "absent": None, "broken": lambda: 1 / 0, "there": lambda: None}
    absent, broken, there = table.compared("work", programs, 2, ">= 1x")
    assert (absent.ratio, absent.work, absent.peer) == ("–", "work: absent", "not installed")
    assert broken.peer == "fails: ZeroDivisionError('division by zero')"
    assert there.work == "work: there"
    assert there.ratio.endswith(")")
    with pytest.raises(ZeroDivisionError):
        list(table.compared("work", {"ours": lambda: 1 / 0}, 1, ""))


def test_reports_are_made_of_the_sample_where_there_are_no_others(suite, tmp_path):
    table = sys.modules["table"]
    texts = [table.text_of(tmp_path / "none", table.QUICK, tmp_path / name) for name in "ab"]
    files = [sorted(text.folder.iterdir()) for text in texts]
    assert len(files[0]) == table.QUICK.reports
    assert [file.read_bytes() for file in files[0]] == [file.read_bytes() for file in files[1]]
    assert texts[0].made
    assert len(texts[0].corpus) == table.QUICK.reports


def test_what_a_process_takes(suite, tmp_path):
    job = sys.modules["main_job"]
    small, large = (
        job.cost([sys.executable, "-c", f"x = bytearray({n} << 20); [k for k in range(10**6)]"]) for n in (1, 201)
    )
    assert 190 < large.memory - small.memory < 240  # 200 MiB are 210 MB
    assert 0 < small.cpu < 30
    with pytest.raises(RuntimeError, match="no such thing"):
        job.cost([sys.executable, "-c", "import sys; sys.stderr.write('no such thing'); sys.exit(2)"])


def test_the_readme_gets_lines_of_the_table_between_its_marks(suite):
    table = sys.modules["table"]
    before = (ROOT / "README.md").read_text("utf-8")
    lines = [table.Line("12x (11–13)", f"{start}: peer", "1 s", "12 s", ">= 5x") for start in suite.README]
    after = suite.readme(lines)
    first, last = (after.index(mark) for mark in suite.MARKS)
    assert after[first:last].count("\n- 12x (11–13) ") == 5
    assert (
        after[:first] + after[last:] == before[: before.index(suite.MARKS[0])] + before[before.index(suite.MARKS[1]) :]
    )
