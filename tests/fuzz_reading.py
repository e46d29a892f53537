"""Damage files at random and read them: only ReadError may come of it.

python tests/fuzz_reading.py FOLDER [--minutes OF THE PROCESSOR] [--seed N]

Without a seed each run has a new one, which it prints.
"""

import argparse
import random
import secrets
import time
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import reportnlp as rn


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with some bytes changed, cut out, doubled or moved, or its end cut off."""
    bytes_ = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        at, n = chance.randrange(len(bytes_) + 1), chance.choice((1, 2, 50, 5000))
        match chance.randrange(5):
            case 0:
                bytes_[at : at + n] = chance.randbytes(min(n, 50))
            case 1:
                del bytes_[at : at + n]
            case 2:
                bytes_[at:at] = bytes_[at : at + n] * 2
            case 3:
                bytes_[at:at] = chance.choice(
                    (b"\0", b"\f", b"<!--", b"PK\x03\x04", b"\xff", "　".encode(), b"(", b"\\n")
                )
            case 4:
                del bytes_[max(at, len(bytes_) // 2) :]
    return bytes(bytes_)


def outcome(data: bytes, suffix: str, folder: Path) -> str:
    """Read damaged bytes as a file and return what came of it."""
    file = folder / f"x{suffix}"
    file.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rn.ReadWarning)
        try:
            corpus = rn.read_corpus(file)
        except rn.ReadError as error:
            return "refused" if error.reason else "refused without a reason"
    for report in corpus:
        whole = report.raw_span(0, len(report.text))
        assert 0 <= whole.start <= whole.end <= len(report.raw or "")
    return "read"


def main(source: Path, minutes: float, seed: int) -> None:
    """Print how many were read and refused, and the slowest reading."""
    print(f"first seed: {seed}", flush=True)
    files = [file for file in sorted(source.rglob("*")) if file.is_file()]
    counts: Counter[str] = Counter()
    slowest, until = (0.0, ""), time.process_time() + 60 * minutes
    with TemporaryDirectory() as folder:
        while time.process_time() < until:
            chance = random.Random(seed)
            file = chance.choice(files)
            start = time.process_time()
            counts[outcome(damaged(file.read_bytes(), chance), file.suffix, Path(folder))] += 1
            slowest = max(slowest, (time.process_time() - start, f"{file.name} with seed {seed}"))
            seed += 1
    print(dict(counts), f"slowest: {slowest[0]:.2f} s, {slowest[1]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    options = parser.parse_args()
    main(options.folder, options.minutes, options.seed)
