import json
import math
import re
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import ROOT, SHARED, needs_shared
from reportnlp.reading.headings import end_of_number
from reportnlp.slogans.framing import encode, score, spelled
from reportnlp.slogans.framing.kernels.alignment import pair_scores
from reportnlp.slogans.framing.kernels.joining import join

COLUMNS = {
    "template": "int64", "pattern": "str", "score": "float64", "report": "str", "place": "str", "year": "Int64",
    "start": "int64", "end": "int64", "text": "str", "unit": "str", "slots": "str", "n_members": "int64",
    "n_reports": "int64", "first_report": "str", "first_year": "Int64",
}  # fmt: skip
FOUR = [
    "坚持稳与进并重，奋力跑出产业发展“加速度”",
    "坚持破与立并举，用心描出滨水街区“新画卷”",
    "坚持管与服并行，合力织密便民服务“连心网”",
    "坚持治与防并用，全力守住平安建设“生命线”",
]
PLAIN = ["全年新增就业岗位再创佳绩", "渔港码头扩建如期完工", "每个社区都有自己的书房", "老人们在食堂吃上热饭"]


def corpus(*texts: str, **fields: list[object]) -> rn.Corpus:
    keys = [{name: values[k] for name, values in fields.items()} for k in range(len(texts))]
    return rn.Corpus([rn.Report(f"r{k}", text, **keys[k]) for k, text in enumerate(texts)])


def test_four_clauses_of_one_frame_are_one_template():
    table = rn.templates(corpus("。\n".join([PLAIN[0], *FOUR, *PLAIN[1:]])))
    assert table["text"].tolist() == FOUR
    # 与 and 并 are parts of words here (破与立, 并举), and a single character is kept only if it is a word.
    assert set(table["pattern"]) == {"坚持…，…“…”"}
    assert table["slots"].str.split("｜").str[-1].tolist() == ["加速度", "新画卷", "连心网", "生命线"]
    assert set(table["n_members"]) == {4}
    assert set(table["n_reports"]) == {1}


def test_headings_of_two_towns_and_who_was_first():
    first, second = "夯实安全根基 打好群防群治“组合拳”", "夯实平安根基 打好基层治理“组合拳”"
    bodies = [
        f"一、{first}\n{PLAIN[0]}。\n二、{PLAIN[1]}\n{PLAIN[2]}。\n",
        f"一、{second}\n{PLAIN[3]}。\n二、办好身边小事\n好。\n",
    ]
    reports = [
        rn.Report("乙", bodies[1], place="乙镇", year=2024, sections=_outline(bodies[1])),
        rn.Report("甲", bodies[0], place="甲镇", year=2023, sections=_outline(bodies[0])),
    ]
    table = rn.templates(rn.Corpus(reports))
    assert (
        table["pattern"].tolist() == ["夯实…安根基，打好…“组合拳”"] * 2
        or table["pattern"].tolist() == ["夯实…根基，打好…“组合拳”"] * 2
    )
    assert table["report"].tolist() == ["甲", "乙"]
    assert table["place"].tolist() == ["甲镇", "乙镇"]
    assert table["slots"].tolist() == ["安全｜群防群治", "平安｜基层治理"]
    assert set(table["unit"]) == {"heading"}
    assert set(table["first_report"]) == {"甲"}
    assert set(table["first_year"]) == {2023}


def _outline(text: str) -> tuple[rn.Section, ...]:
    starts = [match.start() for match in re.finditer("^[一二]、", text, re.MULTILINE)]
    ends = [*starts[1:], len(text)]
    return tuple(rn.Section(text[a:b].partition("\n")[0], 1, "plan", a, b) for a, b in zip(starts, ends, strict=True))


def test_what_is_repeated_word_for_word_comes_last_and_has_no_slots():
    table = rn.templates(corpus("。".join([*FOUR, PLAIN[0]]), PLAIN[0], PLAIN[1]))
    assert table["text"].tolist() == [*FOUR, PLAIN[0], PLAIN[0]]
    assert table["slots"].tolist()[-2:] == ["", ""]
    assert table["pattern"].tolist()[-1] == PLAIN[0]


def test_the_table_keeps_its_promises(sample: rn.Corpus):
    table = rn.templates(sample)
    assert dict(table.dtypes.astype(str)) == COLUMNS
    assert list(table.columns) == list(COLUMNS)
    assert table["template"].tolist() == sorted(table["template"])
    assert table["template"].unique().tolist() == list(range(1, table["template"].max() + 1))
    for row in table.itertuples():
        report = sample[row.report]
        assert report.text[row.start : row.end] == row.text
        assert (report.place, report.year) == (row.place, row.year)
        pieces = row.pattern.split("…")
        fillers = row.slots.split("｜") if len(pieces) > 1 else []
        rebuilt = "".join(piece + filler for piece, filler in zip(pieces, [*fillers, ""], strict=True))
        assert rebuilt == spelled(row.text)
    for _, group in table.groupby("template"):
        assert set(group["n_members"]) == {len(group)}
        assert set(group["n_reports"]) == {group["report"].nunique()}
        assert group["year"].is_monotonic_increasing
        assert group["report"].iloc[0] == group["first_report"].iloc[0]
    one_each = table.drop_duplicates("template")
    key = list(
        zip(one_each["slots"] == "", -one_each["score"], -one_each["n_members"], one_each["pattern"], strict=True)
    )
    assert key == sorted(key)
    assert rn.provenance_of(table).steps[-1].name == "templates"


def test_the_order_of_the_corpus_changes_no_template(sample: rn.Corpus):
    here, there = rn.templates(sample), rn.templates(rn.Corpus(sample.reports[::-1]))
    keys = ["template", "pattern", "score", "report", "start", "slots"]
    assert sorted(here[keys].itertuples(index=False)) == sorted(there[keys].itertuples(index=False))


def test_limits(sample: rn.Corpus):
    everything = rn.templates(sample)
    shared = rn.templates(sample, min_reports=2)
    assert set(shared["n_reports"]) >= {2}
    assert len(shared) == (everything["n_reports"] >= 2).sum()
    assert (rn.templates(sample, min_members=3)["n_members"] >= 3).all()
    assert (rn.templates(sample, min_score=0.6)["score"] >= 0.6).all()
    assert set(rn.templates(sample, units=["heading"])["unit"]) == {"heading"}
    with pytest.raises(rn.ArgumentError, match="choose from 'clause', 'heading'"):
        rn.templates(sample, units=["word"])
    with pytest.raises(rn.ArgumentError, match="min_members"):
        rn.templates(sample, min_members=1)
    with pytest.raises(rn.ArgumentError, match="min_score"):
        rn.templates(sample, min_score=2)


@pytest.mark.parametrize("texts", [[], [""], ["\n\n"], ["好。"], [PLAIN[0]]])
def test_nothing_gives_an_empty_table_with_its_columns(texts: list[str]):
    table = rn.templates(corpus(*texts))
    assert len(table) == 0
    assert dict(table.dtypes.astype(str)) == COLUMNS


def test_a_number_is_one_slot():
    table = rn.templates(corpus("一、2023年重点工作\n", "一、2025年重点工作\n", year=[2023, 2025]), min_score=0.2)
    assert len(table) == 0  # a clause with a figure is a fact, and without an outline there is no heading
    text = "2023年重点工作安排\n好。\n2025年重点工作安排\n好。\n"
    sections = tuple(rn.Section(text[a : a + 11], 1, "plan", a, a + 15) for a in (0, 15))
    table = rn.templates(rn.Corpus([rn.Report("a", text, sections=sections)]), min_score=0.2)
    assert table["slots"].tolist() == ["2023", "2025"]
    assert table["pattern"].tolist() == ["…年重点工作安排"] * 2


def test_the_weight_of_a_pair_is_that_of_the_best_alignment():
    # 甲乙丙丁 with 甲乙戊丁: 1 + 1 + 1 for the matches, nothing for 丙 opposite 戊; 丁 alone is no word: it is dropped.
    points = [list(map(ord, text)) for text in ("甲乙丙丁", "甲乙戊丁", "甲乙丁")]
    codes = np.concatenate(points).astype(np.int32)
    weights, marks = np.ones(11), np.zeros(11, bool)
    indptr = np.array([0, 4, 8, 11])

    def found(*, alone: bool, min_score: float = 0.0) -> list[float]:
        # All of one build and of weight 4, and nothing is lost for little: the score is the root of weight / 4.
        build = np.full(3, 4.0), np.zeros(3, int), np.ones(3, int)
        pairs = np.array([0, 0, 0]), np.array([0, 1, 2])
        how = 0.25, np.ones(3), 0.0, min_score
        scores = pair_scores(codes, weights, np.full(11, alone), marks, indptr, *build, *pairs, *how)
        return (4 * scores**2).tolist()

    # In the last 丙 stands opposite nothing: 2 - 0.25.
    assert found(alone=False) == pytest.approx([4.0, 2.0, 1.75])
    assert found(alone=True) == pytest.approx([4.0, 3.0, 2.75])
    # In any order the second shares 3 characters and the third 3 less a gap: what asks for more is not aligned.
    assert found(alone=True, min_score=math.sqrt(2.8 / 4)) == pytest.approx([4.0, 3.0, 0.0])
    assert found(alone=False, min_score=math.sqrt(2.8 / 4)) == pytest.approx([4.0, 2.0, 0.0])


def test_what_two_share_has_a_slot_wherever_either_differs():
    def shared(one: str, other: str) -> str:
        room = 2 * max(len(one), len(other)) + 1
        codes, marks = np.zeros(2 * room, np.int32), np.zeros(2 * room, bool)
        for start, text in ((0, one), (room, other)):
            codes[start : start + len(text)] = list(map(ord, text))
            marks[start : start + len(text)] = [not c.isalnum() for c in text]
        lengths = np.array([len(one), len(other)])
        two = (np.arange(2), np.ones(2, int), np.array([0, room]), lengths, np.ones(2), np.zeros(2, int))
        texts = (codes, np.ones(2 * room), np.ones(2 * room, bool), marks)
        pair = (np.array([0]), np.array([1]), 0.0, np.ones(3), 1.0, np.ones(3, int))
        join(*two, np.ones(2, int), np.ones(2), *texts, *pair)
        return "".join(map(chr, codes[: lengths[0]])).replace("\0", "…")

    assert shared("打好春耕仗", "打好秋收仗") == "打好…仗"
    assert shared("春耕", "秋收") == "…"
    assert shared("甲乙", "甲乙") == "甲乙"
    assert shared("甲乙，丙", "乙，丙丁") == "…乙，丙…"


@given(st.lists(st.text("坚持打好并举，“”新1+", min_size=1, max_size=12), min_size=2, max_size=4))
def test_scores_lie_between_0_and_1_and_do_not_depend_on_the_order(texts: list[str]):
    clauses = encode(list(map(spelled, texts)))
    n = len(texts)
    one, other = np.divmod(np.arange(n * n), n)
    found = score(clauses, one, other).reshape(n, n)
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert found == pytest.approx(found.T, abs=1e-9)


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("一、抓项目", 2),
        ("（二）抓项目", 3),
        ("3.抓项目", 2),
        ("一是抓项目", 2),
        ("第一产业", 0),
        ("抓项目", 0),
        ("关键词一\n抓", 4),
    ],
)
def test_where_the_number_of_a_title_ends(title: str, end: int):
    assert end_of_number(title) == end


@given(st.text("坚持打好并举，。“”；\n 1+新", max_size=60))
def test_any_text_keeps_the_spans(text: str):
    table = rn.templates(corpus(text, text), min_score=0)
    for row in table.itertuples():
        assert text[row.start : row.end] == row.text


@pytest.mark.parametrize(
    "unit", ["打好组合拳", "坚持稳与进并重，奋力跑出“加速度”。", "“", "，", "夯实根基。\n", "打好春耕仗；打好秋收仗；"]
)
def test_hostile_repetition_takes_linear_work(unit: str):
    # Half a million characters: with any quadratic step this would not end within the suite's patience.
    rn.templates(corpus(unit * (500_000 // len(unit))))


def test_many_clauses_of_one_build_take_linear_work():
    # 10,000 different clauses that all share words, marks and build: 50 million pairs.
    clauses = (f"坚持{chr(0x4E00 + k)}字当头，打好{chr(0x9000 - k)}字仗" for k in range(10_000))
    table = rn.templates(corpus("。".join(clauses)), min_score=0.2)  # words of every clause weigh nothing
    assert table["n_members"].max() > 9_000


@needs_shared
def test_labelled_pairs_are_ranked_above_the_peers():
    sys.path.append(str(ROOT / "benchmarks"))
    from sklearn.metrics import average_precision_score

    import templates

    corpus = templates.read(SHARED)
    rows, pairs = templates.labelled_pairs(corpus)
    found = templates.ours(pairs, rn.templates(corpus, units=["heading"], min_score=0)["text"].tolist())
    held_out = rows["half"] == "held_out"
    assert average_precision_score(rows["label"][held_out], found[held_out]) >= 0.6


def test_the_labels_hold_no_text():
    data = json.loads((ROOT / "tests" / "cases" / "template_pairs.json").read_text(encoding="utf-8"))
    assert len(data["pairs"]) >= 100
    assert {type(value) for row in data["pairs"] for value in row} == {str, int}
