"""Options from the signatures and docstrings of functions, so that they need no second description."""

import inspect
import re
import textwrap
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pandas as pd

import reportnlp as rn
from reportnlp.errors import ArgumentError
from reportnlp.lexicon.shipped import Subject

__all__ = ["Option", "described", "options_of"]

#: What the shell gave, and the metadata of what it is about, to the value that a function takes.
Convert = Callable[[Any, pd.DataFrame], Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command.

    Parameters
    ----------
    name : str
        Of the parameter.
    kind : type
        What the shell gives: bool, int, float, str, Path or a Literal of str, or a list of one of them.
    default : object
        The parameter's; ``...`` if it has none.
    text : str
        Its description.
    convert : callable
        Makes the value of it.
    """

    name: str
    kind: Any
    default: Any
    text: str
    convert: Convert


def options_of(function: Callable[..., Any], said_in: Callable[..., Any] | None = None) -> dict[str, Option]:
    """Return the options for the parameters of `function` after the first, described in the docstring of `said_in`."""
    made = function.__init__ if inspect.isclass(function) else function
    # Some modules name a noun in quotes, imported for type checkers only.
    nouns = {hint for hint in made.__annotations__.values() if isinstance(hint, str)} & set(rn.__all__)
    hints = get_type_hints(made, localns={noun: getattr(rn, noun) for noun in nouns})
    texts = described(said_in or function)
    options = {}
    for name, parameter in list(inspect.signature(made).parameters.items())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD or (known := _known(name, hints.get(name))) is None:
            continue  # such as the corpus, which is no option
        kind, convert, note = known
        default = ... if parameter.default is parameter.empty else parameter.default
        if get_origin(kind) is list and isinstance(default, str | Collection):
            default = [default] if isinstance(default, str) else list(default)
        options[name] = Option(name, kind, default, f"{texts.get(name, '')} {note}".strip(), convert)
    return options


def described(function: Callable[..., Any]) -> dict[str, str]:
    """Return what a numpydoc docstring says of each parameter, as one line of plain text."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.getdoc(function) or "", flags=re.M)
    section = dict(zip(parts[1::2], parts[2::2], strict=True)).get("Parameters", "")
    texts: dict[str, str] = {}
    for names, text in re.findall(r"^(\w[\w, ]*?) ?:[^\n]*\n((?:[ ]+.*\n?|\n)*)", section, flags=re.M):
        plain = " ".join(textwrap.dedent(text).split()).replace("`", "")
        texts |= dict.fromkeys(re.split(r", ?", names), plain)
    return texts


def _known(name: str, hint: Any) -> tuple[Any, Convert, str] | None:
    if name in _SPECIAL:
        return _SPECIAL[name]
    return _plain(hint)


def _plain(hint: Any) -> tuple[Any, Convert, str] | None:
    """Return how the shell gives a value of a type, None for a type that it cannot give."""
    members = [part for part in _members(hint) if part is not type(None)]
    origins = {get_origin(part) or part for part in members}
    if members in ([bool], [int], [float], [str], [Path]):
        return members[0], _same, ""
    if origins == {Literal}:
        return members[0], _same, ""
    if Mapping in origins:
        return list[str], _conditions, "Here COLUMN=VALUE, as often as needed."
    if str in origins and len(members) == 1:
        return str, _same, ""
    if origins & {Sequence, Collection, Iterable}:
        inner = next(part for part in members if get_origin(part) in {Sequence, Collection, Iterable})
        allowed = [choice for part in _members(get_args(inner)[0]) for choice in get_args(part)]
        element: Any = StrEnum("Choice", [(one, one) for one in allowed]) if allowed else str
        return list.__class_getitem__(element), _texts, "Repeat the option for several."
    return None


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)


def _pairs(name: str, given: Sequence[str]) -> dict[str, list[str]]:
    """Return what ``NAME=VALUE`` options say, several values of a name together."""
    said: dict[str, list[str]] = {}
    for pair in given:
        left, equals, right = pair.partition("=")
        if not (left and equals and right):
            raise ArgumentError(f"{name}: write NAME=VALUE, such as year=2024; got {pair!r}")
        said.setdefault(left, []).append(right)
    return said


def _conditions(given: Sequence[str] | None, table: pd.DataFrame) -> dict[str, Any] | None:
    """Return columns and the values they must have, in the type of the column."""
    if not given:
        return None
    conditions: dict[str, Any] = {}
    for column, wanted in _pairs("where", given).items():
        own = {str(value): value for value in table[column].dropna().unique()} if column in table else {}
        values = [own.get(text, text) for text in wanted]
        conditions[column] = values[0] if len(values) == 1 else values
    return conditions


def _lexicon(given: str, _: pd.DataFrame) -> rn.Lexicon | Literal["government"] | None:
    if given == "none":
        return None
    return "government" if given == "government" else rn.load_lexicon() + rn.Lexicon.from_file(given)


def _dictionary(given: str, _: pd.DataFrame) -> rn.AttentionDictionary:
    shipped = get_args(Subject)
    if given in shipped:
        return rn.load_dictionary(given)  # type: ignore[arg-type]  # it was looked up
    if not Path(given).is_file():
        raise ArgumentError(f"dictionary: {given!r} is no file; choose from {', '.join(shipped)}, or give a file")
    return rn.AttentionDictionary.from_file(given)


def _weight(given: str | None, _: pd.DataFrame) -> float | str | None:
    try:
        return None if given is None else float(given)
    except ValueError:
        return given


def _named(given: Sequence[str] | None, _: pd.DataFrame) -> dict[str, list[str]] | None:
    return _pairs("seeds", given) if given else None


def _texts(given: Sequence[str] | None, _: pd.DataFrame) -> list[str] | None:
    return [str(text) for text in given] if given else None


def _same(value: Any, _: pd.DataFrame) -> Any:
    return value


#: Parameters whose values are objects in Python, and what the shell gives for them.
_SPECIAL: dict[str, tuple[Any, Convert, str]] = {
    "lexicon": (str, _lexicon, "Here government, none, or a file of your own terms, added to the government's."),
    "dictionary": (str, _dictionary, f"Here {', '.join(get_args(Subject))}, or a file of your own."),
    "alpha": (str, _weight, ""),
    "eta": (str, _weight, ""),
    "seeds": (list[str], _named, "Here NAME=TERM, once for each term."),
    "random_state": (int, _same, ""),
}
