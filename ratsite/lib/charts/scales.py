"""Scales, ticks and the placing of labels: from counts to places in a drawing.

Ticks follow P. Heckbert, "Nice Numbers for Graph Labels", in A. Glassner (ed.), Graphics Gems, 1990, pages 61 to 63:
steps are 1, 2 or 5 times a power of ten.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LETTER = 7.2  # mean width of a letter of our typeface at 13 units, weight 500, with a little to spare


@dataclass(frozen=True)
class Scale:
    """A linear scale from 0 to `high` onto the places from `start` to `end`."""

    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, to a tenth of a unit. An empty scale puts everything at its start."""
        share = value / self.high if self.high else 0
        return round(self.start + (self.end - self.start) * share, 1)


def nice_step(high: float, most: int, whole: bool = True) -> float:
    """Return the smallest step of 1, 2 or 5 times a power of ten that reaches `high` in at most `most` steps.

    whole: the values are counts, so the step is at least 1.
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
    """Return the ticks of an axis from 0 to the first tick that is not below `high`: at least 0 and one more."""
    step = nice_step(high, most, whole)
    count = 1
    while step * count < high:
        count += 1
    return tuple(round(step * number, 10) for number in range(count + 1))


def centres(count: int, start: float, end: float) -> tuple[float, ...]:
    """Return the middles of `count` equal bands between two places."""
    band = (end - start) / count if count else 0
    return tuple(round(start + band * (number + 0.5), 1) for number in range(count))


def text_width(text: str) -> float:
    """Return about how wide a text is drawn, in units of the drawing."""
    return round(len(text) * LETTER, 1)


def fitting_labels(labels: Sequence[str], band: float, space: float = 6) -> tuple[int, ...]:
    """Return the places of those labels that fit beside each other. The last one is always among them.

    band: the width that each label has for itself.
    """
    if not labels:
        return ()
    widest = max(text_width(label) for label in labels) + space
    every = max(1, math.ceil(widest / band))
    return tuple(range(len(labels) - 1, -1, -every))[::-1]


def spread_labels(places: Sequence[float], apart: float, low: float, high: float) -> tuple[float, ...]:
    """Move labels on one line so that neighbours are `apart`, in their order and, where there is room, inside the line.

    places: where each would like to be, in any order; the answer has the same order.
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
