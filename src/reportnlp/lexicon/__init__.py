"""The government vocabulary and the stop words."""

from reportnlp.lexicon.lexicon import Lexicon, Term
from reportnlp.lexicon.shipped import STOP_LAYERS, load_lexicon, load_stopwords

__all__ = ["STOP_LAYERS", "Lexicon", "Term", "load_lexicon", "load_stopwords"]
