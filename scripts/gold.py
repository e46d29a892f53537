"""Draw passages to annotate for the gold of words, and store what an annotator wrote.

    python scripts/gold.py draw DATA -o FOLDER      terms.txt, joins.txt and numbers.txt, to be annotated
    python scripts/gold.py agree FOLDER OTHER       leave in FOLDER what the annotator of OTHER has too
    python scripts/gold.py store DATA FOLDER        add those that are in FOLDER, held out, to the gold in tests/cases

Only reports are drawn of which the gold has nothing yet. A passage stands below a line that says where it is from.
The annotator works in these files, without seeing any segmentation, as tests/cases/README.md says:

- in terms.txt each passage is followed by a line of its terms, in their order, with a blank between them;
- in joins.txt the passage itself is written again with | at each certain boundary;
- in numbers.txt each passage is followed by a line for each expression: text, kind, value and unit (- if none).
"""

import argparse
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "tests" / "cases"
GOLD = {"terms": "segmentation_terms.json", "joins": "segmentation_joins.json", "numbers": "numbers_gold.json"}
#: Reports of each level for terms, for joins and for numbers; "" are the street reports.
N_REPORTS = {
    "terms": {"": 2, "county": 2, "city": 2, "provincial": 2, "national": 3},
    "joins": {"county": 4, "city": 6, "provincial": 5, "national": 5},
    "numbers": {"county": 4, "city": 6, "provincial": 4, "national": 6},
}
#: Passages of each report, and their lengths in characters, from and to.
PASSAGES = {"terms": (4, 180, 420), "joins": (15, 16, 45), "numbers": (10, 20, 110)}
_COUNTING = re.compile("[0-9０-９一二三四五六七八九十百千万亿两几数半]")
Span = tuple[int, int]


def draw(data: Path, output: Path, seed: int) -> None:
    """Write the passages to annotate."""
    randomly = random.Random(seed)
    used = {case["file"] for name in GOLD.values() for case in json.loads((CASES / name).read_text("utf-8"))}
    files = sorted([*(data / "reports").glob("*_*.txt"), *(data / "street_reports").glob("*.txt")])
    free = [file for file in files if str(file.relative_to(data)) not in used]
    output.mkdir(parents=True, exist_ok=True)
    for name, levels in N_REPORTS.items():
        number, least, most = PASSAGES[name]
        lines = []
        for level, n in levels.items():
            wanted = level or "street_reports"
            of_level = [file for file in free if wanted in (file.name.partition("_")[0], file.parent.name)]
            for file in sorted(randomly.sample(of_level, min(n, len(of_level)))):
                free.remove(file)
                text = file.read_bytes().decode()
                found = [span for span in _passages(text, name) if least <= span[1] - span[0] <= most]
                for start, end in sorted(randomly.sample(found, min(number, len(found)))):
                    lines += [f"@ {file.relative_to(data)} {start} {end}", text[start:end], ""]
        (output / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")


def _passages(text: str, name: str) -> Iterator[Span]:
    """Yield the lines of a text for terms, else its sentences; for numbers only those that have a numeral."""
    for found in re.finditer(r"[^\r\n]+" if name == "terms" else r"[^\r\n。！；？]+[。！；？]?", text):
        start = found.end() - len(found[0].lstrip())
        if name != "numbers" or _COUNTING.search(found[0]):
            yield start, start + len(found[0].strip())


def agree(folder: Path, other: Path) -> None:
    """Leave in a folder only what a second annotator has marked as well, and print how far the two agree."""
    for name in ("terms", "joins"):
        files = [place / f"{name}.txt" for place in (folder, other)]
        if not all(file.exists() for file in files):
            continue
        both, of_each, blocks = 0, 0, []
        for (file, span, lines), (*head, others) in zip(*map(_annotated, files), strict=True):
            passage = lines[0]
            if [file, span, passage] != [*head, others[0]]:
                raise SystemExit(f"{file} {span}: the two annotators have other passages")
            mine, theirs = (_marked(name, passage, written, span) for written in (lines, others))
            of_each += len(mine) + len(theirs)
            both += 2 * len(mine & theirs)
            blocks.append(f"@ {file} {span[0]} {span[1]}\n{passage}\n{_written(name, passage, mine & theirs, span)}\n")
        files[0].write_text("\n".join(blocks), encoding="utf-8")
        sys.stdout.write(f"{name}: {both // 2} in both; F1 of one against the other {both / max(of_each, 1):.3f}\n")


def _marked(name: str, passage: str, lines: list[str], span: Span) -> set[Span]:
    if name == "joins":
        return {(at, at) for at in _boundaries(passage, lines, span)}
    return set(_places(passage, [term for line in lines[1:] for term in line.split()], span[0]))


def _written(name: str, passage: str, marks: set[Span], span: Span) -> str:
    if name == "terms":
        return " ".join(passage[start - span[0] : end - span[0]] for start, end in sorted(marks))
    ends = [span[0], *(at for at, _ in sorted(marks)), span[1]]
    return "|".join(passage[a - span[0] : b - span[0]] for a, b in pairwise(ends))


def store(data: Path, folder: Path) -> None:
    """Add the annotation to the gold, as held out; what was held out before is development now."""
    for name, target in GOLD.items():
        if not (folder / f"{name}.txt").exists():
            continue
        cases = json.loads((CASES / target).read_text("utf-8"))
        for case in cases:
            case["held_out"] = False
        new: dict[str, dict[str, Any]] = {}
        for file, span, lines in _annotated(folder / f"{name}.txt"):
            raw = (data / file).read_bytes()
            head = {"file": file, "sha256": hashlib.sha256(raw).hexdigest(), "held_out": True}
            passage = raw.decode()[slice(*span)]
            if name == "joins":
                cases.append(head | {"start": span[0], "end": span[1], "boundaries": _boundaries(passage, lines, span)})
                continue
            case = new.setdefault(file, head | {"passages": [], name: []})
            case["passages"].append(list(span))
            rows = [[term] for line in lines[1:] for term in line.split()] if name == "terms" else _rows(lines[1:])
            for (start, end), row in zip(_places(passage, [row[0] for row in rows], span[0]), rows, strict=True):
                case[name].append([start, end] if name == "terms" else {"start": start, "end": end} | _number(row))
        cases += new.values()
        body = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
        (CASES / target).write_text(f"[\n{body}\n]\n", encoding="utf-8", newline="\n")


def _annotated(file: Path) -> Iterator[tuple[str, Span, list[str]]]:
    for block in re.split(r"(?m)^@ ", file.read_text(encoding="utf-8"))[1:]:
        head, *lines = [line for line in block.splitlines() if line.strip()]
        name, start, end = head.rsplit(" ", 2)
        yield name, (int(start), int(end)), lines


def _boundaries(passage: str, lines: list[str], span: Span) -> list[int]:
    parts = lines[-1].split("|")
    if "".join(parts) != passage:
        raise SystemExit(f"the passage at {span} was changed: {passage!r} became {''.join(parts)!r}")
    return [span[0] + sum(map(len, parts[:k])) for k in range(1, len(parts))]


def _rows(lines: Iterable[str]) -> list[list[str]]:
    """Return text, kind, value and unit of each line; the text may hold blanks."""
    return [line.rsplit(maxsplit=3) for line in lines]


def _places(passage: str, wanted: list[str], offset: int) -> Iterator[Span]:
    at = 0
    for text in wanted:
        found = passage.find(text, at)
        if found < 0:
            raise SystemExit(f"{text!r} is not in {passage[at:]!r}")
        at = found + len(text)
        yield offset + found, offset + at


def _number(row: list[str]) -> dict[str, Any]:
    _, kind, value, unit = row
    parts = [float(part) if re.fullmatch(r"-?[0-9.]+", part) else part for part in value.split("~")]
    single = value if kind in ("date", "time") else parts[0]
    return {"kind": kind, "value": parts if len(parts) > 1 else single, "unit": None if unit == "-" else unit}


def main(arguments: list[str]) -> None:
    """Parse the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["draw", "agree", "store"])
    parser.add_argument("data", type=Path, help="the folder that holds reports and street_reports; for agree, FOLDER")
    parser.add_argument("folder", type=Path, nargs="?", help="where annotated files are, for store; for agree, OTHER")
    parser.add_argument("-o", "--output", type=Path, help="for draw: where to write")
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args(arguments)
    folder = options.output if options.what == "draw" else options.folder
    if folder is None:
        parser.error(f"{options.what} needs a folder for the annotation")
    if options.what == "draw":
        draw(options.data, folder, options.seed)
    elif options.what == "agree":
        agree(options.data, folder)
    else:
        store(options.data, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
