"""Opening a stranger's file and taking its words out: run as `python -m ratsite.lib.extraction PATH EXTENSION` in a
process with limits.

Prints a sentence and exits 1 when the file is refused (ratsite.lib.inspection). Else prints CLEAN, and then in JSON a
list of [page, text], and what the file says about itself (ratsite.lib.file_facts). Whatever happens after that first
line, the file is clean, and only its text is missing. Pages are those of a PDF and the slides of a presentation; all
else has no pages before it is printed, and comes in parts.
Imports no framework: the process starts quickly and holds no secret.
"""

import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ratsite.lib.file_facts import facts
from ratsite.lib.inspection import refusal

CLEAN = "clean"
MAX_PAGE = 50_000  # characters of one page: a dense A4 page has 5,000; PostgreSQL indexes at most 1 MB of words a row
MAX_PART = 10_000  # characters of a part where there are no pages: short enough to quote from quickly
MAX_TEXT = 5_000_000  # characters of one file: about a thousand dense pages, the longest handbook there is
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL_TEXTS = "xl/sharedStrings.xml"
OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats for older programs
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")  # not comments: those are not for readers
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
BROKEN_WORD = re.compile("[\u00ad\ufffe\x02]\\s*")  # how a hyphen at the end of a line comes out of a PDF
UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")  # what no database takes, or nobody sees


def pages(path: Path, extension: str) -> list[tuple[int, str]]:
    """(number from 1, text) of each page or part that has any text, up to MAX_TEXT characters in all."""
    kept: list[tuple[int, str]] = []
    room = MAX_TEXT
    for number, text in READERS.get(extension, _nothing)(path):
        text = tidy(text)[: min(MAX_PAGE, room)]
        if text:
            kept.append((number, text))
            room -= len(text)
        if room <= 0:
            break
    return kept


def tidy(text: str) -> str:
    """Fit to store and to quote: whole words, ordinary letters, single spaces."""
    text = unicodedata.normalize("NFKC", BROKEN_WORD.sub("", text))
    return " ".join(UNFIT.sub(" ", text).split())


def _nothing(path: Path) -> Iterator[tuple[int, str]]:
    yield from ()


def _pdf(path: Path) -> Iterator[tuple[int, str]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            text = page.get_textpage()
            yield number, text.get_text_bounded()
            text.close()
        except pypdfium2.PdfiumError:
            continue  # one page that cannot be read; the others can
        finally:
            page.close()


def _word(path: Path) -> Iterator[tuple[int, str]]:
    """Paragraphs in order, those in tables and text boxes too; insertions count, deletions do not."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        lines = (line for part in WORD_PARTS if part in names for line in _paragraphs(archive, part, WORD))
        yield from _parts(lines)


def _slides(path: Path) -> Iterator[tuple[int, str]]:
    with zipfile.ZipFile(path) as archive:
        found = sorted((int(match[1]), match[0]) for name in archive.namelist() if (match := SLIDE.fullmatch(name)))
        for number, part in found:
            yield number, "\n".join(_paragraphs(archive, part, DRAWING))


def _cells(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a workbook's cells, each once, as Excel keeps them."""
    with zipfile.ZipFile(path) as archive:
        if CELL_TEXTS in archive.namelist():
            yield from _parts(_paragraphs(archive, CELL_TEXTS, SHEET, "si"))


def _open_text(path: Path) -> Iterator[tuple[int, str]]:
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as part:
        yield from _parts(_open_lines(part))


def _open_lines(part: IO[bytes]) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    for _, node in iterparse(part, forbid_dtd=True):
        if node.tag in (f"{OPEN_TEXT}s", f"{OPEN_TEXT}tab", f"{OPEN_TEXT}line-break"):
            node.text = " "
        elif node.tag in (f"{OPEN_TEXT}p", f"{OPEN_TEXT}h"):
            yield "".join(node.itertext())
            node.clear()


def _plain(path: Path) -> Iterator[tuple[int, str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    yield from _parts(iter(text.splitlines()))


def _paragraphs(archive: zipfile.ZipFile, part: str, space: str, paragraph: str = "p") -> Iterator[str]:
    """The text of each paragraph of an Office part, read as a stream. Paragraphs inside another end first."""
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
            elif node.tag in (f"{space}tab", f"{space}br", f"{space}cr"):
                words.append(" ")
            elif node.tag == f"{space}{paragraph}":
                yield "".join(words)
                words.clear()
            if event == "end":
                node.clear()


def _parts(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Lines gathered into numbered parts of about MAX_PART characters; a longer line is cut between words."""
    gathered: list[str] = []
    number, size = 1, 0
    for line in lines:
        for piece in _pieces(line):
            if gathered and size + len(piece) > MAX_PART:
                yield number, "\n".join(gathered)
                number, gathered, size = number + 1, [], 0
            gathered.append(piece)
            size += len(piece)
    yield number, "\n".join(gathered)


def _pieces(line: str) -> Iterator[str]:
    while len(line) > MAX_PART:
        cut = line.rfind(" ", 1, MAX_PART) + 1 or MAX_PART
        yield line[:cut]
        line = line[cut:]
    yield line


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
    sys.stdout.write(f"{CLEAN}\n")
    sys.stdout.flush()
    json.dump([pages(path, extension), facts(path, extension)], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
