"""The script that finds freely composed terms in the government lexicon."""

import importlib.util
import sys
from statistics import NormalDist

import pytest

import reportnlp as rn
from conftest import ROOT


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        spec = importlib.util.spec_from_file_location("prune_script", ROOT / "scripts" / "prune.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return module


def _free(script, terms: list[rn.Term], text: str) -> dict[str, tuple[str, str, str]]:
    lexicon = rn.Lexicon(terms)
    found = script.free_terms(lexicon, script.Evidence(rn.Corpus([rn.Report("a", text)])))
    return {parts.term: (parts.left, parts.right, parts.why) for parts in found}


def test_the_lower_end_is_wilsons(script):
    # The lower end p solves (share - p)² = z² p (1 - p) / n.
    for n, total in ((3, 10), (83, 206), (1, 1)):
        low = script.lower_end(n, total)
        assert (n / total - low) ** 2 == pytest.approx(1.96**2 * low * (1 - low) / total)
    assert script.lower_end(0, 0) == 0 == script.lower_end(0, 5)
    assert NormalDist().inv_cdf(0.975) == pytest.approx(1.96, abs=1e-3)


def test_each_kind_is_found(script, monkeypatch):
    monkeypatch.setattr(script, "OPEN", 1)
    terms = [rn.Term(term, "economy", "n") for term in
             ("智慧茶园", "智慧茶园功能", "省级智慧茶园", "农村智慧防护", "智慧防护", "政府智慧防护", "智慧茶园中心")]  # fmt: skip
    text = "茶园功能。省级茶园。农村茶园。政府智慧防护。" + "智慧茶园。智慧防护。" * 20
    assert _free(script, terms, text) == {
        "智慧茶园功能": ("智慧茶园", "功能", "action"),
        "省级智慧茶园": ("省级", "智慧茶园", "grade"),
        "农村智慧防护": ("农村", "智慧防护", "subject"),
        "政府智慧防护": ("政府", "智慧防护", "person"),
    }


def test_what_is_done_about_a_term_is_free_however_often_it_occurs(script):
    terms = [rn.Term(term, "economy", "n") for term in
             ("智慧茶园", "智慧茶园建设", "茶园建设", "茶园", "生态文明", "生态文明建设")]  # fmt: skip
    text = "智慧茶园建设。生态文明建设。茶园建设。" * 20
    assert _free(script, terms, text) == {"智慧茶园建设": ("智慧茶园", "建设", "work")}


def test_a_term_before_a_general_head_is_free_however_often_it_occurs(script):
    names = [
        rn.Term("智慧茶园试点", "policy", "nz"),
        rn.Term("就业优先", "policy", "n"),
        rn.Term("就业优先政策", "policy", "n"),
    ]
    terms = [rn.Term(term, "economy", "n") for term in ("智慧茶园", "智慧茶园项目", "茶园", "茶园项目")]
    found = _free(script, [*names, *terms], "智慧茶园项目。茶园项目。智慧茶园试点。就业优先政策。" * 20)
    assert found == {"智慧茶园项目": ("智慧茶园", "项目", "head")}


def test_the_shipped_lexicon_holds_no_term_before_a_general_head(script):
    free = _free(script, [*rn.load_lexicon().terms], "")
    assert not [term for term, (_, _, why) in free.items() if why == "head"]


def test_a_common_term_a_bound_one_and_a_name_are_units(script, monkeypatch):
    monkeypatch.setattr(script, "OPEN", 1)
    names = [rn.Term("智慧茶园行动", "economy", "n"), rn.Term("智慧茶园治理", "economy", "nz")]
    terms = [rn.Term("智慧茶园", "economy", "n"), rn.Term("智慧茶园功能", "economy", "n"), *names]
    text = "茶园功能。茶园行动。茶园治理。"
    assert list(_free(script, terms, text + "智慧茶园。" * 20)) == ["智慧茶园功能"]
    assert not _free(script, terms, text + "智慧茶园。" * 2 + "智慧茶园功能。" * 4)  # the lower end of 4 of 6 is 0.30
    assert not _free(script, terms, text + "智慧茶园。" * 900 + "智慧茶园功能。" * script.COMMON)


def test_pieces_of_clauses_are_no_formulas(script):
    terms = [rn.Term(term, "formula", "l") for term in ("我们坚信", "极不寻常", "各位代表", "请予审议", "工作报告")]
    assert list(_free(script, terms, "各位代表")) == ["我们坚信", "极不寻常"]


def test_the_shipped_lexicon_holds_no_piece_of_a_clause(script):
    base = rn.Segmenter(hmm=False)
    formulas = [term.term for term in rn.load_lexicon().terms if term.category == "formula" and term.tag == "l"]
    assert len(formulas) > 100
    assert not [formula for formula in formulas if script.is_fragment(base.words(formula))]


def test_it_prints_a_table_and_leaves_the_lists_alone(script, capsys, folder):
    before = rn.load_lexicon().sha256
    script.main([str(folder(a__txt="全市经济平稳运行。"))])
    assert capsys.readouterr().out.startswith("term\tleft\tright\tn\tn_long\twhy")
    assert rn.load_lexicon().sha256 == before
