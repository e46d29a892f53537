"""Where labels stand beside points, so that they do not overlap."""

import math
from collections.abc import Iterator, Sequence
from typing import Literal

__all__ = ["CHARACTER", "SPOTS", "beside", "box_of", "circles_of", "placed", "width_of"]

Align = Literal["left", "center", "right"]
Spot = tuple[int, int, Align]
Box = tuple[float, float, float, float]
Circle = tuple[float, float, float]

#: Size of a Chinese character in a label, and of a point with the room around it, in pixels.
CHARACTER, POINT = 11, 4
#: Radius of a circle that stands for all there is, the least radius, and the margin beside a map and above it.
RADIUS, LEAST, MARGINS = 95.0, 9.0, (80, 50)
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


def circles_of(
    xs: Sequence[float], ys: Sequence[float], shares: Sequence[float], size: tuple[int, int]
) -> list[Circle]:
    """Return x, y and radius of circles with areas as the shares, in pixels from the upper left of a map.

    Both axes have one scale, since distances are what counts; the middle of what there is stands in the middle.
    """
    (width, height), (beside_it, above) = size, MARGINS
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    wide, high = width - 2 * beside_it, height - 2 * above
    span = max(max(xs) - min(xs), (max(ys) - min(ys)) * wide / high, 1e-9)
    return [
        (
            round(width / 2 + wide * (x - middle_x) / span, 1),
            round(height / 2 - wide * (y - middle_y) / span, 1),
            round(max(RADIUS * share**0.5, LEAST), 1),
        )
        for x, y, share in zip(xs, ys, shares, strict=True)
    ]


def beside(circles: list[Circle], names: list[str], size: tuple[float, float]) -> Iterator[Spot | None]:
    """Yield for each circle, first come first served, where its name stands beside it; None if there is no room.

    In the middle of each circle stands its number, which no name hides.
    """
    taken = [box_of(x, y, "00", (0, 0, "center")) for x, y, _ in circles]
    rounds = [(x - r, y - r, x + r, y + r) for x, y, r in circles]
    for k, ((x, y, r), name) in enumerate(zip(circles, names, strict=True)):
        gap = math.ceil(r) + 4
        spots: list[Spot] = [(gap, 0, "left"), (-gap, 0, "right"), (0, gap + 6, "center"), (0, -gap - 6, "center")]
        others = rounds[:k] + rounds[k + 1 :]
        # At best a name touches no other circle.
        free = (
            spot for most in (taken + others, taken) for spot in spots if _is_free(box_of(x, y, name, spot), most, size)
        )
        spot = next(free, None)
        if spot:
            taken.append(box_of(x, y, name, spot))
        yield spot


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
