"""The layout of a tile grid: a tile for each district and county, roughly where it is on the map."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.values import HiddenValue, Series, Value, shown_numbers

NARROW = 3  # columns on a phone; the style sheet shows four on wider screens
LEVELS = 3
DARKEST_FIRST = ("3", "2", "1", "0")


@dataclass(frozen=True)
class Tile:
    """The tile of one area.

    tone: "few" for a hidden value, "nobody" if no agency works there, "0" for the count 0, or "1" to "3" by
    thirds of the highest value. place: its row and column on the map, from 1. narrow_column: its column on a phone.
    """

    name: str
    value: Value
    tone: str
    place: tuple[int, int] | None = None
    narrow_column: int | None = None

    @property
    def place_classes(self) -> str:
        """Return the CSS classes with which the style sheet places the tile."""
        if not self.place:
            return ""
        row, column = self.place
        return f"tile--row-{row} tile--column-{column} tile--narrow-{self.narrow_column}"


@dataclass(frozen=True)
class TileGrid:
    """A tile grid, for the template charts/tiles.html."""

    template: ClassVar[str] = "charts/tiles.html"
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    tiles: tuple[Tile, ...]
    # (tone, lowest, highest value) of each tone in use, darkest first.
    key: tuple[tuple[str, int | float, int | float], ...]

    @property
    def placed(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if tile.place)

    @property
    def others(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if not tile.place)

    @property
    def fits_narrow(self) -> bool:
        """True if no row of the map has more tiles than fit on a phone (NARROW)."""
        return all(tile.narrow_column for tile in self.placed)

    @property
    def has_nobody(self) -> bool:
        return any(tile.value is None for tile in self.tiles)


def tile_grid(name: str, areas: Iterable[tuple[str, Value, tuple[int, int] | None]]) -> TileGrid:
    """Return the layout of a tile for each area.

    name: what is counted. areas: for each area its name, its value (None if no agency works there), and its place on
    the map as (row, column), or None if it has no place.
    """
    rows = list(areas)
    values = tuple(value for _area, value, _place in rows)
    shown = shown_numbers(values)
    narrow = _narrow_columns([place for *_, place in rows if place])
    tiles = tuple(Tile(area, value, _tone(value, shown), place, narrow.get(place)) for area, value, place in rows)
    key = []
    for tone in DARKEST_FIRST:
        numbers = [tile.value for tile in tiles if tile.tone == tone and isinstance(tile.value, int | float)]
        if numbers:
            key.append((tone, min(numbers), max(numbers)))
    labels = tuple(area for area, *_ in rows)
    return TileGrid(labels, (Series(name, values),), tiles, tuple(key))


def _narrow_columns(places: list[tuple[int, int]]) -> dict[tuple[int, int] | None, int]:
    """Return {place: its column on a phone}. The tiles of a row move to the left until they fit.

    A place for which its row has no column left is missing.
    """
    columns: dict[tuple[int, int] | None, int] = {}
    for row in {row for row, _column in places}:
        free = NARROW
        for column in sorted((column for at, column in places if at == row), reverse=True):
            columns[row, column] = min(column, free)
            free = columns[row, column] - 1
    return {place: column for place, column in columns.items() if column > 0}


def _tone(value: Value, shown: Sequence[float]) -> str:
    if value is None:
        return "nobody"
    if isinstance(value, HiddenValue):
        return "few"
    if not value:
        return "0"
    return str(math.ceil(value * LEVELS / max(shown)))
