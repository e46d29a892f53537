import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from reportnlp.reading.headings import find_headings, number_of
from reportnlp.reading.outline import outline

PROSE = "过去一年，全镇上下稳中求进，取得了新的成绩，经济运行持续向好，人民生活不断改善，社会大局保持稳定，各项事业全面进步，干部群众精神振奋。"


def shape(sections: tuple[rn.Section, ...]) -> list[tuple[str, str, list[str]]]:
    return [(s.kind, s.title, [inner.title for inner in s.sections]) for s in sections]


def test_kinds_by_title_and_place():
    text = f"各位代表：\n现在报告工作。\n一、2023年工作回顾\n{PROSE}\n二、存在的问题\n产业不强。\n三、2024年工作安排\n抓项目。\n"
    assert shape(outline(text)) == [
        ("opening", "", []),
        ("review", "一、2023年工作回顾", []),
        ("problems", "二、存在的问题", []),
        ("plan", "三、2024年工作安排", []),
    ]


@pytest.mark.parametrize("link", "和与及暨")
@pytest.mark.parametrize("second", ["2024年工作思路", "二、2024年工作计划"])
def test_a_title_of_review_and_plan_is_no_chapter(link: str, second: str):
    title = f"甲街道2023年工作总结{link}2024年工作思路"
    parts = f"{PROSE}\n筑牢底座\n{PROSE}\n畅通经脉\n{PROSE}\n做暖人心\n{PROSE}\n{second}\n抓好项目，要力争增长。\n"
    sections = outline(f"{title}\n{parts}")
    assert "plan" not in [s.kind for s in sections[:-1]]
    assert (sections[-1].kind, sections[-1].title) == ("plan", second)


def test_a_heading_goes_with_the_text_under_it():
    sober = "对照期盼，我们清醒看到差距：产业不够强，创新能力不足，民生短板不少，治理还有薄弱环节，个别干部不敢担当。"
    text = f"一、2023年干了什么\n{PROSE}\n{PROSE}\n二、还差什么、难在哪里\n\n{sober}\n三、2024年怎么干\n抓好项目，要力争增长。\n"
    assert [(s.kind, s.title) for s in outline(text)] == [
        ("review", "一、2023年干了什么"),
        ("problems", "二、还差什么、难在哪里"),
        ("plan", "三、2024年怎么干"),
    ]


def test_the_first_chapter_is_not_taken_for_the_title():
    text = f"一、2023年工作总结\n{PROSE}\n二、2024年工作思路\n抓好项目，要力争增长。\n"
    assert [s.title for s in outline(text)] == ["一、2023年工作总结", "二、2024年工作思路"]


def test_problems_and_closing_without_a_heading():
    sober = "在肯定成绩的同时，我们清醒地看到，发展中还存在不少困难和问题：产业结构不够优，创新能力不够强，民生短板仍然不少。"
    appeal = "各位代表！让我们更加紧密地团结起来，为建设美好家园而努力奋斗！"
    text = f"一、2023年工作回顾\n{PROSE}\n{PROSE}\n{sober}\n二、2024年工作安排\n{PROSE}\n{appeal}\n"
    assert [s.kind for s in outline(text)] == ["review", "problems", "plan", "closing"]


@pytest.mark.parametrize(
    ("titles", "kinds"),
    [
        (["一、2023年主要工作", "二、2024年主要工作"], ["review", "plan"]),
        (["（一）一九五七年经济战线上的胜利", "（二）一九五八年计划的安排"], ["review", "plan"]),
        (["2023年工作总结", "2024年工作思路"], ["review", "plan"]),
        (
            ["一、过去五年工作回顾", "二、今后五年目标任务", "三、2024年重点工作", "名词解释"],
            ["review", "plan", "plan", "other"],
        ),
    ],
)
def test_kinds(titles: list[str], kinds: list[str]):
    text = "\n".join(f"{title}\n{PROSE}" for title in titles)
    assert [s.kind for s in outline(text)] == kinds


def test_nesting_of_every_style():
    text = f"2022年主要工作回顾\n{PROSE}\n一、产业\n（一）强链\n1.项目\n{PROSE}\n（二）补链\n{PROSE}\n二、民生\n{PROSE}\n2023年工作计划\n一、抓项目\n{PROSE}\n"
    top = outline(text)
    assert [(s.title, s.kind, len(s.sections)) for s in top] == [
        ("2022年主要工作回顾", "review", 2),
        ("2023年工作计划", "plan", 1),
    ]
    industry = top[0].sections[0]
    assert [s.title for s in industry.sections] == ["（一）强链", "（二）补链"]
    assert [s.level for s in (top[0], industry, industry.sections[0], industry.sections[0].sections[0])] == [1, 2, 3, 4]


def test_brackets_may_be_the_outer_style():
    text = f"（一）成就\n一、工业\n{PROSE}\n二、农业\n{PROSE}\n（二）任务\n一、工业\n{PROSE}\n二、农业\n{PROSE}\n"
    assert [(s.title, len(s.sections)) for s in outline(text)] == [("（一）成就", 2), ("（二）任务", 2)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (f"第一，稳增长。{PROSE}\n第二，惠民生。{PROSE}\n", ["第一，稳增长", "第二，惠民生"]),
        (f"一是稳增长。{PROSE}\n二是惠民生。{PROSE}\n", ["一是稳增长", "二是惠民生"]),
        (f"引言。{PROSE}\n关键词一\n坚定举旗铸魂\n筑牢党建统领\n{PROSE}\n", ["关键词一\n坚定举旗铸魂\n筑牢党建统领"]),
        (f"{PROSE}\n狠抓发展 打好攻坚战\n{PROSE}\n", ["狠抓发展 打好攻坚战"]),
        (f"{PROSE}\n要抓好以下几点：\n1.产业；\n2.民生；\n3.生态。\n", []),
        (
            f"{PROSE}\n（一）要使生产的发展同人口的增长相适应。\n（二）要使收入有所提高。\n（三）要缩短战线。\n{PROSE}\n",
            [],
        ),
        (f"{PROSE}一是稳增长；二是惠民生；三是促改革。\n", []),
        (f"市长 王某某\n各位代表：\n{PROSE}\n", []),
    ],
)
def test_headings(text: str, titles: list[str]):
    assert [heading.title for heading in find_headings(text)] == titles


def test_a_count_within_a_count_is_no_chapter():
    inner = "".join(f"{n}、必须批判错误的想法，这是一贯的要求{'。' + PROSE}\n" for n in "一二三")
    text = f"一、任务\n{PROSE}\n二、问题\n{PROSE}\n{inner}三、措施\n{PROSE}\n"
    assert [heading.title for heading in find_headings(text)] == ["一、任务", "二、问题", "三、措施"]


def test_columns_in_another_order_are_put_right_in_the_outline_only():
    text = "".join(f"关键词{n}\n{PROSE}\n" for n in "一二四三")
    sections = outline(text)
    assert [(s.title, s.displaced) for s in sections] == [
        ("关键词一", False), ("关键词二", False), ("关键词三", True), ("关键词四", True),
    ]  # fmt: skip
    assert sections[2].start > sections[3].start
    report = rn.Report("a", text, sections=sections)
    assert [unit.text.split("\n")[0] for unit in report.split("section")] == [
        "关键词一",
        "关键词二",
        "关键词三",
        "关键词四",
    ]
    assert {unit.section for unit in report.split("sentence")} == {"review"}


def test_numbers():
    assert number_of("二十一、附则") == (1, 21)
    assert number_of("（十）产业") == (2, 10)
    assert number_of("3.项目") == (3, 3)
    assert number_of("2023年工作回顾") is None


def test_a_traditional_text_is_read_and_titled_as_written():
    text = f"各位代表：\n現在報告工作。\n一、2023年工作回顧\n過去一年經濟運行穩中有進，國家建設取得發展，{'產業創新' * 20}。\n二、2024年工作計劃\n要推動農業現代化。\n"
    assert shape(outline(text)) == [
        ("opening", "", []),
        ("review", "一、2023年工作回顧", []),
        ("plan", "二、2024年工作計劃", []),
    ]


def test_chapters_within_a_part_that_are_for_something_else():
    text = f"2023年工作回顾\n（一）主要成绩\n{PROSE}\n（二）存在的困难和问题\n{PROSE}\n2024年工作安排\n{PROSE}\n"
    assert [s.kind for s in outline(text)] == ["review", "problems", "plan"]


def test_no_heading_no_section():
    assert outline("没有标题的一段话。") == ()
    assert outline("") == ()


@given(st.text("一二、（）。；：\n 2023年工作回顾计划问题关键词第，是各位代表！甲", max_size=120))
def test_sections_always_cover_and_nest(text: str):
    def check(sections: tuple[rn.Section, ...], start: int, end: int) -> None:
        ordered = sorted(sections, key=lambda section: section.start)
        for before, after in itertools.pairwise(ordered):
            assert before.end <= after.start
        for section in sections:
            assert start <= section.start < section.end <= end
            check(section.sections, section.start, section.end)

    top = outline(text)
    check(top, 0, len(text))
    if top:
        assert sum(section.end - section.start for section in top) == len(text)


@pytest.mark.parametrize(
    "line", ["\n", " ", "一、甲；\n", "一、\n", "（一）甲。\n", "一是甲\n", "2023年工作回顾\n", "各位代表！\n", "短\n"]
)
def test_hostile_repetition_takes_linear_work(line: str):
    outline(line * (200_000 // len(line)) + "一、甲")
