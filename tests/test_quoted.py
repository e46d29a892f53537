"""Names in quotation marks come out whole: tests of `segmentation.kernels.quotes`."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.segmentation.kernels.quotes import LONGEST_PAIR, LONGEST_QUOTED

CASES = json.loads((Path(__file__).parent / "cases" / "quoted.json").read_text(encoding="utf-8"))
LEXICON = rn.load_lexicon()
PLAIN, FULL = rn.Segmenter(LEXICON), rn.Segmenter(LEXICON, numerals=True)
MARKS = ("“”", "‘’", "「」", "『』")


@pytest.mark.parametrize("name", CASES["whole"])
@pytest.mark.parametrize("marks", MARKS)
def test_a_short_name_is_one_token(name: str, marks: str):
    assert len(name) <= LONGEST_QUOTED and len(PLAIN.words(name)) > 1  # else there is nothing to join
    assert FULL.words(f"打造{marks[0]}{name}{marks[1]}品牌") == ["打造", marks[0], name, marks[1], "品牌"]


@pytest.mark.parametrize("text", CASES["cut"])
def test_a_clause_a_quantity_and_what_is_long_stay_apart(text: str):
    assert text not in FULL.words(f"“{text}”")


@pytest.mark.parametrize("name", CASES["halves"])
def test_two_halves_of_one_length_are_one_token(name: str):
    assert LONGEST_QUOTED < len(name) <= LONGEST_PAIR and len(PLAIN.words(name)) > 2
    assert FULL.words(f"打造“{name}”品牌") == ["打造", "“", name, "”", "品牌"]


@pytest.mark.parametrize("text", CASES["no_halves"])
def test_halves_of_two_lengths_with_words_of_a_clause_or_too_long_stay_apart(text: str):
    assert text not in FULL.words(f"“{text}”")


@pytest.mark.parametrize("phrase", CASES["as_the_dictionary_cuts"])
def test_what_the_word_lists_know_is_cut_as_without_marks(phrase: str):
    assert FULL.words(f"“{phrase}”") == ["“", *FULL.words(phrase), "”"]


@pytest.mark.parametrize("text", ["”智赋千巷“", "智赋千巷”", "“智赋千巷", "“智赋千巷’", '"智赋千巷"', "“智赋\n万企”"])
def test_marks_that_are_no_pair_join_nothing(text: str):
    assert FULL.words(text) == PLAIN.words(text)


def test_what_is_quoted_has_a_tag_of_its_own_and_no_category():
    tokens = FULL.segment(["“智赋千巷”行动", "“词林社区”", "“三强六好”", "“营商环境”"])
    table = tokens.vocabulary.table.set_index("type")
    assert table.loc[["智赋千巷", "词林社区", "三强六好"], "tag"].tolist() == ["nq", "ns", "j"]
    assert (table["kind"]["智赋千巷"], table["category"]["智赋千巷"]) == ("word", "")
    assert table["category"]["营商环境"] == LEXICON.category("营商环境") != ""


def test_a_term_of_a_lexicon_is_whole_with_and_without_marks():
    own = rn.Segmenter(LEXICON + rn.Lexicon([rn.Term("智赋千巷", "policy", "nz")]), numerals=True)
    assert own.words("“智赋千巷”与智赋千巷") == ["“", "智赋千巷", "”", "与", "智赋千巷"]


def test_a_name_before_a_quotation_does_not_reach_into_it():
    # The name pass remembers where the last name ended; a joined quotation moves that place.
    assert FULL.words("“柳溪河产业+”龙门村") == ["“", "柳溪河产业+", "”", "龙门村"]


@given(st.text(st.sampled_from([*"“”‘’「」智赋千巷政策找的了和是30条渝快办+·，\n"]), max_size=40))
def test_only_what_a_pair_of_marks_holds_is_joined(text: str):
    # A full stop in place of each closing mark leaves no pair.
    open_ended = FULL.spans("".join("。" if mark in "”’」』" else mark for mark in text))
    borders = {end for _, end in open_ended}
    assert "".join(FULL.words(text)) == text
    for start, end in FULL.spans(text):
        if any(start < border < end for border in borders):
            assert text[start - 1] + text[end] in MARKS
            assert end - start <= LONGEST_QUOTED or text[(start + end) // 2] in "·、，"
