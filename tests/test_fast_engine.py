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


def test_words_of_every_length_may_begin_at_one_place():
    # Of 5000 places each begins a word of 4, 5, 6 … 60 characters: as many words as the engine can ever meet.
    lexicon = rn.Lexicon(rn.Term("鼯" * length) for length in range(4, 61))
    text = "鼯" * 5000 + "我们" + "鼯" * 59
    words = rn.Segmenter(lexicon).words(text)
    assert words == rn.Segmenter(lexicon, engine="jieba").words(text)
    assert words.count("鼯" * 60) == 5000 // 60
