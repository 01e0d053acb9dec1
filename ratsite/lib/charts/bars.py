"""The layout of a bar chart: one horizontal bar for each area, form or kind of agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.axis import Scale, axis_top, highest_bound
from ratsite.lib.charts.labels import text_width, value_width, widest
from ratsite.lib.charts.shapes import LEAST_BLOCK, tenth
from ratsite.lib.charts.values import HiddenValue, Series, Value

WIDTH = 344
ROW = 32  # height of a row with the label to the left of its bar
TALL_ROW = 46  # height of a row with the label above its bar
THICK = 20
GAP = 8
MOST_LABEL = 136.8  # width of 19 letters; longer labels are drawn above their bars


@dataclass(frozen=True)
class Bar:
    """One bar. length: None for a gap (no figure), 0 for the count 0. A hidden value is drawn as a dashed block."""

    label: str
    value: Value
    y: float
    length: float | None
    label_x: float
    label_y: float
    value_x: float

    @property
    def is_hidden(self) -> bool:
        return isinstance(self.value, HiddenValue)

    @property
    def value_y(self) -> float:
        return self.y + 15


@dataclass(frozen=True)
class BarChart:
    """A bar chart, for the template charts/bars.html. All positions are in units of the drawing."""

    template: ClassVar[str] = "charts/bars.html"
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    left: float
    height: float
    bars: tuple[Bar, ...]
    width: float = WIDTH
    thick: float = THICK


def bar_chart(labels: Sequence[str], series: Series) -> BarChart:
    """Return the layout of a bar chart with one bar for each label.

    Raises ValueError if there are more or fewer values than labels.
    """
    if len(labels) != len(series.values):
        raise ValueError("every label has one value")
    across_labels = widest(map(text_width, labels))
    above = across_labels > MOST_LABEL
    left = 0.0 if above else tenth(across_labels + GAP)
    row = TALL_ROW if above else ROW
    reach = WIDTH - left - _room_for_values(series.values)
    across = Scale(axis_top([series.values]), 0, reach)
    bound = highest_bound([series.values])
    bars = []
    for number, label in enumerate(labels):
        value = series.values[number]
        y = number * row + row - THICK - 6
        length = _length(value, across, bound)
        bars.append(
            Bar(
                label=label,
                value=value,
                y=y,
                length=length,
                label_x=GAP if above else 0,  # beside the axis, and not on it
                label_y=y - 7 if above else y + 15,
                value_x=tenth(left + (length or 0) + GAP),
            )
        )
    return BarChart(tuple(labels), (series,), left, max(len(labels), 1) * row + 6, tuple(bars))


def _length(value: Value, across: Scale, bound: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, HiddenValue):
        return max(LEAST_BLOCK, across.at(bound))
    return across.at(value)


def _room_for_values(values: Sequence[Value]) -> float:
    """Return the width to keep free to the right of the bars for the text of the widest value."""
    return widest(map(value_width, values)) + 2 * GAP
