from . import plots, scale
from .attention import attention, attention_hits, attention_sensitivity
from .collocations import collocations
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
from .keyness import keyness
from .keywords import keywords
from .kwic import kwic
from .lexicon import AttentionDictionary, Lexicon, Term, load_dictionary, load_lexicon, load_stopwords
from .matrix import TermMatrix, count
from .new_words import new_words
from .plots import save_chart
from .provenance import Provenance, provenance_of
from .reading.counts import read_counts
from .reading.folder import read_corpus, read_report
from .report import write_report
from .segmentation import Segmenter, numbers, segment
from .similarity import similarity
from .slogans.find import slogans
from .slogans.history import slogan_history
from .slogans.templates import templates
from .summary import Summary, summarize
from .tables import save_table
from .tokens import Tokens
from .topics import TopicModel, coherence, compare, select_n_topics
from .trends import trends
from .vocabulary import Vocabulary

__version__: str

__all__ = [
    "ArgumentError",
    "AttentionDictionary",
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
    "attention",
    "attention_hits",
    "attention_sensitivity",
    "coherence",
    "collocations",
    "compare",
    "count",
    "keyness",
    "keywords",
    "kwic",
    "load_dictionary",
    "load_lexicon",
    "load_stopwords",
    "new_words",
    "numbers",
    "plots",
    "provenance_of",
    "read_corpus",
    "read_counts",
    "read_report",
    "save_chart",
    "save_table",
    "scale",
    "segment",
    "select_n_topics",
    "similarity",
    "slogan_history",
    "slogans",
    "summarize",
    "templates",
    "trends",
    "write_report",
]
