"""A kernel that goes from the words of documents to the documents of words."""

import numpy as np
import numpy.typing as npt

from reportnlp.jit import lean_kernel

__all__ = ["turn"]

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@lean_kernel
def turn(indptr: Int64s, indices: Int32s, free: Int64s, documents: Int32s, slots: Int32s) -> None:
    """Sort the occurrences of documents by word, those of a word in the order of the documents (a counting sort).

    Parameters
    ----------
    indptr, indices : ndarray of int64 and int32
        CSR of the counts.
    free : ndarray of int64, shape (v,)
        Where the occurrences of each word begin; moved to where they end.
    documents : ndarray of int32, shape (nnz,)
        Filled with the document of each occurrence by word.
    slots : ndarray of int32, shape (nnz,)
        Filled with the place of each occurrence of the CSR among those by word.
    """
    for d in range(len(indptr) - 1):
        for j in range(indptr[d], indptr[d + 1]):
            at = free[indices[j]]
            documents[at] = d
            slots[j] = at
            free[indices[j]] = at + 1
