"""PDF documents with a text layer."""

from collections.abc import Iterator
from typing import Any

from reportnlp.reading.decode import DecodingError, check_kind, is_plausible
from reportnlp.reading.formats.extract import Extract, needs

__all__ = ["PAGE", "read"]

#: Stands between pages, for cleaning to know their heads and feet.
PAGE = "\f"


def read(data: bytes, suffix: str, encoding: str | None) -> Iterator[Extract]:
    """Yield the text of the pages with a form feed between."""
    pdfium = needs("pypdfium2", "pdf")
    check_kind(data, b"%PDF")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "assword" in str(error)
        raise DecodingError(
            "is locked with a password; save an unlocked copy" if locked else "is damaged or no PDF; print it anew"
        ) from error
    try:
        pages = [_page(document, k, pdfium.PdfiumError) for k in range(len(document))]
    finally:
        document.close()
    text = PAGE.join(pages)
    if not text.strip():
        raise DecodingError(f"has no text layer on its {len(pages)} pages, it is a scan; run text recognition (OCR)")
    if not is_plausible(text):
        raise DecodingError("has a text layer that is no Chinese, its fonts hide the characters; run OCR on it")
    yield Extract(text)


def _page(document: Any, k: int, failure: type[Exception]) -> str:
    try:
        text: str = document[k].get_textpage().get_text_bounded()
    except failure as error:
        raise DecodingError(f"has a damaged page, number {k + 1}; print it anew") from error
    return text.replace("\x02", "").replace("\ufffe", "")  # PDFium's marks for hyphens that it took out
