import pickle
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import jieba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jieba import finalseg

import reportnlp as rn
from conftest import SHARED, needs, needs_shared
from reportnlp.segmentation.compiled import load_dictionary
from reportnlp.segmentation.terms import term_frequencies

# Characters of every class that the engine tells apart, and such as are often taken for one of them.
ALPHABET = "发展新质生产力的一二三人民鼯鼱abcZ019.%+#&_-·、，。“”\r\n\t　 １２Ａ😀𠀀龥龦㐀\ud800\udc00é"
HOSTILE = st.text(st.sampled_from(list(ALPHABET)), max_size=60)
PLAIN = rn.Segmenter()


@pytest.fixture(scope="module")
def oracle() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@contextmanager
def with_words(oracle: jieba.Tokenizer, words: dict[str, int]) -> Iterator[jieba.Tokenizer]:
    """Let jieba itself add the words; only its total stays as it was. A word of frequency 0 is never one."""
    before = {word[:end]: oracle.FREQ.get(word[:end]) for word in words for end in range(1, len(word) + 1)}
    total = oracle.total
    for word, frequency in words.items():
        oracle.add_word(word, frequency)
    oracle.total = total
    try:
        yield oracle
    finally:
        finalseg.Force_Split_Words.difference_update(words)
        for piece, frequency in before.items():
            if frequency is None:
                del oracle.FREQ[piece]
            else:
                oracle.FREQ[piece] = frequency


class TestIsJieba:
    @pytest.mark.parametrize("hmm", [True, False])
    def test_on_the_sample(self, sample: rn.Corpus, oracle: jieba.Tokenizer, hmm: bool):
        segmenter = rn.Segmenter(hmm=hmm)
        for report in sample:
            assert segmenter.words(report.text) == oracle.lcut(report.text, HMM=hmm)

    @needs_shared
    @pytest.mark.parametrize("hmm", [True, False])
    def test_on_real_reports(self, oracle: jieba.Tokenizer, hmm: bool):
        segmenter = rn.Segmenter(hmm=hmm)
        files = sorted((SHARED / "reports").glob("*.txt"))[::20] + sorted((SHARED / "street_reports").iterdir())
        for file in files:  # all 219 are compared by benchmarks/segmentation.py
            text = file.read_bytes().decode()
            assert segmenter.words(text) == oracle.lcut(text, HMM=hmm), file.name

    @needs_shared
    @pytest.mark.parametrize("name", ["pku_dev.txt", "msr_dev.txt"])
    def test_on_texts_of_segmentation_contests(self, oracle: jieba.Tokenizer, name: str):
        for line in (SHARED / "gold" / name).read_text(encoding="utf-8").splitlines()[::4]:
            text = line.replace(" ", "")
            assert PLAIN.words(text) == oracle.lcut(text)

    @settings(max_examples=500, deadline=None)
    @given(text=HOSTILE, hmm=st.booleans())
    def test_on_hostile_text(self, oracle: jieba.Tokenizer, text: str, hmm: bool):
        assert rn.Segmenter(hmm=hmm).words(text) == oracle.lcut(text, HMM=hmm)

    @settings(max_examples=30, deadline=None)
    @given(
        texts=st.lists(HOSTILE, max_size=8),
        terms=st.sets(st.text(st.sampled_from(list(ALPHABET[:24])), min_size=1, max_size=6), max_size=8),
        hmm=st.booleans(),
    )
    def test_with_words_of_the_user(self, oracle: jieba.Tokenizer, texts: list[str], terms: set[str], hmm: bool):
        lexicon = rn.Lexicon(rn.Term(term) for term in terms if any(map(str.isalnum, term)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rn.VocabularyWarning)
            segmenter = rn.Segmenter(lexicon, hmm=hmm)
        with with_words(oracle, term_frequencies(lexicon, load_dictionary())) as tokenizer:
            for text in texts:
                assert segmenter.words(text) == tokenizer.lcut(text, HMM=hmm)

    def test_with_the_government_lexicon(self, sample: rn.Corpus, oracle: jieba.Tokenizer):
        lexicon = rn.load_lexicon()
        lexicon = lexicon.drop([split for split in lexicon.splits if "*" in split])  # jieba knows no patterns
        segmenter = rn.Segmenter(lexicon)
        words = term_frequencies(lexicon, load_dictionary()) | dict.fromkeys(lexicon.splits, 0)
        with with_words(oracle, words) as tokenizer:
            for report in sample:
                assert segmenter.words(report.text) == tokenizer.lcut(report.text)

    @pytest.mark.parametrize("hmm", [True, False])
    def test_on_one_line_without_punctuation(self, oracle: jieba.Tokenizer, hmm: bool):
        # Longer than any buffer: characters in random order, so that words and guessed words overlap everywhere.
        rng = np.random.default_rng(5)
        common = sorted(oracle.FREQ, key=oracle.FREQ.get, reverse=True)[:3000]
        text = "".join(rng.choice(common, 12_000))
        assert rn.Segmenter(hmm=hmm).words(text) == oracle.lcut(text, HMM=hmm)
        run = "鼯" * 5000  # a single run for the hidden Markov model
        assert rn.Segmenter(hmm=hmm).words(run) == oracle.lcut(run, HMM=hmm)

    def test_with_a_word_longer_than_any_buffer(self, oracle: jieba.Tokenizer):
        word = "稳增长" * 700
        segmenter = rn.Segmenter(rn.Lexicon([rn.Term(word)]))
        text = "我们" * 900 + word + "促改革" * 500 + word[:-1] + "。" + word
        with with_words(oracle, {word: 1}) as tokenizer:
            assert segmenter.words(text) == tokenizer.lcut(text)
        assert segmenter.words(text).count(word) == 2


@given(text=HOSTILE)
def test_nothing_is_lost_of_hostile_text(text: str):
    assert "".join(PLAIN.words(text)) == text
    assert [text[start:end] for start, end in PLAIN.spans(text)] == PLAIN.words(text)


class TestTokens:
    @settings(deadline=None)
    @given(texts=st.lists(HOSTILE, max_size=12), hmm=st.booleans())
    def test_say_what_words_say(self, texts: list[str], hmm: bool):
        segmenter = rn.Segmenter(hmm=hmm)
        tokens = segmenter.segment(texts)
        assert [tokens.words(doc) for doc in range(len(texts))] == [segmenter.words(text) for text in texts]
        assert list(tokens.vocabulary.types) == sorted({word for text in texts for word in segmenter.words(text)})
        spans = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
        assert spans == [span for text in texts for span in segmenter.spans(text)]

    @pytest.mark.parametrize("n_threads", [1, 2, 5])
    def test_do_not_depend_on_threads_or_chunks(self, sample: rn.Corpus, monkeypatch, n_threads: int):
        texts = [report.text for report in sample.split("sentence")]
        expected = PLAIN.segment(texts, n_threads=1)
        monkeypatch.setattr("reportnlp.segmentation.chunks.CHUNK", 500)
        tokens = PLAIN.segment(texts, n_threads=n_threads)
        assert tokens.vocabulary == expected.vocabulary
        for name in ("ids", "starts", "ends", "indptr"):
            assert getattr(tokens, name).tolist() == getattr(expected, name).tolist()

    def test_of_more_new_types_than_fit_at_first(self):
        # Many runs of letters and digits, none of them a word.
        text = "，".join(f"x{k}y" for k in range(140_000))
        tokens = PLAIN.segment([text])
        assert tokens.words(0) == PLAIN.words(text)
        assert len(tokens.vocabulary) == 140_001
        assert list(tokens.vocabulary.types) == sorted(tokens.vocabulary.types)

    @pytest.mark.parametrize("taken", [range(0xFFFF, 0x10000), range(0xFFF0, 0x10000)])
    def test_of_code_points_that_could_mark_the_end_of_a_type(self, taken: range):
        text = "发展".join(map(chr, taken)) + "\0\ud800发展"
        tokens = PLAIN.segment([text])
        assert tokens.words(0) == [*"|发展|".join(map(chr, taken)).split("|"), "\0", "\ud800", "发展"]
        assert tokens.vocabulary.types == tuple(sorted({*map(chr, taken), "\0", "\ud800", "发展"}))

    def test_of_a_plain_list_of_texts(self):
        tokens = rn.Segmenter(rn.load_lexicon()).segment(["营商环境", "", "稳增长"])
        assert [tokens.words(doc) for doc in range(3)] == [["营商环境"], [], ["稳增长"]]
        assert tokens.docs["id"].tolist() == ["0", "1", "2"]

    @pytest.mark.parametrize("texts", [[], [""], ["", ""]])
    def test_of_no_text_at_all(self, texts: list[str]):
        tokens = PLAIN.segment(texts)
        assert (len(tokens), len(tokens.vocabulary), tokens.indptr.tolist()) == (0, 0, [0] * (len(texts) + 1))

    def test_have_tags_and_categories(self):
        tokens = rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅", "brand", "nt")])).segment(["潮邻客厅服务经济。"])
        table = tokens.vocabulary.table.set_index("type")
        assert table.loc["潮邻客厅", ["tag", "category"]].tolist() == ["nt", "brand"]
        assert table.loc["经济", ["tag", "category"]].tolist() == ["n", ""]  # as in jieba's dictionary
        assert table.loc["。", ["tag", "category"]].tolist() == ["", ""]

    def test_have_the_tag_of_a_term_that_is_no_part_of_words(self):
        tokens = rn.Segmenter(rn.Lexicon([rn.Term("①", "mark", "m")])).segment(["①经济"])
        assert tokens.vocabulary.table.iloc[0].tolist() == ["①", "m", "number", "mark"]


class TestTerms:
    def test_every_shipped_one_comes_out_whole(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error", rn.VocabularyWarning)
            rn.Segmenter(rn.load_lexicon())

    def test_one_that_cannot_survive_is_named(self):
        lost = ["党群@你", "习近平·论述", "一、二", "１２工程", "两 新"]  # jieba splits at all of these marks
        with pytest.warns(rn.VocabularyWarning, match="5 terms of lexicon 'own' cannot come out whole: ") as caught:
            rn.Segmenter(rn.Lexicon([*map(rn.Term, lost), rn.Term("潮邻客厅"), rn.Term("C+工程")]))
        assert all(term in str(caught[0].message) for term in lost)
        assert caught[0].filename == __file__

    def test_one_does_not_leak_to_another_segmenter(self):
        text = "街道建成潮邻客厅五处"
        before = jieba.Tokenizer, PLAIN.words(text)
        own = rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅")]))
        assert "潮邻客厅" in own.words(text)
        assert (jieba.Tokenizer, PLAIN.words(text)) == before
        assert "潮邻客厅" not in jieba.dt.FREQ

    def test_they_do_not_change_text_without_them(self, sample: rn.Corpus):
        # Two hundred terms of letters that no report has: every frequency and the total stay as they were.
        foreign = rn.Segmenter(rn.Lexicon([rn.Term(f"鼯鼱{chr(0x9F00 + k)}") for k in range(200)]))
        for report in sample:
            assert foreign.words(report.text) == PLAIN.words(report.text)

    def test_a_hundred_thousand_come_out_whole(self):
        terms = [f"潮{chr(0x4E00 + k % 500)}{chr(0x5E00 + k // 500)}工程" for k in range(100_000)]
        with warnings.catch_warnings():
            warnings.simplefilter("error", rn.VocabularyWarning)  # this is the test: each one is cut by itself
            segmenter = rn.Segmenter(rn.Lexicon(map(rn.Term, terms)))
        assert segmenter.words("。".join(terms[:3])) == [terms[0], "。", terms[1], "。", terms[2]]


class TestBadInput:
    @pytest.mark.parametrize("text", [b"\xe5\x8f\x91", None, 3])
    def test_what_is_no_text(self, text: object):
        with pytest.raises(rn.ArgumentError, match="text: give a str"):
            PLAIN.words(text)
        for texts in (["发展", text], [text, "发展" * 200_000]):  # the second one is two chunks
            where = rf"texts\[{texts.index(text)}\]: give a str; got (bytes|NoneType|int)"
            with pytest.raises(rn.ArgumentError, match=where):
                PLAIN.segment(texts, n_threads=2)

    def test_what_is_too_long_for_its_offsets(self, monkeypatch):
        monkeypatch.setattr("reportnlp.segmentation.segmenter.MAX_CHARS", 3)
        with pytest.raises(rn.ArgumentError, match=r"texts\[1\]: has 4 characters; divide it into texts of at most 3"):
            PLAIN.segment(["发展", "营商环境"])
        with pytest.raises(rn.ArgumentError, match="text: has 4 characters"):
            PLAIN.words("营商环境")

    def test_one_text_is_no_list(self):
        with pytest.raises(rn.ArgumentError, match="put it in a list"):
            PLAIN.segment("营商环境")

    def test_choices_are_named(self, sample: rn.Corpus):
        with pytest.raises(rn.ArgumentError, match="engine: 'quick' is not allowed; choose from 'fast', 'jieba'"):
            rn.Segmenter(engine="quick")
        with pytest.raises(rn.ArgumentError, match="lexicon: 'law' is not allowed"):
            rn.segment(sample, "law")
        with pytest.raises(rn.ArgumentError, match="n_threads: give a whole number of 1 or more"):
            rn.segment(sample, n_threads=0)


class TestOtherEngines:
    def test_jieba_gives_the_same_tokens(self, sample: rn.Corpus, sample_tokens: rn.Tokens):
        tokens = rn.segment(sample, engine="jieba")
        assert tokens.vocabulary == sample_tokens.vocabulary
        for name in ("ids", "starts", "ends", "indptr"):
            assert getattr(tokens, name).tolist() == getattr(sample_tokens, name).tolist()

    @needs("rjieba")
    def test_rjieba(self, sample: rn.Corpus):
        import rjieba

        segmenter = rn.Segmenter(engine="rjieba")
        for report in sample:
            assert segmenter.words(report.text) == rjieba.Jieba().cut(report.text)
        own = rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅")]), engine="rjieba")
        assert own.segment(["建成潮邻客厅"]).words(0) == ["建成", "潮邻客厅"]
        with pytest.raises(rn.ArgumentError, match="half a surrogate pair at character 1, which 'rjieba' cannot take"):
            own.words("发\ud800")

    def test_a_missing_one_says_how_to_get_it(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "rjieba", None)
        with pytest.raises(rn.ArgumentError, match=r"pip install 'reportnlp\[rjieba\]'"):
            rn.Segmenter(engine="rjieba")


class TestSharing:
    OWN = rn.Segmenter(rn.Lexicon([rn.Term("潮邻客厅")]), hmm=False)

    def test_a_pickled_one_is_the_same(self):
        again = pickle.loads(pickle.dumps(self.OWN))  # noqa: S301 - our own bytes
        assert (again.lexicon, again.hmm, again.engine) == (self.OWN.lexicon, False, "fast")
        assert again.words("潮邻客厅") == ["潮邻客厅"]

    def test_threads_get_the_same(self, sample: rn.Corpus):
        texts = [report.text for report in sample] * 5
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(self.OWN.words, texts)) == [self.OWN.words(text) for text in texts]
            tokens = list(pool.map(lambda text: self.OWN.segment([text]).ids.tolist(), texts))
        assert tokens == [self.OWN.segment([text]).ids.tolist() for text in texts]

    def test_processes_get_the_same(self, sample: rn.Corpus):
        texts = [report.text for report in sample]
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            assert list(pool.map(self.OWN.words, texts)) == [self.OWN.words(text) for text in texts]
