"""Measure how much of their wording two reports share: of one place within three years, of two places in one year.

    python scripts/overlap.py corpus/sample              the sample
    python scripts/overlap.py corpus/sample FOLDER       and real reports to compare it with

The share is that of the distinct runs of ten letters and digits of the shorter report that the longer one has too;
marks and blanks are left out.
"""

import argparse
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import reportnlp as rn

LENGTH = 10


def runs(text: str, length: int = LENGTH) -> Iterator[str]:
    """Yield every run of `length` letters and digits, marks and blanks left out."""
    letters = re.sub(r"[\W_]", "", text)
    return (letters[k : k + length] for k in range(len(letters) - length + 1))


def shares(corpus: rn.Corpus, length: int = LENGTH) -> pd.DataFrame:
    """Return for each pair of reports the share of the runs of the shorter one that both have.

    Returns
    -------
    pandas.DataFrame
        ``a, b, same_place, years, share``: ids, whether the place is the same, years between them.
    """
    of_report = {report.id: set(runs(report.text, length)) for report in corpus}
    rows = []
    for a, b in itertools.combinations(corpus, 2):
        one, other = of_report[a.id], of_report[b.id]
        share = len(one & other) / max(min(len(one), len(other)), 1)
        rows.append((a.id, b.id, a.place == b.place, abs((a.year or 0) - (b.year or 0)), share))
    return pd.DataFrame(rows, columns=["a", "b", "same_place", "years", "share"])


def main(arguments: list[str]) -> None:
    """Print the quantiles of the shares for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    for folder in parser.parse_args(arguments).folders:
        table = shares(rn.read_corpus(folder))
        near = table[np.where(table["same_place"], table["years"].between(1, 3), table["years"] == 0)]
        pair = near["same_place"].map({True: "one place", False: "two places"})
        quantiles = near.groupby(pair)["share"].quantile([0, 0.05, 0.5, 0.95, 1]).unstack()
        sys.stdout.write(f"{folder}, percent by quantile\n{(100 * quantiles).round(2).to_string()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
