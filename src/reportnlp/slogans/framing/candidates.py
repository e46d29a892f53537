"""Which clauses to compare: those with rare words in the same order, or of the same build, and no others."""

import numpy as np
import numpy.typing as npt

from reportnlp.slogans.framing.arrays import Clauses
from reportnlp.slogans.framing.kernels.linking import linked, rarest_pairs

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
    c, built, listed = clauses, np.flatnonzero(clauses.n_parts >= 2), np.flatnonzero(list_of >= 0)
    kinds = [_word_pairs(c), (c.layout[built], built), (list_of[listed], listed)]
    for ends in (np.diff(c.clause_of_word, prepend=-1), np.diff(c.clause_of_word, append=-1)):
        words = np.flatnonzero((ends != 0) & (c.n_parts[c.clause_of_word] >= 2))
        members = c.clause_of_word[words]
        _, same = np.unique(c.layout[members] << 32 | c.words[words], return_inverse=True)
        kinds.append((same, members))
    before = np.cumsum([0, *(int(groups.max(initial=-1)) + 1 for groups, _ in kinds)])
    groups = np.concatenate([groups + n for (groups, _), n in zip(kinds, before, strict=False)])
    return linked(groups, np.concatenate([members for _, members in kinds]), place, int(before[-1]), REACH)


def _word_pairs(clauses: Clauses) -> tuple[Int64s, Int64s]:
    """Return the rarest ordered pairs of words of each clause that another has too, as numbers, and the clause."""
    c, d = clauses, len(clauses.total)
    indptr = np.append(0, np.cumsum(np.bincount(c.clause_of_word, minlength=d)))
    none = np.iinfo(np.int64).max
    best = np.full((d, RAREST), none)
    rarest_pairs(c.words, c.frame, c.clause_of_word, indptr, WORDS, best)
    members, _ = found = np.nonzero(best != none)
    return best[found] & 0xFFFFFFFF, members
