"""Tasks over partitions on Dask: its schedulers of one machine, or a cluster through a client."""

import asyncio
import errno
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from reportnlp.errors import ArgumentError, ReportNLPError, StorageError

__all__ = ["Task", "check_dask", "merged", "run_all", "written"]

#: Results that one task of a tree puts together.
FAN = 8


class Task(NamedTuple):
    """A call, and the name of what it works on, which stands in every error and in Dask's dashboard."""

    name: str
    call: Callable[[], Any]


def check_dask() -> None:
    """Raise ArgumentError if Dask is not installed."""
    _dask("dask")


def run_all(tasks: Sequence[Task], client: Any, done: Callable[[int, Any], None]) -> None:
    """Run tasks, and call `done` with number and result of each in this process, as soon as it is finished.

    Without a client Dask's scheduler of this machine is the one that its configuration names, threads by
    default; an active client is used as Dask itself would.

    Raises
    ------
    StorageError
        If the disk is full, or the cluster lost the tasks. What is done was told to `done`.
    """
    client = _active_client() if client is None else client
    if not tasks:
        return
    if client is not None:
        _on_cluster(tasks, client, done)
        return
    numbers = {f"{task.name}-{number}": number for number, task in enumerate(tasks)}
    delayed, callbacks = _dask("dask").delayed, _dask("dask.callbacks")
    calls = [
        delayed(partial(_named, *tasks[number]), pure=False, traverse=False)(dask_key_name=key)
        for key, number in numbers.items()
    ]

    def finished(key: Any, result: Any, *_: Any) -> None:
        if key in numbers:
            done(numbers[key], result)

    with callbacks.Callback(posttask=finished):
        _dask("dask").compute(*calls, optimize_graph=False)


def merged(tasks: Sequence[Task], combine: Callable[[list[Any]], Any], client: Any) -> Any:
    """Return the results of one or more tasks put together by a tree, eight at a time.

    `combine` must give the same for any order and any grouping.
    """
    client = _active_client() if client is None else client
    delayed = _dask("dask").delayed
    level = [delayed(partial(_named, *task), pure=False, traverse=False)() for task in tasks]
    together = delayed(combine, pure=False, traverse=False)
    while len(level) > 1:
        level = [together(level[k : k + FAN]) for k in range(0, len(level), FAN)]
    if client is None:
        return level[0].compute()
    future = client.compute(level[0])
    return _result(future, [task.name for task in tasks])


def _on_cluster(tasks: Sequence[Task], client: Any, done: Callable[[int, Any], None]) -> None:
    waiting = {client.submit(partial(_named, *task), pure=False): number for number, task in enumerate(tasks)}
    try:
        for future in _dask("distributed").as_completed(list(waiting)):
            result = _result(future, [tasks[number].name for number in (waiting[future], *waiting.values())])
            done(waiting.pop(future), result)
    finally:
        if waiting and client.status == "running":
            client.cancel(list(waiting), asynchronous=client.asynchronous)


def _result(future: Any, names: list[str]) -> Any:
    """Return the result of a future, or say which partitions a cluster has lost."""
    killed = _dask("distributed").scheduler.KilledWorker
    lost = futures.CancelledError, asyncio.CancelledError, killed, OSError
    try:
        return future.result()
    except lost as error:
        named = list(dict.fromkeys(names))
        raise StorageError(
            f"{named[0]}{f' and {len(named) - 1} more' if len(named) > 1 else ''}: the cluster lost the partition "
            f"({type(error).__name__}); what is done is kept: run it again, with more memory for each worker if they "
            "were killed"
        ) from error


def _named(name: str, call: Callable[[], Any]) -> Any:
    """Call, and put the name of the partition into what goes wrong."""
    try:
        with written(name):
            return call()
    except ReportNLPError:
        raise
    except Exception as error:
        error.add_note(f"in partition {name}")
        raise


@contextmanager
def written(name: str) -> Iterator[None]:
    """Turn what the system says when something cannot be written into a sentence with its name."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "free some space" if full else "see to it that every worker can write there"
        raise StorageError(
            f"{name}: cannot be written ({error.strerror or error}); {remedy} and run it again: what is done is kept"
        ) from error


def _active_client() -> Any:
    """Return the client that Dask would use by itself, None if there is none."""
    try:
        return sys.modules["distributed"].default_client() if "distributed" in sys.modules else None
    except ValueError:
        return None


def _dask(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise ArgumentError(f"scale: {package} is not installed; pip install 'reportnlp[scale]'") from error
