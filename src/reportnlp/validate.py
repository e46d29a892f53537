"""Checks of arguments: one sentence each that says what, where, what is allowed and what was got."""

from collections.abc import Hashable, Iterable, Sequence

from reportnlp.errors import ArgumentError

__all__ = ["choice", "columns", "integer", "number"]


def choice(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return `value` if it is one of `allowed`."""
    options = sorted(allowed)
    if value not in options:
        raise ArgumentError(f"{name}: {value!r} is not allowed; choose from {_listed(options)}")
    return value


def columns(name: str, value: str | Sequence[str], allowed: Iterable[Hashable]) -> list[str]:
    """Return `value` as a list of column names that all exist and do not repeat."""
    wanted = [value] if isinstance(value, str) else list(value)
    options = list(allowed)
    for column in wanted:
        if column not in options:
            raise ArgumentError(f"{name}: there is no column {column!r}; choose from {_listed(options)}")
    if not wanted or len(set(wanted)) < len(wanted):
        raise ArgumentError(f"{name}: give one or more columns, each once; got {value!r}")
    return wanted


def integer(name: str, value: int, *, minimum: int = 1) -> int:
    """Return `value` if it is a whole number of at least `minimum`."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < minimum:
        raise ArgumentError(f"{name}: give a whole number of {minimum} or more; got {value!r}")
    return int(value)


def number(name: str, value: float, *, low: float, high: float) -> float:
    """Return `value` if it lies in the closed interval from `low` to `high`."""
    if not low <= value <= high:
        raise ArgumentError(f"{name}: give a number from {low} to {high}; got {value!r}")
    return float(value)


def _listed(options: Iterable[Hashable]) -> str:
    return ", ".join(repr(option) for option in options) or "nothing: there are none"
