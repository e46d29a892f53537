"""Kernel of the units: which paragraph and which sentence each token stands in."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import kernel

__all__ = ["BLANK", "BREAK", "CLOSING", "END", "number_units"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]

#: What a type is, one bit each: nothing but blanks; with a line break; beginning with an end mark, a closing mark.
BLANK, BREAK, END, CLOSING = 1, 2, 4, 8


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
        Bits of each type.

    Returns
    -------
    paragraph, sentence : ndarray of int64, shape (n,)
        -1 for a blank. A sentence goes on to its end marks and takes the closing marks right after them.
    """
    paragraph, sentence = np.full(len(ids), -1, np.int64), np.full(len(ids), -1, np.int64)
    paragraphs, sentences = -1, -1
    for document in range(len(indptr) - 1):
        # Whether a paragraph must begin; whether the sentence has ended; the last token that was no blank.
        fresh, ended, last = True, False, -2
        for k in range(indptr[document], indptr[document + 1]):
            mark = marks[ids[k]]
            if mark & BREAK:
                fresh = True
            if mark & BLANK:
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
            fresh, last = False, int(k)
            paragraph[k], sentence[k] = paragraphs, sentences
    return paragraph, sentence
