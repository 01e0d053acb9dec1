"""Scales, ticks and positions of labels: where counts are in a drawing.

Ticks follow P. Heckbert, "Nice Numbers for Graph Labels", in A. Glassner (ed.), Graphics Gems, 1990, pages 61 to 63:
steps are 1, 2 or 5 times a power of ten.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LETTER = 7.2  # mean width of a letter of our typeface at 13 units and weight 500, with a little to spare


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


def centres(count: int, start: float, end: float) -> tuple[float, ...]:
    """Return the middle of each of `count` equal bands between the positions `start` and `end`."""
    band = (end - start) / count if count else 0
    return tuple(round(start + band * (number + 0.5), 1) for number in range(count))


def text_width(text: str) -> float:
    """Return the approximate width of a text, in units of the drawing."""
    return round(len(text) * LETTER, 1)


def fitting_labels(labels: Sequence[str], band: float, space: float = 6) -> tuple[int, ...]:
    """Return the indexes of the labels that can be written next to each other. The last one is always among them.

    band: the distance between the middles of two labels. space: the least space between two written labels.
    """
    if not labels:
        return ()
    widest = max(text_width(label) for label in labels) + space
    every = max(1, math.ceil(widest / band))
    return tuple(range(len(labels) - 1, -1, -every))[::-1]


def spread_labels(places: Sequence[float], apart: float, low: float, high: float) -> tuple[float, ...]:
    """Return positions for labels along one line so that neighbours are at least `apart` from each other.

    places: the wanted position of each label, in any order; the result has the same order. The labels keep their order
    along the line and, if there is room, stay between `low` and `high`.
    """
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved = list(places)
    last = low - apart
    for number in order:
        moved[number] = last = max(places[number], last + apart)
    following = high + apart
    for number in reversed(order):
        moved[number] = following = min(moved[number], following - apart)
    return tuple(round(place, 1) for place in moved)
