"""What the benchmark scripts share: rows of a table, programs that take turns, and a command line."""

import argparse
import importlib.util
import statistics
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1].parent / "shared" / "data"


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    measure: str
    found: str
    target: str = ""


def turns(
    programs: Mapping[str, Callable[[], object]], repeats: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Return the seconds of each program; they take turns, so that all meet the same disturbances."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(repeats):
        for name, program in programs.items():
            start = clock()
            program()
            seconds[name].append(clock() - start)
    return seconds


def medians(programs: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return the median seconds of each program."""
    return {name: statistics.median(times) for name, times in turns(programs, repeats).items()}


def spread(values: Sequence[float], unit: str = "") -> str:
    """Return a median with the least and the most."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):.3g}{unit} ({low:.3g}–{high:.3g})"


def installed(name: str) -> bool:
    """Tell whether a peer is there."""
    return importlib.util.find_spec(name) is not None


def run(
    description: str | None,
    parts: Iterable[Callable[[Any], Iterable[Row]]],
    setting: Callable[..., Any],
    numbers: Mapping[str, tuple[type, Any, str]],
) -> None:
    """Run the parts that are asked for on the command line, and print a table.

    `setting` is called with the folder of the data and with `numbers`, each given by type, default and help.
    """
    by_name = {part.__name__: part for part in parts}
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DATA, help="folder with reports/ and gold/")
    for name, (kind, default, about) in numbers.items():
        parser.add_argument(f"--{name}", type=kind, default=default, help=f"{about} ({default})")
    parser.add_argument("--only", nargs="+", choices=by_name, default=by_name, help="the parts to run (all)")
    options = vars(parser.parse_args())
    if not (options["data"] / "reports").is_dir():
        parser.error(f"{options['data']}: has no folder reports; name the folder that has")
    warnings.simplefilter("ignore")
    chosen = options.pop("only")
    made = setting(**options)
    print("| measure | found | target |\n|---|---|---|")
    for name in chosen:
        for row in by_name[name](made):
            print(f"| {row.measure} | {row.found} | {row.target} |", flush=True)
