"""Decide how a single count is shown."""

from dataclasses import dataclass
from enum import Enum

INSIDE_FLOOR = 3  # with 2, each of two agencies could conclude what the other one reported


class Shown(Enum):
    """How a count is shown to readers: as a number, as a limit or not at all."""

    EXACT = "exact"
    FEWER = "fewer"  # fewer than `value`, perhaps 0
    AT_LEAST = "at least"  # `value` or more: nearly all agencies that are able to report
    NOT_SHOWN = "not shown"  # no number: too few are able to report, or a breakdown would reveal too much


@dataclass(frozen=True)
class Policy:
    """The disclosure rules of one publication, such as pages for members or a briefing for outsiders.

    threshold: the smallest count that is shown.
    """

    threshold: int

    def __post_init__(self) -> None:
        if self.threshold < INSIDE_FLOOR:
            raise ValueError(f"A threshold below {INSIDE_FLOOR} lets agencies recognise one another: {self.threshold}")

    @property
    def fewest_able(self) -> int:
        """Return the least number of agencies able to report with which a count is shown."""
        return 2 * self.threshold


@dataclass(frozen=True)
class Figure:
    """A count as readers see it. value: the number that they see; None if they see none."""

    how: Shown
    value: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.how is Shown.EXACT

    @property
    def is_number(self) -> bool:
        """True if the count is shown exactly or as "N or more"."""
        return self.how in (Shown.EXACT, Shown.AT_LEAST)

    @property
    def number(self) -> int | None:
        """Return the number to draw in a chart; None if the chart must draw a hidden value."""
        return self.value if self.is_number else None

    @property
    def low(self) -> int:
        """Return the smallest count that is possible given what is shown."""
        return self.number or 0

    def high(self, able: int) -> int:
        """Return the largest count that is possible given what is shown. able: how many agencies could be counted."""
        if self.is_exact:
            return self.low
        if self.how is Shown.FEWER and self.value:
            return min(self.value - 1, able)
        return able


NOT_SHOWN = Figure(Shown.NOT_SHOWN)


def count(number: int, *, able: int, policy: Policy) -> Figure:
    """Return how many agencies reported, as a figure that may be shown. able: how many were able to report."""
    if able < policy.fewest_able:
        return NOT_SHOWN
    return capped_count(number, most=able - policy.threshold, policy=policy)


def capped_count(number: int, *, most: int, policy: Policy) -> Figure:
    """Return the number as a figure: "fewer than N" below the threshold, and "N or more" above `most`."""
    if number < policy.threshold:
        return Figure(Shown.FEWER, policy.threshold)
    if number > most:
        return Figure(Shown.AT_LEAST, most + 1)
    return Figure(Shown.EXACT, number)
