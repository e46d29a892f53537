"""Which spellings are the same slogan: equal once normalized, or nearly so."""

import re
from collections.abc import Iterable
from string import ascii_letters, digits

from reportnlp.slogans.settle import spelling

__all__ = ["group_variants"]

#: From this length on one character more, less or other makes no other slogan, unless it counts something; what is
#: longer than a slogan is not looked at, for the work grows with the square of its length.
LONG, LONGEST = 8, 100
# Words and marks that come and go between the parts of a slogan; 的 and 之 never change one.
_LOOSE = re.compile(r"[的之和与及、，；：。！？·—\-]")
_COUNTING = frozenset(f"{digits}{ascii_letters}零〇一二两双三四五六七八九十百千万亿半首不无非未")


def group_variants(texts: Iterable[str]) -> dict[str, str]:
    """Return for each text the spelling of its group that is first by code point, normalized.

    Texts are of one group if they are equal after `normalize`, or also without the marks and the words 的之和与及
    inside; or if they have 8 to 100 characters then and one has one character more, or another one, which is no
    numeral, no letter and no negation. Groups are closed: what two texts are to a third, they are to each other.
    The time is linear in the characters times the length of a slogan.
    """
    normal = {text: spelling(text) for text in texts}
    keys = {text: _LOOSE.sub("", text).casefold() or text for text in normal.values()}
    above = {key: key for key in keys.values()}

    def root(key: str) -> str:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    without: dict[str, str] = {}  # what is left of a key without one character, and the first key of which it is left
    for key in sorted(above):
        if not LONG <= len(key) <= LONGEST:
            continue
        for k in range(-1, len(key)):
            if k >= 0 and key[k] in _COUNTING:
                continue
            twin = without.setdefault(f"{key[:k]}{key[k + 1 :]}" if k >= 0 else key, key)
            if twin != key:
                one, other = sorted((root(twin), root(key)))
                above[other] = one
    name: dict[str, str] = {}
    for text in sorted(keys):
        name.setdefault(root(keys[text]), text)
    return {text: name[root(keys[spelling])] for text, spelling in normal.items()}
