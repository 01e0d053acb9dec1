"""Extract the text of an untrusted file, in a separate process with limits.

    python -m ratsite.lib.documents.extraction PATH EXTENSION

If the file is refused (ratsite.lib.documents.inspection), the program prints the reason and exits with 1. Otherwise it
prints CLEAN, then one line of JSON for each of these, then END:

- `[number, text]`: the text that readers see on a page. Number 0 is text to check but not to store: document
  properties, comments and the like (ratsite.lib.documents.file_facts).
- `["sheet", number, name]`: the name of the sheet whose text the page holds.
- `["hidden", kind, place, about, text]`: a hidden part (ratsite.lib.documents.hidden_parts).
- `["count", pages, scans]`: how many pages the file has, and how many of them are pictures of a page without text.

Without END the text is incomplete: the file was damaged, took too long or holds more than the limits allow.

Pages are those of a PDF and the slides of a presentation. Other formats have no pages until they are printed; their
text comes in numbered parts. The program imports no framework: it starts quickly and holds no secrets.
"""

import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ratsite.lib.documents.file_facts import facts
from ratsite.lib.documents.hidden_parts import MOST_PARTS, MOST_SHOWN, Hidden, Kind, Page
from ratsite.lib.documents.inspection import refusal
from ratsite.lib.documents.office_parts import (
    CELL_TEXTS,
    DRAWING,
    FALLBACK,
    OPEN_PART,
    OPEN_TEXT,
    SHEET,
    SLIDE,
    WORD,
    WORD_PARTS,
)
from ratsite.lib.documents.unreadable import DAMAGED, Unread, to_the_end

CLEAN, END = "clean", "end"
SHEET_NAME, HIDDEN, COUNT = "sheet", "hidden", "count"
UNKEPT = 0  # page number of text that is checked but not stored
MAX_PAGE = 50_000  # characters stored of one page: dense A4 has 5,000; PostgreSQL indexes at most 1 MB of words a row
MAX_PART = 10_000  # characters of a part, for formats without pages: short enough to quote from quickly
MAX_TEXT = 5_000_000  # characters of one file: about a thousand dense pages, the longest handbook there is
SEAM = 80  # characters on each side of a cut: a number may run across it
BROKEN_WORD = re.compile("[\u00ad\ufffe\x02]\\s*")  # a hyphen at the end of a line, as it comes out of a PDF
UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")  # characters that a database rejects or that are invisible


def records(path: Path, extension: str) -> Iterator[list]:
    """Yield the records of a file's pages and hidden parts, as the program prints them.

    A number UNKEPT marks the end of a page that is too long to store, the text around each page break, and the full
    text of a hidden part. Raises Unread after MAX_TEXT characters of pages, or MOST_PARTS hidden parts.
    """
    room, before, most, last, scans = MAX_TEXT, "", MOST_PARTS, 0, 0
    for said in READERS.get(extension, _nothing)(path):
        if isinstance(said, Hidden):
            most -= 1
            if most < 0:
                raise Unread
            yield from _hidden(said)
            continue
        last, scans = max(last, said.number), scans + said.is_scan
        text = tidy(said.text)
        if not text:
            continue
        if before:
            yield [UNKEPT, f"{before}\n{text[:SEAM]}"]
        is_whole, text, before = len(text) <= room, text[:room], text[-SEAM:]
        yield [said.number, text[:MAX_PAGE]]
        if said.sheet:
            yield [SHEET_NAME, said.number, tidy(said.sheet)]
        if len(text) > MAX_PAGE:
            yield [UNKEPT, text[MAX_PAGE - SEAM :]]
        room -= len(text)
        if not is_whole:
            raise Unread
    if extension in WITH_PAGES:
        yield [COUNT, last, scans]


def _hidden(part: Hidden) -> Iterator[list]:
    text = tidy(part.text)
    about = {name: tidy(str(value)) for name, value in part.about.items()}
    yield [HIDDEN, part.kind, part.place, about, text[:MOST_SHOWN]]
    if text:
        yield [UNKEPT, text]


def tidy(text: str) -> str:
    """Return text fit to store, quote and check: letters normalised, hyphenated words joined, spaces single.

    Line breaks stay, because a protective marking is recognised by having a line of its own.
    """
    text = unicodedata.normalize("NFKC", BROKEN_WORD.sub("", text))
    lines = (" ".join(UNFIT.sub(" ", line).split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _nothing(path: Path) -> Iterator[Page | Hidden]:
    yield from ()


def _pdf(path: Path) -> Iterator[Page | Hidden]:
    import pypdfium2

    document, unread = pypdfium2.PdfDocument(path), 0
    about = (f"{name}: {value}" for name, value in document.get_metadata_dict(skip_empty=True).items())
    if said := "\n".join(about):
        yield Hidden(Kind.METADATA, text=said)
    for index in range(document.count_attachments()):
        yield Hidden(Kind.ATTACHMENT, text=document.get_attachment(index).get_name())
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            text = page.get_textpage()
            yield Page(number, text.get_text_range())
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            unread += 1  # other pages may be readable
    if unread:
        raise Unread


def _word(path: Path) -> Iterator[Page]:
    """Yield the text of a Word file in numbered parts: all paragraphs in order, with tracked changes accepted.

    This includes the paragraphs of tables and text boxes.
    """
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        lines = (_paragraphs(archive, part, WORD) for part in WORD_PARTS if part in names)
        yield from parts(to_the_end(*lines))


def _slides(path: Path) -> Iterator[Page]:
    with zipfile.ZipFile(path) as archive:
        found = sorted((int(match[1]), match[0]) for name in archive.namelist() if (match := SLIDE.fullmatch(name)))
        yield from to_the_end(*(_slide(archive, number, part) for number, part in found))


def _slide(archive: zipfile.ZipFile, number: int, part: str) -> Iterator[Page]:
    yield Page(number, "\n".join(_paragraphs(archive, part, DRAWING)))


def _cells(path: Path) -> Iterator[Page]:
    """Yield in numbered parts the distinct texts of a workbook's cells, in the order in which Excel stores them."""
    with zipfile.ZipFile(path) as archive:
        if CELL_TEXTS in archive.namelist():
            yield from parts(_paragraphs(archive, CELL_TEXTS, SHEET, "si"))


def _open_text(path: Path) -> Iterator[Page]:
    with zipfile.ZipFile(path) as archive, archive.open(OPEN_PART) as part:
        yield from parts(_open_lines(part))


def _open_lines(part: IO[bytes]) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    for _, node in iterparse(part, forbid_dtd=True):
        if node.tag == f"{OPEN_TEXT}line-break":
            node.text = "\n"
        elif node.tag in (f"{OPEN_TEXT}s", f"{OPEN_TEXT}tab"):
            node.text = " "
        elif node.tag in (f"{OPEN_TEXT}p", f"{OPEN_TEXT}h"):
            yield "".join(node.itertext())
            node.clear()


def _plain(path: Path) -> Iterator[Page]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    yield from parts(iter(text.splitlines()))


def _paragraphs(archive: zipfile.ZipFile, part: str, space: str, paragraph: str = "p") -> Iterator[str]:
    """Yield the text of each paragraph of an Office part, which is read as a stream; nested paragraphs come first.

    space: the XML namespace. paragraph: the name of the paragraph element.
    """
    from defusedxml.ElementTree import iterparse

    words: list[str] = []
    old = 0
    with archive.open(part) as stream:
        for event, node in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if node.tag == FALLBACK:
                old += 1 if event == "start" else -1
            elif event == "start" or old:
                continue
            elif node.tag == f"{space}t":
                words.append(node.text or "")
            elif node.tag == f"{space}tab":
                words.append(" ")
            elif node.tag in (f"{space}br", f"{space}cr"):
                words.append("\n")
            elif node.tag == f"{space}{paragraph}":
                yield "".join(words)
                words.clear()
            if event == "end":
                node.clear()
    yield "".join(words)


def parts(lines: Iterator[str]) -> Iterator[Page]:
    """Group lines into numbered parts of about MAX_PART characters; lines longer than a part are split between words.

    If a line cannot be read, the lines before it are yielded before the error is raised.
    """
    gathered: list[str] = []
    number, size = 1, 0
    try:
        for line in lines:
            for piece in _pieces(line):
                if gathered and size + len(piece) > MAX_PART:
                    yield Page(number, "\n".join(gathered))
                    number, gathered, size = number + 1, [], 0
                gathered.append(piece)
                size += len(piece)
    except DAMAGED:
        yield Page(number, "\n".join(gathered))
        raise
    yield Page(number, "\n".join(gathered))


def _pieces(line: str) -> Iterator[str]:
    while len(line) > MAX_PART:
        cut = line.rfind(" ", 1, MAX_PART) + 1 or MAX_PART
        yield line[:cut]
        line = line[cut:]
    yield line


WITH_PAGES = ("pdf", "pptx", "odp")
READERS = {
    "pdf": _pdf,
    "docx": _word,
    "xlsx": _cells,
    "pptx": _slides,
    "odt": _open_text,
    "txt": _plain,
    "csv": _plain,
}


def main(path: Path, extension: str) -> int:
    if sentence := refusal(path, extension):
        sys.stdout.write(sentence)
        return 1
    _say(f"{CLEAN}\n")
    unkept = ([UNKEPT, page.text] for page in parts(facts(path, extension)))
    are_whole = [_say_all(records(path, extension)), _say_all(unkept)]
    if all(are_whole):
        _say(END)
    return 0


def _say_all(said: Iterator[list]) -> bool:
    """Print each record as a line of JSON; return False if reading stopped because the file is damaged."""
    try:
        for record in said:
            _say(f"{json.dumps(record)}\n")
    except DAMAGED:
        return False
    return True


def _say(line: str) -> None:
    """Write a line to standard output and flush it at once, so that nothing is lost if the process is killed."""
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
