"""Find the background of each text in an OpenDocument file, and the style of its cell or shape.

The check for hidden text and the clean copy both walk a file with this module, so that they cannot differ. The nearest
background decides. On a slide, a filled shape or a picture that is drawn before a text and lies under it also counts as
the text's background. Imports no framework.
"""

import math
from collections.abc import Callable

from ratsite.lib.documents.office.open_styles import (
    CELL,
    GRAPHIC,
    PARAGRAPH,
    PRESENTATION,
    SHAPES,
    SLIDE,
    TEXT,
    Styles,
    TextFormat,
)

FAMILIES = {
    "p": PARAGRAPH,
    "h": PARAGRAPH,
    "span": TEXT,
    "table-cell": CELL,
    "covered-table-cell": CELL,
    "table-row": "table-row",
    "table": "table",
    "section": "section",
}
UNITS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0}
MOST_COLUMNS = 16_384
Box = tuple[float, float, float, float]  # left, top, right, bottom, in points
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


class Surfaces:
    """Tracks the background of the open element, and of the cell or shape around it, while a file is parsed."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.dark = [False]  # for each open element, whether the nearest background is dark
        # For each, the text format of the nearest cell of a sheet, or shape.
        self.holders: list[TextFormat | None] = [None]
        self.boxes: list[Box | None] = []  # of the open shapes; None if the place is not known
        self.behind: list[Box | None] = []  # of the dark shapes and pictures of this slide up to here
        self.page: tuple[float | None, float | None] = (None, None)  # width and height of this slide, in points
        self.is_in_sheets = self.is_in_slides = False
        self.columns: list[str] = []  # the styles for the cells of each column that name none
        self.column, self.row_style = 0, ""

    @property
    def has_background(self) -> bool:
        return self.dark[-1]

    @property
    def is_unshown(self) -> bool:
        """True if the number format of the open cell shows nothing."""
        return bool(self.holders[-1] and self.holders[-1].is_unshown)

    @property
    def is_off_slide(self) -> bool:
        """True if the open shape is completely outside its slide.

        In ODF, the position of a grouped shape is relative to the slide, not to the group.
        """
        box = self.boxes[-1] if self.boxes and self.is_in_slides else None
        if box is None:
            return False
        wide, high = (side or math.inf for side in self.page)
        return box[2] <= 0 or box[3] <= 0 or box[0] >= wide or box[1] >= high

    @property
    def holder(self) -> TextFormat | None:
        return self.holders[-1]

    def start(self, tag: str, get: Get) -> None:
        """Record the start of an element. Call this for every element, and `end` when it ends."""
        dark: bool | None = None
        holder = self.holders[-1]
        if tag in ("spreadsheet", "presentation"):
            self.is_in_sheets, self.is_in_slides = tag == "spreadsheet", tag == "presentation"
        elif tag == "text" and self.styles.has_dark_page:
            dark = True
        elif tag == "page":
            self.behind = []
            dark = self._page(get)
            layout = self.styles.layouts.get(get("master-page-name"), "")
            wide, high = self.styles.sizes.get(layout, ("", ""))
            self.page = length(wide), length(high)
        elif tag in SHAPES:
            dark, holder = self._shape(tag, get)
        elif tag == "image":
            self.behind.append(self.boxes[-1] if self.boxes else None)
        elif self.is_in_sheets and tag in ("table", "table-column", "table-row", "table-cell", "covered-table-cell"):
            dark, holder = self._of_a_sheet(tag, get)
        elif tag in FAMILIES:
            dark = self.styles.background(FAMILIES[tag], get("style-name"))
        self.dark.append(self.dark[-1] if dark is None else dark)
        self.holders.append(holder)

    def end(self, tag: str) -> None:
        self.dark.pop()
        self.holders.pop()
        if tag in SHAPES:
            self.boxes.pop()

    def _page(self, get: Get) -> bool | None:
        own = self.styles.background(SLIDE, get("style-name"))
        return (
            self.styles.background(SLIDE, self.styles.masters.get(get("master-page-name"), "")) if own is None else own
        )

    def _shape(self, tag: str, get: Get) -> tuple[bool | None, TextFormat | None]:
        family = (
            PRESENTATION if get("class") or (PRESENTATION, get("style-name")) in self.styles.text_formats else GRAPHIC
        )
        dark = self.styles.background(family, get("style-name"))
        if dark is None and tag not in ("frame", "g"):
            dark = True  # programs fill a shape that does not say how it is filled
        box = _box(get)
        if dark is None and self.is_in_slides and any(_may_overlap(box, one) for one in self.behind):
            dark = True
        elif dark:
            self.behind.append(box)
        self.boxes.append(box)
        return dark, self.styles.text_format(family, get("style-name"))

    def _of_a_sheet(self, tag: str, get: Get) -> tuple[bool | None, TextFormat | None]:
        style, repeats = get("style-name"), repeat_count(get("number-columns-repeated"))
        if tag == "table":
            self.columns = []
        elif tag == "table-column":
            room = MOST_COLUMNS - len(self.columns)
            self.columns += [get("default-cell-style-name")] * min(repeats, room)
        elif tag == "table-row":
            self.column, self.row_style = 0, get("default-cell-style-name")
        else:
            of_column = self.columns[self.column] if self.column < len(self.columns) else ""
            style = style or self.row_style or of_column
            self.column += repeats
            return self.styles.background(CELL, style), self.styles.cell_look(style, get("value-type"), get("value"))
        return None, None


def _box(get: Get) -> Box | None:
    """Return the box of a shape; None if its place is not given in lengths, or if the shape is rotated."""
    left, top, width, height = (length(get(name)) for name in ("x", "y", "width", "height"))
    if left is None or top is None or width is None or height is None or get("transform"):
        return None
    return left, top, left + width, top + height


def length(written: str) -> float | None:
    """Return a length, such as "1.5cm", in points; None if the text is not a length."""
    number, unit = written[:-2], written[-2:]
    if unit not in UNITS or not number.removeprefix("-").replace(".", "", 1).isdecimal():
        return None
    return float(number) * UNITS[unit]


def _may_overlap(one: Box | None, other: Box | None) -> bool:
    """True if two boxes overlap, or if one of them is None (its place is not known)."""
    if one is None or other is None:
        return True
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def repeat_count(value: str) -> int:
    """Return the number in an attribute that says how often a column or cell repeats; 1 for none or a huge number."""
    return int(value) if value.isdecimal() and 0 < len(value) < 8 else 1
