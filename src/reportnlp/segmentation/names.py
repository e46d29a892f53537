"""Names of streets, communities, villages, roads, parks, blocks and companies, joined from their tokens."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.lexicon.rows import read_rows
from reportnlp.segmentation.kernels.names import COMPANY, FILL, PIECE, PLACE, REGION, STEM, TAIL, name_spans
from reportnlp.segmentation.rejoin import replace_tokens, stream_of
from reportnlp.tokens import Tokens, Vocabulary

__all__ = ["join_names", "name_flags"]

_DATA = files("reportnlp.segmentation") / "data"
#: Tags of proper names in the notation of jieba's dictionary; "" is a guess of the hidden Markov model.
_PROPER = ("ns", "nr", "nrt", "nrfg", "nz", "nt")
_HAN = re.compile("[㐀-鿿]{2,4}")
# With these a guess is no name but a name and the word before or after it: 出稠江, 村及.
_LOOSE = re.compile(
    ".*至|[个以在为向把将及和与或等各全本该每某出进入让使从由被对县市区镇乡村是有无不之的了并到新两一二三四五六七八九十做断货系投]"
)
_LOOSE_END = re.compile("[族的及和与等型化式类级批个处内外上下区]")
# Characters of these parts of speech are no piece of the name behind them, and neither is an office: 市|城发|集团.
_APART = ("p", "c", "u", "q", "f", "d", "v", "r", "a", "y", "h", "e")
_OFFICES = "省市州县区镇乡村旗盟"
_TAILS = frozenset(["大学", "城市", "路", "化", "型", "级", "特斯", "居委会", "医院"])


class _Suffix(NamedTuple):
    flag: int
    longest: int


@cache
def _suffixes() -> dict[str, _Suffix]:
    rows = read_rows(_DATA / "name_suffixes.tsv").values()
    flags = {"place": PLACE, "company": COMPANY}
    return {row["term"]: _Suffix(flags[row["kind"]], int(row["longest"])) for row in rows}


@cache
def _words(list_: str) -> frozenset[str]:
    return frozenset(row["term"] for row in read_rows(_DATA / f"{list_}.tsv").values())


def name_flags(vocabulary: Vocabulary) -> npt.NDArray[np.uint8]:
    """Return what each type can be in a name: a sum of the flags of the kernel.

    Parameters
    ----------
    vocabulary : Vocabulary
        With the tags of a dictionary; a type without one is a guess of the hidden Markov model.

    Returns
    -------
    ndarray of uint8, shape (v,)
        Index it by the ids of the tokens.
    """
    known = zip(vocabulary.types, vocabulary.tags, vocabulary.categories, strict=True)
    return np.array([_flag(*each) for each in known], np.uint8)


def _flag(type_: str, tag: str, category: str) -> int:
    suffix = _suffixes().get(type_)
    flag = suffix.flag if suffix else 0
    if type_ in _words("trade_words"):
        flag |= FILL
    if type_ in _TAILS:
        flag |= TAIL
    if len(type_) == 1 and "㐀" <= type_ <= "鿿" and not tag.startswith(_APART) and type_ not in _OFFICES:
        flag |= PIECE
    if not suffix and not category and _is_stem(type_, tag):
        flag |= STEM
    return flag | REGION if tag == "ns" and flag & STEM else flag


def _is_stem(type_: str, tag: str) -> bool:
    if not _HAN.fullmatch(type_) or type_ in _words("generic_modifiers"):
        return False
    # What ends in a suffix is a name already.
    if _LOOSE_END.match(type_[-1]) or type_.endswith(tuple(_suffixes())):
        return False
    return tag in _PROPER if tag else not _LOOSE.match(type_)


def join_names(tokens: Tokens, texts: Sequence[str] | None = None) -> Tokens:
    """Return the tokens with names in one piece: 词林社区, 秦塘区块, 望潮街道, 某某科技有限公司.

    Parameters
    ----------
    tokens : Tokens
        With nothing left out.
    texts : sequence of str, optional
        The texts of the documents if they are at hand, which saves to put them together again.

    Returns
    -------
    Tokens
        Places have the tag "ns", companies "nt".

    Notes
    -----
    A stem is a proper name by the dictionary's tag, or a guess of the hidden Markov model that begins and
    ends like one; a list of generic modifiers (新建, 美丽, 智慧 …) holds what the dictionary tags as names
    and is none. A lexicon term is never part of a name.

    Examples
    --------
    >>> import reportnlp as rn
    >>> from reportnlp.segmentation.names import join_names
    >>> tokens = rn.Segmenter().segment(["望潮街道与词林社区建设美丽乡村"])
    >>> join_names(tokens).words(0)
    ['望潮街道', '与', '词林社区', '建设', '美丽', '乡村']
    """
    stream = stream_of(tokens, texts)
    types = tokens.vocabulary.types
    flags = np.append(name_flags(tokens.vocabulary), np.uint8(0))  # the last is the line feed between documents
    lengths = np.array([*map(len, types), 1], np.int32)
    longest = np.array([_suffixes()[type_].longest if type_ in _suffixes() else 0 for type_ in (*types, "")], np.int32)
    first, last = name_spans(stream.ids, flags, lengths, longest)
    source = np.arange(len(stream.ids), dtype=np.int32)
    kept = np.ones(len(source), bool)
    for offset in range(1, int((last - first).max(initial=0)) + 1):
        kept[(first + offset)[first + offset <= last]] = False
    source[first] = -1
    record = tokens.provenance.then("join_names")
    return replace_tokens(tokens, stream, stream.starts[kept], source[kept], _tag, record=record)


def _tag(name: str) -> str:
    return "nt" if name.endswith(("公司", "集团")) else "ns"
