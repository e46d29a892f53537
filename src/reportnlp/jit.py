"""The decorator of every kernel: compiled by numba, without the interpreter's lock, kept on disk."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

from reportnlp.cache import cache_folder

__all__ = ["is_kept", "kernel", "part"]

F = TypeVar("F", bound=Callable[..., Any])

_unkept: list[str] = []


def kernel(function: F) -> F:
    """Compile `function` on its first call, and keep the machine code for the next process.

    numba would keep the code of a kernel until the kernel's own file changes, and so call stale code
    of another file. The folder is therefore named after the content of every file beside it. Where no
    folder can be written, each process compiles anew.
    """
    ours = numba.config.CACHE_DIR
    if not ours:
        numba.config.CACHE_DIR = str(cache_folder() / f"kernels-{_stamp(Path(function.__code__.co_filename).parent)}")
    try:
        compiled: F = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # "no locator available": nowhere to write
        _unkept.append(function.__name__)
        compiled = numba.njit(nogil=True)(function)
    finally:
        numba.config.CACHE_DIR = ours
    return compiled


def part(function: F) -> F:
    """Compile `function` as a part of the kernels that call it.

    Nothing in Python can call it and nothing of it is kept but inside those kernels, which halves the
    time that it takes to compile.
    """
    compiled: F = numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)(function)
    return compiled


def is_kept() -> bool:
    """Tell whether the machine code of every kernel so far is kept for the next process."""
    return not _unkept


@cache
def _stamp(folder: Path) -> str:
    files = sorted(folder.glob("*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
