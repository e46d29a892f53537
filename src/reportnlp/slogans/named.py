"""What a coinage of no other form is: a name, or else a policy, a metaphor, a formula or a clause."""

import re
from functools import lru_cache

from reportnlp.slogans.align import coarse, plain_tags
from reportnlp.slogans.hit import SloganType
from reportnlp.slogans.view import View

__all__ = ["has_head", "narrower"]

# What programmes, venues, teams, goods and services are called by.
_HEAD = re.compile(
    ".*(?:工程|计划|行动|活动|项目|专项|战役|会战|[年月周日季节会赛展超马杯奖包]|BA|系列|专场|栏目|经验|工作法|样板|故事"
    "|[讲学课]堂|讲坛|学院|书[院房屋市]|食堂|餐厅|驿站|小[屋院镇区店]|[街社园]区|公园|广场|舞台|剧场|馆|客厅|工[坊厂]|[集超]市|市集|站"
    "|之[家窗乡都城路夜春星链冬声谷旅]|[谷廊道港湾区室库]|套餐|嘉年华|高地|专[线列班]|班[列车]|中心|平台|大脑|[云码贷险券卡]|地图|账户|基金"
    "|[队团]|联盟|工作室|[工巧]匠|英才|先锋|卫士|义警|志愿者|管家|[技小]工|月嫂|大厨|[妹姐哥嫂]|好物|礼物|有礼|[优好精]品|味道|品牌|[制智]造|字号)"
)
_CALLED = re.compile(
    "(?:[（\\[〔【［].{1,4}[）\\]〕】］])?等?[一-鿿]{0,4}(?:品牌|行动|工程|计划|(?:主题)?活动|系列|专项|名片)"
)
#: Characters that provinces are called by and that stand for little else.
_PROVINCES = frozenset("京津沪渝冀豫辽皖鲁苏浙赣鄂桂晋蒙陕闽粤藏蜀琼滇黔陇湘燕赵楚秦")
# First characters of places that are words as well.
_COMMON = frozenset("大小上中东西南北新长高平安广和保海江河山城永太")
# 渔改旅, 多证合一, 人才三十条.
_CHANGE = re.compile(".[改转升进代换增][^来去]|.{2}(?:合一|融合)|.{2,}(?:\\d|[一二三四五六七八九十])条")
#: The marks of a name, and the characters of provinces.
_IN_NAMES = _PROVINCES | set("·•@﹒－")
_FOUR = 4
# What is counted, measured, done or felt is meant as it is said, and so is a way of doing something.
_LITERAL = re.compile(".*[热率量值型器品本事]|新.通")


def narrower(view: View, start: int, end: int) -> SloganType:
    """Return the type of a phrase that has the form of no other: brand if it is a name, or nothing tells more."""
    phrase = view.text[start:end]
    if _CHANGE.fullmatch(phrase):
        return "policy"
    if _is_name(view, start, end):
        return "brand"
    words = view.inside(start, end)
    if len(phrase) >= _FOUR and ("是" in phrase or any(coarse(word.tag) == "v" for word in words)):
        return "clause"
    short = len(phrase) == _FOUR - 1 and not _LITERAL.fullmatch(phrase)
    plain = short and set(plain_tags(phrase)) <= {"n", "a", "i", "l"} and not any(word.category for word in words)
    return "metaphor" if plain else "brand"


@lru_cache(maxsize=1 << 16)
def has_head(phrase: str) -> bool:
    """Tell whether a phrase ends as the names of programmes, venues, teams, goods and days do, or has a dot."""
    return _HEAD.fullmatch(phrase) is not None or "·" in phrase


def _is_name(view: View, start: int, end: int) -> bool:
    """Tell whether a phrase is a name by its head, its place, its marks, or by what follows."""
    phrase = view.text[start:end]
    if has_head(phrase) or _CALLED.match(view.text, end) or not _IN_NAMES.isdisjoint(phrase):
        return True
    own = view.place(start)
    return any(place in phrase for place in {own[:2], own[:1]} - _COMMON if place) or any(
        word.tag in ("ns", "nq") for word in view.inside(start, end)
    )
