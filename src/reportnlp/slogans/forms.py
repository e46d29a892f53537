"""The type of a phrase that quotation marks, or their predictor, single out."""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Literal

from reportnlp.lexicon import load_lexicon
from reportnlp.slogans.align import coarse, plain_tags
from reportnlp.slogans.clauses import CREED
from reportnlp.slogans.couplets import is_couplet
from reportnlp.slogans.fours import is_four
from reportnlp.slogans.frames import is_frame
from reportnlp.slogans.hit import SloganType
from reportnlp.slogans.named import has_head
from reportnlp.slogans.numerals import is_count, is_counted, is_numeral
from reportnlp.slogans.symbols import is_symbol
from reportnlp.slogans.view import View

__all__ = ["form_of", "known_type"]

# What says something, of parts that may only be listed.
_SAYING = ("v", "a", "i", "l", "j")
_PARTS = re.compile(r"[^，、；,;\s]+")
_METAPHOR = 3  # characters
_SHORTEST_CLAUSE = 5


def form_of(view: View, start: int, end: int) -> SloganType:
    """Return the type of a phrase by its form: brand if it has no other."""
    phrase = view.text[start:end]
    spelt = _by_spelling(phrase)
    if spelt:
        return spelt
    parts = [(start + match.start(), start + match.end()) for match in _PARTS.finditer(phrase)]
    if len(parts) > 1:
        return _of_parts(view, parts)
    if is_four(view, start, end):
        return "four"
    return "clause" if not has_head(phrase) and _is_clause(view, start, end) else "brand"


@lru_cache(maxsize=1 << 16)
def _by_spelling(phrase: str) -> SloganType | Literal[""]:
    """Return the type of a phrase by its characters, wherever it stands; empty if they do not tell."""
    known = known_type(phrase)
    if known or is_symbol(phrase):
        return known or "symbol"
    parts = _PARTS.findall(phrase)
    if len(parts) > 1:
        return "numeral" if len(parts) == 2 and all(map(is_count, parts)) else ""
    if CREED.fullmatch(phrase):
        return "clause"
    if is_numeral(phrase):
        return "numeral"
    return "frame" if is_frame(phrase) else "metaphor" if _is_metaphor(phrase) else ""


def _of_parts(view: View, parts: list[tuple[int, int]]) -> SloganType:
    if len({end - start for start, end in parts}) == 1:
        if len(parts) == 2 and is_couplet(view, parts, closed=True):
            return "couplet"
        if len(parts) > 2:
            return "parallel"
        return "clause"
    return "clause" if any(word.tag in _SAYING for part in parts for word in view.inside(*part)) else "brand"


def _is_metaphor(phrase: str) -> bool:
    """Tell whether three characters end as metaphors do; 候鸟式 is one, 预约式 only a way of doing something."""
    if len(phrase) != _METAPHOR or phrase[-1] not in _vehicles() or not phrase.isalpha():
        return False
    return phrase[-1] != "式" or plain_tags(phrase)[0] == "n"


def _is_clause(view: View, start: int, end: int) -> bool:
    """Tell whether a phrase is a clause: it has a verb, no verbal noun, and no noun at its end as a name has."""
    if end - start < _SHORTEST_CLAUSE:
        return False
    words = view.inside(start, end)
    verbs = [word for word in words if word.tag == "v" and (word.end < end or word.end - word.start > 1)]
    named = coarse(words[-1].tag) == "n" and coarse(words[0].tag) != "p" if words else True
    return bool(verbs) and not named


def known_type(phrase: str) -> Literal["metaphor", "numeral", "frame", "policy", ""]:
    """Return the type of a term of the lexicon that is a set metaphor or the name of a policy, empty if it is neither.

    A name that has a form of its own has the type of the form: 一网通办 is a numeral, 最多跑一次 a policy.
    """
    if phrase in _metaphors():
        return "metaphor"
    if phrase not in _policies() or CREED.fullmatch(phrase):
        return ""
    return "numeral" if is_counted(phrase) else "frame" if is_frame(phrase) else "policy"


@cache
def _metaphors() -> frozenset[str]:
    return frozenset(entry.term for entry in load_lexicon().terms if entry.category == "metaphor")


@cache
def _policies() -> frozenset[str]:
    """Return the terms on policies, and the proper names of every other subject, those of counted things apart."""
    names = (entry for entry in load_lexicon().terms if entry.tag == "nz" or entry.category == "policy")
    return frozenset(entry.term for entry in names if entry.category not in ("", "numeral", "metaphor"))


@cache
def _vehicles() -> frozenset[str]:
    """Return the characters that metaphors of three characters end in: things to hold, build or steer."""
    ends = Counter(term[-1] for term in _metaphors() if len(term) == _METAPHOR)
    return frozenset(end for end, n in ends.items() if n >= 3 and end not in "期效量力者地新事心")
