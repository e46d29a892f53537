"""Run the test suite in every environment that pyproject.toml permits, and print one table.

python scripts/matrix.py [--only TEXT ...] [--workers N] [-- ARGUMENTS OF PYTEST]

An environment is a Python (3.11, 3.12, 3.13), the core dependencies or all extras, and the oldest or the newest
versions permitted: ``3.11-core-oldest``. Each is made in out/matrix with the packages that the extra `dev` names for
the tests, and keeps its log there. A Python that is not on this machine is left out with a sentence. The exit code is
1 if a test failed, an environment could not be made, or nothing was run.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out" / "matrix"
PYTHONS = ("3.11", "3.12", "3.13")
#: What the tests themselves need; everything else may be absent, and what needs it is skipped.
TOOLS = ("hatchling", "hypothesis", "pytest", "pytest-xdist")
#: The oldest versions are those of these extras; the tools of `dev` are not the library's.
NOT_OLD = ("dev", "docs", "notebooks")
UV = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


@dataclass(frozen=True)
class Environment:
    """One cell of the matrix."""

    python: str
    extras: str
    age: str

    @property
    def name(self) -> str:
        """The name in the table and of the folder."""
        return f"{self.python}-{self.extras}-{self.age}"


def interpreter(version: str) -> str | None:
    """Return a Python of this version: on the path, by pyenv, or by uv; None if there is none."""
    minor = f"python{version}"
    builds = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/{minor}"))
    for candidate in (shutil.which(minor), *map(str, reversed(builds)), *_found_by_uv(version)):
        if candidate and _prints(candidate) == version:
            return candidate
    return None


def _prints(python: str) -> str:
    """Return the version that a Python says it is; a shim may lead nowhere."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def _found_by_uv(version: str) -> Iterator[str]:
    search = [str(UV), "python", "find", "--no-python-downloads", version]
    yield subprocess.run(search, capture_output=True, text=True, check=False).stdout.strip()


def install(environment: Environment, python: str, folder: Path) -> Path:
    """Make an environment and return its Python."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    tools = [need for need in extras["dev"] if re.split(r"[<>=!~\[; ]", need)[0] in TOOLS]
    old, new = [], tools
    if environment.extras == "all":
        old = sorted(set(extras) - {*NOT_OLD})
        new = [need for name in NOT_OLD for need in extras[name]]
    shutil.rmtree(folder, ignore_errors=True)
    _uv("venv", "--quiet", "--python", python, str(folder))
    inside = str(folder / "bin" / "python")
    # Only jieba has no wheel; what else were built from source would be older than this Python knows.
    wheels = ["--only-binary", ":all:", "--no-binary", "jieba"]
    resolution = ["--resolution", "lowest-direct"] if environment.age == "oldest" else []
    pins = folder / "pins.txt"
    named = [f"--extra={name}" for name in old]
    target = ["--python-version", environment.python, "--output-file", str(pins), "--quiet"]
    _uv("pip", "compile", "pyproject.toml", *named, *wheels, *resolution, *target)
    _uv("pip", "install", "--quiet", "--python", inside, "--no-binary", "jieba", "-r", str(pins), *new)
    _uv("pip", "install", "--quiet", "--python", inside, "--no-deps", "--no-build-isolation", "--editable", ".")
    return Path(inside)


def _uv(*arguments: str) -> None:
    subprocess.run([str(UV), *arguments], cwd=ROOT, check=True)


def run(environment: Environment, python: Path, workers: int, arguments: list[str]) -> dict[str, int | float | str]:
    """Run the suite and return a row of the table."""
    log = OUT / f"{environment.name}.log"
    caches = {"XDG_CACHE_HOME": str(python.parent.parent / "cache"), "MPLBACKEND": "agg"}
    command = [str(python), "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    command += ["-n", str(workers), "--dist", "loadfile", *arguments]
    start = time.monotonic()
    with log.open("w", encoding="utf-8") as stream:
        code = subprocess.run(
            command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT, env=os.environ | caches, check=False
        ).returncode
    minutes = (time.monotonic() - start) / 60
    last = log.read_text("utf-8", errors="replace").rstrip().rpartition("\n")[2]
    counts = {name: int(n) for n, name in re.findall(r"(\d+) (passed|failed|skipped|error)", last)}
    failed = counts.get("failed", 0) + counts.get("error", 0)
    return {
        "passed": counts.get("passed", 0),
        # pytest that did not come to its end counts as a failure, however few tests failed until then
        "failed": failed or int(code != 0),
        "skipped": counts.get("skipped", 0),
        "minutes": round(minutes, 1),
        "versions": _versions(python),
    }


def _versions(python: Path) -> str:
    code = "import importlib.metadata as m; print(*map(m.version, ('numpy', 'pandas', 'scikit-learn')))"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def _row(environment: Environment, python: str, options: argparse.Namespace) -> dict[str, int | float | str]:
    try:
        inside = install(environment, python, OUT / environment.name)
    except subprocess.CalledProcessError as error:
        print(f"{environment.name} cannot be made: {error}")
        return {"passed": 0, "failed": 1, "skipped": 0, "minutes": 0, "versions": "not installed"}
    return run(environment, inside, options.workers, options.pytest)


def main() -> int:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[""], help="run the environments whose name has one of these")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes of pytest")
    parser.add_argument("pytest", nargs="*", help="files and options for pytest, after --")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    rows = []
    for python in PYTHONS:
        wanted = [
            Environment(python, extras, age)
            for extras in ("core", "all")
            for age in ("oldest", "newest")
            if any(text in f"{python}-{extras}-{age}" for text in options.only)
        ]
        found = interpreter(python) if wanted else None
        if wanted and found is None:
            print(f"Python {python} is not on this machine (path, pyenv, uv); its environments are left out.")
            continue
        for environment in wanted:
            print(f"{environment.name} …", flush=True)
            rows.append((environment, _row(environment, str(found), options)))
    print(f"\n{'environment':<18}{'passed':>8}{'failed':>8}{'skipped':>9}{'minutes':>9}  numpy, pandas, scikit-learn")
    for environment, row in rows:
        figures = f"{row['passed']:>8}{row['failed']:>8}{row['skipped']:>9}{row['minutes']:>9}"
        print(f"{environment.name:<18}{figures}  {row['versions']}")
    return int(not rows or any(row["failed"] for _, row in rows))


if __name__ == "__main__":
    sys.exit(main())
