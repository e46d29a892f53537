"""Output is whole or not there: full disks, Ctrl-C, several processes."""

import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import reportnlp as rn
from conftest import LIMIT, no_file_larger_than, started
from documents import REPORT
from reportnlp.cache import open_cached, write_cached
from reportnlp.cli import steps
from reportnlp.draft import draft_of, drafts_in, remove_drafts

pytest.importorskip("resource", reason="only Unix has the signals and limits that these tests use")

LARGE = pd.DataFrame({"term": [f"词{n * 7919 % 100_003}" for n in range(20_000)], "n": np.arange(20_000)})
CORPUS = rn.Corpus([rn.Report("a", "优化营商环境。", year=2023), rn.Report("b", "保护生态环境。", year=2024)])


@cache
def model(n_terms: int) -> rn.TopicModel:
    return rn.TopicModel(1).fit(np.full((30, n_terms), 20))


@cache
def summary() -> rn.Summary:
    return rn.summarize(CORPUS)


def save_tokens(large: bool, path: Path) -> None:
    rn.segment(rn.Corpus([rn.Report("a", "稳" * (90_000 if large else 1))])).save(path)


#: What writes to a path, the second time something larger where that can be.
WRITERS: dict[str, Callable[[bool, Path], Any]] = {
    **{f"t{suffix}": lambda large, path: rn.save_table(LARGE if large else LARGE.head(2), path) for suffix in (".csv", ".jsonl", ".parquet", ".xlsx")},
    "chart.html": lambda _, path: rn.save_chart(rn.plots.lengths(CORPUS.table), path),
    "page.html": lambda _, path: rn.write_report(summary(), path),
    "model": lambda large, path: model(20_000 if large else 10).save(path),
    "tokens": save_tokens,
    "out": lambda _, path: steps.page(summary(), CORPUS, output=path),
}  # fmt: skip


def state(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what is half made says so when it goes
@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_keeps_the_old_file(name: str, tmp_path: Path):
    WRITERS[name](False, tmp_path / name)
    before = state(tmp_path)
    assert before
    with no_file_larger_than(2000), pytest.raises(OSError, match="File too large"):
        WRITERS[name](True, tmp_path / name)
    assert state(tmp_path) == before
    WRITERS[name](True, tmp_path / name)
    gc.collect()  # what is half made complains here, and not in a later test


@contextmanager
def unwatched() -> Iterator[None]:
    """Run without the measure of coverage, which keeps its lock for good if Ctrl-C comes while it has it."""
    watching = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(watching)


def where(error: Exception) -> Path:
    """Return the file of the line that raised an error."""
    return Path(traceback.extract_tb(error.__traceback__)[-1].filename)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Ctrl-C while something is collected
@pytest.mark.parametrize("name", WRITERS)
@unwatched()
def test_ctrl_c_at_any_moment_leaves_the_old_or_the_new(name: str, tmp_path: Path):
    pressed = []

    def press(*_: object) -> None:
        pressed.append(True)
        raise KeyboardInterrupt

    WRITERS[name](True, tmp_path / name)  # what is made once, such as a fit, counts for nothing below
    WRITERS[name](False, tmp_path / name)
    old = state(tmp_path)
    start = time.perf_counter()
    WRITERS[name](True, tmp_path / name)
    takes, new = time.perf_counter() - start, state(tmp_path)
    before, interrupted = signal.signal(signal.SIGALRM, press), 0
    try:
        for part in np.linspace(0.05, 1.0, 5):
            WRITERS[name](False, tmp_path / name)
            pressed.clear()
            try:
                signal.setitimer(signal.ITIMER_REAL, max(takes * part, 1e-6))
                WRITERS[name](True, tmp_path / name)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                pass
            except Exception as error:  # compiled code of a library can lose Ctrl-C, and the library fails for it
                if not pressed or Path(rn.__file__).parent in where(error).parents:
                    raise
            interrupted += state(tmp_path) == old != new
            # Nothing but the old or the new of each file, and no draft.
            assert {*state(tmp_path).items()} <= {*old.items(), *new.items()}
            assert state(tmp_path).keys() in (old.keys(), new.keys())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert interrupted or old == new
    gc.collect()  # half a workbook complains when it goes: here, and not in a later test


def test_files_of_one_run_take_their_places_together(tmp_path: Path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(ZeroDivisionError), drafts_in(tmp_path) as drafts:
        (drafts / "a").write_text("new")
        1 / 0  # noqa: B018 - any error
    assert state(tmp_path) == {"a": b"old", "mine": b"mine"}
    with drafts_in(tmp_path) as drafts:
        (drafts / "a").write_text("new")
        (drafts / "b").write_text("new")
        assert (tmp_path / "a").read_text() == "old"
    assert state(tmp_path) == {"a": b"new", "b": b"new", "mine": b"mine"}
    assert len(list(tmp_path.iterdir())) == 3


def test_ctrl_c_between_two_renames_goes_through_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    replace, done = Path.replace, []

    def interrupted(self: Path, target: Path) -> Path:
        done.append(replace(self, target))
        if len(done) == 2:
            raise KeyboardInterrupt
        return target

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt), drafts_in(tmp_path) as drafts:
        for name in "abcd":
            (drafts / name).write_text(name)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b", "c", "d"]


#: Saves a model over another one in processes that are killed after more and more renames and removals.
KILLED = """
import os, shutil, signal, sys
from pathlib import Path
import numpy as np
import reportnlp as rn
folder, done, left = Path(sys.argv[1]), False, 0
def watched(call):
    def step(*arguments, **named):
        global left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return call(*arguments, **named)
    return step
old, new = (rn.TopicModel(1).fit(np.full((30, n), 20)) for n in (10, 20))
for steps in range(30):
    old.save(folder / str(steps))
    child = os.fork()
    if not child:
        left = steps
        for owner, name in ((Path, "replace"), (Path, "rename"), (Path, "mkdir"), (Path, "unlink"), (shutil, "rmtree")):
            setattr(owner, name, watched(getattr(owner, name)))
        new.save(folder / str(steps))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
"""


def test_a_kill_while_an_object_is_saved_leaves_the_old_or_the_new_and_the_next_save_no_leftovers(tmp_path: Path):
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=True, timeout=LIMIT)
    sizes = []
    for place in sorted(tmp_path.iterdir(), key=lambda place: int(place.name)):
        sizes.append(rn.TopicModel.load(place).components_.shape[1])
        for file in place.iterdir():
            os.utime(file, (0, time.time() - 2 * 24 * 3600))
        model(15).save(place)
        assert sorted(file.is_dir() for file in place.iterdir()) == [False, True]  # the index and its content
    # From one moment on it is the new one.
    assert len(sizes) < 30
    assert sizes == [10] * sizes.count(10) + [20] * sizes.count(20)
    assert sizes.count(10) > 2
    assert sizes.count(20) > 1


def test_who_loads_while_another_saves_has_one_of_both(tmp_path: Path):
    code = f"""
import numpy as np
import reportnlp as rn
models = [rn.TopicModel(1).fit(np.full((30, n), 20)) for n in (10, 20)]
for n in range(60):
    models[n % 2].save({str(tmp_path / "m")!r})
"""
    model(10).save(tmp_path / "m")
    seen = set()
    with started("-c", code) as writer:
        while writer.poll() is None:
            seen.add(rn.TopicModel.load(tmp_path / "m").components_.shape[1])
    assert writer.returncode == 0
    assert seen == {10, 20}


def test_an_object_replaced_twice_while_it_is_loaded_is_that_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = model(10), model(20)
    first.save(tmp_path / "m")
    load = np.load
    failed = []

    def replaced(file: Path, **options: str | bool) -> np.ndarray:
        if failed:
            return load(file, **options)
        second.save(tmp_path / "m")
        try:
            return load(file, **options)
        except FileNotFoundError as error:
            failed.append(error)
            first.save(tmp_path / "m")
            raise

    monkeypatch.setattr("reportnlp.storage.np.load", replaced)
    assert rn.TopicModel.load(tmp_path / "m").components_.tolist() == first.components_.tolist()
    assert len(failed) == 1


@pytest.mark.parametrize(("name", "place"), [("t.csv", "t.csv"), ("out", "")])
def test_what_a_killed_process_left_goes_with_the_next_run_but_one_of_today_stays(
    name: str, place: str, tmp_path: Path
):
    code = f"""
import os, signal, sys
from pathlib import Path
from reportnlp.draft import draft_of, drafts_in
folder = Path({str(tmp_path)!r})
with draft_of(folder / "t.csv") as draft, draft_of(folder / "model") as half, drafts_in(folder) as drafts:
    draft.write_text("half")
    half.mkdir()
    (half / "ids.npy").write_text("half")
    (drafts / "a").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    mine = {".mine.part.csv", "0123456789abcdef.part.csv", "b.part"}
    for file in mine:
        (tmp_path / file).touch()
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=LIMIT).returncode == -signal.SIGKILL
    left = {file.name for file in tmp_path.iterdir()} - mine
    assert len(left) == 3
    for file in (*mine, *list(left)[:-1]):
        os.utime(tmp_path / file, (0, time.time() - 2 * 24 * 3600))
    WRITERS[name](False, tmp_path / place)
    assert mine <= {file.name for file in tmp_path.iterdir()}
    assert {file.name for file in tmp_path.iterdir()} & left == {list(left)[-1]}


def test_two_processes_may_remove_the_same_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    left = [tmp_path / f".{digit * 16}.part" for digit in "01"]

    def both(_: Path) -> None:  # the other process is faster
        for file in left:
            file.unlink(missing_ok=True)

    for file in left:
        file.touch()
    monkeypatch.setattr("reportnlp.draft.remove", both)
    remove_drafts(tmp_path)
    assert not list(tmp_path.iterdir())


def test_others_can_read_what_was_written_where_they_can_read_other_files(tmp_path: Path):
    (tmp_path / "plain").touch()
    with draft_of(tmp_path / "t.csv") as draft:
        draft.touch()
    assert (tmp_path / "t.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_two_processes_on_one_file_and_one_cache_see_whole_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reportnlp.cache.cache_folder", lambda: tmp_path / "cache")
    code = f"""
import pathlib, sys
import reportnlp.cache, reportnlp.draft
reportnlp.cache.cache_folder = lambda: pathlib.Path({str(tmp_path / "cache")!r})
letter = sys.argv[1].encode()
for n in range(400):
    reportnlp.cache.write_cached("x", lambda stream: stream.write(letter * (30_000 + n)))
    with reportnlp.draft.draft_of(pathlib.Path({str(tmp_path / "y")!r})) as draft:
        draft.write_bytes(letter * (30_000 + n))
"""
    write_cached("x", lambda stream: stream.write(b"c" * 30_000))
    (tmp_path / "y").write_bytes(b"c" * 30_000)
    seen = set()
    with started("-c", code, "a") as one, started("-c", code, "b") as other:
        while one.poll() is None or other.poll() is None:
            with open_cached("x") as stream:
                assert stream is not None
                cached = stream.read()
            for data in (cached, (tmp_path / "y").read_bytes()):
                assert len(set(data)) == 1
                assert len(data) >= 30_000
            seen |= {cached[:1]}
        assert [one.returncode, other.returncode] == [0, 0]
    assert {b"a", b"b"} & seen
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["x"]


def gone(group: int) -> bool:
    """Wait, and tell whether no process of a group is left."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def pressed(process: subprocess.Popen[bytes]) -> bytes:
    """Press Ctrl-C when a program has said that it is there, and return what it said when it ended."""
    assert process.stdout is not None
    assert process.stdout.readline() == b"now\n"
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=LIMIT)
    assert gone(process.pid)
    return said


PIPES = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
#: The command line, which at a moment of its work says so and waits for Ctrl-C.
PROGRAM = """
import importlib, sys, time
import reportnlp as rn
from reportnlp.cli import app
module, name, times = sys.argv[1:4]
module = importlib.import_module(module)
function, calls = getattr(module, name), []
def watched(*arguments, **named):
    calls.append(1)
    if len(calls) == int(times):
        print("now", flush=True)
        while True:  # not in one sleep: a signal that comes just before it would wait for its end
            time.sleep(0.05)
    return function(*arguments, **named)
setattr(module, name, watched)
app(sys.argv[4:])
"""


@pytest.mark.parametrize(
    "moment",
    [
        ("reportnlp.reading.folder", "_report", "2"),
        ("reportnlp", "save_table", "4"),
        ("reportnlp", "write_report", "1"),
    ],
    ids=["while reading", "between tables", "before the page"],
)
def test_ctrl_c_on_the_command_line_leaves_the_old_output_and_no_process(moment: tuple[str, str, str], tmp_path: Path):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("望海", "听涛"):
        (source / f"{name}.txt").write_text(REPORT.replace("望海", name), "utf-8")
    steps.page(summary(), CORPUS, output=out)
    before = state(out)
    with started("-c", PROGRAM, *moment, "report", str(source), "-o", str(out), **PIPES) as process:
        said = pressed(process)
    assert process.returncode == 130
    assert b"interrupted" in said
    assert b"Traceback" not in said
    assert state(out) == before


@pytest.mark.parametrize(
    "moment",
    [("reportnlp.reading.folder", "_read_all", "1"), ("reportnlp.summary.parts", "keywords_of", "1")],
    ids=["while they start", "while they find slogans"],
)
def test_ctrl_c_leaves_no_process_beside(moment: tuple[str, str, str], tmp_path: Path):
    out = tmp_path / "out"
    options = ["report", "corpus/sample", "-o", str(out), "--n-jobs", "2"]
    with started("-c", PROGRAM, *moment, *options, **PIPES) as process:
        said = pressed(process)
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert not list(out.glob("*"))


#: What Python runs as it starts, here in each process that reads: it stops at its first report, and the second says so.
STOPS = """
import os, time
from pathlib import Path
from reportnlp.reading import folder
def stops(*_):
    said = Path(__file__).parent
    (said / str(os.getpid())).touch()
    while len([file for file in said.iterdir() if file.name.isdigit()]) < 2:
        time.sleep(0.01)
    os.write(1, b"now\\n")  # whole, whoever else writes
    time.sleep(600)
folder._report = stops
"""


def test_ctrl_c_while_processes_read_leaves_none(tmp_path: Path):
    for place in ("in", "python"):
        (tmp_path / place).mkdir()
    for name in ("望海", "听涛"):
        (tmp_path / "in" / f"{name}.txt").write_text(REPORT.replace("望海", name), "utf-8")
    (tmp_path / "python" / "sitecustomize.py").write_text(STOPS, "utf-8")
    code = f"import reportnlp as rn; rn.read_corpus({str(tmp_path / 'in')!r}, n_jobs=2)"
    env = os.environ | {"PYTHONPATH": str(tmp_path / "python")}
    with started("-c", code, env=env, **PIPES) as process:
        said = pressed(process)
    assert process.returncode == -signal.SIGINT
    assert b"KeyboardInterrupt" in said
