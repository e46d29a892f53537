import math
from collections import Counter

import pytest

import reportnlp as rn
from reportnlp.compounds import find_compounds


def by_hand(tokens: rn.Tokens) -> dict[str, int]:
    """Walk over every run of two to four words, and apply the definition."""
    words, tags, kinds = tokens.vocabulary.types, tokens.vocabulary.tags, tokens.vocabulary.kinds

    def fits(id_: int, letters: str) -> bool:
        tag = tags[id_]
        return kinds[id_] == "word" and tag not in ("vd", "vg") and (tag == "" or tag[0] in letters)

    runs: Counter[tuple[int, ...]] = Counter()
    for doc in range(len(tokens.docs)):
        own = list(range(tokens.indptr[doc], tokens.indptr[doc + 1]))
        for k, first in enumerate(own):
            for length in (2, 3, 4):
                span = own[k : k + length]
                joined = len(span) == length and all(tokens.ends[i] == tokens.starts[i + 1] for i in span[:-1])
                ids = tuple(int(tokens.ids[i]) for i in range(first, first + length)) if joined else ()
                if ids and all(fits(id_, "nvjlabit") for id_ in ids) and fits(ids[-1], "nvjl"):
                    runs[ids] += 1
    n, singles, found = len(tokens), Counter(tokens.ids.tolist()), Counter()
    for ids, times in runs.items():
        share = math.log(times / n)
        chance = sum(math.log(singles[id_] / n) for id_ in ids)
        if times >= 2 and (share - chance) / (-(len(ids) - 1) * share) >= 0.2:
            found["".join(words[id_] for id_ in ids)] += times
    return dict(found)


def test_compounds_are_those_of_the_definition(sample_tokens: rn.Tokens):
    tokens = sample_tokens.drop(rn.load_stopwords())
    found = find_compounds(tokens)
    expected = by_hand(tokens)
    assert len(expected) > 100
    assert list(found.texts) == sorted(expected)
    times = Counter(found.which.tolist())
    assert {text: times[k] for k, text in enumerate(found.texts)} == expected
    for which, first in zip(found.which.tolist(), found.first.tolist(), strict=True):
        doc, start = tokens.doc_of[first], tokens.starts[first]
        assert tokens.text(doc)[start : start + len(found.texts[which])] == found.texts[which]


def test_counts_of_compounds_stand_beside_those_of_words(sample_tokens: rn.Tokens):
    tokens = sample_tokens.drop(rn.load_stopwords())
    words, both = rn.count(tokens), rn.count(tokens, compounds=True)
    kinds = both.vocabulary.table.set_index("type")["tag"]
    assert set(words.terms) < set(both.terms)
    assert (kinds[[term for term in both.terms if term not in set(words.terms)]] == "np").all()
    found = find_compounds(tokens)
    k = next(k for k, text in enumerate(found.texts) if text not in set(words.terms))
    column = both.counts[:, [both.vocabulary.id(found.texts[k])]].toarray().ravel()
    assert column.tolist() == [
        sum(tokens.doc_of[first] == doc for first in found.first[found.which == k]) for doc in range(len(tokens.docs))
    ]


@pytest.mark.parametrize("texts", [[], [""], ["，。"], ["产业"], ["产业园"]])
def test_texts_without_a_run(texts: list[str]):
    found = find_compounds(rn.Segmenter().segment(texts))
    assert (found.texts, len(found.which), len(found.first)) == ((), 0, 0)
