import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import SHARED, needs_shared
from reportnlp.points import points_of
from reportnlp.segmentation.kernels.interning import N_POINTS
from reportnlp.segmentation.kernels.names import first_of_name
from reportnlp.segmentation.kernels.rules import BRAND, COMPANY, FILL, HOST, PIECE, PLACE, REGION, ROUTE, STEM, UNKNOWN

CASES = json.loads((Path(__file__).parent / "cases" / "names.json").read_text(encoding="utf-8"))
PLAIN, JOINS = rn.Segmenter(), rn.Segmenter(numerals=True)
FULL = rn.Segmenter(rn.load_lexicon(), numerals=True)


def cut(text: str) -> list[str]:
    return JOINS.words(text)


@pytest.mark.parametrize("name", CASES["joined"])
def test_a_name_is_one_token(name: str):
    assert name in cut(f"，{name}，")


@pytest.mark.parametrize("name", CASES["joined_with_lexicon"])
def test_a_suffix_may_be_a_term_of_the_lexicon(name: str):
    assert name in FULL.words(f"，{name}，")


@pytest.mark.parametrize("phrase", CASES["apart"])
def test_a_phrase_is_no_name(phrase: str):
    text = f"，{phrase}，"
    # Numbers may be cut free, but nothing that stood apart is joined.
    assert {end for _, end in PLAIN.spans(text)} <= {end for _, end in JOINS.spans(text)}


@pytest.mark.parametrize("words", CASES["derived"])
def test_an_ending_that_is_no_word_belongs_to_the_word_before(words: str):
    assert "|".join(cut(words.replace("|", ""))) == words


@pytest.mark.parametrize("words", CASES["linked"])
def test_a_head_of_one_character_makes_a_longer_term_of_a_term(words: str):
    text = words.replace("|", "")
    assert "|".join(FULL.words(text)) == words
    assert cut(text) != FULL.words(text)  # behind a term only


@pytest.mark.parametrize("words", CASES["branded"])
def test_a_campaign_with_the_name_of_a_place_is_one_token(words: str):
    tokens = FULL.segment([words.replace("|", "")])
    assert "|".join(tokens.words(0)) == words
    [name] = [word for word in words.split("|") if len(word) == 4]
    assert tokens.vocabulary.tags[tokens.vocabulary.id(name)] == "nq"


@pytest.mark.parametrize("words", CASES["not_branded"])
def test_other_modifiers_and_other_places_stay_apart(words: str):
    assert "|".join(FULL.words(words.replace("|", ""))) == words


@pytest.mark.parametrize("words", CASES["not_derived"])
def test_an_ending_stays_apart_from_numerals_adverbs_and_times(words: str):
    assert "|".join(cut(words.replace("|", ""))) == words


def test_where_a_name_begins():
    def first(*flags: int, longest: int = 10, free: int = -1) -> int:
        """Ask for the name that ends with the last of tokens of two characters each."""
        starts = np.arange(0, 2 * len(flags), 2, np.int32)
        args = (starts, np.array(flags, np.uint16), len(flags) - 1, free, 2 * len(flags), longest)
        return first_of_name.py_func(*args)

    assert first(0, STEM, PLACE) == 1
    assert first(STEM | REGION, STEM, FILL, FILL, COMPANY) == 0
    assert first(STEM | REGION, STEM, FILL, FILL, COMPANY, longest=9) == -1  # five tokens of two are ten
    assert first(STEM, FILL, PLACE) == -1  # words of trade stand before a company's suffix only
    assert first(STEM, *[FILL] * 5, COMPANY, longest=99) == -1  # four of them at most
    assert first(PIECE, STEM, PLACE) == -1
    assert first(PIECE, STEM, PLACE, free=1) == 1  # what ends the name before is no piece
    assert first(STEM, PLACE, free=1) == -1
    assert first(0, STEM, PLACE | ROUTE) == 1
    assert first(0, STEM | REGION, PLACE | ROUTE) == -1  # a place is one end of a route
    assert first(ROUTE, STEM, PLACE | ROUTE) == -1  # 至 before it
    assert first(0, PLACE) == first(PLACE) == -1  # a suffix without a stem
    assert first(STEM | FILL, COMPANY) == -1  # a word of trade is no name, wherever it stands


def test_flags_follow_tags():
    tags = {"词林": "", "社区": "n", "科技": "n", "美丽": "ns", "浙江": "ns", "有限公司": "n", "柳": "nr", "县": "n"}
    own = rn.Segmenter(numerals=True)
    own.segment(["，".join(tags)])
    words = own._dictionary.find(*points_of(list(tags))).tolist()
    places = own._dictionary.trie.words.tolist()
    flags = {word: int(own._rules.flags[places.index(k + 1)]) for word, k in zip(tags, words, strict=True) if k >= 0}
    assert flags == {
        **{"社区": PLACE | HOST, "科技": FILL | HOST, "美丽": HOST | BRAND, "浙江": STEM | REGION | HOST},
        **{"有限公司": COMPANY | HOST, "柳": PIECE, "县": 0},
    }
    assert len(own._rules.flags) == len(own._dictionary.trie.words) + N_POINTS
    assert (own._rules.flags != UNKNOWN).sum() == len(flags) + 1  # the comma too, and nothing that is not there


def test_a_term_of_the_lexicon_is_left_alone():
    own = rn.Segmenter(rn.Lexicon([rn.Term("词林", "brand", "nz")]), numerals=True)
    assert own.words("词林社区") == ["词林", "社区"]


def test_names_are_tagged_and_documents_kept_apart():
    tokens = JOINS.segment(["到词林", "社区", "", "冀中能源集团在白洋淀大道"])
    assert [tokens.words(doc) for doc in (1, 2)] == [["社区"], []]
    tags = dict(zip(tokens.vocabulary.types, tokens.vocabulary.tags, strict=True))
    assert (tags["冀中能源集团"], tags["白洋淀大道"]) == ("nt", "ns")
    assert tokens.starts[tokens.indptr[3] :].tolist() == [0, 6, 7]


@given(
    parts=st.lists(
        st.sampled_from(["望潮", "街道", "词林", "社区", "有限公司", "科技", "浙江", "村", "路", "，", "\n", "😀"]),
        max_size=12,
    )
)
def test_nothing_is_lost(parts: list[str]):
    text = "".join(parts)
    tokens = JOINS.segment([text, text])
    assert tokens.words(0) == tokens.words(1) == cut(text)  # wherever a document stands
    assert "".join(tokens.words(0)) == text


@needs_shared
def test_the_street_of_a_real_report():
    texts = [file.read_bytes().decode() for file in sorted((SHARED / "street_reports").iterdir())]
    joined = JOINS.segment(texts)
    assert ["".join(joined.words(doc)) for doc in range(len(texts))] == texts
    assert {"词林社区", "稠江街道"} <= set(joined.vocabulary.types)
