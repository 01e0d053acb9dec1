"""Decide whether the words of a slide have a white background, because white words on it would be hidden.

The fill of the cell or shape with the words comes first. If it is transparent, a picture or a dark shape below it
counts: on the slide, on its layout, or on its master. The background of the slide comes last. Imports no framework.
"""

from collections.abc import Iterator, Mapping

from ratsite.lib.documents.office.drawing_fills import OF_GROUP, Background, Fill, background_of
from ratsite.lib.documents.office.slide_designs import Design
from ratsite.lib.documents.office.slide_drawings import Drawing
from ratsite.lib.documents.office.slide_places import Box, overlap
from ratsite.lib.documents.office.slide_shapes import Cell, Shape, ShapePlaces
from ratsite.lib.documents.office.themes import Reference

DRAWN = ("pic", "graphicFrame")  # kinds of shapes that may show anything: pictures, tables, charts
MOST_BELOW = 2_000  # shapes with a place to compare: on a slide with more, white words count as seen


class Backgrounds:
    """The backgrounds of the words on one slide. scheme: the slide's theme colours, as {name: RRGGBB}."""

    def __init__(self, slide: Drawing, design: Design, places: ShapePlaces, scheme: Mapping[str, str]) -> None:
        self.slide, self.design, self.places, self.scheme = slide, design, places, scheme
        self.placeholders = design.placeholders
        self.known: dict[Shape, bool] = {}  # whether white words are seen on a shape
        self._boxes: list[tuple[int, Box | None]] | None = None

    def is_dark(self, shape: Shape, cell: Cell | None) -> bool:
        """True if white words in a shape, or in a cell of it, are seen."""
        own = self._of_cell(cell) if cell else Background.CLEAR
        if own != Background.CLEAR:
            return own == Background.DARK
        if shape not in self.known:
            own = self._of_shape(shape)
            self.known[shape] = self._is_dark_below(shape) if own == Background.CLEAR else own == Background.DARK
        return self.known[shape]

    def is_clear(self, shape: Shape) -> bool:
        """True if nothing fills a shape, so that what is below it is seen."""
        return self._of_shape(shape) == Background.CLEAR

    def _of_cell(self, cell: Cell) -> Background:
        if cell.fill:
            return background_of(cell.fill, self.scheme)
        if cell.table.has_style:
            return Background.DARK
        return background_of(cell.table.fill, self.scheme) if cell.table.fill else Background.CLEAR

    def _of_shape(self, shape: Shape) -> Background:
        """Return whether white words are seen on a shape, by its own fill or that of a placeholder it inherits from."""
        for one in (shape, *self.placeholders.bases(shape)):
            fill, group = one.fill, one.around
            while fill and fill.kind == OF_GROUP and group:
                fill, group = group.fill, group.around
            if one.fill:
                return background_of(fill, self.scheme) if fill else Background.CLEAR
            if one.fill_style:
                return self.design.theme.background(one.fill_style, self.scheme)
        return Background.CLEAR

    def _is_dark_below(self, shape: Shape) -> bool:
        if self._is_dark_background():
            return True
        if self._boxes is None:
            self._boxes = list(self._dark_boxes())
        own = self.places.box(shape)
        own = _with_overflow(own) if own and _has_area(own) else None
        below = (box for order, box in self._boxes if order < shape.order)
        return len(self._boxes) > MOST_BELOW or any(box is None or own is None or overlap(own, box) for box in below)

    def _is_dark_background(self) -> bool:
        parts = (self.slide, self.design.layout, self.design.master)
        background = next((part.background for part in parts if part.background is not None), None)
        if isinstance(background, Reference):
            return self.design.theme.background(background, self.scheme) == Background.DARK
        return isinstance(background, Fill) and background_of(background, self.scheme) == Background.DARK

    def _dark_boxes(self) -> Iterator[tuple[int, Box | None]]:
        """Yield (place in the drawing order, box) for each shape on which white words are seen.

        The place is -1 for shapes of the layout and the master, which are drawn first. The box is None if it is not
        known, so that the shape may be anywhere.
        """
        master, layout = self.design.master, self.design.layout
        below = [master] if layout.shows_shapes_below else []
        for part in [*below, layout] if self.slide.shows_shapes_below else []:
            yield from ((-1, box) for _, box in self._dark(_without_placeholders(part.shapes)))
        yield from self._dark(self.slide.shapes)

    def _dark(self, shapes: list[Shape]) -> Iterator[tuple[int, Box | None]]:
        for shape in shapes:
            is_dark = shape.kind in DRAWN or (shape.kind == "sp" and self._of_shape(shape) == Background.DARK)
            if is_dark and not self.places.is_off(shape):
                box = self.places.box(shape)
                if box is None or _has_area(box):
                    yield shape.order, box


def _without_placeholders(shapes: list[Shape]) -> list[Shape]:
    """Return the shapes that are neither a placeholder nor in one: those of its layout that a slide shows."""
    samples: set[Shape | None] = set()
    for shape in shapes:  # a group comes before the shapes in it
        if shape.placeholder or shape.around in samples:
            samples.add(shape)
    return [shape for shape in shapes if shape not in samples]


def _has_area(box: Box) -> bool:
    return box[0] < box[2] and box[1] < box[3]


def _with_overflow(box: Box) -> Box:
    """Return a box with its own size around it: words may run over its edges, in any direction."""
    width, height = box[2] - box[0], box[3] - box[1]
    return box[0] - width, box[1] - height, box[2] + width, box[3] + height
