"""One module a format: the bytes of a file to the texts in it."""

from collections.abc import Callable, Iterator

from reportnlp.reading.formats import archive, docx, html, pdf, tabular, text
from reportnlp.reading.formats.extract import Extract

__all__ = ["READERS", "SUFFIXES", "Extract", "extracts", "remedy"]

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
#: What to do with files of other formats.
_REMEDIES = {
    (".doc", ".wps", ".wpt", ".rtf", ".odt", ".docm", ".dot"): "open it in Word or WPS and save it as .docx",
    (".xls", ".et", ".ods", ".xlsm"): "open it in Excel or WPS and save it as .xlsx",
    (".ofd", ".caj", ".ppt", ".pptx", ".dps"): "open it in its program and print it as PDF",
    (".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".tgz"): "unpack it, or make it a .zip",
    (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif"): "it is a picture: run text recognition (OCR) on it",
    (".mht", ".mhtml", ".shtml", ".xhtml", ".xml"): "open it in a browser and save the page as .html",
    (".json",): "write one object a line as .jsonl",
}


def remedy(suffix: str) -> str:
    """Return what to do with a file of a format that cannot be read."""
    return next((advice for suffixes, advice in _REMEDIES.items() if suffix in suffixes), f"use {', '.join(SUFFIXES)}")


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
