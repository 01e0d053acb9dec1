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

from ratsite.lib.documents.colours import is_near_white, shows_white, tinted
from ratsite.lib.documents.office.themes import theme_colours
from ratsite.lib.documents.office.xml_walk import OFF, Step

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
class Look:
    """The properties that one level of formatting sets for a run. A field is None if the level does not set it."""

    is_hidden: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    is_marked: bool | None = None  # the run itself has a background colour
    has_background: bool | None = None  # its paragraph, or its table, has a background colour

    def over(self, basis: "Look") -> "Look":
        """Return this look with each None replaced by the value in `basis`."""
        pairs = ((getattr(self, one.name), getattr(basis, one.name)) for one in fields(self))
        return Look(*(below if own is None else own for own, below in pairs))


NOTHING = Look()


class WordStyles:
    """The styles, defaults and theme colours of a Word file."""

    def __init__(self, steps_of: Callable[[str], Iterator[Step]]) -> None:
        """Read the styles. steps_of: returns the parsing events of a part, by its name; none if the part is missing."""
        self.looks: dict[tuple[str, str], Look] = {}  # by type and ID
        self.bases: dict[tuple[str, str], str] = {}
        self.standard: dict[str, str] = {}  # {type: ID of its default style}
        self.defaults = Look()
        self.theme, self.mapped = theme_colours(steps_of(THEME)), dict(MAPPED)
        shows_page_colour = self.has_page_colour = False
        self._basis = cache(self._look_of_styles)
        for step in steps_of(SETTINGS):
            if step.is_start and step.name == "clrSchemeMapping":
                self.mapped |= {name: step.get(name) for name in MAPPED if step.get(name)}
            elif step.is_start and step.name == "displayBackgroundShape":
                shows_page_colour = (step.get("val") or "1") not in OFF
        for step in steps_of(BODY):
            if step.name == "body":
                break
            if step.is_start and step.name == "background" and shows_page_colour:
                self.has_page_colour = _is_filled(self._colour(step.get, "color")) or not step.get("color")
        self._read_styles(steps_of(STYLES))

    def _read_styles(self, steps: Iterator[Step]) -> None:
        look = self.defaults
        keys: list[tuple[str, str]] = []  # those of the style that is being read: a style without type counts as any
        for step in steps:
            if not step.is_start:
                continue
            if step.name == "style":
                kinds = (step.get("type"),) if step.get("type") else (PARAGRAPH, CHARACTER, TABLE)
                look, keys = Look(), [(kind, step.get("styleId")) for kind in kinds]
                self.looks |= dict.fromkeys(keys, look)
                if step.get("default", "0") not in OFF:
                    self.standard[kinds[0]] = step.get("styleId")
            elif step.name == "basedOn":
                self.bases |= dict.fromkeys(keys, step.get("val"))
            elif step.parent == "rPr" and step.around[-2:-1] in (("style",), ("rPrDefault",)):
                self.read_run(look, step.name, step.get)
            elif step.name == "shd" and step.parent in ("pPr", "tcPr", "tblPr", "trPr"):
                look.has_background = self.is_filled(step.get) or (look.has_background and "tblStylePr" in step.around)
            elif step.name == "shd" and step.parent == "rPr" and "tblStylePr" in step.around:
                look.has_background = look.has_background or self.is_filled(step.get)

    def read_run(self, look: Look, name: str, get: Get) -> None:
        """Store in `look` what a child element of run properties (w:rPr) sets.

        name: the element's name. get: returns the value of one of its attributes.
        """
        if name == "vanish":
            look.is_hidden = (get("val") or "1") not in OFF
        elif name == "color":
            look.is_white = is_near_white(self._colour(get, "val"))
        elif name == "sz" and get("val").isdecimal():
            look.is_tiny = int(get("val")[:9]) < TINY
        elif name == "highlight":
            look.is_marked = get("val") not in NO_HIGHLIGHT
        elif name == "shd":
            look.is_marked = look.is_marked or self.is_filled(get)

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

    def _style_look(self, kind: str, name: str) -> Look:
        """Return the look that a style gets from itself and from the styles that it is based on.

        An unknown style counts as the default style of its kind.
        """
        key = (kind, name if (kind, name) in self.looks else self.standard.get(kind, ""))
        look, read = NOTHING, set()
        while key in self.looks and key not in read:
            look = look.over(self.looks[key])
            read.add(key)
            key = (kind, self.bases.get(key, ""))
        return look

    def look(self, run: Look, *, character: str, paragraph: str, table: str | None) -> Look:
        """Return how a run looks.

        run: its direct format. character, paragraph, table: the IDs of its styles, "" for the default ones. table: None
        if the run is not in a table.
        """
        return run.over(self._basis(character, paragraph, table))

    def _look_of_styles(self, character: str, paragraph: str, table: str | None) -> Look:
        """Return how a run without direct format looks."""
        styles = [self._style_look(CHARACTER, character), self._style_look(PARAGRAPH, paragraph)]
        if table is not None:
            styles.append(self._style_look(TABLE, table))
        look = NOTHING
        for style in (*styles, self.defaults):
            look = look.over(style)
        is_odd = sum(style.is_hidden is True for style in styles) % 2 == 1
        look.is_hidden = self.defaults.is_hidden is True or is_odd
        look.has_background = any(style.has_background for style in (*styles, self.defaults))
        return look


def _is_filled(colour: str) -> bool:
    return colour == OTHER or shows_white(colour)


def _fraction(digits: str) -> float:
    """Return a number of two hexadecimal digits divided by 255; 1 if the text is no such number."""
    return int(digits, 16) / 255 if BYTE.fullmatch(digits) else 1


def is_unseen(look: Look, *, has_background: bool) -> bool:
    """True if nobody sees the words of a run. has_background: True if something around it has a background colour."""
    is_white = look.is_white and not (look.is_marked or look.has_background or has_background)
    return bool(look.is_hidden or look.is_tiny or is_white)
