from time import sleep

import joblib
import pandas as pd
import pytest
from joblib.externals.loky import ProcessPoolExecutor, get_reusable_executor
from joblib.externals.loky.process_executor import _ExecutorManagerThread

import reportnlp as rn
from reportnlp.edits import CleaningStep
from reportnlp.summary import beside as processes
from reportnlp.summary.summarize import OF_CORPUS

COLUMNS = {
    "reports": "id title place level code year year_reviewed year_planned date speaker issuer kind n_chars city "
    "n_paragraphs n_words n_edits",
    "sections": "report section n_sections n_chars",
    "cleaning": "step n_edits n_reports n_removed n_added",
    "keywords": "report term n n_docs dp tf_idf rank effect low high",
    "keywords_by_year": "year term n n_docs dp tf_idf rank effect low high",
    "keywords_by_place": "place term n n_docs dp tf_idf rank effect low high",
    "keyword_hits": "report term start end sentence_start sentence",
    "keyness": "term n_target n_reference per_10k_target per_10k_reference effect low high statistic p q dp_target "
    "dp_reference",
    "topics": "topic label share x y coherence stability low high stable",
    "topic_terms": "topic rank term probability relevance",
    "topic_relevance": "lambda topic rank term probability relevance",
    "topic_shares": "report topic share low high",
    "topic_shares_by_year": "year topic share low high",
    "topic_shares_by_place": "place topic share low high",
    "topic_exemplars": "topic rank id report start end share text",
}


def test_all_tables_are_there(summary: rn.Summary):
    assert list(summary.tables) == [*COLUMNS, "slogans", "slogan_history", "templates"]
    for name, columns in COLUMNS.items():
        assert summary.tables[name].columns.tolist() == columns.split(), name
        assert rn.provenance_of(summary.tables[name]).sources == summary.corpus.provenance.sources
    assert summary.tables["keywords"].groupby("report").size().tolist() == [10] * len(summary.corpus)
    assert repr(summary).startswith(f"<Summary: reports={len(summary.corpus)},")
    assert "keywords" in summary._repr_html_()


def test_keywords_have_the_effect_that_keyness_gives(summary: rn.Summary):
    for name, by, value in [("keywords", "report", "栖云镇-2023"), ("keywords_by_year", "year", 2024)]:
        table = summary.tables[name]
        mine = table[table[by] == value].set_index("term")[["effect", "low", "high"]]
        other = rn.keyness(summary.matrix, target={by: value}).set_index("term").loc[mine.index, mine.columns]
        pd.testing.assert_frame_equal(mine, other)


def test_hits_are_every_place_of_the_keywords(summary: rn.Summary):
    hits = summary.tables["keyword_hits"]
    for row in hits.to_dict("records"):
        text = summary.corpus[row["report"]].text
        assert text[row["start"] : row["end"]] == row["term"]
        assert text[row["sentence_start"] :].startswith(row["sentence"])
        assert row["term"] in row["sentence"]
    counted = hits.groupby(["report", "term"]).size()
    for row in summary.tables["keywords"].to_dict("records"):
        assert counted[row["report"], row["term"]] == row["n"]
    years = hits["report"].map(summary.tables["reports"].set_index("id")["year"])
    counted = hits.groupby([years.rename("year"), "term"]).size()
    for row in summary.tables["keywords_by_year"].to_dict("records"):
        assert counted[row["year"], row["term"]] == row["n"]
    assert not hits.duplicated(["report", "start"]).any()


def test_sections_and_edits_add_up():
    raw = "一、回顾\n稳中有进,好。\n二、安排\n再加把劲,干。"
    step = CleaningStep.of("half-width punctuation", [(k, k + 1, "，") for k, c in enumerate(raw) if c == ","])
    text = step.apply(raw)
    cut = text.index("二、")
    sections = (rn.Section("一、回顾", 1, "review", 0, cut), rn.Section("二、安排", 1, "plan", cut, len(text)))
    corpus = rn.Corpus([rn.Report("a", text, raw=raw, cleaning=(step,), sections=sections), rn.Report("b", "好。")])
    tables = rn.summarize(corpus, parts=[]).tables
    # 一、回顾 + line end + 稳中有进，好。 + line end = 4 + 1 + 7 + 1; 二、安排 + line end + 再加把劲，干。 = 4 + 1 + 7
    assert tables["sections"].values.tolist() == [["a", "review", 1, 13], ["a", "plan", 1, 12], ["b", "other", 1, 2]]
    assert tables["cleaning"].values.tolist() == [["half-width punctuation", 2, 1, 2, 2]]
    assert tables["reports"]["n_edits"].tolist() == [2, 0]


def test_what_is_compared():
    def target(*reports: rn.Report) -> object:
        table = rn.summarize(rn.Corpus(reports), parts=["keyness"]).tables.get("keyness")
        return None if table is None else rn.provenance_of(table).steps[-1].params["target"]

    text = "优化营商环境，建设水库。"
    assert target(rn.Report("a", text, year=2023), rn.Report("b", text, year=2024)) == {"year": [2024]}
    assert target(rn.Report("a", text, year=2023), rn.Report("b", text)) == {"year": [2023]}
    assert target(rn.Report("a", text, place="甲"), rn.Report("b", text * 2, place="乙")) == {"place": ["乙"]}
    assert target(rn.Report("a", text), rn.Report("b", text)) == {"report": ["a"]}
    assert target(rn.Report("a", text, year=2023)) is None
    assert target() is None


def test_topics_are_judged(summary: rn.Summary):
    topics = summary.tables["topics"]
    assert topics["share"].sum() == pytest.approx(1)
    assert topics["stability"].between(0, 1).all()
    assert topics["coherence"].between(-1, 1).all()
    ranked = summary.tables["topic_relevance"]
    same = ranked[ranked["lambda"] == 0.6].drop(columns="lambda").reset_index(drop=True)
    pd.testing.assert_frame_equal(same, summary.tables["topic_terms"], check_like=True)


def test_topics_are_the_same_whether_or_not_they_are_judged(sample: rn.Corpus, summary: rn.Summary):
    few = rn.summarize(sample, parts=["topics"]).tables
    judged = ["stability", "low", "high", "stable"]
    pd.testing.assert_frame_equal(few["topics"], summary.tables["topics"].drop(columns=judged))
    pd.testing.assert_frame_equal(few["topic_terms"], summary.tables["topic_terms"])
    steps = [step.name for step in rn.provenance_of(summary.tables["topics"]).steps]
    steps.remove("TopicModel.stability")
    assert [step.name for step in rn.provenance_of(few["topics"]).steps] == steps
    assert not {"topics", "topic_terms"} & set(rn.summarize(sample[:4], parts=["stability"]).tables)


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
    assert list(only.tables) == ["reports", "sections", "cleaning", "keywords", "keywords_by_year", "keywords_by_place"]
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
    own = rn.load_lexicon() + rn.Lexicon([rn.Term("生态低碳茶园")])
    with_own = rn.summarize(sample, parts=["keywords"], lexicon=own, top=200).tables["keywords"]
    without = rn.summarize(sample, parts=["keywords"], lexicon=None, top=200).tables["keywords"]
    assert "生态低碳茶园" in set(with_own["term"])
    assert "生态低碳茶园" not in set(without["term"])


def test_other_processes_make_the_same_tables(sample: rn.Corpus):
    few = sample.where(year=2023)
    parts = ["keywords", "slogans", "templates"]
    here, *others = (rn.summarize(few, parts=parts, n_jobs=n) for n in (1, 2, 3))
    for there in others:
        assert list(there.tables) == list(here.tables)
        for name, table in here.tables.items():
            pd.testing.assert_frame_equal(there.tables[name], table)
            assert there.tables[name].attrs == table.attrs
            assert type(there.tables[name]) is type(table)


def test_processes_of_a_summary_are_not_taken_for_those_of_joblib(sample: rn.Corpus):
    # joblib takes over what loky shares, and fails if it is no pool of joblib's own.
    get_reusable_executor().shutdown(wait=True)
    rn.summarize(sample[:4], parts=["slogans"], n_jobs=2)
    assert joblib.Parallel(n_jobs=2)(joblib.delayed(abs)(k) for k in (-1, -2)) == [1, 2]


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the pools of processes that are made."""
    made: list[int] = []

    def pool(n: int) -> ProcessPoolExecutor:
        made.append(n)
        return ProcessPoolExecutor(n)

    monkeypatch.setattr(processes, "ProcessPoolExecutor", pool)
    return made


def test_processes_that_started_before_the_corpus_make_its_tables(sample: rn.Corpus, pools: list[int]):
    few = sample[:4]
    with processes.started(OF_CORPUS, 2, lambda: 0):
        pass
    table = rn.summarize(few, parts=["slogans"], n_jobs=2).tables["slogans"]
    assert pools == [1]
    pd.testing.assert_frame_equal(table, rn.slogans(few))


def test_processes_that_started_and_are_not_wanted_end(sample: rn.Corpus, pools: list[int]):
    with processes.started(OF_CORPUS, 2, lambda: 0):
        waiting = processes._waiting[0].executor
    rn.summarize(sample[:4], parts=["keywords"], n_jobs=2)
    assert pools == [1]
    assert not waiting._processes
    with pytest.raises(KeyError), processes.started(OF_CORPUS, 3, lambda: 0):
        raise KeyError
    assert not processes._waiting
    assert pools == [1, 2]


def test_processes_are_not_ended_before_they_have_their_work(monkeypatch: pytest.MonkeyPatch):
    # Loky's thread has taken up the first piece of work, and is late for the second, when all is to end.
    submit = ProcessPoolExecutor.submit
    wait, ended = _ExecutorManagerThread.wait_result_broken_or_wakeup, _ExecutorManagerThread.join_executor_internals
    ends: list[bool] = []

    def slow(*given: object) -> object:
        sleep(0.1)
        return submit(*given)

    def late(self: _ExecutorManagerThread) -> object:
        sleep(0.5)
        return wait(self)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", slow)
    monkeypatch.setattr(_ExecutorManagerThread, "wait_result_broken_or_wakeup", late)
    monkeypatch.setattr(
        _ExecutorManagerThread, "join_executor_internals", lambda self: (ended(self), ends.append(True))
    )
    with pytest.raises(KeyError, match="stop"), processes.started(OF_CORPUS, 3, lambda: 0):
        raise KeyError("stop")
    assert ends == [True]


def test_processes_beside_end_when_nobody_waits_for_them(sample: rn.Corpus, monkeypatch: pytest.MonkeyPatch):
    made: list[ProcessPoolExecutor] = []
    monkeypatch.setattr(processes, "ProcessPoolExecutor", lambda n: made.append(ProcessPoolExecutor(n)) or made[-1])
    with pytest.raises(KeyboardInterrupt), processes.beside(OF_CORPUS, sample[:4], 2):
        assert made[0]._processes
        raise KeyboardInterrupt
    assert not made[0]._processes


def test_no_process_starts_for_little_text(pools: list[int]):
    for n_jobs, n_chars in ((1, 10**9), (None, processes.MANY)):
        with processes.started(OF_CORPUS, n_jobs, lambda n=n_chars: n):
            assert not pools


@pytest.mark.parametrize("n", [0, -2, 1.5, "x"])
def test_a_number_of_processes_that_is_none(sample: rn.Corpus, n: object):
    with pytest.raises(rn.ArgumentError, match="n_jobs"):
        rn.summarize(sample, n_jobs=n)  # type: ignore[arg-type]
