import pickle
import warnings

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import SHARED, needs_shared
from reportnlp.segmentation.dictionary import load_base, term_frequencies

HOSTILE = st.text(
    st.sampled_from(list("发展新质生产力的一二三abcZ019.%+#&_-·、，。“”\r\n\t　 😀𠀀龥㐀\ud800é")), max_size=40
)
PLAIN = rn.Segmenter()


@pytest.fixture(scope="module")
def oracle() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@pytest.mark.parametrize("hmm", [True, False])
def test_without_a_lexicon_it_is_jieba(sample: rn.Corpus, oracle: jieba.Tokenizer, hmm: bool):
    segmenter = rn.Segmenter(hmm=hmm)
    for report in sample:
        assert segmenter.words(report.text) == oracle.lcut(report.text, HMM=hmm)


@needs_shared
def test_it_is_jieba_on_real_reports(oracle: jieba.Tokenizer):
    for file in sorted((SHARED / "street_reports").iterdir()):
        text = file.read_bytes().decode()
        assert PLAIN.words(text) == oracle.lcut(text)


@given(text=HOSTILE)
def test_nothing_is_lost_of_hostile_text(text: str):
    assert "".join(PLAIN.words(text)) == text
    assert [text[start:end] for start, end in PLAIN.spans(text)] == PLAIN.words(text)


def test_every_shipped_term_comes_out_whole():
    with warnings.catch_warnings():
        warnings.simplefilter("error", rn.VocabularyWarning)
        rn.Segmenter(rn.load_lexicon())


def test_a_term_that_cannot_survive_is_named():
    with pytest.warns(rn.VocabularyWarning, match="1 terms of lexicon 'own' cannot come out whole: 党群@你"):
        rn.Segmenter(rn.Lexicon([rn.Term("党群@你"), rn.Term("潮邻客厅")]))


def test_a_term_of_one_does_not_leak_to_another():
    text = "街道建成潮邻客厅五处"
    before = jieba.Tokenizer, PLAIN.words(text)
    own = rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅")]))
    assert "潮邻客厅" in own.words(text)
    assert (jieba.Tokenizer, PLAIN.words(text)) == before
    assert "潮邻客厅" not in jieba.dt.FREQ


def test_terms_do_not_change_text_without_them(sample: rn.Corpus):
    # Two hundred terms of letters that no report has: every frequency and the total stay as they were.
    foreign = rn.Segmenter(rn.Lexicon([rn.Term(f"鼯鼱{chr(0x9F00 + k)}") for k in range(200)]))
    assert foreign.words(sample[0].text) == PLAIN.words(sample[0].text)


def test_weight_of_a_term_is_the_smallest_that_beats_its_best_cut():
    base = load_base()
    # 营商环境 has one cut into dictionary words, 营商 and 环境: p = f1/total * f2/total, so f = floor(p * total) + 1.
    pair = base.frequencies.get("营商", 0) * base.frequencies["环境"] / base.total
    singles = base.frequencies["营"] * base.frequencies["商"] * base.frequencies["环境"] / base.total**2
    assert term_frequencies(["营商环境"], base) == {"营商环境": int(max(pair, singles)) + 1}
    # A word of the dictionary never loses weight, and a lone character has no cut.
    assert term_frequencies(["发展"], base)["发展"] == base.frequencies["发展"]
    assert term_frequencies(["的"], base)["的"] == base.frequencies["的"]


def test_total_is_jiebas(oracle: jieba.Tokenizer):
    assert load_base().total == oracle.total


def test_a_plain_list_of_texts():
    tokens = rn.Segmenter(rn.load_lexicon()).segment(["营商环境", "", "稳增长"])
    assert [tokens.words(doc) for doc in range(3)] == [["营商环境"], [], ["稳增长"]]
    assert tokens.docs["id"].tolist() == ["0", "1", "2"]


def test_no_text_at_all():
    tokens = PLAIN.segment([])
    assert (len(tokens), len(tokens.vocabulary), tokens.indptr.tolist()) == (0, 0, [0])


@pytest.mark.parametrize("text", [b"\xe5\x8f\x91", None, 3])
def test_what_is_no_text(text: object):
    with pytest.raises(rn.ArgumentError, match="text: give a str"):
        PLAIN.words(text)


def test_one_text_is_no_list():
    with pytest.raises(rn.ArgumentError, match="put it in a list"):
        PLAIN.segment("营商环境")


def test_choices_are_named(sample: rn.Corpus):
    with pytest.raises(rn.ArgumentError, match="engine: 'fast' is not allowed; choose from 'jieba'"):
        rn.Segmenter(engine="fast")
    with pytest.raises(rn.ArgumentError, match="lexicon: 'law' is not allowed"):
        rn.segment(sample, "law")


def test_a_segmenter_can_be_sent_to_another_process():
    again = pickle.loads(pickle.dumps(rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅")]))))  # noqa: S301 - our own bytes
    assert again.words("潮邻客厅") == ["潮邻客厅"]
