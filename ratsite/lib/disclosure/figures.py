"""One count as readers may see it."""

from dataclasses import dataclass
from enum import Enum

INSIDE_FLOOR = 3  # with 2, each of two agencies would see the other one's report


class Shown(Enum):
    """How a figure is printed."""

    EXACT = "exact"
    FEWER = "fewer"  # fewer than `value`, which includes none
    AT_LEAST = "at least"  # `value` or more: nearly everybody who is able to report
    NOT_SHOWN = "not shown"  # any number: too few are able to report, or a breakdown would tell too much


@dataclass(frozen=True)
class Policy:
    """How careful a publication is. threshold: the smallest count that is printed. rounding: the base for crossings.

    rounding 1 means that crossings of two dimensions are not rounded.
    """

    threshold: int
    rounding: int = 1

    def __post_init__(self) -> None:
        if self.threshold < INSIDE_FLOOR:
            raise ValueError(f"A threshold below {INSIDE_FLOOR} lets agencies recognise one another: {self.threshold}")
        if self.rounding < 1:
            raise ValueError(f"Counts cannot be rounded to multiples of {self.rounding}")


@dataclass(frozen=True)
class Figure:
    """A count as it is printed. value: the number in the words; None if nothing is shown."""

    how: Shown
    value: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.how is Shown.EXACT

    @property
    def is_number(self) -> bool:
        """True if a number of at least the threshold is printed: exact, or "N or more"."""
        return self.how in (Shown.EXACT, Shown.AT_LEAST)

    @property
    def number(self) -> int | None:
        """The number for a chart; None where it must draw a hidden cell."""
        return self.value if self.is_number else None

    @property
    def low(self) -> int:
        """The smallest count that the figure can stand for."""
        return self.value or 0 if self.is_number else 0

    def high(self, able: int) -> int:
        """Return the largest count that the figure can stand for where `able` agencies can be counted."""
        if self.how is Shown.EXACT:
            return self.value or 0
        return min((self.value or 1) - 1, able) if self.how is Shown.FEWER else able


NOT_SHOWN = Figure(Shown.NOT_SHOWN)


def count(number: int, *, able: int, policy: Policy) -> Figure:
    """Return how many of the agencies that are able to report did so, as readers may see it."""
    if able < 2 * policy.threshold:
        return NOT_SHOWN
    return capped_count(number, most=able - policy.threshold, policy=policy)


def capped_count(number: int, *, most: int, policy: Policy) -> Figure:
    """Return the number, hidden below the threshold, and "N or more" where it is above `most`."""
    if number < policy.threshold:
        return Figure(Shown.FEWER, policy.threshold)
    if number > most:
        return Figure(Shown.AT_LEAST, most + 1)
    return Figure(Shown.EXACT, number)
