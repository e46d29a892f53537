"""Plain text and Markdown."""

from collections.abc import Iterator

from reportnlp.reading.decode import decode
from reportnlp.reading.formats.extract import Extract

__all__ = ["read"]


def read(data: bytes, suffix: str, encoding: str | None) -> Iterator[Extract]:
    """Yield the text of the file."""
    yield Extract(decode(data, encoding))
