"""The program: commands made from their description when they are asked for."""

import atexit
import gc
import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin

import typer
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

import reportnlp as rn
from reportnlp.cli.commands import COMMANDS, Command
from reportnlp.garbage import collected_seldom, large_apart

__all__ = ["app", "command_of", "steps_of"]

# What the shell is told: some inputs failed and were named; wrong usage; Ctrl-C, as every shell counts it.
PARTLY, WRONG, INTERRUPTED = 1, 2, 130

_PATHS = "Reports: files and folders, - for standard input. For compare: the folders of two models."
_OUTPUT = "File to write: .csv, .jsonl, .parquet or .xlsx. Without it, the screen, or CSV for a pipe."
_LANG = "Language of the headings and of what the program says."
_DONE = {"en": "Reports analysed: {}. Open {}", "zh": "已分析 {} 份报告，请打开 {}"}


class Commands(TyperGroup):
    """A group whose commands are built when they are called: the list of them needs no library."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the program: the process is its own, and need not look for garbage all the time."""
        large_apart()
        atexit.register(gc.freeze)  # what goes with the process need not be looked through for cycles once more
        with collected_seldom():
            return super().main(*args, **options)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the description."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with its summary, for the list of them."""
        known = COMMANDS.get(cmd_name)
        return known and TyperCommand(cmd_name, help=known.summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that is called, with its options."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command_of(name) if name in COMMANDS else command, rest


app = typer.Typer(
    name="reportnlp",
    cls=Commands,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Analyse Chinese government work reports.\n\nExit codes: 0 done; 1 some inputs failed and were named; "
    "2 wrong usage, or nothing could be read; 130 stopped by Ctrl-C.",
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reportnlp {rn.__version__}")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")


@app.callback()
def _program(version: Annotated[bool, _VERSION] = False) -> None:
    pass


def steps_of(command: Command) -> list[tuple[Callable[..., Any], dict[str, Any]]]:
    """Return the functions that a command calls, each with its options by name.

    What two of them call by one name is one option, which both get. If it is not the same, such as the
    engine of words and that of topics, it is the last one's, and the earlier keeps its default.
    """
    from reportnlp.cli import steps
    from reportnlp.cli.options import options_of

    # By name, for a command loads only what it calls.
    standing_for = {"read_corpus": "read_corpus", "read": "read_corpus", "fitted": "TopicModel", "compared": "compare"}
    found: list[tuple[Callable[..., Any], dict[str, Any]]] = []
    kinds: dict[str, Any] = {}
    for name in reversed(command.calls):
        function = getattr(steps, name) if name in steps.__all__ else getattr(rn, name)
        options = options_of(getattr(rn, standing_for[name]) if name in standing_for else function)
        options = {key: one for key, one in options.items() if kinds.setdefault(key, one.kind) == one.kind}
        found.insert(0, (function, options))
    return found


def command_of(name: str) -> Any:
    """Return a command whose options are those of its steps; the last step that has an option describes it."""
    command = COMMANDS[name]
    steps = steps_of(command)
    parameters = {"paths": _parameter("paths", Annotated[list[Path], typer.Argument(help=_PATHS)], ...)}
    for function, options in reversed(steps):
        panel = "Options" if function is steps[-1][0] else f"Before that: {function.__name__}"
        for option in options.values():
            default = command.defaults.get(option.name, option.default)
            parameters.setdefault(option.name, _of_option(option, default, panel))
    if "output" not in parameters:
        kind = Annotated[Path | None, typer.Option("-o", "--output", help=_OUTPUT)]
        parameters["output"] = _parameter("output", kind, None)
    if "lang" not in parameters:
        parameters["lang"] = _parameter("lang", Annotated[Literal["en", "zh"], typer.Option(help=_LANG)], "en")

    def call(**given: Any) -> None:
        _run(command, steps, given)

    call.__signature__ = inspect.Signature(list(parameters.values()))  # type: ignore[attr-defined]
    call.__annotations__ = {key: parameter.annotation for key, parameter in parameters.items()}
    single = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    single.command(name, help=command.summary, epilog=f"Example:  reportnlp {escape(command.example)}")(call)
    return typer.main.get_command(single)


def _parameter(name: str, kind: Any, default: Any) -> inspect.Parameter:
    empty = inspect.Parameter.empty
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=empty if default is ... else default
    )


def _of_option(option: Any, default: Any, panel: str) -> inspect.Parameter:
    """Return an option as typer wants it; a list that is not given is empty or the default, never missing."""
    several = get_origin(option.kind) is list
    if several and default not in (None, ...):
        default = list(default)
    names = ["-o", "--output"] if option.name == "output" else []
    if option.kind is not bool and not names:
        names = [f"--{option.name.replace('_', '-')}"]
    info = typer.Option(*names, help=escape(option.text), rich_help_panel=panel)
    kind = option.kind if default is not None else option.kind | None
    return _parameter(option.name, Annotated[kind, info], default)


def _run(command: Command, steps: list[tuple[Callable[..., Any], dict[str, Any]]], given: dict[str, Any]) -> None:
    """Call the steps one after the other; a later one may also ask for what an earlier one made, by name."""
    from reportnlp.cli.output import write

    with _reporting() as made:
        value = given["paths"]
        for function, options in steps:
            known = list(inspect.signature(function).parameters)
            made[known[0]] = value
            about = _metadata(value)
            call = {name: made[name] for name in known[1:] if name in made}
            call |= {name: option.convert(given[name], about) for name, option in options.items()}
            value = function(value, **call)
            made.setdefault("read", value)
        if isinstance(value, Path):
            typer.echo(_DONE[given["lang"]].format(len(made["corpus"]), value), err=True)
        else:
            write(value, given["output"], given["lang"])


def _metadata(value: Any) -> Any:
    """Return the table that conditions such as year=2024 are about."""
    return getattr(value, "docs", None) if hasattr(value, "docs") else getattr(value, "table", ())


@contextmanager
def _reporting() -> Iterator[dict[str, Any]]:
    """Turn what goes wrong into one line each and an exit code."""
    made: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("always", rn.ReportNLPWarning)
        warnings.showwarning = _show
        try:
            yield made
        except BrokenPipeError:
            raise  # whoever read the output has had enough
        except (rn.ReportNLPError, OSError) as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(WRONG) from error
        except KeyboardInterrupt as error:
            typer.echo("interrupted; output that is not whole was not written", err=True)
            raise typer.Exit(INTERRUPTED) from error
    if getattr(made.get("read"), "failures", ()):
        raise typer.Exit(PARTLY)


def _show(message: Warning | str, *_: object, **__: object) -> None:
    typer.echo(f"warning: {message}", err=True)
