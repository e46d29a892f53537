"""The compiled dictionary: jieba's words and model as arrays, grown by the terms of a lexicon."""

import io
import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from reportnlp.cache import cache_folder, read_cached, write_cached
from reportnlp.errors import CacheWarning, LexiconError
from reportnlp.jit import is_kept
from reportnlp.lexicon import Term
from reportnlp.segmentation.growth import Entries, grown
from reportnlp.segmentation.hmm import FIRST, LAST, Hmm
from reportnlp.segmentation.interning import N_POINTS, insertion_ranks
from reportnlp.segmentation.source import fingerprint_of_jieba, load_hmm, load_words
from reportnlp.segmentation.trie import NO_LABEL, UNKNOWN, Trie, cut_weights, find_words

__all__ = ["Dictionary", "load_dictionary", "points_of", "term_frequencies", "with_terms"]

#: Raised when what is stored changes.
FORMAT = 1
#: Characters that jieba keeps together in one block; all others stand alone.
BLOCK = [*range(FIRST, LAST + 1), *map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#&._%-")]

Points = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Everything that cutting needs, as arrays; never changed once made.

    Parameters
    ----------
    trie : Trie
        The words, numbered in code-point order.
    hmm : Hmm
        The model that guesses words.
    points : ndarray of uint32
    offsets : ndarray of int64, shape (w + 1,)
        Code points of the words, one word after another, and where each begins.
    frequencies : ndarray of int64, shape (c,)
        Frequency of each class of weight.
    total : int
        Sum of jieba's frequencies; terms do not add to it.
    tags : ndarray of uint16, shape (w,)
        Part of speech of each word, as an index into `tag_names`.
    tag_names : tuple of str
        The first one is empty.
    added : mapping of str to int
        The terms that are not jieba's, with their frequencies.
    """

    trie: Trie
    hmm: Hmm
    points: Points
    offsets: Offsets
    frequencies: npt.NDArray[np.int64]
    total: int
    tags: npt.NDArray[np.uint16]
    tag_names: tuple[str, ...]
    added: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.tags)

    @property
    def reach(self) -> int:
        """Length of the longest word."""
        return int(np.diff(self.offsets).max(initial=1))

    def find(self, points: Points, offsets: Offsets) -> npt.NDArray[np.int32]:
        """Return the number of each word of a list as `points_of` makes it, -1 if it is not here."""
        found = np.empty(len(offsets) - 1, np.int32)
        find_words(self.trie, points, offsets, found)
        return found


def points_of(texts: Sequence[str]) -> tuple[Points, Offsets]:
    """Return the code points of texts, one text after another, and where each begins."""
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
    # Half of a surrogate pair is a code point like any other here.
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32), offsets


@cache
def load_dictionary() -> Dictionary:
    """Return jieba's dictionary, from the cache folder or compiled and put there; once a process.

    Warns
    -----
    CacheWarning
        If the cache folder cannot be written: the next process has to compile again.
    """
    key = f"{FORMAT}-{fingerprint_of_jieba()}"
    name = f"dictionary-{key[:18]}.npz"
    stored = read_cached(name)
    dictionary = None if stored is None else _unpacked(stored, key)
    if dictionary is None:
        dictionary = _compiled()
        try:
            write_cached(name, _packed(dictionary, key))
        except OSError as error:
            _warn(f"cannot be written ({error.strerror}), so every new process compiles the dictionary again")
    if not is_kept():
        _warn("cannot be written, so every new process compiles the kernels again, which takes seconds")
    return dictionary


def _warn(what: str) -> None:
    warnings.warn(f"{cache_folder()}: {what}; make it writable", CacheWarning, stacklevel=4)


def _compiled() -> Dictionary:
    """Compile the dictionary of the installed jieba."""
    source = load_words()
    codes = _character_codes(source.frequencies)
    words = sorted(word for word in source.frequencies if all(codes[ord(character)] for character in word))
    counts = np.fromiter(map(source.frequencies.__getitem__, words), np.int64, len(words))
    distinct = np.unique(counts[counts > 0])
    frequencies = np.concatenate([[0, 1], distinct])  # class 0 is no word, class 1 is UNKNOWN
    points, offsets = points_of(words)
    classes = np.where(counts > 0, np.searchsorted(distinct, counts) + 2, 0).astype(np.int32)
    numbers = np.arange(len(words), dtype=np.int32)
    empty = _empty_trie(codes, _logs(frequencies, source.total))
    trie = grown(empty, Entries(codes[points], offsets, counts, classes, numbers))
    names = ("", *sorted(set(source.tags.values()) - {""}))
    number_of = {name: number for number, name in enumerate(names)}
    tags = np.fromiter((number_of[source.tags[word]] for word in words), np.uint16, len(words))
    return Dictionary(trie, load_hmm(), points, offsets, frequencies, source.total, tags, names)


def _empty_trie(codes: Codes, logs: npt.NDArray[np.float64]) -> Trie:
    """Return a trie in which each character stands alone."""
    n_codes = int(codes.max())
    size = 2 * n_codes + 2
    nodes = np.zeros(size, np.int64)
    nodes[1 : n_codes + 1] = UNKNOWN
    return Trie(codes, np.full(size, NO_LABEL, np.uint16), nodes, np.zeros(size, np.int32), logs)


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


def _logs(frequencies: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.float64]:
    # math.log, because NumPy's may differ in the last bit from what jieba computes.
    log_total = math.log(total)
    return np.array([-math.inf, *(math.log(frequency) - log_total for frequency in frequencies[1:].tolist())])


def _read_only(points: Points) -> Points:
    """Close an array to changes, as those of `points_of` are: kernels are compiled for one sort of them."""
    points.flags.writeable = False
    return points


def _packed(dictionary: Dictionary, key: str) -> bytes:
    """Return a dictionary without terms as the bytes of an archive of plain arrays."""
    trie = dictionary.trie
    stream = io.BytesIO()
    np.savez(
        stream,
        allow_pickle=False,
        key=np.array(key),
        characters=np.argsort(trie.codes, kind="stable")[-int(trie.codes.max()) :].astype(np.uint32),
        labels=trie.labels,
        nodes=trie.nodes,
        numbers=trie.words,
        points=dictionary.points,
        offsets=dictionary.offsets,
        frequencies=dictionary.frequencies,
        total=np.array(dictionary.total),
        tags=dictionary.tags,
        tag_names=np.array(dictionary.tag_names),
        **dictionary.hmm._asdict(),
    )
    return stream.getvalue()


def _unpacked(content: bytes, key: str) -> Dictionary | None:
    """Return what `_packed` wrote, or None if it is of another version."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        if str(stored["key"]) != key:
            return None
        total, frequencies = int(stored["total"]), stored["frequencies"]
        codes = _code_table(stored["characters"])
        return Dictionary(
            Trie(codes, stored["labels"], stored["nodes"], stored["numbers"], _logs(frequencies, total)),
            Hmm(stored["start"], stored["step"], stored["emit"]),
            _read_only(stored["points"]),
            stored["offsets"],
            frequencies,
            total,
            stored["tags"],
            tuple(stored["tag_names"].tolist()),
        )


def term_frequencies(terms: Iterable[str], base: Dictionary) -> dict[str, int]:
    """Return the smallest frequency with which each term beats its best cut into base words.

    The most probable cut of a term by base words has the probability p; the frequency is
    floor(p · total) + 1, and never below the term's own in the base. Each term is weighed against the
    base alone, and the total stays the base's, so the weight of a term depends on no other term, and
    adding terms changes the cut of no text in which they do not occur.
    """
    chosen = list(terms)
    points, offsets = points_of(chosen)
    logs, classes = np.empty(len(chosen)), np.zeros(len(chosen), np.int32)
    longest = int(np.diff(offsets).max(initial=0))
    cut_weights(base.trie, points, offsets, np.empty(longest + 1), logs, classes)
    own = base.frequencies[classes].tolist()
    cuts = (int(math.exp(log) * base.total) + 1 for log in logs.tolist())
    return dict(zip(chosen, map(max, cuts, own), strict=True))


def with_terms(base: Dictionary, terms: Sequence[Term]) -> Dictionary:
    """Return a dictionary that has further words; the base stays as it is.

    Parameters
    ----------
    base : Dictionary
    terms : sequence of Term
        In code-point order; those with a character that words cannot hold are left out.

    Returns
    -------
    Dictionary

    Raises
    ------
    LexiconError
        If there are more terms than a trie can hold.
    """
    if not terms:
        return base
    points, offsets = points_of([entry.term for entry in terms])
    lost = np.logical_or.reduceat(base.trie.codes[points] == 0, offsets[:-1])
    entries = [terms[k] for k in np.flatnonzero(~lost)]
    if not entries:
        return base
    weights = term_frequencies((entry.term for entry in entries), base)
    points, offsets = points_of(list(weights))
    counts = np.fromiter(weights.values(), np.int64, len(weights))
    found = base.find(points, offsets)
    new = found < 0
    ranks = np.empty(len(found), np.int64)
    insertion_ranks(base.points, base.offsets, points, offsets, ranks)
    ranks = ranks[new]
    # A word moves up by the number of new terms that stand before it.
    moved = (np.arange(len(base)) + np.cumsum(np.bincount(ranks, minlength=len(base) + 1))[:-1]).astype(np.int32)
    numbers = np.empty(len(entries), np.int32)
    numbers[~new] = moved[found[~new]]
    numbers[new] = ranks + np.arange(len(ranks))
    frequencies, classes = _classes(base.frequencies, counts)
    words = np.where(base.trie.words > 0, moved[base.trie.words - 1] + 1, 0).astype(np.int32)
    try:
        renumbered = base.trie._replace(words=words, logs=_logs(frequencies, base.total))
        trie = grown(renumbered, Entries(base.trie.codes[points], offsets, counts, classes, numbers))
    except OverflowError as error:
        raise LexiconError(f"lexicon: {error}; split the lexicon") from error
    tag_names = tuple(dict.fromkeys([*base.tag_names, *(entry.tag for entry in entries)]))
    number_of = {name: number for number, name in enumerate(tag_names)}
    tags = np.insert(base.tags, ranks, 0)
    tags[numbers] = [number_of[entry.tag] for entry in entries]
    lengths = np.diff(offsets)
    all_offsets = np.zeros(len(tags) + 1, np.int64)
    np.cumsum(np.insert(np.diff(base.offsets), ranks, lengths[new]), out=all_offsets[1:])
    all_points = np.insert(base.points, np.repeat(base.offsets[ranks], lengths[new]), points[np.repeat(new, lengths)])
    return replace(
        base,
        trie=trie,
        points=_read_only(all_points),
        offsets=all_offsets,
        frequencies=frequencies,
        tags=tags,
        tag_names=tag_names,
        added=weights,
    )


def _classes(
    known: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the frequencies of all classes, new ones at the end, and the class of each count.

    Sixteen bits hold them all: a cut of two words weighs less than the heavier word squared over the
    total, so new frequencies of terms are few and small.
    """
    class_of: dict[Any, int] = {frequency: k for k, frequency in enumerate(known.tolist()) if k > UNKNOWN}
    for count in np.unique(counts).tolist():
        class_of.setdefault(count, len(class_of) + UNKNOWN + 1)
    frequencies = np.array([*known[: UNKNOWN + 1].tolist(), *class_of], np.int64)
    return frequencies, np.fromiter(map(class_of.__getitem__, counts.tolist()), np.int32, len(counts))
