"""Quoted phrases that are no speech and no single word under emphasis."""

import re
from collections.abc import Iterator

from reportnlp.slogans.hit import Hit
from reportnlp.slogans.numerals import form_of

__all__ = ["find_quoted"]

# No mark may stand inside a quotation, so an unbalanced one loses one phrase and no more.
_QUOTED = re.compile("“([^“”\n]{2,30})”|「([^「」\n]{2,30})」|『([^『』\n]{2,30})』")
_SPEECH = re.compile("[。！？?!…]")
_HAN = re.compile("[一-鿿]")


def find_quoted(text: str) -> Iterator[Hit]:
    """Yield the quoted phrases of 2 to 30 characters; a phrase with an end mark is speech."""
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        phrase = text[start:end]
        kind = form_of(phrase)
        if kind or (_HAN.search(phrase) and not _SPEECH.search(phrase)):
            yield Hit(start, end, kind or "quoted", "quotes")
