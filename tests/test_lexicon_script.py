"""The script that keeps the government lexicon."""

import importlib.util

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp as rn
from conftest import ROOT, SHARED, needs_shared

_SPEC = importlib.util.spec_from_file_location("lexicon_script", ROOT / "scripts" / "lexicon.py")
script = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(script)  # type: ignore[union-attr]


def test_an_occurrence_within_a_longer_term_does_not_count():
    texts = ["新质生产力，生产力，新质生产力", "生产力"]
    assert script.count(texts, ["生产力", "新质生产力", "质生"]) == {"生产力": 2, "新质生产力": 2, "质生": 0}


def test_terms_that_overlap_count_both_and_no_term_crosses_two_texts():
    assert script.count(["甲乙丙", "丁"], ["甲乙", "乙丙", "丙丁"]) == {"甲乙": 1, "乙丙": 1, "丙丁": 0}
    assert script.count([], ["甲"]) == {"甲": 0}


@settings(deadline=None)
@given(st.text("甲乙丙", max_size=12), st.sets(st.text("甲乙丙", min_size=1, max_size=4), max_size=5))
def test_counts_are_those_of_every_span_compared_with_every_other(text: str, terms: set[str]):
    spans = [(k, k + len(term)) for term in terms for k in range(len(text)) if text.startswith(term, k)]
    free = [(a, b) for a, b in spans if not any(c <= a and b <= d and (c, d) != (a, b) for c, d in spans)]
    assert script.count([text], terms) == {term: sum(text[a:b] == term for a, b in free) for term in terms}


def test_mining_and_crossings_write_tables(folder, tmp_path):
    text = "“潮邻客厅”。\n到潮邻客厅去，\n走进潮邻客厅里，\n打造潮邻客厅。\n建设潮邻客厅\n" + "全国有企业。"
    path = folder(a__txt=text, b__txt=text + "完。")
    script.main(["mine", str(path), "-o", str(tmp_path / "candidates.tsv")])
    first = (tmp_path / "candidates.tsv").read_text("utf-8").splitlines()
    assert first[0].split("\t")[:4] == ["term", "category", "tag", "n"]
    assert first[1].split("\t")[0] == "潮邻客厅"
    script.main(["crossings", str(path), "-o", str(tmp_path / "suspects.tsv")])
    assert (tmp_path / "suspects.tsv").read_text("utf-8").startswith("term\tcategory\tn\tcrossed\tcontexts")


def test_readings_are_compared_both_ways(tmp_path):
    lines = ["优化|营商|环境", "优化|营商环境", "加快建设", ""]  # ours: 优化 营商环境, twice, and 加快 建设
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    script.main(["readings", str(tmp_path), "-o", str(tmp_path / "compared.tsv")])
    rows = [line.split("\t") for line in (tmp_path / "compared.tsv").read_text("utf-8").splitlines()]
    assert rows == [
        ["whose", "term", "n", "n_parted"],
        ["ours", "营商环境", "2", "1"],
        ["theirs", "加快建设", "1", "1"],
    ]


def test_a_table_needs_a_file(folder, capsys):
    with pytest.raises(SystemExit):
        script.main(["mine", str(folder(a__txt="甲"))])
    assert "mine needs -o FILE" in capsys.readouterr().err


@needs_shared
def test_shipped_counts_are_those_of_the_reports():
    with pytest.warns(rn.ReadWarning, match=r"index\.tsv"):
        corpus = rn.read_corpus(SHARED / "reports")
    assert len(corpus) == 219
    found = script.count((report.text for report in corpus), rn.load_lexicon())
    assert found == dict(zip(rn.load_lexicon(), rn.load_lexicon().table["count"], strict=True))
