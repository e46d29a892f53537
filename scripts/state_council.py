"""Count the words of the State Council's reports, paragraph by paragraph, so that the counts can be given away.

    python scripts/state_council.py FOLDER                 renew corpus/state-council from the texts in FOLDER
    python scripts/state_council.py FOLDER -o OTHER        write the same tables elsewhere

FOLDER holds reports as ``rn.read_corpus`` reads them, one for each year; those of other levels of government are left
out. The texts stay where they are: what is written can be read back with ``rn.read_counts``, and a text cannot be put
together from it. Two copies of a report whose cleaned texts are equal have the same SHA-256 in ``documents.csv``.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import reportnlp as rn
from reportnlp.provenance import fingerprint

TARGET = Path(__file__).parent.parent / "corpus" / "state-council"


def count_words(corpus: rn.Corpus) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counts of each term in each paragraph, and the size of each report.

    Parameters
    ----------
    corpus : Corpus
        Whole reports, one a year.

    Returns
    -------
    counts : pandas.DataFrame
        ``year, paragraph, term, n``; paragraphs from 1; sorted by these.
    documents : pandas.DataFrame
        ``year, characters, paragraphs, tokens, sha256``; sorted by year.
    """
    years = pd.Series([report.year for report in corpus])
    if years.isna().any() or years.duplicated().any():
        sys.exit("There must be one report for each year: " + ", ".join(report.id for report in corpus))
    units = corpus.split("paragraph")
    matrix = rn.count(rn.segment(units))
    docs = matrix.docs
    number = docs.groupby("report", sort=False).cumcount() + 1
    x = matrix.counts.tocoo()
    counts = pd.DataFrame(
        {
            "year": docs["year"].to_numpy("int16")[x.row],
            "paragraph": number.to_numpy("int16")[x.row],
            "term": np.array(matrix.terms, object)[x.col],
            "n": x.data.astype("int16"),
        }
    ).sort_values(["year", "paragraph", "term"], ignore_index=True)
    sizes = docs.assign(tokens=matrix.lengths).groupby("year")["tokens"].agg(["size", "sum"])
    rows = [
        (report.year, len(report.text), *sizes.loc[report.year].tolist(), fingerprint(report.text)) for report in corpus
    ]
    documents = pd.DataFrame(rows, columns=["year", "characters", "paragraphs", "tokens", "sha256"])
    return matrix.provenance.attach(counts.astype({"term": "str"})), documents.sort_values("year", ignore_index=True)


def main(arguments: list[str]) -> None:
    """Parse the command line and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the reports")
    parser.add_argument("-o", "--output", type=Path, default=TARGET, help="where to write (corpus/state-council)")
    options = parser.parse_args(arguments)
    counts, documents = count_words(rn.read_corpus(options.folder, simplify=True).where(level="national"))
    rn.save_table(counts, options.output / "term_counts.parquet")
    documents.to_csv(options.output / "documents.csv", index=False, encoding="utf-8", lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
