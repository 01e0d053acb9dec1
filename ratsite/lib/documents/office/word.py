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
from ratsite.lib.documents.office.shapes import PICTURES, OpenShapes
from ratsite.lib.documents.office.word_fields import LOADS, UNSHOWN
from ratsite.lib.documents.office.word_styles import BODY, SHADED, TextFormat, WordStyles, is_unseen
from ratsite.lib.documents.office.xml_walk import Event, part_events, without_fallbacks
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import to_the_end

NOTES = ("word/footnotes.xml", "word/endnotes.xml")
MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
COMMENTS = re.compile(r"word/comments\d*\.xml")
CHANGES = {"del": DELETED, "moveFrom": DELETED, "ins": INSERTED, "moveTo": INSERTED}
BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
# Marks that a row or a cell of a table was deleted, and the elements around each.
DELETES = {"del": ("tr", "trPr"), "cellDel": ("tc", "tcPr")}
FRAMES = ("p", "tc", "tr", "tbl", "txbxContent")  # elements that may have their own background colour


@dataclass
class Run:
    """An open run: the styles of its paragraph, its table and itself, and its direct format."""

    paragraph: str
    table: str | None
    style: str = ""
    direct: TextFormat = field(default_factory=TextFormat)

    def text_format(self, styles: WordStyles) -> TextFormat:
        return styles.text_format(self.direct, character=self.style, paragraph=self.paragraph, table=self.table)


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
        styles = WordStyles(lambda name: part_events(archive, name))
        read = (Story(place, styles).lines(part_events(archive, name)) for name, place in stories)
        yield from parts(to_the_end(*read, *comments))


class Story:
    """Reader of one text of a Word file: the body, the notes, a header or a footer."""

    def __init__(self, place: str, styles: WordStyles) -> None:
        self.place, self.word_styles = place, styles
        self.paragraph = 0
        self.words: list[str] = []
        self.hidden: list[str] = []
        self.runs: list[Run] = []
        self.styles: list[str] = [""]  # the style of each open paragraph
        self.tables: list[str | None] = [None]  # the style of each open table; None outside a table
        # For the page and each open frame, whether it has a background colour.
        self.backgrounds: list[bool] = [styles.has_page_colour]
        self.changes: list[Change] = []
        self.fields: list[list[str]] = []  # for each open field, the pieces of its instruction
        self.deleted: list[bool] = []  # for each open row and cell of a table, whether it was deleted
        self.shapes, self.has_hidden_picture = OpenShapes(), False
        self.formatted_by: dict[str, None] = {}

    def lines(self, story: Iterator[Event]) -> Iterator[str | HiddenPart]:
        """Yield the paragraphs that a reader sees, and the hidden parts. Nested paragraphs come first."""
        for event in without_fallbacks(story):
            self.shapes.read(event)
            if event.is_start:
                self._start(event)
            else:
                yield from self._end(event)
        for pieces in self.fields:  # without an end
            yield from self._field("".join(pieces))
        if self.formatted_by:
            yield HiddenPart(HiddenPartKind.CHANGE, FORMATTED, "\n".join(self.formatted_by))
        yield from self._line()

    def _start(self, event: Event) -> None:
        name = event.name
        if name in FRAMES:
            self.backgrounds.append(name == "txbxContent")
        if name in ("tr", "tc"):
            self.deleted.append(False)
        elif name in PICTURES:
            self.has_hidden_picture = self.has_hidden_picture or self._hides_picture()
        elif name == "p":
            self.paragraph += not self.runs
            self.styles.append("")
        elif name in ("tbl", "txbxContent"):
            self.tables.append("" if name == "tbl" else None)
        elif name == "r":
            self.runs.append(Run(self.styles[-1], self.tables[-1]))
        elif name in DELETES and event.around[-2:] == DELETES[name]:
            self.changes.append(Change(DELETED, event.get("author")))
            self.deleted[-1] = True
        elif name in CHANGES and event.parent not in ("rPr", "trPr", "numPr"):
            self.changes.append(Change(CHANGES[name], event.get("author")))
        elif name.endswith("Change") or name in CHANGES:
            self.formatted_by[event.get("author")] = None
        elif event.parent == "rPr" and self.runs and event.around[-2:-1] == ("r",):
            run = self.runs[-1]
            run.style = event.get("val") if name == "rStyle" else run.style
            self.word_styles.read_run(run.direct, name, event.get)
        elif name == "pStyle" and event.around[-2:] == ("p", "pPr"):
            self.styles[-1] = event.get("val")
        elif name == "tblStyle" and event.around[-2:] == ("tbl", "tblPr"):
            self.tables[-1] = event.get("val")
        elif name == "shd" and event.around[-2:] in SHADED:
            self.backgrounds[-1] = self.word_styles.is_filled(event.get)

    def _end(self, event: Event) -> Iterator[str | HiddenPart]:
        name = event.name
        if name in ("t", "delText") or (name in BREAKS and event.parent == "r"):
            self._add_text(BREAKS.get(name, event.text), is_deleted=name == "delText")
        elif name == "instrText" and self.fields:
            self.fields[-1].append(event.text)
        elif name in ("instrText", "fldSimple"):
            yield from self._field(event.get("instr") or event.text)
        elif name == "fldChar" and event.get("fldCharType") == "begin":
            self.fields.append([])
        elif name == "fldChar" and event.get("fldCharType") == "end" and self.fields:
            yield from self._field("".join(self.fields.pop()))
        elif name == "r" and self.runs:
            self.runs.pop()
        elif name in CHANGES and event.parent not in ("rPr", "trPr", "numPr") and self.changes:
            yield from self._change()
        elif name == "p":
            self.styles.pop()
            yield from self._line()
        elif name in ("tr", "tc") and self.deleted.pop() and self.changes:
            yield from self._change()
        if name in FRAMES:
            self.backgrounds.pop()
        if name in ("tbl", "txbxContent"):
            self.tables.pop()

    def _field(self, instruction: str) -> Iterator[HiddenPart]:
        if LOADS.match(instruction):
            yield self._found(HiddenPartKind.LINK, instruction)
        elif UNSHOWN.match(instruction):
            yield self._found(HiddenPartKind.OTHER, instruction)

    def _change(self) -> Iterator[HiddenPart]:
        change = self.changes.pop()
        if words := "".join(change.words).strip():
            yield self._found(HiddenPartKind.CHANGE, f"{change.author}: {words}", change.place)

    def _add_text(self, words: str, *, is_deleted: bool) -> None:
        is_deleted = is_deleted or any(change.place == DELETED for change in self.changes)
        if self.changes:
            self.changes[-1].words.append(words)
        elif is_deleted:  # deleted text without the element that marks a deletion
            self.hidden.append(words)
        if is_deleted:
            return
        (self.hidden if self._is_unseen() else self.words).append(words)

    def _is_unseen(self) -> bool:
        """True if nobody sees the words of the open run. A text box is hidden with the run that it is anchored to."""
        if self.shapes.is_hidden:
            return True
        if not self.runs:
            return False
        *outer, text_format = (run.text_format(self.word_styles) for run in self.runs)
        return is_unseen(text_format, has_background=any(self.backgrounds)) or any(anchor.is_hidden for anchor in outer)

    def _hides_picture(self) -> bool:
        """True if a picture in the open run is deleted or hidden. Colour and size of the run's text play no role."""
        is_deleted = any(change.place == DELETED for change in self.changes)
        return (
            is_deleted or self.shapes.is_hidden or any(run.text_format(self.word_styles).is_hidden for run in self.runs)
        )

    def _line(self) -> Iterator[str | HiddenPart]:
        yield "".join(self.words)
        self.words.clear()
        if hidden := "".join(self.hidden).strip():
            yield self._found(HiddenPartKind.TEXT, hidden)
        self.hidden.clear()
        if self.has_hidden_picture:
            yield self._found(HiddenPartKind.PICTURE, "")
        self.has_hidden_picture = False

    def _found(self, kind: str, text: str, place: str = "") -> HiddenPart:
        if self.place == PARAGRAPH:
            return HiddenPart(kind, place or PARAGRAPH, text, {"number": self.paragraph})
        return HiddenPart(kind, self.place, text)


def _comments(archive: zipfile.ZipFile, name: str) -> Iterator[HiddenPart]:
    words: list[str] = []
    for event in part_events(archive, name):
        if event.is_start and event.name == "comment":
            words = [f"{event.get('author')}: "]
        elif event.name in ("t", "delText") and not event.is_start:
            words.append(event.text)
        elif event.name == "p" and not event.is_start:
            words.append("\n")
        elif event.name == "comment":
            yield HiddenPart(HiddenPartKind.COMMENT, WHOLE, "".join(words))
            words = []
    if text := "".join(words).strip():
        yield HiddenPart(HiddenPartKind.COMMENT, WHOLE, text)
