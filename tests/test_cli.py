import inspect
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import reportnlp as rn
from conftest import LIMIT, ROOT, SAMPLE, needs, started
from documents import pdf
from reportnlp.cli import app, steps
from reportnlp.cli.app import command_of, steps_of
from reportnlp.cli.commands import COMMANDS
from reportnlp.cli.options import described
from reportnlp.cli.output import headings

GOOD = "望海镇2023年工作报告\n一、2023年工作回顾\n全镇经济稳中有进，打好“组合拳”。\n"


def run(*args: object):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_report_writes_page_tables_and_records(tmp_path, sample, summary):
    result = run("report", SAMPLE, "-o", tmp_path / "out", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert '<html lang="en">' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
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


@needs("pdf")
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
        (
            ["keyness", "corpus/sample", "--target", "2024"],
            "error: where: write NAME=VALUE, such as year=2024; got '2024'",
        ),
        (["keyness", "corpus/sample", "--target", "year=1900"], "1900"),
        (["slogans", "corpus/sample", "--where", "year=1900"], "error: where: nothing has {'year': '1900'}"),
        (["kwic", "corpus/sample"], "Missing option '--pattern'"),
        (
            ["attention", "corpus/sample", "--dictionary", "nowhere.tsv"],
            "error: dictionary: 'nowhere.tsv' is no file; choose from digital_economy, ecology,",
        ),
        (["keywords", "corpus/sample", "--where", "section=plan"], "error: where: whole reports have no section; use"),
        (["compare", "corpus"], "error: paths: give the folders of two models; got 1"),
        (["report"], "Missing argument"),
        (["rank", "corpus/sample"], "No such command"),
    ],
)
def test_wrong_usage(args: list[str], message: str):
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("keywords", "id,term,n,n_docs,dp,tf_idf,rank"),
        (
            "slogans",
            "report,start,end,text,normalized,type,score,n,n_reports,first_year,quoted,pattern,boundary,predictor,lexicon,sentence_start,sentence",
        ),
    ],
)
def test_tables_go_to_a_pipe_as_csv_and_nothing_else_does(command: str, columns: str):
    process = subprocess.run(
        [sys.executable, "-m", "reportnlp", command, str(SAMPLE)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=LIMIT,
    )
    assert process.stdout.splitlines()[0] == columns
    assert len(pd.read_csv(io.StringIO(process.stdout))) > 10
    assert process.stderr == ""


def test_a_pipe_gets_what_the_file_would_hold(tmp_path):
    (tmp_path / "t.csv").write_text("text,title,year\n稳中求进。,=1+1,2023\n", "utf-8")
    assert run("read", tmp_path / "t.csv", "-o", tmp_path / "out.csv").exit_code == 0
    said = run("read", tmp_path / "t.csv").stdout
    assert ",'=1+1," in said
    assert (tmp_path / "out.csv").read_text("utf-8-sig") == said


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
    command = ["-m", "reportnlp", "keywords", str(SAMPLE), "--top", "2"]
    with started(*command, stdout=side, stderr=side) as process:
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
        process.wait(LIMIT)
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


def test_help_lists_the_commands():
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"│ {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "compare"])
def test_help_shows_a_working_example(name: str, tmp_path):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert COMMANDS[name].summary in " ".join(result.stdout.replace("│", " ").split())
    example = re.search(r"Example: +reportnlp (.+)", re.sub(r"[│\s]+", " ", result.stdout))[1].split()
    assert " ".join(example) == COMMANDS[name].example
    if "-o" in example:
        example[-1] = str(tmp_path / example[-1])
    result = run(*example)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_options_are_the_parameters_of_the_functions(name: str):
    given = {parameter.name: parameter for parameter in command_of(name).params}
    assert given["paths"].required
    for function, options in steps_of(COMMANDS[name]):
        parameters = inspect.signature(function).parameters
        for key, option in options.items():
            if key in parameters and key not in COMMANDS[name].defaults:
                default = parameters[key].default
                assert given[key].required == (default is inspect.Parameter.empty)
                if not given[key].required and default is not None:
                    assert (
                        list(given[key].default) == list([default] if isinstance(default, str) else default)
                        if (given[key].multiple)
                        else given[key].default == default
                    )
            assert option.text, key
        # What has no option is made by the steps before.
        made = {"corpus", "tokens", "matrix", "model", "models", "paths", "summary", "parameters", "options"}
        hidden = {"engine"} if name == "topics" else set()
        assert set(parameters) - set(options) <= made | hidden, function


def test_descriptions_are_read_from_docstrings():
    texts = described(rn.templates)
    assert texts["min_members"] == texts["min_reports"] == "Members of a template, and reports that have one."
    assert texts["min_score"] == "Least score, from 0 to 1."
    assert "numpydoc" not in described(rn.keywords)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_reading_a_table_that_was_read_changes_nothing(tmp_path, suffix: str):
    once, twice = tmp_path / f"once{suffix}", tmp_path / f"twice{suffix}"
    assert run("read", SAMPLE, "-o", once).exit_code == 0
    assert run("read", once, "-o", twice).exit_code == 0
    assert once.read_bytes() == twice.read_bytes()


@needs("html")
def test_standard_input_is_read_beside_files(tmp_path):
    def ids(data: bytes, *args: object) -> list[str]:
        result = CliRunner().invoke(app, ["read", *map(str, args)], input=data)
        assert result.exit_code == 0, result.output
        return pd.read_csv(io.StringIO(result.stdout))["id"].tolist()

    other = tmp_path / "other.txt"
    other.write_text(GOOD.replace("望海", "听涛"), encoding="utf-8")
    assert ids(GOOD.encode("gbk"), "-") == ["望海镇-2023"]
    assert ids(GOOD.encode(), other, "-", other) == ["听涛镇-2023", "望海镇-2023"]
    assert ids(f"text,year\n{GOOD.splitlines()[2]},2020\n".encode(), "-")[0].startswith("report-2020-")
    assert ids(f"<html><body><p>{GOOD}</p></body></html>".encode(), "-") == ["望海镇-2023"]


def test_conditions_have_the_type_of_the_column(tmp_path):
    both = run("keywords", SAMPLE, "--where", "year=2023", "--where", "year=2024", "--by", "year", "--top", 1)
    assert pd.read_csv(io.StringIO(both.stdout))["year"].tolist() == [2023, 2024]
    plan = run("segment", SAMPLE, "--unit", "section", "--where", "section=plan", "--where", "place=栖云镇")
    assert {name.split("/")[0] for name in pd.read_csv(io.StringIO(plan.stdout))["id"]} == {
        f"栖云镇-{year}" for year in range(2021, 2025)
    }


def test_two_models_are_compared(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    assert run("topics", SAMPLE, "--n-topics", 3, "--save", first).exit_code == 0
    shares = run(
        "topics", SAMPLE, "--n-topics", 3, "--engine", "nmf", "--save", second, "--show", "shares", "--by", "year"
    )
    table = pd.read_csv(io.StringIO(shares.stdout))
    assert table.groupby("year")["share"].sum().round(3).tolist() == [1.0] * 4
    result = run("compare", first, second, "--top", 5)
    assert pd.read_csv(io.StringIO(result.stdout))["topic_a"].tolist() == [1, 2, 3]


def test_headings_in_chinese():
    result = run("slogans", SAMPLE / "wangchao-2023.txt", "--lang", "zh")
    assert result.stdout.startswith("报告,起始,结束,文本,归一形式,类型,得分,频次,报告数,首次年份,")
    result = run("slogans", SAMPLE / "wangchao-2023.txt")
    assert set(result.stdout.split("\n")[0].split(",")) <= set(headings())
    assert len(set(headings().values())) == len(headings())  # no two columns of a table become one


def test_the_version_is_said():
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"reportnlp {rn.__version__}\n")


def test_sections_are_chosen_among_units():
    result = run("keywords", SAMPLE, "--unit", "section", "--where", "section=plan", "--by", "section")
    assert set(pd.read_csv(io.StringIO(result.stdout))["section"]) == {"plan"}


def test_help_needs_no_library():
    code = "import sys; from reportnlp.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LIMIT)
    assert not {"pandas", "numba", "sklearn"} & set(process.stdout.split())


def test_a_closed_pipe_is_no_error():
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'reportnlp', 'segment', 'corpus/sample'],"
        " stdout=subprocess.PIPE, stderr=subprocess.PIPE); p.stdout.readline(); p.stdout.close();"
        "print(p.stderr.read().decode())"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LIMIT)
    assert "Traceback" not in process.stdout
    assert "error" not in process.stdout


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in COMMANDS:
        assert f"`{name}`" in readme or f"reportnlp {name}" in readme


def test_characters_are_those_that_files_of_text_have_at_least(tmp_path: Path):
    (tmp_path / "a.txt").write_text("环境" * 100, "utf-8")
    (tmp_path / "b.txt").write_text("环境" * 150, "gb18030")  # two bytes each
    (tmp_path / "c.docx").write_bytes(bytes(10**6))
    assert steps._characters([tmp_path, tmp_path / "missing", Path("-")]) == 200 + 200
