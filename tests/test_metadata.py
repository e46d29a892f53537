import pytest

from reportnlp.reading.gazetteer import find_division, most_named, town_level
from reportnlp.reading.metadata import Metadata, describe, from_name

SPEECH = "各位代表：\n现在，我代表{}人民政府向大会报告工作，请予审议。\n"


@pytest.mark.parametrize(
    ("name", "place", "level", "year"),
    [
        ("city_杭州_2024.txt", "杭州", "city", 2024),
        ("county_河北省保定市满城_2023.txt", "河北省保定市满城", "county", 2023),
        ("national_国务院_1954.txt", "国务院", "national", 1954),
        ("2025年天津市政府工作报告.docx", "天津市", "", 2025),
        ("2025年宁夏政府工作报告.docx", "宁夏", "", 2025),
        ("003_0ef6b7f4fd2eafd3.txt", "", "", None),
        ("sub/folder/2023年稠江街道工作报告.txt", "稠江街道", "", 2023),
        ("wangchao-2023.txt", "", "", 2023),
    ],
)
def test_file_names(name: str, place: str, level: str, year: int | None):
    found = from_name(name)
    assert (found.place, found.level, found.year) == (place, level, year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "澜浦市望潮街道2023年工作报告\n（2024年1月12日）\n各位代表",
            {"title": "澜浦市望潮街道2023年工作报告", "place": "澜浦市望潮街道", "level": "town", "date": "2024-01-12"},
        ),
        (
            "中共澜浦市荔湾镇委员会\n2022年工作总结和2023年工作思路\n正文如下。",
            {"title": "2022年工作总结和2023年工作思路", "place": "澜浦市荔湾镇", "level": "town", "year": 2022},
        ),
        ("望海镇2024年工作报告\n绿而有效，老工业镇长出新生态\n正文如下。", {"place": "望海镇", "speaker": ""}),
        (
            "澜浦市人民政府鹭洲街道办事处\n2021年工作总结及2022年工作计划\n正文如下。",
            {"place": "鹭洲街道", "level": "town", "issuer": "澜浦市人民政府鹭洲街道办事处"},
        ),
        (
            "政 府 工 作 报 告\n——2024年2月1日在杭州市第十四届人民代表大会第四次会议上\n市长　王　某\n" + SPEECH.format("市"),
            {"place": "杭州市", "level": "city", "code": "3301", "date": "2024-02-01", "speaker": "王某", "kind": "speech",
             "year_reviewed": 2023, "year_planned": 2024},
        ),
        (
            "政府工作报告\n二〇二四年一月八日在高阳县第十七届人民代表大会第三次会议上\n" + SPEECH.format("县"),
            {"place": "高阳县", "level": "county", "code": "130628", "year_planned": 2024},
        ),
        (
            "政府工作报告\n在第十四届全国人民代表大会第二次会议上\n各位代表：\n一、2023年工作回顾\n二、2024年经济社会发展总体要求\n",
            {"place": "国务院", "level": "national", "year_reviewed": 2023, "year_planned": 2024, "year": 2023},
        ),
        (
            "2022年主要工作回顾\n过去一年，听涛镇稳中有进。依托街道资源，听涛镇发力。\n听涛镇再出发。\n2023年工作计划\n",
            {"place": "听涛镇", "level": "town", "year_reviewed": 2022, "year_planned": 2023, "kind": "summary"},
        ),
        (
            "索引号 | 1133 | 发布机构 | 望海县人民政府 |\n发布日期 | 2023-09-07 | 标题 | 2023年望海县政府工作报告 |\n稳中求进。\n",
            {"title": "2023年望海县政府工作报告", "issuer": "望海县人民政府", "date": "2023-09-07", "year": 2023},
        ),
        (
            "冬日清晨，走进栖云街道。" + "栖云街道稳中有进，栖云街道向前。" + "\n回眸追光路 蓄力向未来\n请查收属于栖云的2024\n",
            {"title": "回眸追光路 蓄力向未来\n请查收属于栖云的2024", "place": "栖云街道"},
        ),
        ("编号20231234567\n无年份", {"year": None, "place": "", "level": "", "title": ""}),
        ("过去五年，1997年打下基础，" + "2002年比1997年翻番。" * 8, {"year_reviewed": 2002}),
        ("第一年1958年和1953年。" + "一九五八年大丰收。" * 5, {"year_reviewed": 1958, "year_planned": 1959}),
    ],
)  # fmt: skip
def test_from_the_text(text: str, expected: dict[str, object]):
    found, guessed = describe(Metadata(), "x.txt", text, text)
    assert {name: getattr(found, name) for name in expected} == expected
    assert {name for name, _ in guessed} == {name for name in Metadata.__slots__ if getattr(found, name)}


@pytest.mark.parametrize(
    ("words", "level", "place"),
    [
        ("我市全市", "city", "嘉兴市"),
        ("全省我省", "provincial", "浙江省"),
        ("全县我县", "county", "高阳县"),
        ("我国我国", "national", "国务院"),
    ],
)
def test_a_text_without_a_head_is_placed_by_how_it_speaks(words: str, level: str, place: str):
    text = "各位代表：\n" + f"{words}稳中有进，在全国全省领先。" * 3 + f"{place}再上台阶。" * 6
    found, guessed = describe(Metadata(), "x.txt", text, text)
    assert (found.place, found.level) == (place, level)
    assert dict(guessed)["place"] == "the whole text"


def test_what_is_known_is_not_guessed():
    known = Metadata(place="听涛街道", year=1999, level="town")
    found, guessed = describe(known, "city_杭州_2024.txt", "望海镇2023年工作报告", "望海镇2023年工作报告")
    assert (found.place, found.year, found.level) == ("听涛街道", 1999, "town")
    assert not {"place", "year", "level"} & {name for name, _ in guessed}


@pytest.mark.parametrize(
    ("place", "code"),
    [("杭州", "3301"), ("浙江省杭州市", "3301"), ("河北省保定市满城", "130607"), ("高阳县", "130628"), ("北京", "11"),
     ("阿坝", "5132"), ("内蒙古", "15"), ("易县", "130633")],
)  # fmt: skip
def test_gazetteer(place: str, code: str):
    assert find_division(place).code == code


def test_gazetteer_knows_what_is_no_place():
    assert find_division("望海") is None
    assert find_division("") is None
    assert find_division("杭州", "county") is None
    assert most_named("没有地名的一段话", "city") == ""


@pytest.mark.parametrize(
    ("name", "is_town"), [("望潮街道", True), ("街道办事处", False), ("栖云镇", True), ("城镇", False), ("家乡", True)]
)
def test_town_names(name: str, is_town: bool):
    assert town_level(name) == is_town


@pytest.mark.parametrize(
    ("place", "level", "named"), [("廣東省", "provincial", "广东省"), ("望海鎮", "town", "望海镇")]
)
def test_a_traditional_text_names_its_place_in_simplified_characters(place: str, level: str, named: str):
    text = (
        f"{place}2023年工作報告\n一、2023年工作回顧\n經濟運行穩中有進，地區生產總值增長6.1%。動能轉換，產業發展，實現優質。\n"
        * 3
    )
    said, _ = describe(Metadata(), "a.txt", text, text)
    assert (said.place, said.level, said.year, said.title) == (named, level, 2023, f"{place}2023年工作報告")
