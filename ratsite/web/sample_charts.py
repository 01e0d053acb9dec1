"""Sample charts for the style guide: every form of chart with 0 to 60 values, with hidden values and gaps."""

from collections.abc import Iterator

from ratsite.lib.charts.bars import bar_chart
from ratsite.lib.charts.figure import ChartFigure
from ratsite.lib.charts.line import line_chart
from ratsite.lib.charts.shares import share_chart
from ratsite.lib.charts.sparkline import Sparkline, sparkline
from ratsite.lib.charts.tiles import tile_grid
from ratsite.lib.charts.values import HiddenValue, Series, Value

COUNTS = (0, 1, 3, 12, 60)
FEW = HiddenValue(below=3)
WAVE: tuple[Value, ...] = (4, 5, FEW, 3, 6, 8, None, 7, 9, 12, 10, 14)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PLACES = {  # an invented region: each area's name, and the row and column of its tile
    "Upper Moors": (1, 1), "Lower Moors": (1, 2), "Northamberton": (2, 1), "Easthill": (2, 2), "Dunford": (3, 1),
    "Sandmere": (3, 2), "Great Ambry": (3, 3), "Southshire": (4, 1), "Midholme": (4, 3), "Coldstow": (4, 4),
    "Eastshire": (5, 4), "An area without a place": None,
}  # fmt: skip
AREAS = tuple(PLACES)
PARTS = ("Labour", "Sexual", "Criminal", "Domestic servitude")


def _values(count: int, shift: int = 0) -> tuple[Value, ...]:
    return tuple(WAVE[(number + shift) % len(WAVE)] for number in range(count))


def _months(count: int) -> list[str]:
    years = range(count // 12 + 1)
    return [f"{month} {2022 + year}" if count > 12 else month for year in years for month in MONTHS][:count]


def _able(count: int) -> tuple[Value, ...]:
    return tuple(31 if number < count / 2 else 43 for number in range(count))


def _sample_share_values(count: int, shift: int) -> tuple[Value, ...]:
    """Return `count` sample values of one part of stacked shares. The part with the shift 0 has hidden values."""
    return tuple(FEW if number % 5 == 4 and shift == 0 else (number + shift * 3) % 7 for number in range(count))


def sample_figures() -> Iterator[ChartFigure]:
    """Yield every form of chart, each with 0 to 60 values (COUNTS)."""
    for count in COUNTS:
        words = f"{count} values. Invented figures."
        lone = [Series("Agencies that signalled", _values(count))]
        four = [Series(f"{name} exploitation", _values(count, 2 * at)) for at, name in enumerate(PARTS[:3])]
        four.append(Series(PARTS[3], _values(count, 7)))
        labels = _months(count)
        yield ChartFigure(
            f"line-{count}",
            "More agencies saw this in the second half, and more were able to look",
            f"Agencies that signalled, by month. {words}",
            line_chart(labels, lone, _able(count)),
            "Month",
            "Able to report",
            "#main",
        )
        yield ChartFigure(f"lines-{count}", "Four lines are as many as a reader can tell apart", words,
                     line_chart(labels, four), "Month", csv_url="#main")  # fmt: skip
        names = [AREAS[number % 11] + (f" {number // 11 + 1}" if count > 11 else "") for number in range(count)]
        yield ChartFigure(f"bars-{count}", "Sandmere has the most", words,
                     bar_chart(names, Series("Signals", _values(count, 3))), "Area", csv_url="#main")  # fmt: skip
        parts = [Series(name, _sample_share_values(count, at)) for at, name in enumerate(PARTS)]
        yield ChartFigure(f"shares-{count}", "Labour exploitation fills the largest part", words,
                     share_chart(names, parts), "Area", csv_url="#main")  # fmt: skip
    for count in (0, 1, 3, 12):  # the invented region has eleven areas
        rows = zip(AREAS, _values(count, 5), PLACES.values(), strict=False)
        yield ChartFigure(f"tiles-{count}", "Mostly the west of the region", f"{count} values. Invented figures.",
                     tile_grid("Agencies that signalled", rows), "Area", csv_url="#main")  # fmt: skip


def sample_sparklines() -> list[tuple[int, Sparkline]]:
    """Return pairs (number of values, sparkline), one for each of COUNTS."""
    return [(count, sparkline(_values(count))) for count in COUNTS]
