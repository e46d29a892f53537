"""Saved web pages: the visible text, a line for each block."""

import re
from collections.abc import Iterator
from typing import Any

from reportnlp.reading.decode import DecodingError, decode
from reportnlp.reading.formats.extract import Extract, needs

__all__ = ["read"]

_HIDDEN = frozenset(
    (
        "script",
        "style",
        "del",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "svg",
        "select",
        "button",
        "textarea",
    )
)
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "q"),
        *("s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
    )
)
_CELLS = frozenset(("td", "th"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
#: Stands for blanks with a line break of the source among them: nothing between Chinese characters, elsewhere a blank.
_BREAK = "\x1f"
_WIDE = re.compile("[\u2018-\u201d\u2e80-\u9fff\uff00-\uff60]")
#: Names of the meta elements that government sites use, and what they say.
_META = {"articletitle": "title", "pubdate": "date", "contentsource": "issuer", "author": "author"}


def read(data: bytes, suffix: str, encoding: str | None) -> Iterator[Extract]:
    """Yield the visible text of the page; cells of a table row stand in one line with bars between."""
    parser = needs("selectolax.lexbor", "html")
    tree = parser.LexborHTMLParser(decode(data, encoding))
    pieces: list[str] = []
    if tree.body is not None:
        _walk(tree.body, pieces)
    lines = (_without_breaks(line).strip(" \t") for line in "".join(pieces).split("\n"))
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise DecodingError("is a page without text; save the page whole, after it has loaded")
    yield Extract(re.sub(r"\n{3,}", "\n\n", text) + "\n", fields=_fields(tree))


def _walk(root: Any, pieces: list[str]) -> None:
    """Append the text under `root`, without recursion: pages from the wild nest thousands deep."""
    stack: list[tuple[Any, str]] = [(root, "")]
    while stack:
        node, after = stack.pop()
        if node is None:
            pieces.append(after)
            continue
        if node.tag == "-text":
            text = (node.text_content or "").replace(_BREAK, "")
            pieces.append(_BLANKS.sub(lambda match: _BREAK if "\n" in match[0] else " ", text))
        elif node.tag == "br":
            pieces.append("\n")
        elif node.tag not in _HIDDEN and not node.tag.startswith(("-", "!")):
            around = "" if node.tag in _INLINE else " | " if node.tag in _CELLS else "\n"
            pieces.append("" if node.tag in _CELLS else around)
            stack.append((None, around))
            stack.extend((child, "") for child in reversed(list(node.iter(include_text=True))))


def _without_breaks(line: str) -> str:
    """Return a line without the breaks of the source, as CSS has it: Word breaks lines in the middle of a word."""
    if _BREAK not in line:
        return line
    parts, done = [], 0
    for match in re.finditer(r"[ \x1f]++", line):
        if _BREAK in match[0]:
            wide = _WIDE.match(line, match.start() - 1) and _WIDE.match(line, match.end()) if match.start() else None
            parts += [line[done : match.start()], "" if wide else " "]
            done = match.end()
    return "".join((*parts, line[done:]))


def _fields(tree: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for node in tree.css("meta[name][content]"):
        name = _META.get((node.attributes.get("name") or "").lower())
        if name:
            fields[name] = (node.attributes.get("content") or "").strip()
    return fields
