"""Pieces: hits that are one item of a longer slogan, or are cut from a longer name."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from reportnlp.slogans.doubts import DOUBTS
from reportnlp.slogans.hit import Hit
from reportnlp.slogans.view import View

__all__ = ["marked"]

_MARKS = "、，；,;"
_ITEMS = re.compile(f"[{_MARKS}]")
#: Types of which a hit is no piece of a list: a list of them is their list, and a heading is one by its place.
_WHOLE = ("numeral", "parallel", "heading", "rank", "symbol")
#: Types that stand in plain lists too, where each item says the same of another thing: 申请无忧、办理无忧、落户无忧.
_LISTED = ("four", "policy", "metaphor")
# What makes a longer name of a policy, and of two or more of a kind the name of what is done with them.
_LONGER = re.compile("论坛|城市|都市圈|节(?![约省能假日])|大会|博览会|实验室|集装箱")
_KIND = re.compile("[制型式率](?!约|定|造|度)")
#: Rules of what is a quotation itself, and of what is a slogan wherever it stands.
_OWN = ("quotes", "idiom", "wish of a place", *DOUBTS)
#: A quotation holds so many characters more than what is a piece of it at most; lists apart.
_MORE = 2
_FAR = 60


def marked(view: View, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield hits, those that are pieces under the rule `piece`."""
    quotes = view.quotes.tolist()
    own, starts = {(a, b) for a, b in quotes}, [a for a, _ in quotes]
    for hit in hits:
        whole = hit.rule in _OWN or hit.type == "heading" or (hit.start, hit.end) in own
        if not whole:
            k = bisect_right(starts, hit.start)
            whole = not (_is_cut(view.text, hit) or _is_item(view.text, hit, quotes[max(k - 3, 0) : k]))
        yield hit if whole else hit._replace(rule="piece")


def _is_cut(text: str, hit: Hit) -> bool:
    """Tell whether a hit is the beginning of a longer name: 潮汐花园|城市, 大港口、大渔场|制改革."""
    if hit.type == "policy":
        return _LONGER.match(text, hit.end) is not None
    return hit.type in ("couplet", "parallel") and _KIND.match(text, hit.end) is not None


def _is_item(text: str, hit: Hit, quotes: list[list[int]]) -> bool:
    """Tell whether a hit lies in a quotation that is little longer, or is one of three items of a list or more.

    `quotes` are those that begin last before it or with it.
    """
    low, high = max(hit.start - _FAR, 0), hit.end + _FAR
    around = [(a, b) for a, b in quotes if hit.end <= b and a >= low]
    if any(b - a - (hit.end - hit.start) <= _MORE for a, b in around):
        return True
    if hit.type in _WHOLE:
        return False
    if around:
        return any(_is_one_of(text, hit, a, b) for a, b in around)
    if hit.type not in _LISTED or "、" not in (text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]):
        return False
    shared = _shared(text[low : hit.start], text[hit.start : hit.end], text[hit.end : high])
    # What ends alike is a list of names: 平安潮州、健康潮州、法治潮州.
    return bool(shared) and not (hit.type == "policy" and shared[-1] == hit.end - hit.start - 1)


def _is_one_of(text: str, hit: Hit, start: int, end: int) -> bool:
    """Tell whether a quotation is a list of three items or more of about one length, and a hit one or two of them."""
    if not (hit.start == start or text[hit.start - 1] in _MARKS) or not (hit.end == end or text[hit.end] in _MARKS):
        return False
    sizes = sorted(len(item) for item in _ITEMS.split(text[start:end]))
    return len(sizes) >= 3 and sizes[-1] - sizes[0] <= 1


def _shared(before: str, phrase: str, after: str) -> list[int]:
    """Return where an item of a list has a character in common with two items beside it: 放心, 安心, 舒心 at 1."""
    n = len(phrase)
    left = [item[-n:] for item in before.split("、")[:-1]][::-1]
    right = [item[:n] for item in after.split("、")[1:]]
    return [k for k in range(n) if _run(left, phrase, k) + _run(right, phrase, k) >= 2]


def _run(items: list[str], phrase: str, k: int) -> int:
    """Return how many items, from the first, are as long as a phrase and have its character at `k`."""
    other = (j for j, item in enumerate(items) if len(item) != len(phrase) or item[k] != phrase[k] or item == phrase)
    return next(other, len(items))
