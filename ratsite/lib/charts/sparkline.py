"""The layout of a sparkline: a line without axes, as large as a word, next to the name of a trend in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.axis import Scale, axis_top
from ratsite.lib.charts.labels import centres
from ratsite.lib.charts.shapes import Block, Point
from ratsite.lib.charts.values import HiddenValue, Value, shown_numbers

WIDTH, HEIGHT = 110, 28
FOOT, HEAD, EDGE = 25, 4, 3


@dataclass(frozen=True)
class Sparkline:
    """A sparkline, for the template charts/sparkline.html. Its values are also written out, for screen readers."""

    template: ClassVar[str] = "charts/sparkline.html"
    values: tuple[Value, ...]
    path: str
    dots: tuple[Point, ...]  # dots for values between two hidden ones, and for the newest value
    blocks: tuple[Block, ...]
    width: float = WIDTH
    height: float = HEIGHT
    foot: float = FOOT + 1


def sparkline(values: Sequence[Value]) -> Sparkline:
    """Return the layout of a sparkline. values: oldest first."""
    shown_numbers(values)
    across = centres(len(values), EDGE, WIDTH - EDGE)
    up = Scale(axis_top([values]), FOOT, HEAD)
    band = (WIDTH - 2 * EDGE) / len(values) if values else 0
    width = round(min(6, band * 0.7), 1)
    path, dots, blocks, before = [], [], [], False
    for number, value in enumerate(values):
        x = across[number]
        if isinstance(value, HiddenValue):
            blocks.append(Block(round(x - width / 2, 1), FOOT - 7, width, 7))
        if not isinstance(value, int | float):
            before = False
            continue
        point = Point(x, up.at(value))
        path.append(f"{'L' if before else 'M'}{point.x} {point.y}")
        is_last = number == len(values) - 1
        follows = not is_last and isinstance(values[number + 1], int | float)
        if is_last or not (before or follows):
            dots.append(point)
        before = True
    return Sparkline(tuple(values), " ".join(path), tuple(dots), tuple(blocks))
