"""The command line: parse, call, write."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import reportnlp as rn

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["app"]

# What the shell is told: some inputs failed and were named; wrong usage.
PARTLY, WRONG = 1, 2

app = typer.Typer(
    name="reportnlp",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Analyse Chinese government work reports.\n\nExit codes: 0 done; 1 some inputs failed and were named; "
    "2 wrong usage, or nothing could be read.",
)

Folder = Annotated[Path, typer.Argument(help="A folder of reports (.txt in UTF-8), or one report.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--output", help="File to write: .csv, .parquet or .xlsx. Without it, the screen.")
]
Top = Annotated[int, typer.Option(help="Terms a report or a topic.")]
Topics = Annotated[int | None, typer.Option(help="Number of topics; by default it follows the size of the corpus.")]
Words = Annotated[Path | None, typer.Option(help="Your own terms to keep whole, added to the shipped ones: a TSV.")]


@app.command(epilog="Example:  reportnlp report corpus/sample -o out")
def report(
    folder: Folder,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the page and the tables.")] = Path("out"),
    top: Top = 10,
    n_topics: Topics = None,
    lexicon: Words = None,
) -> None:
    """Run the main job: keywords, topics and slogans of a folder, as a page and as tables."""
    with _reading(folder) as corpus:
        summary = rn.summarize(corpus, lexicon=_lexicon(lexicon), top=top, n_topics=n_topics)
        for name, table in summary.tables.items():
            rn.save_table(table, output / f"{name}.csv")
        rn.save_table(corpus.files, output / "files.csv")
        rn.write_report(summary, output / "report.html")
        typer.echo(f"Reports analysed: {len(corpus)}. Open {output / 'report.html'}", err=True)


@app.command(epilog="Example:  reportnlp keywords corpus/sample --top 5 -o keywords.csv")
def keywords(folder: Folder, output: Out = None, top: Top = 10, lexicon: Words = None) -> None:
    """Rank the terms that set each report apart."""
    with _reading(folder) as corpus:
        summary = rn.summarize(corpus, parts=["keywords"], lexicon=_lexicon(lexicon), top=top)
        _write(summary.tables["keywords"].drop(columns=["effect", "low", "high"]), output)


@app.command(epilog="Example:  reportnlp topics corpus/sample --n-topics 5")
def topics(folder: Folder, output: Out = None, top: Top = 10, n_topics: Topics = None, lexicon: Words = None) -> None:
    """Fit a topic model to the paragraphs and list the terms of each topic."""
    with _reading(folder) as corpus:
        summary = rn.summarize(corpus, parts=["topics"], lexicon=_lexicon(lexicon), top=top, n_topics=n_topics)
        if "topic_terms" not in summary.tables:
            raise rn.ArgumentError("topics: there is too little text to tell topics apart; insist with --n-topics")
        _write(summary.tables["topic_terms"], output)


@app.command(epilog="Example:  reportnlp slogans corpus/sample -o slogans.xlsx")
def slogans(folder: Folder, output: Out = None) -> None:
    """List the slogans, each with its sentence."""
    with _reading(folder) as corpus:
        _write(rn.slogans(corpus), output)


@contextmanager
def _reading(folder: Path) -> Iterator[rn.Corpus]:
    """Read the corpus for a command, and turn what goes wrong into one line each and an exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", rn.ReportNLPWarning)
        warnings.showwarning = _show
        try:
            corpus = rn.read_corpus(folder)
            yield corpus
        except (rn.ReportNLPError, OSError) as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(WRONG) from error
    if corpus.failures:
        raise typer.Exit(PARTLY)


def _lexicon(own: Path | None) -> rn.Lexicon:
    shipped = rn.load_lexicon()
    return shipped if own is None else shipped + rn.Lexicon.from_file(own)


def _write(table: "pd.DataFrame", output: Path | None) -> None:
    """Write to the file; without one, a table for a person at a terminal, CSV for a pipe."""
    if output is not None:
        rn.save_table(table, output)
    elif sys.stdout.isatty():
        _print(table)
    else:
        table.to_csv(sys.stdout, index=False, lineterminator="\n", float_format="%.6g")


def _print(table: "pd.DataFrame") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*table.columns)
    for row in table.itertuples(index=False):
        shown.add_row(*(Text(f"{cell:.4g}" if isinstance(cell, float) else str(cell)) for cell in row))
    Console().print(shown)


def _show(message: Warning | str, *_: object, **__: object) -> None:
    typer.echo(f"warning: {message}", err=True)
