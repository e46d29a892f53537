"""Programmes that a report announces come out whole: tests of `segmentation.kernels.programmes`."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.segmentation.kernels.programmes import LONGEST_PROGRAMME, SHORTEST_PROGRAMME
from reportnlp.segmentation.rules import _ANNOUNCING, _PROGRAMMES

CASES = json.loads((Path(__file__).parent / "cases" / "programmes.json").read_text(encoding="utf-8"))
WORDS = ("茶园", "改造", "提升", "新一轮")
LEXICON = rn.load_lexicon()
PLAIN, FULL = rn.Segmenter(LEXICON), rn.Segmenter(LEXICON, numerals=True)


@pytest.mark.parametrize("phrase", CASES["whole"])
def test_what_stands_between_the_verb_and_the_head_is_one_name(phrase: str):
    verb, name = phrase.split("|")
    assert len(PLAIN.words(name)) > 1  # else there is nothing to join
    assert FULL.words(f"{verb}{name}，") == [*PLAIN.words(verb), name, "，"]


@pytest.mark.parametrize("phrase", CASES["open"])
def test_an_open_modifier_is_no_part_of_it(phrase: str):
    modifier, name = phrase.split("|")
    assert FULL.words(f"实施{modifier}{name}。") == ["实施", modifier, name, "。"]


@pytest.mark.parametrize("text", CASES["apart"])
def test_without_the_verb_or_with_other_words_between_all_stays_apart(text: str):
    assert FULL.words(text) == PLAIN.words(text)


def test_two_programmes_in_a_row_are_two():
    words = FULL.words("实施茶园改造提升工程，启动渔港焕新提质行动，就业工程")
    assert words == ["实施", "茶园改造提升工程", "，", "启动", "渔港焕新提质行动", "，", "就业", "工程"]


def test_the_tag_is_that_of_what_reports_name_themselves():
    table = FULL.segment(["实施就业稳岗扩容提质行动"]).vocabulary.table.set_index("type")
    assert table.loc["就业稳岗扩容提质行动", ["tag", "kind", "category"]].tolist() == ["nq", "word", ""]


def test_a_name_that_is_too_long_is_none():
    name = "茶园改造渔港焕新海塘加固水库清淤工程"
    assert len(name) > LONGEST_PROGRAMME and FULL.words(f"实施{name}") == PLAIN.words(f"实施{name}")


@given(st.lists(st.sampled_from([*"的和，。10项", *WORDS, *_ANNOUNCING, *_PROGRAMMES]), max_size=20))
def test_only_what_follows_a_verb_and_ends_in_a_head_is_joined(parts: list[str]):
    text = "".join(parts)
    borders = {end for _, end in PLAIN.spans(text)}
    assert "".join(FULL.words(text)) == text
    for start, end in FULL.spans(text):
        word = text[start:end]
        if word.endswith(_PROGRAMMES) and any(start < border < end for border in borders):
            assert SHORTEST_PROGRAMME <= len(word) <= LONGEST_PROGRAMME
            assert not word.startswith((*_ANNOUNCING, "新一轮"))
