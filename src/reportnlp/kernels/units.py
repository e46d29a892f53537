"""Kernel of the units: which paragraph and which sentence each token stands in."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel
from reportnlp.units import BLANK, BREAK, CLOSING, END

__all__ = ["number_units"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]


@kernel
def number_units(ids: _Ids, indptr: _Numbers, marks: npt.NDArray[np.uint8]) -> tuple[_Numbers, _Numbers]:
    """Return the numbers of the paragraphs and of the sentences, from 0 through all documents.

    Parameters
    ----------
    ids : ndarray of int32, shape (n,)
        Types of the tokens.
    indptr : ndarray of int64, shape (d + 1,)
        Tokens ``indptr[i]:indptr[i + 1]`` are those of document i.
    marks : ndarray of uint8, shape (v,)
        Bits of each type: `reportnlp.units.unit_marks`.

    Returns
    -------
    paragraph, sentence : ndarray of int64, shape (n,)
        -1 for a blank. A sentence goes on to its end marks and takes the closing marks right after them.
    """
    paragraph, sentence = np.empty(len(ids), np.int64), np.empty(len(ids), np.int64)
    paragraphs, sentences = -1, -1
    for document in range(len(indptr) - 1):
        # Whether a paragraph must begin; whether the sentence has ended; the last token that was no blank.
        fresh, ended, last = True, False, -2
        for k in range(indptr[document], indptr[document + 1]):
            mark = marks[ids[k]]
            if not (mark or fresh or ended):  # nearly every token, within a sentence
                paragraph[k], sentence[k], last = paragraphs, sentences, k
                continue
            if mark & BREAK:
                fresh = True
            if mark & BLANK:
                paragraph[k] = sentence[k] = -1
                continue
            apart = k - last > 1
            follows = (mark & CLOSING) != 0 and not apart and not fresh
            more = (mark & END) != 0 and not apart and (marks[ids[last]] & END) != 0
            if fresh:
                paragraphs += 1
            if fresh or (ended and not follows and not more):
                sentences += 1
            if not follows:
                ended = (mark & END) != 0
            fresh, last = False, k
            paragraph[k], sentence[k] = paragraphs, sentences
    return paragraph, sentence
