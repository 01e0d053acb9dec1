"""Find out which styles of an OpenDocument file hide text, slides or sheets. Imports no framework."""

from dataclasses import dataclass, field

from ratsite.lib.documents.office.xml_walk import Step

NOT_SHOWN = ("none", "condition")
TINY = 2  # points
MOST_BASES = 20  # length of a chain of styles that are based on one another


@dataclass
class Styles:
    """The names of the styles that hide text, slides or sheets, and which style each style is based on."""

    text: set[str] = field(default_factory=set)
    slides: set[str] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)
    based: dict[str, str] = field(default_factory=dict)
    name: str = ""  # the style that is being read

    def read(self, step: Step) -> None:
        """Store what an element says about a style. step: the start of the element."""
        if step.name == "style":
            self.name = step.get("name")
            self.based[self.name] = step.get("parent-style-name")
        elif step.name == "text-properties" and (step.get("display") in NOT_SHOWN or is_tiny(step.get("font-size"))):
            self.text.add(self.name)
        elif step.name == "drawing-page-properties" and step.get("visibility") == "hidden":
            self.slides.add(self.name)
        elif step.name == "table-properties" and step.get("display") == "false":
            self.sheets.add(self.name)

    def hides(self, name: str) -> bool:
        """True if this style of text, or a style that it is based on, hides the text."""
        for _ in range(MOST_BASES):
            if not name or name in self.text:
                break
            name = self.based.get(name, "")
        return name in self.text


def is_tiny(size: str) -> bool:
    """True if a font size, such as "1.5pt", is too small to read (below TINY points)."""
    number = size.removesuffix("pt")
    return size.endswith("pt") and number.replace(".", "", 1).isdecimal() and float(number) < TINY
