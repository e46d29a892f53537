"""The government vocabulary, the stop words, and the dictionaries of policy attention."""

from reportnlp.lexicon.attention import AttentionDictionary
from reportnlp.lexicon.lexicon import Lexicon, Term
from reportnlp.lexicon.shipped import STOP_LAYERS, is_shipped, load_dictionary, load_lexicon, load_stopwords

__all__ = [
    "STOP_LAYERS",
    "AttentionDictionary",
    "Lexicon",
    "Term",
    "is_shipped",
    "load_dictionary",
    "load_lexicon",
    "load_stopwords",
]
