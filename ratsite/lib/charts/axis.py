"""The axis of a chart: its scale, its ticks and the value that it must reach.

Ticks follow P. Heckbert, "Nice Numbers for Graph Labels", in A. Glassner (ed.), Graphics Gems, 1990, pages 61 to 63:
steps are 1, 2 or 5 times a power of ten. The values are counts, so no step is smaller than 1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from ratsite.lib.charts.shapes import Point, tenth
from ratsite.lib.charts.values import HiddenValue, Value, is_shown, shown_numbers


@dataclass(frozen=True)
class Scale:
    """A linear scale: it maps the values from 0 to `high` to the positions from `start` to `end` in the drawing."""

    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the position of a value, to a tenth of a unit. If `high` is 0, every value is at `start`."""
        share = value / self.high if self.high else 0
        return tenth(self.start + (self.end - self.start) * share)


def nice_step(high: float, most: int) -> int:
    """Return the smallest of the steps 1, 2, 5, 10, 20, 50 … that reaches `high` in at most `most` steps."""
    steps = (factor * 10**power for power in count() for factor in (1, 2, 5))
    return next(step for step in steps if step * most >= high)


def ticks(high: float, most: int = 4) -> tuple[int, ...]:
    """Return the values of an axis' ticks, at least two: from 0 to the first that reaches `high`.

    most: the largest number of steps between ticks.
    """
    step = nice_step(high, most)
    return tuple(range(0, max(math.ceil(high / step), 1) * step + 1, step))


def axis_top(rows: Sequence[Sequence[Value]]) -> float:
    """Return the value that an axis must reach: the highest number or, if higher, the bound of a hidden value."""
    return max([highest_bound(rows), *(number for values in rows for number in shown_numbers(values))])


def highest_bound(rows: Sequence[Sequence[Value]]) -> int:
    """Return the highest bound n of the values hidden as "fewer than n"; 0 if there is none.

    All dashed blocks of a chart get the size of this bound.
    """
    hidden = (value for values in rows for value in values if isinstance(value, HiddenValue))
    return max((value.below or 0 for value in hidden), default=0)


def runs_of(values: Sequence[Value], across: Sequence[float], up: Scale) -> list[list[Point]]:
    """Return the unbroken pieces of a line, each as a list of points. A hidden value or a gap breaks the line.

    across: the horizontal position of each value. up: the vertical scale.
    """
    runs: list[list[Point]] = []
    for number, value in enumerate(values):
        if isinstance(value, int | float):
            if number == 0 or not is_shown(values[number - 1]):
                runs.append([])
            runs[-1].append(Point(across[number], up.at(value)))
    return runs


def path_of(runs: Sequence[Sequence[Point]]) -> str:
    """Return the SVG path of the pieces of a line. A piece with one point has no path: it is drawn as a dot."""
    return " ".join("M" + " L".join(f"{point.x} {point.y}" for point in run) for run in runs if len(run) > 1)
