"""Segments side by side: what two or more of them have in common, position by position."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from reportnlp.points import points_of
from reportnlp.segmentation import Segmenter
from reportnlp.segmentation.compiled import load_dictionary
from reportnlp.slogans.view import View, Word, among

__all__ = ["VERBS", "coarse", "common", "names", "plain_tags", "plain_words", "prosaic", "similar"]

Span = tuple[int, int]

# Verbal nouns stand where verbs do, names where nouns do.
_COARSE = {"vn": "v", "vd": "v", "vi": "v", "ad": "a", "an": "a", "j": "n", "s": "n", "t": "n"}
#: Verbs of one character; of three characters that are one token the first tells whether they are verb and object.
VERBS = frozenset("抓促保稳惠谋求提引招建治管抢争改转开拼除补强优扩防解破守筑聚育兴降控增减")
# A place that begins so says what kind it is: 保定市, 开化县. 保平安 is no place, though the dictionary has one.
_KINDS = "省市县区州盟旗镇乡村街岛山江河湖港"
# What stands in every clause and makes none like another.
_GRAMMAR = frozenset("的了是在和与及着过年月日万亿个市县区省镇乡村街我们")


def coarse(tag: str) -> str:
    """Return the class of a part of speech: n, v, a, i, or the tag itself."""
    if tag in _COARSE:
        return _COARSE[tag]
    return tag[:1] if tag[:1] in "nvail" else tag


@cache
def _plain_segmenter() -> Segmenter:
    """Return the segmenter of the plain dictionary; it is read once, which takes longer than many phrases."""
    return Segmenter()


@lru_cache(maxsize=1 << 16)
def plain_words(phrase: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a phrase by the plain dictionary, and their tags, empty if it does not have them.

    Tokens would have them too, but it takes longer to make their table than to cut a phrase.
    """
    dictionary, words = load_dictionary(), _plain_segmenter().words(phrase)
    numbers = dictionary.find(*points_of(words))
    tags = np.where(numbers >= 0, dictionary.tags[numbers], 0).tolist()  # the first name is empty
    return tuple(zip(words, map(dictionary.tag_names.__getitem__, tags), strict=True))


def plain_tags(phrase: str) -> tuple[str, ...]:
    """Return the classes of the words of a phrase by the plain dictionary: a view has a short quotation as one name."""
    return tuple(coarse(tag) for _, tag in plain_words(phrase))


def common(text: str, spans: Sequence[Span]) -> list[int]:
    """Return the positions, from the start, where spans of one length all have one character, grammar words apart."""
    columns = enumerate(zip(*(text[a:b] for a, b in spans), strict=True))
    return [k for k, column in columns if column.count(column[0]) == len(column) and column[0] not in _GRAMMAR]


def names(view: View, tags: Sequence[str] = ("ns", "nt", "nr")) -> Any:
    """Tell which tokens are names of places, bodies and people, or of some of them: bool[m]."""
    named = view.which(lambda tag, _: tag in tags)
    first, last = view.points[view.starts], view.points[view.ends - 1]
    phrase = (view.ends - view.starts == 3) & among(first, "".join(sorted(VERBS))) & ~among(last, _KINDS)
    return named & ~phrase


def prosaic(view: View, start: Any, end: Any) -> Any:
    """Tell whether a span, or each of many, begins with a word of prose: 加强, 推进, 在, 我们, 一是."""
    first = view.token[start]
    return (first < view.token[end]) & view.prose[first]


def similar(words: Sequence[Sequence[Word]]) -> bool:
    """Tell whether the tokens of two spans or more are of the same lengths and classes."""
    return len({tuple((word.end - word.start, coarse(word.tag)) for word in own) for own in words}) == 1
