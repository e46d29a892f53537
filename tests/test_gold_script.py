"""The script that draws passages for the gold of words and stores what an annotator wrote."""

import hashlib
import importlib.util
import json
from pathlib import Path

import pytest

from conftest import ROOT

_SPEC = importlib.util.spec_from_file_location("gold_script", ROOT / "scripts" / "gold.py")
script = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(script)  # type: ignore[union-attr]

SENTENCE = "全镇新建茶园三十亩，茶农收入增长5.1%，开茶节办得红红火火。"


@pytest.fixture
def data(tmp_path: Path, monkeypatch) -> Path:
    """Return a folder of reports and let the script keep its gold beside them."""
    cases = tmp_path / "cases"
    cases.mkdir()
    monkeypatch.setattr(script, "CASES", cases)
    monkeypatch.setattr(script, "N_REPORTS", {name: {"county": 1} for name in script.GOLD})
    monkeypatch.setattr(script, "PASSAGES", dict.fromkeys(script.GOLD, (2, 5, 60)))
    old = {"file": "reports/county_旧_2020.txt", "held_out": True}
    for target in script.GOLD.values():
        (cases / target).write_text(json.dumps([old], ensure_ascii=False), encoding="utf-8")
    (tmp_path / "reports").mkdir()
    for name in ("旧_2020", "甲_2021", "乙_2022", "丙_2023"):
        (tmp_path / "reports" / f"county_{name}.txt").write_text(f"{name}\n" + f"{SENTENCE}\n" * 4, encoding="utf-8")
    return tmp_path


def test_only_reports_without_gold_are_drawn_each_once_and_always_the_same(data):
    drawn = []
    for folder in ("a", "b"):
        script.main(["draw", str(data), "-o", str(data / folder), "--seed", "5"])
        drawn.append({name: (data / folder / f"{name}.txt").read_text("utf-8") for name in script.GOLD})
    assert drawn[0] == drawn[1]
    files = [line.split()[1] for text in drawn[0].values() for line in text.splitlines() if line.startswith("@")]
    assert {Path(file).stem[7] for file in files} == {"甲", "乙", "丙"}  # one report for each of the three
    assert len(files) == 6


def test_what_is_stored_are_offsets_and_values(data):
    file = data / "reports" / "county_甲_2021.txt"
    start = file.read_text("utf-8").index(SENTENCE)
    head = f"@ reports/county_甲_2021.txt {start} {start + len(SENTENCE)}\n{SENTENCE}\n"
    for name, lines in {
        "terms": "茶园 开茶节",
        "joins": SENTENCE.replace("茶园", "|茶园|"),
        "numbers": "三十 number 30 -\n5.1% percent 5.1 -",
    }.items():
        (data / f"{name}.txt").write_text(head + lines + "\n", encoding="utf-8")
    script.main(["store", str(data), str(data)])
    stored = {name: json.loads((data / "cases" / target).read_text("utf-8")) for name, target in script.GOLD.items()}
    assert all(old["held_out"] is False and new["held_out"] is True for old, new in stored.values())
    assert {new["sha256"] for _, new in stored.values()} == {hashlib.sha256(file.read_bytes()).hexdigest()}
    # 全0 镇1 新2 建3 茶4 园5 三6 十7 亩8 ，9 茶10 农11 收12 入13 增14 长15 5.1% 16–20 ，20 开21 茶22 节23
    assert stored["terms"][1]["terms"] == [[start + 4, start + 6], [start + 21, start + 24]]
    assert stored["joins"][1]["boundaries"] == [start + 4, start + 6]
    assert [tuple(number.values()) for number in stored["numbers"][1]["numbers"]] == [
        (start + 6, start + 8, "number", 30.0, None),
        (start + 16, start + 20, "percent", 5.1, None),
    ]


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [("terms", "茶场", "'茶场' is not in"), ("joins", SENTENCE.replace("三", "|四"), "was changed")],
)
def test_an_annotation_that_does_not_fit_is_refused(data, name, lines, message):
    start = (data / "reports" / "county_甲_2021.txt").read_text("utf-8").index(SENTENCE)
    head = f"@ reports/county_甲_2021.txt {start} {start + len(SENTENCE)}\n{SENTENCE}\n"
    (data / f"{name}.txt").write_text(head + lines + "\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=message):
        script.main(["store", str(data), str(data)])


def test_only_what_two_annotators_mark_is_left(data, capsys):
    start = (data / "reports" / "county_甲_2021.txt").read_text("utf-8").index(SENTENCE)
    head = f"@ reports/county_甲_2021.txt {start} {start + len(SENTENCE)}\n{SENTENCE}\n"
    marked = {
        "one": {"terms": "新建茶园 茶农 开茶节", "joins": SENTENCE.replace("茶园", "|茶园|")},
        "two": {"terms": "茶园 茶农 开茶节", "joins": SENTENCE.replace("茶园", "茶园|").replace("收入", "|收入|")},
    }
    for folder, lines in marked.items():
        (data / folder).mkdir()
        for name, line in lines.items():
            (data / folder / f"{name}.txt").write_text(head + line + "\n", encoding="utf-8")
    script.main(["agree", str(data / "one"), str(data / "two")])
    assert (data / "one" / "terms.txt").read_text("utf-8") == head + "茶农 开茶节\n"
    assert (data / "one" / "joins.txt").read_text("utf-8") == head + SENTENCE.replace("茶园", "茶园|") + "\n"
    # Two of three terms each; one of two boundaries and of three: 2 * 1 / (2 + 3).
    assert [line[-5:] for line in capsys.readouterr().out.splitlines()] == ["0.667", "0.400"]
