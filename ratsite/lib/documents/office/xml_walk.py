"""Read an XML part of a document as a stream of elements, with the names of the elements around each.

Names are read without their namespace: Office writes the same elements in two ("strict" and "transitional"). Runs in
the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import posixpath
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

FALLBACK = "Fallback"  # an element with a copy for older programs (markup compatibility)
OFF = ("0", "false", "off", "none")
PIECE = 65_536  # bytes
DEEPEST = 500  # levels of nested elements: programs write some dozens


@dataclass(slots=True)
class Event:
    """A parsing event: the start of an element, the end of an element, or text between two of these.

    text: at the end of an element, the text directly inside it. around: the names of the elements around the event,
    outermost first.
    """

    is_start: bool
    name: str
    attributes: dict[str, str]
    around: tuple[str, ...]
    text: str = ""
    is_text: bool = False

    def get(self, name: str, default: str = "") -> str:
        """Return the value of an attribute, by its name without namespace."""
        if name in self.attributes:
            return self.attributes[name]
        ending = f":{name}"
        return next((value for key, value in self.attributes.items() if key.endswith(ending)), default)

    @property
    def parent(self) -> str:
        return self.around[-1] if self.around else ""

    @property
    def relation_id(self) -> str:
        """Return the relation ID that this element names, as in the attribute r:id."""
        return next((value for key, value in self.attributes.items() if key.endswith(":id")), "")


class _Walk(ContentHandler):
    def __init__(self, with_text: bool) -> None:
        super().__init__()
        self.with_text = with_text
        self.events: deque[Event] = deque()
        # For each open element, the names of the elements around what comes next.
        self.paths: list[tuple[str, ...]] = [()]
        self.open: list[tuple[dict[str, str], list[str]]] = []

    def startElement(self, name, attrs) -> None:
        around, name = self.paths[-1], name.rpartition(":")[2]
        if len(around) > DEEPEST:
            raise SAXException("too deep")
        attributes = {key: value for key, value in attrs.items() if not key.startswith("xmlns")}
        self.events.append(Event(True, name, attributes, around))
        self.paths.append((*around, name))
        self.open.append((attributes, []))

    def endElement(self, name) -> None:
        found, words = self.open.pop()
        self.paths.pop()
        self.events.append(Event(False, name.rpartition(":")[2], found, self.paths[-1], "".join(words)))

    def characters(self, content) -> None:
        if self.open:
            self.open[-1][1].append(content)
            if self.with_text:
                self.events.append(Event(False, "", {}, self.paths[-1], content, is_text=True))


def events(part: IO[bytes], *, with_text: bool = False) -> Iterator[Event]:
    """Yield the start and the end of each element of a part and, if `with_text`, the text between them.

    Raises SyntaxError for faulty XML and ValueError for a part with a DTD.
    """
    from defusedxml.expatreader import create_parser

    walk = _Walk(with_text)
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(walk)
    try:
        while piece := part.read(PIECE):
            parser.feed(piece)
            while walk.events:
                yield walk.events.popleft()
        parser.close()
    except SAXException as error:
        yield from walk.events
        raise SyntaxError from error
    yield from walk.events


def without_fallbacks(events: Iterator[Event]) -> Iterator[Event]:
    """Yield the events that are not inside a fallback, which repeats a drawing for older programs (FALLBACK)."""
    depth = 0
    for event in events:
        if event.name == FALLBACK:
            depth += 1 if event.is_start else -1
        elif not depth:
            yield event


def part_events(archive: zipfile.ZipFile, name: str, *, with_text: bool = False) -> Iterator[Event]:
    """Yield the events of the part `name` of an archive; nothing if there is no such part."""
    if name in archive.namelist():
        with archive.open(name) as part:
            yield from events(part, with_text=with_text)


def part_has(archive: zipfile.ZipFile, name: str, *words: bytes) -> bool:
    """True if a part of an archive contains any of these byte strings."""
    if name not in archive.namelist():
        return False
    with archive.open(name) as part:
        before, longest = b"", max(map(len, words))
        while piece := part.read(PIECE):
            text = before + piece
            if any(word in text for word in words):
                return True
            before = piece[-longest:]
    return False


@dataclass(frozen=True)
class Relation:
    """A relation from one part of an Office file to another, or to something outside it."""

    kind: str  # the last word of its type, such as "slide"
    target: str
    is_outside: bool


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """Return {ID: relation}: the links from one part of an Office file to other parts, and to addresses outside it."""
    folder, _, name = part.rpartition("/")
    relations_by_id = {}
    for event in part_events(archive, f"{folder}/_rels/{name}.rels".lstrip("/")):
        if event.is_start and event.name == "Relationship":
            target, is_outside = event.get("Target"), event.get("TargetMode") == "External"
            if not is_outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            relations_by_id[event.get("Id")] = Relation(event.get("Type").rpartition("/")[2], target, is_outside)
    return relations_by_id
