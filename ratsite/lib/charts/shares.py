"""The layout of stacked shares: bars of equal length, divided into the shares of their parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.labels import text_width
from ratsite.lib.charts.shapes import TONES, tenth
from ratsite.lib.charts.values import HiddenValue, Series, check_series, shown_numbers

WIDTH = 344
ROW = 50
THICK = 22
SEAM = 2  # gap between two parts, so that they can be told apart without colour


@dataclass(frozen=True)
class Part:
    """One coloured part of a row, drawn from x. fits: True if it is wide enough to contain its percentage."""

    name: str
    tone: str
    percent: int
    x: float
    width: float
    fits: bool

    @property
    def middle(self) -> float:
        return tenth(self.x + self.width / 2)


@dataclass(frozen=True)
class ShareRow:
    """One row: a label and its stacked bar.

    state: "shown", "hidden" if a part may not be shown, "gap" if a part has no figure, or "none" if all parts are 0.
    """

    label: str
    y: float
    state: str
    parts: tuple[Part, ...] = ()

    @property
    def label_y(self) -> float:
        return self.y - 8

    @property
    def text_y(self) -> float:
        return self.y + 16


@dataclass(frozen=True)
class ShareChart:
    """Stacked shares, for the template charts/shares.html. All positions are in units of the drawing."""

    template: ClassVar[str] = "charts/shares.html"
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    height: float
    rows: tuple[ShareRow, ...]
    width: float = WIDTH
    thick: float = THICK

    @property
    def empty_width(self) -> float:
        """Return the width of the dashed block of a row without parts."""
        return self.width - 2

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """Return pairs (tone, name), one for each part of a bar, for the key of the chart."""
        return tuple((TONES[number], part.name) for number, part in enumerate(self.series))


def share_chart(labels: Sequence[str], series: Sequence[Series]) -> ShareChart:
    """Return the layout of a stacked bar for each label, with one part for each series.

    If one part is hidden, the whole bar is hidden, because the other parts would reveal it. Raises ValueError for more
    than four series, and if a series has not exactly one value for each label.
    """
    check_series(labels, series)
    rows = []
    for number, label in enumerate(labels):
        y = number * ROW + ROW - THICK - 6
        values = [part.values[number] for part in series]
        counts = shown_numbers(values)
        if any(isinstance(value, HiddenValue) for value in values):
            rows.append(ShareRow(label, y, "hidden"))
        elif len(counts) < len(values):
            rows.append(ShareRow(label, y, "gap"))
        elif not sum(counts):
            rows.append(ShareRow(label, y, "none"))
        else:
            rows.append(ShareRow(label, y, "shown", _parts([part.name for part in series], counts)))
    return ShareChart(tuple(labels), tuple(series), max(len(labels), 1) * ROW + 6, tuple(rows))


def percentages(counts: Sequence[float]) -> tuple[int, ...]:
    """Return the counts as whole percentages that add up to 100, by the largest remainder (Hamilton's method).

    The sum of the counts must not be 0.
    """
    total = sum(counts)
    exact = [100 * count / total for count in counts]
    floors = [int(share) for share in exact]
    order = sorted(range(len(counts)), key=lambda number: (floors[number] - exact[number], number))
    for number in order[: 100 - sum(floors)]:
        floors[number] += 1
    return tuple(floors)


def _parts(names: Sequence[str], counts: Sequence[float]) -> tuple[Part, ...]:
    total, at, parts = sum(counts), 0.0, []
    for number, percent in enumerate(percentages(counts)):
        width = WIDTH * counts[number] / total
        drawn = tenth(max(width - SEAM, 0))
        fits = text_width(f"{percent}%") + 2 * SEAM <= drawn
        parts.append(Part(names[number], TONES[number], percent, tenth(at), drawn, fits))
        at += width
    return tuple(parts)
