"""Kernel of the units: which paragraph and which sentence each token stands in."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import callee, kernel
from reportnlp.units import BLANK, BREAK, CLOSING, END

__all__ = ["number_units", "sentences_around", "size_paragraphs"]

_Ids = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]


@callee
def _numbered(ids: _Ids, indptr: _Numbers, marks: npt.NDArray[np.uint8]) -> tuple[_Numbers, _Numbers]:
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
    return _numbered(ids, indptr, marks)


@kernel
def sentences_around(
    ids: _Ids, indptr: _Numbers, marks: npt.NDArray[np.uint8], of: _Numbers
) -> tuple[_Numbers, _Numbers]:
    """Return the first and the last token of the sentences that some tokens stand in.

    Parameters
    ----------
    ids, indptr, marks
        As for `number_units`.
    of : ndarray of int64, shape (h,)
        Numbers of tokens.

    Returns
    -------
    first, last : ndarray of int64, shape (h,)
        A blank between sentences is a sentence of its own.
    """
    first, last = of.copy(), of.copy()
    for k in range(len(of)):
        # Its paragraph at least: from a line break to before the next one.
        document = np.searchsorted(indptr, of[k], side="right")
        begin, end = of[k], of[k] + 1
        while begin > indptr[document - 1] and not marks[ids[begin]] & BREAK:
            begin -= 1
        while end < indptr[document] and not marks[ids[end]] & BREAK:
            end += 1
        _, sentence = _numbered(ids[begin:end], np.array([0, end - begin]), marks)
        same = np.flatnonzero(sentence == sentence[of[k] - begin])
        if sentence[of[k] - begin] >= 0:
            first[k], last[k] = begin + same[0], begin + same[-1]
    return first, last


@kernel
def size_paragraphs(
    ids: _Ids, starts: _Ids, ends: _Ids, indptr: _Numbers, paragraph: _Numbers, sentence: _Numbers,
    is_word: npt.NDArray[np.bool_],
) -> tuple[_Numbers, _Numbers, _Numbers, _Numbers]:  # fmt: skip
    """Return what each paragraph holds.

    Parameters
    ----------
    ids, starts, ends : ndarray of int32, shape (n,)
    indptr : ndarray of int64, shape (d + 1,)
        Tokens ``indptr[i]:indptr[i + 1]`` are those of document i.
    paragraph, sentence : ndarray of int64, shape (n,)
        As `number_units` returns them.
    is_word : ndarray of bool, shape (v,)

    Returns
    -------
    doc, words, characters, sentences : ndarray of int64
        The document of each paragraph, and how many words, characters that are no blank, and sentences it has.
    """
    n = paragraph.max() + 1 if len(paragraph) else 0
    doc, words, characters, sentences = np.zeros((4, n), np.int64)
    last = -1
    for document in range(len(indptr) - 1):
        for k in range(indptr[document], indptr[document + 1]):
            unit = paragraph[k]
            if unit >= 0:
                doc[unit] = document
                words[unit] += is_word[ids[k]]
                characters[unit] += ends[k] - starts[k]
                sentences[unit] += sentence[k] > last
                last = sentence[k]
    return doc, words, characters, sentences
