"""Files from others: nothing in them is run, and nothing in them fills the memory or takes for ever."""

import ast
import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import reportnlp as rn
from conftest import ROOT, needs
from documents import REPORT, archive, with_part, word
from reportnlp import matching
from reportnlp.reading.formats import extract, tabular

#: What runs what it reads.
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "yaml", "code", "codeop"}
CALLS = {"eval", "exec", "compile", "__import__", "read_pickle", "to_pickle", "system", "popen"}
LAUGHS = "".join(f"<!ENTITY l{k} '{f'&l{k - 1};' * 10}'>" for k in range(1, 10))
BOMB = f"<!DOCTYPE x [<!ENTITY l0 '哈哈哈哈哈哈'>{LAUGHS}]>"


def dangers(source: str) -> list[str]:
    """Return what in a source could run what it reads."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [name for name in names if name.partition(".")[0] in MODULES]
        elif isinstance(node, ast.Call):
            own = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS and not (name == "compile" and own and node.func.value.id == "re"):
                found.append(name)
            if own and node.func.value.id in ("np", "numpy", "joblib") and name == "load":
                safe = any(key.arg == "allow_pickle" and ast.unparse(key.value) == "False" for key in node.keywords)
                found += [] if safe else ["load"]
            found += [key.arg for key in node.keywords if key.arg == "shell"]
    return found


def test_the_library_runs_nothing_that_it_reads():
    for file in sorted((ROOT / "src").rglob("*.py")):
        assert not dangers(file.read_text("utf-8")), file


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from pickle import loads", "eval(x)", "pd.read_pickle(f)", "np.load(f)", "joblib.load(f)",
     "np.load(f, allow_pickle=True)", "subprocess.run(x, shell=True)", "os.system(x)", "import a, yaml.b"],
)  # fmt: skip
def test_the_search_for_dangers_finds_them(source: str):
    assert dangers(source)


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "a/../../secret.txt", "{root}/secret.txt", "..\\secret.txt", "C:\\secret.txt", "/etc/passwd",
     "a\0.txt"],
)  # fmt: skip
def test_a_manifest_that_leads_out_of_its_folder_is_not_followed(name: str, folder, tmp_path: Path):
    (tmp_path / "secret.txt").write_text(REPORT, "utf-8")
    name = name.format(root=tmp_path)
    path = folder(a__txt=REPORT + "又及。", manifest__csv=f"file\na.txt\n{name}\n")
    with pytest.warns(rn.ReadWarning, match="row 3: leads out of the folder; name files inside it"):
        assert [report.file for report in rn.read_corpus(path)] == ["a.txt"]


def test_a_manifest_may_go_down_and_up_again(folder):
    (folder(a__txt=REPORT, manifest__csv="file\nsub/../a.txt\n") / "sub").mkdir()
    assert len(rn.read_corpus(folder(a__txt=REPORT))) == 1


def test_a_manifest_with_a_huge_cell_is_refused(folder):
    path = folder(a__txt=REPORT, manifest__csv="file,title\na.txt," + "长" * 200_000 + "\n")
    with pytest.raises(rn.ReadError, match=r"manifest\.csv: is no CSV that can be read \(field larger"):
        rn.read_corpus(path)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "tsv"])
def test_a_table_with_a_huge_cell_is_read(suffix: str, folder):
    text = "稳中求进。" * 60_000
    content = f'{{"text": "{text}"}}\n' if suffix == "jsonl" else f"text\n{text}\n"
    assert rn.read_report(folder(**{f"a__{suffix}": content}) / f"a.{suffix}").text.strip() == text


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text"])
    book.active.append(["稳中求进。"])
    book.save(out)
    return out.getvalue()


def read_or_refused(file: Path) -> str:
    """Return the text of a file, or why it was refused; it may not take long."""
    start = time.process_time()
    try:
        return rn.read_report(file).raw or ""
    except rn.ReadError as error:
        return error.reason
    finally:
        assert time.process_time() - start < 10


@needs("docx")
@pytest.mark.parametrize("entity", ["bomb", "file"])
def test_entities_in_a_word_document_are_not_followed(entity: str, folder, tmp_path: Path):
    (tmp_path / "secret").write_text("秘密", "utf-8")
    with zipfile.ZipFile(io.BytesIO(word([("稳中求进。", 0)]))) as document:
        xml = document.read("word/document.xml").decode()
    head = BOMB if entity == "bomb" else f'<!DOCTYPE x [<!ENTITY l9 SYSTEM "file://{tmp_path}/secret">]>'
    start = xml.index("<w:document")
    xml = xml[:start] + head + xml[start:].replace("稳中求进。", "稳中求进。&l9;")
    path = folder(a__docx=with_part(word([("稳", 0)]), "word/document.xml", xml)) / "a.docx"
    said = read_or_refused(path)
    assert "秘密" not in said
    assert "哈哈" not in said


@pytest.mark.parametrize("entity", ["bomb", "file"])
def test_entities_in_a_workbook_are_not_followed(entity: str, folder, tmp_path: Path):
    (tmp_path / "secret").write_text("秘密", "utf-8")
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    head = BOMB if entity == "bomb" else f'<!DOCTYPE x [<!ENTITY l9 SYSTEM "file://{tmp_path}/secret">]>'
    start = xml.index("<worksheet")
    xml = xml[:start] + head + xml[start:].replace("稳中求进。", "稳中求进。&l9;")
    said = read_or_refused(folder(a__xlsx=with_part(workbook(), "xl/worksheets/sheet1.xml", xml)) / "a.xlsx")
    assert "秘密" not in said
    assert len(said) < 100_000


def test_a_workbook_that_unpacks_to_too_much_is_refused(folder, monkeypatch):
    monkeypatch.setattr(extract, "_LARGEST", 2**20)
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    data = with_part(workbook(), "xl/worksheets/sheet1.xml", xml + " " * 2**20)
    assert "unpacks to more than 1 MB" in read_or_refused(folder(a__xlsx=data) / "a.xlsx")


def test_a_cell_at_the_end_of_a_sheet_does_not_fill_the_memory(folder):
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    far = '<row r="400000"><c r="XFD400000"><v>1</v></c></row></sheetData>'
    data = with_part(workbook(), "xl/worksheets/sheet1.xml", xml.replace("</sheetData>", far))
    assert "has more than 5,000,000 cells" in read_or_refused(folder(a__xlsx=data) / "a.xlsx")


def test_a_value_said_once_and_meant_often_does_not_fill_the_memory(folder, monkeypatch):
    monkeypatch.setattr(tabular, "_MOST_BYTES", 20 * 2**20)
    out = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), pa.array(["稳" * 100_000]))
    pq.write_table(pa.table({"text": column.cast(pa.string())}), out, compression="zstd")
    assert len(out.getvalue()) < 2**20  # 300 MB of text
    assert "unpacks to more than 20 MB" in read_or_refused(folder(a__parquet=out.getvalue()) / "a.parquet")


def test_json_nested_without_end_is_refused(folder):
    data = '{"text": "稳"}\n{"text": ' + "[" * 100_000
    assert "is no JSON in line 2" in read_or_refused(folder(a__jsonl=data) / "a.jsonl")


def test_a_zip_in_a_zip_is_not_opened(folder):
    inner = archive(a__txt=REPORT)
    assert "has no member of a format" in read_or_refused(folder(a__zip=archive(b__zip=inner)) / "a.zip")


def test_an_expression_that_would_search_for_ever_is_stopped(monkeypatch):
    monkeypatch.setattr(matching, "MOST_SECONDS", 1)
    tokens = rn.segment(rn.Corpus([rn.Report("a", "稳" * 60)]))
    with pytest.raises(rn.ArgumentError, match=r"has tried for 1 seconds to match; leave no repeat within a repeat"):
        rn.kwic(tokens, "(稳+)+进", regex=True)


@pytest.mark.parametrize("expression", ["(" * 5000 + "稳" + ")" * 5000, "稳{99999999999999999999}", "稳("])
def test_an_expression_that_cannot_be_compiled_is_refused(expression: str):
    tokens = rn.segment(rn.Corpus([rn.Report("a", "稳中求进")]))
    with pytest.raises(rn.ArgumentError, match="is no regular expression"):
        rn.kwic(tokens, expression, regex=True)


def test_a_search_runs_no_module_of_the_folder_it_is_started_in(tmp_path: Path, monkeypatch):
    (tmp_path / "json.py").write_text("import pathlib; pathlib.Path('ran').touch()")
    monkeypatch.chdir(tmp_path)
    tokens = rn.segment(rn.Corpus([rn.Report("a", "稳中求进")]))
    assert len(rn.kwic(tokens, "稳中?", regex=True)) == 1
    assert not (tmp_path / "ran").exists()


def test_a_search_that_ends_by_itself_is_said(monkeypatch):
    monkeypatch.setattr(matching, "_SEARCH", "import sys; sys.exit('MemoryError: no room')")  # or the system ends it
    tokens = rn.segment(rn.Corpus([rn.Report("a", "稳中求进")]))
    with pytest.raises(rn.ArgumentError, match="'稳' cannot be searched for: MemoryError: no room; make it simpler"):
        rn.kwic(tokens, "稳", regex=True)


def test_a_term_that_can_be_cut_in_too_many_ways_is_looked_for_in_some(monkeypatch):
    # With words of one, two and three characters 20 characters can be cut in 121,415 ways (tribonacci numbers),
    # 5 in 13, and four times 5 in 13 ** 4 = 28,561.
    lexicon = rn.Lexicon([rn.Term("稳稳"), rn.Term("稳稳稳")])
    tokens = rn.segment(rn.Corpus([rn.Report("a", "稳。稳稳。稳稳稳。")]), lexicon)
    assert {"稳", "稳稳", "稳稳稳"} <= set(tokens.vocabulary.types)
    real, asked = matching._runs, []
    monkeypatch.setattr(matching, "_runs", lambda tokens, runs: asked.append(len(runs)) or real(tokens, runs))
    matching.find_patterns(tokens, ["稳" * 20])
    matching.find_patterns(tokens, [" ".join(["稳" * 5] * 4)])
    matching.find_terms(tokens, ["稳" * 20])
    assert asked == [matching.MOST_SPELLINGS] * 3


def test_an_expression_finds_what_re_finds_in_any_text():
    text = "优化é营商环境，优化𠀀生态\0环境。\n"
    tokens = rn.segment(rn.Corpus([rn.Report("a", text), rn.Report("b", ""), rn.Report("c", "环境")]))
    found = rn.kwic(tokens, "[营生]..?环境|é|环境$|x*", regex=True)
    spans = [["a", 2, 3], ["a", 3, 7], ["a", 11, 16], ["c", 0, 2]]
    assert found[["report", "start", "end"]].to_numpy().tolist() == spans
