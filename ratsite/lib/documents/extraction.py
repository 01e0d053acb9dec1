"""Extract the text of an untrusted file, in a separate process with limits.

    python -m ratsite.lib.documents.extraction PATH EXTENSION [PASSING]

If the file is refused (ratsite.lib.documents.inspection), the program prints the reason and exits with 1. With PASSING,
a file is not refused for what a clean copy would remove. If the file is not refused, the program prints CLEAN, then
one line of JSON for each of these records, then END:

- `[number, text]`: the text that readers see on a page. Number 0 means text that is checked but not stored, such as
  document properties and comments (ratsite.lib.documents.file_facts).
- `["sheet", number, name]`: the name of the sheet whose text the page contains.
- `["hidden", kind, place, about, text]`: a hidden part (ratsite.lib.documents.hidden_parts).
- `["count", pages, scans]`: how many pages the file has, and how many of them are pictures of a page without text.

Without END the text is incomplete: the file was damaged, took too long or contains more than the limits allow.

Pages are the pages of a PDF and the slides of a presentation. Other formats have no pages until they are printed, so
their text is cut into numbered parts. The program imports no framework, so it starts quickly and has no secrets.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ratsite.lib.documents.file_facts import facts
from ratsite.lib.documents.hidden_parts import MOST_PARTS, MOST_SHOWN, HiddenPart
from ratsite.lib.documents.inspection import MENDABLE, refusal
from ratsite.lib.documents.readers import WITH_PAGES, read_all
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import DAMAGED, Unread

CLEAN, END, PASSING = "clean", "end", "passing"
SHEET_NAME, HIDDEN, COUNT = "sheet", "hidden", "count"
CHECKED_ONLY = 0  # page number of text that is checked but not stored
MAX_PAGE = 50_000  # characters stored of one page: dense A4 has 5,000; PostgreSQL indexes at most 1 MB of words a row
MAX_TEXT = 5_000_000  # characters of one file: about a thousand dense pages, the longest handbook there is
SEAM = 80  # characters on each side of a cut: an identifier may continue across it
BROKEN_WORD = re.compile("[\u00ad\ufffe\x02]\\s*")  # a hyphen at the end of a line, as PDFs encode it
UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")  # characters that a database rejects or that are invisible


def records(path: Path, extension: str) -> Iterator[list]:
    """Yield the records that the program prints about a file's pages and hidden parts.

    The number CHECKED_ONLY marks text that is checked but not stored: the end of a page that is too long to store, the
    text around each page break, and the full text of a hidden part. Raises Unread after MAX_TEXT characters of pages.
    """
    room, before, most, last, scans = MAX_TEXT, "", MOST_PARTS, 0, 0
    for record in read_all(path, extension):
        if isinstance(record, str):
            yield from _checked_only(record)
            continue
        if isinstance(record, HiddenPart):
            most -= 1
            if most >= 0:
                yield _hidden(record)
            if not record.is_checked:
                yield from _checked_only(record.text)
            continue
        last, scans = max(last, record.number), scans + record.is_scan
        text = tidy(record.text)
        if not text:
            continue
        if before:
            yield [CHECKED_ONLY, f"{before}\n{text[:SEAM]}"]
        is_whole, text, before = len(text) <= room, text[:room], text[-SEAM:]
        yield [record.number, text[:MAX_PAGE]]
        if record.sheet:
            yield [SHEET_NAME, record.number, tidy(record.sheet)]
        if len(text) > MAX_PAGE:
            yield [CHECKED_ONLY, text[MAX_PAGE - SEAM :]]
        room -= len(text)
        if not is_whole:
            raise Unread
    if extension in WITH_PAGES:
        yield [COUNT, last, scans]


def _hidden(part: HiddenPart) -> list:
    about = {name: tidy(str(value)) for name, value in part.about.items()}
    return [HIDDEN, part.kind, part.place, about, tidy(part.text)[:MOST_SHOWN]]


def _checked_only(text: str) -> Iterator[list]:
    if tidied := tidy(text):
        yield [CHECKED_ONLY, tidied]


def tidy(text: str) -> str:
    """Return the text in a form to store, quote and check: letters normalised, hyphenated words joined, single spaces.

    Line breaks stay, because a protective marking is recognised by having a line of its own.
    """
    text = unicodedata.normalize("NFKC", BROKEN_WORD.sub("", text))
    lines = (" ".join(UNFIT.sub(" ", line).split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def main(path: Path, extension: str, *flags: str) -> int:
    if sentence := refusal(path, extension, passing=MENDABLE if PASSING in flags else ()):
        sys.stdout.write(sentence)
        return 1
    _print(f"{CLEAN}\n")
    checked_only = ([CHECKED_ONLY, page.text] for page in parts(facts(path, extension)))
    are_whole = [_print_all(records(path, extension)), _print_all(checked_only)]
    if all(are_whole):
        _print(END)
    return 0


def _print_all(records: Iterator[list]) -> bool:
    """Print each record as a line of JSON. Return False if an error in the file ended the reading."""
    try:
        for record in records:
            _print(f"{json.dumps(record)}\n")
    except DAMAGED:
        return False
    return True


def _print(line: str) -> None:
    """Write a line to standard output and flush it at once, so that nothing is lost if the process is killed."""
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
