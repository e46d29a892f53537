import pandas as pd
import pytest

import reportnlp as rn


def test_all_tables_are_there(summary: rn.Summary):
    assert list(summary.tables) == ["reports", "keywords", "topic_terms", "topic_shares", "slogans"]
    assert summary.tables["keywords"].groupby("report").size().tolist() == [10] * len(summary.corpus)
    assert repr(summary).startswith(f"<Summary: reports={len(summary.corpus)},")
    assert "keywords" in summary._repr_html_()


def test_keywords_are_what_the_reports_are_about(summary: rn.Summary):
    terms = summary.tables["keywords"].groupby("report")["term"].agg(set)
    # What was planted: first stores in 2023 and debuts and drones in 2024; tea and reservoirs; bamboo and streaming.
    assert "首店" in terms["望潮街道-2023"]
    assert {"首发", "航线"} <= terms["望潮街道-2024"]
    assert {"水库", "耕地"} <= terms["栖云镇-2023"]
    assert "村播" in terms["栖云镇-2024"]


def test_reports_add_up(summary: rn.Summary):
    reports = summary.tables["reports"].set_index("id")
    for report in summary.corpus:
        assert reports.loc[report.id, "n_chars"] == len(report.text)
        assert reports.loc[report.id, "n_paragraphs"] == len(report.split("paragraph"))
        assert 0 < reports.loc[report.id, "n_words"] < len(report.text)


def test_parts_can_be_chosen(sample: rn.Corpus, summary: rn.Summary):
    only = rn.summarize(sample, parts=["keywords"])
    assert list(only.tables) == ["reports", "keywords"]
    pd.testing.assert_frame_equal(only.tables["keywords"], summary.tables["keywords"])
    with pytest.raises(rn.ArgumentError, match="parts: 'charts' is not allowed"):
        rn.summarize(sample, parts=["charts"])


def test_a_tiny_corpus_has_no_topics_unless_asked():
    corpus = rn.Corpus([rn.Report("a", "稳增长促改革，优化营商环境。"), rn.Report("b", "保障民生，优化营商环境。")])
    assert "topic_terms" not in rn.summarize(corpus).tables
    assert rn.summarize(corpus, n_topics=2).tables["topic_terms"]["topic"].max() == 2


def test_reports_without_a_word_are_kept():
    corpus = rn.Corpus([rn.Report("a", "优化营商环境。"), rn.Report("b", "的。"), rn.Report("c", "")])
    tables = rn.summarize(corpus).tables
    assert tables["reports"]["n_words"].tolist() == [1, 0, 0]
    assert tables["reports"]["n_paragraphs"].tolist() == [1, 1, 0]
    assert tables["keywords"]["report"].tolist() == ["a"]


def test_own_lexicon_or_none(sample: rn.Corpus):
    own = rn.load_lexicon() + rn.Lexicon([rn.Term("云上茶学堂")])
    with_own = rn.summarize(sample, parts=["keywords"], lexicon=own, top=200).tables["keywords"]
    without = rn.summarize(sample, parts=["keywords"], lexicon=None, top=200).tables["keywords"]
    assert "云上茶学堂" in set(with_own["term"])
    assert "云上茶学堂" not in set(without["term"])
