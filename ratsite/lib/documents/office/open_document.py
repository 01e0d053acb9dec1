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
from ratsite.lib.documents.office.open_styles import FAMILIES, FOLLOWED, SHAPES, UNSEEN_SHAPES, Look, Styles, unseen
from ratsite.lib.documents.office.open_surfaces import Surfaces, repeat_count
from ratsite.lib.documents.office.sheets import BETWEEN, letters
from ratsite.lib.documents.office.xml_walk import Step, part_steps
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
        yield from _pages(document, part_steps(archive, CONTENT, with_text=True), margins)
    if not is_whole:
        raise Unread


def _pages(
    document: "Document", content: Iterator[Step], margins: list[str | HiddenPart]
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
    for record in document.records(part_steps(archive, STYLES, with_text=True), only_in=MARGINS):
        if not isinstance(record, Section):
            yield record


class Document:
    """Streaming reader of the content of an OpenDocument file."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.lines: list[list[str]] = []  # the visible text of each open paragraph, outermost first
        self.unseen: list[list[str]] = []  # the hidden text of each open paragraph
        self.hidden: list[bool] = []  # for each open element, whether it hides all that is in it
        self.levels: list[list[Look]] = []  # for each open paragraph, its look and the looks of the open elements in it
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

    def records(self, steps: Iterator[Step], only_in: tuple[str, ...] = ()) -> Iterator[str | HiddenPart | Section]:
        """Yield the paragraphs or rows that a reader sees, hidden parts, and a Section after each slide or sheet.

        only_in: yield only what is inside elements with these names, such as headers; empty for everything.
        """
        for step in steps:
            if step.is_text:
                self._text(step.text, step)
            elif step.is_start:
                yield from self._start(step)
            else:
                self.styles.read(step)
                for record in self._end(step):
                    if not only_in or any(name in step.around for name in only_in):
                        yield record

    def _text(self, text: str, step: Step) -> None:
        """Add text to the open hidden part, such as a comment, or else to the open paragraph."""
        if self.aside:
            self.aside[-1][1].append(text)
        elif step.parent in DESCRIPTIONS:
            return
        elif self.lines:
            is_unseen = any(self.hidden) or unseen(self.levels, has_background=self.surfaces.has_background)
            (self.unseen if is_unseen else self.lines)[-1].append(text)

    def _start(self, step: Step) -> Iterator[HiddenPart]:
        name = step.name
        self.styles.read(step)
        self.surfaces.start(name, step.get)
        if name in LINES:
            self.lines.append([])
            self.unseen.append([])
            self.levels.append([])
        if name in FAMILIES and self.levels:
            self.levels[-1].append(self.styles.look_of(name, step.get("style-name"), self.surfaces.holder))
        self.hidden.append(self._hides(step))
        if name in ASIDE:
            self.aside.append((ASIDE[name], []))
        elif step.parent == "body":
            self.is_text = name not in ("presentation", "spreadsheet")
        elif name == "page" and step.parent == "presentation":
            self.slide += 1
            self.is_section_hidden = self.styles.hides(open_styles.SLIDE, step.get("style-name"))
        elif step.parent == "spreadsheet" and name == "table":
            self.name = step.get("name")
            self.is_section_hidden = self.styles.hides(open_styles.SHEET, step.get("style-name"))
            self.columns, self.in_columns, self.row = [], {}, 0
        elif name == "table-column" and "spreadsheet" in step.around:
            is_hidden = step.get("visibility") in UNSHOWN_ROWS
            self.columns += [is_hidden] * min(repeat_count(step.get("number-columns-repeated")), 16_384)
        elif name == "table-row" and "spreadsheet" in step.around:
            self.row += 1
            self.row_repeats = repeat_count(step.get("number-rows-repeated"))
            self.is_row_hidden, self.cells = step.get("visibility") in UNSHOWN_ROWS, []
            self.column = 0
        elif name in ("s", "tab", "line-break"):
            count = min(repeat_count(step.get("c")), MOST_SPACES)
            self._text({"line-break": "\n"}.get(name, " " * count), step)
        if name == "frame":
            self.frame_style = step.get("style-name")
        elif name == "image" and step.parent == "frame":
            yield from self._picture(step.get("href"))
        if name == "a" and step.get("href") and not FOLLOWED.match(step.get("href")):
            yield self._hidden(HiddenPartKind.LINK, step.get("href"))
        if name in LOADING and "://" in step.get("href"):
            yield self._hidden(HiddenPartKind.LINK, step.get("href"))
        elif name in CELLS and self.surfaces.is_unshown and (value := "".join(map(step.get, VALUES))):
            yield self._hidden(HiddenPartKind.TEXT, value)
        elif name == "event-listener":
            yield HiddenPart(HiddenPartKind.MACRO, WHOLE, step.get("href") or step.get("macro-name"))
        elif name in FIELDS and (words := "\n".join(filter(None, map(step.get, OTHERWISE)))):
            yield HiddenPart(HiddenPartKind.TEXT, WHOLE, words)
        elif self.aside and self.aside[-1][0] == HiddenPartKind.FORM:
            typed = (step.get(key) for key in ("label", "current-value", "value"))
            self.aside[-1][1].append("\n".join(filter(None, typed)) + "\n")

    def _hides(self, step: Step) -> bool:
        if step.name == "hidden-paragraph" and step.get("is-hidden", "true") != "false" and self.lines:
            self.unseen[-1][:0] = self.lines[-1]
            self.lines[-1].clear()
            self.hidden[max(place for place, name in enumerate(step.around) if name in LINES)] = True
            return True
        if step.name == "section":
            return step.get("display") == "none" or step.get("is-hidden") == "true"
        if step.name == "hidden-text":
            return step.get("is-hidden") == "true"
        return step.name in SHAPES and (step.get("display") in UNSEEN_SHAPES or self.surfaces.is_off_slide)

    def _end(self, step: Step) -> Iterator[str | HiddenPart | Section]:
        name = step.name
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
            self.column += repeat_count(step.get("number-columns-repeated")) if name in CELLS else 0
        elif name in LINES:
            yield from self._line()
        elif name in CELLS and self.cells is not None:
            self._cell(step)
        elif name == "table-row" and self.cells is not None:
            yield from self._row()
        elif name == "page" and step.parent == "presentation":
            yield Section(HiddenPartKind.SLIDE, "", self.slide, self.is_section_hidden)
        elif name == "table" and step.parent == "spreadsheet":
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

    def _cell(self, cell: Step) -> None:
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
