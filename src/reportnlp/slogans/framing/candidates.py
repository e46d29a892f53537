"""Which clauses to compare: those with rare words in the same order, or of the same build, and no others."""

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.framing.arrays import Clauses, distinct
from reportnlp.slogans.framing.kernels.pairing import rarest_pairs

__all__ = ["candidates"]

Int64s = npt.NDArray[np.int64]

#: Words of a clause that are looked at, and the rarest pairs of them that are kept.
WORDS, RAREST = 24, 16
#: Clauses behind each in a group of the same key that it is compared with.
REACH = 16


def candidates(clauses: Clauses, place: Int64s, list_of: Int64s) -> tuple[Int64s, Int64s]:
    """Return the clauses to compare: two int64[p], the smaller number first, each pair once.

    Two clauses are compared if they share one of the rarest pairs of words, in order, of either, not both
    words of subject matter; or the lengths of all their parts and the first or the last word; or these lengths
    alone and are near each other; or the list that they stand in. `place`, int64[d], ranks the clauses by where
    they stand: in a group of more than `REACH` + 1 each is compared with those that follow it, so that the work
    is linear in the clauses. `list_of`, int64[d], is the list of each, -1 for none.
    """
    indptr = np.searchsorted(clauses.clause_of_word, np.arange(len(clauses.total) + 1)).astype(np.int64)
    keys, members = rarest_pairs(clauses.words, clauses.frame, indptr, WORDS, RAREST)
    built = clauses.n_parts >= 2
    first = np.flatnonzero(np.diff(clauses.clause_of_word, prepend=-1))
    last = np.flatnonzero(np.diff(clauses.clause_of_word, append=-1))
    found = [_linked(keys, members, place)]
    for words in (first, last):
        key = clauses.layout[clauses.clause_of_word[words]] << 32 | clauses.words[words]
        kept = built[clauses.clause_of_word[words]]
        found.append(_linked(key[kept], clauses.clause_of_word[words][kept], place))
    found.append(_linked(clauses.layout[built], np.flatnonzero(built), place))
    listed = list_of >= 0
    found.append(_linked(list_of[listed], np.flatnonzero(listed), place))
    pairs = distinct(np.concatenate(found))
    return pairs >> 32, pairs & 0xFFFFFFFF


def _linked(keys: Int64s, members: Int64s, place: Int64s) -> Int64s:
    """Return the pairs of members of one key that are at most `REACH` apart, as one number each, some twice."""
    order = np.lexsort((place[members], keys))
    keys, members = keys[order], members[order]
    found = []
    for step in range(1, REACH + 1):
        same = keys[step:] == keys[:-step]
        a, b = members[step:][same], members[:-step][same]
        found.append(np.minimum(a, b) << 32 | np.maximum(a, b))
    return np.concatenate(found)
