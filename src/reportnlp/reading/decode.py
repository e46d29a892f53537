"""Bytes to text, or the reason why not."""

import codecs
import re

__all__ = ["DecodingError", "decode"]

_HAN = re.compile("[㐀-䶿一-鿿𠀀-𲎯]")
# Punctuation that every Chinese text of some length has; noise that happens to decode has none.
_CHINESE_MARKS = re.compile("[，。、；：]")


class DecodingError(ValueError):
    """The bytes are no report; the message is the reason."""


def decode(data: bytes) -> str:
    """Return the text of a UTF-8 file; a byte-order mark stays in it for cleaning to take out.

    Raises
    ------
    DecodingError
        If the bytes are empty, binary, in another encoding, or hold no Chinese.
    """
    if not data.strip():
        raise DecodingError("is empty")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DecodingError("is UTF-16, so convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW")
    if b"\0" in data:
        raise DecodingError(f"is no text: it has a zero byte at offset {data.index(0)}; give a text file in UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodingError(f"is not UTF-8 at byte {error.start}{_advice(data)}") from error
    if not _HAN.search(text):
        raise DecodingError("has no Chinese character; only Chinese reports can be analysed")
    return text


def _advice(data: bytes) -> str:
    """Say what else the bytes may be."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "; it is in another encoding or no text; save it as UTF-8"
    if not _CHINESE_MARKS.search(text):
        return "; it seems to be no text; give a text file in UTF-8"
    return "; it reads as GB18030 (GBK), so convert it: iconv -f GB18030 -t UTF-8 FILE > NEW"
