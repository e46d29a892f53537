"""Kernel that cuts a text: from code points to starts and provisional ids."""

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import lean_kernel
from reportnlp.segmentation.kernels.hmm import Hmm
from reportnlp.segmentation.kernels.lattice import Scratch, best_path, stretch_end
from reportnlp.segmentation.kernels.runs import Guesses, write_tokens
from reportnlp.segmentation.kernels.trie import Trie

__all__ = ["cut_text"]

Int32s = npt.NDArray[np.int32]
Points = npt.NDArray[np.uint32]


@lean_kernel
def cut_text(
    points: Points,
    trie: Trie,
    hmm: Hmm,
    guesses: Guesses,
    ids: Int32s,
    starts: Int32s,
    scratch: Scratch,
) -> int:
    """Cut a text into tokens.

    Parameters
    ----------
    points : ndarray of uint32, shape (n,)
        Code points of the text.
    trie : Trie
    hmm : Hmm
    guesses : Guesses
    ids, starts : ndarray of int32, shape (n or more,)
        Filled from the front: provisional ids (see `interning`), and starts of the tokens.
    scratch : Scratch
        Working memory.

    Returns
    -------
    int
        Number of tokens.
    """
    n = int64(0)  # a plain 0 would be compiled as a case of its own
    start = int64(0)
    while start < points.size:
        end = stretch_end(points, start, trie.codes)
        best_path(points, start, end, trie, scratch, starts[start:end])
        n = write_tokens(points, start, end, trie, hmm, guesses, ids, starts, n, scratch.states)
        start = end
    return n
