"""Find out which styles of an OpenDocument file hide text, slides or sheets, or make text white (ODF 1.3 part 3, 16).

The check for hidden text and the clean copy both use this module, so that they cannot differ. Each property comes from
the nearest style that sets it, even if it sets it to "shown". A paragraph without a style has the style "Standard", as
in LibreOffice. Imports no framework.
"""

import re
from dataclasses import dataclass, field, fields

from ratsite.lib.documents.colours import is_near_white, white_is_seen_on
from ratsite.lib.documents.office.open_formats import Formats
from ratsite.lib.documents.office.xml_walk import Event

NOT_SHOWN = ("none", "condition")
SHAPES = (
    *("frame", "custom-shape", "rect", "line", "polyline", "polygon", "regular-polygon", "path", "circle", "ellipse"),
    *("connector", "caption", "measure", "g"),
)
UNSEEN_SHAPES = ("none", "printer")  # values of draw:display of a shape that no screen shows
TINY = 2  # points
PARAGRAPH, TEXT, CELL, SLIDE, SHEET = "paragraph", "text", "table-cell", "drawing-page", "table"
GRAPHIC, PRESENTATION = "graphic", "presentation"
STANDARD = {PARAGRAPH: "Standard", CELL: "Default"}  # the style of an element that names none, by family
# The family of styles that an element with text names. These elements may show text inside hidden text.
FAMILIES = {"p": PARAGRAPH, "h": PARAGRAPH, "span": TEXT, "a": TEXT}
# {properties: (attribute, its value)} that hide a slide or a sheet.
HIDING = {"drawing-page-properties": ("visibility", "hidden"), "table-properties": ("display", "false")}
FOLLOWED = re.compile(r"#|https?:|mailto:|tel:", re.IGNORECASE)  # links that load only when a reader follows them
Key = tuple[str, str]  # family and name; the name of the defaults is ""


@dataclass(frozen=True)
class TextFormat:
    """The properties of text that a style sets. A field is None if the style does not set it."""

    is_hidden: bool | None = None
    is_tiny: bool | None = None
    is_white: bool | None = None
    is_marked: bool | None = None  # the words themselves have a background on which white words are seen
    is_unshown: bool | None = None  # the number format of the cell shows nothing

    def over(self, basis: "TextFormat") -> "TextFormat":
        """Return this text format with each None replaced by the value in `basis`."""
        pairs = ((getattr(self, one.name), getattr(basis, one.name)) for one in fields(self))
        return TextFormat(*(below if own is None else own for own, below in pairs))


@dataclass
class Styles:
    """The styles of a document. A later style with the same name replaces an earlier one."""

    text_formats: dict[Key, TextFormat] = field(default_factory=dict)
    based: dict[Key, str] = field(default_factory=dict)
    hiding: set[Key] = field(default_factory=set)  # styles that hide a slide or a sheet
    # Styles that fill a background: True if white words are seen on it.
    backgrounds: dict[Key, bool] = field(default_factory=dict)
    masters: dict[str, str] = field(default_factory=dict)  # {name of a master page: the style of its background}
    maps: dict[Key, list[str]] = field(default_factory=dict)  # {style: styles that conditions replace it by}
    sizes: dict[str, tuple[str, str]] = field(default_factory=dict)  # {page layout: width and height of its page}
    layouts: dict[str, str] = field(default_factory=dict)  # {name of a master page: its page layout}
    layout: str = ""  # the page layout that is being read
    clips: dict[Key, str] = field(default_factory=dict)  # what styles crop of a picture
    formats: Formats = field(default_factory=Formats)
    format_names: dict[Key, str] = field(default_factory=dict)
    has_dark_page: bool = False  # of a text
    key: Key = ("", "")  # the style that is being read

    def read(self, event: Event) -> None:
        """Store what an element says about a style. event: the start or the end of the element."""
        self.formats.read(event)
        if not event.is_start:
            return
        if event.name in ("style", "default-style"):
            self.key = event.get("family"), event.get("name") if event.name == "style" else ""
            self.text_formats[self.key], self.based[self.key] = TextFormat(), event.get("parent-style-name")
            self.hiding.discard(self.key)
            self.backgrounds.pop(self.key, None)
            self.clips.pop(self.key, None)
            self.maps.pop(self.key, None)
            self.format_names[self.key] = event.get("data-style-name")
        elif event.name == "master-page":
            self.masters[event.get("name")] = event.get("style-name")
            self.layouts[event.get("name")] = event.get("page-layout-name")
        elif event.name == "page-layout":
            self.layout = event.get("name")
        elif event.name == "page-layout-properties":
            self.has_dark_page = self.has_dark_page or bool(_filled(event))
            self.sizes[self.layout] = event.get("page-width"), event.get("page-height")
        elif event.name == "background-image" and event.get("href") and "style" in event.around:
            self.backgrounds[self.key] = True
        elif event.parent not in ("style", "default-style"):
            return
        elif event.name == "map":
            self.maps.setdefault(self.key, []).append(event.get("apply-style-name"))
        elif event.name == "text-properties":
            display, size = event.get("display"), event.get("font-size")
            is_tiny = _is_tiny(size) if size else None
            is_hidden = display in NOT_SHOWN if display else None
            self.text_formats[self.key] = TextFormat(is_hidden, is_tiny, _is_white(event), _is_marked(event))
        elif event.name in HIDING and event.get(HIDING[event.name][0]) == HIDING[event.name][1]:
            self.hiding.add(self.key)
        if event.name == "graphic-properties" and event.get("clip"):
            self.clips[self.key] = event.get("clip")
        if (
            event.name.endswith("-properties")
            and event.name != "text-properties"
            and (fill := _filled(event)) is not None
        ):
            self.backgrounds[self.key] = fill

    @property
    def can_hide(self) -> bool:
        """True if any style may hide text, or makes it tiny or white."""
        return bool(self.formats.formats) or any(
            text_format.is_hidden or text_format.is_tiny or text_format.is_white
            for text_format in self.text_formats.values()
        )

    def hides(self, family: str, name: str) -> bool:
        """True if a style hides a slide (family SLIDE) or a sheet (SHEET)."""
        return (family, name) in self.hiding or ("", name) in self.hiding

    def text_format(self, family: str, name: str) -> TextFormat:
        """Return the text format that a style gives, with what its parent styles and the defaults of its family add."""
        text_format = self._own(family, name or STANDARD.get(family, ""))
        return text_format if family == TEXT else text_format.over(self.text_formats.get((family, ""), TextFormat()))

    def _own(self, family: str, name: str) -> TextFormat:
        """Return the text format that a style and its parent styles give, without the defaults of its family."""
        text_format = TextFormat()
        for key in self._chain(family, name):
            text_format = text_format.over(self.text_formats[key])
        return text_format

    def _chain(self, family: str, name: str) -> list[Key]:
        """Return the keys of a style and of the styles that it is based on, the nearest first."""
        chain: list[Key] = []
        while name:
            key = next((key for key in ((family, name), ("", name)) if key in self.text_formats), None)
            if key is None or key in chain:
                break
            chain.append(key)
            name = self.based[key]
        return chain

    def background(self, family: str, name: str) -> bool | None:
        """Return True if a style fills a background on which white words are seen, False for a white one.

        Returns None if neither the style nor a style that it is based on fills a background.
        """
        keys = [*self._chain(family, name), (family, "")]
        return next((self.backgrounds[key] for key in keys if key in self.backgrounds), None)

    def clip(self, name: str) -> tuple[Key, str] | None:
        """Return (key, fo:clip value) of the style that crops pictures in a shape with this style; None if none does.

        It is this style or the nearest of those that it is based on.
        """
        keys = (key for family in (GRAPHIC, PRESENTATION) for key in [*self._chain(family, name), (family, "")])
        return next(((key, self.clips[key]) for key in keys if key in self.clips), None)

    def cell_look(self, name: str, kind: str, value: str) -> TextFormat:
        """Return the text format of a sheet's cell. name: its style; kind and value: the cell's type and value."""
        names = [mapped for key in self._chain(CELL, name or STANDARD[CELL]) for mapped in self.maps.get(key, ())]
        # A condition counts as met if its style hides words: then too much is found hidden, not too little.
        for mapped in names:
            text_format = self._cell_text_format(mapped, kind, value)
            if (
                text_format.is_unshown
                or text_format.is_hidden
                or text_format.is_tiny
                or (text_format.is_white and not self.background(CELL, mapped))
            ):
                return text_format
        return self._cell_text_format(name, kind, value)

    def _cell_text_format(self, name: str, kind: str, value: str) -> TextFormat:
        formats = (self.format_names.get(key) for key in [*self._chain(CELL, name or STANDARD[CELL]), (CELL, "")])
        if self.formats.hides(next(filter(None, formats), ""), kind, value):
            return TextFormat(is_unshown=True)
        return self.text_format(CELL, name)

    def text_format_of(self, tag: str, name: str, holder: TextFormat | None) -> TextFormat:
        """Return the text format that the style of an element gives to its text.

        tag: one of FAMILIES. name: the style; "" if the element has none. holder: the text format of the cell or shape
        that contains the element; None if nothing does.
        """
        family = FAMILIES[tag]
        if holder is None or family == TEXT:
            return self.text_format(family, name)
        if not name:
            return holder.over(self.text_format(family, name))
        return self._own(family, name).over(holder).over(self.text_formats.get((family, ""), TextFormat()))


def is_unseen(levels: list[list[TextFormat]], *, has_background: bool) -> bool:
    """True if readers do not see a text. has_background: True if the background around it is dark.

    levels: a list for each paragraph around the text, outermost first. (A text box has paragraphs inside a paragraph,
    and is hidden if the outer paragraph is.) The list contains the text format of the paragraph, then those of the open
    elements in it, outermost first. The innermost text format that sets a property decides.
    """
    text_formats = []
    for level in levels:
        text_format = TextFormat()
        for inner in reversed(level):
            text_format = text_format.over(inner)
        text_formats.append(text_format)
    if any(text_format.is_hidden or text_format.is_unshown for text_format in text_formats):
        return True
    return bool(text_formats) and bool(
        text_formats[-1].is_tiny
        or (text_formats[-1].is_white and not text_formats[-1].is_marked and not has_background)
    )


def _is_white(event: Event) -> bool | None:
    """True if text properties make words white; None if they name no colour. False for an automatic colour."""
    if event.get("use-window-font-color") == "true":
        return False
    return is_near_white(_colour(event.get("color"))) if event.get("color") else None


def _is_marked(event: Event) -> bool | None:
    return white_is_seen_on(_colour(event.get("background-color"))) if event.get("background-color") else None


def _filled(event: Event) -> bool | None:
    """True if properties fill a background on which white words are seen; False if white; None if they fill none.

    A pattern, a gradient or a picture counts as such a background.
    """
    fill, colour, background = (event.get(name) for name in ("fill", "fill-color", "background-color"))
    if fill and fill not in ("none", "solid"):
        return True
    if fill == "solid" or (colour and fill != "none"):
        return white_is_seen_on(_colour(colour)) or not colour
    return white_is_seen_on(_colour(background)) if background and background != "transparent" else None


def _colour(written: str) -> str:
    return written.removeprefix("#").upper()


def _is_tiny(size: str) -> bool | None:
    """True if a font size, such as "1.5pt", is too small to read; None if it is not in points, such as "80%"."""
    number = size.removesuffix("pt")
    return float(number) < TINY if size.endswith("pt") and number.replace(".", "", 1).isdecimal() else None
