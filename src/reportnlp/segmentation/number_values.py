"""The value of one number expression, exact until the last step."""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Literal, NamedTuple

from reportnlp.segmentation.number_forms import COUNT, TRADITIONAL, automata, load_measures

__all__ = ["Number", "NumberKind", "number_of"]

NumberKind = Literal[
    "number", "percent", "money", "multiple", "range", "ordinal", "year", "date", "time", "ratio", "fraction", "version"
]
_Value = float | str


class Number(NamedTuple):
    """A number expression: what it is, its value, and the unit it is counted in (empty if none)."""

    kind: NumberKind
    value: _Value | tuple[_Value, _Value]
    unit: str


#: More characters than this no one reads as a number.
_LONGEST = 100

# One spelling for each sign: full width to half, and every sign that means "to" except the hyphen to ~.
_ONE_SPELLING = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("—–‐～〜─至到", "~")
    | dict.fromkeys("〇○", "零")
    | {"−": "-"}
    | {old: "二" if new == "两" else new for old, new in {**TRADITIONAL, "两": "两"}.items()}
)
_DIGITS = str.maketrans("零一二三四五六七八九点", "0123456789.")
_VAGUE = str.maketrans("", "", "多余来数几近上")
_POWERS = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_SHARES = {"百分之": "%", "千分之": "‰", "万分之": "‱"}


def number_of(text: str, following: str = "") -> Number | None:
    """Read a number expression.

    Parameters
    ----------
    text : str
        One token, such as 1.3万亿, 百分之五 or 2023年9月7日.
    following : str
        The token behind it, or the one behind that if a bare 个 stands between (23.5 个 百分点).

    Returns
    -------
    Number or None
        None if `text` is no number, or is one only as a count and `following` is no measure.

    Notes
    -----
    The conventions:

    - A percentage has the value that stands before its sign, so that it compares with percentage points:
      12.5% is 12.5 with the unit %, 千分之三 is 3 with the unit ‰.
    - A range has a pair. A power or a sign on its end holds for its beginning too: 3—5万 is (30000, 50000)
      and 20—30% has the unit % for both. 三五|年 and 七八百 are ranges.
    - An approximation has the round number it names, and a digit left open (数, 几) counts as none:
      两千多 2000, 10余万 100000, 近百 100, 数十 10, 十几 10.
    - A calendar expression has its ISO 8601 value with what is missing left out: 2023-09, --09-07, ---07.
      A year is a number; a range of years, months or days within one unit is a pair of numbers.
    - 翻一番 is the multiple 2, 翻两番 is 4.
    - a:b is a ratio with the value a / b, and a:b:c one without a value; a/b is a number, 三分之一 a fraction.
    - A version has the value of its first two parts.
    - A value too large for a float is infinite; a division by zero is not a number.

    Examples
    --------
    >>> from reportnlp.segmentation.number_values import number_of
    >>> number_of("1.3万亿", "元")
    Number(kind='money', value=1300000000000.0, unit='元')
    >>> number_of("百分之二十三点五")
    Number(kind='percent', value=23.5, unit='%')
    >>> number_of("三至五", "年")
    Number(kind='range', value=(3.0, 5.0), unit='年')
    >>> number_of("9月7日"), number_of("五", "水")
    (Number(kind='date', value='--09-07', unit=''), None)
    """
    measures = load_measures()
    end, label = automata()[0].longest(text)
    if end < len(text) or not 0 < label <= COUNT or len(text) > _LONGEST:
        return None
    measure = measures.get(following)
    if label == COUNT:
        strength = measure.after if measure else 0
        if not (strength == 1 or (strength and len(text) > 1) or (strength == 2 and text != "一")):
            return None
    plain = text.replace("——", "~").replace(" ", "").translate(_ONE_SPELLING).replace("万万", "亿")
    number = next(filter(None, (read(plain) for read in _READERS)), None)
    if number is None or number.unit or number.kind in ("date", "time", "year"):
        return number
    kind = number.kind
    if kind == "number" and measure:
        version = measure.kind == "version" and "." in plain
        kind = "money" if measure.kind == "money" else "multiple" if measure.kind == "multiple" else kind
        kind = "version" if version else kind
    elif kind == "number" and _is_bare_year(plain, following[:1]):
        return Number("year", number.value, "")
    return Number(kind, number.value, following if measure else "")


def _is_bare_year(plain: str, behind: str) -> bool:
    """Tell whether figures are a year without 年: 〔2023〕15号, 2023国际论坛; behind them stands no measure."""
    if behind in ("〕", "］"):
        return bool(re.fullmatch("(?:19|20)[0-9]{2}", plain))
    # A round number, and one before a letter, may count or name anything.
    return "㐀" <= behind <= "鿿" and bool(re.fullmatch("19[4-9][0-9]|20(?:0[1-9]|[1-4][0-9])", plain))


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _divide(a: Fraction, b: Fraction) -> float:
    return _float(a / b) if b else math.nan


def _exact(text: str) -> Fraction:
    """Return the value of a numeral in figures, in Chinese or in both: 1.3万亿, 十三万五千, 3亿5千万."""
    text = text.translate(_VAGUE).replace(",", "")
    for sign, power in _POWERS.items():
        left, found, right = text.rpartition(sign)
        if found:
            # 一万五 says 15,000: a digit right after a power counts the next lower one.
            short = len(right) == 1 and right != "零"
            rest = _exact(right) * (Fraction(power, 10) if short else 1) if right else Fraction(0)
            return (_exact(left) if left else Fraction(1)) * power + rest
    text = text.translate(_DIGITS)
    return Fraction(text) if text not in ("", "-") else Fraction(1)


# Calendar -----------------------------------------------------------------------------------------

_DATE = re.compile(
    "(?:([0-9]{4}|[一二][零0-9一二三四五六七八九]{3})年度?)?"
    "(?:([0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?)?(?:([0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号])?"
)
_ISO_DATE = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})(?:\2([0-9]{1,2}))?")
_Date = tuple[int, int, int]  # 0 where nothing is said


def _date(text: str) -> _Date | None:
    match = _DATE.fullmatch(text)
    if not text or not match:
        return None
    year, month, day = match.groups("")
    return int(year.translate(_DIGITS) or 0), int(_exact(month)) if month else 0, int(_exact(day)) if day else 0


def _iso(date: _Date) -> str:
    year, month, day = date
    if not month:
        return f"{year:04}" if year else f"---{day:02}"
    return (f"{year:04}" if year else "-") + f"-{month:02}" + (f"-{day:02}" if day else "")


def _read_date(text: str) -> Number | None:
    date = _date(text)
    if date:
        return Number("year", float(date[0]), "") if not any(date[1:]) else Number("date", _iso(date), "")
    match = _ISO_DATE.fullmatch(text)
    if match and (match[4] or match[2] == "-"):
        return Number("date", _iso((int(match[1]), int(match[3]), int(match[4] or 0))), "")
    match = re.fullmatch("(0[1-9]|1[0-2])-([0-2][0-9]|3[01])", text)
    if match and (text[0] == "0" or match[2][0] == "0"):  # 10-15 is a range
        return Number("date", _iso((0, int(match[1]), int(match[2]))), "")
    if re.fullmatch("[一二][零0-9一二三四五六七八九]{3}", text):
        return Number("year", float(text.translate(_DIGITS)), "")
    return None


def _read_date_range(text: str) -> Number | None:
    match = re.fullmatch("([^~-]+)[~-]([^~-]+)", text)
    last = _date(match[2]) if match else None
    if not match or not last:
        return None
    first = _date(match[1]) or _date(match[1] + next((unit for unit in "年月日" if unit in match[2]), "日"))
    if match[2].endswith(("日", "号")) and not match[1].endswith(("年", "月", "日", "号", "份")):
        first = _date(match[1] + "日")
    if not first:
        return None
    for place, unit in enumerate("年月日"):
        if not any(date[k] for date in (first, last) for k in range(3) if k != place):
            return Number("range", (float(first[place]), float(last[place])), unit)
    # The end says only what differs from the beginning: 2023年1月至9月, 9月7日至10日.
    known = next(k for k in range(3) if last[k])
    whole = (*first[:known], *last[known:])
    return Number("range", (_iso(first), _iso((whole[0], whole[1], whole[2]))), "")


# The rest -----------------------------------------------------------------------------------------


def _read_time(text: str) -> Number | None:
    match = re.fullmatch("([0-9]{1,2})[:时点]([0-9]{2}|[0-9](?=分))分?(?::?([0-9]{1,2})秒?)?", text)
    if not match or int(match[2]) > 59 or (int(match[1]) > 24 and not match[3]):
        return None
    return Number("time", ":".join(f"{int(part):02}" for part in match.groups() if part), "")


def _read_ratio(text: str) -> Number | None:
    match = re.fullmatch("([0-9.]+)([:∶比/])([0-9.]+)([:∶比][0-9.]+)?", text)
    if not match:
        return None
    if match[4]:
        return Number("ratio", math.nan, "")
    return Number("number" if match[2] == "/" else "ratio", _divide(Fraction(match[1]), Fraction(match[3])), "")


def _share(text: str) -> tuple[Fraction, str] | None:
    """Return value and sign of a percentage."""
    if text[-1:] in ("%", "‰"):
        return _exact(text[:-1]), text[-1]
    sign = _SHARES.get(text[:3])
    return (_exact(text[3:]), sign) if sign and text[3:] else None


def _read_percent(text: str) -> Number | None:
    share = None if "~" in text else _share(text)
    if not share:
        return None
    pair = _pair(text[3:])  # 百分之五六
    if pair:
        return Number("range", pair, share[1])
    return Number("percent", _float(share[0]), share[1])


def _read_fraction(text: str) -> Number | None:
    below, found, above = text.partition("分之")
    return Number("fraction", _divide(_exact(above), _exact(below)), "") if found else None


def _read_range(text: str) -> Number | None:
    match = re.fullmatch("(-?[^~-]+)[~-]([^~-]+)", text)
    if not match:
        pair = _pair(text)
        return Number("range", pair, "") if pair else None
    shares = [_share(side) for side in match.groups()]
    sign = next((share[1] for share in shares if share), "")
    low, high = (
        share[0] if share else _exact(side.rstrip("%‰")) for share, side in zip(shares, match.groups(), strict=True)
    )
    power = re.search("[十百千万亿]+$", match[2].translate(_VAGUE))
    if power and not sign and not re.search("[十百千万亿]", match[1]):
        raised = low * _exact(power[0])
        low = raised if raised <= high else low
    return Number("range", (_float(low), _float(high)), sign)


_PAIR = re.compile("([一二三四五六七八九]?十)?([一二三四五六七八])([二三四五六七八九])([十百千万亿]*)")


def _pair(text: str) -> tuple[float, float] | None:
    """Return both ends of 三五, 七八百, 十七八."""
    match = _PAIR.fullmatch(text.translate(_VAGUE))
    if not match:
        return None
    tens, low, high, power = match.groups("")
    return _float(_exact(tens + low + power)), _float(_exact(tens + high + power))


def _read_ordinal(text: str) -> Number | None:
    return Number("ordinal", _float(_exact(text[1:])), "") if text[0] == "第" else None


def _read_doubling(text: str) -> Number | None:
    if text[0] != "翻":
        return None
    return Number("multiple", float(2 ** int(_exact(text[-2]))), "倍")


def _read_version(text: str) -> Number | None:
    match = re.fullmatch(r"([Vv]?)([0-9]+(?:\.[0-9]+)?)((?:\.[0-9]+)*)", text)
    return Number("version", float(match[2]), "") if match and (match[1] or match[3]) else None


def _read_number(text: str) -> Number | None:
    return Number("number", _float(_exact(text)), "")


_READERS: tuple[Callable[[str], Number | None], ...] = (
    _read_date,
    _read_date_range,
    _read_time,
    _read_ratio,
    _read_version,
    _read_range,
    _read_percent,
    _read_fraction,
    _read_ordinal,
    _read_doubling,
    _read_number,
)
