"""Tables that other processes make while this one makes the rest."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

import joblib
import pandas as pd
from joblib.externals.loky import ProcessPoolExecutor
from threadpoolctl import threadpool_limits

from reportnlp.corpus import Corpus
from reportnlp.garbage import collected_seldom
from reportnlp.progress import silent

__all__ = ["Tables", "beside"]

Tables = dict[str, pd.DataFrame]
Makers = dict[str, Callable[[Corpus], Tables]]

#: Characters of a corpus from which on it pays to start more processes: they need two seconds before they begin.
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
        Processes, this one among them, -1 for as many as there are processors; None for -1 if the corpus is large,
        else 1. There are never more beside this one than there are makers.
    """
    if n_jobs is None:
        n_jobs = -1 if sum(len(report.text) for report in corpus) > MANY else 1
    n = min(joblib.effective_n_jobs(n_jobs) - 1, len(makers))
    if n < 1:
        yield lambda name: makers[name](corpus)
        return
    pool = ProcessPoolExecutor(n)  # its own: joblib takes the one that loky shares for one of its own, which it must be
    # Each process takes its share at once: it would be given the corpus anew with each maker.
    shares = [dict(islice(makers.items(), k, None, n)) for k in range(n)]
    found = {name: made for share in shares for made in [pool.submit(_made, share, corpus)] for name in share}
    try:
        # Threads of linear algebra wait for each other by turning round, which would take the processors from the rest.
        with threadpool_limits(1):
            yield lambda name: found[name].result()[name]
        pool.shutdown(wait=False)
    except BaseException:  # after Ctrl-C or an error nobody waits for the rest
        pool.shutdown(kill_workers=True)
        raise


def _made(makers: Makers, corpus: Corpus) -> dict[str, Tables]:
    # The terminal is that of the process which waits.
    with silent(), collected_seldom(), threadpool_limits(1):
        return {name: make(corpus) for name, make in makers.items()}
