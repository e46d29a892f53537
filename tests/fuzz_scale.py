"""The verbs over partitions, on partitions of corpora that fuzzing draws."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fuzz_arguments import HOSTILE, argument, called, corpora
from reportnlp import scale


@contextmanager
def partitions(data: st.DataObject) -> Iterator[scale.PartitionedCorpus]:
    """Draw a corpus as files, two reports in each."""
    corpus = data.draw(corpora(), label="corpus")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        table = corpus.table[["id", "title", "place", "level", "year"]].assign(text=[report.text for report in corpus])
        for start in range(0, len(table), 2):
            table.iloc[start : start + 2].to_json(source / f"{start}.jsonl", orient="records", lines=True)
        yield scale.read(source, work=Path(folder) / "work")


def _corpus(name: str, data: st.DataObject) -> Any:
    with partitions(data) as corpus:
        found = called(data, getattr(scale, name), (corpus,))
        return found.compute() if hasattr(found, "compute") else None


def _matrix(name: str, data: st.DataObject) -> Any:
    with partitions(data) as corpus:
        matrix = scale.count(scale.segment(corpus))
        if name == "topics":
            options = data.draw(
                st.sampled_from([{}, {"max_iter": 5}, {"start": "x"}, {"engine": "nmf"}, {"alpha": -1}])
            )
            return scale.topics(
                matrix, *(argument(data, "n_topics", int),), passes=argument(data, "passes", int), **options
            )
        return called(data, getattr(scale, name), (matrix,))


def _tokens(data: st.DataObject) -> Any:
    with partitions(data) as corpus:
        called(data, scale.count, (scale.segment(corpus),)).compute()


def _method(name: str, data: st.DataObject) -> Any:
    with partitions(data) as corpus:
        found = called(data, getattr(scale.PartitionedCorpus, name), (corpus,))
        return found if name == "compute" else found.compute()


def _dropped(data: st.DataObject) -> Any:
    with partitions(data) as corpus:
        called(data, scale.PartitionedTokens.drop, (scale.segment(corpus),))


def _read(data: st.DataObject) -> Any:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"  # what is made beside it goes with it
        folder.mkdir()
        for k in range(data.draw(st.integers(0, 2))):
            (folder / f"{k}.txt").write_text("稳中求进。" * k, "utf-8")
        work = data.draw(st.sampled_from([None, folder / "work", folder / "0.txt"]))
        where = data.draw(st.sampled_from([folder, f"{folder}/nowhere", f"{folder}/1.txt"]))
        encoding = argument(data, "encoding", str)
        simplify = data.draw(st.sampled_from([True, False, *HOSTILE]))
        return scale.read(where, work=work, encoding=encoding, simplify=simplify).compute().table


CALLS: dict[str, Callable[[st.DataObject], Any]] = {
    **{f"scale.{name}": lambda data, name=name: _corpus(name, data) for name in ("segment", "slogans")},
    **{f"scale.{name}": lambda data, name=name: _matrix(name, data) for name in ("keywords", "keyness", "topics")},
    **{
        f"scale.PartitionedCorpus.{name}": lambda data, name=name: _method(name, data)
        for name in ("split", "where", "compute")
    },
    "scale.PartitionedTokens.drop": _dropped,
    "scale.count": _tokens,
    "scale.read": _read,
}
