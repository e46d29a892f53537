"""Tables that other processes make while this one makes the rest."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import joblib
import pandas as pd
from threadpoolctl import threadpool_limits

from reportnlp.corpus import Corpus
from reportnlp.garbage import collected_seldom
from reportnlp.progress import silent

__all__ = ["Tables", "beside"]

Tables = dict[str, pd.DataFrame]

#: Characters of a corpus from which on it pays to start more processes: they need a second before they begin.
MANY = 1_000_000


@contextmanager
def beside(
    makers: Mapping[str, Callable[[Corpus], Tables]], corpus: Corpus, n_jobs: int | None
) -> Iterator[Callable[[str], Tables]]:
    """Give a function that returns what the maker of a name makes of `corpus`, waiting for it if need be.

    Parameters
    ----------
    makers : mapping of str to function
        Functions of a module, since other processes import them.
    corpus : Corpus
        What they take.
    n_jobs : int or None
        Processes beside this one, -1 for as many as there are processors; None for as many as there are makers if
        the corpus is large and there is more than one processor, else none, as with 1.
    """
    if n_jobs is None:
        n_jobs = -1 if sum(len(report.text) for report in corpus) > MANY else 1
    n_jobs = min(joblib.effective_n_jobs(n_jobs), len(makers))
    if n_jobs < 2:
        yield lambda name: makers[name](corpus)
        return
    # Dispatched at once and asked for later; by the processes that read the corpus, if they are still there.
    pool = joblib.Parallel(n_jobs, return_as="generator", batch_size=1, pre_dispatch="all")
    found = pool(joblib.delayed(_silently)(make, corpus) for make in makers.values())
    names = list(makers)
    made: dict[str, Tables] = {}

    def wanted(name: str) -> Tables:
        while name not in made:
            made[names[len(made)]] = next(found)
        return made[name]

    try:
        # Threads of linear algebra wait for each other by turning round, which would take the processors from the rest.
        with threadpool_limits(1):
            yield wanted
        deque(found, maxlen=0)  # at its end, it leaves the processes to who needs some next
    finally:
        found.close()  # after Ctrl-C or an error nobody waits for the rest


def _silently(make: Callable[[Corpus], Tables], corpus: Corpus) -> Tables:
    with silent(), collected_seldom():  # the terminal is that of the process which waits
        return make(corpus)
