import json

import pandas as pd
import pytest
import vl_convert

import reportnlp as rn
from reportnlp import plots


@pytest.fixture(scope="module")
def labels(model: rn.TopicModel) -> dict[int, str]:
    table = model.labels()
    return dict(zip(table["topic"], table["label"], strict=True))


def svg(chart) -> str:
    return vl_convert.vegalite_to_svg(json.dumps({"width": 400} | chart.to_dict()))


def test_map(model: rn.TopicModel, labels: dict[int, str]):
    chart = plots.topic_map(model.positions(), labels)
    picture = vl_convert.vegalite_to_svg(json.dumps(chart.to_dict() | {"width": 400}))
    assert all(label in picture for label in labels.values())
    assert picture.count('aria-roledescription="circle"') == 4


def test_terms(model: rn.TopicModel, labels: dict[int, str]):
    terms = model.terms(5)
    picture = svg(plots.topic_terms(terms, labels))
    assert all(term in picture for term in terms["term"])
    assert picture.count('aria-roledescription="bar"') == 20


def test_trends(model: rn.TopicModel, labels: dict[int, str]):
    picture = svg(plots.topic_trends(model.shares("year"), labels))
    assert picture.count('aria-roledescription="area mark container"') == 4
    assert "2023" in picture


def test_strip(model: rn.TopicModel, labels: dict[int, str]):
    documents = model.documents()
    chart = plots.document_strip(documents, labels)
    assert len(chart.data) == documents["topic"].notna().sum()
    assert all(report in vl_convert.vegalite_to_svg(json.dumps(chart.to_dict() | {"width": 400}))
               for report in documents["report"].unique())  # fmt: skip


def test_choice():
    measures = dict.fromkeys(("held_out", "stability", "npmi", "c_v", "exclusivity", "diversity"), 0.5)
    table = pd.DataFrame([{"n_topics": k, "recommended": k == 10} | measures for k in (5, 10)])
    assert "NPMI" in svg(plots.topic_choice(table))
