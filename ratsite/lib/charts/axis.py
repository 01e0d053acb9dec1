"""The axis of a chart: its scale, its ticks and the value that it must reach.

Ticks follow P. Heckbert, "Nice Numbers for Graph Labels", in A. Glassner (ed.), Graphics Gems, 1990, pages 61 to 63:
steps are 1, 2 or 5 times a power of ten.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ratsite.lib.charts.values import HiddenValue, Value, shown_numbers


@dataclass(frozen=True)
class Scale:
    """A linear scale: it maps the values from 0 to `high` to the positions from `start` to `end` in the drawing."""

    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the position of a value, to a tenth of a unit. If `high` is 0, every value is at `start`."""
        share = value / self.high if self.high else 0
        return round(self.start + (self.end - self.start) * share, 1)


def nice_step(high: float, most: int, whole: bool = True) -> float:
    """Return the smallest step between ticks that reaches `high` in at most `most` steps.

    Steps are 1, 2 or 5 times a power of ten. whole: True if values are counts, so that the step is at least 1.
    """
    if high <= 0:
        return 1
    rough = high / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10, 20) if _reaches(factor * power, most, high))
    return max(step, 1) if whole else step


def _reaches(step: float, most: int, high: float) -> bool:
    return step * most >= high


def ticks(high: float, most: int = 4, whole: bool = True) -> tuple[float, ...]:
    """Return the ticks of an axis: from 0 to the first tick that is not below `high`, at least two."""
    step = nice_step(high, most, whole)
    count = 1
    while step * count < high:
        count += 1
    return tuple(round(step * number, 10) for number in range(count + 1))


def axis_top(rows: Sequence[Sequence[Value]]) -> float:
    """Return the value that an axis must reach: the highest number or, if higher, the bound of a hidden value."""
    numbers = [number for values in rows for number in shown_numbers(values)]
    bounds = [value.below or 0 for values in rows for value in values if isinstance(value, HiddenValue)]
    return max([*numbers, *bounds], default=0)
