"""Resolve which cells and words of an Excel workbook nobody sees: white, tiny, or with a format that shows nothing.

The check for hidden text and the clean copy both use this module, so that they cannot differ (ECMA-376 part 1, 18.8).
A cell without a style has style 0. Imports no framework.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from ratsite.lib.documents.colours import is_near_white, tinted, white_is_seen_on
from ratsite.lib.documents.office.themes import theme_colours
from ratsite.lib.documents.office.xml_walk import Event

STYLES, THEME = "xl/styles.xml", "xl/theme/theme1.xml"
WHITE, TINY = "FFFFFF", 2  # points
THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)))
WHITE_NUMBERS = ("1", "9", "65")  # in the palette of 18.8.27
BUILT_IN = {"9": "0%", "10": "0.00%"}  # number formats of percentages (18.8.30)
LONGEST_CODE = 255  # characters
TEXTS = ("s", "str", "inlineStr", "b", "e")  # types of cells whose value is no number
PIECE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|.', re.DOTALL)  # of a number format: ";" alone ends a section
BLANK = re.compile(r'"\s*"|\[[^\]]*\]|\\\s|_.|\*\s|\s')  # what shows nothing in a section of a number format
COLOUR = re.compile(r"\[(black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]", re.IGNORECASE)
WHITE_NAMES = ("white", "color2", "color 2")
CONDITION = re.compile(r"\[\s*[<>=]")
# Table styles of Excel that fill the first row with a colour.
FILLS_FIRST_ROW = re.compile(r"TableStyle(?:Medium(?:[1-9]|1\d|2[0-8])|Dark(?:[1-9]|1[01])|Light(?:[89]|1[0-4]))")
RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


@dataclass
class Font:
    """Whether a font is white, and whether it is too small to read."""

    is_white: bool = False
    is_tiny: bool = False


@dataclass
class Difference:
    """What a conditional format changes about a cell (ECMA-376 part 1, 18.8.14). None leaves a property as it is."""

    code: str | None = None  # the number format
    is_white: bool | None = None
    is_filled: bool | None = None

    @property
    def may_hide(self) -> bool:
        return self.code is not None or bool(self.is_white)


NO_DIFFERENCE = Difference()


class CellStyles:
    def __init__(self, events_of: Callable[[str], Iterator[Event]]) -> None:
        """Read the cell styles of a workbook.

        events_of: returns the parsing events of a part, by its name; none if there is no such part.
        """
        self.theme = theme_colours(events_of(THEME))
        self.palette = [event.get("rgb")[-6:].upper() for event in _starts(events_of) if event.name == "rgbColor"]
        self.codes = dict(BUILT_IN)
        # Names of the table styles that the workbook defines itself.
        self.table_styles = {event.get("name") for event in _starts(events_of) if event.name == "tableStyle"}
        self.styles: list[tuple[str, Font, bool]] = []  # of each style: number format, font, and whether it is filled
        self.differences: list[Difference] = []
        fonts: list[Font] = []
        fills: list[bool] = []
        formats: list[Event] = []
        for event in _starts(events_of):
            if event.name == "numFmt" and event.parent == "numFmts":
                self.codes[event.get("numFmtId")] = event.get("formatCode")[:LONGEST_CODE]
            elif event.name == "dxf" and event.parent == "dxfs":
                self.differences.append(Difference())
            elif "dxf" in event.around and self.differences:
                self.read_difference(self.differences[-1], event)
            elif event.name == "font" and event.parent == "fonts":
                fonts.append(Font())
            elif event.parent == "font" and "fonts" in event.around:
                self.read_font(fonts[-1], event.name, event.get)
            elif event.name == "fill" and event.parent == "fills":
                fills.append(False)
            elif event.name == "patternFill" and "fills" in event.around:
                fills[-1] = event.get("patternType", "none") != "none"
            elif event.name == "gradientFill" and "fills" in event.around:
                fills[-1] = True
            elif event.name == "fgColor" and event.parent == "patternFill" and "fills" in event.around:
                fills[-1] = fills[-1] and (white_is_seen_on(self._colour(event.get)) or not self._colour(event.get))
            elif event.name == "xf" and event.parent == "cellXfs":
                formats.append(event)
        for event in formats:
            font, fill = item_at(fonts, event.get("fontId", "0")), item_at(fills, event.get("fillId", "0"))
            self.styles.append((self.codes.get(event.get("numFmtId", "0"), ""), font or Font(), bool(fill)))

    def read_font(self, font: Font, name: str, get: Get) -> None:
        """Read a child element of a font, such as its size, into `font`. get: returns an attribute of it, by name."""
        if name == "color":
            font.is_white = is_near_white(self._colour(get))
        elif name == "sz":
            font.is_tiny = _number(get("val")) is not None and _number(get("val")) < TINY  # type: ignore[operator]

    def read_difference(self, difference: Difference, event: Event) -> None:
        """Read an element of a conditional format, such as its fill, into `difference`. event: the element's start."""
        if event.name == "numFmt":
            difference.code = event.get("formatCode")[:LONGEST_CODE]
        elif event.name == "color" and event.parent == "font":
            difference.is_white = is_near_white(self._colour(event.get))
        elif event.name == "gradientFill":
            difference.is_filled = True
        elif event.name == "bgColor":  # of a conditional format it is the colour of the whole cell
            difference.is_filled = white_is_seen_on(self._colour(event.get)) or not self._colour(event.get)

    def _colour(self, get: Get) -> str:
        """Return a colour as RRGGBB; "" if it is not known."""
        if get("rgb"):
            colour = get("rgb")[-6:].upper()
        elif get("theme"):
            colour = self.theme.get(item_at(THEME_ORDER, get("theme")) or "", "")
        else:
            colour = item_at(self.palette, get("indexed")) or (WHITE if get("indexed") in WHITE_NUMBERS else "")
        return tinted(colour, _number(get("tint")) or 0)

    def code(self, style: str) -> str:
        """Return the number format of a cell style, such as "0.00"; "" if it is not known."""
        return (item_at(self.styles, style or "0") or ("",))[0]

    def hides(
        self,
        style: str,
        kind: str,
        value: str,
        own: Font | None = None,
        *,
        has_background: bool = False,
        difference: Difference = NO_DIFFERENCE,
    ) -> bool:
        """True if nobody sees a cell, or words in it.

        kind and value: the type and the stored value of the cell. own: the font of the words, if it is not that of the
        cell. has_background: True if something other than its style gives the cell a background colour. difference:
        what conditional formats change.
        """
        code, font, is_filled = item_at(self.styles, style or "0") or ("", Font(), False)
        code = code if difference.code is None else difference.code
        is_filled = is_filled if difference.is_filled is None else difference.is_filled
        section = _section(code, kind, value)
        if section is not None and not BLANK.sub("", section):
            return True
        font = own or font
        colour = COLOUR.search(section or "")
        is_white = font.is_white if difference.is_white is None else difference.is_white
        is_white = colour[1].lower() in WHITE_NAMES if colour else is_white
        return font.is_tiny or (is_white and not is_filled and not has_background)


def _starts(events_of: Callable[[str], Iterator[Event]]) -> Iterator[Event]:
    return (event for event in events_of(STYLES) if event.is_start)


@dataclass
class TableFills:
    """The cells of a sheet that table styles certainly fill with a colour (18.5): header rows, if the style fills them.

    Other rows count as not filled, because whether they are filled depends on their number and the table's options.
    """

    own_styles: Collection[str] = ()  # names of the table styles of the workbook: what they fill is not read
    headers: list[tuple[int, int, int]] = field(default_factory=list)  # the first column, the row, the last column

    def add(self, table: Iterator[Event]) -> None:
        """Add the header row of a table, if the table's style fills it with a colour.

        table: the parsing events of the table's part of the workbook.
        """
        place: tuple[int, int, int] | None = None  # the first column, the row, and the last column
        for event in table:
            if event.is_start and event.name == "table" and (match := RANGE.fullmatch(event.get("ref"))):
                has_header = (_number(event.get("headerRowCount", "1")) or 0) > 0
                place = (column_number(match[1]), int(match[2]), column_number(match[3])) if has_header else None
            elif event.is_start and event.name == "tableStyleInfo" and event.get("name") not in self.own_styles:
                self.headers += [place] if place and FILLS_FIRST_ROW.fullmatch(event.get("name")) else []

    def has(self, column: int, row: int) -> bool:
        return any(left <= column <= right and row == top for left, top, right in self.headers)


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1: "AA" becomes 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _section(code: str, kind: str, value: str) -> str | None:
    """Return the section of a number format that applies to a value (18.8.31), such as the second for negative numbers.

    Returns None if no section applies. This is so for most texts.
    """
    sections = [""]
    for piece in PIECE.findall(code):
        sections[len(sections) :] = [""] if piece == ";" else []
        sections[-1] += "" if piece == ";" else piece
    if kind in TEXTS:
        return sections[3] if len(sections) > 3 else next((one for one in sections[-1:] if "@" in one), None)
    number = _number(value)
    if not code or number is None:
        return None
    if any(map(CONDITION.search, sections)):
        return None if any(BLANK.sub("", one) for one in sections) else sections[0]
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _number(value: str) -> float | None:
    try:
        return float(value[:30])
    except ValueError:
        return None


def item_at(items, index: str):
    """Return the item at an index; None if there is none. index: a text, as an attribute or a cell has it."""
    return items[int(index)] if index.isdecimal() and len(index) < 10 and int(index) < len(items) else None
