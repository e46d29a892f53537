"""What abbreviations look like that count things: 三强六好, 五整治五提升, 十三个一.

Each report invents its own, so no lexicon can list them. The patterns say what may stand where; that the words
are no measures and are not cut from others, `kernels.coinages` tells.
"""

from typing import Final

__all__ = ["COUNTERS", "LONGEST_WORD", "coined", "coined_ones"]

#: Numerals that count the words of an abbreviation.
COUNTERS: Final = "一二两双三四五六七八九十百千万"
#: Characters of the words that it counts.
LONGEST_WORD: Final = 3

_POWERS = "十百千万"
_PLAIN = "二两双三四五六七八九"
#: In no counted word: other numerals.
_NUMERALS = f"{COUNTERS}兩萬億零〇○亿几数第"
#: No counted word either: the most frequent measures, and what joins words.
_NEVER = f"{_NUMERALS}点點届次倍年月日天秒岁期号个名位项件元亩米吨斤克的之是要到至和与就等姓中"
#: Makes a word of its own with 一: 一定, 一些.
_AFTER_ONE = "些定般律贯旦致样直切起向举度遇流"
#: So with a power of ten (十分, 百分), or it says how exact that is (百多).
_AFTER_POWER = "分足全多余来"


def _han_but(characters: str) -> str:
    """Return a bracket of all Han characters but these, as ranges."""
    ranges, low = [], 0x4E00
    for code in [*sorted({*map(ord, characters)} & {*range(0x4E00, 0xA000)}), 0xA000]:
        if low < code:
            ranges.append(f"{chr(low)}-{chr(code - 1)}")
        low = code + 1
    return f"[{''.join(ranges)}]"


def coined(length: int) -> str:
    """Return the pattern of two or more counted words of so many characters each; 双百 stands for one: 四大双千."""
    word = f"[{COUNTERS}]{_han_but(f'{_NUMERALS}的之') * length}"
    if length == 1:
        plain, one, power = (_han_but(_NEVER + more) for more in ("", _AFTER_ONE, _AFTER_POWER))
        word = f"(?:[{_PLAIN}]{plain}|一{one}|[{_POWERS}]{power}|双[百千万])"
    return f"{word}(?:{word})+"


def coined_ones() -> str:
    """Return the pattern of so many things that all begin with 一: 三个一, 十三个一."""
    digits = "[二三四五六七八九]"
    return f"(?:{digits}|{digits}?十[一二三四五六七八九]?)个一"
