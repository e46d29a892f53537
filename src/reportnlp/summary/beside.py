"""Tables that other processes make while this one makes the rest."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import islice
from time import monotonic, sleep
from typing import Any

import joblib
import pandas as pd
from joblib.externals.loky import ProcessPoolExecutor
from threadpoolctl import threadpool_limits

from reportnlp.corpus import Corpus, Report
from reportnlp.garbage import collected_seldom, large_apart
from reportnlp.progress import silent
from reportnlp.validate import processes

__all__ = ["Tables", "beside", "started"]

Tables = dict[str, pd.DataFrame]
Maker = Callable[[Corpus], Tables]

#: Characters of a corpus from which on it pays to start more processes: they need two seconds before they begin.
MANY = 1_000_000
#: Seconds to wait at most until processes have their work: it is there within a few thousandths of one.
PATIENCE = 5.0
#: What processes work on that wait for a corpus, by which they load what they need.
EXAMPLE = Corpus(
    [Report("example", "坚持稳与进并重，奋力跑出产业发展“加速度”。\n坚持治与防并举，着力织密平安建设“防护网”。")]
)


class _Pool:
    """A number of processes, and what they were given to do."""

    def __init__(self, n: int) -> None:
        self.n = n
        # Its own: joblib takes the one that loky shares for one of its own, which it must be.
        self.executor = ProcessPoolExecutor(n)
        self.given: list[Future[Any]] = []

    def load(self, makers: Mapping[str, Maker]) -> None:
        self.given.append(self.executor.submit(_load, makers))

    def submit(self, makers: Mapping[str, Maker], corpus: Corpus) -> Future[dict[str, Tables]]:
        future: Future[dict[str, Tables]] = self.executor.submit(_made, makers, corpus)
        self.given.append(future)
        return future

    def kill(self) -> None:
        # Loky's own thread fails, and leaves the processes, if they are to end before it has handed out their work.
        until = monotonic() + PATIENCE
        while monotonic() < until and not all(future.running() or future.done() for future in self.given):
            sleep(0.01)
        self.executor.shutdown(kill_workers=True)


#: Processes that wait for a corpus: those of one `started`, or none.
_waiting: list[_Pool] = []


@contextmanager
def beside(makers: Mapping[str, Maker], corpus: Corpus, n_jobs: int | None) -> Iterator[Callable[[str], Tables]]:
    """Give a function that returns what the maker of a name makes of `corpus`, waiting for it if need be.

    Parameters
    ----------
    makers : mapping of str to function
        Functions of a module, since other processes import them.
    corpus : Corpus
        What they take.
    n_jobs : int or None
        Processes, this one among them, -1 for as many as there are processors; None for -1 if the corpus is large,
        else 1. There are never more beside this one than there are makers.
    """
    n = _others(makers, n_jobs, lambda: sum(len(report.text) for report in corpus))
    pool = _pool(n)
    if pool is None:
        yield lambda name: makers[name](corpus)
        return
    # Each process takes its share at once: it would be given the corpus anew with each maker.
    found = {name: made for share in _shares(makers, n) for made in [pool.submit(share, corpus)] for name in share}
    try:
        # Threads of linear algebra wait for each other by turning round, which would take the processors from the rest.
        with threadpool_limits(1):
            yield lambda name: found[name].result()[name]
        pool.executor.shutdown(wait=False)
    except BaseException:  # after Ctrl-C or an error nobody waits for the rest
        pool.kill()
        raise


@contextmanager
def started(makers: Mapping[str, Maker], n_jobs: int | None, n_chars: Callable[[], int]) -> Iterator[None]:
    """Start the processes of the next `beside` before there is a corpus: they load while the block reads one.

    Parameters
    ----------
    makers : mapping of str to function
        Those of `beside`.
    n_jobs : int or None
        That of `beside`.
    n_chars : function
        Returns what is known of the characters of the corpus, which is asked if they matter.
    """
    n = _others(makers, processes(n_jobs), n_chars)
    if n > 0:
        _waiting.append(_Pool(n))
        for share in _shares(makers, n):
            _waiting[-1].load(share)
    try:
        yield
    except BaseException:
        _pool(0)
        raise


def _others(makers: Mapping[str, Maker], n_jobs: int | None, n_chars: Callable[[], int]) -> int:
    """Return how many processes there are to be beside this one."""
    if n_jobs is None:
        n_jobs = -1 if n_chars() > MANY else 1
    return int(min(joblib.effective_n_jobs(n_jobs) - 1, len(makers)))


def _pool(n: int) -> _Pool | None:
    """Return `n` processes, those that wait if they are as many, else these are ended; None for none."""
    while _waiting:
        waiting = _waiting.pop()
        if waiting.n == n:
            return waiting
        waiting.kill()
    return _Pool(n) if n > 0 else None


def _shares(makers: Mapping[str, Maker], n: int) -> list[dict[str, Maker]]:
    return [dict(islice(makers.items(), k, None, n)) for k in range(n)]


def _load(makers: Mapping[str, Maker]) -> None:
    """Load what makers need; what they make of the example stays here, for who takes it would have to load as well."""
    _made(makers, EXAMPLE)


def _made(makers: Mapping[str, Maker], corpus: Corpus) -> dict[str, Tables]:
    large_apart()
    # The terminal is that of the process which waits.
    with silent(), collected_seldom(), threadpool_limits(1):
        return {name: make(corpus) for name, make in makers.items()}
