"""Build small trees of a shape's properties, such as its fill, while the part of the file is read as a stream.

The check for hidden text and the clean copy both pass it the start and the end of each element. Imports no framework.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

SKIPPED = ("custGeom", "prstGeom", "blip", "scene3d", "sp3d")  # they may be long, and say nothing about colours
MOST_NODES = 1_000  # of one tree: the nine levels of a list style have about 150. What follows is left out
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


@dataclass(slots=True)
class Node:
    name: str
    get: Get
    inside: list["Node"] = field(default_factory=list)
    text: str = ""

    def child(self, *names: str) -> "Node | None":
        """Return the first child with one of these names; None if there is none."""
        return next((one for one in self.inside if one.name in names), None)


class NodeReader:
    """Builds the trees of the elements with given names."""

    def __init__(self, *roots: str) -> None:
        self.roots = frozenset(roots)
        self.open: list[Node] = []
        self.skipped = 0  # open elements that the tree leaves out
        self.size = 0

    def start(self, name: str, get: Get) -> None:
        if not self.open and name not in self.roots:
            return
        if self.skipped or (self.open and (name in SKIPPED or self.size >= MOST_NODES)):
            self.skipped += 1
            return
        node = Node(name, get)
        if self.open:
            self.open[-1].inside.append(node)
        self.size = self.size + 1 if self.open else 1
        self.open.append(node)

    def end(self, text: str) -> Node | None:
        """Record the end of an element; return the tree if this was its root, else None. text: the element's text."""
        if self.skipped:
            self.skipped -= 1
        elif self.open:
            node = self.open.pop()
            node.text = text.strip()
            return None if self.open else node
        return None
