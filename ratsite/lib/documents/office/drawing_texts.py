"""Read the format of the words in a drawing (ECMA-376 part 1, 21.1.2.3 and 21.1.2.4). Imports no framework."""

import re
from typing import NamedTuple

from ratsite.lib.documents.office.drawing_fills import Fill, colour_in, fill_of, solid
from ratsite.lib.documents.office.drawing_nodes import Node

LEVEL = re.compile(r"lvl([1-9])pPr")


class TextFormat(NamedTuple):
    """What one level of formatting says about words. A field is None if the level does not set it."""

    fill: Fill | None = None
    size: int | None = None  # hundredths of a point
    highlight: Fill | None = None
    outline: Fill | None = None
    has_effects: bool | None = None  # such as a shadow or a glow
    is_link: bool | None = None  # a link has the colour that the theme gives to links

    def over(self, basis: "TextFormat") -> "TextFormat":
        """Return this text format with each None replaced by the value in `basis`."""
        return TextFormat._make(below if own is None else own for own, below in zip(self, basis, strict=True))


NOTHING = TextFormat()
ListStyles = dict[int, TextFormat]  # by the level of a paragraph, from 0


def text_format_of(node: Node) -> TextFormat:
    """Return the text format that the properties of a run, or of a level of a list style, describe."""
    size, effects, link = node.get("sz"), node.child("effectLst", "effectDag"), node.child("hlinkClick")
    return TextFormat(
        fill_of(node),
        int(size) if size.isdecimal() and len(size) < 9 else None,
        solid(colour_in(node.child("highlight"))),
        fill_of(node.child("ln")),
        bool(effects.inside) if effects else None,
        not _has_own_colour(link) if link else None,
    )


def list_styles_of(node: Node) -> ListStyles:
    """Return the text format of each level of a list style."""
    styles = {}
    for one in node.inside:
        match, defaults = LEVEL.fullmatch(one.name), one.child("defRPr")
        if match and defaults:
            styles[int(match[1]) - 1] = text_format_of(defaults)
    return styles


def _has_own_colour(link: Node) -> bool:
    """True if a link has the colour of its words, not the theme's colour of links (an extension of newer Office)."""
    return (link.name == "hlinkClr" and link.get("val") == "tx") or any(map(_has_own_colour, link.inside))
