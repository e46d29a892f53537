import gc
import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from reportnlp import jit


def twice(number: int) -> int:
    return 2 * number


def test_code_is_kept_in_the_cache_folder(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("reportnlp.jit.cache_folder", lambda: tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    compiled = jit.kernel(twice)
    assert compiled(4) == 8
    assert len(list(tmp_path.rglob("*.nbi"))) == 1
    assert numba.config.CACHE_DIR == ""


def test_a_folder_that_the_user_chose_is_used(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert jit.kernel(twice)(4) == 8
    assert len(list(tmp_path.rglob("*.nbi"))) == 1


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_damaged_code_is_compiled_anew(tmp_path: Path, monkeypatch, suffix: str):
    monkeypatch.setattr("reportnlp.jit.cache_folder", lambda: tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    jit.kernel(twice)(4)
    (file,) = tmp_path.rglob(f"*.{suffix}")
    file.write_bytes(file.read_bytes()[:20])
    damaged = jit.kernel(twice)
    assert [damaged(4), damaged(5)] == [8, 10]
    assert jit.kernel(twice)(6) == 12  # as in the next process, which finds nothing and keeps its own
    (file,) = tmp_path.rglob(f"*.{suffix}")
    assert len(file.read_bytes()) > 20


def test_a_full_disk_does_not_matter(tmp_path: Path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("reportnlp.jit.cache_folder", lambda: tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    assert jit.kernel(twice)(4) == 8


def test_it_works_where_nothing_can_be_kept(monkeypatch):
    def nowhere(*_: object) -> None:
        raise RuntimeError("cannot cache function 'twice': no locator available for file")

    monkeypatch.setattr(jit, "_Cache", nowhere)
    monkeypatch.setattr(jit, "_unkept", [])
    assert jit.is_kept()
    assert jit.kernel(twice)(4) == 8
    assert not jit.is_kept()


@pytest.mark.parametrize("changed", ["room/b.py", "shared/c.py"])
def test_a_change_of_any_file_beside_a_kernel_or_shared_makes_it_anew(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(jit, "SHARED", tmp_path / "shared")
    for number, name in enumerate(("room/a.py", "room/b.py", "shared/c.py")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(str(number))
    first = jit._stamp(tmp_path / "room")
    (tmp_path / changed).write_text("3")
    jit._stamp.cache_clear()
    assert jit._stamp(tmp_path / "room") != first
    jit._stamp.cache_clear()


def looks_for_cycles(_: int) -> bool:
    return gc.isenabled()


@pytest.mark.parametrize("looks", [True, False])
def test_python_looks_for_cycles_again_once_a_kernel_is_compiled(monkeypatch, looks: bool):
    monkeypatch.setattr(numba, "njit", lambda **_: lambda function: function)
    called = jit.kernel(looks_for_cycles)
    before = gc.isenabled()
    (gc.enable if looks else gc.disable)()
    try:
        assert [called(0), called(0)] == [False, looks]
    finally:
        (gc.enable if before else gc.disable)()


def test_a_lean_kernel_gives_what_a_kernel_gives(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("reportnlp.jit.cache_folder", lambda: tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    assert jit.lean_kernel(twice)(4) == jit.kernel(twice)(4) == 8


LOOKED_FOR = """
import sys
import numpy as np
from reportnlp.jit import kernel

@kernel
def doubled(numbers):
    return 2 * numbers

assert doubled(np.arange(3)).tolist() == [0, 2, 4]
print("numba.np.linalg" in sys.modules)
"""


def test_what_compiling_takes_is_imported_only_to_compile(tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(LOOKED_FOR)
    own = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    said = [subprocess.check_output([sys.executable, script], env=own, text=True, timeout=300) for _ in range(2)]
    assert [text.strip() for text in said] == ["True", "False"]
