"""Saved objects: what was damaged, forged or written by another version is refused, and says so."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reportnlp as rn
from reportnlp import storage
from worlds import two_worlds

TOKENS = rn.segment(rn.Corpus([rn.Report("a", "优化营商环境。"), rn.Report("b", "保护生态环境。")]))
SAVED = {"Tokens": TOKENS, "TermMatrix": rn.count(TOKENS), "TopicModel": rn.TopicModel(2).fit(two_worlds())}


@pytest.fixture(params=SAVED)
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Callable[[Path], Any]]:
    SAVED[request.param].save(tmp_path / "it")
    return tmp_path / "it", type(SAVED[request.param]).load


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    TOKENS.save(tmp_path / "tokens")
    return tmp_path / "tokens"


def content(folder: Path) -> Path:
    """Return the folder with the arrays and tables of a saved object."""
    (found,) = (file for file in folder.iterdir() if file.is_dir())
    return found


def forge(folder: Path, **changes: Any) -> None:
    """Change the index and give it and every file the right checksum, as someone who means harm would."""
    index = json.loads((folder / "index.json").read_text("utf-8")) | changes
    del index["checksum"]
    for name in index["files"]:
        if (content(folder) / name).is_file():
            index["files"][name] = hashlib.sha256((content(folder) / name).read_bytes()).hexdigest()
    index["checksum"] = hashlib.sha256(json.dumps(index, sort_keys=True).encode()).hexdigest()
    (folder / "index.json").write_text(json.dumps(index), "utf-8")


def alter(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change an array, checksums and all."""
    file = content(folder) / f"{name}.npy"
    np.save(file, change(np.load(file)))
    forge(folder)


def test_a_byte_that_changed_in_any_file_is_noticed(saved: tuple[Path, Callable[[Path], Any]]):
    folder, load = saved
    load(folder)
    for file in [folder / "index.json", *sorted(content(folder).iterdir())]:
        whole = file.read_bytes()
        for at in {0, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            try:
                load(folder)
            except rn.StorageError as error:
                assert str(folder) in str(error)
            else:  # a blank of the index, which says the same with another
                assert file.name == "index.json"
                assert not (whole[at : at + 1].strip() and bytes([whole[at] ^ 1]).strip())
        file.write_bytes(whole)
    load(folder)


def test_a_number_changed_by_hand_is_noticed(tmp_path: Path):
    SAVED["TopicModel"].save(tmp_path / "model")
    index = tmp_path / "model" / "index.json"
    index.write_text(index.read_text("utf-8").replace('"eta_": 0.01', '"eta_": 0.02'), "utf-8")
    with pytest.raises(rn.StorageError, match=r"index\.json: is damaged; make the object again"):
        rn.TopicModel.load(tmp_path / "model")


def test_a_newer_and_an_older_format_are_refused(tokens: Path):
    forge(tokens, format=99)
    with pytest.raises(rn.StorageError, match="has format 99, this version reads 4; upgrade reportnlp"):
        rn.Tokens.load(tokens)
    forge(tokens, format=1)
    with pytest.raises(rn.StorageError, match="has format 1, this version reads 4; make the object again"):
        rn.Tokens.load(tokens)


def test_a_name_that_leads_outside_is_not_followed(tokens: Path):
    (tokens / "secret.npy").write_bytes((content(tokens) / "ids.npy").read_bytes())
    files = json.loads((tokens / "index.json").read_text("utf-8"))["files"]
    forge(tokens, files=files | {"../secret.npy": ""})
    with pytest.raises(rn.StorageError, match=r"tokens/[0-9a-f]{16}/secret\.npy: is missing"):
        rn.Tokens.load(tokens)


class Harm:
    """What pickle would run."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.file,)


@pytest.mark.parametrize("suffix", ["npy", "parquet"])
def test_objects_in_an_array_are_not_unpickled(tokens: Path, tmp_path: Path, suffix: str):
    harm = np.array([Harm(tmp_path / "done")] * len(TOKENS.ids), object)
    file = content(tokens) / "ids.npy" if suffix == "npy" else next(content(tokens).glob("*.parquet"))
    with file.open("wb") as stream:
        np.save(stream, harm, allow_pickle=True)
    forge(tokens)
    with pytest.raises(rn.StorageError, match="does not hold what a Tokens is made of"):
        rn.Tokens.load(tokens)
    assert not (tmp_path / "done").exists()
    np.load(file, allow_pickle=True)  # this would have done it
    assert (tmp_path / "done").exists()


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("ids", lambda ids: ids + 1000, "ids of no type"),
        ("ids", lambda ids: ids - 1000, "ids of no type"),
        ("starts", lambda starts: starts - 7, "spans outside of every text"),
        ("starts", lambda starts: starts + (2**31 - 1 - starts.max()), "spans outside of every text"),
        ("indptr", lambda indptr: indptr + np.array([0, 99, 0]), "documents that overlap"),
        ("indptr", lambda indptr: indptr[:0], "does not hold"),
        ("ids", lambda ids: ids[:-1], "do not fit together"),
        ("ids", lambda ids: ids.astype("str"), "no whole numbers"),
    ],
)
def test_forged_tokens_that_lead_kernels_astray_are_refused(tokens: Path, name: str, change: Any, said: str):
    alter(tokens, name, change)
    with pytest.raises(rn.StorageError, match=said):
        rn.Tokens.load(tokens)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("indices", lambda indices: indices + 1000),
        ("indptr", lambda indptr: indptr[::-1]),
        ("data", lambda data: -data),
        ("data", lambda data: data[:-1]),
    ],
)
def test_a_forged_matrix_is_refused(tmp_path: Path, name: str, change: Any):
    SAVED["TermMatrix"].save(tmp_path / "m")
    alter(tmp_path / "m", name, change)
    with pytest.raises(rn.StorageError, match="does not hold what a TermMatrix is made of"):
        rn.TermMatrix.load(tmp_path / "m")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("_topics", lambda topics: topics[:, :-1]),
        ("_topics", lambda topics: topics[:1]),
        ("_topics", lambda topics: topics * np.nan),
        ("_weights", lambda weights: weights[:-1]),
        ("doc_topic_", lambda shares: shares[:-1]),
    ],
)
def test_a_forged_model_is_refused(tmp_path: Path, name: str, change: Any):
    SAVED["TopicModel"].save(tmp_path / "m")
    alter(tmp_path / "m", name, change)
    with pytest.raises(rn.StorageError, match="does not hold what a TopicModel is made of"):
        rn.TopicModel.load(tmp_path / "m")


@pytest.mark.parametrize("missing", ["files", "meta", "content"])
def test_an_index_without_its_parts_is_refused(tokens: Path, missing: str):
    forge(tokens, **{missing: {}})
    with pytest.raises(rn.StorageError, match="does not hold what a Tokens is made of"):
        rn.Tokens.load(tokens)


def test_an_index_nested_without_end_is_refused(tokens: Path):
    (tokens / "index.json").write_text("[" * 100_000)
    with pytest.raises(rn.StorageError, match="is no object saved by this library"):
        rn.Tokens.load(tokens)


def test_content_that_lies_outside_is_not_read(tokens: Path):
    content(tokens).rename(tokens.parent / "secret")
    (tokens / ("0" * 16)).mkdir()
    forge(tokens, content="../secret")
    with pytest.raises(rn.StorageError, match=r"does not hold what a Tokens is made of \(a name of no content\)"):
        rn.Tokens.load(tokens)


def test_content_that_is_damaged_is_written_again(tokens: Path):
    file = content(tokens) / "ids.npy"
    file.write_bytes(file.read_bytes()[:-1])
    TOKENS.save(tokens)
    assert rn.Tokens.load(tokens).ids.tolist() == TOKENS.ids.tolist()


def test_content_that_is_whole_stays_where_it_is(tokens: Path):
    """Who loads it now has mapped its files, and a process that is killed leaves them."""
    before = [(file.name, file.stat().st_ino) for file in sorted(tokens.rglob("*.npy"))]
    TOKENS.save(tokens)
    assert [(file.name, file.stat().st_ino) for file in sorted(tokens.rglob("*.npy"))] == before != []


def test_content_that_was_replaced_goes(tokens: Path):
    old = content(tokens)
    rn.segment(rn.Corpus([rn.Report("c", "稳中求进。")])).save(tokens)
    assert content(tokens).name != old.name  # and there is only one


def test_content_that_no_index_came_to_name_goes(tokens: Path, monkeypatch: pytest.MonkeyPatch):
    old = content(tokens)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "draft_of", full)
    with pytest.raises(OSError, match="No space left"):
        rn.segment(rn.Corpus([rn.Report("c", "稳中求进。")])).save(tokens)
    assert content(tokens) == old
    rn.Tokens.load(tokens)


def test_of_two_that_save_at_once_where_nothing_was_the_last_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write, written = storage._write, []

    def both(folder: Path, *parts: Any) -> None:
        write(folder, *parts)
        written.append(folder)
        if len(written) == 1:  # the other process is faster
            SAVED["TermMatrix"].save(tmp_path / "it")

    monkeypatch.setattr(storage, "_write", both)
    TOKENS.save(tmp_path / "it")
    assert len(written) == 3
    assert rn.Tokens.load(tmp_path / "it").ids.tolist() == TOKENS.ids.tolist()
    assert sorted(file.is_dir() for file in (tmp_path / "it").iterdir()) == [False, True]
    assert [file.name for file in tmp_path.iterdir()] == ["it"]


@pytest.fixture
def left(tokens: Path) -> list[Path]:
    """Content that processes left which were killed two days ago."""
    found = [tokens / (digit * 16) for digit in "01"]
    for folder in found:
        folder.mkdir()
        os.utime(folder, (0, time.time() - 2 * 24 * 3600))
    return found


def test_what_killed_processes_left_goes_and_what_another_process_writes_now_stays(tokens: Path, left: list[Path]):
    os.utime(left[1])
    TOKENS.save(tokens)
    assert [folder.exists() for folder in left] == [False, True]


def test_two_processes_may_remove_the_same_leftovers(tokens: Path, left: list[Path], monkeypatch: pytest.MonkeyPatch):
    def both(_: Path) -> None:  # the other process is faster
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)

    monkeypatch.setattr(storage, "remove", both)
    storage._remove_unnamed(tokens, set())
    assert not any(folder.exists() for folder in left)
    rn.Tokens.load(tokens)


def test_ctrl_c_while_leftovers_are_removed_leaves_none(
    tokens: Path, left: list[Path], monkeypatch: pytest.MonkeyPatch
):
    remove, removed = storage.remove, []

    def pressed(path: Path) -> None:
        remove(path)
        if path in left:
            removed.append(path)
            if len(removed) == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr(storage, "remove", pressed)
    with pytest.raises(KeyboardInterrupt):
        TOKENS.save(tokens)
    assert not any(folder.exists() for folder in left)
    rn.Tokens.load(tokens)
