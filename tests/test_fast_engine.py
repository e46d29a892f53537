import pytest

import reportnlp as rn


@pytest.mark.parametrize("length", [126, 127, 128, 3000])
def test_a_term_of_any_length_stays_whole(length: int):
    term = ("共同富裕人民" * length)[:length]
    lexicon = rn.Lexicon([rn.Term(term), rn.Term(term[: length // 2])])
    text = f"我们{term}，{term}的{term[: length - 1]}。{'发展' * 3000}{term}"
    words = rn.Segmenter(lexicon).words(text)
    assert words.count(term) == 3
    assert words == rn.Segmenter(lexicon, engine="jieba").words(text)
