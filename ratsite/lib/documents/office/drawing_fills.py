"""Find out what the fill of a shape or of words looks like (ECMA-376 part 1, 20.1.8). Imports no framework."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from ratsite.lib.documents.colours import is_near_white, tinted
from ratsite.lib.documents.office.drawing_colours import KINDS, Colour, colour_of, shade_of
from ratsite.lib.documents.office.drawing_nodes import Node

NONE, SOLID, PICTURE, OF_GROUP = "noFill", "solidFill", "blipFill", "grpFill"
FILLS = (NONE, SOLID, "gradFill", PICTURE, "pattFill", OF_GROUP)
OPAQUE, FAINT = 0.9, 0.05  # what is more opaque hides what is below; what is less opaque is not seen itself


class Fill(NamedTuple):
    kind: str  # one of FILLS
    colours: tuple[Colour, ...] = ()


class Background(Enum):
    """Whether readers see white words on a fill."""

    CLEAR = "clear"  # transparent: what is below the fill decides
    WHITE = "white"  # white words are not seen
    DARK = "dark"  # white words are seen. Also used if the colours of a fill are not known


def fill_of(node: Node | None) -> Fill | None:
    """Return the fill in a properties element, such as "spPr"; None if it has none."""
    child = node.child(*FILLS) if node else None
    return read_fill(child) if child else None


def read_fill(node: Node) -> Fill:
    """Return the fill of an element whose name is one of FILLS."""
    return Fill(node.name, tuple(_colours(node)))


def colour_in(node: Node | None) -> Colour | None:
    """Return the colour directly in an element; None if there is none."""
    child = node.child(*KINDS) if node else None
    return colour_of(child) if child else None


def solid(colour: Colour | None) -> Fill | None:
    return Fill(SOLID, (colour,)) if colour else None


def background_of(fill: Fill, scheme: Mapping[str, str]) -> Background:
    """Return whether white words are seen on a fill. A translucent colour counts as mixed with white paper.

    scheme: {name of a theme colour: RRGGBB}.
    """
    if fill.kind == NONE:
        return Background.CLEAR
    shades = [shade_of(colour, scheme) for colour in fill.colours]
    is_white = all(is_near_white(tinted(shade.rgb, 1 - shade.opacity)) for shade in shades)
    if fill.kind in (PICTURE, OF_GROUP) or not shades or not is_white:
        return Background.DARK if not is_faint(fill, scheme) else Background.CLEAR
    return Background.WHITE if all(shade.opacity >= OPAQUE for shade in shades) else Background.CLEAR


def is_faint(fill: Fill, scheme: Mapping[str, str]) -> bool:
    """True if nobody sees a fill: its kind is "noFill", or all its colours are nearly transparent."""
    shades = [shade_of(colour, scheme) for colour in fill.colours]
    return fill.kind == NONE or (bool(shades) and all(shade.opacity < FAINT for shade in shades))


def _colours(node: Node) -> Iterator[Colour]:
    for child in node.inside:
        if child.name in KINDS:
            yield colour_of(child)
        else:
            yield from _colours(child)
