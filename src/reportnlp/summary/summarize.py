"""summarize: the main job, from a corpus to all of its tables."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.display import facts_html, facts_line
from reportnlp.lexicon import Lexicon
from reportnlp.provenance import Provenance
from reportnlp.summary.beside import Tables, beside
from reportnlp.validate import choices, integer, processes

if TYPE_CHECKING:
    from reportnlp.matrix import TermMatrix

__all__ = ["OF_CORPUS", "Summary", "summarize"]

Part = Literal["keywords", "hits", "keyness", "topics", "stability", "slogans", "templates"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Summary:
    """All that the page shows of a corpus.

    Parameters
    ----------
    corpus : Corpus
        What was summarized.
    tables : mapping of str to pandas.DataFrame
        ``reports``, ``sections``, ``cleaning``; of the part ``"keywords"`` the ``keywords`` of reports,
        ``keywords_by_year`` and ``keywords_by_place``; of ``"hits"`` their sentences, ``keyword_hits``; of
        ``"keyness"`` the table of this name, of the latest year, else the largest place, against all else, if
        there is any; of ``"topics"``, if the corpus is large enough for them, ``topics``, ``topic_terms``,
        ``topic_relevance``, ``topic_shares``, ``topic_shares_by_year``, ``topic_shares_by_place`` and
        ``topic_exemplars``; of ``"stability"`` four columns of ``topics`` that say how stable each is; of
        ``"slogans"`` the table of this name and ``slogan_history``; ``templates``.
    matrix : TermMatrix
        Counts of the terms in the paragraphs, from which the page compares any two groups.

    Examples
    --------
    >>> import reportnlp as rn
    >>> summary = rn.summarize(rn.read_corpus("corpus/sample"), parts=["keywords"])
    >>> summary
    <Summary: reports=24, sections=112, cleaning=0, keywords=240, keywords_by_year=40, keywords_by_place=60>
    """

    corpus: Corpus
    tables: Mapping[str, pd.DataFrame]
    matrix: "TermMatrix"

    @property
    def provenance(self) -> Provenance:
        """How the corpus was read; each table carries its own record."""
        return self.corpus.provenance

    def _facts(self) -> dict[str, object]:
        return {name: len(table) for name, table in self.tables.items()}

    def __repr__(self) -> str:
        return facts_line("Summary", self._facts())

    def _repr_html_(self) -> str:
        return facts_html("Summary", self._facts())


def summarize(
    corpus: Corpus,
    *,
    parts: Collection[Part] = get_args(Part),
    lexicon: Lexicon | Literal["government"] | None = "government",
    top: int = 10,
    n_topics: int | None = None,
    random_state: int = 0,
    n_jobs: int | None = None,
) -> Summary:
    """Compute the keywords, topics, slogans and templates of a corpus of whole reports.

    Parameters
    ----------
    corpus : Corpus
        Whole reports.
    parts : collection of {"keywords", "hits", "keyness", "topics", "stability", "slogans", "templates"}
        What to compute; all by default. ``"hits"`` are the sentences of the keywords; ``"stability"``, of the
        topics, takes most of their time.
    lexicon : Lexicon, "government" or None, default "government"
        Terms to keep whole; the shipped lexicon by default, None for none.
    top : int, default 10
        Keywords a report, a year or a place, and terms a topic.
    n_topics : int, optional
        Number of topics. By default one for every 20 paragraphs of 10 words or more, at most 20;
        no topics if that makes fewer than 3.
    random_state : int, default 0
        Seed of the topic model.
    n_jobs : int, optional
        Processes, this one among them, of which up to two others find slogans and templates, and which on the
        command line read, -1 for as many as there are processors; by default this one for a small corpus and -1
        for a large one. The tables are the same for any number.

    Returns
    -------
    Summary
        The tables.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.

    Notes
    -----
    Terms are words of two characters or more that are neither function words nor formulas nor
    generic verbs. Keywords are ranked by TF-IDF with tf as 1 + ln(n) and the paragraphs of all
    reports as documents: a handful of reports is too few to tell by document frequency which words
    are everybody's. Beside each stands its log-odds ratio against all other text, as of `keyness`.

    Examples
    --------
    >>> import reportnlp as rn
    >>> summary = rn.summarize(rn.read_corpus("corpus/sample"), parts=["keywords"], top=3)
    >>> summary.tables["keywords"].groupby("report").size().unique().tolist()
    [3]
    """
    integer("top", top)
    processes(n_jobs)
    wanted = set(choices("parts", parts, get_args(Part)))
    others = {name: make for name, make in OF_CORPUS.items() if name in wanted}
    with beside(others, corpus, n_jobs) as made:
        from reportnlp.summary.parts import tables_of  # what counts and fits loads while other processes work

        tables, matrix = tables_of(
            corpus, wanted, made, lexicon=lexicon, top=top, n_topics=n_topics, random_state=random_state
        )
    return Summary(corpus, MappingProxyType(tables), matrix)


def _templates(corpus: Corpus) -> Tables:
    from reportnlp.slogans.templates import templates  # what another process finds, this one need not load

    return {"templates": templates(corpus)}


def _slogans(corpus: Corpus) -> Tables:
    from reportnlp.slogans.find import slogans
    from reportnlp.slogans.history import slogan_history

    found = slogans(corpus)
    return {"slogans": found, "slogan_history": slogan_history(found, corpus)}


#: What needs nothing but the corpus, by part.
OF_CORPUS: dict[str, Callable[[Corpus], Tables]] = {"slogans": _slogans, "templates": _templates}
