"""Phrases that are never one word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp as rn

#: Two phrases of jieba's dictionary, one guess of its model, one of no word.
PHRASES = ["广泛开展", "党和政府", "强则", "甲乙丙丁"]
SPLIT = rn.Lexicon([rn.Term("营商环境")], splits=PHRASES)
BOTH = [rn.Segmenter(SPLIT, engine=engine) for engine in ("fast", "jieba")]
OF_TWO = [rn.Segmenter(rn.Lexicon((), splits=["**", "强则"]), engine=engine) for engine in ("fast", "jieba")]
TEXT = "党建强则根基稳，党和政府广泛开展活动，优化营商环境。"
WORDS = [
    "党建",
    "强",
    "则",
    "根基",
    "稳",
    "，",
    "党",
    "和",
    "政府",
    "广泛",
    "开展",
    "活动",
    "，",
    "优化",
    "营商环境",
    "。",
]


@pytest.mark.parametrize("engine", ["fast", "jieba"])
@pytest.mark.parametrize("numerals", [False, True])
def test_phrases_are_cut(engine: str, numerals: bool):
    segmenter = rn.Segmenter(SPLIT, engine=engine, numerals=numerals)
    assert segmenter.words(TEXT) == WORDS
    tokens = segmenter.segment(["", TEXT, "强则"])
    assert [tokens.words(doc) for doc in range(3)] == [[], WORDS, ["强", "则"]]
    assert tokens.ends.tolist() == [*np.cumsum([len(word) for word in WORDS]), 1, 2]


def test_without_a_lexicon_they_are_words():
    words = rn.Segmenter().words(TEXT)
    assert {"强则", "党和政府", "广泛开展"} <= set(words)


def test_longer_words_and_other_segmenters_do_not_notice():
    other = rn.Segmenter(rn.Lexicon([rn.Term("广泛开展活动")], splits=["广泛开展"]))
    assert other.words("广泛开展活动") == ["广泛开展活动"]
    assert rn.Segmenter().words("广泛开展") == ["广泛开展"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from([*PHRASES, "政府", "环境", "广泛", "，", "则", "a1"]), max_size=8).map("".join))
def test_both_engines_agree(text: str):
    fast, jieba = BOTH
    assert fast.words(text) == jieba.words(text) == fast.segment([text]).words(0)
    assert not set(PHRASES).intersection(fast.words(text))


@settings(deadline=None, max_examples=50)
@given(st.text("广党强甲展府则丁建活𠮷", max_size=8))
def test_guesses_that_only_begin_and_end_as_phrases_do_stay(text: str):
    fast, jieba = BOTH
    assert fast.words(text) == jieba.words(text)


def test_phrases_of_rare_planes_are_left_out():
    lexicon = rn.Lexicon([], splits=["𠮷野", "野𠮷"])
    assert rn.Segmenter(lexicon).words("𠮷野屋") == rn.Segmenter().words("𠮷野屋")


def test_guesses_by_their_first_or_last_character():
    segmenter = rn.Segmenter(rn.Lexicon([rn.Term("更优更强")], splits=["更*", "*则"]))
    assert {"更实", "强则"} <= set(rn.Segmenter().words("作风更实，党建强则根基稳"))
    # 更加 and 原则 are words of the dictionary, 更优更强 is a term.
    text = "作风更实，党建强则根基稳，更加原则，更优更强"
    words = ["作风", "更", "实", "，", "党建", "强", "则", "根基", "稳", "，", "更加", "原则", "，", "更优更强"]
    assert segmenter.words(text) == segmenter.segment([text]).words(0) == words


@pytest.mark.parametrize("engine", ["fast", "jieba"])
def test_all_guesses_of_two_simplified_characters(engine: str):
    lexicon = rn.Lexicon([rn.Term("提质", tag="")], splits=["**"])
    segmenter = rn.Segmenter(lexicon, engine=engine)
    text = "作风更实，党建强则根基稳，提质，國營，更加原则，李焕森"
    assert {"更实", "强则", "國營", "李焕森"} <= set(rn.Segmenter().words(text))
    # What is a term, has a character that GB 2312 lacks, or more than two characters, stays.
    words = ["作风", "更", "实", "，", "党建", "强", "则", "根基", "稳", "，", "提质", "，", "國營", "，"]
    assert segmenter.words(text) == [*words, "更加", "原则", "，", "李焕森"]
    assert rn.Segmenter(lexicon.drop(["**"]), engine=engine).words(text) == rn.Segmenter().words(text)


@pytest.mark.parametrize("engine", ["fast", "jieba"])
@pytest.mark.parametrize(
    ("guess", "words"),
    [
        ("词林", "来到|词林|社区"),  # the head is a word of the dictionary
        ("泉坊", "来到|泉坊|村"),  # the head is a single character, in the same run as the guess
        ("赛凡", "赛凡|科技"),  # a trade that hardly anything but names stands before
        ("赛凡", "赛|凡|发展"),  # one that other words stand before
        ("望岚", "望|岚|，|社区"),
        ("泉坊", "来到|泉|坊|的"),
        ("三大", "三|大|集团"),  # no stem begins so
    ],
)
def test_a_guess_stays_before_the_head_of_a_name(guess: str, words: str, engine: str):
    text = words.replace("|", "")
    assert guess in rn.Segmenter(engine=engine).words(text)
    assert "|".join(rn.Segmenter(rn.Lexicon((), splits=["**"]), engine=engine).words(text)) == words


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(["社区", "村", "路", "高速", *"词林泉坊望岚赛凡津石三大强则，a路村"]), max_size=9).map(
        "".join
    )
)
def test_both_engines_agree_on_guesses_of_two(text: str):
    fast, jieba = OF_TWO
    assert fast.words(text) == jieba.words(text) == fast.segment(["村", text, "社区"]).words(1)
