"""Run the notebooks and keep their outputs, so that a reader sees them without running anything.

    python scripts/notebooks.py                      run all of notebooks/ and write them back
    python scripts/notebooks.py notebooks/04_topics.ipynb     only these

What a run leaves behind that is no result (numbers of executions, times, the version of Python) is taken out, so that
a second run writes the same bytes on the same machine. ``tests/test_notebooks.py`` compares them with a fresh run.
"""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

FOLDER = Path(__file__).parent.parent / "notebooks"
#: Seconds that a cell may take: a whole notebook needs less than 60 once the kernels of the library are compiled, but
#: the first cell on a new machine compiles them.
LIMIT = 300
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def run(path: Path) -> NotebookNode:
    """Return a notebook as a fresh run leaves it, without what differs from run to run."""
    from nbmake.nb_run import NotebookRun

    result = NotebookRun(path, LIMIT).execute()
    if result.error is not None:
        raise RuntimeError(f"{path.name}: {result.error.summary}\n{result.error.trace}")
    return clean(result.nb)


def clean(notebook: NotebookNode) -> NotebookNode:
    """Take out what is no result, in place, and number the cells."""
    notebook.metadata = NotebookNode(kernelspec=_KERNEL, language_info=NotebookNode(name="python"))
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = NotebookNode()
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return notebook


def main(arguments: list[str]) -> None:
    """Parse the command line, run and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(FOLDER.glob("*.ipynb")), help="which")
    for path in parser.parse_args(arguments).notebooks:
        start = time.perf_counter()
        nbformat.write(run(path), path)
        sys.stdout.write(f"{path.name}: {time.perf_counter() - start:.0f} s, {path.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
