"""Frames: 可圈可点, 宜商宜居宜业宜游, 大排查大整治, and clauses that head their sentences on one frame."""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.align import coarse, common, prosaic
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import HAN, View, ahead, among

__all__ = ["find_frames", "is_frame"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]

# The words that carry the frames of four characters: adverbs, adjectives, verbs of one character.
_HEADS = (
    "大小宜可同共联互再快多少常长真严细深精优强敢会善勤苦愿想应尽全无零有不既且边以用自相半若如似又随好"
    "问抓促保稳惠暖包干谋求提引招做建治管抢争改开走亲先早重高特专智助护帮群落兜办找盯摸配聚立即首学向吃扎查压守"
)
_AXAY = re.compile(rf"(?!学[^深细透懂精实]|向[东南西北内外前后])([{_HEADS}])(?!\1)[一-鿿](?:\1(?!\1)[一-鿿]){{1,4}}")
_LONG = re.compile(r"([大再共真快早深零敢勤善保抓促稳])(?!\1)([一-鿿]{2})(?:\1(?!\1|\2)[一-鿿]{2})+")
# 早发现、早预警; 快与稳并进; 上下共发力.
_TWICE = re.compile(r"([早真多快常勤深严实敢善])(?!\1)[一-鿿]{2}(?:[、，]\1(?!\1)[一-鿿]{2})+(?![一-鿿])")
# 深化内化转化, 建好管好用好: what is behind comes again, three times or more.
_BEHIND = re.compile(r"[一-鿿]([化好到实住准清强优新力心活])(?:(?!\1)[一-鿿]\1){2,}")
_JOIN = "(?:并[进举重行]|相[融长济通宜]|同[行频向]|共[进生融赢])"
# 应捕尽捕; 抓细抓实; 再上新台阶.
_ALL = re.compile("[应愿能可宜当]([一-鿿])尽\\1")
_ANEW = re.compile("再[上创添谱启开迈立]新[一-鿿]{2}(?![一-鿿])")
_WITH = re.compile(f"[一-鿿]与[一-鿿]{_JOIN}|[一-鿿]{{2}}与[一-鿿]{{2}}{_JOIN}")
_BOTH = re.compile(
    "(?:内外|上下|左右|前后|城乡|东西|南北|政企|干群|左右|古今|虚实)(?:[共同齐联并][一-鿿]{1,2})(?![一-鿿])"
)
# What a frame of clauses turns on: 商圈再升级, 服务零障碍, 绷紧纪律规矩之弦.
_HINGES = frozenset("再零更之为向新大可无不抓促强优稳惠争当")

#: Levels of government.
_LEVELS = "国省市县区州乡镇村"

_FORMS = (
    (_AXAY, "axay"),
    (_LONG, "axxayy"),
    (_TWICE, "axx twice"),
    (_BEHIND, "xaya"),
    (_ALL, "all"),
    (_ANEW, "anew"),
    (_WITH, "with"),
    (_BOTH, "both"),
)


def is_frame(phrase: str) -> bool:
    """Tell whether a phrase is one frame, twice or more."""
    return any(pattern.fullmatch(phrase) for pattern, _ in _FORMS)


def find_frames(view: View) -> Iterator[Hit]:
    """Yield frames, in no promised order."""
    for places, (pattern, rule) in zip(_places(view), _FORMS, strict=True):
        for match in view.matches(pattern, np.flatnonzero(places)):
            start, end = match.span()
            if _stands(view, start, end, rule):
                yield Hit(start, end, "frame", rule)
    yield from _leads(view)


def _places(view: View) -> Iterator[Bools]:
    """Yield for each form where it can begin: a head with the same character behind it, what joins two, or a pair."""
    points = view.points
    heads = view.among(_HEADS + "实")
    yield heads & _same(points, 2)
    yield heads & _same(points, 3)
    yield heads & _same(points, 4) & ahead(view.among("、，"), 3)
    yield ahead(view.among("化好到实住准清强优新力心活") & _same(points, 2) & ahead(_same(points, 2), 2), 1)
    yield ahead(_same(points, 2), 1) & ahead(view.among("尽"), 2)
    yield view.among("再") & ahead(view.among("新"), 2)
    joins = view.among("与")
    yield (ahead(joins, 1) | ahead(joins, 2))
    yield ahead(view.among("共同齐联并"), 2)


def _same(points: npt.NDArray[np.int32], k: int) -> Bools:
    """Tell which characters stand again `k` characters behind."""
    found = np.zeros(len(points), np.bool_)
    found[: max(len(points) - k, 0)] = points[k:] == points[: max(len(points) - k, 0)]
    return found


def _stands(view: View, start: int, end: int, rule: str) -> bool:
    """Tell whether a frame stands by itself: it cuts no word and no quotation, and its halves are words."""
    if not view.fits(start, end) or view.broken(start, end):
        return False
    if rule == "with":
        end -= 2  # what joins the two is an adverb by itself
    thrice = rule == "axay" and end - start >= 6  # 宜居宜业宜游: no accident, though a lexicon may have it as a noun
    if not thrice and _nouns(view, start, end):
        return False
    text = view.text[start:end]
    if rule == "axay" and (text[-1] in "到在" or set(text[1::2]) <= set(_LEVELS)):
        return False  # 落实落到|实处, 全省全市
    if rule == "with" and (view.text[start - 1 : start] == "、" or _is_inside_a_name(view, start)):
        return False
    if rule == "axay" and ("不" in text[1:] if text[0] != "不" else text[1] in "能得可会"):
        return False  # 好不好 is a question, 不能不 grammar
    return rule != "axxayy" or bool(view.edges[start + 3]) or len(view.inside(start, end)) == 1


def _is_inside_a_name(view: View, start: int) -> bool:
    """Tell whether a noun stands right before a span: 水陆|交通与潮汐共生 is cut from a name."""
    word = view.before(start)
    return word is not None and coarse(word.tag) == "n"


def _nouns(view: View, start: int, end: int) -> bool:
    """Tell whether a span is made of nouns that only happen to begin alike, as 农业农村 is."""
    words = view.inside(start, end)
    return all(word.tag[:1] in ("n", "m", "q", "t") for word in words) or any(
        (word.tag in ("ns", "nr", "nt", "r", "c", "p", "d") and word.end - word.start > 1 and view.text[start] != "向")
        or word.tag in ("uj", "uv", "ul")
        for word in words
    )


def _leads(view: View) -> Iterator[Hit]:
    """Yield the clauses that open three sentences or more of a paragraph, of one length and on one frame."""
    text = view.text
    starts, _ = view.sentences
    line = np.cumsum(view.points == ord("\n"))[starts]
    length = _leading(view, starts)
    begins = np.flatnonzero((np.diff(line, prepend=-1) != 0) | (np.diff(length, prepend=-1) != 0))
    stops = np.append(begins[1:], len(starts))
    for k in np.flatnonzero((stops - begins >= 3) & (length[begins] > 0)).tolist():
        spans = [(start, start + length.item(begins[k])) for start in starts[begins[k] : stops[k]].tolist()]
        same_verb = len({text[start : start + 2] for start, _ in spans}) == 1
        if same_verb and any(prosaic(view, *span) for span in spans):
            continue
        shared = common(text, spans)
        if len(shared) < length[begins[k]] and any(k and text[spans[0][0] + k] in _HINGES for k in shared):
            yield from (Hit(start, end, "frame", "leads") for start, end in spans)


def _leading(view: View, starts: Longs) -> Longs:
    """Return the length of the first clause of each sentence, 0 if it is none of 4 to 12 Chinese characters."""
    others = np.flatnonzero(~view.among(HAN))
    ends = others[np.searchsorted(others, starts)]  # there is a line break behind the last of them
    length = ends - starts
    first, second = view.points[starts], view.points[starts + 1]
    counted = among(first, "一二三四五六七八九十") & (second == ord("是"))
    free = ~among(first, "要在从把对") & ~counted & among(view.points[ends], "，。")
    good = (length >= 4) & (length <= 12) & free
    return np.where(good, length, 0)
