"""collocations: words that stand near each other more often than chance brings them there."""

from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.kernels.pairs import count_near, count_pairs, count_right, put_right, words_with_windows
from reportnlp.measures import g2
from reportnlp.tokens import Tokens
from reportnlp.validate import choice, integer, threads
from reportnlp.vocabulary import known_terms

__all__ = ["collocations"]

Association = Literal["npmi", "log_dice", "g2", "t"]
Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Words from which on it pays to count with several threads.
MANY = 100_000


def collocations(
    tokens: Tokens,
    *,
    node: str | None = None,
    window: int = 5,
    measure: Association = "npmi",
    min_count: int = 5,
    top: int | None = None,
) -> pd.DataFrame:
    r"""Count the words that stand within a few words of each other in one sentence.

    Parameters
    ----------
    tokens : Tokens
        The tokens; words that were dropped leave no gap.
    node : str, optional
        A word whose neighbours are wanted; by default all pairs of words.
    window : int, default 5
        How many words apart two words may stand: 1 is next to each other. Only words count, numbers and
        marks do not, and no pair crosses the end of a sentence.
    measure : {"npmi", "log_dice", "g2", "t"}, default "npmi"
        What to sort by, see the notes.
    min_count : int, default 5
        Fewest times that two words stand near each other.
    top : int, optional
        Pairs to return; by default all.

    Returns
    -------
    pandas.DataFrame
        ``term`` (str), the node or the first of the two by code point; ``collocate`` (str); ``n``
        (int64), how often they stand near each other; ``n_term, n_collocate`` (int64), in how many pairs
        each stands; ``expected`` (float64), how often by chance; ``npmi, log_dice, g2, t`` (float64).
        Sorted by `measure`, descending, then by term and collocate.

    Raises
    ------
    ArgumentError
        If the node does not occur.

    Notes
    -----
    Each pair counts once, with its words in both orders for the margins: of 2T ordered pairs O have the
    two words in this order, R the one first and C the other second; E = RC / 2T.

    npmi
        ln(O / E) / -ln(O / 2T): -1 never together, 0 by chance, 1 never apart (Bouma 2009). Finds set
        phrases, rare ones too.
    log_dice
        14 + log2(2O / (R + C)): does not depend on the size of the corpus, so that corpora compare
        (Rychlý 2008, A lexicographer-friendly association score).
    g2
        Log-likelihood ratio of the 2 × 2 table (Dunning 1993), negative if O < E: finds frequent pairs.
    t
        (O - E) / sqrt(O) (Church et al. 1991): frequent pairs, wary of rare ones.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "优化营商环境。优化营商环境。改善生态环境。")]))
    >>> rn.collocations(tokens, min_count=2)[["term", "collocate", "n", "expected"]]
      term collocate  n  expected
    0   优化      营商环境  2  0.666667
    """
    choice("measure", measure, get_args(Association))
    for name, value in (("window", window), ("min_count", min_count)):
        integer(name, value)
    top = None if top is None else integer("top", top)
    chosen = None if node is None else known_terms("node", node, tokens.vocabulary)[node]
    first, second, n, margins = _pairs(tokens, window, min_count, chosen)
    found = _associations(n, margins[first], margins[second], int(margins.sum()), first == second)
    # Ids ascend as the texts do; equal formulas that round differently are ties too.
    order = _descending(found[measure].round(9), first, second)[:top]
    first, second = first[order], second[order]
    table = pd.DataFrame({"term": tokens.vocabulary.texts(first), "collocate": tokens.vocabulary.texts(second)})
    table["n"], table["n_term"], table["n_collocate"] = n[order], margins[first], margins[second]
    for name, values in found.items():
        table[name] = values[order]
    options = {"node": node, "window": window, "measure": measure, "min_count": min_count, "top": top}
    return tokens.provenance.then("collocations", **options).attach(table)


def _pairs(tokens: Tokens, window: int, min_count: int, node: int | None) -> tuple[Ids, Ids, Ints, Ints]:
    """Return both words of each pair, how often it stands, and in how many pairs each word does.

    The first word has the lower number, or is the node; a word stands twice in a pair with itself.
    """
    is_word, sentence = tokens.vocabulary.is_word, tokens.unit_of("sentence")
    words, left, right, margins = words_with_windows(tokens.ids, sentence, is_word, window)
    if node is None:
        return (*_all_pairs(words, right, len(is_word), min_count), margins)
    near = count_near(words, left, right, len(is_word), node)
    second = np.flatnonzero(near >= min_count).astype(np.int32)
    return np.full_like(second, node), second, near[second], margins


def _all_pairs(words: Ids, right: Ids, n_types: int, min_count: int) -> tuple[Ids, Ids, Ints]:
    """Return the types and the count of each pair, by threads that divide first the words and then the lower types."""
    n_threads = threads(None) if len(words) >= MANY else 1
    limits = np.linspace(0, len(words), n_threads + 1).astype(np.int64).tolist()
    with ThreadPoolExecutor(n_threads) as pool:
        sides = repeat(words), repeat(right), limits[:-1], limits[1:]
        sizes = np.array(list(pool.map(count_right, *sides, repeat(n_types))))
        bounds = np.concatenate(([0], np.cumsum(sizes.sum(axis=0))))
        # Each part of the words goes on where the one before it ends.
        nexts = bounds[:-1] + np.cumsum(sizes, axis=0) - sizes
        beside = np.empty(bounds[-1], np.int32)
        sides = repeat(words), repeat(right), limits[:-1], limits[1:]
        list(pool.map(put_right, *sides, nexts, repeat(beside)))
        cuts = np.searchsorted(bounds, np.linspace(0, bounds[-1], n_threads + 1)[1:-1]).tolist()
        types = repeat(bounds), [0, *cuts], [*cuts, n_types]
        parts = list(pool.map(count_pairs, repeat(beside), *types, repeat(min_count)))
    first, second, n = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return first, second, n


def _descending(values: Floats, first: Ids, second: Ids) -> Ints:
    """Return the order by values, largest first, then by first and second; only ties are sorted by these."""
    order = np.argsort(-values)
    same = np.diff(values[order]) == 0
    tied = np.flatnonzero(np.concatenate((same, [False])) | np.concatenate(([False], same))) if len(order) else order
    rows = order[tied]
    order[tied] = rows[np.lexsort((second[rows], first[rows], -values[rows]))]
    return order


def _associations(n: Ints, n_term: Ints, n_collocate: Ints, n_ordered: int, same: Bools) -> dict[str, Floats]:
    """Return what follows from the counts of each pair, and of all ordered pairs."""
    # A word near itself makes two ordered pairs of one order.
    times = np.where(same, 2, 1)
    seen, first, second = (array.astype(np.float64) for array in (n * times, n_term, n_collocate))
    by_chance = first * second / max(n_ordered, 1)
    surprise = -np.log(seen / max(n_ordered, 1))
    with_sign = np.where(seen < by_chance, -1, 1)
    return {
        "expected": by_chance / times,
        # The one pair of a text that has no other is never apart.
        "npmi": np.divide(np.log(seen / by_chance), surprise, out=np.ones_like(seen), where=surprise > 0),
        "log_dice": 14 + np.log2(2 * seen / (first + second)),
        "g2": with_sign * g2(seen, first, second, n_ordered),
        "t": (seen - by_chance) / np.sqrt(seen),
    }
