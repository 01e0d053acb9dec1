"""Read the colours and the fills of an Office theme (ECMA-376 part 1, 20.1.6). Imports no framework."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ratsite.lib.documents.office.drawing_colours import SYSTEM, Colour, shade_of
from ratsite.lib.documents.office.drawing_fills import FILLS, Background, Fill, background_of, read_fill, solid
from ratsite.lib.documents.office.drawing_nodes import NodeReader
from ratsite.lib.documents.office.xml_walk import Event

USUAL = {"lt1": "FFFFFF", "dk1": "000000"}  # of every theme that Office has
FILL_LISTS = ("fillStyleLst", "bgFillStyleLst")
FIRST_BACKGROUND = 1_001  # references from here on name a fill of the second list (20.1.4.1.8)
ITSELF = "phClr"  # in a fill of a theme: the colour of the reference to it


class Reference(NamedTuple):
    """A reference to a fill of the theme. number: which fill. colour: replaces the fill's placeholder colour."""

    number: int
    colour: Colour | None


@dataclass
class Theme:
    colours: dict[str, str] = field(default_factory=lambda: dict(USUAL))  # {name: RRGGBB}
    fills: dict[str, list[Fill]] = field(default_factory=dict)  # those of each of FILL_LISTS

    def background(self, reference: Reference, scheme: Mapping[str, str]) -> Background:
        """Return whether white words are seen on a fill of the theme.

        A fill that the theme does not have counts as solid, in the colour of the reference.
        """
        place, name = reference.number - 1, FILL_LISTS[0]
        if reference.number >= FIRST_BACKGROUND - 1:
            place, name = reference.number - FIRST_BACKGROUND, FILL_LISTS[1]
        if place < 0:
            return Background.CLEAR
        fills = self.fills.get(name, [])
        fill = fills[place] if place < len(fills) else solid(reference.colour)
        own = shade_of(reference.colour, scheme).rgb if reference.colour else ""
        return background_of(fill, {**scheme, ITSELF: own}) if fill else Background.DARK


def theme_colours(events: Iterator[Event], usual: Mapping[str, str] = USUAL) -> dict[str, str]:
    """Return the colours of a theme by their names, as RRGGBB, such as {"lt1": "FFFFFF"}.

    events: the elements of the theme's part of the file; empty if the file has no theme. usual: the colours to return
    where the theme has none.
    """
    colours = dict(usual)
    for event in events:
        if event.is_start and event.name in ("srgbClr", "sysClr") and event.around[-2:-1] == ("clrScheme",):
            name = event.get("val")
            colours[event.parent] = (event.get("lastClr") or SYSTEM.get(name, name)).upper()
    return colours


def theme_fills(events: Iterator[Event]) -> dict[str, list[Fill]]:
    """Return the fills of a theme, as one list for each of FILL_LISTS.

    events: the elements of the theme's part of the file.
    """
    reader, fills = NodeReader(*FILL_LISTS), dict[str, list[Fill]]()
    for event in events:
        if event.is_start:
            reader.start(event.name, event.get)
        elif (node := reader.end(event.text)) is not None:
            fills[node.name] = [read_fill(one) for one in node.inside if one.name in FILLS]
    return fills
