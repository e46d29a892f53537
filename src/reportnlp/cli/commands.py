"""What each command does, as data: the functions that it calls one after the other, and where it departs from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["COMMANDS", "Command"]

#: Functions that make what an analysis begins with; those of this library, or steps of `reportnlp.cli.steps`.
CORPUS = ("read_corpus", "chosen")
TOKENS = ("read_corpus", "split", "chosen", "segment", "leave_out")
MATRIX = (*TOKENS, "count")


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Parameters
    ----------
    summary : str
        One line for the help.
    example : str
        What follows the name of the program; it runs on the sample reports.
    calls : tuple of str
        The functions. What one returns is the first argument of the next; their other parameters are
        the options of the command.
    defaults : mapping of str to object
        Options whose default is not that of the function, since a command has no line before it that
        would prepare its input.
    """

    summary: str
    example: str
    calls: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)


# Words that are everybody's tell nothing apart: what `reportnlp.summarize` leaves out is left out here.
_CONTENT = {"stopwords": ("function", "formula", "verb"), "min_chars": 2}

COMMANDS: dict[str, Command] = {
    "report": Command(
        "Run the main job: keywords, topics and slogans, as a page and as tables.",
        "report corpus/sample -o out",
        ("read", "chosen", "summarize", "page"),
    ),
    "read": Command(
        "Read reports of any format and give their metadata and clean text as one table.",
        "read corpus/sample -o reports.jsonl",
        (*CORPUS, "texts"),
    ),
    "segment": Command(
        "Cut reports into words, one a row, with part of speech and category.",
        "segment corpus/sample --where year=2024 -o words.parquet",
        (*TOKENS, "words"),
    ),
    "keywords": Command(
        "Rank the terms that set each report, year or place apart.",
        "keywords corpus/sample --by year --top 5 -o keywords.csv",
        (*MATRIX, "keywords"),
        _CONTENT,
    ),
    "keyness": Command(
        "Compare the terms of two groups of reports.",
        "keyness corpus/sample --target year=2024 --reference year=2023 --top 20",
        (*MATRIX, "keyness"),
        _CONTENT,
    ),
    "kwic": Command(
        "List every place where a word or a pattern stands, with its context.",
        "kwic corpus/sample --pattern *环境 --width 10",
        (*TOKENS, "kwic"),
    ),
    "trends": Command(
        "Follow terms over the years.",
        "trends corpus/sample --terms 首店 --terms 养老",
        (*MATRIX, "trends"),
    ),
    "attention": Command(
        "Measure how much of the text of each place and year is about a subject.",
        "attention corpus/sample --dictionary ecology -o panel.xlsx",
        (*TOKENS, "attention"),
    ),
    "topics": Command(
        "Fit a topic model to the paragraphs and show its terms, labels, shares or exemplars.",
        "topics corpus/sample --n-topics 5 --show terms",
        (*MATRIX, "fitted", "topics"),
        {**_CONTENT, "unit": "paragraph", "unit_chars": 30, "min_docs": 2},
    ),
    "slogans": Command(
        "List the slogans, each with its sentence.",
        "slogans corpus/sample -o slogans.xlsx",
        (*CORPUS, "slogans"),
    ),
    "templates": Command(
        "Find headings and clauses that are put the same way, with what each puts into the slots.",
        "templates corpus/sample --units heading",
        (*CORPUS, "templates"),
    ),
    "compare": Command(
        "Align the topics of two models that `reportnlp topics --save` wrote.",
        "compare model-a model-b --top 10",
        ("two_models", "compared"),
    ),
}
