"""Keywords of reports, years and places, how sure they are, and the sentences they stand in."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from reportnlp.corpus import Corpus
from reportnlp.keyness import keyness
from reportnlp.keywords import keywords
from reportnlp.matrix import TermMatrix
from reportnlp.measures import log_odds
from reportnlp.tokens import Tokens

__all__ = ["GROUPINGS", "comparison_of", "hits_of", "keywords_of"]

#: Tables of keywords and the column that makes their groups.
GROUPINGS = {"keywords": "report", "keywords_by_year": "year", "keywords_by_place": "place"}
#: Standard normal deviate of a 95 % interval.
Z = float(special.ndtri(0.975))
#: Farthest characters of a sentence from a hit: a line without an end may be long.
FARTHEST = 300

_HITS = {"report": "str", "term": "str", "start": "int64", "end": "int64", "sentence_start": "int64", "sentence": "str"}


def keywords_of(matrix: TermMatrix, top: int) -> dict[str, pd.DataFrame]:
    """Return the keywords of each report, year and place, with their log-odds against all other documents."""
    return {name: _with_effect(matrix, by, top) for name, by in GROUPINGS.items()}


def _with_effect(matrix: TermMatrix, by: str, top: int) -> pd.DataFrame:
    """Return the keywords with ``effect, low, high`` as of `keyness`; missing where there is nothing to compare."""
    table = keywords(matrix, by=by, top=top, sublinear=True)
    table = table[table[by].notna() & (table[by].astype("str") != "")].reset_index(drop=True)
    words = pd.Series(matrix.lengths, matrix.docs[by]).groupby(level=0).sum()
    everywhere = np.bincount(matrix.counts.indices, matrix.counts.data, matrix.shape[1])
    n = table["n"].to_numpy(np.float64)
    others = everywhere[list(map(matrix.vocabulary.id, table["term"].tolist()))] - n
    total = words.reindex(table[by]).to_numpy(np.float64)
    rest = float(matrix.lengths.sum()) - total
    effect, error = log_odds(n, others, total, rest)
    compared = rest > 0
    for name, values in (("effect", effect), ("low", effect - Z * error), ("high", effect + Z * error)):
        table[name] = np.where(compared, values, np.nan)
    return table


def comparison_of(matrix: TermMatrix) -> pd.DataFrame | None:
    """Return the keyness of the latest year, else of the largest place, against all else; None if there is no else."""
    target = _target(matrix)
    return None if target is None else keyness(matrix, target=target)


def _target(matrix: TermMatrix) -> Mapping[str, Any] | None:
    for by in ("year", "place", "report"):
        known = matrix.docs[by].notna() & (matrix.docs[by].astype("str") != "")
        words = pd.Series(matrix.lengths, matrix.docs[by].where(known)).groupby(level=0).sum()
        words = words[words > 0]
        if (len(words) and words.sum() < matrix.lengths.sum()) or len(words) > 1:
            best = words.index.max() if by == "year" else words[words == words.max()].index.min()
            return {by: int(best) if by == "year" else str(best)}
    return None


def hits_of(tables: Mapping[str, pd.DataFrame], tokens: Tokens, corpus: Corpus) -> pd.DataFrame:
    """Return where each keyword stands in the reports of its groups, each place once, in the order of the text."""
    vocabulary, doc = tokens.vocabulary, tokens.doc_of
    found = [np.zeros(0, np.int64)]
    for name, by in GROUPINGS.items():
        numbers, groups = pd.factorize(tokens.docs[by].astype("str"))
        number_of = {group: k for k, group in enumerate(groups)}
        rows = zip(tables[name][by].astype("str").tolist(), tables[name]["term"].tolist(), strict=True)
        keys = np.array([number_of[group] * len(vocabulary) + vocabulary.id(term) for group, term in rows], np.int64)
        of_any = np.zeros(len(vocabulary), bool)
        of_any[keys % max(len(vocabulary), 1)] = True
        near = np.flatnonzero(of_any[tokens.ids])
        found.append(near[np.isin(numbers[doc[near]] * len(vocabulary) + tokens.ids[near], keys)])
    return _located(np.unique(np.concatenate(found)), tokens, corpus)


def _located(found: npt.NDArray[np.int64], tokens: Tokens, corpus: Corpus) -> pd.DataFrame:
    """Return the tokens with the numbers `found`, each with its sentence."""
    doc = tokens.doc_of[found]
    offset = tokens.docs["start"].to_numpy(np.int64)[doc]
    starts, ends = tokens.starts[found] + offset, tokens.ends[found] + offset
    firsts, lasts = tokens.sentence_spans(found)
    # A line without an end may be long: what is near is shown.
    firsts = np.maximum(firsts + offset, starts - FARTHEST)
    lasts = np.minimum(lasts + offset, ends + FARTHEST)
    texts = {report.id: report.text for report in corpus}
    reports = tokens.docs["report"].take(doc).tolist()
    spans = zip(reports, firsts.tolist(), lasts.tolist(), strict=True)
    columns = {
        "report": reports,
        "term": tokens.vocabulary.texts(tokens.ids[found]),
        "start": starts,
        "end": ends,
        "sentence_start": firsts,
        "sentence": [texts[report][first:last] for report, first, last in spans],
    }
    return tokens.provenance.then("keyword_hits").attach(pd.DataFrame(columns).astype(_HITS))
