"""Find the shapes of an Office file that are hidden in the Selection Pane, with all that is in them.

The check for hidden text and the clean copy both use this module, so that they cannot differ (ECMA-376 part 1,
20.1.2.2.8; part 4, 19.1.2.19 for the older drawings). Imports no framework.
"""

from collections.abc import Callable

from ratsite.lib.documents.office.xml_walk import OFF, Event

OLDER = ("shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "group")  # in VML
SHAPES = (
    *("sp", "pic", "graphicFrame", "grpSp", "cxnSp", "contentPart", "wsp", "wgp", "drawing"),
    *("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"),
    *OLDER,
)
NAMES = ("cNvPr", "docPr")  # elements with the name of the shape around them
LINKS = ("chart", "relIds", "blip", "svgBlip", "imagedata", "fill")  # elements that name a relation to show its target
PICTURES = ("blip", "imagedata")
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


def hides_shape(name: str, get: Get) -> bool:
    """True if an element with this name hides the nearest shape around it."""
    return name in NAMES and (get("hidden") or "0") not in OFF


def is_hidden_itself(name: str, get: Get) -> bool:
    """True if an element is a hidden shape in the older markup, VML."""
    return name in OLDER and "visibility:hidden" in "".join(get("style").lower().split())


class OpenShapes:
    """The shapes that are open while a part is parsed, and the relation IDs that hidden and visible shapes refer to."""

    def __init__(self) -> None:
        self.hidden: list[bool] = []  # for each open shape, whether it is hidden
        self.hidden_pictures = 0
        # Relation IDs, by whether hidden shapes refer to them.
        self.links: dict[bool, set[str]] = {True: set(), False: set()}

    @property
    def is_hidden(self) -> bool:
        return any(self.hidden)

    def read(self, event: Event) -> None:
        """Record a parsing event. Call this for every event of the part, in order."""
        if event.name in SHAPES and not event.is_text:
            if event.is_start:
                self.hidden.append(is_hidden_itself(event.name, event.get))
            elif self.hidden:
                self.hidden.pop()
        elif event.is_start and self.hidden and hides_shape(event.name, event.get):
            self.hidden[-1] = True
        if event.is_start and event.name in LINKS:
            self.hidden_pictures += self.is_hidden and event.name in PICTURES
            self.record_links(event, is_hidden=self.is_hidden)

    def record_links(self, event: Event, *, is_hidden: bool) -> None:
        self.links[is_hidden].update(event.attributes.values())

    def hides_link(self, number: str) -> bool:
        """True if hidden shapes, and no others, refer to the relation with this ID."""
        return number in self.links[True] and number not in self.links[False]
