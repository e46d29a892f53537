from . import plots, plots_topics
from .corpus import Corpus, Failure, RawSpan, Report, Section
from .errors import (
    ArgumentError,
    CacheWarning,
    LexiconError,
    ReadError,
    ReadWarning,
    ReportNLPError,
    ReportNLPWarning,
    StorageError,
    TopicWarning,
    VocabularyWarning,
)
from .keywords import keywords
from .lexicon import Lexicon, Term, load_lexicon, load_stopwords
from .matrix import TermMatrix, count
from .new_words import new_words
from .provenance import Provenance, provenance_of
from .reading import read_corpus, read_report
from .report import write_report
from .segmentation import Segmenter, numbers, segment
from .slogans import slogans
from .summary import Summary, summarize
from .tables import save_table
from .tokens import Tokens, Vocabulary
from .topics import TopicModel, coherence, compare, select_n_topics

__version__: str

__all__ = [
    "ArgumentError",
    "CacheWarning",
    "Corpus",
    "Failure",
    "Lexicon",
    "LexiconError",
    "Provenance",
    "RawSpan",
    "ReadError",
    "ReadWarning",
    "Report",
    "ReportNLPError",
    "ReportNLPWarning",
    "Section",
    "Segmenter",
    "StorageError",
    "Summary",
    "Term",
    "TermMatrix",
    "Tokens",
    "TopicModel",
    "TopicWarning",
    "Vocabulary",
    "VocabularyWarning",
    "coherence",
    "compare",
    "count",
    "keywords",
    "load_lexicon",
    "load_stopwords",
    "new_words",
    "numbers",
    "plots",
    "plots_topics",
    "provenance_of",
    "read_corpus",
    "read_report",
    "save_table",
    "segment",
    "select_n_topics",
    "slogans",
    "summarize",
    "write_report",
]
