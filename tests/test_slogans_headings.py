"""Which headings are slogans, alone in their line, at the head of a paragraph and within it."""

import pytest

import reportnlp as rn
from conftest import slogans_in as found

HEADED = """一、聚焦项目为王，蓄足发展后劲
这一年我们引进了五个项目，完成投资三亿元，新增企业四十家，就业稳定向好。
二、总体要求
做好今年的工作，要把握好节奏，把各项任务落到实处，让群众得到更多实惠，过上更好日子。
三、用情用力惠民生
新建幼儿园两所，改造老旧小区三个，新增车位五百个，群众满意度不断提高，幸福感增强。
"""


def test_headings_that_say_something(tmp_path):
    (tmp_path / "望潮街道2024.txt").write_text(HEADED, encoding="utf-8")
    table = rn.slogans(rn.read_corpus(tmp_path), ["heading"])
    assert table["text"].tolist() == ["聚焦项目为王，蓄足发展后劲", "用情用力惠民生"]


RUN_IN = """狠抓产业升级。完成技术改造项目十二个，新增规上企业五家，产值增长百分之八。
民生保障更充分。新建养老食堂三处，服务老人一千余人次，群众普遍叫好。
值得一提的是成绩。本年共收到锦旗二十面，表扬信五十封，热线满意率很高。
"""


def test_short_sentences_that_head_their_paragraphs():
    assert found(RUN_IN, "heading") == ["狠抓产业升级", "民生保障更充分"]


def test_a_flat_statement_of_what_was_reached_is_no_slogan():
    corpus = rn.Corpus([rn.Report("a", RUN_IN.replace("民生保障更充分", "民生保障成效明显"))])
    assert rn.slogans(corpus, ["heading"])["text"].tolist() == ["狠抓产业升级"]


NUMBERED = """（一）坚持渔港为先，助推渔乡治理。一是擦亮“潮汐灯塔”，迅速行动。全年修缮渔家码头三处，惠及渔民两千余人次。
二是渔网质量不高。去年抽检渔网两百张，其中合格的一百五十张，其余已退回厂家。
三是在同一码头。停靠的渔船不得多于二十艘，违者由管理站劝离并记录在册。
"""


def test_headings_within_a_line_stand_behind_a_number():
    assert found(NUMBERED, "heading") == ["坚持渔港为先，助推渔乡治理", "擦亮“潮汐灯塔”，迅速行动"]


def test_a_heading_of_a_paragraph_needs_text_behind_it_not_a_long_sentence():
    text = "渔港保障广覆盖。修好码头三处。全年服务渔民两千余人次，群众叫好。\n"
    other = "护渔举措有创新。开设夜校两所。全年授课一百二十场，听课三千人次。\n"
    assert found(text + other, "heading") == ["渔港保障广覆盖", "护渔举措有创新"]
    assert found(text, "heading") == []
    assert found("渔港保障广覆盖。修好码头。\n护渔举措有创新。办学。\n", "heading") == []


PROSE = "新建渔港两座，修好海塘三里，添置渔船五十条，渔民收入有了不小的增长，日子越过越好。"


@pytest.mark.parametrize(
    ("title", "hits"),
    [
        ("狠抓渔港建设，发展后劲更足。" + PROSE, ["狠抓渔港建设，发展后劲更足"]),
        ("狠抓渔港建设，发展后劲更足\n" + PROSE, ["狠抓渔港建设，发展后劲更足"]),
        ("狠抓渔港建设，守住了海塘。" + PROSE, []),
        ("狠抓渔港建设，并修好海塘。" + PROSE, []),
        ("狠抓渔港建设，修好海塘三里，添置渔船。" + PROSE, []),
    ],
)
def test_a_title_that_a_comma_cuts_has_both_halves_or_is_prose(tmp_path, title: str, hits: list[str]):
    lines = "".join(f"{n}是{rest}\n" for n, rest in (("一", title), ("二", "用情用力惠民生。" + PROSE)))
    (tmp_path / "望潮街道2024.txt").write_text("这一年，主要做了以下工作：\n" + lines, encoding="utf-8")
    found = rn.slogans(rn.read_corpus(tmp_path), ["heading"])["text"].tolist()
    assert found == [*hits, "用情用力惠民生"]


def test_an_entry_of_a_glossary_is_no_heading(tmp_path):
    lines = "1.“听潮三兴”行动：兴渔港、兴渔村、兴渔民。\n2.共建渔港：指各镇共同建设渔港，收益共享。\n"
    (tmp_path / "望潮街道2024.txt").write_text(lines, encoding="utf-8")
    assert rn.slogans(rn.read_corpus(tmp_path), ["heading"], min_score=0).empty


def test_a_statement_of_what_is_wrong_is_no_slogan(tmp_path):
    text = "一、渔港供需矛盾日益突出\n" + PROSE + "\n二、用情用力惠民生\n" + PROSE
    (tmp_path / "望潮街道2024.txt").write_text(text, encoding="utf-8")
    assert rn.slogans(rn.read_corpus(tmp_path), ["heading"])["text"].tolist() == ["用情用力惠民生"]


def test_a_report_of_headings_alone(tmp_path):
    lines = "".join(f"{n}、狠抓第{n}产业升级\n" for n in "一二三四五六七八九")
    (tmp_path / "望潮街道2024.txt").write_text(lines, encoding="utf-8")
    table = rn.slogans(rn.read_corpus(tmp_path), min_score=0)
    assert table["start"].is_monotonic_increasing
