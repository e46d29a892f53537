import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.edits import CleaningStep, raw_span, replay


@st.composite
def text_and_steps(draw: st.DrawFn) -> tuple[str, list[CleaningStep]]:
    """Draw a text and two steps, each with sorted edits that do not overlap."""
    raw = text = draw(st.text("甲乙丙丁戊", max_size=30))
    steps = []
    for name in ("first", "second"):
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
        spans = list(zip(cuts[::2], cuts[1::2], strict=False))
        step = CleaningStep.of(name, [(start, end, draw(st.text("xyz", max_size=3))) for start, end in spans])
        steps.append(step)
        text = step.apply(text)
    return raw, steps


def test_apply_replaces_each_span():
    # 0甲 1乙 2丙 3丁: 乙 goes, 丙丁 becomes one letter
    step = CleaningStep.of("demo", [(1, 2, ""), (2, 4, "x")])
    assert step.apply("甲乙丙丁戊") == "甲x戊"


def test_a_kept_character_maps_to_itself_and_a_new_one_to_all_that_it_replaced():
    step = CleaningStep.of("demo", [(1, 2, ""), (2, 4, "x")])
    assert raw_span([step], 0, 1) == (0, 1)
    assert raw_span([step], 1, 2) == (2, 4)
    assert raw_span([step], 2, 3) == (4, 5)
    assert raw_span([step], 0, 3) == (0, 5)


@given(text_and_steps())
def test_every_kept_character_of_the_cleaned_text_is_found_again(case: tuple[str, list[CleaningStep]]):
    raw, steps = case
    text = replay(steps, raw)
    for position, character in enumerate(text):
        start, end = raw_span(steps, position, position + 1)
        assert 0 <= start <= end <= len(raw)
        if character not in "xyz":
            assert raw[start:end] == character


@given(text_and_steps())
def test_spans_keep_their_order(case: tuple[str, list[CleaningStep]]):
    raw, steps = case
    places = [raw_span(steps, k, k + 1) for k in range(len(replay(steps, raw)))]
    assert places == sorted(places)


@pytest.mark.parametrize("edits", [[(2, 1, "")], [(0, 2, ""), (1, 3, "")], [(3, 4, ""), (0, 1, "")]])
def test_edits_that_overlap_or_are_out_of_order_are_refused(edits: list[tuple[int, int, str]]):
    with pytest.raises(ValueError, match="'demo' must be sorted"):
        CleaningStep.of("demo", edits)
