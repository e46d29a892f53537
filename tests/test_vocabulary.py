"""Types: their order, their kinds, their tags and categories."""

import pytest

import reportnlp as rn
from reportnlp.vocabulary import kind_of


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("营商环境", "word"), ("5G", "word"), ("2024", "number"), ("二", "word"), ("，", "symbol"), ("\n　", "space")],
)
def test_kinds(type_: str, kind: str):
    assert kind_of(type_) == kind


def test_vocabulary_refuses_disorder():
    with pytest.raises(rn.ArgumentError, match="ascend by code point"):
        rn.Vocabulary(("乙", "甲", "甲"), ("", "", ""), ("", "", ""))
    with pytest.raises(rn.ArgumentError, match="one tag and one category"):
        rn.Vocabulary(("甲",), (), ())


def test_vocabulary_knows_tag_and_category(sample_tokens: rn.Tokens):
    table = sample_tokens.vocabulary.table.set_index("type")
    assert table.loc["专精特新", "category"] != ""
    assert table.loc["经济", "tag"] == "n"  # as in jieba's dictionary
    assert "经济" in sample_tokens.vocabulary
    assert "压舱石石" not in sample_tokens.vocabulary
