"""Call every public function on small corpora with hostile parameters: only the errors of `reportnlp.errors` may come.

python tests/fuzz_api.py [MINUTES] [NAME ...]

Valid nouns: corpora without a report, of one word, of mixed languages, of strings that break programs. A call may not
take longer than SECONDS, its table may hold no infinite number and none missing but in the columns that say so, and
the memory of the process may not go on growing.
"""

import inspect
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import reportnlp as rn

#: A call that takes longer hangs, in seconds of the processor.
SECONDS = 60

PIECES = (
    "优化营商环境。", "一、2023年工作回顾\n", "（二）产业兴旺\n", "“三茶统筹”", "坚持“三个不变”，", "地区生产总值增长6.1%，",
    "打好污染防治攻坚战、", "我们要", "\n", "　　", "。。。", "１２３", "负二分之零", "十万亿亿亿亿", "0/0", "GDP", "𠀀𠮷", "🀄️",
    "\0", "<script>alert(1)</script>", "=1+1", "{{x}}", "%s", "经済発展", "الاقتصاد", "é", "e\u0301",
    "\u202e", "\u200b", "稳" * 300, "的", "a" * 200, "||||", "\\", '"', "'", "\x85", "\u2028",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=30),
    st.just("推进乡村振兴，促进共同富裕。\n" * 8),
)
NAMES = st.sampled_from(["", "甲镇", "乙县", "=丙", "<b>", "丁/戊"])
#: What no parameter means, or hardly one.
HOSTILE = (
    None, True, -1, 0, 1, 2, 10**6, 2**63, -(2**70), 0.5, 1.5, -0.0, float("nan"), float("inf"), -float("inf"), "", "x",
    "稳", " ", "*", "\ud800", "(", "id", "year", "report", b"x", (), [], ["x", "x"], ["year", "place"], {}, {"year": 2023}, {"x": 1},
    {"year": []}, [[]], object, np.int64(3), np.float32("nan"), pd.NA, np.array([1, 2]), 1j,
)  # fmt: skip
VALID = {
    "by": ("id", "year", "place", ["place", "year"], "level"), "target": ({"year": 2023}, {"place": "甲镇"}),
    "reference": ({"year": 2024}, {"place": "乙县"}), "top": (1, 5), "min_count": (1, 2), "terms": ("稳", ["发展", "环境"]),
    "pattern": ("稳", "*环境", "优化 营商环境", ["发展", "稳*"], "a", "[一-龥]+"), "window": (1, 3), "n_topics": (1, 2, 3),
    "types": (["quoted"], None), "units": (["heading"], ["clause"]), "kinds": (["word"], ["word", "punctuation"]),
    "min_chars": (0, 1, 5), "node": ("稳", "发展"), "max_iter": (1, 5), "random_state": (0, 1), "n_splits": (2, 3),
    "parts": (["keywords"], ["slogans", "templates"]), "unit": ("paragraph", "sentence"), "engine": ("cvb0", "nmf"),
    "n_threads": (1, 2, None), "n": (2, 3), "n_bootstrap": (0, 20), "max_length": (2, 10), "alpha": (0.05, 0.1),
}  # fmt: skip
#: Columns in which a number may be missing, as their function says.
MISSING = {"summarize": {"effect", "low", "high"}, "numbers": {"value", "high"}, "compare": {"topic_a", "topic_b"}}


@st.composite
def corpora(draw: st.DrawFn) -> rn.Corpus:
    """Draw a corpus of at most four reports."""
    years, levels = st.sampled_from([None, 2023, 2024]), st.sampled_from(["", "town", "county"])
    return rn.Corpus(
        rn.Report(f"r{k}", draw(TEXTS), title=draw(NAMES), place=draw(NAMES), level=draw(levels), year=draw(years))
        for k in range(draw(st.integers(0, 4)))
    )


@st.composite
def tokens(draw: st.DrawFn) -> rn.Tokens:
    """Draw the tokens of a corpus, of its parts, or those left without stop words."""
    corpus = draw(corpora())
    found = rn.segment(corpus if draw(st.booleans()) else corpus.split("paragraph"))
    return found.drop(rn.load_stopwords()) if draw(st.booleans()) else found


def matrices() -> st.SearchStrategy[rn.TermMatrix]:
    return tokens().map(rn.count)


@st.composite
def models(draw: st.DrawFn) -> rn.TopicModel:
    """Draw a fitted model of words that are surely there."""
    texts = ["推进乡村振兴，发展特色产业。", "优化营商环境，服务企业。", "加强生态保护，治理污水。"]
    corpus = rn.Corpus(
        rn.Report(f"r{k}", texts[k % 3] * draw(st.integers(1, 3)), place=draw(NAMES), year=2023 + k % 2)
        for k in range(draw(st.integers(3, 9)))
    )
    return rn.TopicModel(draw(st.integers(1, 3)), max_iter=5).fit(rn.count(rn.segment(corpus)))


NOUNS: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    rn.Corpus: corpora,
    rn.Tokens: tokens,
    rn.TermMatrix: matrices,
    rn.TopicModel: models,
    rn.AttentionDictionary: lambda: st.sampled_from(["ecology", "innovation"]).map(rn.load_dictionary),
    rn.Summary: lambda: corpora().map(lambda corpus: rn.summarize(corpus, parts=["keywords"])),
    rn.Lexicon: lambda: st.sampled_from([rn.Lexicon([]), rn.Lexicon([rn.Term("营商环境优化")])]),
}


def _argument(data: st.DataObject, name: str, kind: Any) -> Any:
    """Draw a value for a parameter: one that fits, or one that hardly does."""
    if kind in NOUNS:
        return data.draw(NOUNS[kind](), label=name)
    choices = [choice for part in (kind, *get_args(kind)) if get_origin(part) is Literal for choice in get_args(part)]
    pool = [*VALID.get(name, ()), *choices]
    if pool and data.draw(st.booleans()):
        return data.draw(st.sampled_from(pool), label=name)
    return data.draw(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=3)), label=name)


def called(data: st.DataObject, function: Callable[..., Any], given_: tuple[Any, ...] = ()) -> Any:
    """Call a function with drawn arguments for the parameters that it has, and return what it gives."""
    parameters = list(inspect.signature(function).parameters.values())[len(given_) :]
    hints = get_type_hints(function, localns=vars(rn) | {name: getattr(rn, name) for name in rn.__all__})
    positional, named = list(given_), {}
    for parameter in parameters:
        kind = hints.get(parameter.name, Any)
        needed = parameter.default is inspect.Parameter.empty
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            positional += data.draw(st.lists(st.sampled_from(["function", "verb", *HOSTILE]), max_size=3))
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            named |= data.draw(st.sampled_from([{}, {"year": 2023}, {"x": 1}, {"year": HOSTILE}, {"place": None}]))
        elif needed or data.draw(st.integers(0, 2), label=f"{parameter.name}?") == 0:
            value = _argument(data, parameter.name, _noun(kind))
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                named[parameter.name] = value
            elif len(positional) == parameters.index(parameter) + len(given_):
                positional.append(value)
            else:
                named[parameter.name] = value
    return function(*positional, **named)


def _noun(kind: Any) -> Any:
    """Return the noun in a type such as ``Corpus | None``, else the type."""
    return next((part for part in get_args(kind) if part in NOUNS), kind) if get_args(kind) else kind


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
    return rn.select_n_topics(matrix, numbers, model=model, n_splits=_argument(data, "n_splits", int))


def _model(data: st.DataObject) -> Any:
    matrix = data.draw(matrices(), label="matrix")
    named = {
        name: _argument(data, name, kind)
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
        encoding = data.draw(st.sampled_from([None, "utf-8", "gb18030", "x", "", "idna", "base64", "utf-16"]))
        return rn.read_corpus(folder, encoding=encoding).table


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
    return segmenter.segment([text, ""], n_threads=_argument(data, "n_threads", int))


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
            rn.Corpus: ("split", "where"), rn.Tokens: ("drop", "unit_of"), rn.TermMatrix: ("sum_by",),
            rn.TopicModel: ("terms", "labels", "shares", "exemplars", "stability", "correlation", "similar_topics", "documents"),
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
    "provenance_of": lambda data: rn.provenance_of(data.draw(corpora()).table),
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


def main(minutes: float, names: list[str]) -> int:
    """Print how many calls were answered and refused, each failure, and the memory as it went."""
    corpus = rn.read_corpus(Path(__file__).parent.parent / "corpus" / "sample")
    rn.summarize(corpus)  # kernels are compiled when they are first called, which is no hang
    until, number, counts = time.monotonic() + 60 * minutes, 0, Counter()
    failed, grown = set(), []
    while time.monotonic() < until:
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
        print(f"round {number}: {dict(counts)}, {grown[-1]} MB", flush=True)
    print(f"failed: {sorted(failed) or 'nothing'}; memory in MB after each round: {grown}")
    return int(bool(failed))


def _where(error: BaseException) -> str:
    import traceback

    own = [f for f in traceback.extract_tb(error.__traceback__) if "/reportnlp/" in f.filename]
    return "\n".join(f"  {Path(f.filename).name}:{f.lineno} {f.line}" for f in own[-4:])


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10, sys.argv[2:]))
