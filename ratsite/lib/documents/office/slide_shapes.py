"""The shapes of a slide, of its layout or of its master, each with its fill and the format of its words.

A placeholder inherits what it does not set from the placeholder of the layout, and then from that of the master
(ECMA-376 part 1, 19.3.1.36).
Imports no framework.
"""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ratsite.lib.documents.office.drawing_fills import Fill
from ratsite.lib.documents.office.drawing_texts import NOTHING, ListStyles, TextFormat
from ratsite.lib.documents.office.slide_places import Box, Frame, Inside, Pair, box_on_slide, is_off_slide
from ratsite.lib.documents.office.themes import Reference

GROUP = "grpSp"
SHAPES = ("sp", "pic", "graphicFrame", GROUP, "cxnSp", "contentPart")
TITLES, BODIES = ("title", "ctrTitle"), ("body", "obj", "subTitle", "")


@dataclass(eq=False)
class Shape(Frame):
    """A shape. It is compared by identity, so that it can be the key of a dict."""

    kind: str = ""  # one of SHAPES
    order: int = 0  # in the order of drawing
    around: "Shape | None" = None  # the group that it is in, or the frame of an embedded file that it is the picture of
    is_hidden: bool = False
    fill: Fill | None = None
    fill_style: Reference | None = None
    has_effects: bool = False  # such as a shadow: if the shape is not filled, its words have it
    font: TextFormat = NOTHING  # of its style
    list_styles: ListStyles = field(default_factory=dict)

    def with_around(self, known: Container["Shape"] = ()) -> list["Shape"]:
        """Return the groups that contain this shape, outermost first, and then the shape itself.

        known: shapes for which the caller has its answer already: these, and the groups around them, are left out.
        """
        found: list[Shape] = []
        shape: Shape | None = self
        while shape is not None and shape not in known:
            found.append(shape)
            shape = shape.around
        return found[::-1]


@dataclass(eq=False)
class Table:
    fill: Fill | None = None
    has_style: bool = False  # a style may fill the cells


@dataclass(eq=False)
class Cell:
    table: Table
    fill: Fill | None = None


class Run(NamedTuple):
    """Words with the same text format."""

    shape: Shape
    cell: Cell | None
    level: int  # of the paragraph, from 0
    text_format: TextFormat  # what the run itself and the list style around it set


@dataclass
class Placeholders:
    """The placeholders of a layout and of its master."""

    layout: list[Shape] = field(default_factory=list)
    master: list[Shape] = field(default_factory=list)

    def bases(self, shape: Shape) -> list[Shape]:
        """Return the placeholders from which a shape inherits: the layout's, then the master's, if they exist."""
        if shape.placeholder is None:
            return []
        kind, index = shape.placeholder
        found = next((one for one in self.layout if one.placeholder and one.placeholder[1] == index != ""), None)
        found = found or _of_kind(self.layout, kind)
        master = _of_kind(self.master, found.placeholder[0] if found and found.placeholder else kind)
        return [one for one in (found, master) if one]

    def placed(self, shape: Shape) -> Frame:
        """Return the frame of a shape. A shape without a position gets that of its placeholder in layout or master."""
        if shape.at and shape.size:
            return shape
        base = next((one for one in self.bases(shape) if one.at and one.size), None)
        return replace(shape, at=base.at, size=base.size, is_turned=base.is_turned) if base else shape


class ShapePlaces:
    """Knows where the shapes of one slide are. Caches the places of groups, because groups can be nested deeply.

    Use it only when the slide is fully parsed. size: (width, height) of the slide, if known.
    """

    def __init__(self, placeholders: Placeholders, size: Pair | None) -> None:
        self.placeholders, self.size = placeholders, size
        self.inside: dict[Shape, Inside | None] = {}  # how positions in a shape become positions on the slide
        self.off: dict[Shape, bool] = {}

    def box(self, shape: Shape) -> Box | None:
        """Return the position and size of a shape on its slide; None if they are not known."""
        around = self._inside(shape.around) if shape.around else Inside()
        return box_on_slide(self.placeholders.placed(shape), around)

    def is_off(self, shape: Shape) -> bool:
        """True if a shape, or a group around it, is hidden or completely outside the slide."""
        for one in shape.with_around(self.off):
            is_in_one = one.around is not None and self.off[one.around]
            self.off[one] = is_in_one or one.is_hidden or is_off_slide(self.box(one), self.size)
        return self.off[shape]

    def _inside(self, shape: Shape) -> Inside | None:
        for one in shape.with_around(self.inside):
            around = self.inside[one.around] if one.around else Inside()
            if one.kind == GROUP and around is not None:
                around = around.of(self.placeholders.placed(one))
            self.inside[one] = around
        return self.inside[shape]


def _of_kind(shapes: list[Shape], kind: str) -> Shape | None:
    kinds = next((kinds for kinds in (TITLES, BODIES) if kind in kinds), (kind,))
    return next((one for one in shapes if one.placeholder and one.placeholder[0] in kinds), None)
