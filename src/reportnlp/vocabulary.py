"""Vocabulary: the types of a corpus, and what each is made of."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from operator import lt
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.display import facts_html, facts_line
from reportnlp.errors import ArgumentError
from reportnlp.points import Offsets, Points, points_of, read_only
from reportnlp.units import unit_marks
from reportnlp.validate import texts

__all__ = ["KINDS", "Kind", "Vocabulary", "kind_of", "known_terms", "with_nearest"]

Kind = Literal["word", "number", "symbol", "space"]

KINDS: tuple[str, ...] = get_args(Kind)


# What numbers are written with, beside digits.
_NUMERAL = re.compile(
    r"[\d零〇○一二三四五六七八九十百千万亿两几数多余近上点分之第翻番年月日度号比半%％‰.．,，:：∶/／~～—–−‐－\-至到]+"
)


def kind_of(type_: str, tag: str = "") -> Kind:
    """Return what a type is made of: a number if it is written as one, else letters make a word, else it is a symbol.

    What is written in Chinese numerals alone is a number where the tag says so: 五 and 百分之三, but not 万一.
    """
    if type_.isdigit():  # most of what is no word, and one call knows
        return "number"
    has_digit = any(character.isdigit() for character in type_)
    if _NUMERAL.fullmatch(type_) and (has_digit or tag == "m"):
        return "number"
    if any(character.isalpha() for character in type_):
        return "word"
    return "number" if has_digit else "space" if type_.isspace() else "symbol"


@dataclass(frozen=True, slots=True, repr=False)
class Vocabulary:
    """The types of a corpus in code-point order, so that an id does not depend on how it was found.

    Parameters
    ----------
    types : tuple of str, length v
        Distinct, ascending by code point.
    tags : tuple of str, length v
        Part of speech in the notation of jieba's dictionary; empty if unknown.
    categories : tuple of str, length v
        Category in the lexicon; empty if the type is no term of it.

    Examples
    --------
    >>> from reportnlp import Vocabulary
    >>> vocabulary = Vocabulary(("新质生产力", "稳增长"), ("n", "v"), ("economy", ""))
    >>> vocabulary.id("稳增长"), vocabulary.id("压舱石")
    (1, -1)
    >>> vocabulary.table.kind.tolist()
    ['word', 'word']
    """

    types: tuple[str, ...]
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    # What follows from the types, found when first asked for and kept: every verb asks again.
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not len(self.types) == len(self.tags) == len(self.categories):
            raise ArgumentError("Vocabulary: give one tag and one category for each type")
        if not all(map(lt, self.types, islice(self.types, 1, None))):
            raise ArgumentError("Vocabulary: the types must differ and ascend by code point")

    @classmethod
    def of(cls, types: Iterable[str], tag: Callable[[str], str], category: Callable[[str], str]) -> "Vocabulary":
        """Build the vocabulary of `types` in any order, with a tag and a category looked up for each."""
        ordered = tuple(sorted(set(types)))
        return cls(ordered, tuple(map(tag, ordered)), tuple(map(category, ordered)))

    def __len__(self) -> int:
        return len(self.types)

    def __contains__(self, type_: str) -> bool:
        return self.id(type_) >= 0

    def id(self, type_: str) -> int:
        """Return the id of a type, or -1 if it does not occur."""
        k = bisect_left(self.types, type_) if isinstance(type_, str) else len(self.types)
        return k if k < len(self.types) and self.types[k] == type_ else -1

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kind of each type: word, number, symbol or space."""
        return cast(tuple[Kind, ...], self._once("kinds", self._find_kinds))

    def _find_kinds(self) -> tuple[Kind, ...]:
        # Nearly all types are of letters only, and one call knows.
        known = zip(self.types, self.tags, strict=True)
        return tuple("word" if type_.isalpha() and tag != "m" else kind_of(type_, tag) for type_, tag in known)

    @property
    def is_word(self) -> npt.NDArray[np.bool_]:
        """Tell which types are words, bool, shape (v,)."""
        words = self._once("is_word", lambda: read_only(np.array([kind == "word" for kind in self.kinds], bool)))
        return cast(npt.NDArray[np.bool_], words)

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Number of code points of each type, int32, shape (v,)."""
        return cast(
            npt.NDArray[np.int32], self._once("lengths", lambda: read_only(np.fromiter(map(len, self.types), np.int32)))
        )

    @property
    def marks(self) -> npt.NDArray[np.uint8]:
        """What each type can be to paragraphs and sentences, bits of `kernels.units`, uint8, shape (v,)."""
        return cast(npt.NDArray[np.uint8], self._once("marks", lambda: read_only(unit_marks(self.types))))

    @property
    def points(self) -> tuple[Points, Offsets]:
        """Code points of the types, one type after the other, and where each begins."""
        return cast(tuple[Points, Offsets], self._once("points", lambda: points_of(self.types)))

    def _once(self, name: str, find: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = find()
        return self._kept[name]

    def texts(self, ids: npt.NDArray[np.integer[Any]]) -> pd.api.extensions.ExtensionArray:
        """Return the types with these ids, in any order, as a column of text."""
        all_ = self._once("texts", lambda: pd.array(self.types, dtype="str"))
        return cast(pd.api.extensions.ExtensionArray, all_.take(ids))

    @property
    def table(self) -> pd.DataFrame:
        """The types as a data frame with the columns ``type, tag, kind, category``."""
        data = {"type": self.types, "tag": self.tags, "kind": self.kinds, "category": self.categories}
        return pd.DataFrame(data, dtype="str")

    def flag(self, test: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
        """Return for each type, bool, shape (v,), whether a test holds."""
        return np.fromiter(map(test, self.types), bool, len(self))

    def take(self, ids: npt.NDArray[np.integer[Any]]) -> "Vocabulary":
        """Return the vocabulary of the types with these ascending ids."""
        chosen = ids.tolist()
        if len(chosen) == len(self):
            return self
        columns = (self.types, self.tags, self.categories)
        return Vocabulary(*(tuple(map(column.__getitem__, chosen)) for column in columns))

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "Vocabulary":
        """Return the vocabulary whose `table` this is."""
        return cls(tuple(table["type"]), tuple(table["tag"]), tuple(table["category"]))

    def __repr__(self) -> str:
        return facts_line("Vocabulary", {"n_types": len(self)})

    def _repr_html_(self) -> str:
        return facts_html("Vocabulary", {"n_types": len(self)}) + self.table.head(10).to_html(index=False)


def known_terms(name: str, terms: str | Iterable[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return the id of each of `terms`, in the order given and once each.

    Raises
    ------
    ArgumentError
        If there are none, or some are no types of the vocabulary: each is named with those nearest to it.
    """
    ids = {term: vocabulary.id(term) for term in texts(name, terms)}
    if not ids:
        raise ArgumentError(f"{name}: give one or more terms; got none")
    if unknown := [term for term, k in ids.items() if k < 0]:
        shown = "; ".join(with_nearest(term, vocabulary.types) for term in unknown[:5])
        more = f"; and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise ArgumentError(f"{name}: {len(unknown)} of {len(ids)} are not in the vocabulary: {shown}{more}")
    return ids


def with_nearest(term: str, types: Iterable[str]) -> str:
    """Return a term with the types that are spelt most like it, if any are."""
    sharing = [type_ for type_ in types if not set(term).isdisjoint(type_)]
    nearest = get_close_matches(term, sharing, 3, cutoff=0.5)
    return f"{term!r} (near it: {', '.join(map(repr, nearest))})" if nearest else repr(term)
