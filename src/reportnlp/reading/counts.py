"""read_counts: word counts that someone published without the texts."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from reportnlp.errors import ReadError
from reportnlp.matrix import TermMatrix
from reportnlp.provenance import Provenance, Source, provenance_of
from reportnlp.vocabulary import Vocabulary

__all__ = ["read_counts"]

COUNTS, DOCUMENTS = "term_counts.parquet", "documents.csv"
_KEY = ["year", "paragraph", "term"]
_COUNTS = [*_KEY, "n"]
_DOCUMENTS = ["year", "characters", "paragraphs", "tokens", "sha256"]


def read_counts(path: str | os.PathLike[str]) -> TermMatrix:
    """Read a folder of word counts, one document for each paragraph, for reports whose texts are not at hand.

    Parameters
    ----------
    path : path-like
        A folder with two tables. ``term_counts.parquet`` has the columns ``year, paragraph, term, n``:
        how often a term occurs in a paragraph, numbered from 1, of the report of a year.
        ``documents.csv`` has one row a report: ``year, characters, paragraphs, tokens, sha256``, its
        size, and the SHA-256 of its text. Further columns of either are not read.

    Returns
    -------
    TermMatrix
        Paragraphs in the order of year and number, those without a word included; `docs` has ``id``,
        ``report`` (the year as text, the parent of the paragraph), ``year`` and ``paragraph``. Tags and
        categories are empty. The order of the rows in the files makes no difference.

    Raises
    ------
    ReadError
        If a table or a column is missing; a value is none of a count, a year or a term; a row occurs
        twice; or the two tables contradict each other.

    Examples
    --------
    >>> import reportnlp as rn
    >>> matrix = rn.read_counts("corpus/state-council")
    >>> years = matrix.docs["year"].unique().tolist()
    >>> len(years), years[0], years[-1]
    (58, 1954, 2026)
    >>> trend = rn.trends(matrix, "人民公社").set_index("year")
    >>> int(trend["first"].iloc[0]), bool(trend.loc[1960, "n"] > trend.loc[2020, "n"])
    (1959, True)
    """
    folder = Path(path)
    documents = _documents(folder)
    counts = _counts(folder)
    _check_agreement(documents, counts)
    n = documents["paragraphs"].to_numpy()
    first = np.concatenate([[0], np.cumsum(n)])
    years = pd.Series(np.repeat(documents["year"].to_numpy(), n))
    numbers = np.arange(1, first[-1] + 1) - np.repeat(first[:-1], n)
    report = years.astype("str")
    docs = pd.DataFrame(
        {
            "id": report + "/paragraph-" + pd.Series(numbers).astype("str"),
            "report": report,
            "year": years.astype("Int64"),
            "paragraph": numbers,
        }
    )
    column, terms = pd.factorize(counts["term"], sort=True)
    row = first[np.searchsorted(documents["year"], counts["year"])] + counts["paragraph"].to_numpy() - 1
    x = sparse.csr_array((counts["n"].to_numpy(np.int32), (row, column)), (len(docs), len(terms)))
    sources = zip(documents["year"].astype("str"), documents["sha256"], strict=True)
    record = Provenance(tuple(Source(*source) for source in sources), provenance_of(counts).steps)
    return TermMatrix(x, Vocabulary.of(terms, _unknown, _unknown), docs, record.then("read_counts"))


def _documents(folder: Path) -> pd.DataFrame:
    """Return the table of the reports in the order of their years."""
    try:
        table = pd.read_csv(_file(folder, DOCUMENTS), encoding="utf-8-sig", dtype={"sha256": "str"})
    except (ValueError, pd.errors.EmptyDataError) as error:
        raise ReadError(DOCUMENTS, "is no table in UTF-8 with commas and a first row of names") from error
    _need(DOCUMENTS, table, _DOCUMENTS)
    table = table[_DOCUMENTS]
    for name in _DOCUMENTS[:-1]:
        _whole(DOCUMENTS, table[name], minimum=int(name == "year"))
    _once(DOCUMENTS, table, ["year"])
    return table.astype(dict.fromkeys(_DOCUMENTS[:-1], "int64")).sort_values("year", ignore_index=True)


def _counts(folder: Path) -> pd.DataFrame:
    """Return the table of the counts, checked row by row."""
    try:
        table = pd.read_parquet(_file(folder, COUNTS))
    except (ValueError, OSError) as error:
        raise ReadError(COUNTS, "is no Parquet file, or a damaged one; get it again") from error
    _need(COUNTS, table, _COUNTS)
    table = table[_COUNTS]
    for name in ("year", "paragraph", "n"):
        _whole(COUNTS, table[name], minimum=1)
    bad = ~table["term"].map(lambda term: isinstance(term, str) and term != "").to_numpy(bool)
    if bad.any():
        k = int(bad.argmax())
        raise ReadError(COUNTS, f"row {k + 1} has term = {table['term'].iloc[k]!r}; give every count its term as text")
    _once(COUNTS, table, _KEY)
    return table.astype({"year": "int64", "paragraph": "int64", "n": "int64", "term": "str"})


def _check_agreement(documents: pd.DataFrame, counts: pd.DataFrame) -> None:
    """Raise unless every count is of a paragraph that the other table knows, and the words add up."""
    of_year = documents.set_index("year")
    known = counts["year"].isin(of_year.index).to_numpy()
    if not known.all():
        year = counts["year"].iloc[int(known.argmin())]
        raise ReadError(COUNTS, f"counts words of {year}, a year that {DOCUMENTS} does not have; add its row there")
    beyond = (counts["paragraph"] > counts["year"].map(of_year["paragraphs"])).to_numpy()
    if beyond.any():
        row = counts.iloc[int(beyond.argmax())]
        last = of_year["paragraphs"][row["year"]]
        raise ReadError(
            COUNTS, f"counts words in paragraph {row['paragraph']} of {row['year']}, which in {DOCUMENTS} has {last}"
        )
    sums = counts.groupby("year")["n"].sum().reindex(of_year.index, fill_value=0)
    for year, found, told in zip(of_year.index, sums, of_year["tokens"], strict=True):
        if found != told:
            raise ReadError(
                COUNTS,
                f"holds {found} words of {year} where {DOCUMENTS} says {told}; "
                "the two are not of one making, so make or get both again",
            )


def _file(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        raise ReadError(str(folder / name), f"does not exist; give a folder that holds {COUNTS} and {DOCUMENTS}")
    return folder / name


def _need(file: str, table: pd.DataFrame, names: list[str]) -> None:
    missing = [name for name in names if name not in table]
    if missing:
        raise ReadError(file, f"has no column {missing[0]!r}; it needs {', '.join(names)}")


def _whole(file: str, values: pd.Series, *, minimum: int) -> None:
    """Raise unless all values are whole numbers from `minimum` on that a count can hold."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy("float64", na_value=np.nan)
    bad = ~((numbers >= minimum) & (numbers <= np.iinfo(np.int32).max) & (numbers == np.floor(numbers)))
    if bad.any():
        k = int(bad.argmax())
        got = values.tolist()[k]
        raise ReadError(file, f"row {k + 1} has {values.name} = {got!r}; give whole numbers of {minimum} or more")


def _once(file: str, table: pd.DataFrame, key: list[str]) -> None:
    again = table.duplicated(key).to_numpy()
    if again.any():
        row = table[key].to_numpy(object)[int(again.argmax())]
        what = ", ".join(f"{name} = {value}" for name, value in zip(key, row, strict=True))
        raise ReadError(file, f"has two rows for {what}; give one, with the sum")


def _unknown(_: str) -> str:
    return ""
