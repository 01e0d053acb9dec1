"""What a file says beside its pages: who made it, comments, headers, notes, filled-in forms. Looked at, not kept.

Runs in the process with limits that ratsite.lib.documents.extraction is, which says what follows where it cannot be
read. Imports no framework.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from ratsite.lib.documents.archives import said_in, said_in_files_within
from ratsite.lib.documents.office_parts import PAGES
from ratsite.lib.documents.pdf_facts import pdf_facts
from ratsite.lib.documents.unreadable import Unread, to_the_end

MOST_FACTS = 1_000_000  # characters of one file: programs write some hundred, and reviewers a long comment a page
MOST_FIGURES = 5_000_000  # of a workbook: a figure comes up to three times, each with a label. Of files inside one too
PICTURES = ("png", "jpg", "jpeg")


def facts(path: Path, extension: str) -> Iterator[str]:
    """Each line that says something. Unread, at the end, where there is more or part of it cannot be read."""
    yield from to_the_end(*(_lines(read(path), most) for read, most in _readings(extension)))


def _readings(extension: str) -> list[tuple[Callable[[Path], Iterator[str]], int]]:
    """What to read, and how many characters of it."""
    if extension == "pdf":
        return [(pdf_facts, MOST_FACTS)]
    if extension in PAGES:
        pages, page_tags = PAGES[extension]
        read = partial(said_in, pages=pages, page_tags=page_tags)
        return [(read, MOST_FIGURES if extension == "xlsx" else MOST_FACTS), (said_in_files_within, MOST_FIGURES)]
    return [(_picture, MOST_FACTS)] if extension in PICTURES else []


def _lines(said: Iterator[str], room: int) -> Iterator[str]:
    for fact in said:
        for line in fact.splitlines():
            if line := " ".join(line.split()):
                room -= len(line)
                if room < 0:
                    raise Unread
                yield line


def _picture(path: Path) -> Iterator[str]:
    """Before it is drawn anew, which leaves all of this behind: a marking in it still says that it is not for here."""
    from PIL import Image

    with Image.open(path) as picture:
        for value in (*picture.info.values(), *picture.getexif().values()):
            if isinstance(value, bytes):
                value = value.decode("utf-8", "ignore")
            if isinstance(value, str):
                yield value
