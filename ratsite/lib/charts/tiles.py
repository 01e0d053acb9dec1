"""The layout of a tile grid: each district and county as a tile, roughly where it is on the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ratsite.lib.charts.values import Hidden, Series, Value, shown

# The areas for which the style sheet knows a place on the map (`.tile--sandwell`). Others follow in a row of their own.
PLACED = frozenset(
    [
        *("birmingham", "coventry", "dudley", "sandwell", "solihull", "walsall", "wolverhampton"),
        *("shropshire", "staffordshire", "warwickshire", "worcestershire"),
    ]
)
LEVELS = 3


@dataclass(frozen=True)
class Tile:
    """One area.

    tone: "few" for a hidden value, "nobody" where no agency is able to report, "0" for none, or "1" to "3", by thirds
    of the highest value.
    """

    slug: str
    name: str
    value: Value
    tone: str

    @property
    def is_placed(self) -> bool:
        return self.slug in PLACED


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
        return tuple(tile for tile in self.tiles if tile.is_placed)

    @property
    def others(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if not tile.is_placed)

    @property
    def few(self) -> Hidden | None:
        """One of the hidden values, for the key."""
        return next((tile.value for tile in self.tiles if isinstance(tile.value, Hidden)), None)

    @property
    def has_nobody(self) -> bool:
        return any(tile.value is None for tile in self.tiles)


def tile_grid(name: str, areas: Iterable[tuple[str, str, Value]]) -> TileGrid:
    """Lay out a tile for each area. name: of what is counted. areas: (slug, name, value); None if nobody can report."""
    rows = list(areas)
    values = tuple(value for _slug, _name, value in rows)
    most = max(shown(values), default=0)
    tiles = tuple(Tile(slug, area, value, _tone(value, most)) for slug, area, value in rows)
    key = []
    for level in range(LEVELS, -1, -1):
        numbers = [tile.value for tile in tiles if tile.tone == str(level) and isinstance(tile.value, int | float)]
        if numbers:
            key.append((str(level), int(min(numbers)), int(max(numbers))))
    labels = tuple(area for _slug, area, _value in rows)
    return TileGrid(labels, (Series(name, values),), tiles, tuple(key))


def _tone(value: Value, most: float) -> str:
    if value is None:
        return "nobody"
    if isinstance(value, Hidden):
        return "few"
    if not value:
        return "0"
    return next(str(level) for level in range(1, LEVELS + 1) if value * LEVELS <= most * level)
