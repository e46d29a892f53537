"""What a reader of a format returns, and what readers share."""

import importlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

from reportnlp.reading.decode import DecodingError

__all__ = ["Extract", "check_unpacked", "needs", "suffix_of"]

_LARGEST = 200 * 2**20  # bytes of XML; a document of a megabyte that unpacks to more is a bomb


@dataclass(frozen=True, slots=True)
class Extract:
    """One text of a file.

    Parameters
    ----------
    text : str
        As it stands in the file, before cleaning.
    part : str
        Which part of the file, for one that holds several: a row or a member.
    fields : mapping of str to str
        What the file says of the text outside of it, such as the columns of its row.
    error : str
        Why this part could not be read; the other parts of the file can.
    """

    text: str
    part: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


def suffix_of(name: str) -> str:
    """Return the suffix of the name of a file, in small letters and with its point."""
    return "." + name.lower().rpartition(".")[2]


def needs(module: str, extra: str) -> ModuleType:
    """Import a package that only some formats need, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise DecodingError(f"needs a package that is not installed: pip install 'reportnlp[{extra}]'") from error


def check_unpacked(data: bytes) -> None:
    """Refuse an Office document that is a zip bomb."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST:
            raise DecodingError(f"unpacks to more than {_LARGEST >> 20} MB, so it is no plain document")
