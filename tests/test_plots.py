import json

import pytest
import vl_convert

import reportnlp as rn
from reportnlp import plots


def svg(chart) -> str:
    return vl_convert.vegalite_to_svg(json.dumps(chart.to_dict() | {"width": 400}))


def test_lengths(summary: rn.Summary):
    picture = svg(plots.lengths(summary.tables["reports"]))
    assert "各报告的篇幅" in picture
    assert picture.count('aria-roledescription="circle"') == 4


def test_topic_shares(summary: rn.Summary):
    shares = summary.tables["topic_shares"]
    labels = {topic: f"主题{topic}" for topic in shares["topic"]}
    picture = svg(plots.topic_shares(shares, labels))
    assert all(label in picture for label in labels.values())


def test_slogan_types_add_up(summary: rn.Summary):
    chart = plots.slogan_types(summary.tables["slogans"])
    assert chart.data["n"].sum() == len(summary.tables["slogans"])
    assert "望潮街道-2023" in svg(chart)


def test_charts_do_not_touch_the_table(summary: rn.Summary):
    before = summary.tables["reports"].copy()
    plots.lengths(summary.tables["reports"])
    assert summary.tables["reports"].equals(before)
    assert summary.tables["reports"].attrs


def test_a_missing_column_says_so(summary: rn.Summary):
    with pytest.raises(KeyError, match="n_chars"):
        plots.lengths(summary.tables["reports"].drop(columns="n_chars"))
