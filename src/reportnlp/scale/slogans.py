"""slogans: every slogan of a corpus in partitions, with its type, its score and its evidence."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from reportnlp.corpus import Corpus
from reportnlp.scale.nouns import PartitionedCorpus, PartitionedTable
from reportnlp.scale.recipe import Recipe
from reportnlp.scale.running import Task, merged
from reportnlp.scale.stage import Made, Part, Source, run_stage
from reportnlp.scale.tables import read_table, write_table
from reportnlp.slogans import find
from reportnlp.slogans.find import MIN_SCORE
from reportnlp.slogans.hit import SloganType
from reportnlp.slogans.spread import known
from reportnlp.slogans.view import View

__all__ = ["slogans"]

#: A table that all partitions need, as a file, and its SHA-256.
Shared = tuple[Path, str]
#: Makes tables of a partition, by the end of the names of their files.
Finder = Callable[[Corpus, bool, Mapping[str, Shared]], dict[str, pd.DataFrame]]
#: Ends of the names of the files of a partition: its rows, and what adds up over partitions.
TABLE, SUMS = ".parquet", ".sums.parquet"


def slogans(
    corpus: PartitionedCorpus,
    types: Collection[SloganType] | None = None,
    *,
    use_quotes: bool = True,
    min_score: float = MIN_SCORE,
) -> PartitionedTable:
    """Find slogans (提法) in partitions; phrases that are quoted in one are known in all.

    Parameters
    ----------
    corpus : PartitionedCorpus
        Reports, or units of reports.
    types, use_quotes, min_score
        As for `reportnlp.slogans`.

    Returns
    -------
    PartitionedTable
        The rows of `reportnlp.slogans`, in the order of the partitions.

    Raises
    ------
    ArgumentError
        If there is no such type, or the score is not from 0 to 1.
    StorageError
        If the disk is full, or the cluster lost its tasks; what is done is kept.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> hits = rn.scale.slogans(corpus).compute()
    >>> hits.loc[hits["text"] == "三茶统筹", ["report", "start", "n"]].values.tolist()
    [['栖云镇-2023', 743, 3], ['栖云镇-2024', 647, 3], ['栖云镇-2024', 3063, 3]]
    """
    wanted = find.asked_for(types, min_score)
    asked = {"types": wanted, "min_score": min_score}
    so_far = _Known(corpus, use_quotes)
    so_far = so_far.with_sums("names", _names, ["type"], {"tag": "max"})
    so_far = so_far.with_sums("quoted", _quoted, ["phrase", "type"], {"n": "sum"})
    so_far = so_far.with_sums("used", _used, ["phrase"], {"n": "sum"})
    found = so_far.stage("hits", partial(_hits, wanted, min_score), asked)
    spread = _shared(found, ["normalized"], {"n": "sum", "n_reports": "sum", "first_year": "min"}, corpus.run.client)
    inputs = [Source(part.name, part.label, part.digest, partial(_counted, part, spread)) for part in found]
    parts = run_stage("slogans", {"spread": spread[1]}, inputs, corpus.run)
    return PartitionedTable(tuple(parts), corpus.provenance.then("slogans", **asked, use_quotes=use_quotes))


@dataclass(frozen=True)
class _Known:
    """What the partitions know of each other so far: names, quoted phrases and their uses, each in a file."""

    corpus: PartitionedCorpus
    use_quotes: bool
    files: Mapping[str, Shared] = field(default_factory=dict)

    def stage(self, name: str, find_in: Finder, asked: Mapping[str, Any]) -> list[Part]:
        """Make the tables of a pass over all partitions."""
        recipe, use_quotes, files = self.corpus.recipe, self.use_quotes, dict(self.files)
        inputs = [
            Source(part.name, part.label, part.digest, partial(_make, find_in, (recipe, part, use_quotes), files))
            for part in self.corpus.parts
        ]
        params = {"recipe": recipe.params, "meta": recipe.meta, "use_quotes": use_quotes, **asked}
        params["known"] = {kind: sha256 for kind, (_, sha256) in files.items()}
        return run_stage(f"slogans-{name}", params, inputs, self.corpus.run)

    def with_sums(self, kind: str, find_in: Finder, keys: list[str], how: Mapping[str, str]) -> "_Known":
        """Return this with the sums of one more pass."""
        parts = self.stage(kind, find_in, {})
        return replace(self, files={**self.files, kind: _shared(parts, keys, how, self.corpus.run.client)})


def _make(find_in: Finder, of: tuple[Recipe, Part, bool], files: Mapping[str, Shared], name: str, folder: Path) -> Made:
    """Write the tables that `find_in` makes of a partition."""
    recipe, part, use_quotes = of
    corpus = recipe.corpus(part)
    tables = find_in(corpus, use_quotes, files)
    outputs = {name + suffix: write_table(folder / (name + suffix), _arrow(table)) for suffix, table in tables.items()}
    return Made(outputs, {"n": len(corpus)})


def _names(corpus: Corpus, use_quotes: bool, files: Mapping[str, Shared]) -> dict[str, pd.DataFrame]:
    return {SUMS: pd.DataFrame(sorted(find.names_in(corpus).items()), columns=["type", "tag"], dtype="str")}


def _quoted(corpus: Corpus, use_quotes: bool, files: Mapping[str, Shared]) -> dict[str, pd.DataFrame]:
    counts = find.quoted_in(_seen(corpus, use_quotes, files))
    rows = [(*key, n) for key, n in sorted(counts.items())]
    return {
        SUMS: pd.DataFrame(rows, columns=["phrase", "type", "n"]).astype({"phrase": "str", "type": "str", "n": int})
    }


def _used(corpus: Corpus, use_quotes: bool, files: Mapping[str, Shared]) -> dict[str, pd.DataFrame]:
    phrases = _load(*files["quoted"])["phrase"].unique()
    rows = sorted(find.uses_in(_seen(corpus, use_quotes, files), phrases).items())
    return {SUMS: pd.DataFrame(rows, columns=["phrase", "n"]).astype({"phrase": "str", "n": int})}


def _hits(
    wanted: list[SloganType], min_score: float, corpus: Corpus, use_quotes: bool, files: Mapping[str, Shared]
) -> dict[str, pd.DataFrame]:
    seen = _seen(corpus, use_quotes, files)
    table = find.found_in(corpus, seen, _phrases(files["quoted"], files["used"]), wanted, min_score)
    return {TABLE: table, SUMS: find.spread_of(table, corpus).reset_index()}


def _seen(corpus: Corpus, use_quotes: bool, files: Mapping[str, Shared]) -> list[View]:
    return find.seen_in(corpus, use_quotes, _tags(files["names"]))


def _counted(part: Part, spread: Shared, name: str, folder: Path) -> Made:
    """Put what all partitions count into the table of one."""
    table = read_table(*part.file(TABLE)).to_pandas()
    whole = find.with_spread(table, _load(*spread).set_index("normalized"))
    return Made({name + TABLE: write_table(folder / (name + TABLE), _arrow(whole))}, {"n": len(whole)})


def _shared(parts: Sequence[Part], keys: list[str], how: Mapping[str, str], client: Any) -> Shared:
    """Add up the sums of all partitions, and write them where each partition can read them."""
    tasks = [Task(part.label, partial(_sums_of, part)) for part in parts]
    table: pd.DataFrame = merged(tasks, partial(_together, keys, dict(how)), client)
    file = parts[0].folder / "all.parquet"
    return file, write_table(file, _arrow(table))


def _sums_of(part: Part) -> pd.DataFrame:
    table: pd.DataFrame = read_table(*part.file(SUMS)).to_pandas()
    return table


def _together(keys: list[str], how: dict[str, str], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    added: pd.DataFrame = pd.concat(tables, ignore_index=True).groupby(keys, sort=True).agg(how).reset_index()
    return added


def _arrow(table: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(table, preserve_index=False)


# Each partition asks for these, and a process meets many partitions.


@lru_cache(maxsize=4)
def _load(path: Path, sha256: str) -> pd.DataFrame:
    table: pd.DataFrame = read_table(path, sha256).to_pandas()
    return table


@lru_cache(maxsize=1)
def _tags(names: Shared) -> dict[str, str]:
    table = _load(*names)
    return dict(zip(table["type"], table["tag"], strict=True))


@lru_cache(maxsize=1)
def _phrases(quoted: Shared, used: Shared) -> dict[str, SloganType]:
    table, uses = _load(*quoted), _load(*used)
    counts = dict(zip(zip(table["phrase"], table["type"], strict=True), table["n"], strict=True))
    return known(counts, dict(zip(uses["phrase"], uses["n"], strict=True)))
