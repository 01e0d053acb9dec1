"""Find out which styles of an OpenDocument file hide text, slides or sheets (ODF 1.3 part 3, 16).

The check for hidden text and the clean copy both ask this module, so that they cannot differ. The nearest style that
says something about a property decides: also one that says that the text is shown. A paragraph without a style has the
style "Standard", as in LibreOffice. Imports no framework.
"""

from dataclasses import dataclass, field

from ratsite.lib.documents.office.xml_walk import Step

NOT_SHOWN = ("none", "condition")
SHAPES = (
    *("frame", "custom-shape", "rect", "line", "polyline", "polygon", "regular-polygon", "path", "circle", "ellipse"),
    *("connector", "caption", "measure", "g"),
)
UNSEEN_SHAPES = ("none", "printer")  # values of draw:display of a shape that no screen shows
TINY = 2  # points
PARAGRAPH, TEXT, CELL, SLIDE, SHEET = "paragraph", "text", "table-cell", "drawing-page", "table"
STANDARD = {PARAGRAPH: "Standard", CELL: "Default"}  # the style of what names none
# The family of styles that an element with text names. These elements may show text inside hidden text.
FAMILIES = {"p": PARAGRAPH, "h": PARAGRAPH, "span": TEXT, "a": TEXT}
# {properties: (attribute, its value)} that hide a slide or a sheet.
HIDING = {"drawing-page-properties": ("visibility", "hidden"), "table-properties": ("display", "false")}
Key = tuple[str, str]  # family and name; the name of the defaults is ""


@dataclass(frozen=True)
class Look:
    """What a style says about text. None means that it says nothing."""

    is_hidden: bool | None = None
    is_tiny: bool | None = None

    def over(self, basis: "Look") -> "Look":
        """Return this look, with what it leaves open taken from another."""
        return Look(
            basis.is_hidden if self.is_hidden is None else self.is_hidden,
            basis.is_tiny if self.is_tiny is None else self.is_tiny,
        )


@dataclass
class Styles:
    """The styles of a document. A later style with the same name replaces an earlier one."""

    looks: dict[Key, Look] = field(default_factory=dict)
    based: dict[Key, str] = field(default_factory=dict)
    hiding: set[Key] = field(default_factory=set)  # styles that hide a slide or a sheet
    key: Key = ("", "")  # the style that is being read

    def read(self, step: Step) -> None:
        """Store what an element says about a style. step: the start of the element."""
        if step.name in ("style", "default-style"):
            self.key = step.get("family"), step.get("name") if step.name == "style" else ""
            self.looks[self.key], self.based[self.key] = Look(), step.get("parent-style-name")
            self.hiding.discard(self.key)
        elif step.parent not in ("style", "default-style"):
            return
        elif step.name == "text-properties":
            display, size = step.get("display"), step.get("font-size")
            is_tiny = _is_tiny(size) if size else None
            self.looks[self.key] = Look(display in NOT_SHOWN if display else None, is_tiny)
        elif step.name in HIDING:
            attribute, value = HIDING[step.name]
            if step.get(attribute) == value:
                self.hiding.add(self.key)

    @property
    def can_hide(self) -> bool:
        """True if any style hides text or makes it tiny."""
        return any(look.is_hidden or look.is_tiny for look in self.looks.values())

    def hides(self, family: str, name: str) -> bool:
        """True if a style hides a slide (family SLIDE) or a sheet (SHEET)."""
        return (family, name) in self.hiding or ("", name) in self.hiding

    def look(self, family: str, name: str) -> Look:
        """Return what a style, the styles that it is based on and the defaults of the family say."""
        look, read = Look(), set()
        name = name or STANDARD.get(family, "")
        while name and name not in read:
            read.add(name)
            key = next((key for key in ((family, name), ("", name)) if key in self.looks), None)
            if key is None:
                break
            look, name = look.over(self.looks[key]), self.based[key]
        return look if family == TEXT else look.over(self.looks.get((family, ""), Look()))

    def look_of(self, tag: str, name: str, cell: str | None) -> Look:
        """Return what the style of an element says about its text. tag: one of FAMILIES; name: its style, "" if none.

        cell: the style of the cell of a sheet around it; None if there is none.
        """
        look = self.look(FAMILIES[tag], name)
        if cell is None or FAMILIES[tag] == TEXT:
            return look
        return look.over(self.look(CELL, cell)) if name else self.look(CELL, cell).over(look)


def unseen(levels: list[list[Look]]) -> bool:
    """True if nobody sees a text. levels: for each paragraph around it, outermost first, its look and those inside it.

    The innermost look decides. A text box is hidden with the text that it is anchored to.
    """
    looks = []
    for level in levels:
        look = Look()
        for inner in reversed(level):
            look = look.over(inner)
        looks.append(look)
    return any(look.is_hidden for look in looks) or bool(looks and looks[-1].is_tiny)


def _is_tiny(size: str) -> bool | None:
    """True if a font size, such as "1.5pt", is too small to read; None for a size relative to another."""
    number = size.removesuffix("pt")
    return float(number) < TINY if size.endswith("pt") and number.replace(".", "", 1).isdecimal() else None
