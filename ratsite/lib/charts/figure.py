"""A chart with its heading, subtitle and table, and the text of a CSV file."""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ratsite.lib.charts.bars import BarChart
from ratsite.lib.charts.line import LineChart
from ratsite.lib.charts.shares import ShareChart
from ratsite.lib.charts.tiles import TileGrid
from ratsite.lib.charts.values import HiddenValue, Value

Chart = BarChart | LineChart | ShareChart | TileGrid
Place = tuple[str, int | float]  # (label, value)
LONG_TABLE = 24  # rows, about two screens of a phone
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins with one of these as a formula


@dataclass(frozen=True)
class ChartFigure:
    """A chart with its texts and its table, for the template charts/figure.html.

    name: unique on the page, as part of HTML ids. message: the heading, a sentence that says what the chart shows.
    statistic: the subtitle: what is counted, where and when. label_column, able_column: column heads of the table.
    csv_url: the address of the table as a CSV file.
    """

    name: str
    message: str
    statistic: str
    chart: Chart
    label_column: str
    able_column: str = ""
    csv_url: str = ""
    source: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the heads of the table's columns of figures: all columns but the first."""
        able = (self.able_column,) if self.able else ()
        return tuple(series.name for series in self.chart.series) + able

    @property
    def able(self) -> tuple[Value, ...]:
        return self.chart.able if isinstance(self.chart, LineChart) else ()

    @property
    def rows(self) -> Iterator[tuple[str, tuple[Value, ...]]]:
        """Yield (label, values) for each row of the table, with one value for each of `columns`."""
        for number, label in enumerate(self.chart.labels):
            able = (self.able[number],) if self.able else ()
            yield label, tuple(series.values[number] for series in self.chart.series) + able

    @property
    def has_long_table(self) -> bool:
        """True if a phone shows the table only when the reader opens it."""
        return len(self.chart.labels) > LONG_TABLE

    @property
    def extremes(self) -> Iterator[tuple[str, Place, Place, Place]]:
        """Yield (name, first, last, highest) for each series that has shown values. These three are (label, value)."""
        for series in self.chart.series:
            pairs = zip(self.chart.labels, series.values, strict=True)
            places = [(label, value) for label, value in pairs if isinstance(value, int | float)]
            if places:
                yield series.name, places[0], places[-1], max(places, key=lambda place: place[1])

    @property
    def hidden(self) -> list[HiddenValue]:
        """Return the different hidden values in the chart, such as "fewer than 3", for the chart's key.

        They are sorted by bound; those without a bound come last.
        """
        values = {value for series in self.chart.series for value in series.values if isinstance(value, HiddenValue)}
        return sorted(values, key=lambda value: value.below or math.inf)


def csv_text(columns: list[str], rows: list[list[Any]]) -> str:
    """Return a table as the text of a CSV file.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    for row in [columns, *rows]:
        writer.writerow([_harmless(cell) for cell in row])
    return file.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
