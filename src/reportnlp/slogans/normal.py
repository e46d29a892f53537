"""One spelling for the variants of a slogan."""

import re
import unicodedata

__all__ = ["normalize"]

_DROPPED = re.compile("[\\s\u200b\ufeff\"'“”‘’「」『』〝〞〟《》〈〉＂＇`]+")
# What NFKC makes narrow, and other forms of the dot and the plus, as a report would print them.
_MARKS = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "!": "！",
        "?": "？",
        "•": "·",
        "・": "·",
        "‧": "·",
        "∙": "·",
        "⋅": "·",
        "﹢": "+",
    }
)
# One to three digits that stand alone before a Chinese character; 1+6+N, 5G and 12345热线 keep theirs.
_DIGITS = re.compile(r"(?<![0-9A-Za-z+.\-/%])([1-9][0-9]{0,2})(?=[一-鿿])")
_CHINESE = "零一二三四五六七八九"


def normalize(text: str) -> str:
    """Return the one spelling of a slogan: its variants are equal after this.

    Compatibility forms are folded (NFKC), spaces, quotation marks and title marks removed, commas
    and other marks made full-width, and numbers below 1000 before a Chinese character written in
    Chinese numerals.

    Parameters
    ----------
    text : str
        A slogan as it is written.

    Returns
    -------
    str
        Its one spelling; `normalize` of it is the same.

    Examples
    --------
    >>> normalize("“首店”经济"), normalize("有事找社区,就近找网格"), normalize("15 分钟生活圈")
    ('首店经济', '有事找社区，就近找网格', '十五分钟生活圈')
    """
    folded = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS)
    return _DIGITS.sub(lambda match: _numeral(int(match[1])), folded)


def _numeral(value: int) -> str:
    """Return the Chinese numeral of a number from 1 to 999."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    parts = f"{_CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        parts += "十" if tens == 1 and not hundreds else f"{_CHINESE[tens]}十"
    elif hundreds and ones:
        parts += "零"
    return parts + (_CHINESE[ones] if ones else "")
