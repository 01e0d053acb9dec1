"""Extract from an OpenDocument file (ODF 1.3) the text that a reader sees, and its hidden parts.

The file is a text, presentation or spreadsheet. Tracked changes count as accepted, as in Word files. Runs in the
limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from ratsite.lib.documents.hidden_parts import (
    COLUMN,
    CROPPED,
    ROW,
    ROWS,
    SHEET,
    SLIDE,
    WHOLE,
    HiddenPart,
    HiddenPartKind,
    Page,
)
from ratsite.lib.documents.office import open_styles
from ratsite.lib.documents.office.crops import clip_lengths
from ratsite.lib.documents.office.open_styles import (
    FAMILIES,
    FOLLOWED,
    SHAPES,
    UNSEEN_SHAPES,
    Styles,
    TextFormat,
    is_unseen,
)
from ratsite.lib.documents.office.open_surfaces import Surfaces, repeat_count
from ratsite.lib.documents.office.sheets import BETWEEN, letters
from ratsite.lib.documents.office.xml_walk import Event, part_events
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import DAMAGED, Unread

CONTENT, STYLES = "content.xml", "styles.xml"
LINES = ("p", "h")
MOST_SPACES = 100
CELLS = ("table-cell", "covered-table-cell")
VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")
UNSHOWN_ROWS = ("collapse", "filter")
MARGINS = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
DESCRIPTIONS = ("title", "desc")  # texts of pictures, which file_facts checks
LOADING = ("image", "object", "plugin", "section-source", "table-source", "cell-range-source", "audio", "video")
# Elements whose text is not on the page, each with the kind of hidden part.
ASIDE = {
    "tracked-changes": HiddenPartKind.CHANGE,
    "changed-region": HiddenPartKind.CHANGE,
    "annotation": HiddenPartKind.COMMENT,
    "notes": HiddenPartKind.NOTES,  # notes of a slide; a footnote is a `note`
    "script": HiddenPartKind.MACRO,
    "forms": HiddenPartKind.FORM,
    "content-validations": HiddenPartKind.OTHER,
    "covered-table-cell": HiddenPartKind.TEXT,  # covered by a merged cell
}
# Attributes with text that a field may show at another time.
OTHERWISE = ("string-value", "string-value-if-true", "string-value-if-false")
FIELDS = ("hidden-text", "conditional-text", "user-field-decl", "variable-set")


def open_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the pages of an OpenDocument file (slides, sheets, or parts of a text) and its hidden parts."""
    with zipfile.ZipFile(path) as archive:
        styles, is_whole = Styles(), True
        margins: list[str | HiddenPart] = []
        try:
            margins += _margins(archive, styles)
        except DAMAGED:
            is_whole = False
        document = Document(styles)
        yield from _pages(document, part_events(archive, CONTENT, with_text=True), margins)
    if not is_whole:
        raise Unread


def _pages(
    document: "Document", content: Iterator[Event], margins: list[str | HiddenPart]
) -> Iterator[Page | HiddenPart]:
    """Yield the content of a document as numbered pages: a slide is one page, a sheet or text is cut into parts."""
    number = 1
    lines: list[str | HiddenPart] = []
    try:
        for record in document.records(content):
            if isinstance(record, Section):
                for page in record.pages(lines, number):
                    yield page
                    if isinstance(page, Page):
                        number = page.number + 1
                lines = []
            else:
                lines.append(record)
    except DAMAGED:
        yield from parts(lines, number)
        raise
    yield from parts([*lines, *margins] if document.is_text else lines, number)


class Section:
    """A marker that `Document.records` yields after the lines of each slide or sheet. `pages` turns them into pages."""

    def __init__(self, kind: str, name: str, number: int, is_hidden: bool) -> None:
        self.kind, self.name, self.number, self.is_hidden = kind, name, number, is_hidden

    def pages(self, lines: list[str | HiddenPart], first: int) -> Iterator[Page | HiddenPart]:
        shown = [line for line in lines if isinstance(line, str)]
        yield from (line for line in lines if isinstance(line, HiddenPart))
        text = "\n".join(filter(None, shown))
        is_slide = self.kind == HiddenPartKind.SLIDE
        if self.is_hidden:
            about = {"number": self.number, "sheet": self.name}
            yield HiddenPart(self.kind, SLIDE if is_slide else SHEET, text, about)
        if is_slide:
            yield Page(self.number, "" if self.is_hidden else text)
        elif not self.is_hidden:
            yield from parts(shown, first, self.name)


def _margins(archive: zipfile.ZipFile, styles: Styles) -> Iterator[str | HiddenPart]:
    """Yield the headers and footers, and store the styles of the file in `styles`."""
    document = Document(styles)
    for record in document.records(part_events(archive, STYLES, with_text=True), only_in=MARGINS):
        if not isinstance(record, Section):
            yield record


class Document:
    """Streaming reader of the content of an OpenDocument file."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.lines: list[list[str]] = []  # the visible text of each open paragraph, outermost first
        self.unseen: list[list[str]] = []  # the hidden text of each open paragraph
        self.hidden: list[bool] = []  # for each open element, whether it hides all that is in it
        # For each open paragraph, its text format and those of the open elements in it.
        self.levels: list[list[TextFormat]] = []
        self.surfaces = Surfaces(styles)
        self.aside: list[tuple[str, list[str]]] = []
        self.slide, self.frame_style = 0, ""
        self.name, self.is_section_hidden = "", False
        self.columns: list[bool] = []  # for each column of the sheet, whether it is hidden
        self.in_columns: dict[int, list[str]] = {}
        self.row, self.row_repeats, self.is_row_hidden = 0, 1, False
        self.cells: list[str] | None = None
        self.cell: list[str] = []
        self.column = 0  # the column that was read last in this row
        self.is_text = True  # False once a slide or a sheet was found

    def records(self, events: Iterator[Event], only_in: tuple[str, ...] = ()) -> Iterator[str | HiddenPart | Section]:
        """Yield the paragraphs or rows that a reader sees, hidden parts, and a Section after each slide or sheet.

        only_in: yield only what is inside elements with these names, such as headers; empty for everything.
        """
        for event in events:
            if event.is_text:
                self._text(event.text, event)
            elif event.is_start:
                yield from self._start(event)
            else:
                self.styles.read(event)
                for record in self._end(event):
                    if not only_in or any(name in event.around for name in only_in):
                        yield record

    def _text(self, text: str, event: Event) -> None:
        """Add text to the open hidden part, such as a comment, or else to the open paragraph."""
        if self.aside:
            self.aside[-1][1].append(text)
        elif event.parent in DESCRIPTIONS:
            return
        elif self.lines:
            is_hidden = any(self.hidden) or is_unseen(self.levels, has_background=self.surfaces.has_background)
            (self.unseen if is_hidden else self.lines)[-1].append(text)

    def _start(self, event: Event) -> Iterator[HiddenPart]:
        name = event.name
        self.styles.read(event)
        self.surfaces.start(name, event.get)
        if name in LINES:
            self.lines.append([])
            self.unseen.append([])
            self.levels.append([])
        if name in FAMILIES and self.levels:
            self.levels[-1].append(self.styles.text_format_of(name, event.get("style-name"), self.surfaces.holder))
        self.hidden.append(self._hides(event))
        if name in ASIDE:
            self.aside.append((ASIDE[name], []))
        elif event.parent == "body":
            self.is_text = name not in ("presentation", "spreadsheet")
        elif name == "page" and event.parent == "presentation":
            self.slide += 1
            self.is_section_hidden = self.styles.hides(open_styles.SLIDE, event.get("style-name"))
        elif event.parent == "spreadsheet" and name == "table":
            self.name = event.get("name")
            self.is_section_hidden = self.styles.hides(open_styles.SHEET, event.get("style-name"))
            self.columns, self.in_columns, self.row = [], {}, 0
        elif name == "table-column" and "spreadsheet" in event.around:
            is_hidden = event.get("visibility") in UNSHOWN_ROWS
            self.columns += [is_hidden] * min(repeat_count(event.get("number-columns-repeated")), 16_384)
        elif name == "table-row" and "spreadsheet" in event.around:
            self.row += 1
            self.row_repeats = repeat_count(event.get("number-rows-repeated"))
            self.is_row_hidden, self.cells = event.get("visibility") in UNSHOWN_ROWS, []
            self.column = 0
        elif name in ("s", "tab", "line-break"):
            count = min(repeat_count(event.get("c")), MOST_SPACES)
            self._text({"line-break": "\n"}.get(name, " " * count), event)
        if name == "frame":
            self.frame_style = event.get("style-name")
        elif name == "image" and event.parent == "frame":
            yield from self._picture(event.get("href"))
        if name == "a" and event.get("href") and not FOLLOWED.match(event.get("href")):
            yield self._hidden(HiddenPartKind.LINK, event.get("href"))
        if name in LOADING and "://" in event.get("href"):
            yield self._hidden(HiddenPartKind.LINK, event.get("href"))
        elif name in CELLS and self.surfaces.is_unshown and (value := "".join(map(event.get, VALUES))):
            yield self._hidden(HiddenPartKind.TEXT, value)
        elif name == "event-listener":
            yield HiddenPart(HiddenPartKind.MACRO, WHOLE, event.get("href") or event.get("macro-name"))
        elif name in FIELDS and (words := "\n".join(filter(None, map(event.get, OTHERWISE)))):
            yield HiddenPart(HiddenPartKind.TEXT, WHOLE, words)
        elif self.aside and self.aside[-1][0] == HiddenPartKind.FORM:
            typed = (event.get(key) for key in ("label", "current-value", "value"))
            self.aside[-1][1].append("\n".join(filter(None, typed)) + "\n")

    def _hides(self, event: Event) -> bool:
        if event.name == "hidden-paragraph" and event.get("is-hidden", "true") != "false" and self.lines:
            self.unseen[-1][:0] = self.lines[-1]
            self.lines[-1].clear()
            self.hidden[max(place for place, name in enumerate(event.around) if name in LINES)] = True
            return True
        if event.name == "section":
            return event.get("display") == "none" or event.get("is-hidden") == "true"
        if event.name == "hidden-text":
            return event.get("is-hidden") == "true"
        return event.name in SHAPES and (event.get("display") in UNSEEN_SHAPES or self.surfaces.is_off_slide)

    def _end(self, event: Event) -> Iterator[str | HiddenPart | Section]:
        name = event.name
        self.hidden.pop()
        self.surfaces.end(name)
        if name in LINES:
            self.levels.pop()
        elif name in FAMILIES and self.levels:
            self.levels[-1].pop()
        if name in ASIDE:
            kind, words = self.aside.pop()
            if text := "".join(words).strip():
                yield self._hidden(kind, text)
            self.column += repeat_count(event.get("number-columns-repeated")) if name in CELLS else 0
        elif name in LINES:
            yield from self._line()
        elif name in CELLS and self.cells is not None:
            self._cell(event)
        elif name == "table-row" and self.cells is not None:
            yield from self._row()
        elif name == "page" and event.parent == "presentation":
            yield Section(HiddenPartKind.SLIDE, "", self.slide, self.is_section_hidden)
        elif name == "table" and event.parent == "spreadsheet":
            for column, words in self.in_columns.items():
                yield HiddenPart(
                    HiddenPartKind.COLUMN, COLUMN, "\n".join(words), {"sheet": self.name, "column": letters(column)}
                )
            yield Section(HiddenPartKind.SHEET, self.name, 0, self.is_section_hidden)
            self.name = ""

    def _picture(self, name: str) -> Iterator[HiddenPart]:
        if any(self.hidden):
            yield self._hidden(HiddenPartKind.PICTURE, "")
        clip = self.styles.clip(self.frame_style)
        if clip and clip_lengths(clip[1]):
            yield HiddenPart(HiddenPartKind.PICTURE, CROPPED, about={"name": name})

    def _line(self) -> Iterator[str | HiddenPart]:
        text, unseen = "".join(self.lines.pop()), "".join(self.unseen.pop()).strip()
        if unseen:
            yield self._hidden(HiddenPartKind.TEXT, unseen)
        if self.aside:
            self.aside[-1][1].append("\n")
        elif self.cells is not None:
            self.cell.append(text)
        else:
            yield text

    def _cell(self, cell: Event) -> None:
        text, self.cell = " ".join(filter(None, self.cell)), []
        repeats = repeat_count(cell.get("number-columns-repeated"))
        self.column += 1
        if text and self.cells is not None:
            if self.column <= len(self.columns) and self.columns[self.column - 1]:
                self.in_columns.setdefault(self.column, []).append(text)
            else:
                self.cells.append(text)
        self.column += repeats - 1

    def _row(self) -> Iterator[str | HiddenPart]:
        text, self.cells = BETWEEN.join(self.cells or []), None
        last = self.row + self.row_repeats - 1
        if text and self.is_row_hidden:
            place = ROW if last == self.row else ROWS
            yield HiddenPart(HiddenPartKind.ROW, place, text, {"sheet": self.name, "row": self.row, "last": last})
        elif text:
            yield text
        self.row = last

    def _hidden(self, kind: str, text: str) -> HiddenPart:
        if self.slide:
            return HiddenPart(kind, SLIDE, text, {"number": self.slide})
        if self.name:
            return HiddenPart(kind, SHEET, text, {"sheet": self.name})
        return HiddenPart(kind, WHOLE, text)
