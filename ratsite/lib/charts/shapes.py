"""The plain shapes that charts are drawn with."""

from dataclasses import dataclass

TONES = ("a", "b", "c", "d")  # the strokes and shades of up to four series, in the style sheet
LEAST_BLOCK = 24  # size of a hidden value on a scale where its bound would be too small to see


@dataclass(frozen=True)
class Point:
    """A place in a drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class Block:
    """The dashed block of a hidden value."""

    x: float
    y: float
    width: float
    height: float
