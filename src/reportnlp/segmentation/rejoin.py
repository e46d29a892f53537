"""Tokens from tokens: the same texts, cut elsewhere."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.errors import ArgumentError
from reportnlp.provenance import Provenance
from reportnlp.tokens import Tokens, Vocabulary

__all__ = ["Stream", "replace_tokens", "stream_of"]

_Ids = npt.NDArray[np.int32]


class Stream(NamedTuple):
    """The tokens of all documents in one row, a line feed between documents.

    Parameters
    ----------
    text : str
        What the tokens make, put together.
    ids, starts : ndarray of int32, shape (n + d - 1,)
        Type and place of each; the line feeds have the id v, one above the vocabulary's.
    """

    text: str
    ids: _Ids
    starts: _Ids


def stream_of(tokens: Tokens, texts: Sequence[str] | None = None) -> Stream:
    """Put the documents one after the other.

    Parameters
    ----------
    tokens : Tokens
        With nothing left out.
    texts : sequence of str, optional
        The texts of the documents if they are at hand; else they are put together from the tokens.

    Raises
    ------
    ArgumentError
        If tokens have been dropped, so that the text cannot be put together.
    """
    gaps = tokens.starts[1:] != tokens.ends[:-1]
    borders = tokens.indptr[1:-1]
    gaps[borders[(borders > 0) & (borders < len(tokens))] - 1] = False
    if gaps.any():
        raise ArgumentError("tokens: some have been dropped; join numbers and names before dropping any")
    types = (*tokens.vocabulary.types, "\n")
    ids = np.insert(tokens.ids, borders, len(types) - 1).astype(np.int32)
    ends = np.cumsum(np.fromiter(map(len, types), np.int64, len(types))[ids])
    starts = np.append(0, ends[:-1])[: len(ids)].astype(np.int32)
    text = "".join([types[k] for k in ids.tolist()]) if texts is None else "\n".join(texts)
    return Stream(text, ids, starts)


def replace_tokens(
    tokens: Tokens, stream: Stream, starts: _Ids, source: _Ids, tag: Callable[[str], str], *, record: Provenance
) -> Tokens:
    """Return the tokens that start at `starts` of a stream.

    Parameters
    ----------
    tokens : Tokens
        Whose stream it is.
    stream : Stream
        `stream_of(tokens)`.
    starts, source : ndarray of int32, shape (p,)
        Where tokens start, and which token of the stream each one is, -1 if it is new. Line feeds between
        documents must have been kept.
    tag : callable
        Part of speech of a type that the vocabulary lacks.
    record : Provenance
        Of the result.
    """
    old, size = tokens.vocabulary, len(tokens.vocabulary)
    is_new = source < 0
    ends = np.append(starts[1:], len(stream.text))[: len(starts)]
    ids = stream.ids[source]
    met: dict[str, int] = {}
    spans = zip(starts[is_new].tolist(), ends[is_new].tolist(), strict=True)
    fresh = [met.setdefault(stream.text[start:end], len(met)) for start, end in spans]
    # Types: the old ones, the line feed, then the new ones; one that is not new at all has its old number.
    numbers = np.array([old.id(type_) if type_ in old else size + 1 + k for type_, k in met.items()], np.int32)
    ids[is_new] = numbers[fresh] if fresh else 0
    is_break = ids == size
    breaks = np.flatnonzero(is_break)
    kept = ~is_break
    names = [*old.types, "\n", *met]
    used = np.flatnonzero(np.bincount(ids[kept], minlength=len(names))).tolist()
    order = sorted(used, key=names.__getitem__)
    rank = np.zeros(len(names), np.int32)
    rank[order] = np.arange(len(order))
    vocabulary = Vocabulary(
        tuple(names[k] for k in order),
        tuple(old.tags[k] if k < size else tag(names[k]) for k in order),
        tuple(old.categories[k] if k < size else "" for k in order),
    )
    firsts = np.append(0, starts[breaks] + 1)[np.cumsum(is_break)]  # where the document of each token starts
    n_docs = len(tokens.docs)
    indptr = np.concatenate([[0], breaks - np.arange(len(breaks)), [kept.sum()]])[: n_docs + 1]
    return Tokens(
        vocabulary, rank[ids[kept]], (starts - firsts)[kept], (ends - firsts)[kept], indptr, tokens.docs, record
    )
