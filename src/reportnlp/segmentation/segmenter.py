"""Segmenter and segment: reports to Tokens."""

import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from reportnlp.corpus import TEXT, Corpus
from reportnlp.errors import ArgumentError, VocabularyWarning
from reportnlp.lexicon import Lexicon, is_shipped, load_lexicon
from reportnlp.points import points_of
from reportnlp.provenance import Provenance
from reportnlp.segmentation.chunks import Cutter
from reportnlp.segmentation.compiled import load_dictionary, load_with_shipped
from reportnlp.segmentation.cut import Cut
from reportnlp.segmentation.engines import ENGINES
from reportnlp.segmentation.number_forms import FORM_TAGS
from reportnlp.segmentation.numbering import NAME, QUOTED
from reportnlp.segmentation.rules import rules_for
from reportnlp.segmentation.splits import Splits
from reportnlp.segmentation.terms import with_terms
from reportnlp.tokens import Tokens
from reportnlp.validate import choice, flag, threads
from reportnlp.vocabulary import Vocabulary

__all__ = ["Segmenter", "segment"]

EngineName = Literal["fast", "jieba", "rjieba"]

#: Offsets are 32 bits wide.
MAX_CHARS = 2_000_000_000

#: The last segmenter that `segment` made, and what for.
_last: list[tuple[tuple[Lexicon | None, bool, EngineName, bool], "Segmenter"]] = []


class Segmenter:
    """Cuts text into words, with the terms of a lexicon kept whole.

    Parameters
    ----------
    lexicon : Lexicon, optional
        Terms to keep whole; none by default.
    hmm : bool, default True
        Whether words that no dictionary has are guessed by a hidden Markov model.
    engine : {"fast", "jieba", "rjieba"}, default "fast"
        What does the cutting. "fast" gives what "jieba" gives, token for token, about fifty times as
        fast. "rjieba" is jieba in Rust with a dictionary of its own; it weighs terms a little
        differently, and needs ``pip install 'reportnlp[rjieba]'``.
    numerals : bool, default False
        Whether number expressions, abbreviations that count things, names by their suffixes and short names
        in quotation marks come out whole: 1.3万亿|元, 二〇二四年, 三强六好, 词林社区, “智赋千巷”. Without it
        and a lexicon the words are jieba's, token for token.

    Warns
    -----
    VocabularyWarning
        If a term of the lexicon cannot come out whole; it is named.
    CacheWarning
        If the user's cache folder cannot be written, so that every process compiles anew.

    Notes
    -----
    Instances share nothing that changes: a term of one is unknown to another. They can be pickled, and
    used by several threads at once.

    With `numerals`, an ending that is no word goes to the word before it (化解率, 集群化, 内卷式), and a head of
    one character to the term of the lexicon before it (锂电产业链, 养老服务圈). What stands in “”, ‘’, 「」 or 『』
    is one word, with the tag nq, if it has two to six characters, no particle, pronoun, conjunction or preposition,
    which make a clause, and is more than a number and its measure, or if it is two halves of the same length (up to
    seven characters, with ·, 、 or ， between them); so is a campaign with the name of a place (平安南京), and what
    a report announces by 实施, 开展 and the like and calls 工程, 行动, 计划 or 战略 (实施|就业稳岗扩容提质行动). A
    name that is not in the lexicon is cut where it stands without marks or verb; `new_words` shows what is quoted, and
    a lexicon with it keeps all whole.

    Examples
    --------
    >>> import reportnlp as rn
    >>> rn.Segmenter().words("低效用地")
    ['低', '效用', '地']
    >>> rn.Segmenter(rn.load_lexicon()).words("低效用地")
    ['低效用地']
    >>> rn.Segmenter(numerals=True).words("增长百分之二十三点五")
    ['增长', '百分之二十三点五']
    >>> rn.Segmenter(numerals=True).words("实施“智赋千巷”行动")
    ['实施', '“', '智赋千巷', '”', '行动']
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        *,
        hmm: bool = True,
        engine: EngineName = "fast",
        numerals: bool = False,
    ) -> None:
        choice("engine", engine, ENGINES)
        hmm, numerals = flag("hmm", hmm), flag("numerals", numerals)
        self.lexicon = Lexicon(()) if lexicon is None else lexicon
        self.hmm = hmm
        self.engine = engine
        self.numerals = numerals
        if is_shipped(self.lexicon):
            self._dictionary = load_with_shipped(self.lexicon)
        else:
            self._dictionary = with_terms(load_dictionary(), self.lexicon.terms, self.lexicon.splits)
        self._engine = ENGINES[engine](self._dictionary, Splits(self._dictionary, self.lexicon.splits), hmm=hmm)
        self._cutter = Cutter(self._engine, self._dictionary)
        self._set_categories()
        self._rules = rules_for(self._dictionary, self._categories > 0) if numerals else None
        self._record: dict[str, object] = {"engine": engine, "hmm": hmm, "numerals": numerals}
        self._record |= {"lexicon": self.lexicon.name, "sha256": self.lexicon.sha256}
        self._lost = self._lost_terms()
        self._warn_of_lost_terms()

    def __reduce__(self) -> tuple[Callable[..., "Segmenter"], tuple[Lexicon, bool, EngineName, bool]]:
        return _rebuilt, (
            self.lexicon,
            self.hmm,
            self.engine,
            self.numerals,
        )  # an engine may hold locks; it is made anew

    def words(self, text: str) -> list[str]:
        """Return the words of `text`; put together they are the text again.

        A plain callable: ``CountVectorizer(analyzer=segmenter.words)`` works.
        """
        _checked(text, "text")
        if self._rules is None:
            return self._engine.cut(text)
        cut = self._cut([text], 1)
        return list(map(cut.types.__getitem__, cut.ids.tolist()))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return (start, end) of each word of `text`, in code points."""
        ends = np.cumsum([len(word) for word in self.words(text)], dtype=int).tolist()
        return list(zip([0, *ends], ends, strict=False))

    def segment(self, texts: Iterable[str], *, n_threads: int | None = None) -> Tokens:
        """Return the tokens of `texts`, one document each; `n_threads` as for `reportnlp.segment`."""
        if isinstance(texts, str):
            raise ArgumentError("texts: give a list of texts; got one str (put it in a list)")
        if not isinstance(texts, Iterable):
            raise ArgumentError(f"texts: give a list of texts; got {texts!r}")
        given = list(texts)
        return self._tokens(given, _numbered(len(given)), Provenance(), n_threads)

    def _tokens(self, texts: list[str], docs: pd.DataFrame, provenance: Provenance, n_threads: int | None) -> Tokens:
        cut = self._cut(texts, threads(n_threads))
        record = provenance.then("segment", **self._record)
        return Tokens(self._vocabulary(cut), cut.ids, cut.starts, cut.indptr, docs, record)

    def _cut(self, texts: list[str], n_threads: int) -> Cut:
        try:  # what is no text has no length, or cannot be joined: to ask each for its type would take as long again
            lengths = np.array(list(map(len, texts)), np.int64)
            if lengths.max(initial=0) <= MAX_CHARS:
                return self._cutter.cut_all(texts, lengths, n_threads, self._rules)
        except TypeError:
            if set(map(type, texts)) <= {str}:
                raise
        lengths = np.array([len(_checked(text, f"texts[{number}]")) for number, text in enumerate(texts)], np.int64)
        return self._cutter.cut_all(texts, lengths, n_threads, self._rules)

    def _vocabulary(self, cut: Cut) -> Vocabulary:
        numbers = cut.numbers
        tags = self._tag_names[np.where(numbers >= 0, self._dictionary.tags[numbers], 0)]
        categories = self._category_names[np.where(numbers >= 0, self._categories[numbers], 0)]
        if self._rules is not None:
            made = np.flatnonzero(cut.forms)
            tags[made] = FORM_TAGS[cut.forms[made]]
            tags[cut.forms == QUOTED] = "nq"
            for k in np.flatnonzero(cut.forms == NAME).tolist():
                tags[k] = "nt" if cut.types[k].endswith(("公司", "集团")) else "ns"
        for entry in self._outside:
            k = bisect_left(cut.types, entry.term)
            if k < len(cut.types) and cut.types[k] == entry.term:
                tags[k], categories[k] = entry.tag, entry.category
        return Vocabulary(tuple(cut.types), tuple(tags.tolist()), tuple(categories.tolist()))

    def _set_categories(self) -> None:
        """Look up the category of each word of the dictionary, and the terms that are none."""
        terms, names = self.lexicon.terms, ["", *sorted({entry.category for entry in self.lexicon.terms} - {""})]
        number_of = {name: number for number, name in enumerate(names)}
        numbers = self._dictionary.find(*points_of([entry.term for entry in terms]))
        codes = np.fromiter((number_of[entry.category] for entry in terms), np.uint16, len(terms))
        self._categories = np.zeros(len(self._dictionary), np.uint16)
        self._categories[numbers[numbers >= 0]] = codes[numbers >= 0]
        self._category_names, self._tag_names = np.array(names, object), np.array(self._dictionary.tag_names, object)
        self._outside = [terms[k] for k in np.flatnonzero(numbers < 0).tolist()]

    def _lost_terms(self) -> list[str]:
        terms = list(self.lexicon)
        cut = self._cutter.cut_all(terms, np.fromiter(map(len, terms), np.int64, len(terms)), 1)
        return [terms[k] for k in np.flatnonzero(np.diff(cut.indptr) != 1)]

    def _warn_of_lost_terms(self) -> None:
        if self._lost:
            warnings.warn(
                f"{len(self._lost)} terms of lexicon {self.lexicon.name!r} cannot come out whole: "
                f"{', '.join(self._lost[:10])}{' …' if len(self._lost) > 10 else ''}",
                VocabularyWarning,
                stacklevel=3,
            )


def _numbered(n: int) -> pd.DataFrame:
    """Return a table of `n` documents that are called by their numbers."""
    column = pa.array(np.arange(n)).cast(pa.large_string())
    return pd.DataFrame({"id": pd.array(column, dtype=TEXT)}, copy=False)


def _kept(lexicon: Lexicon | None, hmm: bool, engine: EngineName, numerals: bool) -> Segmenter:
    """Return the segmenter of the last call if it is the one that is wanted: to add a lexicon takes time."""
    hmm, numerals = flag("hmm", hmm), flag("numerals", numerals)  # 1 is True for the comparison
    for (known, *how), segmenter in _last:
        if known is lexicon and how == [hmm, engine, numerals]:
            segmenter._warn_of_lost_terms()
            return segmenter
    segmenter = Segmenter(lexicon, hmm=hmm, engine=engine, numerals=numerals)
    _last[:] = [((lexicon, hmm, engine, numerals), segmenter)]
    return segmenter


def _rebuilt(lexicon: Lexicon, hmm: bool, engine: EngineName, numerals: bool) -> Segmenter:
    return Segmenter(lexicon, hmm=hmm, engine=engine, numerals=numerals)


def _checked(text: str, name: str) -> str:
    if not isinstance(text, str):
        raise ArgumentError(f"{name}: give a str; got {type(text).__name__} (decode bytes first)")
    if len(text) > MAX_CHARS:
        raise ArgumentError(f"{name}: has {len(text)} characters; divide it into texts of at most {MAX_CHARS}")
    return text


def segment(
    corpus: Corpus,
    lexicon: Lexicon | Literal["government"] | None = "government",
    *,
    hmm: bool = True,
    engine: EngineName = "fast",
    numerals: bool = True,
    n_threads: int | None = None,
) -> Tokens:
    """Cut the reports of a corpus into tokens.

    Parameters
    ----------
    corpus : Corpus
        Reports, or units of reports.
    lexicon : Lexicon, "government" or None, default "government"
        Terms to keep whole; the shipped lexicon by default, None for none.
    hmm : bool, default True
        Whether words that no dictionary has are guessed by a hidden Markov model; with the shipped lexicon those of
        two characters only before the head of a name.
    engine : {"fast", "jieba", "rjieba"}, default "fast"
        What does the cutting; see `Segmenter`.
    numerals : bool, default True
        Whether number expressions, abbreviations that count things, names by their suffixes and short names
        in quotation marks come out whole; the abbreviations have the tag j, what is quoted nq, and no category.
    n_threads : int, optional
        Threads that cut at the same time, as many as there are processors by default. The result does
        not depend on it.

    Returns
    -------
    Tokens
        One document a report; the spans cover its text without a gap.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.

    Notes
    -----
    Four in five guesses of two characters join two words, so the shipped lexicon splits them (党建|强|则|根基), but for
    the stem of a name (词林|社区). ``lexicon.drop(["**"])`` is a lexicon that does not.

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
    segmenter = _kept(lexicon, hmm, engine, numerals)
    return segmenter._tokens([report.text for report in corpus], corpus.table, corpus.provenance, n_threads)
