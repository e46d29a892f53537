"""Kernel of the name pass: which tokens are a name together."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["COMPANY", "FILL", "PIECE", "PLACE", "REGION", "STEM", "TAIL", "name_spans"]

#: What a type can be in a name; the flags add up.
STEM = 1  # 词林 in 词林社区
PLACE = 2  # a suffix: 社区
COMPANY = 4  # a suffix that may have words of trade before it: 有限公司
FILL = 8  # such a word: 科技, 投资
REGION = 16  # a place that may open a company's name: 浙江
PIECE = 32  # one character that is a piece of a longer name: 柳|溪河|公园
TAIL = 64  # after a suffix it makes another word of it: 社区|大学, 街道|路

_Ids = npt.NDArray[np.int32]
_Flags = npt.NDArray[np.uint8]

#: Words of trade in one name.
_FILLS = 4


@kernel
def name_spans(ids: _Ids, flags: _Flags, lengths: _Ids, longest: _Ids) -> tuple[_Ids, _Ids]:
    """Find the runs of tokens that are one name.

    Parameters
    ----------
    ids : ndarray of int32, shape (n,)
        Type of each token; a type without a flag stands between documents.
    flags : ndarray of uint8, shape (v,)
        Sum of the flags of each type.
    lengths : ndarray of int32, shape (v,)
        Characters of each type.
    longest : ndarray of int32, shape (v,)
        Characters that a name with this suffix has at most.

    Returns
    -------
    first, last : ndarray of int32
        Numbers of the first and last token of each name, ascending and without overlap.

    Notes
    -----
    From each suffix the pass looks left: over words of trade if it is a company's, then for one stem,
    then for the region that opens a company's name. A suffix without a stem is no name, and what a lone
    piece stands before is only the end of one: both stay as they are. What ends the name before is no piece.
    """
    count = 0
    for k in ids:
        count += flags[k] & (PLACE | COMPANY) != 0
    first = np.empty(count, np.int32)
    last = np.empty(count, np.int32)
    found = 0
    free = 0  # tokens before this one belong to a name already
    for k in range(len(ids)):
        suffix = flags[ids[k]] & (PLACE | COMPANY)
        if not suffix or (k + 1 < len(ids) and flags[ids[k + 1]] & TAIL):
            continue
        at = k - 1
        size = lengths[ids[k]]
        while suffix & COMPANY and at > free and k - at <= _FILLS and flags[ids[at]] & FILL:
            size += lengths[ids[at]]
            at -= 1
        if at < free or not flags[ids[at]] & STEM:
            continue
        size += lengths[ids[at]]
        if suffix & COMPANY and at > free and flags[ids[at - 1]] & REGION and not flags[ids[at]] & REGION:
            at -= 1
            size += lengths[ids[at]]
        if size > longest[ids[k]] or (at > free and flags[ids[at - 1]] & PIECE):
            continue
        first[found], last[found] = at, k
        found += 1
        free = k + 1
    return first[:found].copy(), last[:found].copy()
