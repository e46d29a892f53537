"""What the fast engine can do beyond its protocol: fixed spans."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.segmentation.compiled import load_dictionary
from reportnlp.segmentation.fast import FastEngine, FixedSpans

PLAIN = {hmm: rn.Segmenter(hmm=hmm) for hmm in (True, False)}
CHARACTERS = st.sampled_from(list("发展新质生产力人民鼯鼱abc019.%，\r\n 😀"))


def fixed(spans: list[list[tuple[int, int]]]) -> FixedSpans:
    flat = np.array([span for of_one in spans for span in of_one], np.int32).reshape(-1, 2)
    bounds = np.cumsum([0, *map(len, spans)])
    return FixedSpans(bounds, flat[:, 0], flat[:, 1])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """Draw a text and spans in it that do not overlap; some touch."""
    text = draw(st.text(CHARACTERS, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(pairwise(cuts))
    return text, [span for span in spans if draw(st.booleans())]


def by_hand(text: str, spans: list[tuple[int, int]], hmm: bool) -> list[str]:
    """Cut what is between the spans by itself."""
    words, at = [], 0
    for start, end in spans:
        words += [*PLAIN[hmm].words(text[at:start]), text[start:end]]
        at = end
    return words + PLAIN[hmm].words(text[at:])


@settings(max_examples=300, deadline=None)
@given(drawn=st.lists(documents(), max_size=5), hmm=st.booleans())
def test_fixed_spans_are_blocks_of_their_own(drawn: list[tuple[str, list[tuple[int, int]]]], hmm: bool):
    engine = FastEngine(load_dictionary(), hmm=hmm)
    cut = engine.cut_all([text for text, _ in drawn], 1, fixed([spans for _, spans in drawn]))
    words = [cut.types[k] for k in cut.ids.tolist()]
    assert words == [word for text, spans in drawn for word in by_hand(text, spans, hmm)]
    assert cut.types == sorted(set(words))
    assert cut.indptr.tolist() == np.cumsum([0, *(len(by_hand(*one, hmm)) for one in drawn)]).tolist()


def test_fixed_spans_in_a_text_longer_than_any_buffer():
    text = "我们要促进经济社会发展2024年三点五" * 300 + "人民" * 3000 + "共同富裕" * 500
    ends = np.arange(7, len(text), 11)
    spans = [(int(end) - 4, int(end)) for end in ends]
    spans.insert(len(spans) // 2, (spans[len(spans) // 2 - 1][1], spans[len(spans) // 2][0]))  # three that touch
    engine = FastEngine(load_dictionary(), hmm=True)
    cut = engine.cut_all([text], 1, fixed([spans]))
    assert [cut.types[k] for k in cut.ids.tolist()] == by_hand(text, spans, True)
    whole = [(0, len(text))]
    assert engine.cut_all([text], 1, fixed([whole])).types == [text]
