"""Fixed policy names and set metaphors, as the lexicon has them."""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from reportnlp.slogans.clauses import CREED
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.numerals import is_counted
from reportnlp.slogans.view import View

__all__ = ["find_lexical"]


# Regions, ways, works, meetings, anniversaries, laws, treaties and chemicals have proper names too, as have plants and
# nets, and what one is up against.
_PLACE = re.compile(
    ".*(?:新区|行政区|高速|高铁|城际|铁路|机场|大桥|隧道|水库|运河|都市圈|城市群|流域|地区|世界|公园|园区|库区|门户港"
    "|(?<![湾社])区|群岛|半岛|平原|高原|盆地|景观|峰会|论坛|会[议晤]|[大全]会|周年|运会|奥会|览会|筹办|协定|条约|公约|条例|关系|(?<![执作办宪])法"
    "|导师|(?<!贸)(?<!易)港|的[一二三四五六七八九十]+大|合作社|制造厂|基地|集团|煤矿|电站|枢纽|管网|网络|卫星|雷达|奖|挑战|阵营|战线|问题|演变|篇章"
    "|地震|起义|走廊|[一二三四五六七八九]县|主义|(?:示范|标杆|试点)(?:[市县区镇村]|城市))"
    "|[A-Za-z]+|中国.{2,}城市|经济强.|.{4}和.{4}|.{5}和(?!平).{5}|.*氧化.*|[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新台港澳]{2,}"
)


def find_lexical(view: View) -> Iterator[Hit]:
    """Yield the tokens that the lexicon has as proper names of policies, or as metaphors, by start."""
    named = view.which(lambda tag, category: category == "metaphor" or (tag == "nz" and category))
    for word in view.words(np.flatnonzero(named)):
        if word.category == "metaphor":
            yield Hit(word.start, word.end, "metaphor", "lexicon")
        elif not _other(view.text[word.start : word.end]):
            yield Hit(word.start, word.end, "policy", "lexicon")


@lru_cache(maxsize=1 << 16)
def _other(term: str) -> bool:
    """Tell whether a proper name is no policy's."""
    return is_counted(term) or CREED.fullmatch(term) is not None or _PLACE.fullmatch(term) is not None
