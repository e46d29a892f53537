"""Runs of segments of about one length: where parallels and couplets are looked for."""

import re
from collections.abc import Iterator

from reportnlp.slogans.view import Piece, View

__all__ = ["AND", "Run", "runs"]

Run = list[tuple[int, int]]

#: Characters of a segment.
SHORTEST, LONGEST = 2, 18
#: Words that join the last segment to the one before.
AND = "和与及"
_AND = re.compile(f"[{AND}]")


def runs(view: View, marks: str) -> Iterator[tuple[Run, str, str]]:
    """Yield the runs of segments between `marks`, with the mark before and the mark after each.

    The length is that of what stands between two marks, or of the shorter one of two. What stands
    before the first mark is cut to the last characters, what stands after the last to the first, if
    words allow it.
    """
    row: list[Piece] = []
    for piece in view.pieces:
        if row and (row[-1].end + 1 != piece.start or piece.before not in marks or piece.before != row[0].after):
            yield from _runs_of(view, row)
            # A piece between two kinds of marks can close one row and open the next.
            row = row[-1:] if row[-1].end + 1 == piece.start and piece.before in marks and len(row) > 1 else []
        row.append(piece)
    yield from _runs_of(view, row)


def _runs_of(view: View, row: list[Piece]) -> Iterator[tuple[Run, str, str]]:
    """Divide the pieces of a row into stretches of one length."""
    if len(row) < 2:
        return
    k = 0
    while k + 1 < len(row):
        stop, run = _longest_run(view, row, k)
        if len(run) > 1:
            before = row[k].before if run[0][0] == row[k].start else "…"
            after = row[stop - 1].after if run[-1][1] == row[stop - 1].end else "…"
            yield run, before, after
            k = stop - 1 if run[-1][1] != row[stop - 1].end else stop
        else:
            k += 1


def _longest_run(view: View, row: list[Piece], k: int) -> tuple[int, Run]:
    """Return the run of most segments that begins with the piece at `k`, and the number of the piece behind it."""
    best: tuple[int, Run] = (k + 1, [])
    second = row[k + 1]
    # 群众的获得感、幸福感和安全感: the second one ends at a word instead of a mark.
    half = (second.end - second.start) // 2 + 1
    joined = {match.start() - second.start for match in _AND.finditer(view.text, second.start, second.start + half)}
    for length in sorted(joined | {piece.end - piece.start for piece in row[k : k + 2]}):
        if SHORTEST <= length <= LONGEST:
            run = _fitted(view, row, k, length)
            if len(run) > 1 and len(run) >= len(best[1]):
                best = (min(k + len(run), len(row)), run)
    return best


def _fitted(view: View, row: list[Piece], k: int, length: int) -> Run:
    """Return the segments of a length from the piece at `k` on."""
    start = row[k].end - length
    if start < row[k].start or not view.edges[start]:
        return []
    run = [(start, row[k].end)]
    for piece in row[k + 1 :]:
        stop = piece.start + length
        if stop > piece.end or not view.edges[stop]:
            break
        run.append((piece.start, stop))
        if stop < piece.end:
            # 获得感、幸福感和安全感: the last one follows a word instead of a mark.
            last = stop + 1 + length
            if view.text[stop] in AND and last <= piece.end and view.edges[last]:
                run.append((stop + 1, last))
            break
    return run
