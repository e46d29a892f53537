"""The tables of a summary, part by part."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, Literal

import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.garbage import give_back
from reportnlp.lexicon import Lexicon, load_stopwords
from reportnlp.matrix import TermMatrix, count
from reportnlp.progress import track
from reportnlp.segmentation import segment
from reportnlp.summary.beside import Tables
from reportnlp.summary.overview import cleaning_of, reports_of, sections_of
from reportnlp.summary.words import comparison_of, hits_of, keywords_of
from reportnlp.tokens import Tokens

__all__ = ["tables_of"]


def tables_of(
    corpus: Corpus,
    wanted: Collection[str],
    made: Callable[[str], Tables],
    *,
    lexicon: Lexicon | Literal["government"] | None,
    top: int,
    n_topics: int | None,
    random_state: int,
) -> tuple[Tables, TermMatrix]:
    """Return the tables of the wanted parts, and the counts of the terms in the paragraphs.

    `made` gives those of a part that needs nothing but the corpus; the options are those of `summarize`.
    """
    paragraphs = corpus.split("paragraph")
    tokens = segment(paragraphs, lexicon)
    content = tokens.drop(load_stopwords("function", "formula", "verb"))
    matrix = count(content, min_chars=2)
    tables = {"reports": reports_of(corpus, matrix), "sections": sections_of(corpus)}
    tables["cleaning"] = cleaning_of(corpus)
    ranked = cache(lambda: keywords_of(matrix, top))
    makers: dict[str, Callable[[], Tables]] = {
        "keywords": ranked,
        "hits": lambda: {"keyword_hits": hits_of(ranked(), tokens, corpus)},
        "keyness": lambda: _if_any("keyness", comparison_of(matrix)),
        "topics": lambda: _topics(
            content,
            tokens,
            paragraphs,
            n_topics=n_topics,
            top=top,
            stability="stability" in wanted,
            random_state=random_state,
        ),
        "slogans": lambda: made("slogans"),
        "templates": lambda: made("templates"),
    }
    for part in track([name for name in makers if name in wanted], "summarize"):
        tables |= makers[part]()
        give_back()
    return tables, matrix


def _topics(content: Tokens, tokens: Tokens, paragraphs: Corpus, **options: Any) -> Tables:
    from reportnlp.summary.themes import topics_of  # scikit-learn, for which a summary without topics need not wait

    matrix = count(content, min_chars=2, min_docs=2)  # a term of one paragraph cannot tie it to another
    return topics_of(matrix, tokens, paragraphs, **options)


def _if_any(name: str, table: pd.DataFrame | None) -> Tables:
    return {} if table is None else {name: table}
