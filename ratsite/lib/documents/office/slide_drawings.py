"""Read a slide, a layout or a master: its shapes in the order of drawing, its background, and how its words look.

The check for hidden text and the clean copy both read a slide with this module, so that they cannot differ. Use the
result only when the whole part has been read: the fill of a cell, for example, comes after its words. Imports no
framework.
"""

from collections.abc import Iterator

from ratsite.lib.documents.office.drawing_fills import NONE, Fill, colour_in, fill_of, solid
from ratsite.lib.documents.office.drawing_nodes import Get, Node, NodeReader
from ratsite.lib.documents.office.drawing_texts import NOTHING, ListStyles, TextFormat, list_styles_of, text_format_of
from ratsite.lib.documents.office.shapes import NAMES, hides_shape
from ratsite.lib.documents.office.slide_places import OF_A_FRAME, is_of_a_frame, number_of
from ratsite.lib.documents.office.slide_shapes import SHAPES, Cell, Run, Shape, Table
from ratsite.lib.documents.office.themes import Reference
from ratsite.lib.documents.office.xml_walk import OFF, Event, without_fallbacks

PARTS = ("sld", "sldLayout", "sldMaster")
TEXT_STYLES = ("titleStyle", "bodyStyle", "otherStyle")  # of a master
MAPS = ("clrMap", "overrideClrMapping")  # which colour of the theme each name of the scheme means
# The names that a map gives a meaning.
COLOUR_NAMES = ("bg1", "tx1", "bg2", "tx2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
READ = ("bg", "spPr", "grpSpPr", "style", "lstStyle", "rPr", "tblPr", "tcPr", *TEXT_STYLES)
RUNS = ("r", "fld")
# The elements that a drawing notes at their start: most others are quickly passed over.
RECORDED = frozenset((*PARTS, *SHAPES, *MAPS, *RUNS, *NAMES, *OF_A_FRAME, "tbl", "tc", "txBody", "p", "pPr"))
# The styles of tables that fill no cell: "No Style, No Grid" and "No Style, Table Grid".
PLAIN_TABLES = ("{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}")


class Drawing:
    """What a slide, a layout or a master draws.

    Call `start` and `end` for each of its elements, in order, except for those in fallbacks for older programs.
    """

    def __init__(self) -> None:
        self.shapes: list[Shape] = []  # in the order of drawing: a later one is above an earlier one
        self.background: Fill | Reference | None = None
        self.mapping: dict[str, str] | None = None
        self.text_styles: dict[str, ListStyles] = {}
        self.shows_shapes_below = True  # whether a slide shows those of its layout, and a layout those of its master
        self.path: list[str] = []  # the names of the open elements
        self.open: list[Shape] = []
        self.tables: list[Table] = []
        self.cells: list[Cell] = []
        self.list_styles: ListStyles = {}  # of the open text
        self.level = 0
        self.text_format = NOTHING  # of the open run
        # Each one once: a slide has many runs, and few text formats.
        self.text_formats: dict[TextFormat, TextFormat] = {}
        self.nodes = NodeReader(*READ)

    @property
    def shape(self) -> Shape | None:
        """Return the shape that is being read; None if the open element is in no shape."""
        return self.open[-1] if self.open else None

    def run(self) -> Run | None:
        """Return the Run of the open element: how its words look. None if they are surely seen."""
        if not self.open or self.path[-1:] != ["t"] or self.path[-2:-1] == ["fld"]:
            return None
        styles = self.list_styles.get(self.level)
        text_format = self.text_format.over(styles) if styles else self.text_format
        cell = self.cells[-1] if self.cells else None
        return Run(self.open[-1], cell, self.level, self.text_formats.setdefault(text_format, text_format))

    def start(self, name: str, get: Get) -> None:
        """Record the start of an element. get: returns an attribute of it, by name."""
        self.nodes.start(name, get)
        self.path.append(name)
        if name not in RECORDED:
            return
        outer, parent = ["", "", *self.path[-3:-1]][-2:]
        if name in PARTS:
            self.shows_shapes_below = (get("showMasterSp") or "1") not in OFF
        elif name in SHAPES:
            self.open.append(Shape(kind=name, order=len(self.shapes), around=self.shape))
            self.shapes.append(self.open[-1])
        elif name in MAPS:
            self.mapping = {one: get(one) for one in COLOUR_NAMES if get(one)}
        elif name == "tbl":
            self.tables.append(Table())
        elif name == "tc" and self.tables:
            self.cells.append(Cell(self.tables[-1]))
        elif name == "txBody":
            self.list_styles = {}
        elif name == "p":
            self.level, self.text_format = 0, NOTHING
        elif name == "pPr" and parent == "p":
            self.level = number_of(get("lvl"))
        elif name in RUNS:
            self.text_format = NOTHING
        elif self.open and hides_shape(name, get):
            self.open[-1].is_hidden = True
        elif self.open and is_of_a_frame(name, parent, outer):
            self.open[-1].read(name, get)

    def end(self, name: str, text: str) -> None:
        """Record the end of an element. text: the text directly in it."""
        self.path.pop()
        if (node := self.nodes.end(text)) is not None:
            self._read(node, self.path[-1] if self.path else "")
        if name in SHAPES and self.open:
            self.open.pop()
        elif name == "tbl" and self.tables:
            self.tables.pop()
        elif name == "tc" and self.cells:
            self.cells.pop()

    def _read(self, node: Node, parent: str) -> None:
        """Store what a property element, read as a tree, says. parent: the name of the element around it."""
        name = node.name
        if name in TEXT_STYLES:
            self.text_styles[name] = list_styles_of(node)
        elif name == "bg" and parent == "cSld":
            self.background = _background(node)
        elif name == "rPr" and parent in RUNS:
            self.text_format = text_format_of(node)
        elif name == "tblPr" and self.tables:
            style = node.child("tableStyleId")
            self.tables[-1].fill = fill_of(node)
            self.tables[-1].has_style = style is not None and style.text.upper() not in PLAIN_TABLES
        elif name == "tcPr" and self.cells:
            self.cells[-1].fill = fill_of(node)
        elif name == "lstStyle":
            self.list_styles = list_styles_of(node)
            if parent == "txBody" and self.open and not self.cells:
                self.open[-1].list_styles = self.list_styles
        elif self.open and parent == self.open[-1].kind:
            _read_properties(self.open[-1], node)


def drawing_of(events: Iterator[Event]) -> Drawing:
    """Return the Drawing of a layout or master. events: the parsing events of its part, if it has one."""
    drawing = Drawing()
    for event in without_fallbacks(events):
        if event.is_start:
            drawing.start(event.name, event.get)
        else:
            drawing.end(event.name, event.text)
    return drawing


def _read_properties(shape: Shape, node: Node) -> None:
    if node.name in ("spPr", "grpSpPr"):
        shape.fill = fill_of(node)
        effects = node.child("effectLst", "effectDag")
        shape.has_effects = effects is not None and bool(effects.inside)
    elif node.name == "style":
        fill, font = node.child("fillRef"), node.child("fontRef")
        shape.fill_style = _reference(fill) if fill else None
        shape.font = TextFormat(fill=solid(colour_in(font)))


def _background(node: Node) -> Fill | Reference | None:
    properties, reference = node.child("bgPr"), node.child("bgRef")
    if properties:
        return fill_of(properties) or Fill(NONE)
    return _reference(reference) if reference else None


def _reference(node: Node) -> Reference:
    return Reference(number_of(node.get("idx")), colour_in(node))
