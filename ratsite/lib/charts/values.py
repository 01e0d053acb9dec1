"""The data of a chart: numbers, hidden values, gaps, and series of these."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SERIES = 4  # more lines or shades cannot be told apart


@dataclass(frozen=True)
class HiddenValue:
    """A count that may not be shown. It is drawn as a dashed block, whose size does not depend on the count.

    below: the count is lower than this, and may be 0 ("fewer than 3"); None if readers may know nothing about the count
    ("not shown").
    """

    below: int | None = None


class AtLeast(int):
    """A count that is drawn as this number and written as, for example, "12 or more".

    It is never equal to a plain number. Otherwise the cached drawing of "12" would be used for "12 or more".
    """

    def __eq__(self, other) -> bool:
        return isinstance(other, AtLeast) and int(self) == int(other)

    def __ne__(self, other) -> bool:  # int has its own
        return not self == other

    __hash__ = int.__hash__


Value = int | float | HiddenValue | None  # None is a gap: nobody could report


@dataclass(frozen=True)
class Series:
    """The named values of one line, or of one part of stacked shares."""

    name: str
    values: tuple[Value, ...]


def is_shown(value: Value) -> bool:
    """True if this value is a number: neither hidden nor a gap."""
    return isinstance(value, int | float)


def shown_numbers(values: Sequence[Value]) -> list[float]:
    """Return the numbers among the values. Raises ValueError for a negative number."""
    numbers = [value for value in values if isinstance(value, int | float)]
    if any(number < 0 for number in numbers):
        raise ValueError("a count is never negative")
    return numbers


def check_series(labels: Sequence[str], series: Sequence[Series]) -> None:
    """Raise ValueError if there are too many series, or if a series has not exactly one value for each label."""
    if len(series) > MOST_SERIES:
        raise ValueError(f"a chart has at most {MOST_SERIES} series")
    if any(len(line.values) != len(labels) for line in series):
        raise ValueError("every series has one value for each label")
