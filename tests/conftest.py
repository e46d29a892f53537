"""What several test files share."""

import mmap
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import reportnlp as rn

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample"
SHARED = ROOT.parent / "shared" / "data"

# A kernel is compiled when it is first called: no test may fail for its time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

#: What each extra brings, by which a test can tell that it is there.
MODULES = {
    "dev": "nltk", "docs": "sphinx", "docx": "docx", "fonts": "manimgx_fonts_cjk", "html": "selectolax",
    "notebooks": "nbformat", "pdf": "pypdfium2", "rjieba": "rjieba", "scale": "distributed", "tomotopy": "tomotopy",
    "topics": "gensim",
}  # fmt: skip


def needs(*extras: str) -> pytest.MarkDecorator:
    """Mark a test that is skipped where an extra is not installed; the reason names it."""
    absent = [extra for extra in extras if find_spec(MODULES[extra]) is None]
    return pytest.mark.skipif(bool(absent), reason=f"pip install 'reportnlp[{','.join(absent or extras)}]'")


#: Examples that need an extra, by a part of their name.
EXAMPLES = {"show.show": "fonts", "number_of_topics.md": "fonts", "pdf_folder.md": "pdf", "scale.": "scale"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, extra in EXAMPLES.items():
            if isinstance(item, pytest.DoctestItem) and name in item.name:
                item.add_marker(needs(extra))


#: Seconds after which a process of a test is ended: a busy machine takes a minute where a quiet one takes a second.
LIMIT = 300


@contextmanager
def started(*arguments: str, **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a Python of its own; whatever comes of the test, it and all that it started end with the block."""
    # A child hears Ctrl-C even if a shell runs the tests in the background, where none would.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen([sys.executable, *arguments], start_new_session=True, **options)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        try:
            yield process
        finally:
            if hasattr(os, "killpg"):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the reports of other people in ../shared are not here")


def slogans_in(text: str, *types: str, **fields: object) -> list[str]:
    """Return the slogans of a text, of some types, that a rule finds, whatever their score."""
    corpus = rn.Corpus([rn.Report("a", text, **fields)])  # type: ignore[arg-type]
    table = rn.slogans(corpus, min_score=0).query("pattern != 'predictor'")
    return table.loc[table["type"].isin(types), "text"].tolist() if types else table["text"].tolist()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let every write beyond a size fail, as on a disk that is full."""
    resource = pytest.importorskip("resource", reason="only Unix limits the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def is_mapped(array: object) -> bool:
    """Tell whether an array's memory is a mapped file."""
    while array is not None and not isinstance(array, mmap.mmap):
        array = getattr(array, "base", None)
    return array is not None


@pytest.fixture(scope="session", autouse=True)
def at_the_root() -> None:
    """Docstrings name corpus/sample relative to the checkout; the suite must be started there."""
    assert SAMPLE.is_dir()


@pytest.fixture(scope="session")
def sample() -> rn.Corpus:
    return rn.read_corpus(SAMPLE)


@pytest.fixture(scope="session")
def sample_tokens(sample: rn.Corpus) -> rn.Tokens:
    return rn.segment(sample)


@pytest.fixture(scope="session")
def summary(sample: rn.Corpus) -> rn.Summary:
    return rn.summarize(sample)


@pytest.fixture(scope="session")
def matrix(sample: rn.Corpus) -> rn.TermMatrix:
    tokens = rn.segment(sample.split("paragraph", min_chars=30))
    return rn.count(tokens.drop(rn.load_stopwords("function", "formula", "verb")), min_chars=2, min_docs=2)


@pytest.fixture(scope="session")
def model(matrix: rn.TermMatrix) -> rn.TopicModel:
    return rn.TopicModel(4).fit(matrix)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes files, text as UTF-8 and bytes as they are, into a folder."""

    def write(**files: str | bytes) -> Path:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            path = tmp_path / "in" / name.replace("__", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        return tmp_path / "in"

    return write
