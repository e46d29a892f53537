"""The fast engine where texts and words are longer than its buffers."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.lexicon import Term
from reportnlp.segmentation import fast
from reportnlp.segmentation.compiled import load_dictionary
from reportnlp.segmentation.fast import FastEngine

CHARACTERS = st.sampled_from(list("发展新质生产力人民鼯鼱abc019.%，\r\n 😀"))


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(CHARACTERS, max_size=60), max_size=8), hmm=st.booleans(), size=st.integers(1, 100))
def test_chunks_of_any_size_are_cut_alike(texts: list[str], hmm: bool, size: int):
    engine = FastEngine(load_dictionary(), hmm=hmm)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "CHUNK", size)
        cut = engine.cut_all(texts, 2)
    words = [[cut.types[k] for k in cut.ids[a:b].tolist()] for a, b in pairwise(cut.indptr.tolist())]
    assert words == [engine.cut(text) for text in texts]
    assert cut.types == sorted({word for of_one in words for word in of_one})


@pytest.mark.parametrize("length", [126, 127, 128, 3000])
def test_a_term_of_any_length_stays_whole(length: int):
    term = ("共同富裕人民" * length)[:length]
    lexicon = rn.Lexicon([Term(term), Term(term[: length // 2])])
    text = f"我们{term}，{term}的{term[: length - 1]}。{'发展' * 3000}{term}"
    words = rn.Segmenter(lexicon).words(text)
    assert words.count(term) == 3
    assert words == rn.Segmenter(lexicon, engine="jieba").words(text)
