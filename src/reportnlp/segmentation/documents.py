"""Kernel that cuts the documents of a chunk: from code points to starts and provisional ids."""

import numpy as np
import numpy.typing as npt
from numba import int64

from reportnlp.jit import kernel
from reportnlp.segmentation.hmm import Hmm
from reportnlp.segmentation.lattice import Scratch, Spans, best_path, stretch_end
from reportnlp.segmentation.runs import write_tokens
from reportnlp.segmentation.trie import Trie

__all__ = ["cut_documents"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]


@kernel
def cut_documents(
    points: Points,
    bounds: Int64s,
    span_bounds: Int64s,
    spans: Spans,
    trie: Trie,
    hmm: Hmm,
    n_words: int,
    use_hmm: bool,
    ids: Int32s,
    starts: Int32s,
    counts: Int64s,
    scratch: Scratch,
) -> int:
    """Cut the documents of a chunk into tokens.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of the corpus.
    bounds : ndarray of int64, shape (d + 1,)
        Where each document of the chunk begins in `points`.
    span_bounds : ndarray of int64, shape (d + 1,)
        Where the spans of each document begin in `spans`.
    spans : Spans
        What must come out as one token each.
    trie : Trie
    hmm : Hmm
    n_words : int
        Number of words in the trie.
    use_hmm : bool
        Whether words that no dictionary has are guessed.
    ids, starts : ndarray of int32, shape (bounds[-1] - bounds[0],)
        Filled from the front: provisional ids (see `interning`), and starts in the document.
    counts : ndarray of int64, shape (d,)
        Filled with the number of tokens of each document.
    scratch : Scratch
        Working memory.

    Returns
    -------
    int
        Number of tokens.
    """
    n = int64(0)  # a plain 0 would be compiled as a case of its own, here and below
    for doc in range(counts.size):
        document = points[bounds[doc] : bounds[doc + 1]]
        fixed = Spans(
            spans.starts[span_bounds[doc] : span_bounds[doc + 1]], spans.ends[span_bounds[doc] : span_bounds[doc + 1]]
        )
        before = n
        start = int64(0)
        while start < document.size:
            end = stretch_end(document, start, trie.codes, fixed)
            at = bounds[doc] - bounds[0] + start
            path = at + end - start
            best_path(document, start, end, trie, fixed, scratch, ids[at:path], starts[at:path])
            n = write_tokens(document, start, end, trie, hmm, n_words, use_hmm, ids, starts, at, n, scratch.states)
            start = end
        counts[doc] = n - before
    return n
