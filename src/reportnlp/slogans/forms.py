"""The type of a phrase that quotation marks, or their predictor, single out."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Literal

from reportnlp.lexicon import load_lexicon
from reportnlp.slogans.align import coarse
from reportnlp.slogans.couplets import is_couplet
from reportnlp.slogans.fours import is_four
from reportnlp.slogans.frames import is_frame
from reportnlp.slogans.hit import SloganType
from reportnlp.slogans.numerals import is_counted, is_numeral
from reportnlp.slogans.parallels import is_parallel
from reportnlp.slogans.symbols import is_symbol
from reportnlp.slogans.view import View

__all__ = ["form_of", "known_type"]

_PARTS = re.compile(r"[^，、；,;\s]+")
_LONGEST_METAPHOR = 4
_SHORTEST_CLAUSE = 5


def form_of(view: View, start: int, end: int) -> SloganType:
    """Return the type of a phrase by its form: brand if it has no other."""
    phrase = view.text[start:end]
    known = known_type(phrase)
    if known:
        return known
    if is_symbol(phrase):
        return "symbol"
    parts = [(start + match.start(), start + match.end()) for match in _PARTS.finditer(phrase)]
    if len(parts) > 1:
        return _of_parts(view, parts)
    tests: tuple[tuple[SloganType, Callable[[], bool]], ...] = (
        ("numeral", lambda: is_numeral(phrase)),
        ("frame", lambda: is_frame(phrase)),
        ("four", lambda: is_four(view, start, end)),
        ("metaphor", lambda: len(phrase) <= _LONGEST_METAPHOR and phrase[-1] in _vehicles() and phrase.isalpha()),
        ("clause", lambda: _is_clause(view, start, end)),
    )
    return next((type_ for type_, met in tests if met()), "brand")


def _of_parts(view: View, parts: list[tuple[int, int]]) -> SloganType:
    if len({end - start for start, end in parts}) == 1:
        if len(parts) == 2 and is_couplet(view, parts, free=True, closed=True):
            return "couplet"
        if len(parts) > 2 and is_parallel(view, parts):
            return "parallel"
    return "clause"


def _is_clause(view: View, start: int, end: int) -> bool:
    """Tell whether a phrase is a clause: it has a verb, and does not end in the noun that a name ends in."""
    words = view.inside(start, end)
    classes = [coarse(word.tag) for word in words]
    return end - start >= _SHORTEST_CLAUSE and "v" in classes and (classes[-1] != "n" or classes[0] == "p")


def known_type(phrase: str) -> Literal["metaphor", "numeral", "frame", "policy", ""]:
    """Return the type of a term of the lexicon that is a set metaphor or the name of a policy, empty if it is neither.

    A name that has a form of its own has the type of the form: 一网通办 is a numeral, 最多跑一次 a policy.
    """
    if phrase in _metaphors():
        return "metaphor"
    if phrase not in _policies():
        return ""
    return "numeral" if is_counted(phrase) else "frame" if is_frame(phrase) else "policy"


@cache
def _metaphors() -> frozenset[str]:
    return frozenset(load_lexicon().where("metaphor"))


@cache
def _policies() -> frozenset[str]:
    """Return the terms on policies, and the proper names of every other subject, those of counted things apart."""
    table = load_lexicon().table
    names = (table["tag"] == "nz") & ~table["category"].isin(["", "numeral", "metaphor"])
    return frozenset(table.loc[names | (table["category"] == "policy"), "term"])


@cache
def _vehicles() -> frozenset[str]:
    """Return the characters that metaphors of three characters end in: things to hold, build or steer."""
    terms = [term for term in load_lexicon().where("metaphor") if len(term) == 3]
    ends = Counter(term[-1] for term in terms)
    return frozenset(end for end, n in ends.items() if n >= 3 and end not in "期效量力者地新")
