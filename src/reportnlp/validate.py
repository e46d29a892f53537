"""Checks of arguments: one sentence each that says what, where, what is allowed and what was got."""

import os
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.errors import ArgumentError

__all__ = ["allowed_values", "choice", "columns", "integer", "number", "rows_that_meet", "threads"]


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


def threads(value: int | None) -> int:
    """Return the number of threads that is wanted, by default one for each processor this process may use."""
    if value is not None:
        return integer("n_threads", value)
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def allowed_values(values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the values that each column may have, in an order that does not depend on hashes."""
    several = {
        name: isinstance(value, Collection) and not isinstance(value, str | bytes) for name, value in values.items()
    }
    return {name: sorted(value, key=repr) if several[name] else [value] for name, value in values.items()}


def rows_that_meet(name: str, values: Mapping[str, Any], table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which rows of a table have in each column one of the values it may have."""
    met = np.ones(len(table), bool)
    for column, allowed in allowed_values(values).items():
        met &= table[columns(name, column, table)[0]].isin(allowed).to_numpy(bool)
    return met


def _listed(options: Iterable[Hashable]) -> str:
    return ", ".join(repr(option) for option in options) or "nothing: there are none"
