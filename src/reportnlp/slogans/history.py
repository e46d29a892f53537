"""slogan_history: when and where each slogan came up, and how it spread from level to level."""

import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.slogans.history_table import COLUMNS, SloganHistory
from reportnlp.slogans.timeline import of_slogans, of_years, uses_in
from reportnlp.validate import columns

__all__ = ["slogan_history"]

#: Most reports and most uses first, then by year and by name.
SORTED = [False, False, True, True]


def slogan_history(hits: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Follow each slogan through the years and the levels: first and last use, counts, spread.

    Parameters
    ----------
    hits : pandas.DataFrame
        What `reportnlp.slogans` returned, or any table with ``report, start, end, text``; one place counts
        once, whatever the types under which it was found.
    corpus : Corpus
        What was searched: its reports say where, when and at what level.

    Returns
    -------
    SloganHistory
        A pandas.DataFrame, one row for each slogan, year and level: ``slogan`` (str), its most frequent spelling,
        and ``variants`` (str), the others, with ｜ between; ``year`` (Int64) and ``level`` (str) of the
        reports, ``n`` and ``n_reports`` (int64), uses then and there and the reports with one, and ``places``
        (str), with ｜ between. Of the whole slogan, the same in all its rows: ``n_all, n_reports_all`` (int64);
        ``first_year, last_year`` (Int64) and ``first_place, last_place`` (str); ``spread`` (str), the year of
        the first use at each level, in the order of time. ``where`` (str), report:start-end for each use, and
        ``sentences`` (str), the sentence of each, are lines of one cell. Slogans are sorted by reports, most
        first, then by uses, most first, then by first year, then by slogan; their rows by year, those without one
        last, then from the State Council down. Of several uses in one year the first is that of the highest
        level, then of the place and the report that are first by code point; the last use is found the same
        way. Jupyter shows a list of slogans, each of which opens its sentences.

    Raises
    ------
    ArgumentError
        If a column is missing, or a hit stands in no report of the corpus.

    Notes
    -----
    Spellings are one slogan if they are the same without quotation marks, blanks and the forms of characters and
    numerals, without marks and 的之和与及 inside, or if they have eight characters or more and differ in one that
    is no numeral, letter or negation: 十四五 and 十五五 stay two.

    Examples
    --------
    >>> import pandas as pd
    >>> import reportnlp as rn
    >>> corpus = rn.Corpus([
    ...     rn.Report("a", "发展“首店”经济。", place="甲省", level="provincial", year=2021),
    ...     rn.Report("b", "做强“首店经济”。", place="乙镇", level="town", year=2023),
    ... ])
    >>> hits = pd.DataFrame({"report": ["a", "b"], "start": [2, 3], "end": [8, 7], "text": ["“首店”经济", "首店经济"]})
    >>> rn.slogan_history(hits, corpus)[["slogan", "year", "level", "n", "spread"]]
      slogan  year       level  n                           spread
    0   首店经济  2021  provincial  1  2021 provincial → 2023 town
    1   首店经济  2023        town  1  2021 provincial → 2023 town
    """
    columns("hits", ["report", "start", "end", "text"], hits.columns)
    uses = uses_in(hits, corpus)
    whole = of_slogans(uses).sort_values(["n_reports_all", "n_all", "first_year", "slogan"], ascending=SORTED)
    table = SloganHistory(whole.join(of_years(uses)).reset_index()[list(COLUMNS)].astype(COLUMNS))
    return corpus.provenance.then("slogan_history", n_hits=len(hits)).attach(table)
