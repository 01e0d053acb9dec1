"""The layout of a tile grid: each district and county as a tile, roughly where it is on the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.values import HiddenValue, Series, Value, shown_numbers

NARROW = 3  # columns on a phone; the style sheet has four where there is room
LEVELS = 3


@dataclass(frozen=True)
class Tile:
    """One area.

    tone: "few" for a hidden value, "nobody" where no agency is able to report, "0" for none, or "1" to "3", by thirds
    of the highest value. place: row and column on the map, from 1. narrow_column: its column where only three fit.
    """

    name: str
    value: Value
    tone: str
    place: tuple[int, int] | None = None
    narrow_column: int | None = None

    @property
    def place_classes(self) -> str:
        """The classes by which the style sheet puts it in its place."""
        if not self.place:
            return ""
        row, column = self.place
        return f"tile--row-{row} tile--column-{column} tile--narrow-{self.narrow_column}"


@dataclass(frozen=True)
class TileGrid:
    """A tile grid, ready for charts/tiles.html."""

    template: ClassVar[str] = "charts/tiles.html"
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    tiles: tuple[Tile, ...]
    key: tuple[tuple[str, int, int], ...]  # (tone, lowest, highest value) of each tone in use, darkest first

    @property
    def placed(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if tile.place)

    @property
    def others(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if not tile.place)

    @property
    def fits_narrow(self) -> bool:
        """True if no row of the map holds more tiles than a phone has room for."""
        return all(tile.narrow_column for tile in self.placed)

    @property
    def few(self) -> HiddenValue | None:
        """One of the hidden values, for the key."""
        return next((tile.value for tile in self.tiles if isinstance(tile.value, HiddenValue)), None)

    @property
    def has_nobody(self) -> bool:
        return any(tile.value is None for tile in self.tiles)


def tile_grid(name: str, areas: Iterable[tuple[str, Value, tuple[int, int] | None]]) -> TileGrid:
    """Lay out a tile for each area.

    name: of what is counted. areas: name, value, and row and column on the map or None; the value is None where nobody
    can report.
    """
    rows = list(areas)
    values = tuple(value for _area, value, _place in rows)
    most = max(shown_numbers(values), default=0)
    narrow = _narrow_columns([place for *_, place in rows if place])
    tiles = tuple(Tile(area, value, _tone(value, most), place, narrow.get(place)) for area, value, place in rows)
    key = []
    for level in range(LEVELS, -1, -1):
        numbers = [tile.value for tile in tiles if tile.tone == str(level) and isinstance(tile.value, int | float)]
        if numbers:
            key.append((str(level), int(min(numbers)), int(max(numbers))))
    labels = tuple(area for area, *_ in rows)
    return TileGrid(labels, (Series(name, values),), tiles, tuple(key))


def _narrow_columns(places: list[tuple[int, int]]) -> dict[tuple[int, int] | None, int]:
    """Move the tiles of each row together from the right, until they fit. Rows that cannot fit are left out."""
    columns: dict[tuple[int, int] | None, int] = {}
    for row in {row for row, _column in places}:
        free = NARROW
        for column in sorted((column for at, column in places if at == row), reverse=True):
            columns[row, column] = min(column, free)
            free = columns[row, column] - 1
    return {place: column for place, column in columns.items() if column > 0}


def _tone(value: Value, most: float) -> str:
    if value is None:
        return "nobody"
    if isinstance(value, HiddenValue):
        return "few"
    if not value:
        return "0"
    return next(str(level) for level in range(1, LEVELS + 1) if value * LEVELS <= most * level)
