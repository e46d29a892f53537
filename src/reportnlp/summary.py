"""summarize: the main job, from a corpus to all of its tables."""

import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.display import facts_html, facts_line
from reportnlp.errors import TopicWarning
from reportnlp.keywords import keywords
from reportnlp.lexicon import Lexicon, load_stopwords
from reportnlp.matrix import TermMatrix, count
from reportnlp.progress import track
from reportnlp.provenance import Provenance
from reportnlp.segmentation import segment
from reportnlp.slogans import slogans
from reportnlp.tokens import Tokens
from reportnlp.topics import TopicModel
from reportnlp.validate import choice, integer

__all__ = ["Summary", "summarize"]

Part = Literal["keywords", "topics", "slogans"]

#: A paragraph of fewer words says too little to be of one topic rather than another.
MIN_WORDS = 10
#: Without a wish of the user: paragraphs that a topic should have, fewest and most topics.
PARAGRAPHS_A_TOPIC = 20
FEWEST_TOPICS, MOST_TOPICS = 3, 20


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Summary:
    """All that the page shows of a corpus.

    Parameters
    ----------
    corpus : Corpus
        What was summarized.
    tables : mapping of str to pandas.DataFrame
        ``reports``, ``keywords``, ``slogans``; ``topic_terms`` and ``topic_shares`` if the corpus is
        large enough for topics.

    Examples
    --------
    >>> import reportnlp as rn
    >>> summary = rn.summarize(rn.read_corpus("corpus/sample"))
    >>> summary
    <Summary: reports=24, keywords=240, topic_terms=200, topic_shares=480, slogans=1724>
    """

    corpus: Corpus
    tables: Mapping[str, pd.DataFrame]

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
    parts: Collection[Part] = ("keywords", "topics", "slogans"),
    lexicon: Lexicon | Literal["government"] | None = "government",
    top: int = 10,
    n_topics: int | None = None,
    random_state: int = 0,
) -> Summary:
    """Compute the keywords, topics and slogans of a corpus of whole reports.

    Parameters
    ----------
    corpus : Corpus
        Whole reports.
    parts : collection of {"keywords", "topics", "slogans"}
        What to compute; all by default.
    lexicon : Lexicon, "government" or None, default "government"
        Terms to keep whole; the shipped lexicon by default, None for none.
    top : int, default 10
        Keywords a report and terms a topic.
    n_topics : int, optional
        Number of topics. By default one for every 20 paragraphs of 10 words or more, at most 20;
        no topics if that makes fewer than 3.
    random_state : int, default 0
        Seed of the topic model.

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
    are everybody's.

    Examples
    --------
    >>> import reportnlp as rn
    >>> summary = rn.summarize(rn.read_corpus("corpus/sample"), parts=["keywords"], top=3)
    >>> summary.tables["keywords"].groupby("report").size().unique().tolist()
    [3]
    """
    integer("top", top)
    wanted = {choice("parts", part, get_args(Part)) for part in parts}
    content = segment(corpus.split("paragraph"), lexicon).drop(load_stopwords("function", "formula", "verb"))
    matrix = count(content, min_chars=2)
    makers: dict[str, Callable[[], dict[str, pd.DataFrame]]] = {
        "keywords": lambda: {"keywords": keywords(matrix, by="report", top=top, sublinear=True)},
        "topics": lambda: _topics(content, n_topics, top, random_state),
        "slogans": lambda: {"slogans": slogans(corpus)},
    }
    tables = {"reports": corpus.provenance.then("reports").attach(_reports(corpus, matrix))}
    for part in track([name for name in makers if name in wanted], "summarize"):
        tables |= makers[part]()
    return Summary(corpus, MappingProxyType(tables))


def _reports(corpus: Corpus, matrix: TermMatrix) -> pd.DataFrame:
    """Return the metadata with the paragraphs, and the words that were counted, of each report."""
    table = corpus.table.drop(columns=["report", "section", "start"])
    paragraphs = matrix.docs.groupby("report").size()
    words = pd.Series(matrix.lengths, matrix.docs["report"]).groupby(level=0).sum()
    for name, sizes in (("n_paragraphs", paragraphs), ("n_words", words)):
        table[name] = table["id"].map(sizes).fillna(0).astype("int64")
    return table


def _topics(content: Tokens, n_topics: int | None, top: int, random_state: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a topic model, none if the paragraphs are too few for one."""
    # A term of one paragraph cannot tie it to another.
    matrix = count(content, min_chars=2, min_docs=2)
    if n_topics is None:
        long_enough = int((matrix.lengths >= MIN_WORDS).sum())
        n_topics = min(long_enough // PARAGRAPHS_A_TOPIC, MOST_TOPICS)
        if n_topics < FEWEST_TOPICS:
            return {}
    with warnings.catch_warnings():
        # A paragraph of stop words alone is nothing that a reader of the summary can mend.
        warnings.simplefilter("ignore", TopicWarning)
        model = TopicModel(n_topics, random_state=random_state).fit(matrix)
    return {"topic_terms": model.terms(top), "topic_shares": model.shares("report")}
