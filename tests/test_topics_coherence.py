import numpy as np
import pandas as pd
import pytest

import reportnlp as rn
from conftest import needs
from reportnlp.topics.coherence import diversity, exclusivity

TOPICS = [["项目", "投资", "产业", "建设"], ["医疗", "教育", "学校", "服务"]]


def tokens_of(*documents: str) -> rn.Tokens:
    """Tokens of one letter each."""
    letters = sorted(set("".join(documents)))
    vocabulary = rn.Vocabulary(tuple(letters), ("",) * len(letters), ("",) * len(letters))
    ids = np.array([letters.index(letter) for document in documents for letter in document], np.int32)
    starts = np.concatenate([np.arange(len(document)) for document in documents])
    indptr = np.cumsum([0, *map(len, documents)])
    docs = pd.DataFrame({"id": [str(k) for k in range(len(documents))]})
    return rn.Tokens(vocabulary, ids, starts, indptr, docs)


def naive(tokens: rn.Tokens, topics: list[list[str]], width: int) -> list[float]:
    """NPMI by its definition: every window a set."""
    windows = []
    for k in range(len(tokens.docs)):
        words = tokens.words(k)
        windows += [set(words[i : i + width]) for i in range(max(len(words) - width + 1, 1))] if words else []
    values = []
    for topic in topics:
        pairs = [(a, b) for i, a in enumerate(topic) for b in topic[:i]]
        npmi = []
        for a, b in pairs:
            p_a, p_b, both = (sum(need <= w for w in windows) / len(windows) for need in ({a}, {b}, {a, b}))
            npmi.append(np.log((both + 1e-12) / (p_a * p_b)) / -np.log(both + 1e-12))
        values.append(float(np.mean(npmi)))
    return values


@pytest.mark.parametrize("width", [2, 5, 50])
def test_windows_are_counted_exactly(sample_tokens: rn.Tokens, width: int):
    found = rn.coherence(TOPICS, sample_tokens, window=width)
    assert found.columns.tolist() == ["topic", "coherence"]
    assert found["coherence"].tolist() == pytest.approx(naive(sample_tokens, TOPICS, width))


@needs("topics")
@pytest.mark.parametrize(("measure", "theirs"), [("npmi", "c_npmi"), ("c_v", "c_v")])
def test_gensim_is_reproduced(sample: rn.Corpus, measure: str, theirs: str):
    from gensim.corpora import dictionary
    from gensim.models import coherencemodel as gensim

    tokens = rn.segment(sample.split("paragraph"))
    texts = [tokens.words(k) for k in range(len(tokens.docs))]
    oracle = gensim.CoherenceModel(
        topics=TOPICS, texts=texts, dictionary=dictionary.Dictionary(texts), coherence=theirs, processes=1
    ).get_coherence_per_topic()
    ours = rn.coherence(TOPICS, tokens, measure=measure, compat="gensim")
    assert ours["coherence"].tolist() == pytest.approx(oracle, abs=1e-6)


def test_a_word_stays_in_a_window_while_a_copy_is_there():
    # Windows of 3 in "aabxx": aab, abx, bxx. a and b are together in the first two. gensim forgets
    # both copies of a when the first leaves, and sees them together once.
    tokens = tokens_of("aabxx")
    both, a, b = 2 / 3, 2 / 3, 3 / 3
    exact = rn.coherence([["a", "b"]], tokens, window=3)["coherence"].item()
    assert exact == pytest.approx(np.log(both / (a * b)) / -np.log(both), abs=1e-9)
    theirs = rn.coherence([["a", "b"]], tokens, window=3, compat="gensim")["coherence"].item()
    assert theirs == pytest.approx(np.log((1 / 3) / (1 / 3)) / -np.log(1 / 3), abs=1e-9)


def test_words_that_are_always_and_never_together():
    tokens = tokens_of("ab", "ab", "cx", "dx")
    table = rn.coherence([["a", "b"], ["c", "d"], ["a"]], tokens)
    # P(a) = P(b) = P(ab) = 1/2: NPMI = 1. P(cd) = 0 is taken for 1e-12, and one term has no pair.
    never = np.log(1e-12 / (1 / 16)) / -np.log(1e-12)
    assert table["coherence"].tolist() == pytest.approx([1, never, 0], abs=1e-6)


def test_a_word_in_every_window_has_no_infinite_coherence():
    table = rn.coherence([["a", "b"]], tokens_of("ab", "ba"))
    assert np.isfinite(table["coherence"]).all()


def test_unknown_terms_are_named(sample_tokens: rn.Tokens):
    with pytest.raises(rn.ArgumentError, match="'元宇宙城' is no type of tokens"):
        rn.coherence([["项目", "元宇宙城"]], sample_tokens)
    with pytest.raises(rn.ArgumentError, match="one or more lists of one or more terms"):
        rn.coherence(["项目"], sample_tokens)
    with pytest.raises(rn.ArgumentError, match="compat: 'mallet' is not allowed"):
        rn.coherence(TOPICS, sample_tokens, compat="mallet")


def test_a_model_is_measured_by_what_it_shows(model: rn.TopicModel, sample: rn.Corpus):
    tokens = rn.segment(sample.split("paragraph"))
    lists = [part["term"].tolist() for _, part in model.terms(5).groupby("topic")]
    assert rn.coherence(model, tokens, top=5)["coherence"].equals(rn.coherence(lists, tokens)["coherence"])


def test_diversity_and_exclusivity():
    assert diversity([["a", "b"], ["b", "c"]]) == 3 / 4
    # The best term of each topic has 0.6 of 0.8, and 0.5 of 0.9, of its probability in its topic.
    assert exclusivity(np.array([[0.6, 0.4, 0.0], [0.2, 0.3, 0.5]]), 1) == pytest.approx((0.75 + 1) / 2)
