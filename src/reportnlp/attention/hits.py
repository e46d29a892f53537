"""attention_hits: every hit of a dictionary with its sentence, to be checked by eye."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.attention.located import locate
from reportnlp.lexicon import AttentionDictionary
from reportnlp.tokens import Tokens

__all__ = ["attention_hits"]

Ints = npt.NDArray[np.int64]


def attention_hits(tokens: Tokens, dictionary: AttentionDictionary) -> pd.DataFrame:
    """List every hit of a dictionary, those that a context excludes among them.

    Parameters
    ----------
    tokens : Tokens
        All tokens of the texts: without stop words, phrases that hold one cannot be found.
    dictionary : AttentionDictionary
        `load_dictionary`, or your own.

    Returns
    -------
    pandas.DataFrame
        One row a hit: ``report`` (str); ``start, end`` (int64), its span in the report's text, in code
        points; ``term`` (str); ``excluded_by`` (str), the exclusion that it overlaps, empty if it
        counts; ``sentence_start`` (int64) and ``sentence`` (str), where it stands. In the order of the
        documents, then by start. Spans do not overlap.

    Notes
    -----
    A term is found where it does not cut across a word: inside one token, or in whole tokens. Of terms
    that overlap, the first counts, and of those that begin at one place the longest. A hit is excluded if
    it overlaps an exclusion that does not lie inside the hit.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.Corpus([rn.Report("a", "净化政治生态。改善生态环境，污水利用。")]))
    >>> rn.attention_hits(tokens, rn.load_dictionary("ecology"))[["start", "term", "excluded_by", "sentence"]]
       start  term excluded_by      sentence
    0      4    生态        政治生态       净化政治生态。
    1      9  生态环境              改善生态环境，污水利用。
    2     14    污水              改善生态环境，污水利用。
    """
    hits, excluded = locate(tokens, dictionary)
    offset = _offsets(tokens.docs)[hits.doc]
    left, right = tokens.sentence_spans(hits.first)
    names = (*dictionary.exclusions, "")  # number -1 is the last
    spans = zip(hits.doc.tolist(), left.tolist(), right.tolist(), strict=True)
    reports = tokens.docs["report" if "report" in tokens.docs else "id"]
    table = pd.DataFrame({"report": reports.take(hits.doc).astype("str").array})
    table["start"], table["end"] = offset + hits.start, offset + hits.end
    table["term"] = pd.array([dictionary.terms[k] for k in hits.term.tolist()], dtype="str")
    table["excluded_by"] = pd.array([names[k] for k in excluded.tolist()], dtype="str")
    table["sentence_start"] = offset + left
    table["sentence"] = pd.array([tokens.text(*span) for span in spans], dtype="str")
    about = {"dictionary": dictionary.name, "version": dictionary.version, "sha256": dictionary.sha256}
    return tokens.provenance.then("attention_hits", **about).attach(table)


def _offsets(docs: pd.DataFrame) -> Ints:
    """Return where each document begins in its report."""
    return docs["start"].to_numpy(np.int64) if "start" in docs else np.zeros(len(docs), np.int64)
