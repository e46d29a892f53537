from collections.abc import Callable
from pathlib import Path

import pytest

import reportnlp as rn
from conftest import ROOT, SHARED, needs_shared
from reportnlp.lexicon.shipped import Subject

SUBJECTS = Subject.__args__


@pytest.mark.parametrize("name", SUBJECTS)
def test_shipped_dictionaries_are_sourced(name: str):
    dictionary = rn.load_dictionary(name)
    assert 40 <= len(dictionary.terms) <= 150
    assert set(dictionary.sources) == {*dictionary.terms, *dictionary.exclusions}
    assert dictionary.table["source"].str.len().min() >= 2
    assert dictionary.version
    row = f"| `{name}.tsv` |"
    readme = (ROOT / "src/reportnlp/lexicon/data/attention/README.md").read_text("utf-8")
    line = next(line for line in readme.split("\n") if line.startswith(row))
    assert line.endswith(f"| {len(dictionary.terms)} | {len(dictionary.exclusions)} |")


def test_the_fifteen_words_of_the_literature_are_in():
    words = [
        "环境保护",
        "环保",
        "污染",
        "能耗",
        "减排",
        "排污",
        "生态",
        "绿色",
        "低碳",
        "空气",
        "化学需氧量",
        "二氧化硫",
        "二氧化碳",
        "PM10",
        "PM2.5",
    ]
    assert set(words) <= set(rn.load_dictionary("ecology").terms)


@needs_shared
@pytest.mark.parametrize("name", SUBJECTS)
def test_terms_sourced_to_a_report_are_in_it(name: str):
    sourced = [(t, s) for t, s in rn.load_dictionary(name).sources.items() if s.startswith("国务院政府工作报告")]
    assert sourced
    texts = {file.stem.split("_")[2]: file.read_text("utf-8") for file in (SHARED / "reports").glob("national_*")}
    for term, source in sourced:
        year = source[-5:-1]
        assert term in texts[year], (term, source)
        assert not any(term in text for other, text in texts.items() if other < year), (term, source)


def test_order_does_not_matter_and_the_hash_is_of_terms_and_exclusions():
    one = rn.AttentionDictionary(["环保", "生态", "环保"], ["政治生态"], {"环保": "x"}, name="a")
    other = rn.AttentionDictionary(["生态", "环保"], ["政治生态"], name="b", version="1")
    assert one.terms == other.terms == ("环保", "生态")
    assert one.sha256 == other.sha256 != rn.AttentionDictionary(["生态", "环保", "政治生态"]).sha256


def test_drop():
    ecology = rn.load_dictionary("ecology")
    less = ecology.drop(["生态", "政治生态"])
    assert (len(less.terms), len(less.exclusions)) == (len(ecology.terms) - 1, len(ecology.exclusions) - 1)
    assert "生态" not in less.sources
    assert less.name == "ecology"
    with pytest.raises(rn.ArgumentError, match="'ecology' does not have '稳增长'"):
        ecology.drop("稳增长")


def test_a_file_of_ones_own(folder: Callable[..., Path]):
    text = "term\tsign\tsource\n生态\tinclude\t环境保护法\n环保\t\t\n政治生态\texclude\t\n"
    own = rn.AttentionDictionary.from_file(folder(own__tsv=text) / "own.tsv")
    assert (own.name, own.terms, own.exclusions) == ("own", ("环保", "生态"), ("政治生态",))
    assert own.table.values.tolist() == [
        ["环保", "include", ""],
        ["生态", "include", "环境保护法"],
        ["政治生态", "exclude", ""],
    ]
    assert "n_terms" in own._repr_html_()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("term\tsign\n生态\tmaybe\n", "own.tsv, row 2: the sign 'maybe' must be 'include' or 'exclude'"),
        ("term\tsign\n、\tinclude\n", "own.tsv, row 2: '、' is no term"),
        ("word\n生态\n", "own.tsv, row 1: the columns are 'word'"),
        ("term\tsign\n生态\texclude\n", "own: there is no term to count"),
    ],
)
def test_bad_files(folder: Callable[..., Path], text: str, message: str):
    with pytest.raises(rn.LexiconError, match=message):
        rn.AttentionDictionary.from_file(folder(own__tsv=text) / "own.tsv")


def test_bad_arguments():
    with pytest.raises(rn.ArgumentError, match="terms: give a list of texts; got one str"):
        rn.AttentionDictionary("生态")
    with pytest.raises(rn.LexiconError, match="own: '生态' is a term and an exclusion"):
        rn.AttentionDictionary(["生态"], ["生态"])
    with pytest.raises(rn.ArgumentError, match="name: 'water' is not allowed; choose from 'digital_economy'"):
        rn.load_dictionary("water")
