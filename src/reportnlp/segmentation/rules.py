"""What numbers and names are joined by: lists, characters, parts of speech and patterns as arrays."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from reportnlp.lexicon.rows import read_rows
from reportnlp.points import points_of
from reportnlp.segmentation.automaton import DEAD, PLANE
from reportnlp.segmentation.dictionary import Dictionary
from reportnlp.segmentation.kernels import rules as flags
from reportnlp.segmentation.kernels.interning import N_POINTS
from reportnlp.segmentation.kernels.rules import UNKNOWN, Lists, Rules, fill_table
from reportnlp.segmentation.number_forms import CHINESE, automata, load_measures, load_number_words

__all__ = ["heads_of_names", "rules_for", "stem_ends"]

_DATA = files("reportnlp.segmentation") / "data"
#: What the flags of characters go by.
_CHARACTERS = {
    flags.NUMERIC: f"0123456789０１２３４５６７８９{CHINESE}第几数多余近上分",
    flags.HAN: "".join(map(chr, range(0x3400, 0xA000))),  # extension A to the end of the unified block
    flags.LOOSE: (
        "个以在为向把将及和与或等各全本该每某出进入让使从由被对县市区镇乡村是有无不之的了并到新"
        "两一二三四五六七八九十做断货系投"
    ),
    flags.ANYWHERE: "至",
    flags.LOOSE_END: "段族的及和与等型化式类级批个处内外上下区",
    flags.OFFICE: "省市州县区镇乡村旗盟",
}
#: What the flags of parts of speech go by, in the notation of jieba's dictionary.
_PROPER = ("ns", "nr", "nrt", "nrfg", "nz", "nt")
_APART = ("p", "c", "u", "q", "f", "d", "v", "r", "a", "y", "h", "e")
_LIGHT = ("p", "c", "u", "q", "f", "d", "r", "m", "t", "y", "h", "e")
_CLAUSE = ("u", "r", "y", "c", "p", "e")
#: Endings that are no word: 化解率, 集群化, 内卷式, 便利度. Of 120 read at random in real reports all were right.
_ENDINGS = "化型性率度式级"
#: Heads of one character behind a term: 锂电产业|链, 数字经济产业|园, 公共文化服务|圈.
_HEADS = "链园圈带群点站"
#: Closing quotation marks; straight ones do not tell which they are.
_CLOSING = "”’」』"
#: Campaigns that each place makes its own: 平安南京, 书香泰安.
_BRANDS = (
    "平安", "法治", "美丽", "健康", "数字", "智慧", "清廉", "书香", "信用", "诚信", "幸福", "活力", "魅力", "和谐",
    "食安", "无废",
)  # fmt: skip
#: Heads of programmes, the verbs that announce one, and what may stand between verb and name.
_PROGRAMMES = ("战略", "行动", "计划", "工程")
_ANNOUNCING = ("实施", "组织实施", "启动", "开展", "推进", "推行", "推动", "执行")
_OPEN = (
    "新一轮", "第一轮", "国家", "国家级", "省级", "市级", "县级", "区级", "自治区", "全国", "全省", "全市", "全县",
    "全区", "全州", "全镇", "系列", "各项", "各类", "相关", "有关", "主要", "重大", "重点", "一批", "多项", "若干",
    "大型", "小型", "大规模", "大批",
)  # fmt: skip
_TAILS = ("大学", "城市", "路", "化", "型", "级", "特斯", "居委会", "医院", "增长")


def rules_for(dictionary: Dictionary, is_term: npt.NDArray[np.bool_]) -> Rules:
    """Return the rules for the words of a dictionary.

    Parameters
    ----------
    dictionary : Dictionary
    is_term : ndarray of bool, shape (w,)
        Which of the words are terms of the lexicon with a category.

    Notes
    -----
    A stem of a name is a proper name by the dictionary's tag, or a guess of the hidden Markov model that
    begins and ends like one; a list of generic modifiers (新建, 美丽, 智慧 …) holds what the dictionary tags
    as names and is none. A lexicon term is never part of a name.
    """
    tags = np.array([_flags_of_tag(tag) for tag in dictionary.tag_names], np.uint8)[dictionary.tags]
    tags = np.where(is_term, tags & ~np.uint8(flags.UNTAGGED) | np.uint8(flags.TERM), tags)
    words = dictionary.trie.words
    at_nodes = np.where(words > 0, tags[words - 1], np.uint8(flags.UNTAGGED))
    return _shared()._replace(tags=at_nodes, flags=np.full(len(words) + N_POINTS, UNKNOWN, np.uint16))


@cache
def heads_of_names() -> frozenset[str]:
    """Return the words before which a guess is hardly ever anything but the stem of a name: 社区, 高速, 科技."""
    suffixes = frozenset(row["term"] for row in read_rows(_DATA / "name_suffixes.tsv").values())
    trades = read_rows(_DATA / "trade_words.tsv").values()
    return suffixes | {row["term"] for row in trades if row["named"] == "1"}


def stem_ends() -> tuple[str, str]:
    """Return the characters that no guessed stem begins with, and those that none ends with."""
    anywhere = _CHARACTERS[flags.ANYWHERE]
    return _CHARACTERS[flags.LOOSE] + anywhere, _CHARACTERS[flags.LOOSE_END] + anywhere


def _flags_of_tag(tag: str) -> int:
    known = {
        flags.PROPER: tag in _PROPER,
        flags.UNTAGGED: not tag,
        flags.APART: tag.startswith(_APART),
        flags.TOWN: tag == "ns",
        flags.LIGHT: tag.startswith(_LIGHT),
        flags.CLAUSE: tag.startswith(_CLAUSE),
    }
    return sum(flag for flag, holds in known.items() if holds)


@cache
def _shared() -> Rules:
    """Return the rules without any dictionary."""
    numbers, measures, counting = automata()
    opening = np.array([state != DEAD for state in numbers.step[0].tolist()])
    classes = np.zeros(PLANE, np.uint8)
    for flag, characters in _CHARACTERS.items():
        classes[[*map(ord, characters)]] |= flag
    known, longest = _lists()
    classes[[ord(string[0]) for string in known]] |= flags.FIRST
    classes[[ord(suffix[-1]) for suffix in longest]] |= flags.FINAL
    points, offsets = points_of(list(known))
    bounds = np.stack([offsets[:-1], offsets[1:]], axis=1).ravel()
    table, hashes = np.full(1 << (2 * len(known)).bit_length(), -1, np.int32), np.empty(len(known), np.uint64)
    fill_table(points, bounds, table, hashes)
    kinds, most = np.array([*known.values()]), np.array([longest.get(string, 0) for string in known])
    lists = Lists(table, hashes, points, bounds, kinds, most)
    tags, kept = np.empty(0, np.uint8), np.empty(0, np.uint16)
    return Rules(numbers, measures, counting, opening, classes, lists, tags, kept)


def _lists() -> tuple[dict[str, int], dict[str, int]]:
    """Return what the lists say of each string that is in one, and the longest name with each suffix."""
    known: dict[str, int] = {}

    def note(flag: int, strings: Iterable[str]) -> None:
        known.update({string: known.get(string, 0) | flag for string in strings})

    suffixes = {row["term"]: row for row in read_rows(_DATA / "name_suffixes.tsv").values()}
    note(flags.PLACE, (suffix for suffix, row in suffixes.items() if row["kind"] != "company"))
    note(flags.ROUTE, (suffix for suffix, row in suffixes.items() if row["kind"] == "route"))
    note(flags.ROUTE, "至到")
    note(flags.COMPANY, (suffix for suffix, row in suffixes.items() if row["kind"] == "company"))
    note(flags.FILL, (row["term"] for row in read_rows(_DATA / "trade_words.tsv").values()))
    note(flags.GENERIC, (row["term"] for row in read_rows(_DATA / "generic_modifiers.tsv").values()))
    note(flags.TAIL, _TAILS)
    note(flags.BOUND, _ENDINGS)
    note(flags.LINK, _HEADS)
    note(flags.CLOSE, _CLOSING)
    note(flags.BRAND_WORD, _BRANDS)
    note(flags.HEAD_WORD, _PROGRAMMES)
    note(flags.ANNOUNCES, _ANNOUNCING)
    note(flags.OPEN, _OPEN)
    note(flags.OPENING, (measure + c for measure, row in load_measures().items() for c in row.opens))
    note(flags.NUMBER_WORD, load_number_words())
    return known, {suffix: int(row["longest"]) for suffix, row in suffixes.items()}
