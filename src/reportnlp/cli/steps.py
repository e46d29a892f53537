"""The steps of commands that no public function is: what Python users write as methods of the nouns."""

from __future__ import annotations  # so that a command imports only what its own steps name

import sys
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd

import reportnlp as rn
from reportnlp.errors import ArgumentError

__all__ = [
    "chosen",
    "compared",
    "fitted",
    "leave_out",
    "page",
    "read",
    "read_corpus",
    "split",
    "texts",
    "topics",
    "two_models",
    "words",
]

Layer = Literal["function", "formula", "verb", "none"]
_ALL_WORDS: tuple[Layer] = ("none",)
Show = Literal["terms", "labels", "shares", "exemplars"]

#: What standard input begins with, and the suffix of a file that does.
_BEGINNINGS = {b"%PDF": ".pdf", b"PAR1": ".parquet", b"{": ".jsonl", b"<": ".html"}
#: Suffixes of files whose size tells how much text they hold.
_PLAIN = (".txt", ".md", ".csv", ".tsv", ".jsonl")
#: A member of the zip archives that are no archives of reports.
_MEMBERS = {b"word/": ".docx", b"xl/": ".xlsx"}


def read_corpus(paths: Collection[Path], **options: Any) -> rn.Corpus:
    """Read files, folders, or standard input for ``-``; the options are those of `reportnlp.read_corpus`."""
    if Path("-") not in paths:
        return rn.read_corpus(paths, **options)
    with tempfile.TemporaryDirectory() as folder:
        data = sys.stdin.buffer.read()
        file = Path(folder) / f"stdin{_suffix(data)}"
        file.write_bytes(data)
        return rn.read_corpus([file if path == Path("-") else path for path in paths], **options)


def read(paths: Collection[Path], **options: Any) -> rn.Corpus:
    """Read as `read_corpus` does; if that will be much text, the processes beside `summarize` start meanwhile."""
    from reportnlp.summary.beside import started
    from reportnlp.summary.summarize import OF_CORPUS

    with started(OF_CORPUS, options["n_jobs"], lambda: _characters(paths)):
        return read_corpus(paths, **options)


def _characters(paths: Collection[Path]) -> int:
    """Return how many characters the files of text have at least: each takes three bytes in UTF-8, else fewer."""
    from reportnlp.reading.folder import listed

    files = (file for path in paths for file, _ in listed(path))
    return sum(file.stat().st_size for file in files if file.suffix.lower() in _PLAIN and file.is_file()) // 3


def _suffix(data: bytes) -> str:
    """Return the suffix of the format that bytes without a name look like."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"PK"):
        return next((suffix for member, suffix in _MEMBERS.items() if member in data), ".zip")
    for beginning, suffix in _BEGINNINGS.items():
        if start.startswith(beginning):
            return suffix
    header = start.split(b"\n", 1)[0].strip().split(b",")
    return ".csv" if len(header) > 1 and b"text" in header else ".txt"


def chosen(corpus: rn.Corpus, *, where: Mapping[str, Any] | None = None) -> rn.Corpus:
    """Keep some of the reports or units.

    Parameters
    ----------
    corpus : Corpus
        Reports or units.
    where : mapping, optional
        What to analyse: a column of the metadata and its value; several values of one column are
        alternatives.
    """
    if not where:
        return corpus
    if "section" in where and not corpus.table["section"].any():
        raise ArgumentError("where: whole reports have no section; use a command that has --unit, with --unit section")
    left = corpus.where(**where)
    if not len(left):
        raise ArgumentError(f"where: nothing has {where}; `reportnlp read` lists what there is")
    return left


def split(
    corpus: rn.Corpus,
    *,
    unit: Literal["report", "section", "paragraph", "sentence"] = "report",
    unit_chars: int = 0,
) -> rn.Corpus:
    """Split reports into the documents that are counted.

    Parameters
    ----------
    corpus : Corpus
        Whole reports.
    unit : {"report", "section", "paragraph", "sentence"}, default "report"
        What is one document.
    unit_chars : int, default 0
        Shortest unit in characters; a shorter one is merged with its neighbour.
    """
    return corpus if unit == "report" else corpus.split(unit, min_chars=unit_chars)


def leave_out(tokens: rn.Tokens, *, stopwords: Collection[Layer] = _ALL_WORDS) -> rn.Tokens:
    """Drop stop words.

    Parameters
    ----------
    tokens : Tokens
        All tokens.
    stopwords : collection of {"function", "formula", "verb", "none"}, default ("none",)
        Layers of stop words to leave out: function words, formulas of the genre, its generic verbs.
    """
    layers = [layer for layer in stopwords if layer != "none"]
    return tokens.drop(rn.load_stopwords(*layers)) if layers else tokens


def texts(corpus: rn.Corpus) -> pd.DataFrame:
    """Return the metadata and the clean text of each report; reading the table again gives the same corpus."""
    table = corpus.table.drop(columns=["n_chars", "report", "section", "start"])
    table["text"] = pd.array([report.text for report in corpus], dtype="str")
    return corpus.provenance.then("texts").attach(table)


def words(tokens: rn.Tokens) -> pd.DataFrame:
    """Return one row a token: the document, the span in its text, the word, its kind, tag and category."""
    types = tokens.vocabulary.table.take(tokens.ids).reset_index(drop=True)
    spans = pd.DataFrame({"start": tokens.starts, "end": tokens.ends}, dtype="int64")
    ids = pd.Series(tokens.docs["id"].take(tokens.doc_of).to_numpy(), name="id", dtype="str")
    return tokens.provenance.then("words").attach(pd.concat([ids, spans, types], axis=1))


def fitted(matrix: rn.TermMatrix, **parameters: Any) -> rn.TopicModel:
    """Fit a topic model; the options are those of `reportnlp.TopicModel`."""
    from reportnlp.topics.uninterrupted import uninterrupted

    return uninterrupted(rn.TopicModel(**parameters), matrix)


def topics(
    model: rn.TopicModel,
    corpus: rn.Corpus,
    *,
    show: Show = "terms",
    top: int = 10,
    by: Collection[str] = ("report",),
    save: Path | None = None,
) -> pd.DataFrame:
    """Show a topic model.

    Parameters
    ----------
    model : TopicModel
        The model.
    corpus : Corpus
        What it was fitted to.
    show : {"terms", "labels", "shares", "exemplars"}, default "terms"
        The table: terms of each topic, labels, shares in each group, or the paragraphs that are most of
        a topic.
    top : int, default 10
        Terms, words of a label, or paragraphs of each topic.
    by : collection of str, default ("report",)
        Columns of the metadata that make the groups of the shares.
    save : path, optional
        Folder to keep the model in, for `compare` and for Python.
    """
    if save is not None:
        model.save(save)
    tables = {
        "terms": lambda: model.terms(top),
        "labels": lambda: model.labels(top),
        "shares": lambda: model.shares(list(by)),
        "exemplars": lambda: model.exemplars(corpus, top=top),
    }
    return tables[show]()


def two_models(paths: Collection[Path]) -> tuple[rn.TopicModel, rn.TopicModel]:
    """Load the two models that are compared."""
    if len(paths) != 2:
        raise ArgumentError(f"paths: give the folders of two models; got {len(paths)}")
    first, second = map(rn.TopicModel.load, paths)
    return first, second


def compared(models: tuple[rn.TopicModel, rn.TopicModel], *, top: int = 10) -> pd.DataFrame:
    """Align the topics of two models; the option is that of `reportnlp.compare`."""
    return rn.compare(*models, top=top)


def page(
    summary: rn.Summary, corpus: rn.Corpus, *, output: Path = Path("out"), lang: Literal["zh", "en"] = "zh"
) -> Path:
    """Write the page and the tables behind it, and return where the page is.

    Parameters
    ----------
    summary : Summary
        What the page shows.
    corpus : Corpus
        What was summarized.
    output : path, default "out"
        Folder for the page and the tables.
    lang : {"zh", "en"}, default "zh"
        Language in which the page opens.
    """
    from reportnlp.draft import drafts_in

    with drafts_in(output) as drafts:  # the page and its tables are of one run
        for name, table in summary.tables.items():
            rn.save_table(table, drafts / f"{name}.csv")
        rn.save_table(corpus.files, drafts / "files.csv")
        rn.write_report(summary, drafts / "report.html", lang=lang)
    return output / "report.html"
