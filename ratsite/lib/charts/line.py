"""The layout of a line chart: counts by month or quarter, and how many agencies were able to report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar

from ratsite.lib.charts.axis import Scale, axis_top, highest_bound, path_of, runs_of, ticks
from ratsite.lib.charts.labels import centres, fitting_labels, spread_labels, text_width, value_width, widest
from ratsite.lib.charts.shapes import LEAST_BLOCK, TONES, Block, Point, tenth
from ratsite.lib.charts.values import HiddenValue, Series, Value, check_series, shown_numbers

WIDTH = 344  # units: narrow, so that letters are still large enough on a phone 320 pixels wide
TOP = 26
PLOT = 160  # height from the axis to the highest tick
GAP = 7  # distance between an axis and its labels
ABLE_WORDS = "able to report"
NO_ROOM_FOR_DOTS = 11  # if a month is narrower than this, dots are drawn only for values without neighbours


@dataclass(frozen=True)
class Mark:
    """A label of an axis, or the name at the end of a line: its position, text, and, for a number, its value."""

    place: float
    text: str = ""
    value: float | None = None

    @property
    def text_y(self) -> float:
        """Return the y of the text's base line that puts the middle of its letters at the mark's position."""
        return tenth(self.place + 4)


@dataclass(frozen=True)
class Drawn:
    """One series as it is drawn.

    tone: one of the four strokes (shapes.TONES). path: an SVG path. blocks: one for each hidden value. end: the last
    point of the line. name: the label at this end.
    """

    tone: str
    path: str
    dots: tuple[Point, ...]
    blocks: tuple[Block, ...]
    end: Point | None = None
    name: Mark | None = None


@dataclass(frozen=True)
class Span:
    """Successive months in which the same number of agencies was able to report.

    fits: the text for which the width is enough: "words", "number", or "" for none.
    """

    start: float
    end: float
    able: Value
    fits: str

    @property
    def middle(self) -> float:
        return tenth((self.start + self.end) / 2)

    @property
    def line_start(self) -> float:
        return tenth(self.start + 2)

    @property
    def line_end(self) -> float:
        return tenth(self.end - 2)


@dataclass(frozen=True)
class Join:
    """A vertical line at a month from which more agencies were able to report.

    side: "start" if its text is to the right of the line, "end" if to the left, None if it has no text.
    """

    x: float
    agencies: int | float
    label: str
    side: str | None = None

    @property
    def text_x(self) -> float:
        return tenth(self.x + (6 if self.side == "start" else -6))


@dataclass(frozen=True)
class LineChart:
    """A line chart, for the template charts/line.html. All positions are in units of the drawing."""

    template: ClassVar[str] = "charts/line.html"
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    able: tuple[Value, ...]
    left: float
    right: float
    height: float
    y_marks: tuple[Mark, ...]
    x_marks: tuple[Mark, ...]
    drawn: tuple[Drawn, ...]
    spans: tuple[Span, ...] = ()
    joins: tuple[Join, ...] = ()
    width: float = WIDTH
    top: float = TOP

    @property
    def base(self) -> float:
        return self.top + PLOT

    @property
    def y_label_x(self) -> float:
        return tenth(self.left - GAP)

    @property
    def x_label_y(self) -> float:
        return self.base + 20

    @property
    def name_x(self) -> float:
        return tenth(self.right + GAP)

    @property
    def span_y(self) -> float:
        return self.base + 32

    @property
    def span_label_y(self) -> float:
        return self.base + 50


def line_chart(labels: Sequence[str], series: Sequence[Series], able: Sequence[Value] = ()) -> LineChart:
    """Return the layout of a line chart.

    labels: one for each month. able: how many agencies were able to report in each month; empty to leave this out.
    Raises ValueError for more than four series, and if a series or `able` is not as long as `labels`.
    """
    check_series(labels, series)
    if able and len(able) != len(labels):
        raise ValueError("able has one value for each label")
    steps = ticks(axis_top([line.values for line in series]))
    left = value_width(steps[-1]) + GAP
    right = WIDTH - _room_at_the_ends(series) - 2 * GAP
    base = TOP + PLOT
    up = Scale(steps[-1], base, TOP)
    across = centres(len(labels), left, right)
    band = (right - left) / max(len(labels), 1)
    drawn = _with_names([_drawn(number, series, across, band, up) for number in range(len(series))], series, base)
    return LineChart(
        labels=tuple(labels),
        series=tuple(series),
        able=tuple(able),
        left=left,
        right=right,
        height=base + 26 + (32 if able else 0),
        y_marks=tuple(Mark(up.at(step), value=step) for step in steps),
        x_marks=tuple(Mark(across[number], labels[number]) for number in fitting_labels(labels, band)),
        drawn=drawn,
        spans=_spans(able, left, band),
        joins=_joins(labels, able, left, right, band),
    )


def _room_at_the_ends(series: Sequence[Series]) -> float:
    """Return the width of the widest label at the end of a line: a name, or the last value of the only line."""
    if len(series) > 1:
        return widest(text_width(line.name) for line in series)
    return widest(value_width(value) for line in series for value in shown_numbers(line.values)[-1:])


def _drawn(number: int, series: Sequence[Series], across: Sequence[float], band: float, up: Scale) -> Drawn:
    values = series[number].values
    runs = runs_of(values, across, up)
    width = tenth(min(18, band * 0.6) / len(series))
    height = max(LEAST_BLOCK, tenth(up.start - up.at(highest_bound([line.values for line in series]))))
    first = number * width - width * len(series) / 2  # the dashed blocks of several series are drawn side by side
    blocks = tuple(
        Block(tenth(across[at] + first), tenth(up.start - height), width, height)
        for at, value in enumerate(values)
        if isinstance(value, HiddenValue)
    )
    points = [point for run in runs for point in run]
    alone = [run[0] for run in runs if len(run) == 1]
    return Drawn(
        tone=TONES[number],
        path=path_of(runs),
        dots=tuple(points if band > NO_ROOM_FOR_DOTS else alone),
        blocks=blocks,
        end=points[-1] if points else None,
    )


def _with_names(drawn: Sequence[Drawn], series: Sequence[Series], base: float) -> tuple[Drawn, ...]:
    """Return `drawn` with a label at the end of each line: the series' name, or the last value of the only line."""
    ends = [line.end.y for line in drawn if line.end]
    places = iter(spread_labels(ends, 15, TOP, base))
    named = []
    for number, line in enumerate(drawn):
        if line.end and len(series) == 1:
            line = replace(line, name=Mark(next(places), value=shown_numbers(series[number].values)[-1]))
        elif line.end:
            line = replace(line, name=Mark(next(places), series[number].name))
        named.append(line)
    return tuple(named)


def _spans(able: Sequence[Value], left: float, band: float) -> tuple[Span, ...]:
    spans = []
    at = 0
    for value, months in groupby(able):
        count = len(list(months))
        start, end = tenth(left + at * band), tenth(left + (at + count) * band)
        room = tenth(end - start - 8)
        number = value_width(value)
        words = text_width(ABLE_WORDS) + number + GAP
        fits = "words" if words <= room else "number" if number <= room else ""
        spans.append(Span(start, end, value, fits))
        at += count
    return tuple(spans)


def _joins(labels: Sequence[str], able: Sequence[Value], left: float, right: float, band: float) -> tuple[Join, ...]:
    """Return a Join for each month with more agencies able to report than before. Only the largest rise gets text."""
    rises = []
    for number in range(1, len(able)):
        before, now = able[number - 1], able[number]
        if isinstance(before, int | float) and isinstance(now, int | float) and now > before:
            rises.append(Join(tenth(left + number * band), now - before, labels[number]))
    largest = max(rises, key=lambda rise: rise.agencies, default=None)
    middle = (left + right) / 2
    return tuple(
        Join(rise.x, rise.agencies, rise.label, ("start" if rise.x < middle else "end") if rise is largest else None)
        for rise in rises
    )
