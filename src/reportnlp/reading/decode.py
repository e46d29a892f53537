"""Bytes to text, or the reason why not."""

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from charset_normalizer import from_bytes

__all__ = ["DecodingError", "check", "check_kind", "decode", "is_plausible", "readable"]

_HAN = re.compile("[㐀-䶿一-鿿𠀀-𲎯]")
_HAN_RUN = re.compile("[㐀-䶿一-鿿𠀀-𲎯][㐀-䶿一-鿿𠀀-𲎯]*")

# The 150 characters that are most frequent in reports, and their traditional forms: half of any report, old or new,
# and under a twentieth of text that was decoded wrongly.
_FREQUENT = frozenset(
    "的业和建发国展新大化全工产进一实加设力中政人民动生推作增市高经区年强会成地持改制行重务保要城体提等资有在开以项家个能济农企社上主"
    "合好不平理创入为长施面是坚治基目现定点造用我深水省质量快公度革服代完出各村育品技级方机对府心续法三升文万学安规科同投支优事效到系"
    "分性了部们活步管场元五善本更稳共程标亿县通金"
    "業發國產進實設動經區強會務體資開項個濟農創為長堅現點質級機對續萬學規優係們場穩標億縣"
)
_FREQUENT_ONE = re.compile(f"[{''.join(_FREQUENT)}]")
#: How files of other formats begin, and what they are.
_MAGIC = {
    b"PK\x03\x04": "a Word or Excel document or a zip archive; give its name the end .docx, .xlsx or .zip",
    b"%PDF": "a PDF; give its name the end .pdf",
    b"\xd0\xcf\x11\xe0": "a document of old Word, Excel or WPS, or has a password; open it there and save it as .docx "
    "or .xlsx without one",
    b"{\\rtf": "a document in RTF; open it in Word or WPS and save it as .docx",
}
_SAMPLE = 3_000  # characters that show whether text is Chinese
_FEWEST = 20  # Han characters below which frequency says nothing

_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Whatever is labelled GBK or GB2312 decodes as GB18030, which contains both.
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "gb_2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}


class DecodingError(ValueError):
    """The bytes are no report; the message is the reason."""


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return the text; a byte-order mark of UTF-8 stays in it for cleaning to take out.

    Parameters
    ----------
    data : bytes
        A text file.
    encoding : str, optional
        The encoding, if it is known; by default UTF-8, UTF-16 with its mark, GB18030 and Big5 are told apart.

    Raises
    ------
    DecodingError
        If the bytes are empty, binary, or in an encoding that cannot be told.

    Notes
    -----
    Whether the text is Chinese is for `check` to tell when it was taken out of its format: pages and JSON may
    write every Chinese character as an escape.
    """
    if not data.strip():
        raise DecodingError("is empty")
    check_kind(data)
    return _repaired(_forced(data, encoding) if encoding else _detected(data))


def check_kind(data: bytes, own: bytes = b"") -> None:
    """Refuse a file that begins as those of another format than its `own`, whatever its name says.

    Raises
    ------
    DecodingError
        If it begins so; the message says what it is and what to do with it.
    """
    for start, kind in _MAGIC.items():
        if start != own and data.startswith(start):
            raise DecodingError(f"is {kind}")


def readable(name: bytes) -> str:
    r"""Return the name of a file as text, from a system that writes UTF-8 or GBK; empty if it is neither.

    Examples
    --------
    >>> from reportnlp.reading.decode import readable
    >>> readable("望潮.txt".encode("gbk")), readable(b"caf\x82.txt")
    ('望潮.txt', '')
    """
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return name.decode(encoding)
    return ""


def check(text: str) -> None:
    """Refuse a text that is no Chinese.

    Raises
    ------
    DecodingError
        If there is nothing in it, no Chinese, or characters that make no Chinese.
    """
    if not text.strip():
        raise DecodingError("is empty")
    if not _HAN.search(text):
        raise DecodingError("has no Chinese character; only Chinese reports can be analysed")
    if not is_plausible(text):
        raise DecodingError(
            "reads as characters that make no Chinese, so it was converted wrongly before; get the original"
        )


def is_plausible(text: str) -> bool:
    """Tell whether the Han characters are those of Chinese prose; too few to tell count as yes."""
    han = "".join(_HAN_RUN.findall(text, 0, _SAMPLE))
    return len(han) < _FEWEST or len(_FREQUENT_ONE.findall(han)) > 0.2 * len(han)


def _is_surely_chinese(text: str) -> bool:
    return len(_HAN.findall(text, 0, _SAMPLE)) >= _FEWEST and is_plausible(text)


def _forced(data: bytes, encoding: str) -> str:
    try:
        return data.decode(_ALIASES.get(encoding.lower().replace("-", "_"), encoding))
    except LookupError as error:
        raise DecodingError(f"cannot be read: there is no encoding {encoding!r}; try utf-8 or gb18030") from error
    except UnicodeDecodeError as error:
        advice = "leave the encoding open or name another"
        raise DecodingError(f"is not {encoding} at byte {error.start}; {advice}") from error


def _detected(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _forced(data, encoding)
    if b"\0" in data:
        return _wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        damage = error
    texts = [text for encoding in _legacy(data) if (text := _tried(data, encoding)) and _HAN.search(text)]
    best = max(texts, key=_chineseness, default="")
    if best and is_plausible(best):
        return best
    raise DecodingError(_damage(data, damage.start))


def _tried(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _chineseness(text: str) -> float:
    """Return the share of frequent characters among all that are no ASCII; text in a wrong encoding has few."""
    wide = [character for character in text[:_SAMPLE] if character > "\x7f"]
    return sum(character in _FREQUENT for character in wide) / max(1, len(wide))


def _wide(data: bytes) -> str:
    """Decode UTF-16 without a mark: its line ends and digits have zero bytes, which no other text has."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _tried(data, encoding)
        if _is_surely_chinese(text):
            return text
    raise DecodingError(f"is no text: it has a zero byte at offset {data.index(0)}; give a text file")


def _legacy(data: bytes) -> Iterator[str]:
    """Yield encodings to try, the likeliest first; the guess from the bytes costs most and comes last."""
    yield "gb18030"
    yield "big5hkscs"
    guess = from_bytes(data[:_SAMPLE]).best()
    if guess:
        yield guess.encoding


def _damage(data: bytes, at: int) -> str:
    """Say what the bytes nearly are."""
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        text = data.decode(encoding, "replace")
        if _is_surely_chinese(text) and 0 < text.count("\ufffd") < len(text) / 20:
            sound = text[: text.index("\ufffd")].encode(encoding)
            return f"is {encoding} but damaged at byte {len(sound)}; get the file anew or mend it there"
    return f"is not UTF-8 at byte {at}, nor GB18030, nor Big5; save it as UTF-8, or it is no text at all"


def _repaired(text: str) -> str:
    """Undo a conversion that took the bytes for another encoding and lost none of them (鏀垮簻 for 政府)."""
    if is_plausible(text) and _HAN.search(text):
        return text
    for bytes_of in (_as("gb18030"), _western, _as("big5hkscs")):
        for right in ("utf-8", "gb18030"):
            try:
                repaired = bytes_of(text).decode(right)
            except UnicodeError:
                continue
            if _is_surely_chinese(repaired):
                return repaired
    return text


def _as(encoding: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(encoding)


def _western(text: str) -> bytes:
    """Return the bytes of a text that was read as Windows-1252, where its gaps were read as Latin-1."""
    if not _WESTERN.issuperset(text):
        raise UnicodeError
    return bytes(map(_WESTERN_BYTES.__getitem__, text))


_WESTERN_BYTES = {chr(k): k for k in range(256)} | {
    bytes([k]).decode("cp1252"): k for k in range(128, 160) if k not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_WESTERN = frozenset(_WESTERN_BYTES)
