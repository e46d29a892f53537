"""The decorator of every kernel: compiled by numba, without the interpreter's lock, kept on disk."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys

from reportnlp.cache import cache_folder
from reportnlp.garbage import not_collected

__all__ = ["callee", "is_kept", "kernel", "kernel_folder", "lean_kernel", "part"]

F = TypeVar("F", bound=Callable[..., Any])

#: Kernels, and parts of kernels, of which any room may make its own.
SHARED = Path(__file__).parent / "kernels"

_unkept: list[str] = []


def kernel(function: F) -> F:
    """Compile `function` on its first call, and keep the machine code for the next process.

    numba would keep the code of a kernel until the kernel's own file changes, and so call stale code
    of another file. The folder is therefore named after the content of every file of the kernel's room, and of the
    kernels that rooms share.
    Where no folder can be written, each process compiles anew.
    """
    return _kept(function)


def lean_kernel(function: F) -> F:
    """Do what `kernel` does for a kernel that makes no arrays, and slices none that outlives it; nor do its parts.

    Its arrays are not counted as used and as let go, which spares a tenth of the time to compile it, and of the
    time that small parts take.
    """
    return _kept(function, _nrt=False)  # its parts take this over


def _kept(function: F, **options: Any) -> F:
    compiled, called = _cached(function, options), False

    @wraps(function)
    def call(*arguments: Any) -> Any:
        nonlocal compiled, called
        try:
            if called:
                return compiled(*arguments)
            with not_collected():  # among all that numba makes to compile, it would take a sixth of the time
                result = compiled(*arguments)
            called = True
            return result
        except Exception:
            # Kernels raise nothing: what is kept is damaged, or there is no room to keep more.
            _discard(function, compiled)
            compiled = numba.njit(nogil=True, **options)(function)
            return compiled(*arguments)

    return cast(F, call)


def _cached(function: F, options: dict[str, Any]) -> Any:
    ours = numba.config.CACHE_DIR
    if not ours:
        numba.config.CACHE_DIR = str(kernel_folder(function.__code__.co_filename))
    compiled = numba.njit(nogil=True, **options)(function)
    try:
        compiled._cache = _Cache(function)
    except RuntimeError:  # "no locator available": nowhere to write
        _unkept.append(function.__name__)
    finally:
        numba.config.CACHE_DIR = ours
    return compiled


class _Cache(FunctionCache):  # type: ignore[misc]  # numba has no types
    """numba's cache of a function, which loads what is kept without all that compiling takes.

    numba would import the implementation of every function it knows, and scipy's linear algebra with them, which
    takes three tenths of a second in each new process. It does so by itself before it compiles.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        rtsys.initialize(target_context)  # what kernels that make arrays are linked with
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def _discard(function: F, compiled: Any) -> None:
    """Remove what is kept of a kernel, if that can be."""
    if compiled.stats.cache_path is not None:
        for file in Path(compiled.stats.cache_path).glob(f"*.{function.__name__}-*"):
            with suppress(OSError):
                file.unlink()


def part(function: F) -> F:
    """Compile `function` as a part of the kernels that call it.

    Nothing in Python can call it and nothing of it is kept but inside those kernels, which halves the
    time that it takes to compile.
    """
    compiled: F = numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)(function)
    return compiled


def callee(function: F) -> F:
    """Compile `function` as a part of the kernels that call it, once however many places call it.

    For what is called seldom from many places: put into each of them, it would take seconds to compile.
    """
    compiled: F = numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return compiled


def is_kept() -> bool:
    """Tell whether the machine code of every kernel so far is kept for the next process."""
    return not _unkept


def kernel_folder(file: str) -> Path:
    """Return where the machine code of the kernels in a source file is kept, if that can be."""
    folder = Path(file).parent
    room = folder.parent if folder.name == "kernels" else folder
    return cache_folder() / f"kernels-{_stamp(room)}"


@cache
def _stamp(room: Path) -> str:
    files = sorted({*room.rglob("*.py"), *SHARED.glob("*.py")})
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
