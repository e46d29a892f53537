"""The dictionary of the installed jieba, alone and with the terms of the package, compiled once a machine."""

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import Any, BinaryIO
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from reportnlp.cache import cache_folder, open_cached, write_cached
from reportnlp.errors import CacheWarning
from reportnlp.jit import is_kept, kernel_folder
from reportnlp.lexicon import Lexicon
from reportnlp.points import points_of, read_only
from reportnlp.provenance import fingerprint
from reportnlp.segmentation.dictionary import Dictionary, log_probabilities
from reportnlp.segmentation.growth import Entries, empty_trie, grown
from reportnlp.segmentation.kernels.hmm import FIRST, LAST, Hmm
from reportnlp.segmentation.kernels.interning import N_POINTS
from reportnlp.segmentation.kernels.trie import Trie
from reportnlp.segmentation.source import fingerprint_of_jieba, load_hmm, load_words
from reportnlp.segmentation.terms import with_terms

__all__ = ["load_dictionary", "load_with_shipped"]

#: Raised when what is stored changes.
FORMAT = 2
#: Characters that jieba keeps together in one block; all others stand alone.
BLOCK = [*range(FIRST, LAST + 1), *map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#&._%-")]

Points = npt.NDArray[np.uint32]
Codes = npt.NDArray[np.uint16]


#: The dictionary while someone has it, and for good if it cannot be read again.
_shared: WeakValueDictionary[str, Dictionary] = WeakValueDictionary()
_unkept: dict[str, Dictionary] = {}


def load_dictionary() -> Dictionary:
    """Return jieba's dictionary, from the cache folder or else compiled and put there.

    Warns
    -----
    CacheWarning
        If the cache folder cannot be written: the next process has to compile again.
    """
    key = f"{FORMAT}-{fingerprint_of_jieba()}"
    dictionary = _shared.get(key)
    if dictionary is None:
        dictionary = _shared[key] = _loaded(key, f"dictionary-{key[:18]}.npz", _compiled)
    return dictionary


def load_with_shipped(lexicon: Lexicon) -> Dictionary:
    """Return jieba's dictionary `with_terms` of the lexicon that comes with the package, kept in the same way.

    Of no other lexicon: there may be any number of them.
    """
    # What the code of this room does with terms is part of the key, as it is of the kernels'.
    key = f"{FORMAT}-{fingerprint_of_jieba()}-{lexicon.sha256}-{kernel_folder(__file__).name}"
    dictionary = _shared.get(key)
    if dictionary is None:
        make = partial(_with_shipped, lexicon)
        dictionary = _shared[key] = _loaded(key, f"terms-{fingerprint(key)[:16]}.npz", make)
    return dictionary


def _with_shipped(lexicon: Lexicon) -> Dictionary:
    return with_terms(load_dictionary(), lexicon.terms, lexicon.splits)


def _loaded(key: str, name: str, make: Callable[[], Dictionary]) -> Dictionary:
    with open_cached(name) as stream:
        dictionary = None if stream is None else _read(stream, key)
    if dictionary is None:
        dictionary = make()
        try:
            write_cached(name, partial(_write, dictionary, key))
        except OSError as error:
            _unkept[key] = dictionary
            if make is _compiled:  # else it was said when that was loaded, or the rest takes little time
                _warn(f"cannot be written ({error.strerror}), so every new process compiles the dictionary again")
        if make is not _compiled:
            return dictionary
    if not is_kept():
        _warn("cannot be written, so every new process compiles the kernels again, which takes seconds")
    return dictionary


def _warn(what: str) -> None:
    warnings.warn(f"{cache_folder()}: {what}; make it writable", CacheWarning, stacklevel=5)


def _compiled() -> Dictionary:
    """Compile the dictionary of the installed jieba."""
    source = load_words()
    codes = _character_codes(source.frequencies)
    words = sorted(source.frequencies)
    points, offsets = points_of(words)
    usable = ~np.logical_or.reduceat(codes[points] == 0, offsets[:-1])
    words = [words[k] for k in np.flatnonzero(usable)]
    points, offsets = points_of(words)
    counts = np.fromiter(map(source.frequencies.__getitem__, words), np.int64, len(words))
    distinct = np.unique(counts[counts > 0])
    frequencies = np.concatenate([[0, 1], distinct])  # class 0 is no word, class 1 is UNKNOWN
    classes = np.where(counts > 0, np.searchsorted(distinct, counts) + 2, 0).astype(np.int32)
    numbers = np.arange(len(words), dtype=np.int32)
    empty = empty_trie(codes, log_probabilities(frequencies, source.total))
    trie = grown(empty, Entries(codes[points], offsets, counts, classes, numbers))
    names = ("", *sorted(set(source.tags.values()) - {""}))
    number_of = {name: number for number, name in enumerate(names)}
    tags = np.fromiter(map(number_of.__getitem__, map(source.tags.__getitem__, words)), np.uint16, len(words))
    return Dictionary(trie, load_hmm(), points, offsets, frequencies, source.total, tags, names)


def _character_codes(frequencies: dict[str, int]) -> Codes:
    """Return the code of each code point: characters of words from 1 on, the most frequent first; else 0."""
    points, offsets = points_of(list(frequencies))
    weights = np.repeat(np.fromiter(frequencies.values(), np.float64, len(frequencies)) + 1, np.diff(offsets))
    weight = np.bincount(points, weights, N_POINTS)
    block = np.sort(np.array(BLOCK, np.uint32))
    characters = block[np.argsort(-weight[block], kind="stable")]
    return _code_table(characters)


def _code_table(characters: Points) -> Codes:
    codes = np.zeros(N_POINTS, np.uint16)
    codes[characters] = np.arange(1, len(characters) + 1)
    return codes


def _write(dictionary: Dictionary, key: str, stream: BinaryIO) -> None:
    """Write a dictionary as an archive of plain arrays."""
    trie = dictionary.trie
    added_points, added_offsets = points_of(list(dictionary.added))
    np.savez(
        stream,
        allow_pickle=False,
        key=np.array(key),
        characters=np.argsort(trie.codes, kind="stable")[-int(trie.codes.max()) :].astype(np.uint32),
        labels=trie.labels,
        nodes=trie.nodes,
        bases=trie.bases,
        numbers=trie.words,
        points=dictionary.points,
        offsets=dictionary.offsets,
        frequencies=dictionary.frequencies,
        total=np.array(dictionary.total),
        tags=dictionary.tags,
        tag_names=np.array(dictionary.tag_names),
        added_points=added_points,
        added_offsets=added_offsets,
        added_frequencies=np.fromiter(dictionary.added.values(), np.int64, len(dictionary.added)),
        **dictionary.hmm._asdict(),
    )


def _read(stream: BinaryIO, key: str) -> Dictionary | None:
    """Read what `_write` wrote; None if it is of another version."""
    with np.load(stream, allow_pickle=False) as stored:
        if str(stored["key"]) != key:
            return None
        total, frequencies = int(stored["total"]), stored["frequencies"]
        codes = _code_table(stored["characters"])
        return Dictionary(
            Trie(
                codes,
                labels=stored["labels"],
                nodes=stored["nodes"],
                bases=stored["bases"],
                words=stored["numbers"],
                logs=log_probabilities(frequencies, total),
            ),
            Hmm(stored["start"], stored["step"], stored["emit"]),
            read_only(stored["points"]),
            stored["offsets"],
            frequencies,
            total,
            stored["tags"],
            tuple(stored["tag_names"].tolist()),
            _read_added(stored) if "added_points" in stored else {},
        )


def _read_added(stored: Mapping[str, npt.NDArray[Any]]) -> dict[str, int]:
    text = stored["added_points"].tobytes().decode("utf-32-le", "surrogatepass")
    words = (text[start:end] for start, end in pairwise(stored["added_offsets"].tolist()))
    return dict(zip(words, stored["added_frequencies"].tolist(), strict=True))
