"""Pictures as numbers: where marks, ticks and labels stand, so that templates only write them down."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ANCHORS", "Axis", "Dot", "Plot", "Text", "Tick", "axis", "line_of", "ticks"]

_NICE = (1, 2, 2.5, 5, 10)
#: Which end of a text stands at a point, in the words of charts and in those of SVG.
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Text:
    """A label at a point; `anchor` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle with the text that is shown on hovering."""

    x: float
    y: float
    r: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of points with axes; `left`, `right` and `floor` are where the axes stand, in pixels."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    left: float = 0
    right: float = 0
    floor: float = 0
    texts: tuple[Text, ...] = ()
    x: tuple[Tick, ...] = ()
    y: tuple[Tick, ...] = ()
    zero: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear scale from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the pixel of a value, to a tenth."""
        span = self.high - self.low or 1.0
        return round(self.start + (self.end - self.start) * (value - self.low) / span, 1)


def axis(values: Sequence[float], start: float, end: float, *, room: float = 0.06, zero: bool = False) -> Axis:
    """Return a scale that holds all values with some room at its ends, beginning at zero if wanted."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    space = room * (high - low) if high > low else 0.5
    return Axis(0.0 if zero else low - space, high + space, start, end)


def ticks(scale: Axis, most: int = 6) -> list[float]:
    """Return round values on a scale, at most about so many."""
    rough = (scale.high - scale.low) / most
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in _NICE if power * nice >= rough * 0.999)
    first = math.ceil(scale.low / step)
    return [round(k * step, 10) for k in range(first, math.floor(scale.high / step) + 1)]


def line_of(points: Sequence[tuple[float, float]]) -> str:
    """Return points as SVG writes those of a line."""
    return " ".join(f"{x:g},{y:g}" for x, y in points)
