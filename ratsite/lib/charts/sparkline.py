"""The layout of a sparkline: a line without axes, as large as a word, next to the name of a trend in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.axis import Scale, axis_top, path_of, runs_of
from ratsite.lib.charts.labels import centres
from ratsite.lib.charts.shapes import Block, Point, tenth
from ratsite.lib.charts.values import HiddenValue, Value, is_shown

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
    across = centres(len(values), EDGE, WIDTH - EDGE)
    up = Scale(axis_top([values]), FOOT, HEAD)
    runs = runs_of(values, across, up)
    dots = tuple(run[-1] for run in runs if len(run) == 1 or (run is runs[-1] and is_shown(values[-1])))
    blocks = tuple(_block(across[at], len(values)) for at, value in enumerate(values) if isinstance(value, HiddenValue))
    return Sparkline(tuple(values), path_of(runs), dots, blocks)


def _block(x: float, count: int) -> Block:
    """Return the dashed block of a hidden value: the more values (`count`) the sparkline has, the narrower."""
    width = tenth(min(6, 0.7 * (WIDTH - 2 * EDGE) / count))
    return Block(tenth(x - width / 2), FOOT - 7, width, 7)
