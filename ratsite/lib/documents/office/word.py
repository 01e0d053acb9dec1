"""Extract from a Word file (ECMA-376 part 1, 17) the text that a reader sees, and its hidden text and tracked changes.

Tracked changes count as accepted: insertions are visible text and deletions are not. Both are hidden parts too, so that
the curator learns of them. Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ratsite.lib.documents.hidden_parts import (
    DELETED,
    FORMATTED,
    INSERTED,
    MARGIN,
    NOTE,
    PARAGRAPH,
    WHOLE,
    HiddenPart,
    HiddenPartKind,
    Page,
)
from ratsite.lib.documents.office.xml_walk import Step, part_steps, without_fallbacks
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import to_the_end

BODY, STYLES = "word/document.xml", "word/styles.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
COMMENTS = re.compile(r"word/comments\d*\.xml")
CHANGES = {"del": DELETED, "moveFrom": DELETED, "ins": INSERTED, "moveTo": INSERTED}
LOADS = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO)\b", re.IGNORECASE)
BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
WHITE, NO_FILL = "FFFFFF", ("auto", "FFFFFF", "")
TINY = 4  # half-points: smaller text cannot be read
FRAMES = ("p", "tc", "tbl", "txbxContent")  # elements that may have their own background colour


@dataclass
class Run:
    is_hidden: bool
    is_white: bool = False
    is_tiny: bool = False
    has_ground: bool = False


@dataclass
class Change:
    place: str
    author: str
    words: list[str] = field(default_factory=list)


def word_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the text of a Word file in numbered parts: paragraphs with their tables, notes, headers and footers."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        margins = sorted(filter(MARGINS.fullmatch, names))
        comments = (_comments(archive, name) for name in sorted(filter(COMMENTS.fullmatch, names)))
        stories = [(BODY, PARAGRAPH), *((name, NOTE) for name in NOTES), *((name, MARGIN) for name in margins)]
        hiding = _hiding_styles(archive)
        read = (Story(place, hiding).lines(part_steps(archive, name)) for name, place in stories)
        yield from parts(to_the_end(*read, *comments))


def _hiding_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the IDs of the styles that hide text, and of the styles based on these.

    If the default style of the document hides its text, "" is included.
    """
    hiding, based, style = set(), {}, ""
    for step in part_steps(archive, STYLES):
        if not step.is_start:
            continue
        if step.name in ("docDefaults", "style"):
            style = step.get("styleId")
        elif step.name == "basedOn":
            based[style] = step.get("val")
        elif step.name == "vanish" and step.is_on:
            hiding.add(style)
    for _ in based:
        more = {style for style, basis in based.items() if basis in hiding} - hiding
        if not more:
            break
        hiding |= more
    return hiding


class Story:
    """Reader of one text of a Word file: the body, the notes, a header or a footer."""

    def __init__(self, place: str, hiding: set[str]) -> None:
        self.place, self.hiding = place, hiding
        self.paragraph = 0
        self.words: list[str] = []
        self.hidden: list[str] = []
        self.runs: list[Run] = []
        self.styles: list[str] = [""]  # the style of each open paragraph
        self.grounds: list[bool] = [False]  # for each open frame, whether it has its own background colour
        self.changes: list[Change] = []
        self.formatted_by: dict[str, None] = {}

    def lines(self, story: Iterator[Step]) -> Iterator[str | HiddenPart]:
        """Yield the paragraphs that a reader sees, and the hidden parts. Nested paragraphs come first."""
        for step in without_fallbacks(story):
            if step.is_start:
                self._start(step)
            else:
                yield from self._end(step)
        if self.formatted_by:
            yield HiddenPart(HiddenPartKind.CHANGE, FORMATTED, "\n".join(self.formatted_by))
        yield from self._line()

    def _start(self, step: Step) -> None:
        name = step.name
        if name in FRAMES:
            self.grounds.append(name == "txbxContent")
        if name == "p":
            self.paragraph += not self.runs
            self.styles.append("")
        elif name == "r":
            self.runs.append(Run(is_hidden="" in self.hiding or self.styles[-1] in self.hiding))
        elif name in CHANGES and step.parent not in ("rPr", "trPr", "numPr"):
            self.changes.append(Change(CHANGES[name], step.get("author")))
        elif name.endswith("Change") or name in CHANGES:
            self.formatted_by[step.get("author")] = None
        elif step.parent == "rPr" and self.runs and step.around[-2:-1] == ("r",):
            self._format(step)
        elif step.around[-2:-1] == ("pPrChange",):  # the format of the paragraph before a change
            return
        elif name == "pStyle":
            self.styles[-1] = step.get("val")
        elif name == "tblStyle" or (name == "shd" and step.get("fill") not in NO_FILL):
            self.grounds[-1] = True
        elif name == "background":
            self.grounds[0] = True

    def _format(self, step: Step) -> None:
        run, value = self.runs[-1], step.get("val")
        if step.name == "vanish":
            run.is_hidden = step.is_on
        elif step.name == "rStyle" and value in self.hiding:
            run.is_hidden = True
        elif step.name == "color":
            run.is_white = value.upper() == WHITE
        elif step.name == "sz":
            run.is_tiny = value.isdecimal() and int(value) < TINY
        elif step.name == "highlight" or (step.name == "shd" and step.get("fill") not in NO_FILL):
            run.has_ground = True

    def _end(self, step: Step) -> Iterator[str | HiddenPart]:
        name = step.name
        if name in ("t", "delText") or (name in BREAKS and step.parent == "r"):
            self._say(BREAKS.get(name, step.text), is_deleted=name == "delText")
        elif name == "instrText" and (LOADS.match(step.text)):
            yield self._found(HiddenPartKind.LINK, step.text)
        elif name == "r" and self.runs:
            self.runs.pop()
        elif name in CHANGES and step.parent not in ("rPr", "trPr", "numPr") and self.changes:
            change = self.changes.pop()
            if words := "".join(change.words).strip():
                yield self._found(HiddenPartKind.CHANGE, f"{change.author}: {words}", change.place)
        elif name == "p":
            self.styles.pop()
            yield from self._line()
        if name in FRAMES:
            self.grounds.pop()

    def _say(self, words: str, *, is_deleted: bool) -> None:
        is_deleted = is_deleted or any(change.place == DELETED for change in self.changes)
        if self.changes:
            self.changes[-1].words.append(words)
        elif is_deleted:  # deleted text without the element that marks a deletion
            self.hidden.append(words)
        if is_deleted:
            return
        run = self.runs[-1] if self.runs else Run(is_hidden=False)
        is_white = run.is_white and not run.has_ground and not any(self.grounds)
        (self.hidden if run.is_hidden or run.is_tiny or is_white else self.words).append(words)

    def _line(self) -> Iterator[str | HiddenPart]:
        yield "".join(self.words)
        self.words.clear()
        if hidden := "".join(self.hidden).strip():
            yield self._found(HiddenPartKind.TEXT, hidden)
        self.hidden.clear()

    def _found(self, kind: str, text: str, place: str = "") -> HiddenPart:
        if self.place == PARAGRAPH:
            return HiddenPart(kind, place or PARAGRAPH, text, {"number": self.paragraph})
        return HiddenPart(kind, self.place, text)


def _comments(archive: zipfile.ZipFile, name: str) -> Iterator[HiddenPart]:
    words: list[str] = []
    for step in part_steps(archive, name):
        if step.is_start and step.name == "comment":
            words = [f"{step.get('author')}: "]
        elif step.name in ("t", "delText") and not step.is_start:
            words.append(step.text)
        elif step.name == "p" and not step.is_start:
            words.append("\n")
        elif step.name == "comment":
            yield HiddenPart(HiddenPartKind.COMMENT, WHOLE, "".join(words))
            words = []
    if text := "".join(words).strip():
        yield HiddenPart(HiddenPartKind.COMMENT, WHOLE, text)
