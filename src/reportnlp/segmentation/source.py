"""The files of the installed jieba: words with frequencies and parts of speech, and its model.

They are found and read without importing jieba, which takes longer than all the rest and touches settings
of the process; only the model's tables, needed once a machine, are imported.
"""

import hashlib
import warnings
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reportnlp.segmentation.kernels.hmm import FIRST, LAST, Hmm

__all__ = ["WordList", "fingerprint_of_jieba", "load_hmm", "load_words"]

#: The files that decide how jieba cuts.
FILES = ("dict.txt", "finalseg/prob_start.py", "finalseg/prob_trans.py", "finalseg/prob_emit.py")
#: States in the order of `hmm`: begin, end, middle, single.
STATES = "BEMS"
#: What jieba's model uses for a probability of zero.
IMPOSSIBLE = -3.14e100


@dataclass(frozen=True, slots=True)
class WordList:
    """Words of the installed jieba.

    Parameters
    ----------
    frequencies : dict of str to int
        Occurrences in jieba's corpus.
    tags : dict of str to str
        Part of speech.
    total : int
        Sum of all rows' frequencies, as jieba counts it: a word that stands in two rows counts twice.
    """

    frequencies: dict[str, int]
    tags: dict[str, str]
    total: int


def _folder() -> Path:
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed; pip install jieba")
    return Path(spec.origin).parent


@cache
def fingerprint_of_jieba() -> str:
    """SHA-256 of the files that decide how jieba cuts."""
    digest = hashlib.sha256()
    for name in FILES:
        content = (_folder() / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def load_words() -> WordList:
    """Read the dictionary; of two rows for one word the later one counts."""
    text = (_folder() / "dict.txt").read_text(encoding="utf-8")
    columns = text.split()  # all at once: to split row by row takes five times as long
    words, counts, tags = columns[0::3], list(map(int, columns[1::3])), columns[2::3]
    return WordList(dict(zip(words, counts, strict=True)), dict(zip(words, tags, strict=True)), sum(counts))


def load_hmm() -> Hmm:
    """Read the tables of the hidden Markov model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # jieba's source, of which Python warns when it first reads it
        warnings.simplefilter("ignore", DeprecationWarning)
        start, step, emit = (import_module(f"jieba.finalseg.prob_{name}").P for name in ("start", "trans", "emit"))
    table: npt.NDArray[np.float64] = np.full((LAST - FIRST + 1, len(STATES)), IMPOSSIBLE)
    for k, state in enumerate(STATES):
        for character, log in emit[state].items():
            if FIRST <= ord(character) <= LAST:
                table[ord(character) - FIRST, k] = log
    return Hmm(
        np.array([start[state] for state in STATES]),
        np.array([[step[a].get(b, IMPOSSIBLE) for b in STATES] for a in STATES]),
        table,
    )
