"""Segmenter and segment: reports to Tokens."""

import warnings
from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.errors import ArgumentError, VocabularyWarning
from reportnlp.lexicon import Lexicon, load_lexicon
from reportnlp.progress import track
from reportnlp.provenance import Provenance
from reportnlp.segmentation.dictionary import load_base, term_frequencies
from reportnlp.segmentation.engines import Engine, JiebaEngine
from reportnlp.tokens import Tokens, Vocabulary
from reportnlp.validate import choice

__all__ = ["Segmenter", "segment"]

EngineName = Literal["jieba"]
ENGINES: dict[str, Callable[..., Engine]] = {"jieba": JiebaEngine}


class Segmenter:
    """Cuts text into words, with the terms of a lexicon kept whole.

    Parameters
    ----------
    lexicon : Lexicon, optional
        Terms to keep whole; none by default.
    hmm : bool, default True
        Whether words that no dictionary has are guessed by a hidden Markov model.
    engine : {"jieba"}, default "jieba"
        What does the cutting.

    Warns
    -----
    VocabularyWarning
        If a term of the lexicon cannot come out whole; it is named.

    Notes
    -----
    Instances share nothing that changes: a term of one is unknown to another.

    Examples
    --------
    >>> import reportnlp as rn
    >>> rn.Segmenter().words("低效用地")
    ['低', '效用', '地']
    >>> rn.Segmenter(rn.load_lexicon()).words("低效用地")
    ['低效用地']
    """

    def __init__(self, lexicon: Lexicon | None = None, *, hmm: bool = True, engine: EngineName = "jieba") -> None:
        choice("engine", engine, ENGINES)
        self.lexicon = Lexicon(()) if lexicon is None else lexicon
        self.hmm = hmm
        self.engine = engine
        self._terms = {entry.term: entry for entry in self.lexicon.terms}
        self._engine = ENGINES[engine](term_frequencies(self._terms, load_base()), hmm=hmm)
        self._warn_of_lost_terms()

    def __reduce__(self) -> tuple[Callable[..., "Segmenter"], tuple[Lexicon, bool, EngineName]]:
        return _rebuilt, (self.lexicon, self.hmm, self.engine)  # an engine may hold locks; it is made anew

    def words(self, text: str) -> list[str]:
        """Return the words of `text`; put together they are the text again.

        A plain callable: ``CountVectorizer(analyzer=segmenter.words)`` works.
        """
        if not isinstance(text, str):
            raise ArgumentError(f"text: give a str; got {type(text).__name__} (decode bytes first)")
        return self._engine.cut(text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return (start, end) of each word of `text`, in code points."""
        ends = np.cumsum([len(word) for word in self.words(text)], dtype=int).tolist()
        return list(zip([0, *ends], ends, strict=False))

    def segment(self, texts: Iterable[str]) -> Tokens:
        """Return the tokens of `texts`, one document each."""
        if isinstance(texts, str):
            raise ArgumentError("texts: give a list of texts; got one str (put it in a list)")
        given = list(texts)
        return self._tokens(given, pd.DataFrame({"id": [str(k) for k in range(len(given))]}), Provenance())

    def _tokens(self, texts: Iterable[str], docs: pd.DataFrame, provenance: Provenance) -> Tokens:
        met: dict[str, int] = {}  # ids in the order in which types are met
        ids: list[npt.NDArray[np.int32]] = []
        starts, ends = [], []
        for text in track(texts, "segment"):
            words = self.words(text)
            length = np.fromiter(map(len, words), np.int32, len(words))
            ids.append(np.fromiter((met.setdefault(word, len(met)) for word in words), np.int32, len(words)))
            ends.append(np.cumsum(length, dtype=np.int32))
            starts.append(ends[-1] - length)
        vocabulary = Vocabulary.of(met, self._tag, self._category)
        canonical = np.fromiter(map(vocabulary.id, met), np.int32, len(met))
        none = np.zeros(0, np.int32)
        return Tokens(
            vocabulary,
            canonical[np.concatenate([none, *ids])],
            np.concatenate([none, *starts]),
            np.concatenate([none, *ends]),
            np.cumsum([0, *map(len, ids)]),
            docs,
            provenance.then(
                "segment", engine=self.engine, hmm=self.hmm, lexicon=self.lexicon.name, sha256=self.lexicon.sha256
            ),
        )

    def _tag(self, type_: str) -> str:
        return self._terms[type_].tag if type_ in self._terms else load_base().tags.get(type_, "")

    def _category(self, type_: str) -> str:
        return self._terms[type_].category if type_ in self._terms else ""

    def _warn_of_lost_terms(self) -> None:
        lost = [term for term in self._terms if self._engine.cut(term) != [term]]
        if lost:
            warnings.warn(
                f"{len(lost)} terms of lexicon {self.lexicon.name!r} cannot come out whole: "
                f"{', '.join(lost[:10])}{' …' if len(lost) > 10 else ''}",
                VocabularyWarning,
                stacklevel=3,
            )


def _rebuilt(lexicon: Lexicon, hmm: bool, engine: EngineName) -> Segmenter:
    return Segmenter(lexicon, hmm=hmm, engine=engine)


def segment(
    corpus: Corpus,
    lexicon: Lexicon | Literal["government"] | None = "government",
    *,
    hmm: bool = True,
    engine: EngineName = "jieba",
) -> Tokens:
    """Cut the reports of a corpus into tokens.

    Parameters
    ----------
    corpus : Corpus
        Reports, or units of reports.
    lexicon : Lexicon, "government" or None, default "government"
        Terms to keep whole; the shipped lexicon by default, None for none.
    hmm : bool, default True
        Whether words that no dictionary has are guessed by a hidden Markov model.
    engine : {"jieba"}, default "jieba"
        What does the cutting.

    Returns
    -------
    Tokens
        One document a report; the spans cover its text without a gap.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.

    Examples
    --------
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([rn.Report("a", "持续优化营商环境")])
    >>> rn.segment(corpus).words(0)
    ['持续', '优化', '营商环境']
    >>> rn.segment(corpus, lexicon=None).words(0)
    ['持续', '优化', '营商', '环境']
    """
    if isinstance(lexicon, str):
        choice("lexicon", lexicon, ["government"])
        lexicon = load_lexicon()
    segmenter = Segmenter(lexicon, hmm=hmm, engine=engine)
    return segmenter._tokens([report.text for report in corpus], corpus.table, corpus.provenance)
