"""Checks of arguments: one sentence each that says what, where, what is allowed and what was got."""

import os
from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.errors import ArgumentError

__all__ = [
    "allowed_values",
    "choice",
    "choices",
    "columns",
    "encoding_name",
    "flag",
    "integer",
    "number",
    "processes",
    "rows_that_meet",
    "texts",
    "threads",
]

#: The largest number that kernels count with.
LARGEST = 2**31 - 1


def choice(name: str, value: Any, allowed: Iterable[str]) -> str:
    """Return `value` if it is one of `allowed`."""
    options = sorted(allowed)
    if not isinstance(value, str) or value not in options:
        raise ArgumentError(f"{name}: {value!r} is not allowed; choose from {_listed(options)}")
    return value


def choices(name: str, values: Any, allowed: Iterable[str]) -> list[str]:
    """Return `values`, one or several of `allowed`, in their order and each once."""
    options = sorted(allowed)
    return sorted({choice(name, value, options) for value in _several(values)})


def columns(name: str, value: Any, allowed: Iterable[Hashable]) -> list[str]:
    """Return `value` as a list of column names that all exist and do not repeat."""
    wanted = _several(value)
    options = list(allowed)
    for column in wanted:
        if not isinstance(column, Hashable) or not _is_in(column, options):
            raise ArgumentError(f"{name}: there is no column {column!r}; choose from {_listed(options)}")
    if not wanted or len(set(wanted)) < len(wanted):
        raise ArgumentError(f"{name}: give one or more columns, each once; got {value!r}")
    return wanted


def encoding_name(value: Any) -> str | None:
    """Return the name of an encoding, None to have it detected; whether there is one of that name is found later."""
    if value is not None and not isinstance(value, str):
        raise ArgumentError(f"encoding: give a name such as 'gb18030', or None to have it detected; got {value!r}")
    return value


def flag(name: str, value: Any) -> bool:
    """Return `value` if it is true or false; another type would have a kernel compiled anew for it."""
    if not isinstance(value, bool | np.bool_):
        raise ArgumentError(f"{name}: give True or False; got {value!r}")
    return bool(value)


def texts(name: str, values: Any) -> list[str]:
    """Return `values`, one text or several, as a list."""
    wanted = _several(values)
    for value in wanted:
        if not isinstance(value, str):
            raise ArgumentError(f"{name}: give texts; got {value!r}")
    return wanted


def _several(values: Any) -> list[Any]:
    """Return what may stand alone as a list of one."""
    return list(values) if isinstance(values, Iterable) and not isinstance(values, str | bytes) else [values]


def _is_in(value: Hashable, options: Iterable[Hashable]) -> bool:
    try:
        return value in set(options)
    except TypeError:  # a tuple of lists
        return False


def integer(name: str, value: Any, *, minimum: int = 1, maximum: int = LARGEST) -> int:
    """Return `value` if it is a whole number from `minimum` to `maximum`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < minimum:
        raise ArgumentError(f"{name}: give a whole number of {minimum} or more; got {value!r}")
    if int(value) > maximum:
        raise ArgumentError(f"{name}: give a whole number of at most {maximum}; got {value!r}")
    return int(value)


def number(name: str, value: Any, *, low: float, high: float) -> float:
    """Return `value` if it lies in the closed interval from `low` to `high`."""
    if not isinstance(value, Real) or not low <= float(value) <= high:
        raise ArgumentError(f"{name}: give a number from {low} to {high}; got {value!r}")
    return float(value)


def processes(value: int | None) -> int | None:
    """Return the number of processes that is wanted; None leaves it open, and -1 wants one for each processor."""
    every = isinstance(value, Integral) and int(value) == -1
    return value if value is None or every else integer("n_jobs", value)


def threads(value: int | None) -> int:
    """Return the number of threads that is wanted, by default one for each processor this process may use."""
    if value is not None:
        return integer("n_threads", value)
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def allowed_values(values: Mapping[str, Any], name: str = "where") -> dict[str, list[Any]]:
    """Return the values that each column may have, in an order that does not depend on hashes."""
    if not isinstance(values, Mapping):
        raise ArgumentError(f"{name}: give columns and their values, for example {{'year': 2023}}; got {values!r}")
    several = {
        column: isinstance(value, Collection) and not isinstance(value, str | bytes) for column, value in values.items()
    }
    allowed = {column: sorted(value, key=repr) if several[column] else [value] for column, value in values.items()}
    for column, options in allowed.items():
        for value in options:
            if not (value is None or value is pd.NA or isinstance(value, str | Real | np.bool_ | date)):
                raise ArgumentError(f"{name}: {column!r} can be a text, a number or several of them; got {value!r}")
    return allowed


def rows_that_meet(name: str, values: Mapping[str, Any], table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which rows of a table have in each column one of the values it may have."""
    met = np.ones(len(table), bool)
    for column, allowed in allowed_values(values, name).items():
        met &= table[columns(name, column, table)[0]].isin(allowed).to_numpy(bool)
    return met


def _listed(options: Iterable[Hashable]) -> str:
    return ", ".join(repr(option) for option in options) or "nothing: there are none"
