"""Fixed policy names and set metaphors, as the lexicon has them."""

from collections.abc import Iterator

from reportnlp.slogans.hit import Hit
from reportnlp.slogans.numerals import is_numeral
from reportnlp.slogans.view import View

__all__ = ["find_lexical"]


def find_lexical(view: View) -> Iterator[Hit]:
    """Yield the tokens that the lexicon has as proper names of policies, or as metaphors, by start."""
    for word in view.notable:
        if word.category == "metaphor":
            yield Hit(word.start, word.end, "metaphor", "lexicon")
        elif word.tag == "nz" and word.category != "" and not is_numeral(view.text[word.start : word.end]):
            yield Hit(word.start, word.end, "policy", "lexicon")
