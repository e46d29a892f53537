"""What is in a corpus: its reports, their sections, and what cleaning changed."""

import pandas as pd

from reportnlp.corpus import Corpus
from reportnlp.matrix import TermMatrix

__all__ = ["cleaning_of", "reports_of", "sections_of"]


def reports_of(corpus: Corpus, matrix: TermMatrix) -> pd.DataFrame:
    """Return the metadata with the paragraphs, the words that were counted and the edits of each report."""
    table = corpus.table.drop(columns=["report", "section", "start"])
    paragraphs = matrix.docs.groupby("report").size()
    words = pd.Series(matrix.lengths, matrix.docs["report"]).groupby(level=0).sum()
    for name, sizes in (("n_paragraphs", paragraphs), ("n_words", words)):
        table[name] = table["id"].map(sizes).fillna(0).astype("int64")
    table["n_edits"] = pd.array([sum(map(len, report.cleaning)) for report in corpus], dtype="int64")
    return corpus.provenance.then("reports").attach(table)


def sections_of(corpus: Corpus) -> pd.DataFrame:
    """Return ``report, section, n_sections, n_chars``: the characters of each kind of top section, a row a kind.

    In the order of the corpus, the kinds as they first come in the report.
    """
    units = corpus.split("section")
    table = units.table
    sums = table.groupby(["report", "section"], sort=False)["n_chars"].agg(["size", "sum"]).reset_index()
    sums.columns = pd.Index(["report", "section", "n_sections", "n_chars"])
    types = {"report": "str", "section": "str", "n_sections": "int64", "n_chars": "int64"}
    return units.provenance.then("sections").attach(sums.astype(types))


def cleaning_of(corpus: Corpus) -> pd.DataFrame:
    """Return ``step, n_edits, n_reports, n_removed, n_added``: what each step of cleaning changed, in characters.

    The steps in the order in which they were taken.
    """
    rows = [
        (step.name, len(step), report.id, int((step.ends - step.starts).sum()), sum(map(len, step.texts)))
        for report in corpus
        for step in report.cleaning
        if len(step)
    ]
    each = pd.DataFrame(rows, columns=["step", "n_edits", "report", "n_removed", "n_added"])
    order = list(dict.fromkeys(step.name for report in corpus for step in report.cleaning))
    sums = {"n_edits": "sum", "report": "nunique", "n_removed": "sum", "n_added": "sum"}
    table = each.groupby("step").agg(sums).reindex([name for name in order if name in set(each["step"])]).reset_index()
    table = table.rename(columns={"report": "n_reports"})
    types = {"step": "str", "n_edits": "int64", "n_reports": "int64", "n_removed": "int64", "n_added": "int64"}
    return corpus.provenance.then("cleaning").attach(table.astype(types))
