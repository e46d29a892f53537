"""Kernel that counts in how many windows words occur, alone and together."""

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import kernel

__all__ = ["count_windows"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@kernel
def count_windows(indptr: Int64s, ids: Int32s, place: Int32s, width: int, forgetful: bool, pairs: Int64s) -> int:
    """Slide a window over each document, a token at a time, and count what is in it.

    Parameters
    ----------
    indptr : ndarray of int64, shape (d + 1,)
        Tokens of each document. One of fewer tokens than a window is one window; an empty one is one
        only if `forgetful`.
    ids : ndarray of int32
        Types of the tokens.
    place : ndarray of int32
        Row of each type in `pairs`; -1 for one that is not counted.
    width : int
        Tokens in a window.
    forgetful : bool
        Whether a word that leaves a window is forgotten even if it is there once more, as gensim does.
    pairs : ndarray of int64, shape (n, n)
        Filled with the windows that have both words; on the diagonal, those that have the word.

    Returns
    -------
    int
        Number of windows.
    """
    n = pairs.shape[0]
    copies = np.zeros(n, np.int64)  # of each word in the window
    present = np.empty(n, np.int64)  # the words of the window, and where each stands among them
    where = np.empty(n, np.int64)
    n_windows = int64(0)
    for d in range(indptr.size - 1):
        start, end = indptr[d], indptr[d + 1]
        if start == end:
            n_windows += forgetful
            continue
        for k in range(n):
            copies[k] = 0
        n_present = int64(0)
        stop = min(start + width, end)
        for j in range(start, stop):
            v = place[ids[j]]
            if v >= 0:
                if copies[v] == 0:
                    where[v] = n_present
                    present[n_present] = v
                    n_present += 1
                copies[v] += 1
        while True:
            # Windows that differ in words that do not count are one with a weight.
            alike = int64(1)
            while stop < end and place[ids[stop]] < 0 and place[ids[start]] < 0:
                start += 1
                stop += 1
                alike += 1
            for i in range(n_present):
                a = present[i]
                pairs[a, a] += alike
                for k in range(i):
                    b = present[k]
                    pairs[a, b] += alike
                    pairs[b, a] += alike
            n_windows += alike
            if stop >= end:
                break
            v = place[ids[start]]
            if v >= 0 and copies[v] > 0:
                copies[v] = 0 if forgetful else copies[v] - 1
                if copies[v] == 0:
                    n_present -= 1
                    last = present[n_present]
                    present[where[v]] = last
                    where[last] = where[v]
            v = place[ids[stop]]
            if v >= 0:
                if copies[v] == 0:
                    where[v] = n_present
                    present[n_present] = v
                    n_present += 1
                copies[v] += 1
            start += 1
            stop += 1
    return n_windows
