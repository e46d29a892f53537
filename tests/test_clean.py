import json
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import ROOT
from reportnlp.edits import origins, replay
from reportnlp.reading.clean import RULES, clean, simplified

CASES = json.loads((ROOT / "tests" / "cases" / "cleaning.json").read_text(encoding="utf-8"))
# What the rules look for, for Hypothesis to put together.
PIECES = st.sampled_from(
    ["甲", "乙，", "丙。", "\n", "\r\n", "\f", " ", "　", "\xa0", "\u200b", "\xad", "<!--", "-->", "&nbsp;", "\\n", "１", "2", "．",
     "％", ",", ":", "(", ")", "??", "打印", "【", "】", "来源：", "（下转2版）", "（上接1版）", "索引号 |", "内容摘要：", "......",
     "本作品", "一、", "各位代表：", "— 1 —", "政府工作报告", "1 9 9 3 年"]
)  # fmt: skip


@pytest.mark.parametrize(("raw", "text", "steps"), CASES)
def test_rules(raw: str, text: str, steps: list[str]):
    cleaned, done = clean(raw)
    assert cleaned == text
    assert [step.name for step in done] == steps


def test_every_rule_has_a_case_or_a_test():
    elsewhere = {"page edges", "repeated text", "link lists", "lost line breaks"}
    assert {name for name, _ in RULES} == elsewhere | {name for _, _, steps in CASES for name in steps}


def test_the_rules_are_done_after_one_pass_on_clean_text():
    for _, text, _ in CASES:
        assert clean(clean(text)[0])[0] == clean(text)[0]


def test_repeated_text():
    paragraphs = [f"第{k}段，{'稳中求进' * 12}。" for k in range(6)]
    page = "\n".join(paragraphs)
    text, steps = clean(f"{page}\n\n{page}\n")
    assert text.strip() == page
    assert [step.name for step in steps] == ["repeated text"]
    refrain = "\n".join(f"{paragraph}\n让我们一起向未来！" for paragraph in paragraphs)
    assert clean(refrain)[0] == refrain


def test_link_lists():
    menu = "\n".join(["首页新闻", "领导之窗", "信息公开", "政务服务", "互动交流", "数据开放", "走进本市", "手机版"])
    body = "政府工作报告\n某某\n各位代表：\n现在报告工作。" + "稳中求进。" * 30
    text, steps = clean(f"{menu}\n{body}\n{menu}")
    assert text.strip() == body
    assert [step.name for step in steps] == ["link lists"]
    figures = "\n".join(f"指标{k} {k}.5%" for k in range(10))
    assert figures in clean(f"{body}\n{figures}")[0]  # a table of figures stays


def test_paragraphs_that_were_run_together():
    text = "　　".join(f"第{k}段稳中求进。" + "惠民生。" * 40 for k in range(30))
    assert clean(text)[0].count("\n") == 29


def test_a_wrapped_text_is_joined_by_its_width():
    line = "我们坚持{}总基调推动高质量发展取得新成效人民生活水平持续提高社会大局保持稳定"
    paragraphs = [line.format(goal) * 9 + "。" for goal in "甲乙"]
    wrapped = "\n".join(text[k : k + 30] for text in paragraphs for k in range(0, len(text), 30))
    assert clean(wrapped)[0] == "\n".join(paragraphs)


def test_a_short_wrapped_text_is_joined_where_no_line_is_longer():
    line = "过去一年，全镇坚持稳中求进工作总基调，推动高质量发展取得新成效，人民生活水平持续提高，社会大局保持稳定"
    paragraphs = ["望海镇工作报告", "一、工作回顾", f"{line}。", f"{line.replace('全镇', '我们')}。", "二、工作安排"]
    wrapped = "\n".join(text[k : k + 30] for text in paragraphs for k in range(0, len(text), 30))
    assert clean(wrapped)[0] == wrapped  # two lines that break off at one width may be chance
    paragraphs += [f"{line.replace('过去', '新的')}，{line}。"]
    wrapped = "\n".join(text[k : k + 30] for text in paragraphs for k in range(0, len(text), 30))
    assert clean(wrapped)[0] == "\n".join(paragraphs)
    longer = f"{wrapped}\n{'望海镇茶乡文旅更热闹' * 4}"  # so the others were not broken for want of room
    assert clean(longer)[0] == longer


@pytest.mark.parametrize("number", ["- {} -", "第{}页 共3页", "{} / 3"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_pages_of_a_text_without_form_feeds(number: str, ends: str):
    body = "推动高质量发展取得新成效，人民生活水平持续提高，" * 9 + "社会大局稳定。"
    lines = [body[k : k + 25] for k in range(0, len(body), 25)]
    pages = [["望海镇政府工作报告", *lines[3 * k : 3 * k + 3], number.format(k + 1)] for k in range(4)]
    raw = ends.join(line for page in pages for line in page) + ends
    assert clean(raw)[0].strip() == "".join(lines[:12])
    steps = clean(raw)[1]
    assert steps[0].name == "page edges"
    figures = "一、指标\n- 1 -\n增长\n- 3 -\n下降\n- 2 -\n持平"  # they do not count
    assert clean(figures)[0] == figures


@pytest.mark.parametrize(
    "unit", ["<!--", "(", "（下转", " ", "　", "一、甲；\n", "甲\n", "政 ", "\\n", "&a", "打印\n", "\n", "各位代表！\n"]
)
def test_hostile_repetition_takes_linear_work(unit: str):
    clean(unit * (400_000 // len(unit)))  # quadratic work would take hours


@pytest.mark.parametrize("before", ["", "阅读：", "|", "。"])
@pytest.mark.parametrize("blank", [" ", "　", "\t", " \t"])
def test_a_long_gap_takes_linear_work(before: str, blank: str):
    # 100,000 blanks: in a quadratic search more than a thousand million steps, ten seconds or more.
    text = f"一、工作回顾\n{before}{blank * (100_000 // len(blank))}甲 \n乙"
    start = time.process_time()
    clean(text)
    assert time.process_time() - start < 3


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_steps_replay_and_every_character_is_found_again(raw: str):
    text, steps = clean(raw)
    assert replay(steps, raw) == text
    report = rn.Report("a", text, raw=raw, cleaning=steps)
    first, last = origins(steps, len(raw))
    assert len(first) == len(last) == len(text) + 1
    for k, character in enumerate(text):
        start, end, was = report.raw_span(k, k + 1)
        assert (start, end) == (first[k], last[k])
        if character in "甲乙丙":
            assert was == character
    for change in report.changes.itertuples():
        assert 0 <= change.start <= change.end <= len(raw)


class TestSimplified:
    def test_traditional_characters_keep_their_places(self):
        raw = "經濟運行穩中有進,成效明顯。"
        text, steps = simplified(*clean(raw))
        assert text == "经济运行稳中有进，成效明显。"
        report = rn.Report("a", text, raw=raw, cleaning=steps)
        assert report.raw_span(0, 2).text == "經濟"
        assert report.raw_span(text.index("成效"), text.index("成效") + 2).text == "成效"

    def test_simplified_text_stays_as_it_is(self):
        assert simplified("稳中求进", ()) == ("稳中求进", ())


@given(
    st.lists(st.one_of(PIECES, st.sampled_from([*"年月.％\\&?\r\t\u2028\x85", "5 ", "来自"])), max_size=12).map("".join)
)
def test_a_rule_without_what_it_needs_changes_nothing(text: str):
    for name, rule in RULES:
        if isinstance(rule, partial):
            pattern, by, needs = rule.args
            assert list(rule(text)) == list(rule.func(pattern, by, (), text)), (name, needs)
