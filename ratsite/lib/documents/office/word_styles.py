"""Resolve how a run of a Word file looks: its direct format, its styles and the defaults (ECMA-376 part 1, 17.7).

The check for hidden text and the clean copy both use this module, so that they cannot differ. It follows the standard,
as Word does. Size and colour come from the nearest of: direct format, character style, paragraph style, table style,
document defaults. Inside one level the nearest style of the chain of `basedOn` decides, even if it says "off". `vanish`
is a toggle property (17.7.3): the direct format decides alone; otherwise text is hidden if the defaults hide it, or if
an odd number of its table, paragraph and character styles do. Formats for single rows or columns of a table style are
not read, except that their shading counts as a background. Imports no framework.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache

from ratsite.lib.documents.colours import is_near_white, tinted, white_is_seen_on
from ratsite.lib.documents.office.themes import theme_colours
from ratsite.lib.documents.office.xml_walk import OFF, Event

BODY, STYLES, SETTINGS, THEME = "word/document.xml", "word/styles.xml", "word/settings.xml", "word/theme/theme1.xml"
PARAGRAPH, CHARACTER, TABLE = "paragraph", "character", "table"
OTHER = "other"  # a colour of the theme that the theme does not have
TINY = 4  # half-points: smaller text cannot be read
BYTE = re.compile(r"[0-9A-Fa-f]{2}")
NO_PATTERN = ("", "clear", "nil")
NO_HIGHLIGHT = ("none", "white")
# The colours of a theme (20.1.6.2) by their names in Word (17.18.97), before the settings map them (17.15.1.20).
NAMES = {"background1": "bg1", "background2": "bg2", "text1": "t1", "text2": "t2"}
MAPPED = {"bg1": "light1", "bg2": "light2", "t1": "dark1", "t2": "dark2"}
IN_THEME = {"light1": "lt1", "light2": "lt2", "dark1": "dk1", "dark2": "dk2"}
# (element, its properties) whose shading is the background of the text inside.
SHADED = (("p", "pPr"), ("tc", "tcPr"), ("tr", "tblPrEx"), ("tbl", "tblPr"))
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


@dataclass
class TextFormat:
    """The properties that one level of formatting sets for a run. A field is None if the level does not set it."""

    is_hidden: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    is_marked: bool | None = None  # the run itself has a background colour
    has_background: bool | None = None  # its paragraph, or its table, has a background colour

    def over(self, basis: "TextFormat") -> "TextFormat":
        """Return this text format with each None replaced by the value in `basis`."""
        pairs = ((getattr(self, one.name), getattr(basis, one.name)) for one in fields(self))
        return TextFormat(*(below if own is None else own for own, below in pairs))


NOTHING = TextFormat()


class WordStyles:
    """The styles, defaults and theme colours of a Word file."""

    def __init__(self, events_of: Callable[[str], Iterator[Event]]) -> None:
        """Read the styles. events_of: returns the parsing events of a part, by its name; none if there is none."""
        self.text_formats: dict[tuple[str, str], TextFormat] = {}  # by type and ID
        self.bases: dict[tuple[str, str], str] = {}
        self.standard: dict[str, str] = {}  # {type: ID of its default style}
        self.defaults = TextFormat()
        self.theme, self.mapped = theme_colours(events_of(THEME)), dict(MAPPED)
        shows_page_colour = self.has_page_colour = False
        self._basis = cache(self._text_format_of_styles)
        for event in events_of(SETTINGS):
            if event.is_start and event.name == "clrSchemeMapping":
                self.mapped |= {name: event.get(name) for name in MAPPED if event.get(name)}
            elif event.is_start and event.name == "displayBackgroundShape":
                shows_page_colour = (event.get("val") or "1") not in OFF
        for event in events_of(BODY):
            if event.name == "body":
                break
            if event.is_start and event.name == "background" and shows_page_colour:
                self.has_page_colour = _is_filled(self._colour(event.get, "color")) or not event.get("color")
        self._read_styles(events_of(STYLES))

    def _read_styles(self, events: Iterator[Event]) -> None:
        text_format = self.defaults
        keys: list[tuple[str, str]] = []  # those of the style that is being read: a style without type counts as any
        for event in events:
            if not event.is_start:
                continue
            if event.name == "style":
                kinds = (event.get("type"),) if event.get("type") else (PARAGRAPH, CHARACTER, TABLE)
                text_format, keys = TextFormat(), [(kind, event.get("styleId")) for kind in kinds]
                self.text_formats |= dict.fromkeys(keys, text_format)
                if event.get("default", "0") not in OFF:
                    self.standard[kinds[0]] = event.get("styleId")
            elif event.name == "basedOn":
                self.bases |= dict.fromkeys(keys, event.get("val"))
            elif event.parent == "rPr" and event.around[-2:-1] in (("style",), ("rPrDefault",)):
                self.read_run(text_format, event.name, event.get)
            elif event.name == "shd" and event.parent in ("pPr", "tcPr", "tblPr", "trPr"):
                text_format.has_background = self.is_filled(event.get) or (
                    text_format.has_background and "tblStylePr" in event.around
                )
            elif event.name == "shd" and event.parent == "rPr" and "tblStylePr" in event.around:
                text_format.has_background = text_format.has_background or self.is_filled(event.get)

    def read_run(self, text_format: TextFormat, name: str, get: Get) -> None:
        """Store in `text_format` what a child element of run properties (w:rPr) sets.

        name: the element's name. get: returns the value of one of its attributes.
        """
        if name == "vanish":
            text_format.is_hidden = (get("val") or "1") not in OFF
        elif name == "color":
            text_format.is_white = is_near_white(self._colour(get, "val"))
        elif name == "sz" and get("val").isdecimal():
            text_format.is_tiny = int(get("val")[:9]) < TINY
        elif name == "highlight":
            text_format.is_marked = get("val") not in NO_HIGHLIGHT
        elif name == "shd":
            text_format.is_marked = text_format.is_marked or self.is_filled(get)

    def is_filled(self, get: Get) -> bool:
        """True if a shading (17.3.5) gives a colour other than white, by its fill or by its pattern."""
        if get("val") == "nil":
            return False
        has_pattern = get("val") not in NO_PATTERN and not is_near_white(self._colour(get, "color"))
        return has_pattern or _is_filled(self._colour(get, "fill", "themeFill"))

    def _colour(self, get: Get, name: str, theme: str = "themeColor") -> str:
        """Return a colour as RRGGBB, "AUTO", OTHER, or "" for none. A theme colour overrules a colour given in digits.

        name, theme: the names of the attributes with the digits and with the name of the theme colour.
        """
        named = get(theme)
        if not named or named == "none":
            return get(name).upper()
        named = self.mapped[NAMES[named]] if named in NAMES else named
        colour = self.theme.get(IN_THEME.get(named, named), OTHER)
        shade, tint = (get(f"{theme.removesuffix('Color')}{kind}") for kind in ("Shade", "Tint"))
        return tinted(tinted(colour, _fraction(shade) - 1), 1 - _fraction(tint))

    def _style_look(self, kind: str, name: str) -> TextFormat:
        """Return the text format that a style gets from itself and from the styles that it is based on.

        An unknown style counts as the default style of its kind.
        """
        key = (kind, name if (kind, name) in self.text_formats else self.standard.get(kind, ""))
        text_format, read = NOTHING, set()
        while key in self.text_formats and key not in read:
            text_format = text_format.over(self.text_formats[key])
            read.add(key)
            key = (kind, self.bases.get(key, ""))
        return text_format

    def text_format(self, run: TextFormat, *, character: str, paragraph: str, table: str | None) -> TextFormat:
        """Return how a run looks.

        run: its direct format. character, paragraph, table: the IDs of its styles, "" for the default ones. table: None
        if the run is not in a table.
        """
        return run.over(self._basis(character, paragraph, table))

    def _text_format_of_styles(self, character: str, paragraph: str, table: str | None) -> TextFormat:
        """Return how a run without direct format looks."""
        styles = [self._style_look(CHARACTER, character), self._style_look(PARAGRAPH, paragraph)]
        if table is not None:
            styles.append(self._style_look(TABLE, table))
        text_format = NOTHING
        for style in (*styles, self.defaults):
            text_format = text_format.over(style)
        is_odd = sum(style.is_hidden is True for style in styles) % 2 == 1
        text_format.is_hidden = self.defaults.is_hidden is True or is_odd
        text_format.has_background = any(style.has_background for style in (*styles, self.defaults))
        return text_format


def _is_filled(colour: str) -> bool:
    return colour == OTHER or white_is_seen_on(colour)


def _fraction(digits: str) -> float:
    """Return a number of two hexadecimal digits divided by 255; 1 if the text is no such number."""
    return int(digits, 16) / 255 if BYTE.fullmatch(digits) else 1


def is_unseen(text_format: TextFormat, *, has_background: bool) -> bool:
    """True if nobody sees the words of a run. has_background: True if something around it has a background colour."""
    is_white = text_format.is_white and not (text_format.is_marked or text_format.has_background or has_background)
    return bool(text_format.is_hidden or text_format.is_tiny or is_white)
