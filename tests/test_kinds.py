import numpy as np
import pytest

import reportnlp as rn
from conftest import ROOT
from reportnlp.reading.kinds import KINDS, best_path, by_title, tell_kinds
from reportnlp.reading.outline import outline

DONE = "过去的一年，我们完成了各项任务，工业总产值比上年增长百分之十二，粮食获得了丰收，人民生活已经得到改善。"
LACKING = "但是，我们的工作中还存在不少缺点和困难。原材料供应不足，浪费严重，一些部门的管理水平较低，矛盾突出。"
TO_DO = "今后我们必须继续努力，要坚决厉行节约，要力争提前完成计划，应当确保重点建设的需要，决不能松懈。"
ABROAD = "国际形势的发展对世界和平有利。帝国主义的侵略遭到各国人民反对，我国同亚洲、非洲国家的外交关系有了发展。"
APPEAL = "各位代表！让我们紧密团结起来，为争取新的胜利而奋斗！"
OPENING = "现在，我向大会作工作报告，请予审议。"


def kinds(text: str) -> list[str]:
    return [section.kind for section in outline(text)]


def told(*passages: str) -> list[str]:
    """Return the kinds of paragraphs that have no headings."""
    text = "\n".join(passages)
    ends = np.cumsum([len(passage) + 1 for passage in passages])
    return tell_kinds(
        text, [(int(end) - len(p) - 1, int(end) - 1) for end, p in zip(ends, passages, strict=True)], [], []
    )


def test_a_speech_without_headings():
    speech = [OPENING, *[DONE] * 6, *[LACKING] * 2, *[TO_DO] * 6, *[ABROAD] * 6, APPEAL]
    wanted = ["opening", *["review"] * 6, *["problems"] * 2, *["plan"] * 6, *["other"] * 6, "closing"]
    assert told(*speech) == wanted
    assert kinds("\n".join(speech)) == ["opening", "review", "problems", "plan", "other", "closing"]


def test_a_passage_is_not_torn_by_one_paragraph_that_speaks_otherwise():
    assert set(told(*[DONE] * 4, TO_DO, *[DONE] * 4)) == {"review"}


def test_a_chapter_that_turns_where_the_speaker_does():
    text = f"一、过去五年的工作\n{DONE}\n{DONE}\n{LACKING}\n各位代表！{TO_DO}\n{TO_DO}\n{TO_DO}\n{TO_DO}\n二、经济建设\n{TO_DO}\n"
    assert [(s.kind, s.title) for s in outline(text)] == [
        ("review", "一、过去五年的工作"), ("problems", ""), ("plan", ""), ("plan", "二、经济建设"),
    ]  # fmt: skip


def test_other_topics_begin_at_a_heading_where_there_are_headings():
    within = f"一、今年的任务\n{TO_DO}\n{ABROAD}\n{ABROAD}\n二、农业\n{TO_DO}\n"
    assert kinds(within) == ["plan", "plan"]
    headed = f"一、今年的任务\n{TO_DO}\n二、关于外交工作\n{ABROAD}\n{ABROAD}\n"
    assert kinds(headed) == ["plan", "other"]


def test_a_title_of_two_kinds_passes_from_the_first_to_the_second():
    text = f"一、去年工作回顾\n{DONE}\n二、五年来的成就和今后的任务\n" + f"{DONE}\n" * 4 + f"{TO_DO}\n" * 4
    assert kinds(text) == ["review", "review", "plan"]


def test_an_untold_chapter_goes_on_with_the_one_before():
    text = f"一、去年工作回顾\n{DONE}\n二、今年工作安排\n{TO_DO}\n三、加强政府建设\n{DONE[:24]}\n{TO_DO}\n"
    assert kinds(text) == ["review", "plan", "plan"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("一、2023年工作回顾", "review"),
        ("发展形势与成绩", "review"),
        ("适应新形势", "other"),  # tells nothing
        ("二、2024年重点任务", "plan"),
        ("（三）存在的问题", "problems"),
        ("二、仍未破解的问题", "problems"),
        ("二、关于价格的问题", "other"),
        ("国际形势和我国对外工作", "other"),
        ("结束语", "closing"),
    ],
)
def test_titles(title: str, kind: str):
    assert by_title(title) == kind


def test_the_best_path_is_the_best_of_all():
    rng = np.random.default_rng(0)
    n, k = 5, len(KINDS)
    signs, score, costs = rng.normal(size=(n, 3)), rng.normal(size=(3, k)), rng.normal(size=(2, k, k))
    places = rng.integers(0, 2, n).tolist()
    gains = signs @ score
    gains[0, KINDS.index("opening")] += 3.0  # a report begins with its opening, unless much speaks against it
    paths = np.stack(np.meshgrid(*[np.arange(k)] * n, indexing="ij"), -1).reshape(-1, n)
    sums = gains[np.arange(n), paths].sum(1)
    sums += sum(costs[places[i], paths[:, i - 1], paths[:, i]] for i in range(1, n))
    assert best_path(signs, places, score, costs) == paths[sums.argmax()].tolist()


def test_nothing_to_tell():
    assert tell_kinds("", [], [], []) == []
    assert rn.read_report(ROOT / "corpus/sample/wangchao-2023.txt").sections[0].kind == "opening"
