"""Word documents: paragraphs with their automatic numbers, and tables, in the order of the document."""

import io
import re
from collections.abc import Iterator
from typing import Any

from reportnlp.reading.decode import DecodingError, check_kind
from reportnlp.reading.formats.extract import Extract, check_unpacked, needs

__all__ = ["numeral", "read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What stands twice in a document, or does not show: where a passage was before it was moved, a drawing for old
# programs, the sounds above characters. What was deleted has a tag of its own, which is not read either.
_UNSEEN = frozenset(
    (f"{_W}moveFrom", f"{_W}rt", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)
_BOX = f"{_W}txbxContent"
_MARKS = {f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-", f"{_W}br": "\n", f"{_W}cr": "\n"}
_HAN_DIGITS = "零一二三四五六七八九"


def read(data: bytes, suffix: str, encoding: str | None) -> Iterator[Extract]:
    """Yield the text: a line a paragraph, a line a table row with bars between the cells.

    A row of one cell is a frame around paragraphs. A text box follows the paragraph that holds it.
    """
    docx = needs("docx", "docx")
    check_kind(data, b"PK\x03\x04")
    try:
        check_unpacked(data)
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document.element.body, _Numbering(document)))
    except DecodingError:
        raise
    except Exception as error:  # python-docx raises whatever the broken part of the file trips over
        reason = f"is damaged or no Word document ({type(error).__name__}); open and save it anew"
        raise DecodingError(reason) from error
    if not any(line.strip() for line in lines):
        raise DecodingError("is a document without text")
    yield Extract("\n".join(lines) + "\n")


def _lines(body: Any, numbering: "_Numbering") -> Iterator[str]:
    for element in body.iterchildren():
        if element.tag == f"{_W}p":
            yield numbering.label(element) + "".join(_pieces(element))
            for box in _within(element, _BOX):
                yield from _lines(box, numbering)
        elif element.tag == f"{_W}tbl":
            for row in _within(element, f"{_W}tr"):
                yield from _row(list(_within(row, f"{_W}tc")), numbering)
        elif element.tag == f"{_W}sdt":
            for content in element.iterchildren(f"{_W}sdtContent"):
                yield from _lines(content, numbering)


def _row(cells: list[Any], numbering: "_Numbering") -> Iterator[str]:
    if len(cells) == 1:
        yield from _lines(cells[0], numbering)
    else:
        yield " | ".join(" ".join(_lines(cell, numbering)).replace("\n", " ") for cell in cells)


def _within(element: Any, tag: str) -> Iterator[Any]:
    """Yield what has a tag, in order, but for what lies in another one or is not seen."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _within(child, tag)


def _pieces(element: Any) -> Iterator[str]:
    """Yield the text of a paragraph without what is deleted or hidden; a soft break is a line break."""
    for child in element.iterchildren():
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag not in _UNSEEN and child.tag not in (_BOX, f"{_W}pPr") and not _is_hidden(child):
            yield from _pieces(child)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


class _Numbering:
    """Counts automatic numbers as Word does: a counter a level, which a higher level resets."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.element.styleId: style.element for style in document.styles if style.element.styleId}
        self._levels: dict[str, dict[int, Any]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        root = next((p.element for p in (_numbering_part(document),) if p is not None), None)
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        abstract = {
            a.get(f"{_W}abstractNumId"): {int(level.get(f"{_W}ilvl")): level for level in a.iter(f"{_W}lvl")}
            for a in root.iterchildren(f"{_W}abstractNum")
        }
        self._abstract_of: dict[str, str] = {}
        for num in root.iterchildren(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            if link is not None:
                number = num.get(f"{_W}numId")
                self._abstract_of[number] = link.get(f"{_W}val")
                self._levels[number] = abstract.get(link.get(f"{_W}val"), {})
                for override in num.iterchildren(f"{_W}lvlOverride"):
                    if override.find(f"{_W}startOverride") is not None:
                        depth = int(override.get(f"{_W}ilvl"))
                        self._restarts[number, depth] = _value(override, "startOverride", 1)

    def label(self, paragraph: Any) -> str:
        """Return the number of a paragraph as it is shown, empty if it has none."""
        number, depth = self._place(paragraph)
        level = self._levels.get(number, {}).get(depth)
        if level is None:
            return ""
        # Lists made from one definition go on counting together, unless one says that it begins anew.
        counters = self._counters.setdefault(self._abstract_of[number], {})
        if (number, depth) in self._restarts:
            counters[depth] = self._restarts.pop((number, depth)) - 1
        counters[depth] = counters.get(depth, _value(level, "start", 1) - 1) + 1
        for deeper in [d for d in counters if d > depth]:
            del counters[deeper]
        shown = level.find(f"{_W}lvlText")
        pattern = (shown.get(f"{_W}val") or "") if shown is not None else ""
        return re.sub(r"%(\d)", lambda match: self._shown(number, int(match[1]) - 1, counters), pattern)

    def _shown(self, number: str, depth: int, counters: dict[int, int]) -> str:
        level = self._levels[number].get(depth)
        if level is None:
            return ""
        form = level.find(f"{_W}numFmt")
        return numeral(counters.get(depth, _value(level, "start", 1)), form.get(f"{_W}val") if form is not None else "")

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return number and level that the paragraph, or else its style, gives."""
        found = _numbers(paragraph)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val") if style is not None else None
        for _ in range(20):  # styles build on styles; a circle of them must end
            if found or name not in self._styles:
                break
            found = _numbers(self._styles[name])
            base = self._styles[name].find(f"{_W}basedOn")
            name = base.get(f"{_W}val") if base is not None else None
        return found or ("", 0)


def _numbers(element: Any) -> tuple[str, int] | None:
    properties = element.find(f"{_W}pPr/{_W}numPr")
    if properties is None:
        return None
    number = properties.find(f"{_W}numId")
    return (number.get(f"{_W}val") if number is not None else "", _value(properties, "ilvl", 0))


def _numbering_part(document: Any) -> Any:
    try:
        return document.part.numbering_part
    except (KeyError, NotImplementedError):
        return None


def _value(element: Any, name: str, default: int) -> int:
    child = element.find(f"{_W}{name}")
    return int(child.get(f"{_W}val")) if child is not None else default


def numeral(value: int, form: str) -> str:
    """Return `value` in one of Word's number formats; formats that reports do not use are shown as digits.

    Examples
    --------
    >>> from reportnlp.reading.formats.docx import numeral
    >>> [numeral(n, "chineseCounting") for n in (3, 10, 12, 40)], numeral(4, "lowerLetter"), numeral(2, "decimal")
    (['三', '十', '十二', '四十'], 'd', '2')
    """
    if form in ("bullet", "none"):
        return ""
    if form.startswith(("chinese", "japanese", "taiwanese", "ideographTraditional")) and 0 < value < 100:
        tens, ones = divmod(value, 10)
        return ("" if tens < 2 else _HAN_DIGITS[tens]) + ("十" if tens else "") + (_HAN_DIGITS[ones] if ones else "")
    if form.endswith("Letter") and 0 < value <= 26:
        return chr((97 if form.startswith("lower") else 65) + value - 1)
    if form == "decimalEnclosedCircle" and 0 < value <= 20:
        return chr(0x2460 + value - 1)
    return str(value)
