"""count: the types of each document of partitions, with one vocabulary."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from reportnlp import matrix
from reportnlp.compounds import TAG
from reportnlp.scale.compounds import Shared, compounds_in, find_compounds
from reportnlp.scale.matrices import TYPES, write_matrix
from reportnlp.scale.nouns import PartitionedMatrix, PartitionedTokens
from reportnlp.scale.recipe import Recipe
from reportnlp.scale.running import Task, merged
from reportnlp.scale.stage import Made, Part, Source, run_stage
from reportnlp.scale.tables import read_table, write_table
from reportnlp.validate import choices, flag, integer
from reportnlp.vocabulary import KINDS, Kind, Vocabulary

__all__ = ["count"]


def count(
    tokens: PartitionedTokens,
    *,
    kinds: Sequence[Kind] = ("word",),
    min_chars: int = 1,
    min_count: int = 1,
    min_docs: int = 1,
    compounds: bool = False,
) -> PartitionedMatrix:
    """Count the types of each document of partitions.

    Parameters
    ----------
    tokens : PartitionedTokens
        The tokens.
    kinds, min_chars, min_count, min_docs, compounds
        As for `reportnlp.count`; all partitions together count. With `compounds` the runs of two to four words
        of all partitions must fit into memory, and all texts are cut twice.

    Returns
    -------
    PartitionedMatrix
        The counts and the terms that `reportnlp.count` gives.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.
    StorageError
        If the disk is full, or the cluster lost its tasks; what is done is kept.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> rn.scale.count(rn.scale.segment(corpus), min_count=100).terms[:3]
    ('上', '不', '个')
    """
    allowed = choices("kinds", kinds, KINDS)
    limits = {"min_chars": min_chars, "min_count": min_count, "min_docs": min_docs}
    for name, value in limits.items():
        integer(name, value)
    known = find_compounds(tokens) if flag("compounds", compounds) else None
    options = {"kinds": allowed, "min_chars": min_chars}
    asked = _Asked(tokens.recipe, options, known)
    inputs = [Source(part.name, part.label, part.digest, partial(_count_part, part, asked)) for part in tokens.parts]
    params = {"recipe": tokens.recipe.params, "meta": tokens.recipe.meta, **options, "compounds": known and known[1]}
    parts = run_stage("count", params, inputs, tokens.run)
    leaves = [Task(part.label, partial(_types_of, part)) for part in parts]
    types: pd.DataFrame = merged(leaves, _together, tokens.run.client)
    types = types[(types["n"] >= min_count) & (types["n_docs"] >= min_docs)].reset_index(drop=True)
    file = parts[0].folder / f"terms-{min_count}-{min_docs}.parquet"
    sha256 = write_table(file, pa.Table.from_pandas(types, preserve_index=False))
    return PartitionedMatrix(
        tuple(parts),
        Vocabulary.from_table(types),
        types["n"].to_numpy(np.int64),
        types["n_docs"].to_numpy(np.int64),
        tuple(dict.fromkeys(column for part in parts for column in part.facts["columns"])),
        tokens.run,
        (file, sha256),
        tokens.provenance.then("count", kinds=allowed, **limits, compounds=compounds),
    )


class _Asked(NamedTuple):
    """How tokens are made, what of them is counted, and the compounds."""

    recipe: Recipe
    options: Mapping[str, Any]
    compounds: Shared | None


def _count_part(part: Part, asked: _Asked, name: str, folder: Path) -> Made:
    tokens = asked.recipe.tokens(part)
    found = compounds_in(tokens, asked.compounds) if asked.compounds else None
    counted = matrix.counted(tokens, found=found, min_count=1, min_docs=1, **asked.options)
    facts = {"n": len(counted.docs), "columns": list(counted.docs.columns)}
    return Made(write_matrix(counted, folder, name), facts)


def _types_of(part: Part) -> pd.DataFrame:
    table: pd.DataFrame = read_table(*part.file(TYPES)).to_pandas()
    return table


def _together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Add up the types of partitions.

    A type has one tag everywhere but for a name that the rules joined in one partition only: the tag counts
    before none; and for a compound that is a word in another partition: the word counts.
    """
    every = pd.concat(tables, ignore_index=True)
    every["word"] = every["tag"] != TAG
    every = every.sort_values(["type", "word", "tag"], kind="stable", ignore_index=True)
    last = ~every["type"].duplicated(keep="last").to_numpy()
    kept = every[last].drop(columns="word").reset_index(drop=True)
    bounds = np.append(0, np.flatnonzero(last)[:-1] + 1) if len(kept) else np.zeros(0, np.int64)
    for column in ("n", "n_docs"):
        kept[column] = np.add.reduceat(every[column].to_numpy(np.int64), bounds) if len(kept) else np.zeros(0, np.int64)
    return kept
