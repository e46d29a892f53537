import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.segmentation.coinages import COUNTERS, LONGEST_WORD, coined, coined_ones
from reportnlp.segmentation.number_values import number_of

CASES = json.loads((Path(__file__).parent / "cases" / "coinages.json").read_text(encoding="utf-8"))
JOINS = rn.Segmenter(numerals=True)


def shapes(text: str) -> list[int]:
    """Return the lengths of the counted words that the whole text may consist of."""
    return [length for length in range(1, LONGEST_WORD + 1) if re.fullmatch(coined(length), text)]


def test_what_may_be_counted():
    assert shapes("三强六好") == shapes("一核两翼四区") == shapes("四大双千") == [1]
    assert (shapes("五整治五提升"), shapes("三协同体六联盟会")) == ([2], [3])
    assert shapes("三强") == shapes("三强六") == shapes("三强六整治") == []
    # Measures, 一定 and 十分 are in no word of one character; a longer one may begin with them: 一项目一专班.
    assert shapes("三年两次") == shapes("四稳一定") == shapes("三强十分") == []
    assert shapes("一项目一专班") == [2]
    for text in ("三个一", "十个一", "十三个一", "六十二个一"):
        assert re.fullmatch(coined_ones(), text)
    assert not re.fullmatch(coined_ones(), "一个一")


@pytest.mark.parametrize("name", CASES["joined"])
@pytest.mark.parametrize("around", ["，{}，", "“{}”", "开展{}行动"])
def test_an_abbreviation_is_one_token(name: str, around: str):
    assert name in JOINS.words(around.format(name))


@pytest.mark.parametrize("phrase", CASES["apart"])
def test_a_quantity_is_no_abbreviation(phrase: str):
    labels = {word: (shapes(word), re.fullmatch(coined_ones(), word)) for word in JOINS.words(f"，{phrase}，")}
    assert not any(lengths or ones for lengths, ones in labels.values())


def test_an_abbreviation_is_a_word_and_no_number():
    tokens = JOINS.segment(["开展三强六好活动，实施十三个一工程"])
    rows = {type_: k for k, type_ in enumerate(tokens.vocabulary.types)}
    for name in ("三强六好", "十三个一"):
        assert (tokens.vocabulary.tags[rows[name]], tokens.vocabulary.categories[rows[name]]) == ("j", "")
        assert number_of(name) is None
    assert rn.numbers(tokens).empty


def test_a_word_is_not_swallowed():
    terms = [rn.Term("三铁六绿", "numeral", "j"), rn.Term("六好家庭", "brand", "nz")]
    own = rn.Segmenter(rn.Lexicon(terms), numerals=True)
    assert own.words("三铁六绿九红")[0] == "三铁六绿"
    assert own.words("三强六好家庭")[-1] == "六好家庭"
    assert own.words("三强六好团队")[0] == "三强六好"


def test_engines_agree():
    text = "，".join(CASES["joined"] + CASES["apart"])
    assert rn.Segmenter(numerals=True, engine="jieba").words(text) == JOINS.words(text)


@given(st.lists(st.sampled_from([*COUNTERS, *"核铁个年市大强第点", "整治", "提升", "定", "，"]), max_size=14))
def test_nothing_is_lost(parts: list[str]):
    text = "".join(parts)
    tokens = JOINS.segment([text, text])
    assert tokens.words(0) == tokens.words(1) == JOINS.words(text)  # wherever a document stands
    assert "".join(tokens.words(0)) == text
