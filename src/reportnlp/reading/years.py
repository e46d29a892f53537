"""Years and dates in Chinese numerals: 二〇二四年一月八日 as 2024年1月8日."""

import re

__all__ = ["with_digits"]

_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")
_MONTHS_AND_DAYS = {
    tens + ones: 10 * k + n
    for k, tens in enumerate(("", "十", "二十", "三十"))
    for n, ones in enumerate(("", *"一二三四五六七八九"))
    if tens + ones
}
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?P<year>(?:一九|二[〇○Ｏ零])[〇○Ｏ零一二三四五六七八九]{{2}})年(?:(?P<month>{_NUMERAL})月(?:(?P<day>{_NUMERAL})日)?)?"
)


def with_digits(text: str) -> str:
    """Return `text` with its years, and the months and days that follow them, in digits.

    Examples
    --------
    >>> from reportnlp.reading.years import with_digits
    >>> with_digits("一九五八年与二〇二四年十一月八日")
    '1958年与2024年11月8日'
    """
    return _DATE.sub(_in_digits, text) if "年" in text else text


def _in_digits(date: re.Match[str]) -> str:
    parts = [(date[name], unit) for name, unit in (("month", "月"), ("day", "日")) if date[name]]
    if any(number not in _MONTHS_AND_DAYS for number, _ in parts):
        return date[0]
    year = f"{date['year'].translate(_DIGITS)}年"
    return year + "".join(f"{_MONTHS_AND_DAYS[number]}{unit}" for number, unit in parts)
