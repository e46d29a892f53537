"""A step over partitions: what it keeps, what it makes anew, and what it says when it cannot write."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import reportnlp as rn
from conftest import LIMIT, no_file_larger_than, started
from reportnlp.scale import stage
from reportnlp.scale.ledger import Entry, Ledger
from reportnlp.scale.stage import Made, Part, Run, Source, run_stage
from reportnlp.scale.tables import write_bytes

dask = pytest.importorskip("dask", reason="the extra scale is not installed")

Make = Callable[[str, Path], Made]


def make(name: str, folder: Path) -> Made:
    return Made({f"{name}.bin": write_bytes(folder / f"{name}.bin", name.encode())})


def run(work: Path, call: Make = make, names: str = "ab") -> list[Part]:
    return run_stage("step", {"top": 1}, [Source(name, f"{name}.csv", "digest", call) for name in names], Run(work))


def never(name: str, folder: Path) -> Made:
    raise AssertionError(f"{name} was made again")


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    assert run(tmp_path) == run(tmp_path, never)


@pytest.mark.parametrize(("said", "other"), [("__version__", "0.0.0"), ("FORMAT", 99)])
def test_what_another_version_made_is_made_again(
    said: str, other: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, _) = run(tmp_path)
    monkeypatch.setattr(stage, said, other)
    (again, _) = run(tmp_path)
    assert first.folder != again.folder


def test_drafts_of_killed_workers_go_at_the_end_and_nothing_else(tmp_path: Path) -> None:
    def leaves(name: str, folder: Path) -> Made:
        (folder / f".{name * 16}.part.parquet").write_bytes(b"half")
        (folder / f".{name * 8}.part.parquet").touch()
        return make(name, folder)

    (part, _) = run(tmp_path, leaves)
    mine = [".aaaaaaaa.part.parquet", ".bbbbbbbb.part.parquet"]
    assert sorted(file.name for file in part.folder.iterdir()) == [*mine, "a.bin", "b.bin", "ledger.jsonl", "step.json"]


def test_a_run_that_ends_takes_no_file_from_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft of a process that lives looks like one of a worker that was killed."""
    fsync, ended = os.fsync, []

    def ends(number: int) -> None:
        fsync(number)
        if not ended:
            ended.append(True)
            run(tmp_path, names="")

    folder = run(tmp_path, names="")
    (place,) = tmp_path.iterdir()
    assert folder == []
    monkeypatch.setattr(os, "fsync", ends)
    write_bytes(place / "a.bin", b"whole")
    assert ended
    assert (place / "a.bin").read_bytes() == b"whole"


#: Twenty steps of twenty partitions, in the order of the letters or the other way round.
STEPS = """
import sys
from pathlib import Path
from test_scale_stage import make
from reportnlp.scale.stage import Run, Source, run_stage
sources = [Source(letter, letter, "digest", make) for letter in "abcdefghijklmnopqrst"[:: int(sys.argv[2])]]
for number in range(20):
    assert len(run_stage("step", {"n": number}, sources, Run(Path(sys.argv[1])))) == 20
"""


def test_two_runs_at_once_on_one_folder_do_not_hurt_each_other(tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, sys.path))}
    with (
        started("-c", STEPS, str(tmp_path), "1", env=env) as one,
        started("-c", STEPS, str(tmp_path), "-1", env=env) as other,
    ):
        assert [one.wait(LIMIT), other.wait(LIMIT)] == [0, 0]
    for folder in tmp_path.iterdir():
        files = {file.name for file in folder.iterdir()}
        assert files == {*(f"{letter}.bin" for letter in "abcdefghijklmnopqrst"), "ledger.jsonl", "step.json"}
        assert (folder / "ledger.jsonl").read_bytes().count(b"\n") == 20


def test_the_ledger_has_one_order_whatever_was_done_first(tmp_path: Path) -> None:
    def slow(name: str, folder: Path) -> Made:
        end = time.monotonic() + 60
        while name == "a" and not (folder / "b.bin").exists() and time.monotonic() < end:
            time.sleep(0.001)
        return make(name, folder)

    (part, _) = run(tmp_path / "one", slow)
    (again, _) = run(tmp_path / "two", names="a") + run(tmp_path / "two")[1:]
    assert (part.folder / "ledger.jsonl").read_bytes() == (again.folder / "ledger.jsonl").read_bytes()


def test_lines_of_another_step_count_for_nothing(tmp_path: Path) -> None:
    Ledger(tmp_path, "params").add(Entry("a", "a.csv", "digest", {}, {}))
    assert Ledger(tmp_path, "params").done("a", "digest") is not None
    assert Ledger(tmp_path, "others").done("a", "digest") is None


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b"7", b'{"params": "params"}', b'{"params": "params", "x": 1}', b"\xff"]
)
def test_a_line_that_is_none_counts_for_nothing(line: bytes, tmp_path: Path) -> None:
    Ledger(tmp_path, "params").add(Entry("a", "a.csv", "digest", {}, {}))
    with (tmp_path / "ledger.jsonl").open("ab") as stream:
        stream.write(line + b"\n")
    assert list(Ledger(tmp_path, "params").entries) == ["a"]


def test_work_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "work").touch()
    with pytest.raises(rn.StorageError, match=r"work/step-.*: cannot be written \(Not a directory\); see to it"):
        run(tmp_path / "work")


def broken(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_is_full_for_the_ledger_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "add", broken)
    with pytest.raises(rn.StorageError, match=r"^[ab]\.csv: cannot be written \(No space left on device\); free some"):
        run(tmp_path)


def test_a_disk_that_is_full_at_the_end_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "remove_drafts", broken)
    with pytest.raises(rn.StorageError, match=r"step-.*: cannot be written \(No space left on device\); free some"):
        run(tmp_path)
    monkeypatch.undo()
    assert len(run(tmp_path, never)) == 2


def test_a_disk_that_is_full_for_a_partition_names_it_and_keeps_the_rest(tmp_path: Path) -> None:
    begun: list[str] = []

    def large(name: str, folder: Path) -> Made:
        begun.append(name)
        return Made({f"{name}.bin": write_bytes(folder / f"{name}.bin", bytes(10_000 if len(begun) > 1 else 10))})

    said = r"^[ab]\.csv: cannot be written \(File too large\)"
    # One after the other: else the end of the one can come before that of the other was told.
    raises = pytest.raises(rn.StorageError, match=said)
    with dask.config.set(scheduler="synchronous"), no_file_larger_than(5000), raises as error:
        run(tmp_path, large)
    first, second = begun
    assert str(error.value).startswith(f"{second}.csv")
    assert len(run(tmp_path, lambda name, folder: (never if name == first else make)(name, folder))) == 2
