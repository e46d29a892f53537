"""compounds: the runs of words that repeat and cohere in all partitions together."""

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from reportnlp.compounds import MOST_WORDS, Compounds, Runs, cohere, numbered, runs_of
from reportnlp.scale.nouns import PartitionedTokens
from reportnlp.scale.recipe import Recipe
from reportnlp.scale.running import Task, merged
from reportnlp.scale.stage import Made, Part, Source, run_stage
from reportnlp.scale.tables import read_table, write_table
from reportnlp.tokens import Tokens

__all__ = ["Shared", "compounds_in", "find_compounds"]

#: A file and its SHA-256.
Shared = tuple[Path, str]
#: End of the names of the files: words and runs of two words or more, with their occurrences.
_RUNS = ".runs.parquet"
#: Stands between the words of a run; no word has it.
_BETWEEN = "\t"


def find_compounds(tokens: PartitionedTokens) -> Shared:
    """Find the compounds of all partitions, and return the file that has them.

    Whether a run is a compound depends on how often it and its words occur in all of them, so these are added up first.
    """
    inputs = [
        Source(part.name, part.label, part.digest, partial(_runs_part, part, tokens.recipe)) for part in tokens.parts
    ]
    parts = run_stage("runs", {"recipe": tokens.recipe.params, "meta": tokens.recipe.meta}, inputs, tokens.run)
    table: pd.DataFrame = merged([Task(part.label, partial(_load, part)) for part in parts], _sum, tokens.run.client)
    file = parts[0].folder / "compounds.parquet"
    return file, write_table(file, pa.table({"run": _cohering(table)}, schema=pa.schema([("run", pa.string())])))


def compounds_in(tokens: Tokens, known: Shared) -> Compounds:
    """Return where in some tokens the compounds stand that `find_compounds` found."""
    runs = _known(*known)
    found = [
        every.take(np.array([run in runs for run in _texts(tokens, every)], bool)) for every in runs_of(tokens, _all)
    ]
    return numbered(tokens.vocabulary.types, found)


def _runs_part(part: Part, recipe: Recipe, name: str, folder: Path) -> Made:
    tokens = recipe.tokens(part)
    words = np.bincount(tokens.ids, minlength=len(tokens.vocabulary)).astype(np.int64)
    tables = [pd.DataFrame({"run": pd.array(tokens.vocabulary.types, "str"), "words": 1, "n": words})]
    for runs in runs_of(tokens, _all):
        texts = pd.array(_texts(tokens, runs), "str")
        tables.append(pd.DataFrame({"run": texts, "words": runs.words.shape[1], "n": runs.counts}))
    table = pa.Table.from_pandas(_sum(tables), preserve_index=False)
    return Made({name + _RUNS: write_table(folder / (name + _RUNS), table)})


def _texts(tokens: Tokens, runs: Runs) -> list[str]:
    types = tokens.vocabulary.types
    return [_BETWEEN.join([types[k] for k in run]) for run in runs.words.tolist()]


def _all(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Go on with all runs: what stands once here may stand in another partition too."""
    return np.ones(len(keys), bool)


def _load(part: Part) -> pd.DataFrame:
    table: pd.DataFrame = read_table(*part.file(_RUNS)).to_pandas()
    return table


def _sum(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    every = pd.concat(tables, ignore_index=True)
    added: pd.DataFrame = every.groupby(["words", "run"], sort=True)["n"].sum().reset_index()
    return added


def _cohering(table: pd.DataFrame) -> list[str]:
    """Return the runs that are compounds."""
    words = table[table["words"] == 1]
    of_word = words["n"].to_numpy(np.int64)
    number = {word: k for k, word in enumerate(words["run"])}
    found: list[str] = []
    for length in range(2, MOST_WORDS + 1):
        runs = table[table["words"] == length]
        ids = np.array([[number[word] for word in run.split(_BETWEEN)] for run in runs["run"]], np.int64)
        fits = cohere(ids.reshape(-1, length), runs["n"].to_numpy(np.int64), of_word)
        found += runs["run"][fits].tolist()
    return found


@lru_cache(maxsize=2)  # each partition asks for it
def _known(path: Path, sha256: str) -> frozenset[str]:
    return frozenset(read_table(path, sha256).column("run").to_pylist())
