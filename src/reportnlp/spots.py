"""Where labels stand beside points, so that they do not overlap."""

import math
from collections.abc import Iterator
from typing import Literal

__all__ = ["CHARACTER", "SPOTS", "box_of", "placed", "width_of"]

Align = Literal["left", "center", "right"]
Spot = tuple[int, int, Align]
Box = tuple[float, float, float, float]

#: Size of a Chinese character in a label, and of a point with the room around it, in pixels.
CHARACTER, POINT = 11, 4
#: Where a label can stand beside its point, in the order of liking: from the point in pixels, and which end is there.
SPOTS: tuple[Spot, ...] = (
    (7, 0, "left"), (-7, 0, "right"), (0, -11, "center"), (0, 12, "center"),
    (6, -10, "left"), (6, 11, "left"), (-6, -10, "right"), (-6, 11, "right"),
    (8, -20, "left"), (8, 21, "left"), (-8, -20, "right"), (-8, 21, "right"),
)  # fmt: skip


def placed(points: list[tuple[float, float, str]], labels: int, size: tuple[float, float]) -> Iterator[int]:
    """Yield for each point, strongest first, the number of the spot of its label, or -1 for none.

    Points are x, y and the label, in pixels from the upper left; `size` is the width and height of the picture.
    """
    dots = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y, _ in points]
    names: list[Box] = []
    for k, (x, y, term) in enumerate(points):
        place = -1
        if k < labels:
            boxes = [box_of(x, y, term, spot) for spot in SPOTS]
            # At best a label hides no point, at worst points of terms that have no label.
            for taken in (names + dots, names + dots[:labels]):
                place = next((number for number, box in enumerate(boxes) if _is_free(box, taken, size)), -1)
                if place >= 0:
                    names.append(boxes[place])
                    break
        yield place


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is at a size of its characters, both in pixels."""
    return sum(1.0 if ord(character) > 0x2E80 else 0.62 for character in text) * size


def box_of(x: float, y: float, term: str, spot: Spot) -> Box:
    """Return left, top, right and bottom of a label beside the point x, y."""
    dx, dy, align = spot
    wide = width_of(term, CHARACTER)
    start = x + dx - {"left": 0, "center": wide / 2, "right": wide}[align]
    half = math.ceil(CHARACTER * 0.62)
    return start, y + dy - half, start + wide, y + dy + half


def _is_free(box: Box, taken: list[Box], size: tuple[float, float]) -> bool:
    """Tell whether a box lies in the chart and touches none that is taken."""
    if box[0] < 0 or box[1] < 0 or box[2] > size[0] or box[3] > size[1]:
        return False
    return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
