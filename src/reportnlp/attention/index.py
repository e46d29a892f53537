"""attention: the policy-attention index (词频法) with its definition spelt out."""

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportnlp.attention.counts import (
    DENOMINATORS,
    NUMERATORS,
    Denominator,
    Groups,
    Numerator,
    Paragraphs,
    grouped,
    paragraphs_of,
)
from reportnlp.attention.located import locate
from reportnlp.errors import ArgumentError, ReportNLPWarning
from reportnlp.lexicon import AttentionDictionary
from reportnlp.tokens import Tokens
from reportnlp.validate import choice, columns

__all__ = ["attention", "ranked", "with_text"]


def attention(
    tokens: Tokens,
    dictionary: AttentionDictionary,
    *,
    by: str | Sequence[str] = ("place", "year"),
    numerator: Numerator = "hits",
    denominator: Denominator = "tokens",
) -> pd.DataFrame:
    r"""Measure how much of the text of each group is about a subject (词频法).

    Parameters
    ----------
    tokens : Tokens
        All tokens of the texts: without stop words, the denominators would be others.
    dictionary : AttentionDictionary
        `load_dictionary`, or your own.
    by : str or sequence of str, default ("place", "year")
        Columns of `tokens.docs` that make the groups.
    numerator : {"hits", "sentences", "paragraphs"}, default "hits"
        Hits that no context excludes, or the sentences or paragraphs that have one.
    denominator : {"tokens", "characters", "sentences", "paragraphs"}, default "tokens"
        Words (tokens with a letter that are no number, as `count` has them by default); characters that
        are no blank, punctuation included; sentences; or paragraphs.

    Returns
    -------
    pandas.DataFrame
        The columns `by`; ``numerator`` and ``denominator`` (int64); ``index`` (float64), their quotient
        (× 10,000 it is per 10,000); ``low, high`` (float64), its 95 % interval; ``rank`` (int64) of the
        group, from 1 for the highest index; ties go to the first group. One row a group, ascending.

    Raises
    ------
    ArgumentError
        If `by` is no column, a choice is none of those allowed, or no group has any text.

    Warns
    -----
    ReportNLPWarning
        If groups are left out because they have no text.

    Notes
    -----
    What is a hit is said in `attention_hits`, which lists them all; `attention_sensitivity` shows what
    other definitions would have made of the ranks.

    Terms come in bursts, so the interval takes paragraphs for clusters: it is a score interval on the
    size divided by the design effect of the paragraphs, which is 1 or more (Rao and Scott 1992). It says
    how far the index is from that of a longer text of the same kind, not whether the dictionary is right.

    Examples
    --------
    >>> import reportnlp as rn
    >>> tokens = rn.segment(rn.read_corpus("corpus/sample").where(year=2024))
    >>> table = rn.attention(tokens, rn.load_dictionary("ecology"))
    >>> table[["place", "year", "numerator", "denominator", "index", "rank"]].round(4)
      place  year  numerator  denominator   index  rank
    0  望潮街道  2024          4         1602  0.0025     4
    1   栖云镇  2024          8         1492  0.0054     3
    2   槐埠镇  2024          8         1384  0.0058     2
    3   盐帆镇  2024         12         1350  0.0089     1
    4  荔塘街道  2024          1         1419  0.0007     6
    5  鹭岗街道  2024          3         1316  0.0023     5
    """
    names = columns("by", by, tokens.docs)
    choice("numerator", numerator, NUMERATORS)
    choice("denominator", denominator, DENOMINATORS)
    with ThreadPoolExecutor(1) as pool:  # the kernels of the two let each other run
        sized = pool.submit(paragraphs_of, tokens)
        hits = locate(tokens, dictionary).counted
        paragraphs = sized.result()
    groups = with_text(grouped(tokens.docs, names), paragraphs, "attention")
    rates = groups.rates(paragraphs, paragraphs.hit(hits, numerator), numerator, denominator)
    table = groups.keys.copy()
    table["numerator"], table["denominator"] = rates.n, rates.of
    table["index"], table["low"], table["high"] = rates.rate, rates.low, rates.high
    table["rank"] = ranked(rates.rate)
    about = {"dictionary": dictionary.name, "version": dictionary.version, "sha256": dictionary.sha256}
    options = {"by": names, "numerator": numerator, "denominator": denominator}
    return tokens.provenance.then("attention", **about, **options).attach(table)


def with_text(groups: Groups, paragraphs: Paragraphs, verb: str) -> Groups:
    """Return the groups that have a word, numbered anew, and warn of the others."""
    sizes = np.bincount(groups.of_doc[paragraphs.doc], paragraphs.sizes["tokens"], len(groups.keys))
    has = sizes > 0
    if not has.any():
        raise ArgumentError("tokens: no group has a word; segment reports that have text")
    if not has.all():
        warnings.warn(f"{verb}: {(~has).sum()} groups have no word and are left out", ReportNLPWarning, stacklevel=3)
    number = np.where(has, np.cumsum(has) - 1, -1)
    return Groups(number[groups.of_doc], groups.keys[has].reset_index(drop=True))


def ranked(index: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return ranks from 1 for the highest; compared at 12 digits, ties in order."""
    ranks = np.empty(len(index), np.int64)
    ranks[np.argsort(-index.round(12), kind="stable")] = np.arange(1, len(index) + 1)
    return ranks
