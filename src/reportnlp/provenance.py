"""How a result was made: the sources' hashes, the steps with their parameters, the versions.

No clock, no user and no path goes in, so that the same input gives the same record anywhere.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Provenance", "Source", "Step", "fingerprint", "provenance_of"]

#: Packages whose version can change a number.
PACKAGES = ("reportnlp", "jieba", "numpy", "pandas", "scikit-learn", "scipy")
ATTRIBUTE = "provenance"


def fingerprint(data: bytes | str) -> str:
    """SHA-256 of `data` (text as UTF-8) in hexadecimal.

    Examples
    --------
    >>> from reportnlp.provenance import fingerprint
    >>> fingerprint("abc")[:12]
    'ba7816bf8f01'
    """
    if isinstance(data, str):
        # A lone surrogate can stand in a Python string; it must not stop the record.
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """One input file: the id that its report has in the tables, and the SHA-256 of its bytes."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Step:
    """One verb that was applied, with its parameters as JSON values."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __reduce__(self) -> tuple[type["Step"], tuple[str, dict[str, Any]]]:
        return type(self), (self.name, dict(self.params))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Record of how a corpus, its tokens, a matrix or a table was made.

    Parameters
    ----------
    sources : tuple of Source
        The files behind the result, in the order of the corpus.
    steps : tuple of Step
        The verbs applied, first to last.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.read_corpus("corpus/sample")
    >>> [step.name for step in rn.segment(corpus).provenance.steps]
    ['read_corpus', 'segment']
    """

    sources: tuple[Source, ...] = ()
    steps: tuple[Step, ...] = ()

    def then(self, name: str, **params: Any) -> "Provenance":
        """Return this record with one more step."""
        return replace(self, steps=(*self.steps, Step(name, params)))

    def to_dict(self) -> dict[str, Any]:
        """Return the record, with the versions of the packages behind it, as JSON values."""
        return {
            "sources": [{"id": source.id, "sha256": source.sha256} for source in self.sources],
            "steps": [{"name": step.name, "params": dict(step.params)} for step in self.steps],
            "versions": {package: _version(package) for package in PACKAGES},
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON text with sorted keys, the same bytes for the same record."""
        rest = replace(self, sources=()).to_dict()
        text = json.dumps(rest, ensure_ascii=False, sort_keys=True, indent=2, default=_plain)
        if not self.sources:
            return text
        # With an indent, json.dumps goes through each of the sources in Python, and every table has them all.
        quoted = (tuple(map(encode_basestring, (source.id, source.sha256))) for source in self.sources)
        sources = ",".join(f'\n    {{\n      "id": {id_},\n      "sha256": {sha256}\n    }}' for id_, sha256 in quoted)
        return text.replace('"sources": []', f'"sources": [{sources}\n  ]', 1)

    @classmethod
    def from_json(cls, text: str) -> "Provenance":
        """Return the record that `to_json` wrote; the versions are those of now."""
        data = json.loads(text)
        return cls(
            tuple(Source(**source) for source in data["sources"]),
            tuple(Step(**step) for step in data["steps"]),
        )

    def attach(self, table: "pd.DataFrame") -> "pd.DataFrame":
        """Put this record on `table` and return it.

        It goes in as JSON text: pandas copies attributes deeply at every operation and writes
        them into Parquet as JSON, and text survives both at no cost.
        """
        table.attrs[ATTRIBUTE] = self.to_json()
        return table


def provenance_of(table: "pd.DataFrame") -> Provenance:
    """Return the record that a table of this library carries.

    Parameters
    ----------
    table : pandas.DataFrame
        A table that a function of this library returned.

    Returns
    -------
    Provenance
        Empty if the table carries none, or one that is not of this library.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.count(rn.segment(rn.read_corpus("corpus/sample")))
    >>> rn.provenance_of(rn.keywords(matrix)).steps[-1].name
    'keywords'
    """
    text = table.attrs.get(ATTRIBUTE)
    try:
        return _record(text) if text else Provenance()
    except (AttributeError, LookupError, TypeError, ValueError):  # others use that name too
        return Provenance()


@lru_cache(64)  # each table is asked for its record several times, which has all sources
def _record(text: str) -> Provenance:
    return Provenance.from_json(text)


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as the Python value that JSON knows."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{value!r} cannot stand in a record; give text, numbers or lists of them")


@cache  # reading it takes a millisecond, and every table asks for some
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
