"""One module a format: the bytes of a file to the texts in it."""

from collections.abc import Callable, Iterator

from reportnlp.reading.formats import archive, docx, html, pdf, tabular, text
from reportnlp.reading.formats.extract import Extract

__all__ = ["READERS", "SUFFIXES", "Extract", "extracts"]

Reader = Callable[[bytes, str, str | None], Iterator[Extract]]

#: Reader by suffix. A reader gets the bytes, the suffix and the encoding if the user forces one.
READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".docx": docx.read,
    ".pdf": pdf.read,
    ".csv": tabular.read,
    ".tsv": tabular.read,
    ".jsonl": tabular.read,
    ".parquet": tabular.read,
    ".xlsx": tabular.read,
}
SUFFIXES = (*READERS, ".zip")


def extracts(data: bytes, name: str, encoding: str | None) -> Iterator[Extract]:
    """Yield the texts in a file.

    Raises
    ------
    DecodingError
        If there is no text to be had; the message is the reason.
    """
    suffix = "." + name.lower().rpartition(".")[2]
    if suffix == ".zip":
        yield from archive.read(data, lambda member, inner: extracts(member, inner, encoding), tuple(READERS))
    else:
        yield from READERS[suffix](data, suffix, encoding)
