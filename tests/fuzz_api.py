"""Call every public function on small corpora with hostile parameters: only the errors of `reportnlp.errors` may come.

python tests/fuzz_api.py [--minutes OF THE PROCESSOR] [--seed N] [NAME ...]

Without a seed each run has a new one, which it prints.

Valid nouns: corpora without a report, of one word, of mixed languages, of strings that break programs. A call may not
take longer than SECONDS, its table may hold no infinite number and none missing but in the columns that say so, and
the memory of the process may not go on growing.
"""

import argparse
import secrets
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import fuzz_charts
import fuzz_scale
import reportnlp as rn
from fuzz_arguments import HOSTILE, NOUNS, PIECES, TEXTS, argument, called, corpora, matrices, models, tokens

#: A call that takes longer hangs, in seconds of the processor.
SECONDS = 60
#: Columns in which a number may be missing, as their function says.
MISSING = {
    "summarize": {"effect", "low", "high"},
    "numbers": {"value", "high"},
    "compare": {"topic_a", "topic_b"},
    "TopicModel.stability": {"starts"},
}


def _method(noun: type, name: str) -> Callable[[st.DataObject], Any]:
    def call(data: st.DataObject) -> Any:
        owner = data.draw(NOUNS[noun](), label=noun.__name__)
        return called(data, getattr(noun, name), (owner,))

    return call


def _history(data: st.DataObject) -> Any:
    corpus = data.draw(corpora(), label="corpus")
    hits = rn.slogans(corpus, min_score=0)
    return rn.slogan_history(hits, data.draw(st.sampled_from([corpus, rn.Corpus(list(corpus)[:1])])))


def _coherence(data: st.DataObject) -> Any:
    tokens_ = data.draw(tokens(), label="tokens")
    lists = st.lists(st.lists(st.sampled_from([*tokens_.vocabulary.types[:5], "没有"]), max_size=3), max_size=3)
    return called(data, rn.coherence, (data.draw(lists, label="topics"), tokens_))


def _select(data: st.DataObject) -> Any:
    matrix = data.draw(matrices(), label="matrix")
    numbers = data.draw(st.sampled_from([[1], [1, 2], [], [0], ["x"], 3, [1.5], "ab"]), label="n_topics")
    model = rn.TopicModel(max_iter=5)
    return rn.select_n_topics(matrix, numbers, model=model, n_splits=argument(data, "n_splits", int))


def _model(data: st.DataObject) -> Any:
    matrix = data.draw(matrices(), label="matrix")
    named = {
        name: argument(data, name, kind)
        for name, kind in get_type_hints(rn.TopicModel.__init__).items()
        if name not in ("return", "seeds") and data.draw(st.integers(0, 3), label=f"{name}?") == 0
    }
    model = rn.TopicModel(**({"max_iter": 5} | named)).fit(matrix)
    assert np.isfinite(model.components_).all()
    assert np.isfinite(model.doc_topic_).all()
    return model.terms()


def _file(suffixes: tuple[str, ...], write: Callable[[st.DataObject, Path], None]) -> Callable[[st.DataObject], Any]:
    def call(data: st.DataObject) -> None:
        suffix = data.draw(st.sampled_from([*suffixes, "", ".exe", ".CSV"]), label="suffix")
        with tempfile.TemporaryDirectory() as folder:
            write(data, Path(folder) / f"x{suffix}")

    return call


def _read(data: st.DataObject) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        for k in range(data.draw(st.integers(0, 3))):
            text = data.draw(TEXTS).encode("utf-8", "surrogatepass")
            (Path(folder) / f"{k}{data.draw(st.sampled_from(['.txt', '.csv', '.jsonl', '.md']))}").write_bytes(text)
        if data.draw(st.booleans()):
            (Path(folder) / "manifest.csv").write_bytes(b"file,year\n" + data.draw(TEXTS).encode("utf-8", "replace"))
        encoding = data.draw(st.sampled_from([None, "utf-8", "gb18030", "x", "", "idna", "base64", "utf-16", *HOSTILE]))
        simplify, n_jobs = argument(data, "simplify", bool), data.draw(st.sampled_from([None, 1, 0, -2, "x", 1.5]))
        return rn.read_corpus(folder, encoding=encoding, simplify=simplify, n_jobs=n_jobs).table


def _read_report(data: st.DataObject) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"x{data.draw(st.sampled_from(['.txt', '.md', '.csv', '.x']))}"
        file.write_bytes(data.draw(TEXTS).encode("utf-8", "surrogatepass"))
        return rn.read_report(file, simplify=data.draw(st.booleans())).changes


def _read_counts(data: st.DataObject) -> Any:
    numbers = st.sampled_from([0, 1, 2, -1, 2**40, 1.5, float("nan"), None, 2023])
    with tempfile.TemporaryDirectory() as folder:
        rows = data.draw(
            st.lists(st.tuples(numbers, numbers, st.sampled_from(["稳", "", None, "进"]), numbers), max_size=3)
        )
        columns = ["year", "paragraph", "term", "n"]
        pd.DataFrame(rows, columns=columns).to_parquet(Path(folder) / "term_counts.parquet")
        lines = data.draw(st.lists(st.tuples(numbers, numbers, numbers, numbers, st.just("x")), max_size=3))
        names = ["year", "characters", "paragraphs", "tokens", "sha256"]
        pd.DataFrame(lines, columns=names).to_csv(Path(folder) / "documents.csv", index=False)
        return rn.read_counts(folder).docs


def _compare(data: st.DataObject) -> Any:
    return called(data, rn.compare, (data.draw(models()), data.draw(models())))


def _segmenter(data: st.DataObject) -> Any:
    segmenter = rn.Segmenter(
        data.draw(NOUNS[rn.Lexicon]()), hmm=data.draw(st.booleans()), numerals=data.draw(st.booleans())
    )
    text = data.draw(TEXTS)
    assert "".join(segmenter.words(text)) == text
    return segmenter.segment([text, ""], n_threads=argument(data, "n_threads", int))


def _provenance_of(data: st.DataObject) -> Any:
    table = data.draw(corpora()).table
    table.attrs |= data.draw(st.sampled_from([{}, *({name: said} for name in ("provenance", "x") for said in HOSTILE)]))
    return rn.provenance_of(table).to_json()


def _kept(noun: Any) -> Callable[[st.DataObject], Any]:
    def call(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "file").touch()
            path = Path(folder) / data.draw(st.sampled_from(["x", "a/b", "file", ""]))
            data.draw(NOUNS[noun](), label=noun.__name__).save(path)
            noun.load(path)

    return call


def _loaded(noun: Any) -> Callable[[st.DataObject], Any]:
    def call(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as folder:
            other = data.draw(st.sampled_from([rn.Tokens, rn.TermMatrix]))
            data.draw(NOUNS[other]()).save(Path(folder) / "x")
            (Path(folder) / "file").touch()
            noun.load(Path(folder) / data.draw(st.sampled_from(["x", "", "file", "nowhere", "x/index.json", "x\0"])))

    return call


def _rows(noun: Any) -> Callable[[st.DataObject], Any]:
    def call(data: st.DataObject) -> Any:
        cells = st.sampled_from(["营商环境", "稳", "", "3", "-1", "include", "exclude", " ", '"', *PIECES])
        lines = [["term", "category", "tag", "count", "sign", "source"][: data.draw(st.integers(0, 6))]]
        lines += data.draw(st.lists(st.lists(cells, max_size=6), max_size=5))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "own.tsv"
            text = "\n".join("\t".join(line) for line in lines)
            file.write_bytes(text.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))))
            return noun.from_file(data.draw(st.sampled_from([file, Path(folder), Path(folder) / "nowhere.tsv"]))).table

    return call


CALLS: dict[str, Callable[[st.DataObject], Any]] = {
    **{
        name: lambda data, name=name: called(data, getattr(rn, name))
        for name in (
            "attention", "attention_hits", "attention_sensitivity", "collocations", "count", "keyness", "keywords", "kwic",
            "load_dictionary", "load_stopwords", "new_words", "numbers", "segment", "similarity", "slogans", "summarize",
            "templates", "trends",
        )
    },
    **{
        f"{noun.__name__}.{name}": _method(noun, name)
        for noun, names in {
            rn.Corpus: ("split", "where"), rn.Report: ("raw_span", "split"),
            rn.Tokens: ("drop", "unit_of", "text", "words", "paragraphs_and_sentences"), rn.TermMatrix: ("sum_by",),
            rn.TopicModel: (
                "terms", "labels", "shares", "exemplars", "stability", "correlation", "similar_topics", "documents", "positions",
                "transform", "score", "partial_fit", "to_gensim",
            ),
            rn.Lexicon: ("category", "drop", "where"), rn.AttentionDictionary: ("drop",), rn.Segmenter: ("words", "spans", "segment"),
            rn.Provenance: ("then", "to_dict", "to_json"), rn.Vocabulary: ("id",),
        }.items()
        for name in names
    },
    "TopicModel": _model,
    "Segmenter": _segmenter,
    "coherence": _coherence,
    "compare": _compare,
    "select_n_topics": _select,
    "slogan_history": _history,
    "read_corpus": _read,
    "read_report": _read_report,
    "read_counts": _read_counts,
    "save_table": _file((".csv", ".jsonl", ".parquet", ".xlsx"), lambda data, path: rn.save_table(data.draw(corpora()).table, path)),
    "save_chart": _file((".html", ".svg"), lambda data, path: rn.save_chart(rn.plots.lengths(data.draw(corpora()).table), path)),
    "write_report": _file((".html",), lambda data, path: rn.write_report(data.draw(NOUNS[rn.Summary]()), path)),
    "provenance_of": _provenance_of,
    **{f"{noun.__name__}.save": _kept(noun) for noun in (rn.Tokens, rn.TermMatrix, rn.TopicModel)},
    **{f"{noun.__name__}.load": _loaded(noun) for noun in (rn.Tokens, rn.TermMatrix, rn.TopicModel)},
    **{f"{noun.__name__}.from_file": _rows(noun) for noun in (rn.Lexicon, rn.AttentionDictionary)},
    **fuzz_charts.CALLS,
    **fuzz_scale.CALLS,
}  # fmt: skip


class Hang(BaseException):
    """A call that does not come back; no library may catch it."""


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Stop what takes longer, in seconds of the processor; what waits for nothing is stopped after ten times as long.

    On a machine that others use too a minute on the clock may hold a second of work.
    """

    def late(*_: object) -> None:
        raise Hang(f"no answer after {seconds} seconds")

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, 10 * seconds)}
    before = {number: signal.signal(number, late) for number in timers}
    for timer, limit in timers.values():
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for number, (timer, _) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def check(name: str, result: Any) -> None:
    """Fail if a table holds a number that is none."""
    tables = [result] if isinstance(result, pd.DataFrame) else list(getattr(result, "tables", {}).values())
    for table in tables:
        for column in table.columns:
            values = table[column]
            if pd.api.types.is_float_dtype(values) and column not in MISSING.get(name, ()):
                assert np.isfinite(values.to_numpy(float)).all(), f"{name}: {column} holds {values.tolist()}"


def fuzz(name: str, n: int, number: int) -> Counter[str]:
    """Call a function `n` times with arguments that a seed chooses; return how many calls were answered."""
    outcomes: Counter[str] = Counter()

    @seed(number)
    @settings(
        max_examples=n, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink], print_blob=False,
    )  # fmt: skip
    @given(st.data())
    def run(data: st.DataObject) -> None:
        with warnings.catch_warnings(), no_longer_than(SECONDS):
            warnings.simplefilter("error")
            for allowed in (rn.ReportNLPWarning, UserWarning):
                warnings.simplefilter("ignore", allowed)
            warnings.filterwarnings("ignore", "invalid escape sequence")  # in jieba, when it is first compiled
            try:
                check(name, CALLS[name](data))
                outcomes["answered"] += 1
            except rn.ReportNLPError as error:
                assert str(error).strip()
                outcomes["refused"] += 1

    run()
    return outcomes


def memory() -> float:
    """Return the memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def main(minutes: float, number: int, names: list[str]) -> int:
    """Print how many calls were answered and refused, each failure, and the memory as it went."""
    print(f"first seed: {number}", flush=True)
    corpus = rn.read_corpus(Path(__file__).parent.parent / "corpus" / "sample")
    rn.summarize(corpus)  # kernels are compiled when they are first called, which is no hang
    until, counts = time.process_time() + 60 * minutes, Counter()
    failed, grown = set(), []
    while time.process_time() < until:
        for name in names or CALLS:
            try:
                counts += fuzz(name, 20, number)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                said = f"{name} with seed {number}: {type(error).__name__}: {error}"
                if name not in failed:
                    for one in getattr(error, "exceptions", (error,)):
                        notes = "\n".join(getattr(one, "__notes__", ()))
                        print(f"{said[:300]}\n{one}"[:900], notes[-500:], _where(one), "", sep="\n", flush=True)
                failed.add(name)
        number += 1
        grown.append(round(memory()))
        print(f"round {len(grown)}: {dict(counts)}, {grown[-1]} MB", flush=True)
    print(f"failed: {sorted(failed) or 'nothing'}; memory in MB after each round: {grown}")
    return int(bool(failed))


def _where(error: BaseException) -> str:
    import traceback

    own = [f for f in traceback.extract_tb(error.__traceback__) if "/reportnlp/" in f.filename]
    return "\n".join(f"  {Path(f.filename).name}:{f.lineno} {f.line}" for f in own[-4:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("names", nargs="*", metavar="NAME", help="functions to call; all by default")
    options = parser.parse_args()
    sys.exit(main(options.minutes, options.seed, options.names))
