import io
import os
import re
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from conftest import ROOT, SAMPLE
from documents import pdf
from reportnlp.cli import app

GOOD = "望海镇2023年工作报告\n一、2023年工作回顾\n全镇经济稳中有进，打好“组合拳”。\n"


def run(*args: object):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_report_writes_page_tables_and_records(tmp_path, sample, summary):
    result = run("report", SAMPLE, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert f"Reports analysed: {len(sample)}." in result.stderr
    names = {*summary.tables, "files"}
    expected = {"report.html"} | {f"{name}.{kind}" for name in names for kind in ("csv", "provenance.json")}
    assert {file.name for file in (tmp_path / "out").iterdir()} == expected


def test_names_of_files_change_only_the_list_of_files(tmp_path):
    outputs = []
    for k, prefix in enumerate(["a", "b"]):
        source = tmp_path / f"in{k}"
        source.mkdir()
        files = sorted(SAMPLE.glob("*.txt"), reverse=bool(k))
        for n, file in enumerate(files):
            (source / f"{prefix}{n}.txt").write_bytes(file.read_bytes())
        assert run("report", source, "-o", tmp_path / f"out{k}").exit_code == 0
        outputs.append({f.name: f.read_bytes() for f in (tmp_path / f"out{k}").iterdir() if f.name != "files.csv"})
    assert outputs[0] == outputs[1]


def test_a_mixed_folder_is_analysed_and_each_bad_file_named(folder, tmp_path):
    path = folder(
        good__txt=GOOD,
        empty__txt="",
        binary__txt=b"\x00\x01\x02\xff",
        latin__txt="Report on the work of the government",
        gbk__txt=GOOD.replace("望海", "听涛").encode("gbk"),
        scan__pdf=pdf([[]]),
    )
    result = run("report", path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    for name, reason in [
        ("empty.txt", "is empty"),
        ("binary.txt", "is no text"),
        ("latin.txt", "no Chinese character"),
        ("scan.pdf", "has no text layer"),
    ]:
        assert re.search(f"{re.escape(name)}: .*{reason}", result.stderr), name
    assert "Traceback" not in result.output
    assert pd.read_csv(tmp_path / "out" / "reports.csv")["id"].tolist() == ["听涛镇-2023", "望海镇-2023"]
    assert "scan.pdf" in (tmp_path / "out" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["report", "nowhere"], "error: nowhere: does not exist"),
        (["keywords", "corpus/sample", "--top", "0"], "error: top: give a whole number of 1 or more; got 0"),
        (["keywords", "corpus/sample", "-o", "x.ods"], "error: path: 'x.ods' has no known suffix"),
        (["keywords", "corpus/sample", "--lexicon", "nowhere.tsv"], "nowhere.tsv"),
        (["topics", "corpus/sample", "--n-topics", "9999"], "error: n_topics: 9999 topics cannot be told"),
        (["report"], "Missing argument"),
        (["rank", "corpus/sample"], "No such command"),
    ],
)
def test_wrong_usage(args: list[str], message: str):
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_too_little_text_for_topics(folder):
    result = run("topics", folder(good__txt=GOOD))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "insist with --n-topics" in result.stderr


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("keywords", "report,term,n,n_docs,dp,tf_idf,rank"),
        ("topics", "topic,rank,term,probability,relevance"),
        (
            "slogans",
            "report,start,end,text,normalized,type,score,n,n_reports,first_year,quoted,pattern,boundary,predictor,lexicon,sentence_start,sentence",
        ),
    ],
)
def test_tables_go_to_a_pipe_as_csv_and_nothing_else_does(command: str, columns: str):
    process = subprocess.run(
        [sys.executable, "-m", "reportnlp", command, str(SAMPLE)], capture_output=True, encoding="utf-8", check=True
    )
    assert process.stdout.splitlines()[0] == columns
    assert len(pd.read_csv(io.StringIO(process.stdout))) > 10
    assert process.stderr == ""


def test_tables_go_to_a_file(tmp_path):
    assert run("slogans", SAMPLE, "-o", tmp_path / "s.xlsx").exit_code == 0
    assert "三岸同兴" in set(pd.read_excel(tmp_path / "s.xlsx")["text"])


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_a_person_at_a_terminal_gets_a_table_and_progress():
    import fcntl
    import pty
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))  # rows, columns
    command = [sys.executable, "-m", "reportnlp", "keywords", str(SAMPLE), "--top", "2"]
    with subprocess.Popen(command, stdout=side, stderr=side) as process:
        os.close(side)
        shown = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:  # the other side was closed
                break
            if not part:
                break
            shown += part
    os.close(main)
    text = shown.decode()
    assert process.returncode == 0
    assert "read:" in text
    assert re.search(r"│ 望潮街道-2023 +│ 首店", text)


def test_own_terms_are_kept_whole(tmp_path):
    own = tmp_path / "own.tsv"
    own.write_text("term\n云上茶学堂\n", encoding="utf-8")
    result = run("keywords", SAMPLE, "--lexicon", own, "--top", "500")
    assert "云上茶学堂" in result.stdout


@pytest.mark.parametrize("command", [[], ["report"], ["keywords"], ["topics"], ["slogans"]])
def test_help_shows_a_working_example(command: list[str], tmp_path):
    result = run(*command, "--help")
    assert result.exit_code == 0
    if command:
        example = re.search(r"Example:\s+reportnlp (.+)", re.sub(r"[│\n]", " ", result.stdout))[1].split()
        if "-o" in example:
            example[-1] = str(tmp_path / example[-1])
        assert run(*example).exit_code == 0


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in app.registered_commands:
        assert f"reportnlp {command.callback.__name__}" in readme
