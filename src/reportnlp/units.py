"""Where paragraphs and sentences begin and end."""

import re
from collections.abc import Iterator

__all__ = ["CLOSINGS", "ENDS", "paragraph_spans", "sentence_spans"]

#: Marks that end a sentence, and those that belong to it if they follow its end.
ENDS = "。！？!?…"
CLOSINGS = "”’』」）)》〉】"

# A paragraph is a line with something on it; blanks at its ends belong to no paragraph.
_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")

# A sentence runs to its end marks and takes the closing quotes and brackets after them; a line
# break ends it too. The full-width semicolon does not: 一是…；二是… is one sentence.
_SENTENCE = re.compile(rf"[^{ENDS}\n]*[{ENDS}]+[{CLOSINGS}]*|[^{ENDS}\n]+")


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each paragraph of `text`."""
    return (match.span() for match in _PARAGRAPH.finditer(text))


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of `text`, without the blanks around it.

    Only blanks lie between the spans.
    """
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        start = match.start() + len(sentence) - len(sentence.lstrip())
        end = match.start() + len(sentence.rstrip())
        if start < end:
            yield start, end
