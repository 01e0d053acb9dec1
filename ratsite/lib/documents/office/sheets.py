"""Extract from an Excel workbook (ECMA-376 part 1, 18) the text of each sheet, row by row, and its hidden parts.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ratsite.lib.documents.hidden_parts import (
    COLUMN,
    MOST_SHOWN,
    PART,
    ROW,
    ROWS,
    SHEET,
    HiddenPart,
    HiddenPartKind,
    Page,
)
from ratsite.lib.documents.office.cell_conditions import Conditions
from ratsite.lib.documents.office.cell_styles import CellStyles, Font, TableFills, column_number, item_at
from ratsite.lib.documents.office.cells import MARGINS, STYLING, WORKBOOK, Book, day
from ratsite.lib.documents.office.part_names import CELL_TEXTS
from ratsite.lib.documents.office.sheet_drawings import drawing_lines
from ratsite.lib.documents.office.xml_walk import OFF, Event, part_events, part_has, relations
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import to_the_end

REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
COMMENTS = re.compile(r"xl/(?:comments\d*|comments/.*|threadedComments/.*)\.xml")
BETWEEN = " | "  # between the cells of a row
MOST_GROUPS = 100  # groups of hidden rows that are listed one by one; a filter can leave thousands
MOST_COLUMNS = 16_384


@dataclass
class Rows:
    """A group of hidden rows that follow each other, with the beginning of their text."""

    first: int
    last: int
    words: list[str] = field(default_factory=list)
    room: int = MOST_SHOWN

    def add(self, row: int, text: str) -> None:
        self.last = row
        if self.room > 0:
            self.words.append(text)
            self.room -= len(text)


def sheet_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the text of each sheet in numbered parts, with its drawings, headers and footers, and the hidden parts."""
    with zipfile.ZipFile(path) as archive:
        book, number = ShownBook(archive), 1
        readings = []
        for name, part, is_hidden in _sheets(archive):
            readings.append((name, Sheet(book, name, part, is_hidden)))
        records = to_the_end(*(_numbered(name, sheet) for name, sheet in readings), *_comments(archive))
        for record in records:
            if isinstance(record, Page):
                yield Page(number, record.text, record.sheet)
                number += 1
            else:
                yield record


def _numbered(name: str, sheet: "Sheet") -> Iterator[Page | HiddenPart]:
    yield from parts(sheet.lines(), sheet=name)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Yield (name, name of its part, True if hidden) for each sheet, in the order of the workbook."""
    linked, listed = relations(archive, WORKBOOK), set()
    for event in part_events(archive, WORKBOOK):
        if event.is_start and event.name == "sheet":
            part = linked[event.relation_id].target if event.relation_id in linked else ""
            listed.add(part)
            yield event.get("name"), part, event.get("state", "visible") != "visible"
    for name in archive.namelist():  # sheets that the workbook does not list
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name) and name not in listed:
            yield name.rpartition("/")[2].removesuffix(".xml"), name, bool(listed)


def _comments(archive: zipfile.ZipFile) -> Iterator[Iterator[HiddenPart]]:
    for name in filter(COMMENTS.fullmatch, archive.namelist()):
        yield _comments_in(archive, name)


def _comments_in(archive: zipfile.ZipFile, part: str) -> Iterator[HiddenPart]:
    words, authors = list[str](), list[str]()
    for event in part_events(archive, part):
        if event.is_start and event.name in ("comment", "threadedComment"):
            words = [event.get("ref"), ": "]
        elif not event.is_start and event.name == "author":
            authors.append(event.text)
        elif event.name == "authors" and authors:
            yield HiddenPart(HiddenPartKind.METADATA, PART, "\n".join(authors), {"name": part})
        elif not event.is_start and event.name in ("t", "text"):
            words.append(event.text)
        elif event.name in ("comment", "threadedComment"):
            yield HiddenPart(HiddenPartKind.COMMENT, PART, "".join(words), {"name": part})


Words = list[tuple[str, Font | None]]  # pieces of a text, each with its own font; None for that of its cell


class ShownBook:
    """The shared texts and cell styles of a workbook, which say what its cells show."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.book = archive, Book(archive)
        self.styles = CellStyles(lambda name: part_events(archive, name))
        self.texts = list(self._texts())

    def _texts(self) -> Iterator[Words]:
        text = RichText(self.styles)
        for event in part_events(self.archive, CELL_TEXTS):
            text.read(event)
            if event.name == "si" and not event.is_start:
                yield text.taken()

    def shown(self, cell: Event, value: str, inline: Words) -> Words:
        """Return what a cell shows. Whole numbers are written out, and dates are written as dd/mm/yyyy.

        value: the stored value of the cell; inline: its text, if it has its own and no shared text.
        """
        kind, style = cell.get("t", "n"), cell.get("s")
        if kind == "s":
            return item_at(self.texts, value) or []
        if kind == "inlineStr":
            return inline
        if kind == "b":
            return [("TRUE" if value == "1" else "FALSE", None)]
        if kind != "n":
            return [(value, None)]
        date = day(value, self.book) if style in self.book.day_styles else ""
        return [(date or _number(value, self.styles.code(style)), None)]


class RichText:
    """Reader of the text of a cell (18.4), whose pieces can have their own fonts."""

    def __init__(self, styles: CellStyles) -> None:
        self.styles = styles
        self.words: Words = []
        self.font: Font | None = None

    def read(self, event: Event) -> None:
        if event.is_start and event.name == "r":
            self.font = None
        elif event.is_start and event.name == "rPr":
            self.font = Font()
        elif event.is_start and event.parent == "rPr" and self.font is not None:
            self.styles.read_font(self.font, event.name, event.get)
        elif not event.is_start and event.name == "r":
            self.font = None
        elif not event.is_start and event.name == "t" and event.parent != "rPh":
            self.words.append((event.text, self.font))

    def taken(self) -> Words:
        words, self.words = self.words, []
        return words


def _number(value: str, code: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    if "%" in code:
        return f"{number * 100:.10g}%"
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.10g}"


class Sheet:
    """Reader of one sheet of a workbook."""

    def __init__(self, book: ShownBook, name: str, part: str, is_hidden: bool) -> None:
        self.book, self.name, self.part, self.is_hidden = book, name, part, is_hidden
        self.columns: list[tuple[int, int]] = []  # (first, last) of each range of hidden columns, counted from 1
        self.in_columns: dict[tuple[int, int], list[str]] = {}
        self.are_rows_hidden = False  # the default for rows that do not say it themselves
        self.group: Rows | None = None
        self.groups = 0
        self.unseen: list[str] = []  # texts of cells whose style hides them
        self.row = 0
        self.table_fills = TableFills(self.book.styles.table_styles)
        has_conditions = part_has(book.archive, part, b"cfRule")
        events = part_events(book.archive, part) if has_conditions else iter(())
        self.conditions = Conditions(events, book.styles)

    def lines(self) -> Iterator[str | HiddenPart]:
        """Yield the rows that a reader sees, and the hidden parts."""
        if self.is_hidden:
            words, room = [], MOST_SHOWN
            for line in self._lines():
                if isinstance(line, str) and room > 0:
                    words.append(line)
                    room -= len(line)
            yield HiddenPart(HiddenPartKind.SHEET, SHEET, "\n".join(filter(None, words)), {"sheet": self.name})
        else:
            yield from self._lines()

    def _lines(self) -> Iterator[str | HiddenPart]:
        is_hidden, column, value, inline = False, 0, "", RichText(self.book.styles)
        shown: list[str] = []
        margins: list[str] = []
        for relation in relations(self.book.archive, self.part).values():
            if relation.kind == "table":
                self.table_fills.add(part_events(self.book.archive, relation.target))
        for event in part_events(self.book.archive, self.part):
            if "is" in event.around:
                inline.read(event)
            elif event.is_start:
                if event.name == "row":
                    self.row = int(event.get("r")) if event.get("r").isdecimal() else self.row + 1
                    is_hidden, column, shown = self._is_hidden(event), 0, []
                elif event.name == "c":
                    value, inline = "", RichText(self.book.styles)
                elif event.name == "col":
                    self._column(event)
                elif event.name == "sheetFormatPr":
                    self.are_rows_hidden = event.get("zeroHeight", "0") not in OFF
            elif event.name == "v":
                value = event.text
            elif event.name == "c":
                column = _column_of(event.get("r")) or column + 1
                pieces = self.book.shown(event, value, inline.taken())
                if text := self._seen(column, pieces, event, value, is_hidden):
                    shown.append(text)
            elif event.name == "row":
                yield from self._row(BETWEEN.join(shown), is_hidden)
            elif event.name in MARGINS:
                margins.append(STYLING.sub("\n", event.text))
        yield from self._end_group()
        yield from margins
        yield from drawing_lines(self.book.archive, self.part, self.name)
        for (first, last), words in self.in_columns.items():
            about = {"sheet": self.name, "column": letters(first) + ("" if first == last else f" – {letters(last)}")}
            yield HiddenPart(HiddenPartKind.COLUMN, COLUMN, "\n".join(words), about)
        if self.unseen:
            yield HiddenPart(HiddenPartKind.TEXT, SHEET, "\n".join(self.unseen), {"sheet": self.name})

    def _is_hidden(self, row: Event) -> bool:
        is_flat = row.get("ht") in ("0", "0.0") and row.get("customHeight", "0") not in OFF
        is_hidden = row.get("hidden")
        return is_flat or (is_hidden not in OFF if is_hidden else self.are_rows_hidden)

    def _column(self, event: Event) -> None:
        first, last = event.get("min"), event.get("max")
        if first.isdecimal() and last.isdecimal():
            is_narrow = event.get("width") in ("0", "0.0") and event.get("customWidth", "0") not in OFF
            if is_narrow or event.get("hidden", "0") not in OFF:
                self.columns.append((int(first), min(int(last), MOST_COLUMNS)))

    def _seen(self, column: int, words: Words, cell: Event, value: str, is_row_hidden: bool) -> str:
        """Return the text of a cell that a reader sees. In a hidden row, return the whole text.

        Text that nobody sees is stored in `in_columns` if its column is hidden, else in `unseen`. words: pairs of a
        piece of the text and its font. value: the stored value.
        """
        text = "".join(piece for piece, _ in words)
        if is_row_hidden or not text:
            return text
        for first, last in self.columns:
            if first <= column <= last:
                texts = self.in_columns.setdefault((first, last), [])
                if sum(map(len, texts[:200])) < MOST_SHOWN and len(texts) < 200:
                    texts.append(text)
                return ""
        kind = cell.get("t", "n")
        has_background = self.table_fills.has(column, self.row)
        difference = self.conditions.of(column, self.row, kind, value if kind in ("n", "b") else text)
        hides = partial(self.book.styles.hides, cell.get("s"), kind, value)
        seen: list[str] = []
        unseen: list[str] = []
        for piece, font in words:
            is_unseen = hides(font, has_background=has_background, difference=difference)
            (unseen if is_unseen else seen).append(piece)
        if unseen and len(self.unseen) < 200:
            self.unseen.append("".join(unseen))
        return "".join(seen)

    def _row(self, text: str, is_hidden: bool) -> Iterator[str | HiddenPart]:
        if not text:
            return
        if not is_hidden:
            yield from self._end_group(is_last=False)
            yield text
            return
        if self.group is None:
            self.group = Rows(self.row, self.row)
            self.groups += 1
        self.group.add(self.row, text)

    def _end_group(self, is_last: bool = True) -> Iterator[HiddenPart]:
        if self.group is None or (self.groups > MOST_GROUPS and not is_last):
            return
        group, self.group = self.group, None
        about = {"sheet": self.name, "row": group.first, "last": group.last}
        place = ROW if group.first == group.last else ROWS
        yield HiddenPart(HiddenPartKind.ROW, place, "\n".join(group.words), about)


def _column_of(reference: str) -> int:
    match = REFERENCE.fullmatch(reference)
    return column_number(match[1]) if match else 0


def letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
