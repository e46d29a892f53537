"""attention_sensitivity: what other definitions would have made of an index and its ranks."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from reportnlp.attention.counts import DENOMINATORS, NUMERATORS, grouped, paragraphs_of
from reportnlp.attention.index import ranked, with_text
from reportnlp.attention.located import Located, locate
from reportnlp.lexicon import AttentionDictionary
from reportnlp.tokens import Tokens
from reportnlp.validate import columns, integer

__all__ = ["attention_sensitivity"]

Floats = npt.NDArray[np.float64]


def attention_sensitivity(
    tokens: Tokens,
    dictionary: AttentionDictionary,
    *,
    by: str | Sequence[str] = ("place", "year"),
    top: int = 5,
) -> pd.DataFrame:
    """Compute an attention index under every definition, and how far each agrees with the default.

    Parameters
    ----------
    tokens : Tokens
        All tokens of the texts.
    dictionary : AttentionDictionary
        `load_dictionary`, or your own.
    by : str or sequence of str, default ("place", "year")
        Columns of `tokens.docs` that make the groups.
    top : int, default 5
        Terms to leave out in turn: those with the most hits.

    Returns
    -------
    pandas.DataFrame
        ``without`` (str), the term that the dictionary was deprived of, empty for none; ``exclusions``
        (bool), whether contexts exclude hits; ``numerator`` and ``denominator`` (str); the columns
        `by`; ``index`` (float64) and ``rank`` (int64) as of `attention`; ``tau`` (float64), Kendall's
        tau-b between the index of this definition and the default over all groups, 0 if either is the
        same everywhere. One row a definition and group: the default first, terms in the order of their
        hits, numerators and denominators from fine to coarse, groups ascending.

    Raises
    ------
    ArgumentError
        If `by` is no column, `top` is no whole number of 1 or more, or no group has any text.

    Warns
    -----
    ReportNLPWarning
        If groups are left out because they have no text.

    Notes
    -----
    A term is left out as if it had never been in the dictionary: where it stood, a shorter one may be
    found (生态 in 生态环境).

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.read_corpus("corpus/sample"))
    >>> table = rn.attention_sensitivity(tokens, rn.load_dictionary("ecology"), top=1)
    >>> definition = ["without", "exclusions", "numerator", "denominator"]
    >>> table.drop_duplicates(definition)[[*definition, "tau"]].round(2).head(3)
       without  exclusions numerator denominator   tau
    0                 True      hits      tokens  1.00
    24                True      hits  characters  0.99
    48                True      hits   sentences  0.93
    """
    names, top = columns("by", by, tokens.docs), integer("top", top)
    paragraphs = paragraphs_of(tokens)
    groups = with_text(grouped(tokens.docs, names), paragraphs, "attention_sensitivity")
    rows: list[tuple[str, bool, str, str]] = []
    indices: list[Floats] = []
    for without, located in _each(tokens, dictionary, top):
        for exclusions in (True, False) if dictionary.exclusions else (True,):
            hits = located.counted if exclusions else located.hits
            for numerator in NUMERATORS:
                hit = paragraphs.hit(hits, numerator)
                for denominator in DENOMINATORS:
                    rows.append((without, exclusions, numerator, denominator))
                    indices.append(groups.rates(paragraphs, hit, numerator, denominator).rate)
    n = len(groups.keys)
    table = pd.DataFrame(rows, columns=["without", "exclusions", "numerator", "denominator"])
    table = table.astype({"without": "str", "numerator": "str", "denominator": "str"})
    table = table.loc[table.index.repeat(n)].reset_index(drop=True)
    for name in names:
        table[name] = groups.keys[name].take(np.tile(np.arange(n), len(rows))).array
    table["index"] = np.concatenate(indices)
    table["rank"] = np.concatenate([ranked(index) for index in indices])
    table["tau"] = np.repeat([_tau(index, indices[0]) for index in indices], n)
    about = {"dictionary": dictionary.name, "version": dictionary.version, "sha256": dictionary.sha256}
    return tokens.provenance.then("attention_sensitivity", **about, by=names, top=top).attach(table)


def _each(tokens: Tokens, dictionary: AttentionDictionary, top: int) -> Iterator[tuple[str, Located]]:
    """Yield the whole dictionary, then the dictionary without each of its most frequent terms."""
    whole = locate(tokens, dictionary)
    yield "", whole
    n = np.bincount(whole.counted.term, minlength=len(dictionary.terms))
    # Without its only term it would be no dictionary.
    frequent = [k for k in np.argsort(-n, kind="stable")[:top].tolist() if n[k] and len(n) > 1]
    for k in frequent:
        yield dictionary.terms[k], locate(tokens, dictionary.drop([dictionary.terms[k]]))


def _tau(index: Floats, default: Floats) -> float:
    if np.ptp(index) == 0 or np.ptp(default) == 0:
        return 0.0
    return float(stats.kendalltau(index, default).statistic)
