"""Which numbers of many may occur often enough, told without sorting them."""

import numpy as np
import numpy.typing as npt

__all__ = ["may_occur"]

#: Buckets, as a power of two.
BITS = 22


def may_occur(keys: npt.NDArray[np.int64], times: int) -> npt.NDArray[np.bool_]:
    """Tell which of the keys may occur so many times: all that do, and few others.

    Keys fall into buckets by multiplicative hashing (D. Knuth, The Art of Computer Programming 3, 6.4); one that
    occurs so often fills its bucket. Sorting what is left is much less work.

    Examples
    --------
    >>> import numpy as np
    >>> from reportnlp.frequent import may_occur
    >>> may_occur(np.array([7, 8, 7]), 2).tolist()
    [True, False, True]
    """
    buckets = (keys * -7046029254386353131) >> (64 - BITS) & (1 << BITS) - 1
    often: npt.NDArray[np.bool_] = np.bincount(buckets, minlength=1 << BITS)[buckets] >= times
    return often
