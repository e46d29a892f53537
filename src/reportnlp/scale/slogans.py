"""slogans: every slogan of a corpus in partitions, with its type, its score and its evidence."""

from collections import Counter
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
from reportnlp.slogans import find, passes, settle
from reportnlp.slogans.find import MIN_SCORE
from reportnlp.slogans.hit import Found, SloganType
from reportnlp.slogans.passes import Phrases
from reportnlp.slogans.quotes import find_quoted
from reportnlp.slogans.spread import uses
from reportnlp.slogans.view import View
from reportnlp.validate import flag

__all__ = ["slogans"]

#: Ends of the names of the files of a partition: its rows, and what adds up over partitions.
TABLE, SUMS = ".parquet", ".sums.parquet"
#: A table that all partitions need, as a file, and its SHA-256.
Shared = tuple[Path, str]
Tables = dict[str, pd.DataFrame]


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
    asked = {"types": find.asked_for(types, min_score), "min_score": min_score}
    known = _Known(corpus, use_quotes := flag("use_quotes", use_quotes))
    known = known.with_sums("names", known.stage("names", _names), {"type": "", "tag": "max"})
    known = known.with_sums(
        "quoted", known.stage("quoted", _quoted), {"phrase": "", "type": "", "rule": "", "n": "sum"}
    )
    known = known.with_sums("used", known.stage("used", _used), {"phrase": "", "n": "sum"})
    found = known.stage("found", partial(_found, min_score), {"min_score": min_score})
    known = known.with_sums("votes", found, {"phrase": "", "type": "", "n": "sum"})
    hits = known.stage("hits", partial(_hits, asked), asked, found)
    how = {"normalized": "", "n": "sum", "n_reports": "sum", "first_year": "min"}
    known = known.with_sums("spread", hits, how)
    inputs = [
        Source(part.name, part.label, part.digest, partial(_counted, known.files["spread"], part)) for part in hits
    ]
    parts = run_stage("slogans", {"spread": known.files["spread"][1]}, inputs, corpus.run)
    return PartitionedTable(tuple(parts), corpus.provenance.then("slogans", **asked, use_quotes=use_quotes))


@dataclass(frozen=True)
class _Known:
    """What the partitions know of each other so far, each thing in a file."""

    corpus: PartitionedCorpus
    use_quotes: bool
    files: Mapping[str, Shared] = field(default_factory=dict)

    def stage(
        self,
        name: str,
        make: Callable[["_Case"], Tables],
        asked: Mapping[str, Any] | None = None,
        before: Sequence[Part] | None = None,
    ) -> list[Part]:
        """Make tables of each partition, and of the part that an earlier stage has made of it."""
        recipe, files = self.corpus.recipe, dict(self.files)
        inputs = []
        for number, part in enumerate(self.corpus.parts):
            earlier = before[number] if before else None
            case = _Case(part, recipe, self.use_quotes, files, earlier)
            digest = part.digest + (earlier.digest if earlier else "")
            inputs.append(Source(part.name, part.label, digest, partial(_make, make, case)))
        params = {"recipe": recipe.params, "meta": recipe.meta, "use_quotes": self.use_quotes, **(asked or {})}
        params["known"] = {kind: sha256 for kind, (_, sha256) in files.items()}
        return run_stage(f"slogans-{name}", params, inputs, self.corpus.run)

    def with_sums(self, kind: str, parts: Sequence[Part], how: Mapping[str, str]) -> "_Known":
        """Return this with the sums of all partitions, written where each of them can read it.

        `how` says of each column how it adds up; those that say nothing are the keys.
        """
        tasks = [Task(part.label, partial(_sums_of, part)) for part in parts]
        table: pd.DataFrame = merged(tasks, partial(_together, dict(how)), self.corpus.run.client)
        file = parts[0].folder / f"{kind}.parquet"
        return replace(self, files={**self.files, kind: (file, write_table(file, _arrow(table)))})


@dataclass(frozen=True)
class _Case:
    """A partition, what is done to it, and what is known of the others."""

    part: Part
    recipe: Recipe
    use_quotes: bool
    files: Mapping[str, Shared]
    earlier: Part | None

    @property
    def corpus(self) -> Corpus:
        return self.recipe.corpus(self.part)

    def seen(self, corpus: Corpus) -> View:
        return passes.seen_in(corpus, self.use_quotes, _tags(self.files["names"]))


def _make(make: Callable[[_Case], Tables], case: _Case, name: str, folder: Path) -> Made:
    tables = make(case)
    outputs = {name + suffix: write_table(folder / (name + suffix), _arrow(table)) for suffix, table in tables.items()}
    return Made(outputs)


def _names(case: _Case) -> Tables:
    return {SUMS: _counts(passes.names_in(case.corpus), ["type"], "tag")}


def _quoted(case: _Case) -> Tables:
    view = case.seen(case.corpus)
    return {SUMS: _counts(passes.quoted_in(view, find_quoted(view)), ["phrase", "type", "rule"], "n")}


def _used(case: _Case) -> Tables:
    phrases = set(_load(*case.files["quoted"])["phrase"])
    return {SUMS: _counts(Counter(phrase for _, phrase in uses(case.seen(case.corpus), phrases)), ["phrase"], "n")}


def _found(min_score: float, case: _Case) -> Tables:
    view = case.seen(case.corpus)
    phrases = _phrases(case.files["quoted"], case.files["used"])
    found = passes.found_in(view, find_quoted(view), uses(view, phrases.types), phrases, min_score)
    columns = {"start": "int64", "end": "int64", "type": "str", "rule": "str", "logit": "float64"}
    table = pd.DataFrame(found._asdict()).astype(columns)
    return {TABLE: table, SUMS: _counts(settle.votes_in(view, found), ["phrase", "type"], "n")}


def _hits(asked: Mapping[str, Any], case: _Case) -> Tables:
    corpus = case.corpus
    assert case.earlier is not None
    rows = read_table(*case.earlier.file(TABLE))
    start, end, logit = (rows[name].to_numpy() for name in ("start", "end", "logit"))
    found = Found(start, end, rows["type"].to_pylist(), rows["rule"].to_pylist(), logit)
    table = find.table_of(corpus, case.seen(corpus), found, _settled(case.files["votes"]), asked)
    return {TABLE: table, SUMS: find.spread_of(table, corpus).reset_index()}


def _counted(spread: Shared, part: Part, name: str, folder: Path) -> Made:
    """Put what all partitions count into the rows of one."""
    table = read_table(*part.file(TABLE)).to_pandas()
    whole = find.with_spread(table, _load(*spread).set_index("normalized"))
    return Made({name + TABLE: write_table(folder / (name + TABLE), _arrow(whole))}, {"n": len(whole)})


def _counts(counts: Mapping[Any, Any], keys: list[str], value: str) -> pd.DataFrame:
    """Return what was counted as a table in the order of the keys."""
    rows = [(*(key if len(keys) > 1 else (key,)), n) for key, n in sorted(counts.items())]
    types = dict.fromkeys(keys, "str") | {value: "int64" if value == "n" else "str"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _sums_of(part: Part) -> pd.DataFrame:
    table: pd.DataFrame = read_table(*part.file(SUMS)).to_pandas()
    return table


def _together(how: dict[str, str], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    keys = [name for name, said in how.items() if not said]
    sums = {name: said for name, said in how.items() if said}
    added: pd.DataFrame = pd.concat(tables, ignore_index=True).groupby(keys, sort=True).agg(sums).reset_index()
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
def _phrases(quoted: Shared, used: Shared) -> Phrases:
    phrases, types, rules, counts = (_load(*quoted)[name] for name in ("phrase", "type", "rule", "n"))
    uses = _load(*used)
    by_key = dict(zip(zip(phrases, types, rules, strict=True), counts, strict=True))
    return passes.phrases_of(by_key, dict(zip(uses["phrase"], uses["n"], strict=True)))


@lru_cache(maxsize=1)
def _settled(votes: Shared) -> dict[str, SloganType]:
    table = _load(*votes)
    return settle.types_of(dict(zip(zip(table["phrase"], table["type"], strict=True), table["n"], strict=True)))
