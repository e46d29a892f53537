"""Workers that die, a scheduler that restarts, a disk that is full: what is done is kept, and the end is the same."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import reportnlp as rn
from conftest import SAMPLE
from reportnlp import scale
from reportnlp.scale.ledger import Entry, Ledger
from reportnlp.scale.running import Task, run_all
from reportnlp.scale.tables import read_bytes, write_bytes

dask = pytest.importorskip("dask", reason="the extra scale is not installed")
distributed = pytest.importorskip("distributed", reason="the extra scale is not installed")

# Dask closes its sockets and files late; that is no warning of ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:.*:UserWarning:distributed"),
]
PARTS = 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten partitions of 24 reports, each report with a sentence of its own."""
    found = tmp_path_factory.mktemp("faults") / "in"
    found.mkdir()
    sample = rn.read_corpus(SAMPLE)
    for number in range(PARTS):
        texts = [f"{report.text}\n第{number}批第{k}份。" for k, report in enumerate(sample)]
        ids = [f"r{number}-{k}" for k in range(len(texts))]
        pd.DataFrame({"id": ids, "text": texts, "year": 2020 + number % 3}).to_parquet(found / f"{number}.parquet")
    return found


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run that nothing disturbs, on threads."""
    return files_of(count(folder, tmp_path_factory.mktemp("expected")))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    # Workers are forked from a process that has imported what they need: most of the time of a restart is imports.
    dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"})
    distributed.utils.get_mp_context().set_forkserver_preload(["distributed", "reportnlp.scale"])
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=50,
        death_timeout=300,  # a busy machine starts a worker slowly
    ) as made:
        yield made


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    """A client of both workers: one that the last test killed is back."""
    with distributed.Client(cluster) as made:
        made.wait_for_workers(2, timeout=300)
        yield made


def count(folder: Path, work: Path, client: Any = None) -> scale.PartitionedMatrix:
    return scale.count(scale.segment(scale.read(folder, work=work, client=client)))


def files_of(matrix: scale.PartitionedMatrix) -> dict[str, bytes]:
    folder = matrix.parts[0].folder
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def lines(work: Path, step: str) -> int:
    return sum(file.read_bytes().count(b"\n") for file in work.glob(f"{step}-*/ledger.jsonl"))


def until(true: Callable[[], object], seconds: float = 300) -> bool:
    """Wait until something is true; tell whether it became so in time. A busy machine takes minutes."""
    end = time.monotonic() + seconds
    while not (now := true()) and time.monotonic() < end:
        time.sleep(0.01)
    return bool(now)


def once_some_are_done(work: Path, step: str, act: Callable[[], object]) -> threading.Thread:
    """Act in a thread as soon as a step has finished two partitions."""

    def watch() -> None:
        if until(lambda: lines(work, step) >= 2):
            act()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_processes_of_a_cluster_give_the_same_files(
    folder: Path, client: Any, expected: dict[str, bytes], tmp_path: Path
) -> None:
    corpus = rn.read_corpus(folder)
    hits = rn.slogans(corpus.where(id=["r0-0", "r7-1"]))  # first, for what it compiles both workers need not
    counted = count(folder, tmp_path, client)
    assert files_of(counted) == expected
    keywords = scale.keywords(counted, by="year", top=3)
    slogans = scale.slogans(scale.read(folder, work=tmp_path, client=client).where(id=["r0-0", "r7-1"]))
    found = slogans.compute()
    pd.testing.assert_frame_equal(keywords, rn.keywords(rn.count(rn.segment(corpus)), by="year", top=3))
    order = ["report", "start", "end"]
    pd.testing.assert_frame_equal(
        found.sort_values(order, ignore_index=True), hits.sort_values(order, ignore_index=True)
    )


def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    folder: Path, cluster: Any, client: Any, expected: dict[str, bytes], tmp_path: Path
) -> None:
    pids = {nanny.pid for nanny in cluster.workers.values()}
    thread = once_some_are_done(tmp_path, "count", lambda: os.kill(min(pids), signal.SIGKILL))
    counted = count(folder, tmp_path, client)
    thread.join(300)
    assert files_of(counted) == expected
    assert {nanny.pid for nanny in cluster.workers.values()} != pids
    assert not list(tmp_path.rglob(".*.part*"))


def test_a_partition_that_kills_its_worker_is_named(cluster: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)  # Dask tries three times more by default
    said = r"deadly\.parquet: the cluster lost the partition \(KilledWorker\)"
    with pytest.raises(rn.StorageError, match=said):
        run_all([Task("deadly.parquet", partial(os._exit, 1))], client, lambda *_: None)


def test_what_is_left_when_a_partition_fails_is_not_run(cluster: Any, client: Any, tmp_path: Path) -> None:
    """It would go on to write, though its run has ended, and the next run writes there too."""

    def work(number: int) -> None:  # all that it needs goes to the worker with it
        if not number:
            raise ZeroDivisionError
        for _ in range(3000):
            if (tmp_path / "go").exists():
                break
            time.sleep(0.1)
        (tmp_path / f"done {number}").touch()

    tasks = [Task(f"{number}.parquet", partial(work, number)) for number in range(8)]
    with pytest.raises(ZeroDivisionError) as error:
        run_all(tasks, client, lambda *_: None)
    assert error.value.__notes__ == ["in partition 0.parquet"]
    try:
        assert until(lambda: not cluster.scheduler.tasks, 60)  # though the error has its frames, and these the tasks
    finally:
        (tmp_path / "go").touch()
    client.gather(client.map(lambda _: time.sleep(0.1), range(4)))  # both workers are free again
    assert len(list(tmp_path.glob("done *"))) <= 2  # what had begun


def test_after_a_restart_of_all_workers_the_next_run_goes_on(
    folder: Path, cluster: Any, client: Any, expected: dict[str, bytes], tmp_path: Path
) -> None:
    with distributed.Client(cluster, set_as_default=False) as other:
        restart = partial(other.restart, timeout=300, wait_for_workers=False)
        thread = once_some_are_done(tmp_path, "count", restart)
        with pytest.raises(rn.StorageError, match=r"\d\.parquet.*the cluster lost the partition.*run it again"):
            count(folder, tmp_path, client)
        thread.join(300)
    done = lines(tmp_path, "count")
    assert 2 <= done < PARTS
    kept = {file: file.stat().st_mtime_ns for file in tmp_path.glob("count-*/part-*.types.parquet")}
    assert files_of(count(folder, tmp_path, client)) == expected
    assert sum(file.stat().st_mtime_ns == time_ for file, time_ in kept.items()) >= done


def test_a_scheduler_that_dies_is_said_and_a_new_one_goes_on(
    folder: Path, cluster: Any, expected: dict[str, bytes], tmp_path: Path
) -> None:
    address = ["--scheduler-file", str(tmp_path / "scheduler.json"), "--no-dashboard"]
    with ExitStack() as stack:
        scheduler = stack.enter_context(dask_process("scheduler", *address, "--port", "0"))
        worker = stack.enter_context(dask_process("worker", *address, "--nthreads", "1", "--no-nanny"))
        with distributed.Client(
            scheduler_file=str(tmp_path / "scheduler.json"), timeout=300
        ) as client:  # processes start slowly on a busy machine
            client.wait_for_workers(1, timeout=300)
            thread = once_some_are_done(tmp_path, "count", scheduler.kill)
            with pytest.raises(rn.StorageError, match=r"\d\.parquet.*the cluster lost the partition"):
                count(folder, tmp_path, client)
            thread.join(300)
        worker.wait(300)  # it ends by itself
    assert 2 <= lines(tmp_path, "count") < PARTS
    with distributed.Client(cluster) as client:
        assert files_of(count(folder, tmp_path, client)) == expected


@contextmanager
def dask_process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or a worker as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(300)


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    """A file system at a place; a test that cannot have one is skipped."""
    place.mkdir()
    try:
        made = subprocess.run(["mount", *options, str(place)], check=False, capture_output=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("there is no mount on this system")
    if made.returncode:
        pytest.skip(f"a file system cannot be mounted: {made.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True, timeout=60)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB in memory."""
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=300k", "tmpfs") as place:
        yield place


def test_what_the_ledger_says_is_done_is_there_after_a_power_cut(tmp_path: Path) -> None:
    """A copy of a disk in use is what a power cut would leave of it: all that was not yet written is lost."""
    make = shutil.which("mkfs.ext4", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if make is None:
        pytest.skip("there is no mkfs.ext4 on this system")
    disk, data = tmp_path / "disk.img", b"counts" * 1000
    disk.write_bytes(bytes(8 * 2**20))
    subprocess.run([make, "-q", str(disk)], check=True, timeout=60)
    # As on the many systems that, unlike ext4 by default, do not see to it that a file is written before its new name.
    with mounted(tmp_path / "before", "-o", "loop,data=writeback,noauto_da_alloc", str(disk)) as folder:
        ledger = Ledger(folder, "params")
        sha256 = write_bytes(folder / "part.parquet", data)
        ledger.add(Entry("part", "a.parquet", "digest", {"part.parquet": sha256}, {"part.parquet": len(data)}))
        shutil.copyfile(disk, tmp_path / "cut.img")
    with mounted(tmp_path / "after", "-o", "loop", str(tmp_path / "cut.img")) as folder:
        assert Ledger(folder, "params").done("part", "digest") is not None
        assert read_bytes(folder / "part.parquet", sha256) == data


def test_a_full_disk_is_said_and_with_more_room_the_run_goes_on(
    folder: Path, small_disk: Path, expected: dict[str, bytes]
) -> None:
    with pytest.raises(rn.StorageError, match=r"\d\.parquet: cannot be written \(No space left on device\); free some"):
        count(folder, small_disk / "work")
    # Another thread may still find out that its partition has no room either.
    assert until(lambda: not list(small_disk.rglob(".*.part*")), 60)
    for file in small_disk.rglob("*.parquet"):
        pd.read_parquet(file)  # what is there is whole
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True, timeout=60)
    assert files_of(count(folder, small_disk / "work")) == expected
