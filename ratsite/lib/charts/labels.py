"""Positions of labels and bands in a chart, and the width of a text."""

import math
from collections.abc import Iterable, Sequence

from ratsite.lib.charts.shapes import tenth
from ratsite.lib.charts.values import AtLeast, HiddenValue, Value

LETTER = 72  # mean width of a letter of our typeface at 13 units and weight 500, in tenths of a unit, a little to spare
WIDEST_WORDS = "fewer than 3"


def centres(count: int, start: float, end: float) -> tuple[float, ...]:
    """Return the middle of each of `count` equal bands between the positions `start` and `end`."""
    return tuple(tenth(start + (end - start) * (number + 0.5) / count) for number in range(count))


def text_width(text: str) -> float:
    """Return the approximate width of a text, in units of the drawing."""
    return len(text) * LETTER / 10


def value_width(value: Value) -> float:
    """Return the approximate width of a value as it is written: "1,204", "12 or more" or "fewer than 3"."""
    if value is None or isinstance(value, HiddenValue):
        return text_width(WIDEST_WORDS)
    return text_width(f"{value:,} or more" if isinstance(value, AtLeast) else f"{value:,}")


def widest(widths: Iterable[float]) -> float:
    """Return the largest of the widths; 0 if there is none."""
    return max(widths, default=0)


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
    return tuple(tenth(place) for place in moved)
