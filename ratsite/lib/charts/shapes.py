"""The basic shapes of charts: points and blocks, and the rounding of their coordinates."""

from dataclasses import dataclass

TONES = ("a", "b", "c", "d")  # the style sheet has a stroke and a shade of each name, for up to four series
LEAST_BLOCK = 24  # least size of the block of a hidden value, so that it can be seen


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Block:
    """The dashed block of a hidden value."""

    x: float
    y: float
    width: float
    height: float


def tenth(place: float) -> float:
    """Return a place or a length rounded to a tenth of a unit, which is finer than a screen shows."""
    return round(place, 1)
