import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.slogans.normal import normalize


@pytest.mark.parametrize(
    ("variants", "one"),
    [
        (["“首店”经济", "首店经济", "「首店」经济", "首店 经济", "“首店 ”经济"], "首店经济"),
        (["有事找社区,就近找网格", "有事找社区，就近找网格", "“有事找社区”，“就近找网格”"], "有事找社区，就近找网格"),
        (["１＋５＋Ｎ", "1+5+N", "“1 + 5 + N”"], "1+5+N"),
        (["3会1课", "三会一课"], "三会一课"),
        (["15分钟生活圈", "十五分钟生活圈", "１５分钟生活圈"], "十五分钟生活圈"),
        (["10分钟", "十分钟"], "十分钟"),
        (["110个", "一百一十个"], "一百一十个"),
        (["205个", "二百零五个"], "二百零五个"),
        (["200个", "二百个"], "二百个"),
        (["5G专网"], "5G专网"),
        (["12345热线"], "12345热线"),
        (["2.5产业"], "2.5产业"),
        (["党群阵地@你"], "党群阵地@你"),
    ],
)
def test_variants_have_one_spelling(variants: list[str], one: str):
    assert {normalize(variant) for variant in variants} == {one}


@given(st.text(st.sampled_from("“”「」 \u3000,，1２三十百+＋N甲乙·•…½"), max_size=20))
def test_the_spelling_of_a_spelling_is_itself(text: str):
    once = normalize(text)
    assert normalize(once) == once
