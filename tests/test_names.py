import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import SHARED, needs_shared
from reportnlp.segmentation.kernels.names import COMPANY, FILL, PIECE, PLACE, REGION, STEM, TAIL, name_spans
from reportnlp.segmentation.names import join_names, name_flags

CASES = json.loads((Path(__file__).parent / "cases" / "names.json").read_text(encoding="utf-8"))
PLAIN = rn.Segmenter()


def made(*words: str, tags: dict[str, str]) -> rn.Tokens:
    """Return tokens of one document with these words and tags."""
    vocabulary = rn.Vocabulary.of(words, lambda word: tags.get(word, "x"), lambda word: "")
    ends = np.cumsum([len(word) for word in words])
    ids = [vocabulary.id(word) for word in words]
    return rn.Tokens(
        vocabulary,
        np.array(ids, np.int32),
        ends - [len(word) for word in words],
        ends,
        np.array([0, len(words)]),
        rn.Corpus([rn.Report("a", "".join(words))]).table,
    )


@pytest.mark.parametrize("name", CASES["joined"])
def test_a_name_is_one_token(name: str):
    assert name in join_names(PLAIN.segment([f"，{name}，"])).words(0)


@pytest.mark.parametrize("phrase", CASES["apart"])
def test_a_phrase_is_no_name(phrase: str):
    tokens = PLAIN.segment([f"，{phrase}，"])
    assert join_names(tokens).words(0) == tokens.words(0)


def test_what_the_kernel_joins():
    #       0     1     2     3      4      5     6     7      8
    flags = [0, STEM, PLACE, FILL, COMPANY, PIECE, TAIL, STEM | REGION, STEM | PLACE]
    ids = np.array([1, 2, 0, 7, 1, 3, 3, 4, 0, 5, 1, 2, 0, 1, 2, 6, 0, 3, 4, 0, 2, 1, 8, 8], np.int32)
    lengths = np.full(9, 2, np.int32)
    first, last = name_spans(ids, np.array(flags, np.uint8), lengths, np.full(9, 10, np.int32))
    # Left apart: a name after a piece (9-11), one before a tail (13-15), and a suffix without a stem (17-18, 20).
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [(0, 1), (3, 7), (21, 22)]
    first, last = name_spans(ids, np.array(flags, np.uint8), lengths, np.full(9, 9, np.int32))
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [(0, 1), (21, 22)]  # five tokens of two are ten


def test_flags_follow_tags():
    tags = {"词林": "", "社区": "n", "科技": "n", "美丽": "ns", "浙江": "ns", "公司": "n", "出稠江": "", "柳": "nr"}
    vocabulary = made(*tags, "县", tags={**tags, "县": "n"}).vocabulary
    flags = dict(zip(vocabulary.types, name_flags(vocabulary).tolist(), strict=True))
    assert flags == {
        **{"词林": STEM, "社区": PLACE, "科技": FILL, "美丽": 0, "浙江": STEM | REGION, "公司": COMPANY},
        **{"出稠江": 0, "柳": PIECE, "县": 0},
    }


def test_a_term_of_the_lexicon_is_left_alone():
    own = rn.Segmenter(rn.Lexicon([rn.Term("词林", "brand", "nz")]))
    assert join_names(own.segment(["词林社区"])).words(0) == ["词林", "社区"]


def test_names_are_tagged_and_documents_kept_apart():
    tokens = join_names(PLAIN.segment(["到词林", "社区", "", "冀中能源集团在白洋淀大道"]))
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
    tokens = join_names(PLAIN.segment([text, text]))
    assert ["".join(tokens.words(doc)) for doc in (0, 1)] == [text, text]
    assert join_names(tokens).ids.tolist() == tokens.ids.tolist()


@needs_shared
def test_the_street_of_a_real_report():
    texts = [file.read_bytes().decode() for file in sorted((SHARED / "street_reports").iterdir())]
    joined = join_names(PLAIN.segment(texts))
    assert ["".join(joined.words(doc)) for doc in range(len(texts))] == texts
    assert {"词林社区", "稠江街道"} <= set(joined.vocabulary.types)
